# organizations_test.py - unmodified boto3 makes an organization and meets its policies.
import json

import server

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

DENY_LAUNCH = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Action": "ec2:RunInstances", "Resource": "*"}]})
DENY_DECRYPT = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Deny", "Principal": "*", "Action": "kms:Decrypt", "Resource": "*"}]})


class Organizations(server.ServerTest):
    """Each test has a management account and a member of its own."""

    accounts = 0

    def client(self, service, key, secret="test", token=None):
        return boto3.client(service, endpoint_url=self.server.endpoint, region_name="us-east-1",
                            aws_access_key_id=key, aws_secret_access_key=secret,
                            aws_session_token=token, config=Config(retries={"max_attempts": 1}))

    def setUp(self):
        Organizations.accounts += 1
        self.management = f"9{Organizations.accounts:011d}"
        self.member = f"8{Organizations.accounts:011d}"
        self.orgs = self.client("organizations", self.management)
        self.organization = self.orgs.create_organization(FeatureSet="ALL")["Organization"]
        self.root = self.orgs.list_roots()["Roots"][0]["Id"]
        handshake = self.orgs.invite_account_to_organization(
            Target={"Id": self.member, "Type": "ACCOUNT"})["Handshake"]
        self.of_member = self.client("organizations", self.member)
        self.of_member.accept_handshake(HandshakeId=handshake["Id"])

    def refused(self, code, call, reason=None, message=None, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], code)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 400)
        if reason:
            self.assertEqual(answer["Reason"], reason)
        if message:
            self.assertEqual(answer["Error"]["Message"], message)
        return answer["Error"]["Message"]

    def test_the_organization_is_seen_from_both_accounts(self):
        seen = self.of_member.describe_organization()["Organization"]
        self.assertEqual(seen["Id"], self.organization["Id"])
        self.assertEqual(seen["MasterAccountId"], self.management)
        accounts = self.orgs.get_paginator("list_accounts").paginate(
            PaginationConfig={"PageSize": 1}).build_full_result()["Accounts"]
        self.assertEqual([a["Id"] for a in accounts], [self.management, self.member])
        self.assertEqual({a["Status"] for a in accounts}, {"ACTIVE"})
        self.refused("AccessDeniedException", self.of_member.list_accounts,
                     message="You don't have permissions to access this resource.")
        self.refused("AWSOrganizationsNotInUseException",
                     self.client("organizations", "777777777777").describe_organization)

    def test_the_tree(self):
        unit = self.orgs.create_organizational_unit(
            ParentId=self.root, Name="Prod", Tags=[{"Key": "team", "Value": "red"}]
        )["OrganizationalUnit"]
        self.assertEqual(unit["Arn"], "arn:aws:organizations::%s:ou/%s/%s" % (
            self.management, self.organization["Id"], unit["Id"]))
        self.orgs.move_account(AccountId=self.member, SourceParentId=self.root,
                               DestinationParentId=unit["Id"])
        self.assertEqual(self.orgs.list_parents(ChildId=self.member)["Parents"],
                         [{"Id": unit["Id"], "Type": "ORGANIZATIONAL_UNIT"}])
        self.assertEqual(self.orgs.list_children(ParentId=unit["Id"], ChildType="ACCOUNT")
                         ["Children"], [{"Id": self.member, "Type": "ACCOUNT"}])
        self.assertEqual(self.orgs.list_tags_for_resource(ResourceId=unit["Id"])["Tags"],
                         [{"Key": "team", "Value": "red"}])
        self.refused("OrganizationalUnitNotEmptyException", self.orgs.delete_organizational_unit,
                     OrganizationalUnitId=unit["Id"])
        self.refused("DuplicateOrganizationalUnitException", self.orgs.create_organizational_unit,
                     ParentId=self.root, Name="Prod")
        parent = unit["Id"]
        for level in range(2, 6):
            parent = self.orgs.create_organizational_unit(
                ParentId=parent, Name=f"level {level}")["OrganizationalUnit"]["Id"]
        self.refused("ConstraintViolationException", self.orgs.create_organizational_unit,
                     reason="OU_DEPTH_LIMIT_EXCEEDED", ParentId=parent, Name="level 6")

    def test_policies_in_force(self):
        self.refused("PolicyTypeNotEnabledException", self.orgs.attach_policy,
                     message="This operation can be performed only for enabled policy types.",
                     PolicyId="p-FullAWSAccess", TargetId=self.root)
        for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
            self.orgs.enable_policy_type(RootId=self.root, PolicyType=kind)
        self.assertEqual({t["Type"] for t in self.orgs.list_roots()["Roots"][0]["PolicyTypes"]},
                         {"SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"})
        scp = self.orgs.create_policy(Name="NoLaunch", Description="", Content=DENY_LAUNCH,
                                      Type="SERVICE_CONTROL_POLICY")["Policy"]["PolicySummary"]
        ec2 = self.client("ec2", self.member)
        launch = dict(ImageId="ami-0123456789abcdef0", InstanceType="t3.micro", MinCount=1,
                      MaxCount=1)
        with self.assertRaises(ClientError) as caught:
            ec2.run_instances(**launch)
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidAMIID.NotFound")
        kms = self.client("kms", self.member)
        key = kms.create_key()["KeyMetadata"]["Arn"]
        ciphertext = kms.encrypt(KeyId=key, Plaintext=b"secret")["CiphertextBlob"]
        self.orgs.attach_policy(PolicyId=scp["Id"], TargetId=self.member)
        rcp = self.orgs.create_policy(Name="NoDecrypt", Description="", Content=DENY_DECRYPT,
                                      Type="RESOURCE_CONTROL_POLICY")["Policy"]["PolicySummary"]
        self.orgs.attach_policy(PolicyId=rcp["Id"], TargetId=self.root)
        message = self.refused("AccessDeniedException", kms.decrypt, KeyId=key,
                               CiphertextBlob=ciphertext)
        self.assertTrue(message.endswith(
            f"with an explicit deny in a resource control policy: {rcp['Arn']}"), message)
        self.assertEqual(
            [t["TargetId"] for t in self.orgs.list_targets_for_policy(PolicyId=scp["Id"])["Targets"]],
            [self.member])
        self.refused("ConstraintViolationException", self.orgs.detach_policy,
                     reason="MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                     PolicyId="p-FullAWSAccess", TargetId=self.root)
        self.refused("PolicyInUseException", self.orgs.delete_policy, PolicyId=rcp["Id"])
        self.orgs.detach_policy(PolicyId=rcp["Id"], TargetId=self.root)
        self.assertEqual(kms.decrypt(KeyId=key, CiphertextBlob=ciphertext)["Plaintext"], b"secret")

    def test_policies_that_do_not_fit(self):
        self.refused("MalformedPolicyDocumentException", self.orgs.create_policy,
                     message="The provided policy document does not meet the requirements of the "
                             "specified policy type.",
                     Name="x", Description="", Content="{}", Type="SERVICE_CONTROL_POLICY")
        self.refused("ConstraintViolationException", self.orgs.create_policy,
                     reason="POLICY_CONTENT_LIMIT_EXCEEDED", Name="x", Description="",
                     Content=DENY_LAUNCH + " " * 10240, Type="SERVICE_CONTROL_POLICY")
        self.refused("InvalidInputException", self.orgs.update_policy, reason="IMMUTABLE_POLICY",
                     PolicyId="p-FullAWSAccess", Name="Mine")
        self.refused("InvalidInputException", self.orgs.describe_policy, reason="INVALID_PATTERN",
                     message="You provided a value that does not match the required pattern.",
                     PolicyId="nonsense")

    def test_an_account_made_and_closed(self):
        asked = self.orgs.create_account(Email=f"dev@{self.management}.example.org",
                                         AccountName="Dev")["CreateAccountStatus"]
        self.assertEqual(asked["State"], "IN_PROGRESS")
        status = self.orgs.describe_create_account_status(
            CreateAccountRequestId=asked["Id"])["CreateAccountStatus"]
        self.assertEqual(status["State"], "SUCCEEDED")
        made = status["AccountId"]
        role = f"arn:aws:iam::{made}:role/OrganizationAccountAccessRole"
        session = self.client("sts", self.management).assume_role(
            RoleArn=role, RoleSessionName="in")["Credentials"]
        inside = self.client("kms", session["AccessKeyId"], session["SecretAccessKey"],
                             session["SessionToken"])
        self.assertEqual(inside.create_key()["KeyMetadata"]["AWSAccountId"], made)
        self.refused("ConstraintViolationException", self.orgs.remove_account_from_organization,
                     reason="WAIT_PERIOD_ACTIVE", AccountId=made)
        self.orgs.close_account(AccountId=made)
        self.assertEqual(self.orgs.describe_account(AccountId=made)["Account"]["Status"],
                         "SUSPENDED")
        self.refused("UnrecognizedClientException", inside.list_keys)
        self.refused("AccountAlreadyClosedException", self.orgs.close_account, AccountId=made)

    def test_leaving(self):
        self.refused("OrganizationNotEmptyException", self.orgs.delete_organization)
        self.refused("MasterCannotLeaveOrganizationException", self.orgs.leave_organization)
        self.of_member.leave_organization()
        self.orgs.delete_organization()
        self.refused("AWSOrganizationsNotInUseException", self.orgs.describe_organization)


if __name__ == "__main__":
    server.main()
