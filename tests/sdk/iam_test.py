# iam_test.py - the words with which IAM and STS refuse, as boto3 hears them.
"""AWS's sentences are recorded unless a comment says otherwise."""
import json

import server

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

A = "111111111111"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
ALLOW = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})


def trust(principal, action="sts:AssumeRole", **more):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": principal, "Action": action, **more}]})


TRUST = trust({"AWS": A})


class Refusals(server.ServerTest):
    def client(self, service, key=A, secret="test", token=None):
        # What boto3 itself would refuse has to reach the server.
        return boto3.client(service, endpoint_url=self.server.endpoint, region_name="us-east-1",
                            aws_access_key_id=key, aws_secret_access_key=secret,
                            aws_session_token=token,
                            config=Config(retries={"max_attempts": 1}, parameter_validation=False))

    def setUp(self):
        self.iam = self.client("iam")
        self.sts = self.client("sts")

    def refused(self, status, code, message, call, **arguments):
        with self.subTest(message):
            with self.assertRaises(ClientError) as caught:
                call(**arguments)
            answer = caught.exception.response
            self.assertEqual((answer["Error"]["Code"], answer["Error"]["Message"],
                              answer["ResponseMetadata"]["HTTPStatusCode"]),
                             (code, message, status))
            self.assertEqual(answer["Error"]["Type"], "Sender")

    def test_what_comes_later_is_refused_by_name(self):
        """Nothing that would limit a principal may be dropped in silence."""
        role = self.iam.create_role(RoleName="later", AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]

        def not_emulated(name, operation, call, **arguments):
            self.refused(400, "UnsupportedOperation",
                         f"amishare does not emulate the parameter {name} of {operation}.",
                         call, **arguments)

        def assume(name, **arguments):
            not_emulated(name, "AssumeRole", self.sts.assume_role, RoleArn=role,
                         RoleSessionName="session", **arguments)

        assume("serialNumber", SerialNumber="arn:aws:iam::111111111111:mfa/ana", TokenCode="123456")
        unknown = [
            ("AssumeRoleWithSAML", self.sts.assume_role_with_saml,
             {"RoleArn": role, "SAMLAssertion": "none",
              "PrincipalArn": "arn:aws:iam::111111111111:saml-provider/none"}),
        ]
        for operation, call, arguments in unknown:
            with self.subTest(operation):
                with self.assertRaises(ClientError) as caught:
                    call(**arguments)
                answer = caught.exception.response
                self.assertEqual(answer["Error"]["Code"], "InvalidAction")
                self.assertIn(operation, answer["Error"]["Message"])
                self.assertIn("not emulate", answer["Error"]["Message"])
                self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 400)

    def test_names_and_what_is_not_there(self):
        iam = self.iam
        invalid = "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s"
        self.refused(400, "ValidationError", invalid % (
            "a b", "roleName", "Member must satisfy regular expression pattern: [\\w+=,.@-]+"),
                     iam.get_role, RoleName="a b")
        self.refused(400, "ValidationError", invalid % (
            "x" * 65, "userName", "Member must have length less than or equal to 64"),
                     iam.create_user, UserName="x" * 65)
        self.refused(400, "ValidationError", invalid % (
            "no/slash", "path",
            "Member must satisfy regular expression pattern: "
            "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)"),
                     iam.create_user, UserName="x", Path="no/slash")
        self.refused(400, "ValidationError", invalid % (
            "0", "maxItems", "Member must have value greater than or equal to 1"),
                     iam.list_users, MaxItems=0)
        for kind in ("user", "role", "group"):
            self.refused(404, "NoSuchEntity", f"The {kind} with name nobody cannot be found.",
                         getattr(iam, f"get_{kind}"), **{f"{kind.title()}Name": "nobody"})
        self.refused(404, "NoSuchEntity", "Instance Profile nobody cannot be found.",
                     iam.get_instance_profile, InstanceProfileName="nobody")
        self.refused(404, "NoSuchEntity", "The user policy with name none cannot be found.",
                     iam.get_user_policy, UserName="admin", PolicyName="none")
        self.refused(404, "NoSuchEntity", "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be "
                     "found.", iam.delete_access_key, UserName="admin",
                     AccessKeyId="AKIAIOSFODNN7EXAMPLE")
        none = f"arn:aws:iam::{A}:policy/none"
        self.refused(404, "NoSuchEntity", f"Policy {none} was not found.",
                     iam.get_policy, PolicyArn=none)
        self.refused(404, "NoSuchEntity", f"Policy {none} does not exist or is not attachable.",
                     iam.attach_user_policy, UserName="admin", PolicyArn=none)
        self.refused(404, "NoSuchEntity", f"Policy {none} was not found.",
                     iam.detach_user_policy, UserName="admin", PolicyArn=none)
        self.refused(400, "ValidationError", f"ARN {'x' * 20} is not valid.",
                     iam.attach_user_policy, UserName="admin", PolicyArn="x" * 20)
        self.refused(400, "ValidationError", "Invalid ARN:  Could not be parsed!",
                     iam.get_policy, PolicyArn="x" * 20)
        silent = "1 validation error detected: Value at '%s' failed to satisfy constraint: %s"
        pattern = "Member must satisfy regular expression pattern: "
        key_pattern = "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+"
        self.refused(400, "ValidationError",
                     silent % ("versionId", pattern + "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"),
                     iam.get_policy_version, PolicyArn=none, VersionId="latest")
        self.refused(400, "ValidationError",
                     silent % ("tags", "Member must have length less than or equal to 50"),
                     iam.tag_user, UserName="admin",
                     Tags=[{"Key": f"k{i}", "Value": ""} for i in range(51)])
        self.refused(400, "ValidationError", silent % (
            "tags.1.member.key", "Member must have length less than or equal to 128"),
                     iam.tag_user, UserName="admin", Tags=[{"Key": "k" * 129, "Value": ""}])
        self.refused(400, "ValidationError", silent % ("tags.1.member.key", pattern + key_pattern),
                     iam.tag_user, UserName="admin", Tags=[{"Key": "a?", "Value": ""}])
        self.refused(400, "ValidationError", silent % (
            "tagKeys", "Member must satisfy constraint: [Member must have length less than or "
            "equal to 128, Member must have length greater than or equal to 1, " + pattern +
            key_pattern + ", Member must not be null]"),
                     iam.untag_user, UserName="admin", TagKeys=["a?"])
        self.refused(409, "EntityAlreadyExists", "User with name ADMIN already exists.",
                     iam.create_user, UserName="ADMIN")
        self.refused(400, "InvalidInput",
                     "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
                     iam.create_user, UserName="x",
                     Tags=[{"Key": "k", "Value": "1"}, {"Key": "K", "Value": "2"}])
        self.refused(409, "DeleteConflict",
                     "Cannot delete entity, must detach all policies first.",
                     iam.delete_user, UserName="admin")

    def test_documents(self):
        def identity(message, document):
            text = document if isinstance(document, str) else json.dumps(document)
            for call, arguments in ((self.iam.create_policy, {"PolicyName": "p"}),
                                    (self.iam.put_user_policy,
                                     {"UserName": "admin", "PolicyName": "p"})):
                self.refused(400, "MalformedPolicyDocument", message, call, PolicyDocument=text,
                             **arguments)

        def trusting(message, text):
            self.refused(400, "MalformedPolicyDocument", message, self.iam.create_role,
                         RoleName="r", AssumeRolePolicyDocument=text)

        def statement(**more):
            return {"Version": "2012-10-17", "Statement": {"Effect": "Allow", **more}}

        identity("Syntax errors in policy.", "not json")
        identity("Syntax errors in policy.", "{}")
        identity("Policy document must be version 2012-10-17 or greater.",
                 {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
        identity("Policy document should not specify a principal.",
                 statement(Action="s3:*", Resource="*", Principal="*"))
        identity("Policy statement must contain actions.", statement(Resource="*"))
        identity("Policy statement must contain resources.", statement(Action="s3:*"))
        identity("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
                 statement(Action="GetObject", Resource="*"))
        identity('Resource x must be in ARN format or "*".',
                 statement(Action="s3:*", Resource="x"))
        # Beyond Latin-1 nothing is a policy, and the value is quoted as it came.
        odd = json.dumps(statement(Sid="\u6f22", Action="s3:*", Resource="*"), ensure_ascii=False)
        self.refused(400, "ValidationError",
                     f"1 validation error detected: Value '{odd}' at 'policyDocument' failed to "
                     "satisfy constraint: Member must satisfy regular expression pattern: "
                     "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
                     self.iam.create_policy, PolicyName="p", PolicyDocument=odd)
        trusting("This policy contains invalid Json", "not json")
        trusting("Has prohibited field Resource", trust({"AWS": A}, Resource="*"))
        gone = f"arn:aws:iam::{A}:user/gone"
        trusting(f'Invalid principal in policy: "AWS":"{gone}"', trust({"AWS": gone}))
        trusting('Invalid principal in policy: "SERVICE":"x"', trust({"Service": "x"}))
        trusting("Invalid principal in policy: \"SERVICE\":\"ec2.amazonaws.example\"",
                 trust({"Service": "ec2.amazonaws.example"}))

    def test_quotas(self):
        iam = self.iam
        for _ in range(2):
            iam.create_access_key(UserName="admin")
        self.refused(409, "LimitExceeded", "Cannot exceed quota for AccessKeysPerUser: 2",
                     iam.create_access_key, UserName="admin")
        for i in range(11):
            iam.create_policy(PolicyName=f"quota{i}", PolicyDocument=ALLOW)
        iam.create_role(RoleName="full", AssumeRolePolicyDocument=TRUST)
        for i in range(10):
            iam.attach_role_policy(RoleName="full", PolicyArn=f"arn:aws:iam::{A}:policy/quota{i}")
        self.refused(409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10",
                     iam.attach_role_policy, RoleName="full",
                     PolicyArn=f"arn:aws:iam::{A}:policy/quota10")
        for _ in range(4):
            iam.create_policy_version(PolicyArn=f"arn:aws:iam::{A}:policy/quota0",
                                      PolicyDocument=ALLOW)
        self.refused(409, "LimitExceeded", "A managed policy can have up to 5 versions. Before "
                     "you create a new version, you must delete an existing version.",
                     iam.create_policy_version, PolicyArn=f"arn:aws:iam::{A}:policy/quota0",
                     PolicyDocument=ALLOW)
        large = json.loads(ALLOW)
        large["Statement"][0]["Resource"] = ["arn:aws:s3:::" + "x" * 50] * 200
        self.refused(409, "LimitExceeded", "Cannot exceed quota for PolicySize: 6144",
                     iam.create_policy, PolicyName="large", PolicyDocument=json.dumps(large))
        self.refused(409, "LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role "
                     "full", iam.put_role_policy, RoleName="full", PolicyName="large",
                     PolicyDocument=json.dumps(large))
        self.refused(409, "LimitExceeded", "Maximum policy size of 2048 bytes exceeded for user "
                     "admin", iam.put_user_policy, UserName="admin", PolicyName="large",
                     PolicyDocument=json.dumps(large))

    def test_assuming_roles(self):
        role = self.iam.create_role(RoleName="assumed", AssumeRolePolicyDocument=TRUST)
        arn = role["Role"]["Arn"]

        def refused(code, message, status=400, sts=self.sts, **arguments):
            asked = {"RoleArn": arn, "RoleSessionName": "session", **arguments}
            self.refused(status, code, message, sts.assume_role, **asked)

        invalid = "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: %s"
        refused("ValidationError", invalid % (
            "Session1:2", "roleSessionName",
            "Member must satisfy regular expression pattern: [\\w+=,.@-]*"),
                RoleSessionName="Session1:2")
        refused("ValidationError", invalid % (
            "s", "roleSessionName", "Member must have length greater than or equal to 2"),
                RoleSessionName="s")
        refused("ValidationError", invalid % (
            "899", "durationSeconds", "Member must have value greater than or equal to 900"),
                DurationSeconds=899)
        refused("ValidationError", invalid % (
            "43201", "durationSeconds", "Member must have value less than or equal to 43200"),
                DurationSeconds=43201)
        refused("ValidationError", "this is no ARN of a role is invalid",
                RoleArn="this is no ARN of a role")
        refused("ValidationError",
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
                DurationSeconds=3601)
        none = f"arn:aws:iam::{A}:role/none"
        refused("AccessDenied", f"User: arn:aws:iam::{A}:user/admin is not authorized to perform: "
                f"sts:AssumeRole on resource: {none}", 403, RoleArn=none)
        refused("AccessDenied", "Roles may not be assumed by root accounts.", 403,
                sts=self.client("sts", A, "root"))
        keys = self.sts.assume_role(RoleArn=arn, RoleSessionName="session")["Credentials"]
        session = self.client("sts", keys["AccessKeyId"], keys["SecretAccessKey"],
                              keys["SessionToken"])
        who = session.get_caller_identity()
        self.assertEqual(who["Arn"], f"arn:aws:sts::{A}:assumed-role/assumed/session")
        self.assertEqual(who["UserId"], role["Role"]["RoleId"] + ":session")
        # A role has to trust itself, too.
        refused("AccessDenied", f"User: {who['Arn']} is not authorized to perform: "
                f"sts:AssumeRole on resource: {arn}", 403, sts=session)


    def test_an_encoded_message_tells_what_was_refused(self):
        self.iam.create_user(UserName="reader")
        key = self.iam.create_access_key(UserName="reader")["AccessKey"]
        reader = (key["AccessKeyId"], key["SecretAccessKey"])
        with self.assertRaises(ClientError) as caught:
            self.client("ec2", *reader).create_volume(AvailabilityZone="us-east-1a", Size=1)
        message = caught.exception.response["Error"]["Message"]
        encoded = message.partition("Encoded authorization failure message: ")[2]
        told = json.loads(self.sts.decode_authorization_message(
            EncodedMessage=encoded)["DecodedMessage"])
        self.assertEqual(told["allowed"], False)
        self.assertEqual(told["context"]["principal"]["arn"], f"arn:aws:iam::{A}:user/reader")
        self.assertTrue(told["context"]["action"].endswith("CreateVolume"))
        decode = "sts:DecodeAuthorizationMessage"
        self.refused(403, "AccessDenied", f"User: arn:aws:iam::{A}:user/reader is not authorized "
                     f"to perform: {decode} because no identity-based policy allows the {decode} "
                     "action", self.client("sts", *reader).decode_authorization_message,
                     EncodedMessage=encoded)
        # In another account, or changed, it opens nothing; the words are inferred.
        for sts, text in ((self.client("sts", "2" * 12), encoded), (self.sts, encoded[:-1]),
                          (self.sts, "x")):
            self.refused(400, "InvalidAuthorizationMessageException", "Message is not valid",
                         sts.decode_authorization_message, EncodedMessage=text)


    def test_which_answers_show_that_there_are_no_tags(self):
        policy = self.iam.create_policy(PolicyName="bare", PolicyDocument=ALLOW)["Policy"]
        self.assertNotIn("Tags", policy)
        self.assertEqual(self.iam.get_policy(PolicyArn=policy["Arn"])["Policy"]["Tags"], [])
        profile = self.iam.create_instance_profile(InstanceProfileName="bare")["InstanceProfile"]
        self.assertNotIn("Tags", profile)
        profile = self.iam.get_instance_profile(InstanceProfileName="bare")["InstanceProfile"]
        self.assertEqual((profile["Tags"], profile["Roles"]), ([], []))
        self.iam.create_role(RoleName="bare", AssumeRolePolicyDocument=TRUST)
        self.assertNotIn("Tags", self.iam.get_role(RoleName="bare")["Role"])
        self.assertNotIn("Tags", self.iam.get_user(UserName="admin")["User"])


if __name__ == "__main__":
    server.main()
