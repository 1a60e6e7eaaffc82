// errors.h - every sentence with which Organizations refuses.
//
// All client faults of Organizations are HTTP 400. Of the sentences, errors.cpp says which are
// known from what users report; the others are those of AWS's model of the exception, in the
// singular.
#pragma once
#include <string>
#include <string_view>

#include "world/error.h"

namespace amishare::organizations {

// Authorisation.
Error access_denied(std::string sentence);
Error only_for_management();  // and delegated administrators, where they may
Error not_in_use();           // the account is in no organization
Error access_denied_for_dependency();

// InvalidInputException, with its reason.
Error invalid_pagination_token();
Error duplicate_tag_key();
Error system_tag_key();
Error immutable_policy();
Error non_detachable_policy();
Error invalid_role_name();
Error invalid_party_type();
Error invalid_party(std::string_view type);
Error max_filter_limit_exceeded();
Error target_not_supported();
Error unrecognized_service_principal();

// ConstraintViolationException, with its reason.
Error too_many_accounts_at_once();
Error too_many_units();
Error unit_too_deep();
Error too_many_policies();
Error policy_too_large();
Error too_many_attachments();
Error last_attachment();
Error too_many_tags();
Error wait_period_active();
Error delegated_administrator_stays();
Error management_account_cannot_close();
Error close_quota_exceeded();
Error too_many_closures_at_once();
Error master_as_delegated_administrator();
Error service_access_not_enabled();
Error needs_all_features();

// The organization.
Error already_in_organization();
Error organization_not_empty();
Error root_not_found();

// Units and accounts.
Error unit_not_found();
Error unit_not_empty();
Error duplicate_unit();
Error parent_not_found();
Error child_not_found();
Error source_parent_not_found();
Error destination_parent_not_found();
Error account_not_found();
Error duplicate_account();
Error creation_not_found();
Error already_closed();
Error closure_conflict();
Error master_cannot_leave();

// Invitations.
Error handshake_not_found();
Error handshake_already_in_state();
Error invalid_handshake_transition();
Error duplicate_handshake();
Error invited_is_in_organization();
Error too_many_accounts_invited();
Error too_many_invitations();

// Policies.
Error malformed_policy(std::string_view sentence);
Error policy_not_found();
Error duplicate_policy();
Error policy_in_use();
Error target_not_found();
Error duplicate_attachment();
Error policy_not_attached();
Error policy_type_already_enabled();
Error policy_type_not_enabled();
Error policy_type_not_available();
Error policy_type_not_emulated(std::string_view type);

// Delegated administrators.
Error already_registered();
Error not_registered();

}  // namespace amishare::organizations
