// account.cpp - counting accounts, and finding them by their e-mail addresses.
#include "organizations/account.h"

#include <algorithm>

#include "organizations/handshake.h"
#include "policy/pattern.h"
#include "world/world.h"

namespace amishare::organizations {

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

}  // namespace amishare::organizations
