# sts_test.py - sessions of every kind, as boto3 and botocore's own credential providers get them.
import base64
import datetime
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import urllib.request

import server

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

B = "222222222222"
REGION = "us-east-1"
ISSUER = "https://idp.example.com"
# An RSA key that signs for the issuer, known to this test alone.
N = int(
    "b7ee98c230a2f52cd29ec97794ad5f4290932e06b7b80f355f2bfe9eaf8663080dfe0f56fa545ac73b7a1aed"
    "955c979d6b0b97a5beb0d03de5a03a86b889a448c24a75e71853af2686c14cdd91e94a871d464187cb84fdde"
    "e701887a20fb9fb71449b1664c03033b517493b00828609841c567b673b5758d97f81d2fc7ceb4751dc56085"
    "0eecd3c3e3fdedac35b00e8078fd6951f695fc4a504ca97761d9535081e080332aba01f4433dbcef80957bb3"
    "c76a8283adb762caee54264bbf8712ca15ec88ae94ea2b20a08633a2a8ee5833aea070cf09e3c7f779ef93a0"
    "7e3ccfbcb220cb28735a2edd3829fafa2a36ff9b8afb485e4ee17f6d45ae9a90a458b5d5", 16)
D = int(
    "161f2aebd02cd0648deb187481df7a0520d652d17ce8187df343f0a8ad42d5d5729ceefc43f2078c9505d224"
    "a02552518ecc230513cf2a0acedf5b71c5ef3d60d66b963712f664c75de3f47a48c1deb4641fa22a0b6615a0"
    "cca1a3047b8b0f0cc82b6f7f931b0b6e3cbffd88a279a6f645765f4b610e660f467cbc0979c9b14ed1b26876"
    "7cb9eab416652da5628f203ec76678f50c0ab1c2b3c54bdadaf604c6386824a127c515dc6dc3599a62db4507"
    "56334e22653a8e2ab01830d581ee0e5d0d509c2be4cf520657c9f618fa123f6ca011cb0effa30931b949325f"
    "ff1e14f2c1df3af75f5ebf60be728c85b2410547c430d50a44406b696e28b350c532469", 16)


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def web_token(**claims):
    """A token signed with RS256 (RFC 7518, 3.3), by hand: nothing need be installed for it."""
    text = ".".join(base64url(json.dumps(part).encode()) for part in (
        {"alg": "RS256", "kid": "test", "typ": "JWT"}, claims))
    digest = bytes.fromhex("3031300d060960864801650304020105000420")
    digest += hashlib.sha256(text.encode()).digest()
    padded = b"\0\1" + b"\xff" * (256 - 3 - len(digest)) + b"\0" + digest
    return text + "." + base64url(pow(int.from_bytes(padded, "big"), D, N).to_bytes(256, "big"))


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def trust(principal, *actions):
    return policy({"Effect": "Allow", "Principal": principal, "Action": list(actions)})


class Asking(server.ServerTest):
    def client(self, service, credentials=None):
        keys = credentials or {"AccessKeyId": B, "SecretAccessKey": "test"}
        return boto3.client(service, endpoint_url=self.server.endpoint, region_name=REGION,
                            aws_access_key_id=keys["AccessKeyId"],
                            aws_secret_access_key=keys["SecretAccessKey"],
                            aws_session_token=keys.get("SessionToken"),
                            config=Config(retries={"max_attempts": 1}))

    def control(self, path, body):
        request = urllib.request.Request(self.server.endpoint + path, json.dumps(body).encode(),
                                         method="POST")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def setUp(self):
        self.iam, self.sts, self.ec2 = (self.client(name) for name in ("iam", "sts", "ec2"))

    def refused(self, code, status, call, **arguments):
        with self.assertRaises(ClientError) as caught:
            call(**arguments)
        answer = caught.exception.response
        self.assertEqual((answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]),
                         (code, status))
        return answer["Error"]["Message"]

    def role(self, name, trusting, *statements):
        arn = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusting)["Role"]["Arn"]
        if statements:
            self.iam.put_role_policy(RoleName=name, PolicyName="p",
                                     PolicyDocument=policy(*statements))
        return arn

    def instance(self, name, profile=None):
        volume = self.ec2.create_volume(AvailabilityZone=REGION + "a", Size=1)["VolumeId"]
        self.ec2.get_waiter("volume_available").wait(VolumeIds=[volume])
        snapshot = self.ec2.create_snapshot(VolumeId=volume)["SnapshotId"]
        self.ec2.get_waiter("snapshot_completed").wait(SnapshotIds=[snapshot])
        image = self.ec2.register_image(
            Name=name, RootDeviceName="/dev/xvda",
            BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}}],
        )["ImageId"]
        more = {"IamInstanceProfile": {"Name": profile}} if profile else {}
        made = self.ec2.run_instances(ImageId=image, InstanceType="t3.micro", MinCount=1,
                                      MaxCount=1, MetadataOptions={"HttpTokens": "required"},
                                      **more)["Instances"][0]["InstanceId"]
        self.ec2.get_waiter("instance_running").wait(InstanceIds=[made])
        return made


class Sessions(Asking):
    def test_session_policy_tags_and_source_identity(self):
        arn = self.role("everything", trust({"AWS": B}, "sts:AssumeRole", "sts:TagSession",
                                            "sts:SetSourceIdentity"), allow("*"))
        made = self.sts.assume_role(
            RoleArn=arn, RoleSessionName="capped", SourceIdentity="ana",
            Policy=policy(allow("ec2:Describe*", Condition={
                "StringEquals": {"aws:PrincipalTag/team": "red", "aws:SourceIdentity": "ana"}})),
            Tags=[{"Key": "team", "Value": "red"}], TransitiveTagKeys=["team"])
        self.assertEqual(made["SourceIdentity"], "ana")
        self.assertGreater(made["PackedPolicySize"], 0)
        capped = self.client("ec2", made["Credentials"])
        capped.describe_instances()
        message = self.refused("UnauthorizedOperation", 403, capped.create_volume,
                               AvailabilityZone=REGION + "a", Size=1)
        self.assertIn("because no session policy allows the ec2:CreateVolume action", message)

    def test_users_under_other_names(self):
        made = self.sts.get_federation_token(Name="bob", Policy=policy(allow("ec2:Describe*")))
        self.assertEqual(made["FederatedUser"]["Arn"], f"arn:aws:sts::{B}:federated-user/bob")
        bob = made["Credentials"]
        self.assertEqual(self.client("sts", bob).get_caller_identity()["UserId"], f"{B}:bob")
        self.client("ec2", bob).describe_instances()
        self.refused("UnauthorizedOperation", 403, self.client("ec2", bob).create_volume,
                     AvailabilityZone=REGION + "a", Size=1)
        self.refused("InvalidClientTokenId", 403, self.client("iam", bob).list_users)
        same = self.sts.get_session_token(DurationSeconds=900)["Credentials"]
        self.assertEqual(self.client("sts", same).get_caller_identity()["Arn"],
                         f"arn:aws:iam::{B}:user/admin")
        self.refused("InvalidClientTokenId", 403, self.client("iam", same).list_users)
        message = self.refused("AccessDenied", 403, self.client("sts", same).get_session_token)
        self.assertEqual(message, "Cannot call GetSessionToken with session credentials")

    def test_a_web_identity_as_botocore_finds_it(self):
        jwk = {"kty": "RSA", "kid": "test", "n": base64url(N.to_bytes(256, "big")), "e": "AQAB"}
        self.control("/_amishare/options", {"issuers": {ISSUER: {"keys": [jwk]}}})
        provider = self.iam.create_open_id_connect_provider(
            Url=ISSUER, ClientIDList=["app"], ThumbprintList=["a" * 40])["OpenIDConnectProviderArn"]
        arn = self.role("web", policy({
            "Effect": "Allow", "Principal": {"Federated": provider},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {"idp.example.com:sub": "user-1"}}}),
            allow("ec2:Describe*"))
        now = int(datetime.datetime.now(datetime.timezone.utc).timestamp())
        claims = {"iss": ISSUER, "sub": "user-1", "aud": "app", "iat": now, "exp": now + 600}
        asked = {"RoleArn": arn, "RoleSessionName": "build"}
        unsigned = self.client("sts")
        made = unsigned.assume_role_with_web_identity(WebIdentityToken=web_token(**claims), **asked)
        self.assertEqual((made["SubjectFromWebIdentityToken"], made["Audience"], made["Provider"]),
                         ("user-1", "app", provider))
        self.client("ec2", made["Credentials"]).describe_instances()

        def refusal(code, status, **changed):
            return self.refused(code, status, unsigned.assume_role_with_web_identity,
                                WebIdentityToken=web_token(**{**claims, **changed}), **asked)

        self.assertEqual(refusal("InvalidIdentityToken", 400, aud="other"),
                         "Incorrect token audience")
        self.assertEqual(refusal("AccessDenied", 403, sub="user-2"),
                         "Not authorized to perform sts:AssumeRoleWithWebIdentity")
        self.assertIn("must be before the expiration date/time",
                      refusal("ExpiredTokenException", 400, exp=now - 1))
        self.assertIn("is not a valid JWT", self.refused(
            "InvalidIdentityToken", 400, unsigned.assume_role_with_web_identity,
            WebIdentityToken="none", **asked))

    def test_software_on_an_instance_finds_its_credentials(self):
        """botocore alone, with nothing but the address of the metadata service."""
        self.role("software", trust({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole"),
                  allow("ec2:Describe*"))
        self.iam.create_instance_profile(InstanceProfileName="software")
        self.iam.add_role_to_instance_profile(InstanceProfileName="software", RoleName="software")
        instance = self.instance("software", "software")
        program = (
            "import sys, boto3\n"
            "arguments = dict(endpoint_url=sys.argv[1], region_name='us-east-1')\n"
            "print(boto3.client('sts', **arguments).get_caller_identity()['Arn'])\n"
            "found = boto3.client('ec2', **arguments).describe_instances()\n"
            "print(found['Reservations'][0]['Instances'][0]['InstanceId'])\n")
        with tempfile.TemporaryDirectory() as home:
            environment = {"PATH": os.environ.get("PATH", ""), "HOME": home,
                           "AWS_EC2_METADATA_SERVICE_ENDPOINT":
                               f"{self.server.endpoint}/_amishare/imds/{instance}/"}
            done = subprocess.run([sys.executable, "-c", program, self.server.endpoint],
                                  env=environment, text=True, capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.split(), [
            f"arn:aws:sts::{B}:assumed-role/software/{instance}", instance])

    def test_the_profile_of_a_running_instance(self):
        self.role("late", trust({"Service": "ec2.amazonaws.com"}, "sts:AssumeRole"))
        self.iam.create_instance_profile(InstanceProfileName="late")
        self.iam.add_role_to_instance_profile(InstanceProfileName="late", RoleName="late")
        instance = self.instance("late")
        profile = {"Name": "late"}
        made = self.ec2.associate_iam_instance_profile(
            InstanceId=instance, IamInstanceProfile=profile)["IamInstanceProfileAssociation"]
        self.assertEqual(made["State"], "associating")

        def found():
            return self.ec2.describe_iam_instance_profile_associations(
                Filters=[{"Name": "instance-id", "Values": [instance]}]
            )["IamInstanceProfileAssociations"]

        self.assertEqual([one["State"] for one in found()], ["associated"])
        made = self.ec2.replace_iam_instance_profile_association(
            AssociationId=made["AssociationId"], IamInstanceProfile=profile)
        self.ec2.disassociate_iam_instance_profile(
            AssociationId=made["IamInstanceProfileAssociation"]["AssociationId"])
        self.assertEqual(found(), [])

    def test_what_is_not_emulated_says_so(self):
        asked = {"RoleArn": f"arn:aws:iam::{B}:role/none", "SAMLAssertion": "none",
                 "PrincipalArn": f"arn:aws:iam::{B}:saml-provider/none"}
        message = self.refused("InvalidAction", 400, self.sts.assume_role_with_saml, **asked)
        self.assertIn("AssumeRoleWithSAML", message)


class Propagation(Asking):
    """A server that was told to let changes take their time."""

    server_arguments = ("--iam-propagation", "1h", "--grant-propagation", "1h")

    def test_a_role_is_not_there_yet(self):
        arn = self.role("fresh", trust({"AWS": B}, "sts:AssumeRole"))
        self.refused("AccessDenied", 403, self.sts.assume_role, RoleArn=arn,
                     RoleSessionName="early")
        self.control("/_amishare/clock", {"advance_ms": 3_600_000})
        self.sts.assume_role(RoleArn=arn, RoleSessionName="late")


if __name__ == "__main__":
    server.main()
