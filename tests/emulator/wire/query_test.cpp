// query_test.cpp - forms: broken, hostile, and as different clients write them.
#include "wire/query.h"

#include <string>

#include "support/catch.h"
#include "wire/json.h"
#include "world/error.h"

namespace amishare::wire {
namespace {

std::string decoded(std::string_view service_name, std::string_view operation,
                    std::string_view form) {
  const Service* service = find_service(service_name);
  REQUIRE(service != nullptr);
  REQUIRE(service->find(operation) != nullptr);
  return json_text(decode_query(*service, *service->find(operation), parse_form(form)));
}

std::string refusal_of_form(std::string_view service, std::string_view operation,
                            std::string_view form) {
  try {
    return "accepted: " + decoded(service, operation, form);
  } catch (const Error& error) {
    return error.code + ": " + error.message;
  }
}

}  // namespace

TEST_CASE("a form is pairs of escaped text", "[wire]") {
  CHECK(parse_form("a=1&b=two+words&c=%ED%95%9C&d&&e=") ==
        Parameters{{"a", "1"}, {"b", "two words"}, {"c", "한"}, {"d", ""}, {"e", ""}});
  const Parameters all = {{"k&=", "v +%&=한"}, {"", ""}};
  CHECK(parse_form(form_text(all)) == all);
}

TEST_CASE("broken escapes are refused in AWS's words", "[wire]") {
  CHECK(refusal_of_form("iam", "GetUser", "UserName=%") ==
        "MalformedQueryString: Incomplete trailing escape % sequence");
  CHECK(refusal_of_form("iam", "GetUser", "UserName=%4") ==
        "MalformedQueryString: Incomplete trailing escape % sequence");
  CHECK(refusal_of_form("iam", "GetUser", "UserName=%zz") ==
        "MalformedQueryString: Illegal hex character in escape % pattern: %zz");
  CHECK(refusal_of_form("iam", "GetUser", "UserName=%FF") ==
        "MalformedQueryString: Escaped characters are not UTF-8");
}

TEST_CASE("an empty value is an absent one to EC2", "[wire]") {
  CHECK(decoded("ec2", "CreateVolume", "AvailabilityZone=us-east-1a&KmsKeyId=&Size=&Encrypted=") ==
        R"({"AvailabilityZone":"us-east-1a"})");
  CHECK(decoded("iam", "CreateGroup", "GroupName=") == R"({"GroupName":""})");
}

TEST_CASE("members come in the schema's order, elements in the order of their numbers", "[wire]") {
  CHECK(decoded("ec2", "DescribeSnapshots",
                "SnapshotId.10=c&SnapshotId.2=b&Owner.1=self&SnapshotId.1=a") ==
        decoded("ec2", "DescribeSnapshots",
                "Owner.1=self&SnapshotId.1=a&SnapshotId.2=b&SnapshotId.3=c"));
  CHECK(decoded("iam", "UntagRole", "TagKeys.member.2=b&TagKeys.member.1=a&RoleName=r") ==
        R"({"RoleName":"r","TagKeys":["a","b"]})");
  CHECK(decoded("iam", "GetUser", "UserName=first&UserName=second") == R"({"UserName":"first"})");
}

TEST_CASE("a parameter that AWS does not have", "[wire]") {
  CHECK(refusal_of_form("ec2", "DeleteSnapshot", "SnapshotId=a&Colour=red") ==
        "UnknownParameter: The parameter Colour is not recognized");
  for (const char* name : {"SnapshotId.1", "SnapshotId.x.y", "DryRun.1", ".", "..", ".SnapshotId"})
    CHECK(refusal_of_form("ec2", "DeleteSnapshot", std::string(name) + "=a") ==
          "UnknownParameter: The parameter " + std::string(name) + " is not recognized");
  for (const char* name :
       {"SnapshotId", "SnapshotId.", "SnapshotId.0", "SnapshotId.x", "SnapshotId.-1",
        "SnapshotId.4294967296", "SnapshotId.99999999999999999999", "Filter.1.Colour",
        "Filter.1.Value", "Filter.1.Value.1.2"})
    CHECK(refusal_of_form("ec2", "DescribeSnapshots", std::string(name) + "=a") ==
          "UnknownParameter: The parameter " + std::string(name) + " is not recognized");
  CHECK(decoded("iam", "GetUser", "UserName=a&Colour=red&Tags.member.1=x") ==
        R"({"UserName":"a"})");
  CHECK(decoded("ec2", "DeleteSnapshot",
                "Action=DeleteSnapshot&Version=2016-11-15&X-Amz-Expires=60&SnapshotId=a") ==
        R"({"SnapshotId":"a"})");
}

TEST_CASE("values are of their types", "[wire]") {
  CHECK(decoded("ec2", "CreateVolume", "AvailabilityZone=a&Size=%2B08&Encrypted=TRUE") ==
        R"({"AvailabilityZone":"a","Encrypted":true,"Size":8})");
  CHECK(refusal_of_form("ec2", "CreateVolume", "Size=8GB") ==
        "InvalidParameterValue: Invalid value '8GB' for size. Expecting an integer.");
  CHECK(refusal_of_form("ec2", "CreateVolume", "Size=99999999999999999999") ==
        "InvalidParameterValue: Invalid value '99999999999999999999' for size. "
        "Expecting an integer.");
  CHECK(refusal_of_form("ec2", "CreateVolume", "Encrypted=maybe") ==
        "InvalidParameterValue: Invalid value 'maybe' for encrypted. "
        "Expecting true or false.");
  CHECK(refusal_of_form("sts", "AssumeRole", "DurationSeconds=soon") ==
        "MalformedInput: STRING_VALUE can not be converted to an Integer");
}

TEST_CASE("hostile forms cost no more than their size", "[wire]") {
  CHECK(decoded("ec2", "DescribeSnapshots", "SnapshotId.999999999=a") ==
        R"({"SnapshotIds":["a"]})");
  std::string deep = "Filter";
  for (int i = 0; i < 100'000; ++i) deep += ".1";
  CHECK(refusal_of_form("ec2", "DescribeSnapshots", deep + "=a").starts_with("UnknownParameter: "));
  std::string many;
  for (int i = 1; i <= 20'000; ++i) many += "SnapshotId." + std::to_string(i) + "=a&";
  CHECK(decoded("ec2", "DescribeSnapshots", many).size() > 80'000);
  CHECK(parse_form(std::string(100'000, '&')).empty());
  CHECK(parse_form(std::string(100'000, '=')).size() == 1);
}

}  // namespace amishare::wire
