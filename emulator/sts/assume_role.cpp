// assume_role.cpp - temporary credentials for a role.
//
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
#include <utility>

#include "api/sts.h"
#include "iam/session.h"
#include "sts/errors.h"
#include "sts/role_session.h"
#include "sts/session_request.h"
#include "world/world.h"

namespace amishare::sts {
namespace {

using policy::PrincipalKind;

// Who may never assume a role, whatever policies say. Federated users are told so in the words of
// any other denial (inferred).
void check_kind(const Call& call, const api::AssumeRoleRequest& in) {
  const policy::Principal& caller = call.caller.principal;
  if (caller.kind == PrincipalKind::root) throw root_may_not_assume();
  if (caller.kind == PrincipalKind::federated_user) {
    throw may_not(caller, "sts:AssumeRole", in.role_arn);
  }
}

// The session's source identity, which sticks to all that are assumed from it: nobody can set
// another.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
std::string source_identity(const Call& call, const api::AssumeRoleRequest& in) {
  const std::string& held = call.caller.source_identity;
  const std::string& asked = in.source_identity ? *in.source_identity : held;
  if (!held.empty() && asked != held) {
    throw may_not(call.caller.principal, "sts:SetSourceIdentity", in.role_arn);  // inferred
  }
  return asked;
}

// sts:TagSession is needed for tags that are passed and for those that are passed on, and
// sts:SetSourceIdentity likewise, each in the trust policy and in the caller's own.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
void allow(Call& call, const iam::Role& role, const api::AssumeRoleRequest& in,
           const std::vector<SessionTag>& tags, const std::vector<SessionTag>& inherited,
           bool identified) {
  policy::Context context = role_keys(role, in.role_session_name);
  if (in.external_id) context.set("sts:ExternalId", *in.external_id);
  if (in.source_identity) context.set("sts:SourceIdentity", *in.source_identity);
  add_tag_keys(context, tags, inherited);
  const auto ask = [&](std::string_view action) {
    if (!may_assume(call, role, action, context)) {
      throw may_not(call.caller.principal, action, in.role_arn);
    }
  };
  ask("sts:AssumeRole");
  if (!tags.empty() || !inherited.empty()) ask("sts:TagSession");
  if (identified) ask("sts:SetSourceIdentity");
}

}  // namespace

api::AssumeRoleResponse assume_role(Call& call, const api::AssumeRoleRequest& in) {
  const iam::Role* role = find_role(call.world, in.role_arn);
  check_kind(call, in);
  std::vector<SessionTag> tags = read_tags(call.caller, in.tags, in.transitive_tag_keys);
  if (role == nullptr) throw may_not(call.caller.principal, "sts:AssumeRole", in.role_arn);
  PassedPolicies policies = read_policies(call.world, role->account, in.policy, in.policy_arns);
  const std::vector<SessionTag> inherited = inherited_tags(call.caller);
  const std::string identity = source_identity(call, in);
  allow(call, *role, in, tags, inherited, !identity.empty());
  const bool chained = call.caller.principal->kind == PrincipalKind::role_session;
  const auto lasting = session_duration(*role, chained, in.duration_seconds);
  const bool packed = policies.any() || !tags.empty();
  const std::int64_t packed_percent = packed_size(policies, tags);

  api::AssumeRoleResponse response{.assumed_role_user = show_user(*role, in.role_session_name)};
  if (packed) response.packed_policy_size = packed_percent;
  if (!identity.empty()) response.source_identity = identity;
  iam::Session session = session_of(*role, in.role_session_name);
  tags.insert(tags.end(), inherited.begin(), inherited.end());
  pass_on(session, std::move(policies), std::move(tags));
  session.source_identity = identity;
  response.credentials =
      show_credentials(iam::give_session(call.world, std::move(session), lasting));
  return response;
}

}  // namespace amishare::sts
