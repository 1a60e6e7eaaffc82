// errors.h - every sentence with which STS refuses.
#pragma once
#include <string_view>

#include "policy/principal.h"
#include "world/error.h"

namespace amishare::sts {

// AccessDenied, 403.

// Recorded: STS never says why a role may not be assumed. That the role does not exist, does not
// trust the caller, or asks for another external id, all look the same.
Error may_not_assume(const policy::Principal& principal, std::string_view role_arn);
// What no identity policy allows.
Error access_denied(std::string_view sentence);
Error root_may_not_assume();

// InvalidAuthorizationMessageException, 400. Its words are inferred.
Error invalid_authorization_message();

// ValidationError, 400.
Error arn_is_invalid(std::string_view arn);
Error longer_than_chaining_allows();
Error longer_than_role_allows();
// Inferred; recorded are the right ids only.
Error not_an_access_key_id();

}  // namespace amishare::sts
