// propagation.cpp - accounts as they were, kept for as long as they are still seen so.
#include "iam/propagation.h"

#include <algorithm>
#include <utility>

#include "world/world.h"

namespace amishare::iam {
namespace {

// Changes that follow each other more closely than this part of the delay spread together, so that
// no more than so many states of an account are kept.
constexpr int most_states = 64;

// The one of that name whose id it is; else whichever has the id, since names can change.
template <class Things>
const typename Things::mapped_type* with_id(const World& world, const Things& things,
                                            std::string_view id) {
  const auto place = world.iam.places.find(id);
  if (place != world.iam.places.end()) {
    const auto named = things.find(place->second.key);
    if (named != things.end() && named->second.id == id) return &named->second;
  }
  const auto found = std::find_if(things.begin(), things.end(),
                                  [id](const auto& entry) { return entry.second.id == id; });
  return found == things.end() ? nullptr : &found->second;
}

// The thing of that name, or with that ARN, its path included; in ARNs case matters.
template <class Things>
const typename Things::mapped_type* with_name(const Things& things, std::string_view name_or_arn) {
  const bool is_arn = name_or_arn.starts_with("arn:");
  const auto slash = name_or_arn.rfind('/');
  const auto found = things.find(name_key(
      is_arn && slash != std::string_view::npos ? name_or_arn.substr(slash + 1) : name_or_arn));
  if (found == things.end()) return nullptr;
  return !is_arn || arn(found->second) == name_or_arn ? &found->second : nullptr;
}

bool all_is_seen(const World& world) { return world.iam.past.empty(); }

}  // namespace

Spreading::Spreading(const World& world, const AccountId& account) : account_(account) {
  if (world.pace.iam_propagation == Delay(0)) return;
  const auto found = world.iam.accounts.find(account);
  if (found != world.iam.accounts.end()) before_ = found->second;
}

void Spreading::remember(World& world) const {
  const auto found = world.iam.accounts.find(account_);
  if (!before_ || found == world.iam.accounts.end() || found->second == *before_) return;
  const Instant now = world.timeline.now();
  const Delay delay = world.pace.iam_propagation;
  std::vector<PastAccount>& past = world.iam.past[account_];
  std::erase_if(past, [now](const PastAccount& each) { return each.until <= now; });
  if (!past.empty() && now + delay - past.back().until < delay / most_states) return;
  past.push_back({now + delay, *before_});
}

const Account* seen_account(const World& world, const AccountId& account) {
  const auto past = world.iam.past.find(account);
  if (past != world.iam.past.end()) {
    const Instant now = world.timeline.now();
    for (const PastAccount& each : past->second) {
      if (now < each.until) return &each.account;
    }
  }
  const auto current = world.iam.accounts.find(account);
  return current == world.iam.accounts.end() ? nullptr : &current->second;
}

const User* seen_user(const World& world, const AccountId& account, std::string_view user_id) {
  if (all_is_seen(world)) return find_user_by_id(world, user_id);
  const Account* seen = seen_account(world, account);
  return seen == nullptr ? nullptr : with_id(world, seen->users, user_id);
}
const Group* seen_group(const World& world, const AccountId& account, std::string_view group_id) {
  if (all_is_seen(world)) return find_group_by_id(world, group_id);
  const Account* seen = seen_account(world, account);
  return seen == nullptr ? nullptr : with_id(world, seen->groups, group_id);
}
const Role* seen_role_of_id(const World& world, const AccountId& account,
                            std::string_view role_id) {
  if (all_is_seen(world)) return find_role_by_id(world, role_id);
  const Account* seen = seen_account(world, account);
  return seen == nullptr ? nullptr : with_id(world, seen->roles, role_id);
}

const Role* seen_role(const World& world, std::string_view role_arn) {
  if (all_is_seen(world)) return find_role_by_arn(world, role_arn);
  const Account* seen = seen_account(world, AccountId{Arn::parse(role_arn).account});
  return seen == nullptr ? nullptr : with_name(seen->roles, role_arn);
}

const User* seen_user_of_arn(const World& world, std::string_view user_arn) {
  if (all_is_seen(world)) return find_user_by_arn(world, user_arn);
  const Account* seen = seen_account(world, AccountId{Arn::parse(user_arn).account});
  return seen == nullptr ? nullptr : with_name(seen->users, user_arn);
}

const ManagedPolicy* seen_policy(const World& world, std::string_view policy_arn) {
  if (all_is_seen(world)) return find_policy_by_arn(world, policy_arn);
  const Account* seen = seen_account(world, AccountId{Arn::parse(policy_arn).account});
  return seen == nullptr ? find_policy_by_arn(world, policy_arn)
                         : with_name(seen->policies, policy_arn);
}

const InstanceProfile* seen_profile(const World& world, const AccountId& account,
                                    std::string_view name_or_arn) {
  if (all_is_seen(world)) return find_instance_profile(world, account, name_or_arn);
  const Account* seen = seen_account(world, account);
  return seen == nullptr ? nullptr : with_name(seen->instance_profiles, name_or_arn);
}

}  // namespace amishare::iam
