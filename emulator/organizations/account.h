// account.h - finding accounts, counting them, and whether one may leave its organization.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "organizations/organizations.h"
#include "world/call.h"

namespace amishare::organizations {

// Quotas. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
inline constexpr std::size_t accounts_per_organization = 10;

// Accounts of the organization and invitations to it that are open: both count.
std::size_t places_taken(const World& world, const Organization& organization);

// The account of that address, if any has it. Case does not matter (inferred).
std::optional<AccountId> account_of_email(const World& world, std::string_view email);

// The node of the account. Throws AccountNotFoundException unless it is in the organization.
Node& find_account(Organization& organization, const std::string& account_id);

// Throws MasterCannotLeaveOrganizationException or ConstraintViolationException if the account may
// not leave its organization: the management account, a delegated administrator, and one that was
// made in the organization less than four days ago. That an account lacks what it needs to stand
// alone, such as a means of payment, does not happen here.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_remove.html
void check_may_leave(const Call& call, const Organization& organization, const Node& account);

}  // namespace amishare::organizations
