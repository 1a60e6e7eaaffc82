// identity.cpp - the ARNs of IAM's things, and finding them by name, ARN or unique id.
#include "iam/identity.h"

#include <algorithm>

#include "iam/iam.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

template <class Thing>
std::string arn_under(std::string_view type, const Thing& thing) {
  return iam_arn_text(thing.account, std::string(type) + thing.path + thing.name);
}

const Account* account_in(const World& world, const AccountId& account) {
  const auto place = world.iam.accounts.find(account);
  return place == world.iam.accounts.end() ? nullptr : &place->second;
}

template <class Things>
const typename Things::mapped_type* find_by_name(const World& world, const AccountId& account,
                                                 Things Account::*things, std::string_view name) {
  const Account* owner = account_in(world, account);
  if (owner == nullptr) return nullptr;
  const auto place = (owner->*things).find(name_key(name));
  return place == (owner->*things).end() ? nullptr : &place->second;
}

// The thing that `text` names with its full path; in ARNs case matters.
template <class Things>
const typename Things::mapped_type* find_by_arn(const World& world, std::string_view text,
                                                Things Account::*things) {
  const Arn parsed = Arn::parse(text);
  const auto slash = parsed.resource.rfind('/');
  if (parsed.service != "iam" || slash == std::string::npos) return nullptr;
  const auto* found = find_by_name(world, AccountId{parsed.account}, things,
                                   std::string_view(parsed.resource).substr(slash + 1));
  return found != nullptr && arn(*found) == text ? found : nullptr;
}

}  // namespace

bool is_service_linked(const Role& role) { return role.path.starts_with("/aws-service-role/"); }

std::string name_key(std::string_view name) {
  std::string key(name);
  std::transform(key.begin(), key.end(), key.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return key;
}

std::string arn(const User& user) { return arn_under("user", user); }
std::string arn(const Group& group) { return arn_under("group", group); }
std::string arn(const Role& role) { return arn_under("role", role); }
std::string arn(const InstanceProfile& profile) { return arn_under("instance-profile", profile); }
std::string arn(const ManagedPolicy& policy) { return arn_under("policy", policy); }

const User* find_user(const World& world, const AccountId& account, std::string_view name) {
  return find_by_name(world, account, &Account::users, name);
}
const Group* find_group(const World& world, const AccountId& account, std::string_view name) {
  return find_by_name(world, account, &Account::groups, name);
}
const Role* find_role(const World& world, const AccountId& account, std::string_view name) {
  return find_by_name(world, account, &Account::roles, name);
}
const User* find_user_by_arn(const World& world, std::string_view user_arn) {
  return find_by_arn(world, user_arn, &Account::users);
}
const Role* find_role_by_arn(const World& world, std::string_view role_arn) {
  return find_by_arn(world, role_arn, &Account::roles);
}

const User* find_user_by_id(const World& world, std::string_view user_id) {
  const auto place = world.iam.places.find(user_id);
  if (place == world.iam.places.end() || place->second.kind != EntityKind::user) return nullptr;
  return &world.iam.accounts.at(place->second.account).users.find(place->second.key)->second;
}
const Group* find_group_by_id(const World& world, std::string_view group_id) {
  const auto place = world.iam.places.find(group_id);
  if (place == world.iam.places.end() || place->second.kind != EntityKind::group) return nullptr;
  return &world.iam.accounts.at(place->second.account).groups.find(place->second.key)->second;
}
const Role* find_role_by_id(const World& world, std::string_view role_id) {
  const auto place = world.iam.places.find(role_id);
  if (place == world.iam.places.end() || place->second.kind != EntityKind::role) return nullptr;
  return &world.iam.accounts.at(place->second.account).roles.find(place->second.key)->second;
}

const InstanceProfile* find_instance_profile(const World& world, const AccountId& account,
                                             std::string_view name_or_arn) {
  if (!name_or_arn.starts_with("arn:")) {
    return find_by_name(world, account, &Account::instance_profiles, name_or_arn);
  }
  const auto* found = find_by_arn(world, name_or_arn, &Account::instance_profiles);
  return found != nullptr && found->account == account ? found : nullptr;
}

const ManagedPolicy* find_policy_by_arn(const World& world, std::string_view policy_arn) {
  static const auto aws_managed = [] {
    std::map<std::string, const ManagedPolicy*, std::less<>> policies;
    for (const ManagedPolicy& policy : aws_managed_policies()) policies[arn(policy)] = &policy;
    return policies;
  }();
  const auto place = aws_managed.find(policy_arn);
  if (place != aws_managed.end()) return place->second;
  return find_by_arn(world, policy_arn, &Account::policies);
}

}  // namespace amishare::iam
