// errors.cpp - codes, sentences and HTTP statuses, as recorded from STS.
#include "sts/errors.h"

#include <string>

#include "policy/explain.h"

namespace amishare::sts {

Error may_not_assume(const policy::Principal& principal, std::string_view role_arn) {
  return access_denied(policy::denial_without_reason(principal, "sts:AssumeRole", role_arn));
}
Error access_denied(std::string_view sentence) {
  return {"AccessDenied", std::string(sentence), 403};
}
Error root_may_not_assume() {
  return {"AccessDenied", "Roles may not be assumed by root accounts.", 403};
}

Error invalid_authorization_message() {
  return {"InvalidAuthorizationMessageException", "Message is not valid", 400};
}

Error arn_is_invalid(std::string_view arn) {
  return {"ValidationError", std::string(arn) + " is invalid", 400};
}
Error longer_than_chaining_allows() {
  return {
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
      "chaining.",
      400};
}
Error longer_than_role_allows() {
  return {"ValidationError",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.", 400};
}
Error not_an_access_key_id() { return {"ValidationError", "The access key ID is not valid.", 400}; }

}  // namespace amishare::sts
