// assume_role.cpp - temporary credentials for a role.
#include <chrono>

#include "api/sts.h"
#include "iam/authorize.h"
#include "iam/iam.h"
#include "iam/unique_id.h"
#include "organizations/organizations.h"
#include "sts/errors.h"
#include "world/world.h"

namespace amishare::sts {
namespace {

constexpr std::chrono::seconds usual_duration{3600};
constexpr std::chrono::seconds chained_duration{3600};
// For so long a session that is over is told to have expired; then it was never heard of.
constexpr std::chrono::hours remembered{24};

// The role that the ARN names; null if there is none. Throws ValidationError if it names no role.
const iam::Role* find_role(const World& world, const std::string& role_arn) {
  const Arn parsed = Arn::parse(role_arn);
  if (parsed.service != "iam" || !parsed.region.empty() || !is_account_id(parsed.account) ||
      !parsed.resource.starts_with("role/")) {
    throw arn_is_invalid(role_arn);
  }
  return iam::find_role_by_arn(world, role_arn);
}

// In the role's own account its trust policy decides, and may leave it to the caller's identity
// policies by naming the account; from elsewhere both have to allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
void allow(Call& call, const iam::Role& role, const api::AssumeRoleRequest& in) {
  Ask ask{.action = "sts:AssumeRole",
          .resource = iam::arn(role),
          .resource_account = role.account,
          .resource_policy = role.trust.pointer(),
          .rule = policy::ResourceRule::mandatory};
  ask.context.set("sts:RoleSessionName", in.role_session_name);
  if (in.external_id) ask.context.set("sts:ExternalId", *in.external_id);
  for (const iam::Tag& tag : role.tags) {
    ask.context.set("aws:ResourceTag/" + tag.key, tag.value);
    ask.context.set("iam:ResourceTag/" + tag.key, tag.value);
  }
  if (!call.decide(ask).allowed()) throw may_not_assume(call.caller.principal, in.role_arn);
}

std::chrono::seconds duration(const Call& call, const iam::Role& role,
                              const std::optional<std::int64_t>& asked) {
  const std::chrono::seconds duration(asked.value_or(usual_duration.count()));
  const bool chained = call.caller.principal->kind == policy::PrincipalKind::role_session;
  if (chained && duration > chained_duration) throw longer_than_chaining_allows();
  if (duration > role.max_session_duration) throw longer_than_role_allows();
  return duration;
}

void forget_old_sessions(iam::State& state, Instant now) {
  auto& ends = state.session_ends;
  while (!ends.empty() && ends.begin()->first + remembered <= now) {
    state.sessions.erase(ends.begin()->second);
    ends.erase(ends.begin());
  }
}

}  // namespace

api::AssumeRoleResponse assume_role(Call& call, const api::AssumeRoleRequest& in) {
  const iam::Role* role = find_role(call.world, in.role_arn);
  if (call.caller.principal->kind == policy::PrincipalKind::root) throw root_may_not_assume();
  // Those of a closed account are out of reach like those that do not exist (inferred).
  if (role == nullptr || organizations::is_closed(call.world, role->account)) {
    throw may_not_assume(call.caller.principal, in.role_arn);
  }
  allow(call, *role, in);
  const std::chrono::seconds lasting = duration(call, *role, in.duration_seconds);

  iam::State& state = call.world.iam;
  forget_old_sessions(state, call.now());
  iam::Session session;
  session.access_key_id =
      iam::new_id(call.world.random, iam::session_key_prefix, role->account,
                  [&state](const std::string& id) { return state.sessions.contains(id); });
  session.secret = iam::new_secret(call.world.random);
  session.token = iam::new_session_token(call.world.random);
  session.account = role->account;
  session.owner_id = role->id;
  session.name = in.role_session_name;
  session.issued = call.now();
  // What is told has whole seconds, and what is told is what holds.
  session.expires = std::chrono::floor<std::chrono::seconds>(call.now()) + lasting;
  const policy::Principal assumed = iam::principal(*role, session.name);
  api::AssumeRoleResponse response{
      .credentials = api::Credentials{.access_key_id = session.access_key_id,
                                      .secret_access_key = session.secret,
                                      .session_token = session.token,
                                      .expiration = session.expires},
      .assumed_role_user =
          api::AssumedRoleUser{.assumed_role_id = assumed.user_id, .arn = assumed.arn}};
  state.session_ends.emplace(session.expires, session.access_key_id);
  const std::string id = session.access_key_id;
  state.sessions.emplace(id, std::move(session));
  return response;
}

}  // namespace amishare::sts
