// errors.h - every sentence with which IAM refuses.
//
// Recorded from AWS unless a comment says otherwise; "thread": told by users or by third-party code
// that was checked against AWS; "inferred": worded like its recorded neighbours.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "iam/iam.h"
#include "world/error.h"

namespace amishare::iam {

// Authorisation. 403.
Error access_denied(std::string_view sentence);

// NoSuchEntity, 404.
Error no_such_identity(EntityKind kind, std::string_view name);
Error no_such_instance_profile(std::string_view name);
Error role_not_in_profile(std::string_view role, std::string_view profile);
Error no_such_policy(std::string_view arn);
// Attaching one that does not exist.
Error policy_not_attachable(std::string_view arn);
Error no_such_inline_policy(EntityKind kind, std::string_view policy_name);
Error no_such_access_key(std::string_view id);
Error no_such_policy_version(std::string_view arn, std::string_view version);
Error no_such_oidc_provider(std::string_view arn);  // thread

// A permissions boundary that does not exist. Thread.
Error boundary_not_attachable(std::string_view arn);

Error no_such_alias(std::string_view alias);         // inferred
Error no_such_deletion_task(std::string_view task);  // inferred

// EntityAlreadyExists, 409.
Error alias_already_exists(std::string_view alias);  // thread
Error identity_already_exists(EntityKind kind, std::string_view name);
Error instance_profile_already_exists(std::string_view name);
Error policy_already_exists(std::string_view name);
Error oidc_provider_already_exists(std::string_view url);  // thread

// DeleteConflict, 409.
Error must_detach_policies_first();
Error must_delete_policies_first();
Error must_remove_roles_from_profile_first();
Error must_delete_access_keys_first();
Error must_remove_users_from_group_first();
Error policy_is_attached();
Error policy_has_more_versions();
Error cannot_delete_default_version();

// LimitExceeded, 409. `quota` as IAM names it: "AccessKeysPerUser" and its like are recorded, the
// ...PerAccount thread, TagsPer... and PoliciesPerGroup inferred.
Error quota_exceeded(std::string_view quota, std::size_t limit);
Error inline_policies_too_large(EntityKind kind, std::string_view name, std::size_t limit);
Error too_many_policy_versions();

// ValidationError, 400.
Error arn_not_parseable();
Error arn_not_valid(std::string_view arn);
Error user_name_needed();
Error invalid_marker();  // inferred
Error alias_not_valid(std::string_view alias);
Error invalid_oidc_url();  // thread

// InvalidInput, 400.
Error duplicate_tag_keys();          // of users and roles
Error duplicate_tag_keys_in_case();  // of policies and instance profiles
Error reserved_tag_key();            // inferred, in EC2's words
Error service_linked_path();
Error suffix_not_allowed(std::string_view service);
Error service_role_name_taken(std::string_view role);
// Of simulations; all inferred.
Error policy_source_invalid(std::string_view arn);
Error caller_arn_invalid(std::string_view arn);
Error caller_arn_missing();
Error resource_owner_invalid(std::string_view owner);
Error simulated_action_invalid(std::string_view action);
Error simulated_policy_malformed(std::string_view complaint);
Error one_boundary_at_most();
Error context_key_name_missing();
Error context_key_has_one_value(std::string_view key);
Error context_value_not_of_type(std::string_view key, std::string_view type);
Error too_many_simulations(std::size_t limit);  // ours

// UnsupportedOperation, 400: AWS has it.
Error service_not_emulated(std::string_view service);

// UnmodifiableEntity, 400. Thread; the second inferred.
Error role_is_protected(std::string_view role);
Error role_duration_is_fixed(std::string_view role);

// MalformedPolicyDocument, 400; the sentence is the policy language's.
Error malformed_policy_document(std::string_view sentence);
// `principal` as the policy language words it: "AWS":"arn:aws:iam::111122223333:user/gone"
Error invalid_principal(std::string_view principal);

}  // namespace amishare::iam
