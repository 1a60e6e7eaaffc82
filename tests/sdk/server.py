# server.py - starts the built amishare on a free port for one test program, and stops it.
"""Every *_test.py here is called with the path of the amishare program as its first argument."""
import os
import re
import signal
import subprocess
import sys
import unittest


class Server:
    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "--port", "0", "--seed", "7", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.endpoint = None
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            found = re.search(r"http://[0-9.]+:[0-9]+", line)
            if found:
                self.endpoint = found.group(0)
            if line.strip() == "Ready.":
                break
        if self.endpoint is None or self.lines[-1:] != ["Ready."]:
            self.process.kill()
            raise RuntimeError("the server did not start: %r %s"
                               % (self.lines, self.process.stderr.read()))

    def stop(self, sign=signal.SIGTERM):
        """Stops it; gives its exit code and what it said on stderr."""
        if self.process.poll() is None:
            self.process.send_signal(sign)
        try:
            _, errors = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, errors


class ServerTest(unittest.TestCase):
    """One server for the tests of a class; it must end cleanly."""

    server_arguments = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Server(*cls.server_arguments)

    @classmethod
    def tearDownClass(cls):
        code, errors = cls.server.stop()
        if code != 0:
            raise AssertionError("the server ended with %d: %s" % (code, errors))


def main():
    # boto3 keeps its connections open until it goes; that is not what these tests are about.
    unittest.main(argv=[sys.argv[0]] + sys.argv[2:], verbosity=2, warnings="ignore")


if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
    sys.exit("usage: %s PATH_OF_AMISHARE [unittest arguments]" % sys.argv[0])
PROGRAM = sys.argv[1]
# Nothing of the machine's own AWS configuration may play a part.
for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
os.environ["AWS_CONFIG_FILE"] = os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull
