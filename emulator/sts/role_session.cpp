// role_session.cpp - finding a role, asking for it, and the session that comes of it.
#include "sts/role_session.h"

#include "iam/propagation.h"
#include "organizations/organizations.h"
#include "sts/errors.h"
#include "world/world.h"

namespace amishare::sts {
namespace {

constexpr std::chrono::seconds usual_duration{3600};
constexpr std::chrono::seconds chained_duration{3600};

}  // namespace

const iam::Role* find_role(const World& world, const std::string& role_arn) {
  const Arn parsed = Arn::parse(role_arn);
  if (parsed.service != "iam" || !parsed.region.empty() || !is_account_id(parsed.account) ||
      !parsed.resource.starts_with("role/")) {
    throw arn_is_invalid(role_arn);
  }
  // Those of a closed account are out of reach like those that do not exist (inferred).
  const iam::Role* role = iam::seen_role(world, role_arn);
  const bool closed = role != nullptr && organizations::is_closed(world, role->account);
  return closed ? nullptr : role;
}

std::chrono::seconds session_duration(const iam::Role& role, bool chained,
                                      const std::optional<std::int64_t>& asked) {
  const std::chrono::seconds duration(asked.value_or(usual_duration.count()));
  if (chained && duration > chained_duration) throw longer_than_chaining_allows();
  if (duration > role.max_session_duration) throw longer_than_role_allows();
  return duration;
}

bool may_assume(Call& call, const iam::Role& role, std::string_view action,
                const policy::Context& context) {
  return call
      .decide({.action = std::string(action),
               .resource = iam::arn(role),
               .resource_account = role.account,
               .context = context,
               .resource_policy = role.trust.pointer(),
               .resource_policy_is_fixed = iam::is_service_linked(role),
               .rule = policy::ResourceRule::mandatory})
      .allowed();
}

policy::Context role_keys(const iam::Role& role, const std::string& session_name) {
  policy::Context context;
  context.set("sts:RoleSessionName", session_name);
  for (const iam::Tag& tag : role.tags) {
    context.set("aws:ResourceTag/" + tag.key, tag.value);
    context.set("iam:ResourceTag/" + tag.key, tag.value);
  }
  return context;
}

iam::Session session_of(const iam::Role& role, const std::string& session_name) {
  iam::Session session;
  session.kind = policy::PrincipalKind::role_session;
  session.account = role.account;
  session.owner_id = role.id;
  session.name = session_name;
  return session;
}

api::AssumedRoleUser show_user(const iam::Role& role, const std::string& session_name) {
  policy::Principal assumed = iam::principal(role, session_name);
  return {.assumed_role_id = std::move(assumed.user_id), .arn = std::move(assumed.arn)};
}

}  // namespace amishare::sts
