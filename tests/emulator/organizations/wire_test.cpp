// wire_test.cpp - Organizations as clients meet it: JSON, its scope, its errors, closed accounts.
#include <nlohmann/json.hpp>
#include <string>

#include "emulator/organizations/fixture.h"
#include "wire/gateway.h"
#include "wire/sigv4.h"

namespace amishare::organizations::test {

namespace {

using Json = nlohmann::json;

struct Wire {
  Wire() : gateway(organized.world, {.check_refusals = true}) {}

  // The status and the body, "200 {...}".
  std::string post(const std::string& operation, const std::string& body,
                   const std::string& account = management.value,
                   const std::string& region = "us-east-1") {
    wire::HttpRequest request{
        .headers = {{"Host", "localhost:4566"},
                    {"Content-Type", "application/x-amz-json-1.1"},
                    {"X-Amz-Target", "AWSOrganizationsV20161128." + operation}},
        .body = body};
    wire::sign(request, {account, "test"}, region, "organizations", organized.world.timeline.now());
    const wire::HttpResponse response = gateway.handle(request);
    return std::to_string(response.status) + " " + response.body;
  }
  Json answer(const std::string& operation, const std::string& body) {
    const std::string text = post(operation, body);
    REQUIRE(text.starts_with("200 "));
    return Json::parse(text.substr(4));
  }
  Json refusal(const std::string& operation, const std::string& body) {
    const std::string text = post(operation, body);
    REQUIRE(text.starts_with("400 "));
    return Json::parse(text.substr(4));
  }

  Organized organized;
  wire::Gateway gateway;
};

}  // namespace

TEST_CASE("responses have AWS's members, empty lists included", "[organizations]") {
  Wire wire;
  const Json root = wire.answer("ListRoots", "{}")["Roots"][0];
  CHECK(root["Id"] == wire.organized.root);
  CHECK(root["PolicyTypes"] == Json::array());
  const Json account = wire.answer("DescribeAccount", R"({"AccountId":"111122223333"})")["Account"];
  CHECK(account["Status"] == "ACTIVE");
  CHECK(account["State"] == "ACTIVE");
  CHECK(account["JoinedTimestamp"].is_number());
  CHECK(account["Paths"].size() == 1);
  CHECK(wire.answer("ListTagsForResource", R"({"ResourceId":"111122223333"})")["Tags"] ==
        Json::array());
  CHECK(wire.post("LeaveOrganization", "{}", account_a.value) == "200 ");
}

TEST_CASE("a reason stands beside the message", "[organizations]") {
  Wire wire;
  const Json refusal = wire.refusal("ListAccounts", R"({"NextToken":"nonsense"})");
  CHECK(refusal["__type"] == "InvalidInputException");
  CHECK(refusal["Reason"] == "INVALID_PAGINATION_TOKEN");
  CHECK(refusal["Message"].is_string());
}

TEST_CASE("values that do not fit are invalid input", "[organizations]") {
  Wire wire;
  const auto reason = [&](const std::string& operation, const std::string& body) {
    const Json refusal = wire.refusal(operation, body);
    CHECK(refusal["__type"] == "InvalidInputException");
    return refusal["Reason"].get<std::string>() + ": " + refusal["Message"].get<std::string>();
  };
  CHECK(reason("ListParents", R"({"ChildId":"bad"})") ==
        "INVALID_PATTERN: You provided a value that does not match the required pattern.");
  CHECK(reason("AttachPolicy", R"({"PolicyId":"p-12345678","TargetId":"bad"})") ==
        "INVALID_PATTERN_TARGET_ID: You provided a value that does not match the required "
        "pattern.");
  CHECK(reason("DescribeAccount", "{}") ==
        "INPUT_REQUIRED: You must include a value for all required parameters.");
  CHECK(reason("ListPolicies", R"({"Filter":"NO_POLICY"})") ==
        "INVALID_ENUM_POLICY_TYPE: You specified an invalid policy type string.");
  CHECK(reason("CreateOrganization", R"({"FeatureSet":"SOME"})") ==
        "INVALID_ENUM: You specified an invalid value.");
  CHECK(reason("ListAccounts", R"({"MaxResults":21})") ==
        "MAX_VALUE_EXCEEDED: You provided a numeric parameter that has a larger value than "
        "allowed.");
  CHECK(reason("ListAccounts", R"({"MaxResults":0})") ==
        "MIN_VALUE_EXCEEDED: You provided a numeric parameter that has a smaller value than "
        "allowed.");
  CHECK(reason("CreateOrganizationalUnit",
               R"({"ParentId":"r-abcd","Name":")" + std::string(129, 'x') + R"("})") ==
        "MAX_LENGTH_EXCEEDED: You provided a string parameter that is longer than allowed.");
  CHECK(reason("CreateOrganizationalUnit", R"({"ParentId":"r-abcd","Name":""})") ==
        "MIN_LENGTH_EXCEEDED: You provided a string parameter that is shorter than allowed.");
  CHECK(reason("ListCreateAccountStatus", R"({"States":["DONE"]})") ==
        "INVALID_LIST_MEMBER: You provided a list to a parameter that contains at least one "
        "invalid value.");
}

TEST_CASE("the scope is us-east-1's", "[organizations]") {
  Wire wire;
  const std::string answer = wire.post("DescribeOrganization", "{}", management.value, "eu-west-1");
  CHECK(answer.starts_with("400 "));
  CHECK(answer.find("valid region") != std::string::npos);
}

TEST_CASE("what AWS has and amishare has not is said", "[organizations]") {
  Wire wire;
  CHECK(wire.refusal("EnableAllFeatures", "{}")["__type"] == "UnknownOperationException");
  CHECK(wire.post("EnableAllFeatures", "{}").find("amishare does not emulate") !=
        std::string::npos);
}

TEST_CASE("the credentials of a closed account are worth nothing", "[organizations]") {
  Wire wire;
  CHECK(wire.post("DescribeOrganization", "{}", account_a.value).starts_with("200 "));
  wire.post("CloseAccount", R"({"AccountId":"111122223333"})");
  const std::string answer = wire.post("DescribeOrganization", "{}", account_a.value);
  CHECK(answer.starts_with("400 "));
  CHECK(answer.find("UnrecognizedClientException") != std::string::npos);
}

}  // namespace amishare::organizations::test
