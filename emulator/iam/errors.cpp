// errors.cpp - codes, sentences and HTTP statuses, as recorded from IAM.
#include "iam/errors.h"

namespace amishare::iam {
namespace {

std::string lower_word(EntityKind kind) {
  switch (kind) {
    case EntityKind::user:
      return "user";
    case EntityKind::group:
      return "group";
    case EntityKind::role:
      return "role";
  }
  return {};
}

std::string upper_word(EntityKind kind) {
  std::string word = lower_word(kind);
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

std::string joined(std::string_view before, std::string_view name, std::string_view after) {
  std::string text(before);
  return text.append(name).append(after);
}

Error no_such_entity(std::string message) { return {"NoSuchEntity", std::move(message), 404}; }
Error already_exists(std::string message) {
  return {"EntityAlreadyExists", std::move(message), 409};
}
Error delete_conflict(std::string_view must) {
  return {"DeleteConflict", joined("Cannot delete entity, must ", must, " first."), 409};
}
Error limit_exceeded(std::string message) { return {"LimitExceeded", std::move(message), 409}; }
Error validation_error(std::string message) { return {"ValidationError", std::move(message), 400}; }
Error invalid_input(std::string message) { return {"InvalidInput", std::move(message), 400}; }

}  // namespace

Error access_denied(std::string_view sentence) {
  return {"AccessDenied", std::string(sentence), 403};
}

Error no_such_identity(EntityKind kind, std::string_view name) {
  return no_such_entity(
      joined("The " + lower_word(kind) + " with name ", name, " cannot be found."));
}
Error no_such_instance_profile(std::string_view name) {
  return no_such_entity(joined("Instance Profile ", name, " cannot be found."));
}
Error role_not_in_profile(std::string_view role, std::string_view profile) {
  return no_such_entity(
      joined("Role ", role, joined(" in Instance Profile ", profile, " cannot be found.")));
}
Error no_such_policy(std::string_view arn) {
  return no_such_entity(joined("Policy ", arn, " was not found."));
}
Error policy_not_attachable(std::string_view arn) {
  return no_such_entity(joined("Policy ", arn, " does not exist or is not attachable."));
}
Error boundary_not_attachable(std::string_view arn) {
  return no_such_entity(joined("Scope ARN: ", arn, " does not exist or is not attachable."));
}
Error no_such_alias(std::string_view alias) {
  return no_such_entity(joined("The account alias ", alias, " cannot be found."));
}
Error no_such_deletion_task(std::string_view task) {
  return no_such_entity(joined("The deletion task with id ", task, " cannot be found."));
}
Error no_such_inline_policy(EntityKind kind, std::string_view policy_name) {
  return no_such_entity(
      joined("The " + lower_word(kind) + " policy with name ", policy_name, " cannot be found."));
}
Error no_such_access_key(std::string_view id) {
  return no_such_entity(joined("The Access Key with id ", id, " cannot be found."));
}
Error no_such_policy_version(std::string_view arn, std::string_view version) {
  return no_such_entity(joined(
      "Policy ", arn, joined(" version ", version, " does not exist or is not attachable.")));
}

Error no_such_oidc_provider(std::string_view arn) {
  return no_such_entity(joined("OpenIDConnect Provider not found for arn ", arn, ""));
}

Error identity_already_exists(EntityKind kind, std::string_view name) {
  return already_exists(joined(upper_word(kind) + " with name ", name, " already exists."));
}
Error instance_profile_already_exists(std::string_view name) {
  return already_exists(joined("Instance Profile ", name, " already exists."));
}
Error policy_already_exists(std::string_view name) {
  return already_exists(
      joined("A policy called ", name, " already exists. Duplicate names are not allowed."));
}

Error alias_already_exists(std::string_view alias) {
  return already_exists(joined("The account alias ", alias, " already exists."));
}

Error oidc_provider_already_exists(std::string_view url) {
  return already_exists(joined("Provider with url ", url, " already exists."));
}

Error must_detach_policies_first() { return delete_conflict("detach all policies"); }
Error must_delete_policies_first() { return delete_conflict("delete policies"); }
Error must_remove_roles_from_profile_first() {
  return delete_conflict("remove roles from instance profile");
}
Error must_delete_access_keys_first() { return delete_conflict("delete access keys"); }
Error must_remove_users_from_group_first() { return delete_conflict("remove users from group"); }
Error policy_is_attached() {
  return {"DeleteConflict", "Cannot delete a policy attached to entities.", 409};
}
Error policy_has_more_versions() {
  return {"DeleteConflict",
          "This policy has more than one version. Before you delete a policy, you must delete the "
          "policy's versions. The default version is deleted with the policy.",
          409};
}
Error cannot_delete_default_version() {
  return {"DeleteConflict", "Cannot delete the default version of a policy.", 409};
}

Error quota_exceeded(std::string_view quota, std::size_t limit) {
  return limit_exceeded(joined("Cannot exceed quota for ", quota, ": " + std::to_string(limit)));
}
Error inline_policies_too_large(EntityKind kind, std::string_view name, std::size_t limit) {
  return limit_exceeded("Maximum policy size of " + std::to_string(limit) + " bytes exceeded for " +
                        lower_word(kind) + " " + std::string(name));
}
Error too_many_policy_versions() {
  return limit_exceeded(
      "A managed policy can have up to 5 versions. Before you create a new version, you must "
      "delete an existing version.");
}

Error invalid_oidc_url() { return validation_error("Invalid Open ID Connect Provider URL"); }
Error arn_not_parseable() { return validation_error("Invalid ARN:  Could not be parsed!"); }
Error arn_not_valid(std::string_view arn) {
  return validation_error(joined("ARN ", arn, " is not valid."));
}
Error user_name_needed() {
  return validation_error("Must specify userName when calling with non-User credentials");
}
Error invalid_marker() { return validation_error("Invalid Marker."); }
Error alias_not_valid(std::string_view alias) {
  return validation_error(joined(
      "1 validation error detected: Value '", alias,
      "' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular expression "
      "pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$"));
}

Error duplicate_tag_keys() {
  return invalid_input("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
}
Error duplicate_tag_keys_in_case() { return invalid_input("Duplicate tag keys found."); }
Error reserved_tag_key() {
  return invalid_input("Tag keys starting with 'aws:' are reserved for internal use");
}
Error service_linked_path() {
  return invalid_input(
      "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles");
}

Error suffix_not_allowed(std::string_view service) {
  return invalid_input(joined("Custom suffix is not allowed for ", service, ""));
}
Error service_role_name_taken(std::string_view role) {
  return invalid_input(joined("Service role name ", role,
                              " has been taken in this account, please try a different suffix."));
}

Error policy_source_invalid(std::string_view arn) {
  return invalid_input(joined("Invalid Entity Arn: ", arn, ""));
}
Error caller_arn_invalid(std::string_view arn) {
  return invalid_input(
      joined("Invalid CallerArn: ", arn, ". It must be the ARN of a user, group, or role."));
}
Error caller_arn_missing() {
  return invalid_input("CallerArn is required when a ResourcePolicy is specified.");
}
Error resource_owner_invalid(std::string_view owner) {
  return invalid_input(joined("Invalid ResourceOwner: ", owner, ""));
}
Error simulated_action_invalid(std::string_view action) {
  return invalid_input(joined("Invalid Action Name: ", action, ""));
}
Error simulated_policy_malformed(std::string_view complaint) {
  return invalid_input(joined("Invalid Policy Document: ", complaint, ""));
}
Error one_boundary_at_most() {
  return invalid_input("Only one permissions boundary policy can be specified.");
}
Error context_key_name_missing() {
  return invalid_input("A context entry must have a ContextKeyName.");
}
Error context_key_has_one_value(std::string_view key) {
  return invalid_input(joined("Context key ", key, " has more than one value."));
}
Error context_value_not_of_type(std::string_view key, std::string_view type) {
  return invalid_input(
      joined("A value of context key ", key, joined(" is not of type ", type, ".")));
}
Error too_many_simulations(std::size_t limit) {
  return invalid_input("amishare simulates at most " + std::to_string(limit) +
                       " combinations of actions and resources.");
}

Error service_not_emulated(std::string_view service) {
  return {"UnsupportedOperation",
          joined("amishare does not emulate the service-linked role of ", service, "."), 400};
}

Error role_is_protected(std::string_view role) {
  return {"UnmodifiableEntity",
          joined("Cannot perform the operation on the protected role '", role,
                 "' - this role is only modifiable by AWS"),
          400};
}
Error role_duration_is_fixed(std::string_view role) {
  return {
      "UnmodifiableEntity",
      joined("", role, " is an AWS service linked role, max session duration cannot be changed."),
      400};
}

Error malformed_policy_document(std::string_view sentence) {
  return {"MalformedPolicyDocument", std::string(sentence), 400};
}
Error invalid_principal(std::string_view principal) {
  return malformed_policy_document(joined("Invalid principal in policy: ", principal, ""));
}

}  // namespace amishare::iam
