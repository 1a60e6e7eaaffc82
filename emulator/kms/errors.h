// errors.h - every sentence with which KMS refuses.
//
// All client faults of KMS are HTTP 400, AccessDeniedException and NotFoundException included.
// Sentences are AWS's own; errors.cpp says of each one that no recording shows that it is
// unverified.
#pragma once
#include <string>
#include <string_view>

#include "world/error.h"

namespace amishare::kms {

// Authorisation. The policy engine words the sentence, see policy/explain.h.
Error access_denied(std::string sentence);

// Finding keys and aliases.
Error invalid_key_id(std::string_view key_id);
Error key_not_found(std::string_view arn);
Error other_region(std::string_view region);
Error malformed_arn(std::string_view arn);
Error alias_not_found(std::string_view alias_arn);

// The state of a key.
Error disabled(std::string_view arn);
Error pending_deletion(std::string_view arn);
Error not_pending_deletion(std::string_view arn);

// What a request says.
Error missing(std::string_view member);
Error number_of_bytes_is_required();
Error number_of_bytes_or_key_spec();
Error both_key_specs();
Error key_usage_is_required();
Error incompatible_key_usage(std::string_view key_usage, std::string_view key_spec);
Error not_emulated(std::string_view parameter, std::string_view value);
Error invalid_marker();
Error unsuitable_algorithm(std::string_view algorithm, std::string_view key_spec);
Error dry_run_succeeded();

// Key policies.
Error policy_not_found();
Error malformed_policy(std::string_view complaint);
Error invalid_principals();
Error policy_locks_out();
Error policy_too_long();

// Aliases.
Error alias_without_prefix();
Error alias_characters(std::string_view name);
Error alias_reserved();
Error alias_of_alias();
Error alias_exists(std::string_view alias_arn);
Error too_many_aliases(std::string_view key_arn);

// Tags.
Error duplicate_tag_keys();
Error too_many_tags();
Error reserved_tag_key();

// Grants.
Error invalid_principal(std::string_view principal);
Error more_than_one_constraint();
Error unsuitable_grant_operation(std::string_view operation, std::string_view key_spec);
Error invalid_grant_token();
Error grant_not_found(std::string_view grant_id);
Error grant_not_named();
Error grant_named_twice();
Error too_many_grants(std::string_view key_arn);

// Cryptography.
Error invalid_ciphertext();
Error incorrect_key();

}  // namespace amishare::kms
