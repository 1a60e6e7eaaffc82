// account_close.cpp - CloseAccount: the account ends, first for its users, then for good.
#include <algorithm>
#include <chrono>

#include "api/organizations.h"
#include "organizations/account.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
constexpr std::size_t closures_at_once = 3;
constexpr std::chrono::hours closure_window{24 * 30};

struct Counts {
  std::size_t members = 0, closing = 0;
};

Counts count_members(const World& world, const Organization& organization) {
  Counts counts;
  for (const auto& [number, node] : organization.nodes) {
    if (node.kind != NodeKind::account || node.id == organization.management.value) continue;
    ++counts.members;
    if (details(world, AccountId{node.id}).state == AccountState::pending_closure) ++counts.closing;
  }
  return counts;
}

// Ten of fewer than a hundred accounts, a tenth of more, and at most a thousand.
std::size_t closures_allowed(std::size_t members) {
  return std::clamp<std::size_t>(members / 10, 10, 1000);
}

}  // namespace

api::CloseAccountResponse close_account(Call& call, const api::CloseAccountRequest& in) {
  Organization& organization =
      organization_for(call, Seat::management, "organizations:CloseAccount", {in.account_id});
  find_account(organization, in.account_id);
  const AccountId account{in.account_id};
  if (account == organization.management) throw management_account_cannot_close();
  AccountDetails known = details(call.world, account);
  if (known.state == AccountState::closed) throw already_closed();
  if (known.state == AccountState::pending_closure) throw closure_conflict();
  const Counts counts = count_members(call.world, organization);
  if (counts.closing >= closures_at_once) throw too_many_closures_at_once();
  const auto is_recent = [&](Instant at) { return call.now() < at + closure_window; };
  const auto recent =
      std::count_if(organization.closures.begin(), organization.closures.end(), is_recent);
  if (static_cast<std::size_t>(recent) >= closures_allowed(counts.members)) {
    throw close_quota_exceeded();
  }

  organization.closures.erase(
      std::remove_if(organization.closures.begin(), organization.closures.end(),
                     [&](Instant at) { return !is_recent(at); }),
      organization.closures.end());
  organization.closures.push_back(call.now());
  known.state = AccountState::pending_closure;
  call.world.organizations.accounts[account] = std::move(known);
  call.world.timeline.after(call.world.pace.account_close,
                            organizations::Event(AccountClosed{account}));
  return {};
}

}  // namespace amishare::organizations
