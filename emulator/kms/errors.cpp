// errors.cpp - codes and sentences of KMS; "unverified" where the wording is not recorded.
#include "kms/errors.h"

#include <fmt/format.h>

#include <utility>

namespace amishare::kms {
namespace {

Error validation(std::string message) { return {"ValidationException", std::move(message)}; }

// The words of a failed constraint, as recorded for other members of KMS.
Error constraint(std::string_view subject, std::string_view member, std::string_view rule) {
  return validation(
      fmt::format("1 validation error detected: {} at '{}' failed to satisfy constraint: {}",
                  subject, member, rule));
}

}  // namespace

// Authorisation.
Error access_denied(std::string sentence) { return {"AccessDeniedException", std::move(sentence)}; }

// Finding keys and aliases.
Error invalid_key_id(std::string_view key_id) {
  return {"NotFoundException", fmt::format("Invalid keyId '{}'", key_id)};
}
Error key_not_found(std::string_view arn) {
  return {"NotFoundException", fmt::format("Key '{}' does not exist", arn)};
}
Error other_region(std::string_view region) {
  return {"NotFoundException", fmt::format("Invalid arn {}", region)};
}
Error malformed_arn(std::string_view arn) {  // unverified
  return {"InvalidArnException", fmt::format("Invalid arn {}", arn)};
}
Error alias_not_found(std::string_view alias_arn) {
  return {"NotFoundException", fmt::format("Alias {} is not found.", alias_arn)};
}

// The state of a key.
Error disabled(std::string_view arn) {
  return {"DisabledException", fmt::format("{} is disabled.", arn)};
}
Error pending_deletion(std::string_view arn) {
  return {"KMSInvalidStateException", fmt::format("{} is pending deletion.", arn)};
}
Error not_pending_deletion(std::string_view arn) {
  return {"KMSInvalidStateException", fmt::format("{} is not pending deletion.", arn)};
}

// What a request says.
Error missing(std::string_view member) {
  return constraint("Value null", member, "Member must not be null");
}
Error number_of_bytes_is_required() { return validation("NumberOfBytes is required."); }
Error number_of_bytes_or_key_spec() {  // unverified
  return validation("Please specify either number of bytes or key spec.");
}
Error both_key_specs() {  // unverified
  return validation(
      "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
      "CustomerMasterKeySpec is deprecated.");
}
Error key_usage_is_required() {
  return validation(
      "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
}
Error incompatible_key_usage(std::string_view key_usage, std::string_view key_spec) {
  return validation(
      fmt::format("KeyUsage {} is not compatible with KeySpec {}", key_usage, key_spec));
}
Error not_emulated(std::string_view parameter, std::string_view value) {  // the emulator's own
  return {"UnsupportedOperationException",
          fmt::format("This emulator does not know {} {} yet.", parameter, value)};
}
Error invalid_marker() {  // unverified
  return {"InvalidMarkerException", "The marker is not one that a previous response gave."};
}
Error unsuitable_algorithm(std::string_view algorithm, std::string_view key_spec) {
  // Recorded for MAC algorithms.
  return {"InvalidKeyUsageException",
          fmt::format("Algorithm {} is incompatible with key spec {}.", algorithm, key_spec)};
}
Error dry_run_succeeded() {
  return {"DryRunOperationException",
          "The request would have succeeded, but the DryRun option is set."};
}

// Key policies.
Error policy_not_found() {  // unverified
  return {"NotFoundException", "No such policy exists"};
}
Error malformed_policy(std::string_view complaint) {
  return {"MalformedPolicyDocumentException", std::string(complaint)};
}
Error invalid_principals() {
  return malformed_policy("Policy contains a statement with one or more invalid principals.");
}
Error policy_locks_out() {
  return malformed_policy(
      "The new key policy will not allow you to update the key policy in the future.");
}
Error policy_too_long() {  // unverified
  return {"LimitExceededException", "The key policy exceeds the maximum size of 32768 bytes."};
}

// Aliases.
Error alias_without_prefix() {
  return validation(
      "Alias must start with the prefix \"alias/\". Please see "
      "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
}
Error alias_characters(std::string_view name) {  // unverified
  return validation(fmt::format("{} contains invalid characters for an alias", name));
}
Error alias_reserved() {  // unverified: as other emulators have it, with no message
  return {"NotAuthorizedException", ""};
}
Error alias_of_alias() {  // unverified
  return validation("Aliases must refer to keys. Not aliases");
}
Error alias_exists(std::string_view alias_arn) {
  return {"AlreadyExistsException",
          fmt::format("An alias with the name {} already exists", alias_arn)};
}
Error too_many_aliases(std::string_view key_arn) {  // unverified
  return {"LimitExceededException", fmt::format("{} has the maximum of 50 aliases.", key_arn)};
}

// Tags.
Error duplicate_tag_keys() { return {"TagException", "Duplicate tag keys"}; }
Error too_many_tags() { return {"TagException", "Too many tags"}; }
Error reserved_tag_key() { return {"TagException", "Tags beginning with aws: are reserved"}; }

// Grants.
Error invalid_principal(std::string_view principal) {
  return {"InvalidArnException",
          fmt::format("ARN does not refer to a valid principal: {}", principal)};
}
Error more_than_one_constraint() { return validation("More than one constraint supplied"); }
Error unsuitable_grant_operation(std::string_view operation, std::string_view key_spec) {
  return validation(  // unverified
      fmt::format("Grant operation {} is not valid for a key with key spec {}.", operation,
                  key_spec));
}
Error invalid_grant_token() {  // unverified
  return {"InvalidGrantTokenException", "Invalid grant token"};
}
Error grant_not_found(std::string_view grant_id) {  // unverified
  return {"NotFoundException", fmt::format("Grant ID {} not found", grant_id)};
}
Error grant_not_named() {  // unverified
  return validation("You must specify either a GrantToken or a KeyId and a GrantId.");
}
Error grant_named_twice() {  // unverified
  return validation("You can specify either a GrantToken or a KeyId and a GrantId, not both.");
}
Error too_many_grants(std::string_view key_arn) {  // unverified
  return {"LimitExceededException", fmt::format("{} has the maximum of 50000 grants.", key_arn)};
}

// Cryptography: recorded, the first without a message.
Error invalid_ciphertext() { return {"InvalidCiphertextException", ""}; }
Error incorrect_key() {
  return {"IncorrectKeyException",
          "The key ID in the request does not identify a CMK that can perform this operation."};
}

}  // namespace amishare::kms
