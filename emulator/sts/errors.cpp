// errors.cpp - codes, sentences and HTTP statuses, as recorded from STS.
#include "sts/errors.h"

#include <string>

#include "policy/explain.h"

namespace amishare::sts {
namespace {

Error invalid_parameter(std::string sentence) {
  return {"InvalidParameterValue", std::move(sentence), 400};
}
Error invalid_token(std::string sentence) {
  return {"InvalidIdentityToken", std::move(sentence), 400};
}

std::string seconds_text(Instant instant) {
  return std::to_string(
      std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count());
}

}  // namespace

Error may_not(const policy::Principal& principal, std::string_view action,
              std::string_view resource) {
  return access_denied(policy::denial_without_reason(principal, action, resource));
}
Error access_denied(std::string_view sentence) {
  return {"AccessDenied", std::string(sentence), 403};
}
Error root_may_not_assume() { return access_denied("Roles may not be assumed by root accounts."); }
Error not_with_session_credentials(std::string_view operation) {
  return access_denied(
      std::string("Cannot call ").append(operation).append(" with session credentials"));
}
Error web_identity_may_not(std::string_view action) {
  return access_denied(std::string("Not authorized to perform ").append(action));
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

Error transitive_key_not_among_tags() {
  return invalid_parameter(
      "The specified transitive tag key must be included in the requested tags.");
}
Error duplicate_tag_keys() {
  return invalid_parameter(
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
}
Error transitive_key_conflicts() {
  return invalid_parameter(
      "One of the specified transitive tag keys can't be set because it conflicts with a "
      "transitive tag key from the calling session.");
}
Error reserved_tag_key() {
  return invalid_parameter("Tag keys starting with 'aws:' are reserved for internal use");
}

Error malformed_policy_document(std::string_view sentence) {
  return {"MalformedPolicyDocument", std::string(sentence), 400};
}
Error no_session_policy(std::string_view arn) {
  return malformed_policy_document(
      std::string("Policy ").append(arn).append(" does not exist or is not attachable."));
}

Error packed_policy_too_large(std::size_t percent) {
  return {"PackedPolicyTooLarge",
          "Packed policy consumes " + std::to_string(percent) +
              "% of allotted space, please use smaller policy.",
          400};
}

Error not_a_web_token() {
  return invalid_token(
      "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access "
      "Token)");
}
Error no_such_provider(std::string_view issuer) {
  return invalid_token(
      std::string("No OpenIDConnect provider found in your account for ").append(issuer));
}
Error no_verification_key() {
  return invalid_token(
      "Couldn't retrieve verification key from your identity provider,  please reference "
      "AssumeRoleWithWebIdentity documentation for requirements");
}
Error wrong_token_signature() { return invalid_token("Token signature is invalid"); }
Error wrong_audience() { return invalid_token("Incorrect token audience"); }
Error missing_claim(std::string_view name) {
  return invalid_token(std::string("Missing a required claim: ").append(name));
}

Error web_token_expired(Instant now, Instant expires) {
  return {"ExpiredTokenException",
          "Token expired: current date/time " + seconds_text(now) +
              " must be before the expiration date/time " + seconds_text(expires),
          400};
}

Error web_token_not_yet_valid() {
  return {"IDPRejectedClaim", "The identity provider's token is not valid yet", 403};
}

}  // namespace amishare::sts
