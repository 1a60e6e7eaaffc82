// authorization_message_test.cpp - what EC2 sealed into a refusal, opened where it belongs.
#include <nlohmann/json.hpp>

#include "api/ec2.h"
#include "emulator/iam/documents.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;

TEST_CASE("an encoded message opens in the account that was refused", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u", identity_policy("Deny", "ec2:*"));
  const Error sealed =
      refusal_of<ec2::op::CreateVolume>(world, u, {.availability_zone = "us-east-1a", .size = 1});
  const std::string lead = "Encoded authorization failure message: ";
  const auto place = sealed.message.find(lead);
  REQUIRE(place != std::string::npos);
  const std::string encoded = sealed.message.substr(place + lead.size());

  const auto told =
      ask<op::DecodeAuthorizationMessage>(world, root(account_a), {.encoded_message = encoded});
  const auto json = nlohmann::json::parse(told.decoded_message.value());
  CHECK(json["explicitDeny"] == true);
  CHECK(json["context"]["principal"]["arn"] == u.principal->arn);

  const auto refused = [&](const Caller& caller, const std::string& text) {
    return refusal_of<op::DecodeAuthorizationMessage>(world, caller, {.encoded_message = text});
  };
  // Recorded: no resource is named.
  CHECK(refused(u, encoded) ==
        error("AccessDenied",
              "User: arn:aws:iam::111122223333:user/u is not authorized to perform: "
              "sts:DecodeAuthorizationMessage because no identity-based policy allows the "
              "sts:DecodeAuthorizationMessage action",
              403));
  for (const auto& [caller, text] :
       {std::pair(root(account_b), encoded), std::pair(root(account_a), encoded + "x"),
        std::pair(root(account_a), std::string("x"))}) {
    CHECK(refused(caller, text).code == "InvalidAuthorizationMessageException");
  }
}

}  // namespace amishare::sts::test
