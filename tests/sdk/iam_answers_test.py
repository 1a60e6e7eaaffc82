# iam_answers_test.py - what IAM tells boto3 of boundaries, use, service-linked roles, simulations.
import datetime
import json

import server

import boto3
from botocore.exceptions import ClientError

A = "111111111111"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def policy(effect, action, resource="*"):
    return json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": effect, "Action": action, "Resource": resource}]})


TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": A}, "Action": "sts:AssumeRole"}]})


class Answers(server.ServerTest):
    def client(self, service, key=A, secret="test", token=None, region="us-east-1"):
        return boto3.client(service, endpoint_url=self.server.endpoint, region_name=region,
                            aws_access_key_id=key, aws_secret_access_key=secret,
                            aws_session_token=token)

    def setUp(self):
        self.iam = self.client("iam")

    def code_of(self, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        return caught.exception.response["Error"]["Code"]

    def test_boundaries(self):
        boundary = self.iam.create_policy(PolicyName="boundary",
                                          PolicyDocument=policy("Allow", "ec2:*"))
        arn = boundary["Policy"]["Arn"]
        shown = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}
        user = self.iam.create_user(UserName="bounded", PermissionsBoundary=arn)["User"]
        self.assertEqual(user["PermissionsBoundary"], shown)
        self.iam.create_role(RoleName="bounded", AssumeRolePolicyDocument=TRUST)
        self.assertNotIn("PermissionsBoundary", self.iam.get_role(RoleName="bounded")["Role"])
        self.iam.put_role_permissions_boundary(RoleName="bounded", PermissionsBoundary=arn)
        self.assertEqual(self.iam.get_role(RoleName="bounded")["Role"]["PermissionsBoundary"],
                         shown)
        self.assertEqual(self.iam.get_policy(PolicyArn=arn)["Policy"]
                         ["PermissionsBoundaryUsageCount"], 2)
        entities = self.iam.list_entities_for_policy(PolicyArn=arn,
                                                     PolicyUsageFilter="PermissionsBoundary")
        self.assertEqual([len(entities[kind]) for kind in
                          ("PolicyUsers", "PolicyRoles", "PolicyGroups")], [1, 1, 0])
        self.assertEqual(self.code_of(self.iam.delete_policy, PolicyArn=arn), "DeleteConflict")
        self.iam.delete_role_permissions_boundary(RoleName="bounded")
        self.iam.delete_user_permissions_boundary(UserName="bounded")
        self.iam.delete_policy(PolicyArn=arn)

    def test_last_use(self):
        self.iam.create_user(UserName="used")
        key = self.iam.create_access_key(UserName="used")["AccessKey"]
        never = self.iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
        self.assertEqual(never["UserName"], "used")
        self.assertEqual(never["AccessKeyLastUsed"], {"ServiceName": "N/A", "Region": "N/A"})
        ec2 = self.client("ec2", key["AccessKeyId"], key["SecretAccessKey"], region="eu-west-1")
        self.code_of(ec2.describe_images)
        used = self.iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
        self.assertEqual(used["AccessKeyLastUsed"]["ServiceName"], "ec2")
        self.assertEqual(used["AccessKeyLastUsed"]["Region"], "eu-west-1")
        self.assertIsInstance(used["AccessKeyLastUsed"]["LastUsedDate"], datetime.datetime)

        role = self.iam.create_role(RoleName="used", AssumeRolePolicyDocument=TRUST)["Role"]
        self.assertEqual(self.iam.get_role(RoleName="used")["Role"]["RoleLastUsed"], {})
        keys = self.client("sts").assume_role(
            RoleArn=role["Arn"], RoleSessionName="session")["Credentials"]
        self.client("sts", keys["AccessKeyId"], keys["SecretAccessKey"],
                    keys["SessionToken"]).get_caller_identity()
        last = self.iam.get_role(RoleName="used")["Role"]["RoleLastUsed"]
        self.assertEqual(last["Region"], "us-east-1")
        self.assertIn("LastUsedDate", last)

    def test_service_linked_roles(self):
        role = self.iam.create_service_linked_role(
            AWSServiceName="autoscaling.amazonaws.com", CustomSuffix="images")["Role"]
        self.assertEqual(role["RoleName"], "AWSServiceRoleForAutoScaling_images")
        self.assertEqual(role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"],
                         {"Service": ["autoscaling.amazonaws.com"]})
        self.assertEqual(self.code_of(self.iam.delete_role, RoleName=role["RoleName"]),
                         "UnmodifiableEntity")
        self.iam.update_role(RoleName=role["RoleName"], Description="for images")
        task = self.iam.delete_service_linked_role(RoleName=role["RoleName"])["DeletionTaskId"]
        status = self.iam.get_service_linked_role_deletion_status(DeletionTaskId=task)
        self.assertEqual(status["Status"], "SUCCEEDED")
        self.assertEqual(self.code_of(self.iam.create_service_linked_role,
                                      AWSServiceName="lex.amazonaws.com"), "UnsupportedOperation")

    def test_the_account(self):
        self.iam.create_account_alias(AccountAlias="amishare-test")
        self.assertEqual(self.iam.list_account_aliases()["AccountAliases"], ["amishare-test"])
        self.iam.delete_account_alias(AccountAlias="amishare-test")
        summary = self.iam.get_account_summary()["SummaryMap"]
        self.assertEqual(len(summary), 34)
        self.assertEqual((summary["RolesQuota"], summary["VersionsPerPolicyQuota"]), (1000, 5))

        self.iam.create_group(GroupName="details")
        self.iam.put_group_policy(GroupName="details", PolicyName="p",
                                  PolicyDocument=policy("Allow", "ec2:*"))
        pages = self.iam.get_paginator("get_account_authorization_details").paginate(
            PaginationConfig={"PageSize": 1})
        groups = [group for page in pages for group in page["GroupDetailList"]]
        self.assertEqual([group["GroupName"] for group in groups], ["details"])
        self.assertEqual(groups[0]["GroupPolicyList"][0]["PolicyDocument"]["Statement"][0]
                         ["Action"], "ec2:*")
        only = self.iam.get_account_authorization_details(Filter=["AWSManagedPolicy"])
        self.assertEqual(only["UserDetailList"], [])
        self.assertIn(ADMINISTRATOR, [found["Arn"] for found in only["Policies"]])

    def test_simulations(self):
        user = self.iam.create_user(UserName="simulated")["User"]["Arn"]
        self.iam.put_user_policy(UserName="simulated", PolicyName="p",
                                 PolicyDocument=policy("Allow", "ec2:*"))
        results = self.iam.simulate_principal_policy(
            PolicySourceArn=user, ActionNames=["ec2:RunInstances", "kms:Decrypt"],
            PolicyInputList=[policy("Deny", "kms:*")])["EvaluationResults"]
        self.assertEqual([result["EvalDecision"] for result in results],
                         ["allowed", "explicitDeny"])
        self.assertEqual(results[0]["MatchedStatements"], [
            {"SourcePolicyId": "user_simulated_p", "SourcePolicyType": "IAM Policy",
             "StartPosition": {"Line": 1, "Column": 41},
             "EndPosition": {"Line": 1, "Column": 41 + len(
                 '{"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}')}}])
        self.assertNotIn("EvalDecisionDetails", results[0])

        conditional = json.dumps({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "ec2:*", "Resource": "*",
            "Condition": {"NumericLessThan": {"ec2:VolumeSize": "10"}}}})
        volume = f"arn:aws:ec2:us-east-1:{A}:volume/*"
        asked = {"PolicyInputList": [conditional], "ActionNames": ["ec2:CreateVolume"],
                 "ResourceArns": [volume]}
        result = self.iam.simulate_custom_policy(**asked)["EvaluationResults"][0]
        self.assertEqual(result["EvalDecision"], "implicitDeny")
        self.assertEqual(result["EvalDecisionDetails"], {})
        self.assertEqual(result["ResourceSpecificResults"][0]["MissingContextValues"],
                         ["ec2:VolumeSize"])
        result = self.iam.simulate_custom_policy(ContextEntries=[
            {"ContextKeyName": "ec2:VolumeSize", "ContextKeyValues": ["9"],
             "ContextKeyType": "numeric"}], **asked)["EvaluationResults"][0]
        self.assertEqual(result["EvalDecision"], "allowed")
        keys = self.iam.get_context_keys_for_custom_policy(PolicyInputList=[conditional])
        self.assertEqual(keys["ContextKeyNames"], ["ec2:VolumeSize"])
        pages = self.iam.get_paginator("simulate_custom_policy").paginate(
            PolicyInputList=[conditional], ActionNames=["ec2:CreateVolume", "ec2:RunInstances"],
            PaginationConfig={"PageSize": 1})
        self.assertEqual(sum(len(page["EvaluationResults"]) for page in pages), 2)
        self.assertEqual(self.code_of(self.iam.simulate_custom_policy, PolicyInputList=["{"],
                                      ActionNames=["ec2:RunInstances"]), "InvalidInput")

    def test_what_is_not_emulated_is_refused_by_name(self):
        for operation, arguments in (
                ("create_login_profile", {"UserName": "admin", "Password": "x"}),
                ("list_mfa_devices", {}), ("list_ssh_public_keys", {}),
                ("update_account_password_policy", {}), ("get_credential_report", {}),
                ("list_saml_providers", {})):
            with self.subTest(operation):
                self.assertEqual(self.code_of(getattr(self.iam, operation), **arguments),
                                 "InvalidAction")
        self.assertEqual(self.code_of(
            self.iam.simulate_custom_policy, PolicyInputList=[policy("Allow", "*")],
            ActionNames=["ec2:RunInstances"], ResourceHandlingOption="EC2-VPC-EBS"),
            "UnsupportedOperation")


if __name__ == "__main__":
    server.main()
