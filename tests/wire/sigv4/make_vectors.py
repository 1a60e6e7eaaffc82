# make_vectors.py - a maintainer's tool: has botocore sign many requests, offline, for sigv4_test.cpp.
#
#   python3 tests/wire/sigv4/make_vectors.py > tests/wire/sigv4/botocore.json
#
# botocore 1.43.11 made the stored ones. Nothing is sent; the clock is held still.
import base64
import datetime
import json
import urllib.parse

import botocore
import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

TIME = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
HOST = "127.0.0.1:4566"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
JSON = {"Content-Type": "application/x-amz-json-1.1"}
LONG_TERM = Credentials("111122223333", "test")
REAL_LOOKING = Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
TEMPORARY = Credentials("ASIAEXAMPLE", "s/ecr+et", "FwoGZXIvYXdzE+token/with==odd&chars")


def sign(title, service, region, method, url, headers=(), body=b"", credentials=LONG_TERM,
         presigned=0, unsigned_payload=False):
    # A list of pairs may name a header twice.
    request = AWSRequest(method=method, url=f"http://{HOST}{url}", data=body)
    for name, value in headers.items() if isinstance(headers, dict) else headers:
        request.headers.add_header(name, value)
    if unsigned_payload:
        request.url = request.url.replace("http://", "https://")
        request.context["payload_signing_enabled"] = False
    if presigned:
        auth = botocore.auth.SigV4QueryAuth(credentials, service, region, expires=presigned)
    else:
        auth = botocore.auth.SigV4Auth(credentials, service, region)
    auth.add_auth(request)
    parts = urllib.parse.urlsplit(request.url)
    data = request.data if request.data else b""
    return {
        "title": title,
        "service": service,
        "region": region,
        "credentials": {
            "access_key_id": credentials.access_key,
            "secret_access_key": credentials.secret_key,
            "session_token": credentials.token or "",
        },
        "presigned": presigned,
        "method": method,
        "unsigned_target": url,
        "target": (parts.path or "/") + ("?" + parts.query if parts.query else ""),
        "headers": [["Host", HOST]] + [[k, v] for k, v in request.headers.items()],
        "body": base64.b64encode(data).decode(),
    }


def vectors():
    whoami = b"Action=GetCallerIdentity&Version=2011-06-15"
    yield sign("a form", "sts", "us-east-1", "POST", "/", FORM, whoami)
    yield sign("another Region", "ec2", "ap-northeast-2", "POST", "/", FORM,
               b"Action=DescribeImages&Version=2016-11-15&Owner.1=self")
    yield sign("IAM", "iam", "us-east-1", "POST", "/", FORM,
               b"Action=ListUsers&Version=2010-05-08", REAL_LOOKING)
    yield sign("JSON", "kms", "us-east-1", "POST", "/",
               {**JSON, "X-Amz-Target": "TrentService.ListKeys"}, b'{"Limit":1}')
    yield sign("a session token", "kms", "eu-west-1", "POST", "/",
               {**JSON, "X-Amz-Target": "TrentService.ListKeys"}, b"{}", TEMPORARY)
    yield sign("a body that is not text", "kms", "us-east-1", "POST", "/",
               {**JSON, "X-Amz-Target": "TrentService.ListKeys"}, bytes(range(256)))
    yield sign("UTF-8 in the body", "ec2", "us-east-1", "POST", "/", FORM,
               "Action=CreateTags&Tag.1.Value=%EA%B0%80가".encode())
    yield sign("no body", "ebs", "us-east-1", "GET", "/snapshots/snap-1/blocks")
    yield sign("a query", "ebs", "us-east-1", "GET",
               "/snapshots/snap-1/blocks/0?blockToken=AAAB%2FaB%2Bc%3D%3D")
    yield sign("parameters out of order", "ebs", "us-east-1", "GET",
               "/snapshots/snap-1/blocks?startingBlockIndex=5&pageToken=x&maxResults=100")
    yield sign("a name before a longer one", "ebs", "us-east-1", "GET", "/?ab=2&a=1&a-b=3&A=0&a.b=4")
    yield sign("a name twice", "ebs", "us-east-1", "GET", "/?a=z&a=b&a=a&a=")
    yield sign("empty values", "ebs", "us-east-1", "GET", "/?b=&a&c=1")
    yield sign("unreserved characters", "ebs", "us-east-1", "GET", "/-._~09azAZ?-._~09azAZ=-._~09azAZ")
    yield sign("reserved characters", "ebs", "us-east-1", "GET",
               "/?a=%21%22%23%24%25%26%27%28%29%2A%2B%2C%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E%60%7B%7C%7D")
    yield sign("UTF-8 in the query", "ebs", "us-east-1", "GET", "/?%EA%B0%80=%E2%82%AC&%C3%A9=%F0%9F%94%91")
    yield sign("a blank", "ebs", "us-east-1", "GET", "/a%20b?c%20d=e%20f")
    yield sign("UTF-8 in the path", "ebs", "us-east-1", "GET", "/snapshots/%EA%B0%80/blocks")
    yield sign("an encoded slash", "ebs", "us-east-1", "GET", "/snapshots/a%2Fb/blocks")
    yield sign("an encoded percent sign", "ebs", "us-east-1", "GET", "/snapshots/%2525")
    yield sign("encoded dots", "ebs", "us-east-1", "GET", "/snapshots/%2E%2E/x")
    yield sign("characters that paths may have", "ebs", "us-east-1", "GET", "/a:b@c!d$e'f(g)h*i,j;k=l")
    yield sign("dot segments", "ebs", "us-east-1", "GET", "/a/./b/../c")
    yield sign("dots that are none", "ebs", "us-east-1", "GET", "/.a/..b/c./d../...")
    yield sign("a dot at the end", "ebs", "us-east-1", "GET", "/a/b/.")
    yield sign("two dots at the end", "ebs", "us-east-1", "GET", "/a/b/..")
    yield sign("two dots and a slash", "ebs", "us-east-1", "GET", "/a/b/../")
    yield sign("back to the root", "ebs", "us-east-1", "GET", "/a/..")
    yield sign("slashes in a row", "ebs", "us-east-1", "GET", "//a///b//")
    yield sign("a slash at the end", "ebs", "us-east-1", "GET", "/a/")
    yield sign("other methods", "ebs", "us-east-1", "PUT", "/snapshots/snap-1/blocks/7",
               {"x-amz-Data-Length": "3", "x-amz-Checksum": "abc="}, b"\x00\x01\x02")
    yield sign("DELETE", "ebs", "us-east-1", "DELETE", "/a")
    yield sign("headers in any case", "ebs", "us-east-1", "GET", "/",
               {"X-AMZ-One": "1", "x-amz-two": "2", "Zebra": "3", "aardvark": "4"})
    yield sign("blanks in headers", "ebs", "us-east-1", "GET", "/",
               {"X-A": "  a   b  c  ", "X-B": "\ta\t\tb\t", "X-C": "", "X-D": '"a   b"'})
    yield sign("a header twice", "ebs", "us-east-1", "GET", "/",
               [("X-A", "z"), ("X-A", "  a  b "), ("X-B", "1"), ("X-A", "m")])
    yield sign("headers that are not signed", "ebs", "us-east-1", "GET", "/",
               {"User-Agent": "Boto3/1.43", "X-Amzn-Trace-Id": "Root=1", "Expect": "100-continue",
                "Connection": "keep-alive", "Transfer-Encoding": "chunked", "X-A": "1"})
    yield sign("a Date header", "sts", "us-east-1", "POST", "/", {**FORM, "Date": "now"}, whoami)
    yield sign("a hashed body", "sts", "us-east-1", "POST", "/",
               {**FORM, "X-Amz-Content-SHA256":
                "ab821ae955788b0e33ebd34c208442ccfc2d406e2edc5e7a39bd6458fbb4f843"}, whoami)
    yield sign("a body not hashed", "ebs", "us-east-1", "PUT", "/snapshots/snap-1/blocks/7",
               {"x-amz-Data-Length": "3"}, b"\x00\x01\x02", unsigned_payload=True)
    query = "/?Action=GetCallerIdentity&Version=2011-06-15"
    yield sign("presigned", "sts", "us-east-1", "GET", query, presigned=60)
    yield sign("presigned with a token", "sts", "us-east-1", "GET", query, credentials=TEMPORARY,
               presigned=900)
    yield sign("presigned with headers", "sts", "us-east-1", "GET", query,
               {"x-k8s-aws-id": "cluster  name"}, presigned=60)
    yield sign("presigned without parameters", "ebs", "us-east-1", "GET",
               "/snapshots/snap-1/blocks/0", presigned=3600)
    yield sign("presigned with odd parameters", "ec2", "us-east-1", "GET",
               "/?Action=CreateTags&Tag.1.Value=%EA%B0%80%20%2B%26%3D&Empty=", presigned=604800)
    yield sign("a presigned path", "ebs", "us-east-1", "GET", "/a/./b/..//c%20d", presigned=60)


def main():
    botocore.auth.get_current_datetime = lambda *a, **k: TIME
    print(json.dumps({"botocore": botocore.__version__, "time_ms": int(TIME.timestamp() * 1000),
                      "vectors": list(vectors())}, indent=1))


main()
