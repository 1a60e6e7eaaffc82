// account.cpp - accounts found, counted and kept from leaving.
#include "organizations/account.h"

#include <algorithm>
#include <chrono>

#include "organizations/errors.h"
#include "organizations/handshake.h"
#include "policy/pattern.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

constexpr std::chrono::hours least_age{24 * 4};

}  // namespace

std::size_t places_taken(const World& world, const Organization& organization) {
  const auto& nodes = organization.nodes;
  const auto accounts = std::count_if(nodes.begin(), nodes.end(), [](const auto& entry) {
    return entry.second.kind == NodeKind::account;
  });
  const auto& handshakes = world.organizations.handshakes;
  const auto invitations =
      std::count_if(handshakes.begin(), handshakes.end(), [&](const auto& entry) {
        return entry.second.organization_id == organization.id && is_open(world, entry.second);
      });
  return static_cast<std::size_t>(accounts + invitations);
}

std::optional<AccountId> account_of_email(const World& world, std::string_view email) {
  const std::string wanted = policy::lower(email);
  const auto has_it = [&](const AccountId& account) {
    return policy::lower(details(world, account).email) == wanted;
  };
  for (const auto& [account, known] : world.organizations.accounts) {
    if (has_it(account)) return account;
  }
  for (const AccountId& account : world.accounts()) {
    if (has_it(account)) return account;
  }
  return std::nullopt;
}

Node& find_account(Organization& organization, const std::string& account_id) {
  Node* account = organization.nodes.find(account_id);
  if (account == nullptr || account->kind != NodeKind::account) throw account_not_found();
  return *account;
}

void check_may_leave(const Call& call, const Organization& organization, const Node& account) {
  if (account.id == organization.management.value) throw master_cannot_leave();
  if (!account.delegations.empty()) throw delegated_administrator_stays();
  const bool made_here = account.joined_method == JoinedMethod::created;
  if (made_here && call.now() < account.joined + least_age) throw wait_period_active();
}

}  // namespace amishare::organizations
