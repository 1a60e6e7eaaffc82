// federation.cpp - temporary credentials for a user, as it is or under another name.
#include <algorithm>
#include <utility>

#include "api/sts.h"
#include "iam/session.h"
#include "policy/explain.h"
#include "sts/errors.h"
#include "sts/session_request.h"
#include "world/world.h"

namespace amishare::sts {
namespace {

using policy::PrincipalKind;

constexpr std::chrono::seconds usual_lifetime{43200};
constexpr std::chrono::seconds roots_lifetime{3600};

// Only who signs with a key of their own may.
void check_long_term(const Call& call, std::string_view operation) {
  const PrincipalKind kind = call.caller.principal->kind;
  const bool own_key = kind == PrincipalKind::user || kind == PrincipalKind::root;
  if (!own_key || call.caller.token_issued) throw not_with_session_credentials(operation);
}

// "If the duration is longer than one hour, the session for AWS account owners defaults to one
// hour." https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
std::chrono::seconds lifetime(const Call& call, const std::optional<std::int64_t>& asked) {
  const std::chrono::seconds lasting(asked.value_or(usual_lifetime.count()));
  const bool root = call.caller.principal->kind == PrincipalKind::root;
  return root ? std::min(lasting, roots_lifetime) : lasting;
}

iam::Session session_of_caller(const Call& call, PrincipalKind kind) {
  iam::Session session;
  session.kind = kind;
  session.account = call.account();
  session.owner_id = call.caller.principal->unique_id;
  return session;
}

void allow_federation(Call& call, const policy::Principal& federated,
                      const std::vector<SessionTag>& tags) {
  policy::Context context;
  add_tag_keys(context, tags);
  const auto ask = [&](std::string_view action) {
    const policy::Decision& decision =
        call.decide({.action = std::string(action), .resource = federated.arn, .context = context});
    if (decision.allowed()) return;
    throw access_denied(
        policy::denial_sentence(call.caller.principal, action, federated.arn, decision));
  };
  ask("sts:GetFederationToken");
  if (!tags.empty()) ask("sts:TagSession");
}

}  // namespace

// No permission is needed: "You cannot use policies to control authentication operations."
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
api::GetSessionTokenResponse get_session_token(Call& call, const api::GetSessionTokenRequest& in) {
  check_long_term(call, "GetSessionToken");
  const auto lasting = lifetime(call, in.duration_seconds);
  iam::Session session = session_of_caller(call, call.caller.principal->kind);
  return {.credentials =
              show_credentials(iam::give_session(call.world, std::move(session), lasting))};
}

// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
api::GetFederationTokenResponse get_federation_token(Call& call,
                                                     const api::GetFederationTokenRequest& in) {
  check_long_term(call, "GetFederationToken");
  std::vector<SessionTag> tags = read_tags(call.caller, in.tags, {});
  PassedPolicies policies = read_policies(call.world, call.account(), in.policy, in.policy_arns);
  const policy::Principal federated = iam::federated_principal(call.caller.principal, in.name);
  allow_federation(call, federated, tags);
  const auto lasting = lifetime(call, in.duration_seconds);
  const std::int64_t packed_percent = packed_size(policies, tags);

  api::GetFederationTokenResponse response{
      .federated_user =
          api::FederatedUser{.federated_user_id = federated.user_id, .arn = federated.arn},
      .packed_policy_size = packed_percent};
  iam::Session session = session_of_caller(call, PrincipalKind::federated_user);
  session.name = in.name;
  pass_on(session, std::move(policies), std::move(tags));
  response.credentials =
      show_credentials(iam::give_session(call.world, std::move(session), lasting));
  return response;
}

}  // namespace amishare::sts
