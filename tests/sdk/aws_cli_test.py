# aws_cli_test.py - the unmodified AWS CLI does the workflow in two accounts.
import json
import os
import signal
import subprocess
import tempfile

import server

A, B = "111111111111", "222222222222"
CLI = "/usr/bin/aws"


class Cli:
    """The AWS CLI with the credentials of one principal."""

    def __init__(self, endpoint, access_key_id, secret, token=None):
        self.endpoint = endpoint
        self.environment = dict(os.environ, AWS_ACCESS_KEY_ID=access_key_id,
                                AWS_SECRET_ACCESS_KEY=secret, AWS_DEFAULT_REGION="us-east-1",
                                AWS_PAGER="", AWS_MAX_ATTEMPTS="1")
        if token:
            self.environment["AWS_SESSION_TOKEN"] = token

    def run(self, *arguments):
        return subprocess.run([CLI, "--endpoint-url", self.endpoint, "--output", "json",
                               *arguments], env=self.environment, text=True, timeout=120,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)

    def __call__(self, *arguments):
        done = self.run(*arguments)
        if done.returncode != 0:
            raise AssertionError("aws %s: %s" % (" ".join(arguments), done.stderr))
        return json.loads(done.stdout) if done.stdout.strip() else None


class Workflow(server.ServerTest):
    def test_share_and_launch(self):
        a = Cli(self.server.endpoint, A, "test")
        b = Cli(self.server.endpoint, B, "test")
        key = a("kms", "create-key")["KeyMetadata"]["Arn"]
        volume = a("ec2", "create-volume", "--availability-zone", "us-east-1a", "--size", "1",
                   "--encrypted", "--kms-key-id", key)["VolumeId"]
        a("ec2", "wait", "volume-available", "--volume-ids", volume)
        snapshot = a("ec2", "create-snapshot", "--volume-id", volume)["SnapshotId"]
        a("ec2", "wait", "snapshot-completed", "--snapshot-ids", snapshot)
        image = a("ec2", "register-image", "--name", "golden", "--root-device-name", "/dev/xvda",
                  "--block-device-mappings",
                  "DeviceName=/dev/xvda,Ebs={SnapshotId=%s}" % snapshot)["ImageId"]
        a("ec2", "modify-image-attribute", "--image-id", image, "--launch-permission",
          "Add=[{UserId=%s}]" % B)
        shared = a("ec2", "describe-image-attribute", "--image-id", image, "--attribute",
                   "launchPermission")
        self.assertEqual(shared["LaunchPermissions"], [{"UserId": B}])
        policy = json.loads(a("kms", "get-key-policy", "--key-id", key, "--policy-name",
                              "default")["Policy"])
        policy["Statement"].append(
            {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::%s:root" % B},
             "Action": ["kms:DescribeKey", "kms:ReEncrypt*", "kms:CreateGrant", "kms:Decrypt"],
             "Resource": "*"})
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(policy, file)
            file.flush()
            a("kms", "put-key-policy", "--key-id", key, "--policy-name", "default", "--policy",
              "file://" + file.name)
        launched = b("ec2", "run-instances", "--image-id", image, "--instance-type", "t3.micro")
        instance = launched["Instances"][0]["InstanceId"]
        b("ec2", "wait", "instance-running", "--instance-ids", instance)
        state = b("ec2", "describe-instances", "--instance-ids", instance, "--query",
                  "Reservations[].Instances[].State.Name")
        self.assertEqual(state, ["running"])

    def test_refusal(self):
        stranger = Cli(self.server.endpoint, "333333333333", "test")
        done = stranger.run("ec2", "describe-images", "--image-ids", "ami-nonsense")
        self.assertEqual(done.returncode, 254)
        self.assertIn("InvalidAMIID.Malformed", done.stderr)
        done = stranger.run("kms", "decrypt", "--ciphertext-blob", "AAAA")
        self.assertEqual(done.returncode, 254)
        self.assertIn("InvalidCiphertextException", done.stderr)


class Stopping(server.unittest.TestCase):
    def test_stops_cleanly_on_both_signals(self):
        for sign in (signal.SIGINT, signal.SIGTERM):
            started = server.Server()
            code, errors = started.stop(sign)
            self.assertEqual(code, 0, errors)

    def test_auth_off_is_loud(self):
        started = server.Server("--auth", "off")
        unsigned = Cli(started.endpoint, "x", "x")
        done = unsigned.run("sts", "get-caller-identity", "--no-sign-request")
        code, errors = started.stop()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(code, 0)
        self.assertIn("auth", errors.lower())


if __name__ == "__main__":
    server.main()
