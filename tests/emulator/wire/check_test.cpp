// check_test.cpp - the sentences with which a request is refused that is not as the model says.
#include "wire/check.h"

#include <string>

#include "support/catch.h"
#include "wire/json.h"
#include "wire/query.h"
#include "world/error.h"

namespace amishare::wire {
namespace {

std::string refusal(std::string_view service_name, std::string_view operation_name,
                    std::string_view asked) {
  const Service& service = *find_service(service_name);
  const Operation& operation = *service.find(operation_name);
  Tree tree = tree_from_json_text(asked, *operation.input);
  try {
    check(service, operation, tree);
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.status == 400);
    return error.code + ": " + error.message;
  }
}

}  // namespace

TEST_CASE("KMS lists all that is wrong, in the order of the model", "[wire]") {
  CHECK(refusal("kms", "Encrypt", "{}") ==
        "ValidationException: 2 validation errors detected: "
        "Value null at 'keyId' failed to satisfy constraint: Member must not be null; "
        "Value null at 'plaintext' failed to satisfy constraint: Member must not be null");
  CHECK(refusal("kms", "GenerateRandom", R"({"NumberOfBytes":0})") ==
        "ValidationException: 1 validation error detected: Value '0' at 'numberOfBytes' failed to "
        "satisfy constraint: Member must have value greater than or equal to 1");
  CHECK(
      refusal("kms", "GenerateRandom", R"({"NumberOfBytes":1025})") ==
      "ValidationException: 1 validation error detected: Value '1025' at 'numberOfBytes' failed to "
      "satisfy constraint: Member must have value less than or equal to 1024");
  CHECK(refusal("kms", "GenerateRandom", R"({"NumberOfBytes":1024})") == "accepted");
  CHECK(
      refusal("kms", "DeleteAlias", R"({"AliasName":""})") ==
      "ValidationException: 2 validation errors detected: Value '' at 'aliasName' failed to "
      "satisfy "
      "constraint: Member must have length greater than or equal to 1; Value '' at 'aliasName' "
      "failed "
      "to satisfy constraint: Member must satisfy regular expression pattern: ^[a-zA-Z0-9:/_-]+$");
  CHECK(refusal("kms", "CreateKey", R"({"Tags":[{"TagKey":"a","TagValue":""},{"TagKey":""}]})") ==
        "ValidationException: 2 validation errors detected: Value '' at 'tags.2.member.tagKey' "
        "failed to "
        "satisfy constraint: Member must have length greater than or equal to 1; Value null at "
        "'tags.2.member.tagValue' failed to satisfy constraint: Member must not be null");
}

TEST_CASE("a sensitive value is not repeated", "[wire]") {
  const std::string base64(8000, 'A');
  CHECK(refusal("kms", "Encrypt", R"({"KeyId":"k","Plaintext":")" + base64 + R"("})") ==
        "ValidationException: 1 validation error detected: Value at 'plaintext' failed to satisfy "
        "constraint: Member must have length less than or equal to 4096");
}

TEST_CASE("a bogus grant operation is refused (B24)", "[wire]") {
  const std::string text =
      refusal("kms", "CreateGrant",
              R"({"KeyId":"k","GranteePrincipal":"p","Operations":["Decrypt","Fly"]})");
  CHECK(text.starts_with(
      "ValidationException: 1 validation error detected: Value '[Decrypt, Fly]' at "
      "'operations' failed to satisfy constraint: Member must satisfy constraint: "
      "[Member must satisfy enum value set: [Decrypt, "));
}

TEST_CASE("IAM and STS say ValidationError", "[wire]") {
  CHECK(
      refusal("sts", "AssumeRole",
              R"({"RoleArn":"arn:aws:iam::111111111111:role/a","RoleSessionName":"Session1:2"})") ==
      "ValidationError: 1 validation error detected: Value 'Session1:2' at 'roleSessionName' "
      "failed to "
      "satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
  CHECK(refusal("iam", "CreateUser", R"({"UserName":"a b"})") ==
        "ValidationError: 1 validation error detected: Value 'a b' at 'userName' failed to satisfy "
        "constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+");
}

TEST_CASE("lengths are counted in units of UTF-16", "[wire]") {
  std::string keys;
  for (int i = 0; i < 64; ++i) keys += "\\ud83d\\udd11";
  const auto tag = [&](const std::string& key) {
    return refusal("kms", "CreateKey", R"({"Tags":[{"TagKey":")" + key + R"(","TagValue":""}]})");
  };
  CHECK(tag(keys) == "accepted");
  CHECK(tag(keys + "x").find("Member must have length less than or equal to 128") !=
        std::string::npos);
}

namespace {

// A service of its own, so that what is emulated elsewhere does not matter.
constexpr std::string_view colours[] = {"Red", "Green"};
constexpr Type text{};
constexpr Type colour{.values = colours, .any_case = true};
constexpr Member box_members[] = {
    {.name = "Lid", .asked = "Lid", .told = "lid", .type = &text, .storage = nullptr},
    {.name = "Wheel",
     .asked = "Wheel",
     .told = "wheel",
     .type = &unknown_type,
     .storage = nullptr,
     .emulated = false}};
constexpr Schema box{"Box", box_members, nullptr};
constexpr Type box_type{.kind = Kind::structure, .schema = &box};
constexpr Type boxes{.kind = Kind::list, .element = &box_type};
constexpr Member members[] = {
    {.name = "Colour", .asked = "Colour", .told = "colour", .type = &colour, .storage = nullptr},
    {.name = "Boxes", .asked = "Box", .told = "boxSet", .type = &boxes, .storage = nullptr},
    {.name = "Later",
     .asked = "Later",
     .told = "later",
     .type = &unknown_type,
     .storage = nullptr,
     .emulated = false},
    {.name = "Name",
     .asked = "Name",
     .told = "name",
     .type = &text,
     .storage = nullptr,
     .required = true}};
constexpr Schema input{"PaintRequest", members, nullptr};
const Operation paint{
    .name = "Paint", .input = &input, .output = &box, .answers = true, .serve = nullptr};

std::string checked(const Service& service, std::string_view form, Unemulated unemulated) {
  Tree tree = decode_query(service, paint, parse_form(form));
  try {
    const auto overlooked = check(service, paint, tree, unemulated);
    std::string out = json_text(tree);
    for (const std::string& name : overlooked) out += " " + name;
    return out;
  } catch (const Error& error) {
    return error.code + ": " + error.message;
  }
}

const Service painter_ec2{
    .name = "p", .version = "1", .protocol = Protocol::ec2, .operations = {}, .not_emulated = {}};
const Service painter_query{
    .name = "p", .version = "1", .protocol = Protocol::query, .operations = {}, .not_emulated = {}};

}  // namespace

TEST_CASE("a parameter that is not emulated is never dropped in silence", "[wire]") {
  const auto refuse = Unemulated::refuse, overlook = Unemulated::overlook;
  CHECK(checked(painter_ec2, "Name=a&Later.2.Deep.Er=x", refuse) ==
        "UnsupportedOperation: amishare does not emulate the parameter Later of Paint.");
  CHECK(checked(painter_ec2, "Name=a&Box.3.Lid=b&Box.7.Wheel=4", refuse) ==
        "UnsupportedOperation: amishare does not emulate the parameter Box.2.Wheel of Paint.");
  CHECK(checked(painter_ec2, "Name=a&Later.1=x&Box.1.Wheel=4&Box.1.Lid=b", overlook) ==
        R"({"Boxes":[{"Lid":"b"}],"Name":"a"} Box.1.Wheel Later)");
  CHECK(checked(painter_ec2, "Name=a&Later=&Box.1.Wheel=", refuse) ==
        R"({"Boxes":[{}],"Name":"a"})");
  CHECK(checked(painter_query, "Name=a&Boxes.member.1.Wheel=4", refuse) == R"({"Name":"a"})");
  CHECK(checked(painter_query, "Name=a&Box.member.1.Wheel=4", refuse) ==
        "UnsupportedOperation: amishare does not emulate the parameter boxes.1.member.wheel of "
        "Paint.");
}

TEST_CASE("an enum may be spelled in any case where AWS takes it so", "[wire]") {
  CHECK(checked(painter_ec2, "Name=a&Colour=rED", Unemulated::refuse) ==
        R"({"Colour":"Red","Name":"a"})");
  CHECK(checked(painter_ec2, "Name=a&Colour=blue", Unemulated::refuse)
            .starts_with("InvalidParameterValue: Invalid value 'blue' for colour."));
  CHECK(checked(painter_query, "Colour=blue", Unemulated::refuse) ==
        "ValidationError: 2 validation errors detected: Value 'blue' at 'colour' failed to satisfy "
        "constraint: Member must satisfy enum value set: [Red, Green]; Value null at 'name' failed "
        "to "
        "satisfy constraint: Member must not be null");
}

TEST_CASE("EC2 names the first parameter that is wrong", "[wire]") {
  CHECK(refusal("ec2", "DeleteSnapshot", "{}") ==
        "MissingParameter: The request must contain the parameter SnapshotId");
  CHECK(refusal("ec2", "DescribeImageAttribute", R"({"ImageId":"ami-1"})") ==
        "MissingParameter: The request must contain the parameter Attribute");
  CHECK(refusal("ec2", "CreateKeyPair", R"({"KeyName":"a","KeyType":"dsa"})")
            .starts_with("InvalidParameterValue: Invalid value 'dsa' for keyType. "));
}

}  // namespace amishare::wire
