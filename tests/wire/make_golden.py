#!/usr/bin/env python3
# make_golden.py - writes golden/*.txt: requests as botocore sends them, responses as it reads them.
"""make_golden.py [NAME...]    writes the named files of golden/, or all of them

Needs botocore 1.43 or later; no network. Each case below says what a caller asks, in SDK names, and
what AWS answers, on the wire. botocore turns the first into a request and the second into what the
caller is told; golden_test.cpp holds amishare against all four, in both directions.
"""
import base64
import datetime
import io
import json
import os
import sys

import botocore.awsrequest
import botocore.session

HERE = os.path.dirname(os.path.abspath(__file__))
XML = "text/xml;charset=UTF-8"
JSON = "application/x-amz-json-1.1"
ID = "59dbff89-35bd-4eac-99ed-be587EXAMPLE"


def ec2(name, inner):
    return (200, {"Content-Type": XML}, f'<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<{name}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">\n'
            f'    <requestId>{ID}</requestId>\n{inner}</{name}Response>')


def query(service, version, name, result):
    result = f"  <{name}Result>\n{result}  </{name}Result>\n" if result is not None else ""
    return (200, {"Content-Type": "text/xml"},
            f'<{name}Response xmlns="https://{service}.amazonaws.com/doc/{version}/">\n{result}'
            f"  <ResponseMetadata>\n    <RequestId>{ID}</RequestId>\n  </ResponseMetadata>\n"
            f"</{name}Response>\n")


def iam(name, result=None):
    return query("iam", "2010-05-08", name, result)


def sts(name, result):
    return query("sts", "2011-06-15", name, result)


def kms(text=""):
    return (200, {"Content-Type": JSON}, text)


KEY = "arn:aws:kms:us-east-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab"
POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
SENTENCE = "blanks, 한글, <tags> & \"quotes\" + 100%"

CASES = {
    "ec2_describe_images": ("ec2", "DescribeImages", {
        "ImageIds": ["ami-0123456789abcdef0", "ami-0123456789abcdef1"],
        "Owners": ["self", "111111111111"],
        "Filters": [{"Name": "name", "Values": ["web-*", ""]},
                    {"Name": "tag:Stage", "Values": ["live"]}],
        "IncludeDeprecated": True,
    }, ec2("DescribeImages", """    <imagesSet>
        <item>
            <imageId>ami-0123456789abcdef0</imageId>
            <imageLocation>111111111111/web-1</imageLocation>
            <imageState>available</imageState>
            <imageOwnerId>111111111111</imageOwnerId>
            <creationDate>2026-01-02T03:04:05.000Z</creationDate>
            <isPublic>false</isPublic>
            <architecture>x86_64</architecture>
            <imageType>machine</imageType>
            <name>web-1</name>
            <description>blanks, 한글, &lt;tags&gt; &amp; &quot;quotes&quot; + 100%</description>
            <rootDeviceType>ebs</rootDeviceType>
            <rootDeviceName>/dev/xvda</rootDeviceName>
            <blockDeviceMapping>
                <item>
                    <deviceName>/dev/xvda</deviceName>
                    <ebs>
                        <snapshotId>snap-0123456789abcdef0</snapshotId>
                        <volumeSize>8</volumeSize>
                        <deleteOnTermination>true</deleteOnTermination>
                        <volumeType>gp3</volumeType>
                        <encrypted>true</encrypted>
                    </ebs>
                </item>
            </blockDeviceMapping>
            <tagSet>
                <item>
                    <key>Stage</key>
                    <value>live</value>
                </item>
                <item>
                    <key>Empty</key>
                    <value/>
                </item>
            </tagSet>
        </item>
    </imagesSet>
""")),
    "ec2_describe_images_none": ("ec2", "DescribeImages", {}, ec2("DescribeImages", """\
    <imagesSet/>
""")),
    "ec2_copy_image": ("ec2", "CopyImage", {
        "Name": SENTENCE, "SourceImageId": "ami-0123456789abcdef0", "SourceRegion": "us-east-1",
        "Encrypted": True, "KmsKeyId": KEY, "ClientToken": "token-1",
        "TagSpecifications": [{"ResourceType": "image", "Tags": [{"Key": "a", "Value": "1"},
                                                                 {"Key": "b", "Value": "2"}]}],
    }, ec2("CopyImage", """    <imageId>ami-0123456789abcdef9</imageId>
""")),
    "ec2_modify_image_attribute": ("ec2", "ModifyImageAttribute", {
        "ImageId": "ami-0123456789abcdef0",
        "LaunchPermission": {"Add": [{"UserId": "222222222222"}], "Remove": [{"Group": "all"}]},
    }, ec2("ModifyImageAttribute", """    <return>true</return>
""")),
    "ec2_modify_image_attribute_old": ("ec2", "ModifyImageAttribute", {
        "ImageId": "ami-0123456789abcdef0", "Attribute": "launchPermission",
        "OperationType": "add", "UserIds": ["222222222222", "333333333333"],
    }, ec2("ModifyImageAttribute", """    <return>true</return>
""")),
    "ec2_describe_image_attribute": ("ec2", "DescribeImageAttribute", {
        "ImageId": "ami-0123456789abcdef0", "Attribute": "launchPermission",
    }, ec2("DescribeImageAttribute", """    <imageId>ami-0123456789abcdef0</imageId>
    <launchPermission>
        <item>
            <userId>222222222222</userId>
        </item>
        <item>
            <group>all</group>
        </item>
    </launchPermission>
""")),
    "ec2_run_instances": ("ec2", "RunInstances", {
        "ImageId": "ami-0123456789abcdef0", "InstanceType": "t3.micro", "MinCount": 1,
        "MaxCount": 2, "SubnetId": "subnet-0123456789abcdef0",
        "SecurityGroupIds": ["sg-0123456789abcdef0"], "ClientToken": "token-2",
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {
            "VolumeSize": 20, "VolumeType": "gp3", "Encrypted": True, "KmsKeyId": KEY,
            "DeleteOnTermination": False}}],
    }, ec2("RunInstances", """    <reservationId>r-0123456789abcdef0</reservationId>
    <ownerId>222222222222</ownerId>
    <groupSet/>
    <instancesSet>
        <item>
            <instanceId>i-0123456789abcdef0</instanceId>
            <imageId>ami-0123456789abcdef0</imageId>
            <instanceState>
                <code>0</code>
                <name>pending</name>
            </instanceState>
            <instanceType>t3.micro</instanceType>
            <launchTime>2026-01-02T03:04:05.000Z</launchTime>
            <placement>
                <availabilityZone>us-east-1a</availabilityZone>
            </placement>
        </item>
    </instancesSet>
""")),
    "ec2_create_volume": ("ec2", "CreateVolume", {
        "AvailabilityZone": "us-east-1a", "SnapshotId": "snap-0123456789abcdef0", "Size": 16,
        "VolumeType": "gp3", "Encrypted": True,
    }, ec2("CreateVolume", """    <volumeId>vol-0123456789abcdef0</volumeId>
    <size>16</size>
    <snapshotId>snap-0123456789abcdef0</snapshotId>
    <availabilityZone>us-east-1a</availabilityZone>
    <status>creating</status>
    <createTime>2026-01-02T03:04:05.678Z</createTime>
    <volumeType>gp3</volumeType>
    <encrypted>true</encrypted>
""")),
    "ec2_create_tags": ("ec2", "CreateTags", {
        "Resources": ["ami-0123456789abcdef0", "snap-0123456789abcdef0"],
        "Tags": [{"Key": "한글", "Value": ""}],
    }, ec2("CreateTags", """    <return>true</return>
""")),
    "ec2_get_ebs_encryption_by_default": ("ec2", "GetEbsEncryptionByDefault", {}, ec2(
        "GetEbsEncryptionByDefault", """    <ebsEncryptionByDefault>true</ebsEncryptionByDefault>
""")),
    "kms_create_key": ("kms", "CreateKey", {
        "Description": SENTENCE, "Policy": POLICY,
        "Tags": [{"TagKey": "Stage", "TagValue": "live"}],
    }, kms('{"KeyMetadata":{"AWSAccountId":"111111111111","Arn":"' + KEY + '",'
           '"CreationDate":1571767572.317,"Description":"","Enabled":true,'
           '"EncryptionAlgorithms":["SYMMETRIC_DEFAULT"],'
           '"KeyId":"1234abcd-12ab-34cd-56ef-1234567890ab","KeyManager":"CUSTOMER",'
           '"KeySpec":"SYMMETRIC_DEFAULT","KeyState":"Enabled","KeyUsage":"ENCRYPT_DECRYPT",'
           '"MultiRegion":false,"Origin":"AWS_KMS"}}')),
    "kms_encrypt": ("kms", "Encrypt", {
        "KeyId": KEY, "Plaintext": b"\x00\xff secret",
        "EncryptionContext": {"aws:ebs:id": "vol-0123456789abcdef0", "b": "2"},
        "GrantTokens": ["token"],
    }, kms('{"CiphertextBlob":"AQICAHg=","KeyId":"' + KEY + '",'
           '"EncryptionAlgorithm":"SYMMETRIC_DEFAULT"}')),
    "kms_create_grant": ("kms", "CreateGrant", {
        "KeyId": KEY, "GranteePrincipal": "arn:aws:iam::222222222222:root",
        "Operations": ["Decrypt", "CreateGrant"],
        "Constraints": {"EncryptionContextSubset": {"aws:ebs:id": "vol-0123456789abcdef0"}},
    }, kms('{"GrantToken":"AQpAtoken","GrantId":"' + "0c" * 32 + '"}')),
    "kms_list_grants": ("kms", "ListGrants", {"KeyId": KEY, "Limit": 10}, kms(
        '{"Grants":[{"KeyId":"' + KEY + '","GrantId":"' + "0c" * 32 + '","Name":"",'
        '"CreationDate":1568565290.0,"GranteePrincipal":"arn:aws:iam::222222222222:root",'
        '"IssuingAccount":"arn:aws:iam::111111111111:root","Operations":["Decrypt"]}],'
        '"Truncated":false}')),
    "kms_list_grants_none": ("kms", "ListGrants", {"KeyId": KEY}, kms(
        '{"Grants":[],"Truncated":false}')),
    "kms_delete_alias": ("kms", "DeleteAlias", {"AliasName": "alias/one"}, kms()),
    "organizations_create_policy": ("organizations", "CreatePolicy", {
        "Content": POLICY, "Description": SENTENCE, "Name": "All",
        "Type": "SERVICE_CONTROL_POLICY", "Tags": [{"Key": "a", "Value": ""}],
    }, kms('{"Policy":{"PolicySummary":{"Id":"p-examplepolicyid111",'
           '"Arn":"arn:aws:organizations::111111111111:policy/o-exampleorgid/'
           'service_control_policy/p-examplepolicyid111","Name":"All","Description":"",'
           '"Type":"SERVICE_CONTROL_POLICY","AwsManaged":false},"Content":"{}"}}')),
    "organizations_invite_account": ("organizations", "InviteAccountToOrganization", {
        "Target": {"Id": "juan@example.com", "Type": "EMAIL"}, "Notes": SENTENCE,
    }, kms('{"Handshake":{"Id":"h-examplehandshakeid111","Arn":"arn:aws:organizations::'
           '111111111111:handshake/o-exampleorgid/invite/h-examplehandshakeid111",'
           '"Parties":[{"Id":"o-exampleorgid","Type":"ORGANIZATION"},'
           '{"Id":"juan@example.com","Type":"EMAIL"}],"State":"OPEN",'
           '"RequestedTimestamp":1485942965.02,"ExpirationTimestamp":1487237765.02,'
           '"Action":"INVITE","Resources":[{"Value":"o-exampleorgid","Type":"ORGANIZATION",'
           '"Resources":[{"Value":"bill@amazon.com","Type":"MASTER_EMAIL"}]}]}}')),
    "organizations_list_policies_none": ("organizations", "ListPolicies", {
        "Filter": "RESOURCE_CONTROL_POLICY", "MaxResults": 5,
    }, kms('{"Policies":[]}')),
    "organizations_attach_policy": ("organizations", "AttachPolicy", {
        "PolicyId": "p-FullAWSAccess", "TargetId": "111111111111",
    }, kms()),
    "iam_create_role": ("iam", "CreateRole", {
        "Path": "/team/", "RoleName": "launcher", "AssumeRolePolicyDocument": POLICY,
        "Tags": [{"Key": "a", "Value": "1"}],
    }, iam("CreateRole", """    <Role>
      <Path>/team/</Path>
      <RoleName>launcher</RoleName>
      <RoleId>AROAZZZZZZZZZZZZZZZZZ</RoleId>
      <Arn>arn:aws:iam::111111111111:role/team/launcher</Arn>
      <CreateDate>2026-01-02T03:04:05Z</CreateDate>
      <Tags>
        <member>
          <Key>a</Key>
          <Value>1</Value>
        </member>
      </Tags>
    </Role>
""")),
    "iam_delete_user": ("iam", "DeleteUser", {"UserName": "ana"}, iam("DeleteUser")),
    "iam_list_attached_role_policies": ("iam", "ListAttachedRolePolicies", {
        "RoleName": "launcher", "MaxItems": 100,
    }, iam("ListAttachedRolePolicies", """    <AttachedPolicies>
      <member>
        <PolicyArn>arn:aws:iam::111111111111:policy/launch</PolicyArn>
        <PolicyName>launch</PolicyName>
      </member>
    </AttachedPolicies>
    <IsTruncated>false</IsTruncated>
""")),
    "iam_untag_role_none": ("iam", "UntagRole", {"RoleName": "launcher", "TagKeys": []},
                            iam("UntagRole")),
    "sts_assume_role": ("sts", "AssumeRole", {
        "RoleArn": "arn:aws:iam::111111111111:role/launcher", "RoleSessionName": "ana@work",
        "DurationSeconds": 900, "ExternalId": "a/b:c",
    }, sts("AssumeRole", """    <Credentials>
      <AccessKeyId>ASIAZZZZZZZZZZZZZZZZ</AccessKeyId>
      <SecretAccessKey>a/b+c</SecretAccessKey>
      <SessionToken>IQoJb3JpZ2luX2Vj==</SessionToken>
      <Expiration>2026-01-02T04:04:05Z</Expiration>
    </Credentials>
    <AssumedRoleUser>
      <AssumedRoleId>AROAZZZZZZZZZZZZZZZZZ:ana@work</AssumedRoleId>
      <Arn>arn:aws:sts::111111111111:assumed-role/launcher/ana@work</Arn>
    </AssumedRoleUser>
""")),
    "sts_get_caller_identity": ("sts", "GetCallerIdentity", {}, sts("GetCallerIdentity", """\
    <Arn>arn:aws:iam::111111111111:user/ana</Arn>
    <UserId>AIDAZZZZZZZZZZZZZZZZZ</UserId>
    <Account>111111111111</Account>
""")),
    "ebs_start_snapshot": ("ebs", "StartSnapshot", {
        "VolumeSize": 1, "Description": SENTENCE, "Encrypted": True, "KmsKeyArn": KEY,
        "ClientToken": "token-3", "Tags": [{"Key": "a", "Value": "1"}],
    }, (201, {"Content-Type": "application/json"},
        '{"BlockSize":524288,"OwnerId":"111111111111","SnapshotId":"snap-0123456789abcdef0",'
        '"StartTime":1767322800.5,"Status":"pending","VolumeSize":1,"Tags":[{"Key":"a",'
        '"Value":"1"}]}')),
    "ebs_put_snapshot_block": ("ebs", "PutSnapshotBlock", {
        "SnapshotId": "snap-0123456789abcdef0", "BlockIndex": 7, "BlockData": b"block data",
        "DataLength": 524288, "Checksum": "A/b+", "ChecksumAlgorithm": "SHA256",
    }, (201, {"Content-Type": "application/json", "x-amz-Checksum": "A/b+",
              "x-amz-Checksum-Algorithm": "SHA256"}, "{}")),
    "ebs_get_snapshot_block": ("ebs", "GetSnapshotBlock", {
        "SnapshotId": "snap-0123456789abcdef0", "BlockIndex": 7, "BlockToken": "A+b/c=",
    }, (200, {"Content-Type": "application/octet-stream", "x-amz-Data-Length": "524288",
              "x-amz-Checksum": "A/b+", "x-amz-Checksum-Algorithm": "SHA256"}, "block data")),
    "ebs_list_snapshot_blocks": ("ebs", "ListSnapshotBlocks", {
        "SnapshotId": "snap-0123456789abcdef0", "MaxResults": 100, "StartingBlockIndex": 5,
    }, (200, {"Content-Type": "application/json"},
        '{"BlockSize":524288,"Blocks":[{"BlockIndex":7,"BlockToken":"A+b/c="}],'
        '"ExpiryTime":1767322800.0,"VolumeSize":1}')),
    "ebs_list_changed_blocks": ("ebs", "ListChangedBlocks", {
        "FirstSnapshotId": "snap-0123456789abcdef0", "SecondSnapshotId": "snap-0123456789abcdef1",
        "NextToken": "A+b/c=",
    }, (200, {"Content-Type": "application/json"},
        '{"BlockSize":524288,"ChangedBlocks":[{"BlockIndex":7,"FirstBlockToken":"A+b/c=",'
        '"SecondBlockToken":"B+b/c="},{"BlockIndex":9,"SecondBlockToken":"C+b/c="}],'
        '"ExpiryTime":1767322800.0,"VolumeSize":1}')),
    "ebs_complete_snapshot": ("ebs", "CompleteSnapshot", {
        "SnapshotId": "snap-0123456789abcdef0", "ChangedBlocksCount": 1,
    }, (202, {"Content-Type": "application/json"}, '{"Status":"pending"}')),
}


class Body(io.BytesIO):
    def stream(self, **_):
        yield self.read()


def plain(value):
    """A value as a golden file has it: bytes in base64, times in ISO 8601."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items() if name != "ResponseMetadata"}
    if isinstance(value, list):
        return [plain(part) for part in value]
    if hasattr(value, "read"):
        value = value.read()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.timezone.utc)
        return utc.strftime("%Y-%m-%dT%H:%M:%S.") + f"{utc.microsecond // 1000:03}Z"
    return value


def write(name):
    service, operation, asked, (status, headers, text) = CASES[name]
    sent = []

    def answer(request, **_):
        sent.append(request)
        return botocore.awsrequest.AWSResponse(
            request.url, status, {k.lower(): v for k, v in headers.items()}, Body(text.encode()))

    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    client = session.create_client(service, region_name="us-east-1")
    client.meta.events.register("before-send", answer)
    told = client._make_api_call(operation, asked)
    request = sent[0]
    target = "/" + request.url.split("/", 3)[3]
    body = request.body or b""
    if hasattr(body, "read"):
        body.seek(0)
        body = body.read()
    body = body.decode() if isinstance(body, bytes) else body
    kept = [(k, v.decode() if isinstance(v, bytes) else v) for k, v in request.headers.items()
            if k.lower().startswith(("content-type", "x-amz-")) and k.lower() not in
            ("x-amz-date", "x-amz-content-sha256", "x-amz-security-token")]
    parts = [
        f"{service} {operation}",
        json.dumps(plain(asked), ensure_ascii=False, indent=1),
        "\n".join([f"{request.method} {target}"] + [f"{k}: {v}" for k, v in kept] + ["", body]),
        "\n".join([str(status)] + [f"{k}: {v}" for k, v in headers.items()] + ["", text]),
        json.dumps(plain(told), ensure_ascii=False, indent=1),
    ]
    with open(os.path.join(HERE, "golden", name + ".txt"), "w", encoding="utf-8") as out:
        out.write("\n----\n".join(parts) + "\n")


for case in sys.argv[1:] or CASES:
    write(case)
