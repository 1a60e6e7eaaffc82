// authorization_message.cpp - opens what EC2 seals into its refusals.
#include "api/sts.h"
#include "ec2/encoded_message.h"
#include "policy/explain.h"
#include "sts/errors.h"
#include "sts/session_request.h"
#include "world/world.h"

namespace amishare::sts {

// Only within the account to which the request was refused.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html
api::DecodeAuthorizationMessageResponse decode_authorization_message(
    Call& call, const api::DecodeAuthorizationMessageRequest& in) {
  constexpr std::string_view action = "sts:DecodeAuthorizationMessage";
  if (is_session_of_user(call.caller)) throw may_not(call.caller.principal, action, "");
  const policy::Decision& decision = call.decide({.action = std::string(action)});
  if (!decision.allowed()) {
    // Recorded: no resource is named.
    throw access_denied(
        policy::denial_sentence(call.caller.principal, action, /*resource=*/"", decision));
  }
  auto document = ec2::decode_message(call.world.random.seed(), call.account(), in.encoded_message);
  if (!document) throw invalid_authorization_message();
  return {.decoded_message = std::move(*document)};
}

}  // namespace amishare::sts
