# readme_test.py - the README's examples, as a newcomer would paste them, print what it says.
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import server

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROGRAM = os.path.abspath(server.PROGRAM)
ENDPOINT = "http://127.0.0.1:4566"


def blocks(language):
    found, inside = [], None
    for line in README.splitlines(keepends=True):
        if line.startswith("```") and inside is None:
            inside = (line[3:].strip(), [])
        elif line.startswith("```"):
            if inside[0] == language:
                found.append("".join(inside[1]))
            inside = None
        elif inside is not None:
            inside[1].append(line)
    return found


def block(language, part):
    """The one block of that language that has `part`."""
    found = [text for text in blocks(language) if part in text]
    if len(found) != 1:
        raise AssertionError("%d blocks of %s have %r" % (len(found), language, part))
    return found[0]


class Readme(server.ServerTest):
    def setUp(self):
        self.server = server.Server()  # names are taken after a run: each test has its own
        self.folder = tempfile.TemporaryDirectory()

    def tearDown(self):
        self.folder.cleanup()
        self.server.stop()

    def run_as(self, command, text, environment=None):
        path = os.path.join(self.folder.name, "example")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(ENDPOINT, self.server.endpoint))
        return subprocess.run([*command, path], cwd=self.folder.name, text=True, timeout=240,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              env=dict(os.environ, PATH="/usr/bin:/bin", **(environment or {})))

    def looks_like(self, printed, promised):
        """Equal but for what every run has its own: ids."""
        def without_ids(text):
            text = re.sub(r"\b(i|vol|ami|snap)-[0-9a-f]{17}\b", r"\1-ID", text)
            return re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "KEY", text)
        self.assertEqual(without_ids(printed).strip(), without_ids(promised).strip())

    def test_boto3(self):
        done = self.run_as([sys.executable], block("python", "register_image"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.looks_like(done.stdout, block("", "is running"))

    def test_when_it_fails(self):
        script = block("python", "register_image")
        right = '"kms:ReEncrypt*", '
        start, _, end = script.rpartition(right)  # the role's policy has it last
        # SDKs look every 15 seconds; the first look tells already.
        failed = self.run_as([sys.executable], start + end)
        self.assertNotEqual(failed.returncode, 0)
        self.assertIn("Waiter InstanceRunning failed", failed.stderr)
        told = self.run_as(["bash"], block("sh", "/_amishare/trace"))
        self.assertEqual(told.returncode, 0, told.stderr)
        self.looks_like(told.stdout, block("", "to fix:"))

    def test_aws_cli(self):
        done = self.run_as(["bash"], block("sh", "register-image"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout.strip().splitlines()[-1], r"^i-[0-9a-f]{17}\trunning$")

    def test_share(self):
        done = self.run_as([sys.executable], block("python", "register_image")
                           + "\nprint('IMAGE', image)\n")
        image = re.search(r"IMAGE (\S+)", done.stdout).group(1)
        script = block("sh", "--dry-run").replace("./amishare", PROGRAM)
        script = re.sub(r"ami-[0-9a-f]{17}", image, script)
        shared = self.run_as(["bash"], script, {"AWS_ENDPOINT_URL": self.server.endpoint})
        self.assertEqual(shared.returncode, 0, shared.stderr)
        promised = block("", "Would: Change")
        printed = re.sub(r"(ami|snap)-[0-9a-f]{17}|key/[0-9a-f-]{36}", "ID", shared.stdout)
        lines = [line.strip() for line in printed.splitlines()]
        for line in re.sub(r"(ami|snap)-[0-9a-f]{17}|key/[0-9a-f-]{36}", "ID",
                           promised).splitlines():
            self.assertIn(line.strip(), lines)

    def test_scenario(self):
        path = ROOT / "scenarios" / "launches"
        text = block("json", "ReEncryptFrom").replace("../worlds/", "%s/../worlds/" % path)
        json.loads(text)
        done = self.run_as([PROGRAM, "run", "--format", "text"], text)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertTrue(done.stdout.endswith("1 passed, 0 failed\n"), done.stdout)


if __name__ == "__main__":
    server.main()
