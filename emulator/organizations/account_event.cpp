// account_event.cpp - an account comes into being, is closed, and is gone.
#include <algorithm>
#include <chrono>

#include "iam/document.h"
#include "iam/entity.h"
#include "iam/unique_id.h"
#include "organizations/account.h"
#include "organizations/organizations.h"
#include "world/require.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
constexpr std::chrono::hours post_closure_period{24 * 90};

// Lets administrators of the management account into the new one.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
void add_access_role(World& world, const AccountId& management, const AccountCreation& creation) {
  iam::Role role;
  role.id = iam::new_id(world.random, iam::role_prefix, creation.account,
                        [&](const std::string& id) { return world.iam.places.contains(id); });
  role.account = creation.account;
  role.name = creation.role_name;
  role.created = world.timeline.now();
  role.trust = iam::read_trust_policy(
      world, R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":)"
             R"("arn:aws:iam::)" +
                 management.value + R"(:root"},"Action":"sts:AssumeRole"}]})");
  role.attached_policies.push_back(iam_arn_text(AccountId{"aws"}, "policy/AdministratorAccess"));
  iam::keep(world.iam, std::move(role));
}

// Twelve digits that no account has.
AccountId new_account_id(World& world) {
  for (;;) {
    std::uint64_t number = 0;
    for (const char c : world.random.bytes("account-id", 8)) {
      number = number << 8U | static_cast<unsigned char>(c);
    }
    const AccountId account{std::to_string(100'000'000'000 + number % 900'000'000'000)};
    if (!world.accounts().contains(account)) return account;
  }
}

// Why no account can be made now; empty if one can.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccountStatus.html
std::string obstacle(const World& world, const Organization& organization,
                     const AccountCreation& creation) {
  if (places_taken(world, organization) >= accounts_per_organization) {
    return "ACCOUNT_LIMIT_EXCEEDED";
  }
  return account_of_email(world, creation.email) ? "EMAIL_ALREADY_EXISTS" : "";
}

void happen(World& world, const AccountReady& event) {
  State& state = world.organizations;
  const auto place = state.organizations.find(event.organization_id);
  if (place == state.organizations.end()) return;  // was deleted meanwhile
  Organization& organization = place->second;
  AccountCreation& creation = organization.creations.at(event.creation_id);
  creation.completed = world.timeline.now();
  creation.failure = obstacle(world, organization, creation);
  if (!creation.failure.empty()) {
    creation.state = CreationState::failed;
    return;
  }
  creation.account = new_account_id(world);
  creation.state = CreationState::succeeded;
  world.open(creation.account, creation.region);
  state.accounts[creation.account] = {.email = creation.email, .name = creation.name};
  add_access_role(world, organization.management, creation);
  add_node(organization, {.id = creation.account.value,
                          .kind = NodeKind::account,
                          .parent = organization.root,
                          .tags = creation.tags,
                          .joined_method = JoinedMethod::created,
                          .joined = world.timeline.now()});
  renew(state, organization);
}

void happen(World& world, const AccountClosed& event) {
  world.organizations.accounts.at(event.account).state = AccountState::closed;
  world.timeline.after(post_closure_period, organizations::Event(AccountGone{event.account}));
}

void happen(World& world, const AccountGone& event) {
  if (find_organization(world, event.account) != nullptr) remove_account(world, event.account);
}

}  // namespace

void on(World& world, const Event& event) {
  std::visit([&world](const auto& one) { happen(world, one); }, event);
}

}  // namespace amishare::organizations
