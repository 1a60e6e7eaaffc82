# policy_eval_test.py - `amishare policy eval --jsonl` as a process: streaming, in order.
import json
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)


def case(number, action="s3:GetObject"):
    return {"id": number,
            "request": {"principal": "arn:aws:iam::111122223333:user/ana", "action": action,
                        "resource": "arn:aws:s3:::bucket/key", "resourceAccount": "111122223333",
                        "context": {}},
            "policies": {"identity": [{"name": "read", "policy": {
                "Version": "2012-10-17",
                "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}}]}}


def answers_to(data):
    ended = subprocess.run([PROGRAM, "policy", "eval", "--jsonl"], input=data, capture_output=True,
                           timeout=120, check=True)
    assert ended.stderr == b"", ended.stderr
    return [json.loads(line) for line in ended.stdout.splitlines()]


class PolicyEval(unittest.TestCase):
    def test_answers_come_in_order(self):
        actions = ["s3:GetObject", "s3:PutObject"]
        lines = [json.dumps(case(n, actions[n % 2])) for n in range(5000)]
        answers = answers_to("\n".join(lines).encode())
        self.assertEqual([answer["id"] for answer in answers], list(range(5000)))
        self.assertEqual([answer["decision"] for answer in answers],
                         ["allowed", "implicitDeny"] * 2500)

    def test_a_bad_line_is_answered_and_passed_over(self):
        data = b"{\"id\": 1\n\n\xff\n" + json.dumps(case(2)).encode() + b"\r\n"
        answers = answers_to(data)
        self.assertEqual([answer["id"] for answer in answers], [None, None, None, 2])
        self.assertTrue(all("error" in answer for answer in answers[:3]))
        self.assertEqual(answers[3]["decision"], "allowed")
        self.assertEqual(answers_to(b""), [])

    def test_a_line_beyond_measure(self):
        data = b"[" * (20 << 20) + b"\n" + json.dumps(case(3)).encode()
        answers = answers_to(data)
        self.assertEqual(answers[0], {"id": None, "error": "the line is longer than 16 MiB"})
        self.assertEqual(answers[1]["decision"], "allowed")

    def test_each_answer_is_given_before_the_next_question(self):
        process = subprocess.Popen([PROGRAM, "policy", "eval", "--jsonl"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        for number in range(3):
            process.stdin.write(json.dumps(case(number)).encode() + b"\n")
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["id"], number)
        process.stdin.close()
        self.assertEqual(process.wait(30), 0)
        process.stdout.close()


if __name__ == "__main__":
    unittest.main()
