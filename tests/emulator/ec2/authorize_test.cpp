// authorize_test.cpp - how EC2 refuses, and what the encoded message holds.
#include "ec2/authorize.h"

#include <nlohmann/json.hpp>

#include "ec2/encoded_message.h"
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;

namespace {

constexpr std::string_view lead_in = "You are not authorized to perform this operation. ";
constexpr std::string_view before_blob = " Encoded authorization failure message: ";

// The sentence without the encoded message, which goes to `blob`.
std::string sentence(const Error& error, std::string& blob) {
  const std::size_t place = error.message.find(before_blob);
  REQUIRE(place != std::string::npos);
  blob = error.message.substr(place + before_blob.size());
  return error.message.substr(0, place);
}

}  // namespace

TEST_CASE("B7: an action on a resource is refused as UnauthorizedOperation with a message",
          "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const Asker nobody = accounts.a.user("nobody");
  const Error error = nobody.refused<op::DeregisterImage>({.image_id = image});
  CHECK(error.code == "UnauthorizedOperation");
  CHECK(error.status == 403);
  std::string blob;
  CHECK(sentence(error, blob) ==
        std::string(lead_in) +
            "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: "
            "ec2:DeregisterImage on resource: arn:aws:ec2:us-east-1::image/" +
            image + " because no identity-based policy allows the ec2:DeregisterImage action.");
  CHECK(blob.size() > 100);
  CHECK(
      blob.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
      std::string::npos);
}

TEST_CASE("a list is refused without resource, message and period", "[ec2]") {
  Accounts accounts;
  const Error error = accounts.a.user("nobody").refused<op::DescribeImages>({});
  CHECK(error.status == 403);
  CHECK(text(error) ==
        "UnauthorizedOperation: " + std::string(lead_in) +
            "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform: "
            "ec2:DescribeImages because no identity-based policy allows the ec2:DescribeImages "
            "action");
}

TEST_CASE("an explicit deny is named", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const Asker denied = accounts.a.user("denied", R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
      {"Effect": "Deny", "Sid": "Keep", "Action": "ec2:DeregisterImage", "Resource": "*"}]})");
  std::string blob;
  const Error error = denied.refused<op::DeregisterImage>({.image_id = image});
  CHECK(sentence(error, blob) ==
        std::string(lead_in) +
            "User: arn:aws:iam::111111111111:user/denied is not authorized to perform: "
            "ec2:DeregisterImage on resource: arn:aws:ec2:us-east-1::image/" +
            image + " with an explicit deny in an identity-based policy.");
  const auto document = ec2::decode_message(7, {"111111111111"}, blob);
  REQUIRE(document);
  const auto json = nlohmann::json::parse(*document);
  CHECK(json["explicitDeny"] == true);
  CHECK(json["matchedStatements"]["items"].size() == 1);
  CHECK(json["matchedStatements"]["items"][0]["statementId"] == "Keep");
}

TEST_CASE("the encoded message is what DecodeAuthorizationMessage gives", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const Asker nobody = accounts.a.user("nobody");
  std::string blob;
  sentence(nobody.refused<op::DeregisterImage>({.image_id = image}), blob);
  const auto document = ec2::decode_message(7, {"111111111111"}, blob);
  REQUIRE(document);
  const std::string arn = "arn:aws:ec2:us-east-1::image/" + image;
  CHECK(document->starts_with(
      R"({"allowed":false,"explicitDeny":false,"matchedStatements":{"items":[]},)"
      R"("failures":{"items":[]},"context":{"principal":{"id":"AIDA)"));
  const auto json = nlohmann::json::parse(*document);
  CHECK(json["context"]["principal"]["arn"] == "arn:aws:iam::111111111111:user/nobody");
  CHECK(json["context"]["action"] == "DeregisterImage");
  CHECK(json["context"]["resource"] == arn);
  std::map<std::string, std::string> conditions;
  for (const auto& item : json["context"]["conditions"]["items"]) {
    REQUIRE(item["values"]["items"].size() == 1);
    conditions[item["key"]] = item["values"]["items"][0]["value"];
  }
  CHECK(conditions == std::map<std::string, std::string>{{"aws:ARN", arn},
                                                         {"aws:Account", "111111111111"},
                                                         {"aws:Region", "us-east-1"},
                                                         {"aws:Resource", "image/" + image},
                                                         {"aws:Service", "ec2"},
                                                         {"aws:Type", "image"},
                                                         {"ec2:ImageID", image},
                                                         {"ec2:ImageType", "machine"},
                                                         {"ec2:Owner", "111111111111"},
                                                         {"ec2:Public", "false"},
                                                         {"ec2:Region", "us-east-1"},
                                                         {"ec2:RootDeviceType", "ebs"}});
  CHECK(!ec2::decode_message(7, {"222222222222"}, blob));
  CHECK(!ec2::decode_message(8, {"111111111111"}, blob));
}

TEST_CASE("the same refusal in the same world reads the same", "[ec2]") {
  const auto message = [] {
    Accounts accounts;
    const std::string image = make_image(accounts.a, "golden");
    return accounts.a.user("nobody").refused<op::DeregisterImage>({.image_id = image}).message;
  };
  CHECK(message() == message());
}

TEST_CASE("a dry run ends after the question of permission", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const Error error = accounts.a.refused<op::DeregisterImage>({.image_id = image, .dry_run = true});
  CHECK(error.status == 412);
  CHECK(text(error) == "DryRunOperation: Request would have succeeded, but DryRun flag is set.");
  CHECK(accounts.a.user("nobody")
            .refused<op::DeregisterImage>({.image_id = image, .dry_run = true})
            .code == "UnauthorizedOperation");
}

TEST_CASE("conditions see whose image it is", "[ec2]") {
  Accounts accounts;
  const std::string own = make_image(accounts.b, "own");
  const std::string foreign = make_image(accounts.a, "foreign");
  share(accounts.a, foreign, "222222222222");
  const auto with = [&](const std::string& name, const std::string& condition) {
    return accounts.b.user(name, R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "ec2:CreateTags", "Resource": "arn:aws:ec2:us-east-1::image/*",
        "Condition": )" + condition + "}}");
  };
  const auto may = [](const Asker& who, const std::string& image) {
    try {
      who.ask<op::CreateTags>({.resources = {image}, .tags = {{.key = "k", .value = "v"}}});
      return true;
    } catch (const Error& error) {
      CHECK(error.code == "UnauthorizedOperation");
      return false;
    }
  };
  const Asker by_owner = with("owner", R"({"StringEquals": {"ec2:Owner": "111111111111"}})");
  CHECK(may(by_owner, foreign));
  CHECK_FALSE(may(by_owner, own));
  const Asker by_account =
      with("account", R"({"StringEquals": {"aws:ResourceAccount": "222222222222"}})");
  CHECK_FALSE(may(by_account, foreign));
  CHECK(may(by_account, own));
}
