// caller_identity.cpp - who asks, and whose an access key is.
#include "api/sts.h"
#include "iam/unique_id.h"
#include "policy/explain.h"
#include "sts/errors.h"
#include "sts/session_request.h"
#include "world/call.h"

namespace amishare::sts {

// Needs no permission and heeds no denial: whoever can sign may know who they are.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
api::GetCallerIdentityResponse get_caller_identity(Call& call,
                                                   const api::GetCallerIdentityRequest&) {
  const policy::Principal& caller = call.caller.principal;
  return {.user_id = caller.user_id, .account = caller.account.value, .arn = caller.arn};
}

// The account is read from the id, so the key need not exist.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html
api::GetAccessKeyInfoResponse get_access_key_info(Call& call,
                                                  const api::GetAccessKeyInfoRequest& in) {
  if (is_session_of_user(call.caller)) {
    throw may_not(call.caller.principal, "sts:GetAccessKeyInfo", "");
  }
  const policy::Decision& decision = call.decide({.action = "sts:GetAccessKeyInfo"});
  if (!decision.allowed()) {
    throw access_denied(
        policy::denial_sentence(call.caller.principal, "sts:GetAccessKeyInfo", "*", decision));
  }
  const std::optional<AccountId> account = iam::account_of(in.access_key_id);
  if (!account) throw not_an_access_key_id();
  return {.account = account->value};
}

}  // namespace amishare::sts
