// show.h - what responses say about organizations and what is in them.
#pragma once
#include "api/organizations.h"
#include "organizations/organizations.h"

namespace amishare::organizations {

api::Organization show(const World& world, const Organization& organization);
api::Root show_root(const Organization& organization);
api::OrganizationalUnit show_unit(const Organization& organization, const Node& unit);
api::Account show_account(const World& world, const Organization& organization,
                          const Node& account);
api::CreateAccountStatus show(const AccountCreation& creation);
api::PolicySummary show_summary(const Organization& organization, const ControlPolicy& policy);
api::Policy show(const Organization& organization, const ControlPolicy& policy);
api::Handshake show(const World& world, const Handshake& handshake);

// "ACTIVE" and so on, as AWS called it first; and as it calls it since September 2025.
std::string status_name(AccountState state);
std::string state_name(AccountState state);
std::string method_name(JoinedMethod method);

}  // namespace amishare::organizations
