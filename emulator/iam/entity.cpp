// entity.cpp - finding, keeping and forgetting users, groups, roles and what belongs to them.
#include "iam/entity.h"

#include <algorithm>
#include <array>

#include "iam/authorize.h"
#include "iam/errors.h"
#include "iam/show.h"
#include "iam/unique_id.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

template <class Things>
typename Things::mapped_type* own(Call& call, Things Account::*things, std::string_view name) {
  Things& all = own_account(call).*things;
  const auto place = all.find(name_key(name));
  return place == all.end() ? nullptr : &place->second;
}

// Actions that AWS asks about with the permissions boundary of the user or role they are about.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
constexpr std::array<std::string_view, 15> actions_below_boundary = {
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:DeleteRole",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteRolePolicy",
    "iam:DeleteUserPermissionsBoundary",
    "iam:DeleteUserPolicy",
    "iam:DetachRolePolicy",
    "iam:DetachUserPolicy",
    "iam:GetRole",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
    "iam:UpdateRoleDescription"};

std::string_view boundary_of(const User& user) { return user.boundary; }
std::string_view boundary_of(const Role& role) { return role.boundary; }
template <class Thing>
std::string_view boundary_of(const Thing&) {
  return {};
}

template <class Things>
typename Things::mapped_type* allowed(Call& call, Things Account::*things, std::string_view action,
                                      std::string_view name, const policy::Context& keys) {
  auto* found = own(call, things, name);
  Target asked = target(call, found, name);
  asked.context.add(keys);
  const auto& below = actions_below_boundary;
  if (found != nullptr && std::find(below.begin(), below.end(), action) != below.end()) {
    asked.context.add(boundary_keys(boundary_of(*found)));
  }
  allow(call, action, asked);
  return found;
}

template <class Thing>
Thing& told(Thing* found, EntityKind kind, std::string_view name) {
  if (found == nullptr) throw no_such_identity(kind, name);
  return *found;
}

template <class Things, class Thing>
void keep_in(State& state, Things Account::*things, EntityKind kind, Thing thing) {
  const std::string key = name_key(thing.name);
  state.places[thing.id] = {kind, thing.account, key};
  Things& all = state.accounts.at(thing.account).*things;
  all.emplace(key, std::move(thing));
}

template <class Things, class Thing>
void forget_in(State& state, Things Account::*things, const Thing& thing) {
  state.places.erase(thing.id);
  Things& all = state.accounts.at(thing.account).*things;
  all.erase(name_key(thing.name));
}

}  // namespace

Account& own_account(Call& call) { return call.world.iam.accounts.at(call.account()); }

User& user_for(Call& call, std::string_view action, std::string_view name,
               const policy::Context& keys) {
  return told(allowed(call, &Account::users, action, name, keys), EntityKind::user, name);
}

Group& group_for(Call& call, std::string_view action, std::string_view name,
                 const policy::Context& keys) {
  return told(allowed(call, &Account::groups, action, name, keys), EntityKind::group, name);
}

Role& role_for(Call& call, std::string_view action, std::string_view name,
               const policy::Context& keys) {
  return told(allowed(call, &Account::roles, action, name, keys), EntityKind::role, name);
}

InstanceProfile& instance_profile_for(Call& call, std::string_view action, std::string_view name,
                                      const policy::Context& keys) {
  auto* found = allowed(call, &Account::instance_profiles, action, name, keys);
  if (found == nullptr) throw no_such_instance_profile(name);
  return *found;
}

Identity& identity_for(Call& call, EntityKind kind, std::string_view action, std::string_view name,
                       const policy::Context& keys) {
  switch (kind) {
    case EntityKind::user:
      return user_for(call, action, name, keys);
    case EntityKind::group:
      return group_for(call, action, name, keys);
    case EntityKind::role:
      break;
  }
  return role_for(call, action, name, keys);
}

Role& own_role_for(Call& call, std::string_view action, std::string_view name,
                   const policy::Context& keys) {
  Role& role = role_for(call, action, name, keys);
  if (is_service_linked(role)) throw role_is_protected(role.name);
  return role;
}

Identity& own_identity_for(Call& call, EntityKind kind, std::string_view action,
                           std::string_view name, const policy::Context& keys) {
  if (kind == EntityKind::role) return own_role_for(call, action, name, keys);
  return identity_for(call, kind, action, name, keys);
}

bool is_within_reach(const Call& call, const ManagedPolicy& policy) {
  return policy.account == call.account() || policy.account.value == "aws";
}

void check_policy_arn(std::string_view policy_arn) {
  if (!Arn::parse(policy_arn)) throw arn_not_parseable();
  check_attached_arn(policy_arn);
}

void check_attached_arn(std::string_view policy_arn) {
  const Arn parsed = Arn::parse(policy_arn);
  if (!parsed || parsed.service != "iam" || !parsed.resource.starts_with("policy/")) {
    throw arn_not_valid(policy_arn);
  }
}

const ManagedPolicy* allowed_policy(Call& call, std::string_view action,
                                    std::string_view policy_arn, const policy::Context& keys) {
  check_policy_arn(policy_arn);
  Target asked = policy_target(call, policy_arn);
  asked.context.add(keys);
  allow(call, action, asked);
  return find_policy_by_arn(call.world, policy_arn);
}

const ManagedPolicy& policy_for(Call& call, std::string_view action, std::string_view policy_arn,
                                const policy::Context& keys) {
  const ManagedPolicy* found = allowed_policy(call, action, policy_arn, keys);
  if (found == nullptr) throw no_such_policy(policy_arn);
  return *found;
}

FoundVersion version_for(Call& call, std::string_view action, std::string_view policy_arn,
                         const std::string& version_id) {
  const ManagedPolicy* found = allowed_policy(call, action, policy_arn, {});
  if (found != nullptr) {
    for (const auto& entry : found->versions) {
      if (iam::version_id(entry.first) == version_id) return {*found, entry.first};
    }
  }
  throw no_such_policy_version(policy_arn, version_id);
}

ManagedPolicy& own_policy(Call& call, std::string_view action, const ManagedPolicy& found) {
  if (found.account != call.account()) {
    // That what AWS manages is refused like another account's policy is inferred.
    throw access_denied(
        policy::denial_without_reason(call.caller.principal, action, "policy " + arn(found)));
  }
  return own_account(call).policies.find(name_key(found.name))->second;
}

ManagedPolicy& own_policy_for(Call& call, std::string_view action, std::string_view policy_arn,
                              const policy::Context& keys) {
  return own_policy(call, action, policy_for(call, action, policy_arn, keys));
}

std::string new_identity_id(Call& call, std::string_view prefix) {
  const State& state = call.world.iam;
  return new_id(call.world.random, prefix, call.account(),
                [&state](const std::string& id) { return state.places.contains(id); });
}

void keep(State& state, User user) {
  keep_in(state, &Account::users, EntityKind::user, std::move(user));
}
void keep(State& state, Group group) {
  keep_in(state, &Account::groups, EntityKind::group, std::move(group));
}
void keep(State& state, Role role) {
  keep_in(state, &Account::roles, EntityKind::role, std::move(role));
}

void forget(State& state, const User& user) { forget_in(state, &Account::users, user); }
void forget(State& state, const Group& group) { forget_in(state, &Account::groups, group); }
void forget(State& state, const Role& role) { forget_in(state, &Account::roles, role); }

std::string tag_key(std::string_view key, TagCase tag_case) {
  return tag_case == TagCase::ignored ? name_key(key) : std::string(key);
}

Tags read_tags(const std::vector<api::Tag>& tags, TagCase tag_case) {
  Tags read;
  for (const api::Tag& tag : tags) {
    if (name_key(tag.key).starts_with("aws:")) throw reserved_tag_key();
    read.push_back({tag.key, tag.value});
  }
  const auto before = [&](const Tag& left, const Tag& right) {
    return tag_key(left.key, tag_case) < tag_key(right.key, tag_case);
  };
  std::stable_sort(read.begin(), read.end(), before);
  const auto same = [&](const Tag& left, const Tag& right) {
    return tag_key(left.key, tag_case) == tag_key(right.key, tag_case);
  };
  if (std::adjacent_find(read.begin(), read.end(), same) != read.end()) {
    throw tag_case == TagCase::ignored ? duplicate_tag_keys() : duplicate_tag_keys_in_case();
  }
  return read;
}

}  // namespace amishare::iam
