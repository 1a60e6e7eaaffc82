# boto3_test.py - unmodified boto3 shares an encrypted image between two accounts, with waiters.
import base64
import datetime
import hashlib
import json
import urllib.request

import server

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

A, B = "111111111111", "222222222222"
REGION = "us-east-1"
BLOCK = b"written in account A".ljust(524288, b"\0")


class Account:
    """The clients of one principal."""

    def __init__(self, endpoint, access_key_id, secret, token=None):
        self.arguments = dict(endpoint_url=endpoint, region_name=REGION,
                              aws_access_key_id=access_key_id, aws_secret_access_key=secret,
                              aws_session_token=token,
                              config=Config(retries={"max_attempts": 1}))

    def __getattr__(self, service):
        client = boto3.client(service, **self.arguments)
        setattr(self, service, client)
        return client


def key_policy(*statements):
    own = {"Sid": "Enable IAM User Permissions", "Effect": "Allow",
           "Principal": {"AWS": f"arn:aws:iam::{A}:root"}, "Action": "kms:*", "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [own, *statements]})


def use_by(account):
    return {"Sid": "Allow use", "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
            "Action": ["kms:DescribeKey", "kms:ReEncrypt*", "kms:CreateGrant", "kms:Decrypt",
                       "kms:GenerateDataKey*"], "Resource": "*"}


class Workflow(server.ServerTest):
    def setUp(self):
        self.a = Account(self.server.endpoint, A, "test")
        self.b_admin = Account(self.server.endpoint, B, "test")

    def encrypted_image(self, name):
        """A's key, an encrypted snapshot with one block of data, and an image of it."""
        key = self.a.kms.create_key(Description=name)["KeyMetadata"]["Arn"]
        snapshot = self.a.ebs.start_snapshot(VolumeSize=1, Encrypted=True, KmsKeyArn=key)
        checksum = base64.b64encode(hashlib.sha256(BLOCK).digest()).decode()
        self.a.ebs.put_snapshot_block(
            SnapshotId=snapshot["SnapshotId"], BlockIndex=0, BlockData=BLOCK,
            DataLength=len(BLOCK), Checksum=checksum, ChecksumAlgorithm="SHA256")
        self.a.ebs.complete_snapshot(SnapshotId=snapshot["SnapshotId"], ChangedBlocksCount=1)
        self.a.ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot["SnapshotId"]])
        image = self.a.ec2.register_image(
            Name=name, Architecture="x86_64", VirtualizationType="hvm",
            RootDeviceName="/dev/xvda",
            BlockDeviceMappings=[{"DeviceName": "/dev/xvda",
                                  "Ebs": {"SnapshotId": snapshot["SnapshotId"]}}])["ImageId"]
        self.a.ec2.get_waiter("image_available").wait(ImageIds=[image])
        return key, snapshot["SnapshotId"], image

    def launcher(self, name, key, without=()):
        """A role of B with the rights to launch from an image under `key`."""
        trust = {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{B}:root"},
             "Action": "sts:AssumeRole"}]}
        role = self.b_admin.iam.create_role(
            RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]
        rights = [right for right in
                  ["kms:DescribeKey", "kms:ReEncryptFrom", "kms:CreateGrant", "kms:Decrypt"]
                  if right not in without]
        self.b_admin.iam.put_role_policy(
            RoleName=name, PolicyName="launch", PolicyDocument=json.dumps(
                {"Version": "2012-10-17", "Statement": [
                    {"Effect": "Allow", "Action": rights, "Resource": key},
                    {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}]}))
        keys = self.b_admin.sts.assume_role(
            RoleArn=role["Arn"], RoleSessionName="launch")["Credentials"]
        return Account(self.server.endpoint, keys["AccessKeyId"], keys["SecretAccessKey"],
                       keys["SessionToken"])

    def share(self, key, image):
        self.a.ec2.modify_image_attribute(
            ImageId=image, LaunchPermission={"Add": [{"UserId": B}]})
        self.a.kms.put_key_policy(KeyId=key, PolicyName="default",
                                  Policy=key_policy(use_by(B)))

    def test_identities(self):
        for account, secret, arn in [(A, "test", f"arn:aws:iam::{A}:user/admin"),
                                     (A, "root", f"arn:aws:iam::{A}:root"),
                                     ("test", "test", "arn:aws:iam::000000000000:user/admin")]:
            who = Account(self.server.endpoint, account, secret).sts.get_caller_identity()
            self.assertEqual(who["Arn"], arn)

    def test_share_and_launch(self):
        key, _, image = self.encrypted_image("golden")
        self.share(key, image)
        b = self.launcher("launcher", key)
        seen = b.ec2.describe_images(ImageIds=[image])["Images"]
        self.assertEqual([one["OwnerId"] for one in seen], [A])
        instance = b.ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1,
                                       MaxCount=1)["Instances"][0]
        self.assertEqual(instance["State"], {"Code": 0, "Name": "pending"})
        b.ec2.get_waiter("instance_running").wait(InstanceIds=[instance["InstanceId"]])
        b.ec2.get_waiter("instance_status_ok").wait(InstanceIds=[instance["InstanceId"]])
        found = b.ec2.describe_instances(InstanceIds=[instance["InstanceId"]])
        running = found["Reservations"][0]["Instances"][0]
        volume_id = running["BlockDeviceMappings"][0]["Ebs"]["VolumeId"]
        volume = b.ec2.describe_volumes(VolumeIds=[volume_id])["Volumes"][0]
        default_key = self.b_admin.kms.describe_key(KeyId="alias/aws/ebs")["KeyMetadata"]["Arn"]
        self.assertEqual((volume["Encrypted"], volume["KmsKeyId"]), (True, default_key))
        console = b.ec2.get_console_output(InstanceId=instance["InstanceId"])
        self.assertIn("written in account A", console["Output"])
        b.ec2.terminate_instances(InstanceIds=[instance["InstanceId"]])
        b.ec2.get_waiter("instance_terminated").wait(InstanceIds=[instance["InstanceId"]])
        with self.assertRaises(ClientError) as refused:
            b.ec2.describe_volumes(VolumeIds=[volume_id])
        self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidVolume.NotFound")

    def test_launch_fails_late_without_the_key(self):
        key, _, image = self.encrypted_image("late")
        self.share(key, image)
        b = self.launcher("without-reencrypt", key, without=["kms:ReEncryptFrom"])
        instance = b.ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1,
                                       MaxCount=1)["Instances"][0]
        with self.assertRaises(WaiterError):
            b.ec2.get_waiter("instance_running").wait(InstanceIds=[instance["InstanceId"]])
        found = b.ec2.describe_instances(InstanceIds=[instance["InstanceId"]])
        ended = found["Reservations"][0]["Instances"][0]
        self.assertEqual(ended["StateReason"]["Code"], "Client.InvalidKMSKey.InvalidState")

    def test_copy_under_own_key(self):
        key, snapshot, image = self.encrypted_image("to-copy")
        self.share(key, image)
        self.a.ec2.modify_snapshot_attribute(
            SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add",
            UserIds=[B])
        own = self.b_admin.kms.create_key()["KeyMetadata"]["Arn"]
        copy = self.b_admin.ec2.copy_image(Name="mine", SourceImageId=image, SourceRegion=REGION,
                                           Encrypted=True, KmsKeyId=own)["ImageId"]
        self.b_admin.ec2.get_waiter("image_available").wait(ImageIds=[copy])
        mapping = self.b_admin.ec2.describe_images(
            Owners=["self"], ImageIds=[copy])["Images"][0]["BlockDeviceMappings"][0]
        copied = self.b_admin.ec2.describe_snapshots(
            SnapshotIds=[mapping["Ebs"]["SnapshotId"]])["Snapshots"][0]
        self.assertEqual(copied["KmsKeyId"], own)
        blocks = self.b_admin.ebs.list_snapshot_blocks(SnapshotId=copied["SnapshotId"])["Blocks"]
        block = self.b_admin.ebs.get_snapshot_block(
            SnapshotId=copied["SnapshotId"], BlockIndex=0, BlockToken=blocks[0]["BlockToken"])
        self.assertEqual(block["BlockData"].read(), BLOCK)

    def test_errors_have_their_protocols_shape(self):
        nobody = self.launcher("nobody", f"arn:aws:kms:{REGION}:{A}:key/none")
        with self.assertRaises(ClientError) as refused:
            nobody.iam.list_roles()
        self.assertEqual(refused.exception.response["Error"]["Code"], "AccessDenied")
        self.assertEqual(refused.exception.response["ResponseMetadata"]["HTTPStatusCode"], 403)
        with self.assertRaises(ClientError) as refused:
            nobody.kms.create_key()
        self.assertEqual(refused.exception.response["Error"]["Code"], "AccessDeniedException")
        self.assertEqual(refused.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)
        with self.assertRaises(ClientError) as refused:
            self.a.ec2.describe_images(ImageIds=["ami-0123456789abcdef0"])
        self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidAMIID.NotFound")
        with self.assertRaises(ClientError) as refused:
            self.a.ec2.describe_spot_fleet_requests()
        self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidAction")
        self.assertEqual(refused.exception.response["ResponseMetadata"]["RetryAttempts"], 0)

    def test_unknown_credentials(self):
        with self.assertRaises(ClientError) as refused:
            Account(self.server.endpoint, "AKIAIOSFODNN7EXAMPLE", "x").sts.get_caller_identity()
        self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidClientTokenId")

    def test_time_that_was_moved(self):
        """boto3 signs by the machine's clock, whatever time it is in the world."""
        started = server.Server()
        try:
            request = urllib.request.Request(started.endpoint + "/_amishare/clock",
                                             data=b'{"advance_ms": 86400000}')
            with urllib.request.urlopen(request) as answer:
                self.assertEqual(answer.status, 200)
            a = Account(started.endpoint, A, "test")
            self.assertEqual(a.sts.get_caller_identity()["Account"], A)
            created = a.kms.create_key()["KeyMetadata"]["CreationDate"]
            ahead = created - datetime.datetime.now(datetime.timezone.utc)
            self.assertGreater(ahead, datetime.timedelta(hours=23))
        finally:
            started.stop()


if __name__ == "__main__":
    server.main()
