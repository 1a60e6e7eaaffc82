// account.h - how many accounts an organization may have, and whose an e-mail address is.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

#include "organizations/organizations.h"

namespace amishare::organizations {

// Quotas. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
inline constexpr std::size_t accounts_per_organization = 10;

// Accounts of the organization and invitations to it that are open: both count.
std::size_t places_taken(const World& world, const Organization& organization);

// The account of that address, if any has it. Case does not matter (inferred).
std::optional<AccountId> account_of_email(const World& world, std::string_view email);

}  // namespace amishare::organizations
