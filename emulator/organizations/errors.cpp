// errors.cpp - codes, reasons and sentences of Organizations; "reported" are those users quote.
//
// The codes and reasons are those of AWS's model:
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
#include "organizations/errors.h"

#include <fmt/format.h>

#include <utility>

namespace amishare::organizations {
namespace {

Error plain(std::string_view code, std::string_view sentence) {
  return {std::string(code).append("Exception"), std::string(sentence)};
}
Error invalid_input(std::string_view reason, std::string_view sentence) {
  return {"InvalidInputException", std::string(sentence), 400, std::string(reason)};
}
Error constraint_violation(std::string_view reason, std::string_view sentence) {
  return {"ConstraintViolationException", std::string(sentence), 400, std::string(reason)};
}
Error handshake_constraint(std::string_view reason, std::string_view sentence) {
  return {"HandshakeConstraintViolationException", std::string(sentence), 400, std::string(reason)};
}

}  // namespace

// Authorisation.
Error access_denied(std::string sentence) { return {"AccessDeniedException", std::move(sentence)}; }
Error only_for_management() {  // reported
  return plain("AccessDenied", "You don't have permissions to access this resource.");
}
Error not_in_use() {  // reported
  return plain("AWSOrganizationsNotInUse", "Your account is not a member of an organization.");
}
Error access_denied_for_dependency() {
  return {"AccessDeniedForDependencyException",
          "The request failed because your credentials do not have permission to create the "
          "service-linked role required by AWS Organizations.",
          400, "ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE"};
}

// InvalidInputException.
Error invalid_pagination_token() {
  return invalid_input("INVALID_PAGINATION_TOKEN",
                       "Get the value for the NextToken parameter from the response to a previous "
                       "call of the operation.");
}
Error duplicate_tag_key() {
  return invalid_input("DUPLICATE_TAG_KEY",
                       "Tag keys must be unique among the tags attached to the same entity.");
}
Error system_tag_key() {
  return invalid_input("INVALID_SYSTEM_TAGS_PARAMETER",
                       "You specified a tag key that is a system tag. You can't add, edit, or "
                       "delete system tag keys because they're reserved for AWS use.");
}
Error immutable_policy() {
  return invalid_input("IMMUTABLE_POLICY",
                       "You specified a policy that is managed by AWS and can't be modified.");
}
Error non_detachable_policy() {
  return invalid_input("NON_DETACHABLE_POLICY", "You can't detach this AWS Managed Policy.");
}
Error invalid_role_name() {
  return invalid_input("INVALID_ROLE_NAME",
                       "You provided a role name that isn't valid. A role name can't begin with "
                       "the reserved prefix AWSServiceRoleFor.");
}
Error invalid_party_type() {
  return invalid_input("INVALID_PARTY_TYPE_TARGET",
                       "You specified the wrong type of entity (account, organization, or email) "
                       "as a party.");
}
Error invalid_party(std::string_view type) {
  return type == "EMAIL"
             ? invalid_input(
                   "INVALID_EMAIL_ADDRESS_TARGET",
                   "You specified an invalid email address for the invited account owner.")
             : invalid_input("INVALID_PATTERN_TARGET_ID",
                             "You provided a value that does not match the required pattern.");
}
Error max_filter_limit_exceeded() {
  return invalid_input("MAX_FILTER_LIMIT_EXCEEDED",
                       "You can specify only one filter parameter for the operation.");
}
Error target_not_supported() {
  return invalid_input("TARGET_NOT_SUPPORTED",
                       "You can't perform the specified operation on that target entity.");
}
Error unrecognized_service_principal() {  // reported
  return invalid_input("UNRECOGNIZED_SERVICE_PRINCIPAL",
                       "You specified an unrecognized service principal.");
}

// ConstraintViolationException.
Error too_many_accounts_at_once() {
  return {"TooManyRequestsException",
          "You have sent too many requests in too short a period of time. Only five accounts can "
          "be in creation at a time."};
}
Error too_many_units() {
  return constraint_violation("OU_NUMBER_LIMIT_EXCEEDED",
                              "You have exceeded the number of OUs allowed in an organization.");
}
Error unit_too_deep() {  // reported
  return constraint_violation("OU_DEPTH_LIMIT_EXCEEDED",
                              "You cannot add an organizational unit to the specified parent "
                              "because it would exceed the max depth allowed.");
}
Error too_many_policies() {
  return constraint_violation("POLICY_NUMBER_LIMIT_EXCEEDED",
                              "You have exceeded the number of policies allowed in an "
                              "organization.");
}
Error policy_too_large() {  // reported
  return constraint_violation("POLICY_CONTENT_LIMIT_EXCEEDED",
                              "You have exceeded the maximum policy size.");
}
Error too_many_attachments() {  // reported
  return constraint_violation("MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                              "You have attached the maximum number of policies to the specified "
                              "target.");
}
Error last_attachment() {  // reported
  return constraint_violation("MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
                              "You cannot remove the last policy attached to the specified "
                              "target. You must have at least one attached at all times.");
}
Error too_many_tags() {
  return constraint_violation("MAX_TAG_LIMIT_EXCEEDED",
                              "You have exceeded the number of tags allowed on this resource.");
}
Error wait_period_active() {
  return constraint_violation("WAIT_PERIOD_ACTIVE",
                              "After you create an AWS account, there is a waiting period before "
                              "you can remove it from the organization. Try again in a few days.");
}
Error delegated_administrator_stays() {
  return constraint_violation("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
                              "You attempted to remove an account that is registered as a "
                              "delegated administrator for a service integrated with your "
                              "organization. You must first deregister this account as a delegated "
                              "administrator.");
}
Error management_account_cannot_close() {
  return constraint_violation("CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
                              "You attempted to close the management account.");
}
Error close_quota_exceeded() {
  return constraint_violation("CLOSE_ACCOUNT_QUOTA_EXCEEDED",
                              "You have exceeded close account quota for the past 30 days.");
}
Error too_many_closures_at_once() {
  return constraint_violation("CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED",
                              "You attempted to exceed the number of accounts that you can close "
                              "at a time.");
}
Error master_as_delegated_administrator() {  // reported
  return constraint_violation("CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
                              "You cannot register master account/yourself as delegated "
                              "administrator for your organization.");
}
Error service_access_not_enabled() {
  return constraint_violation("SERVICE_ACCESS_NOT_ENABLED",
                              "You attempted to register a delegated administrator before you "
                              "enabled service access. Call the EnableAWSServiceAccess API first.");
}
Error needs_all_features() {
  return constraint_violation("ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
                              "You attempted to perform an operation that requires the "
                              "organization to be configured to support all features.");
}

// The organization.
Error already_in_organization() {  // reported
  return plain("AlreadyInOrganization", "The AWS account is already a member of an organization.");
}
Error organization_not_empty() {
  return plain("OrganizationNotEmpty",
               "To delete an organization, you must first remove all member accounts.");
}
Error root_not_found() {  // as its siblings, which are reported
  return plain("RootNotFound", "You specified a root that doesn't exist.");
}

// Units and accounts. Of these "You specified an account that doesn't exist." is reported.
Error unit_not_found() {
  return plain("OrganizationalUnitNotFound",
               "You specified an organizational unit that doesn't exist.");
}
Error unit_not_empty() {
  return plain("OrganizationalUnitNotEmpty", "The specified OU is not empty.");
}
Error duplicate_unit() {
  return plain("DuplicateOrganizationalUnit", "An OU with the same name already exists.");
}
Error parent_not_found() {
  return plain("ParentNotFound", "You specified parent that doesn't exist.");
}
Error child_not_found() {
  return plain("ChildNotFound", "You specified a child that doesn't exist.");
}
Error source_parent_not_found() {
  return plain("SourceParentNotFound", "You specified a source parent that doesn't exist.");
}
Error destination_parent_not_found() {
  return plain("DestinationParentNotFound",
               "You specified a destination parent that doesn't exist.");
}
Error account_not_found() {
  return plain("AccountNotFound", "You specified an account that doesn't exist.");
}
Error duplicate_account() {
  return plain("DuplicateAccount", "That account is already present in the specified destination.");
}
Error creation_not_found() {
  return plain("CreateAccountStatusNotFound",
               "You specified a create account request that doesn't exist.");
}
Error already_closed() {
  return plain("AccountAlreadyClosed", "You attempted to close an account that is already closed.");
}
Error closure_conflict() {
  return plain("Conflict", "You attempted to close an account that is already being closed.");
}
Error master_cannot_leave() {
  return plain("MasterCannotLeaveOrganization",
               "You can't remove a management account from an organization.");
}

// Invitations.
Error handshake_not_found() {
  return plain("HandshakeNotFound", "You specified a handshake that doesn't exist.");
}
Error handshake_already_in_state() {
  return plain("HandshakeAlreadyInState",
               "The specified handshake is already in the requested "
               "state.");
}
Error invalid_handshake_transition() {
  return plain("InvalidHandshakeTransition",
               "You can't perform the operation on the handshake in its current state.");
}
Error duplicate_handshake() {
  return plain("DuplicateHandshake", "A handshake with the same action and target already exists.");
}
Error invited_is_in_organization() {
  return handshake_constraint("ALREADY_IN_AN_ORGANIZATION",
                              "The invited account is already a member of an organization.");
}
Error too_many_accounts_invited() {  // reported
  return handshake_constraint("ACCOUNT_NUMBER_LIMIT_EXCEEDED",
                              "You have exceeded the allowed number of AWS accounts");
}
Error too_many_invitations() {
  return handshake_constraint("HANDSHAKE_RATE_LIMIT_EXCEEDED",
                              "You attempted to exceed the number of handshakes that you can send "
                              "in one day.");
}

// Policies.
Error malformed_policy(std::string_view sentence) {  // the sentence is reported
  return plain("MalformedPolicyDocument", sentence);
}
Error policy_not_found() {
  return plain("PolicyNotFound", "You specified a policy that doesn't exist.");
}
Error duplicate_policy() {  // reported
  return plain("DuplicatePolicy", "A policy with the specified name and type already exists.");
}
Error policy_in_use() {
  return plain("PolicyInUse", "The policy is attached to one or more entities.");
}
Error target_not_found() {
  return plain("TargetNotFound", "You specified a target that doesn't exist.");
}
Error duplicate_attachment() {  // reported, odd as it is
  return plain("DuplicatePolicyAttachment",
               "A policy with the specified name and type already exists.");
}
Error policy_not_attached() {
  return plain("PolicyNotAttached", "The policy isn't attached to the specified target.");
}
Error policy_type_already_enabled() {
  return plain("PolicyTypeAlreadyEnabled", "The specified policy type is already enabled.");
}
Error policy_type_not_enabled() {  // reported
  return plain("PolicyTypeNotEnabled",
               "This operation can be performed only for enabled policy types.");
}
Error policy_type_not_available() {
  return plain("PolicyTypeNotAvailableForOrganization",
               "You can't use the specified policy type with the feature set currently enabled for "
               "this organization.");
}
Error policy_type_not_emulated(std::string_view type) {  // the emulator's own
  return {"UnsupportedOperationException",
          fmt::format("amishare does not emulate policies of type {}.", type)};
}

// Delegated administrators.
Error already_registered() {
  return plain("AccountAlreadyRegistered",
               "The specified account is already a delegated administrator for this AWS service.");
}
Error not_registered() {
  return plain("AccountNotRegistered",
               "The specified account is not a delegated administrator for this AWS service.");
}

}  // namespace amishare::organizations
