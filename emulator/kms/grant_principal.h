// grant_principal.h - whom a grant may name, and how he is shown.
#pragma once
#include <string>
#include <string_view>

#include "kms/grant.h"
#include "world/call.h"

namespace amishare::kms {

// The ARN of the account's root for twelve digits, anything else as it is.
std::string account_root_of(std::string_view principal);

// The user, role, session or account of that ARN. Services and EC2's infrastructure roles are known
// too, when a service asks for the caller: EC2 makes such grants. Throws InvalidArnException if
// there is no such principal.
GrantPrincipal find_grant_principal(const Call& call, std::string_view principal);

// As ListGrants shows it: by its name, or by its unique id when the user or role is gone.
std::string shown_principal(const World& world, const GrantPrincipal& principal);

}  // namespace amishare::kms
