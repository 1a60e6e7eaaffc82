// policy_principal.h - who asks, as one text names it.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "policy/principal.h"

namespace amishare::client {

// A principal by its ARN, a service by its name, or "anonymous". A role's own ARN stands for some
// session of it, an identity provider's for one who comes with its token. nullopt for other texts.
// What an ARN does not tell is empty: unique ids, and a session's path, of which the name is taken.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
std::optional<policy::Principal> principal_named(std::string_view text);

// Whether a role of this name is taken to be linked to a service, where no path says so (inferred
// from the names that AWS gives them).
bool looks_service_linked(std::string_view role_name);

}  // namespace amishare::client
