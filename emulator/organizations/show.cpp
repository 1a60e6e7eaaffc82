// show.cpp - from state to the structures of responses.
#include "organizations/show.h"

#include <utility>

#include "organizations/handshake.h"
#include "policy/policy.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

api::HandshakeResourceDetail detail(std::string value, std::string type) {
  return {.value = std::move(value), .type = std::move(type)};
}

}  // namespace

std::string status_name(AccountState state) {
  switch (state) {
    case AccountState::active:
      return "ACTIVE";
    case AccountState::pending_closure:
      return "PENDING_CLOSURE";
    case AccountState::closed:
      return "SUSPENDED";
  }
  return "ACTIVE";
}

std::string state_name(AccountState state) {
  return state == AccountState::closed ? "CLOSED" : status_name(state);
}

std::string method_name(JoinedMethod method) {
  return method == JoinedMethod::created ? "CREATED" : "INVITED";
}

api::Organization show(const World& world, const Organization& organization) {
  const Node& management = organization.nodes.at(organization.management.value);
  api::Organization shown{
      .id = organization.id,
      .arn = arn(organization),
      .feature_set = organization.feature_set == FeatureSet::all ? "ALL" : "CONSOLIDATED_BILLING",
      .master_account_arn = arn(organization, management),
      .master_account_id = organization.management.value,
      .master_account_email = details(world, organization.management).email};
  // "Do not use. This field is deprecated and doesn't provide complete information."
  if (organization.feature_set == FeatureSet::all) {
    shown.available_policy_types = {{.type = "SERVICE_CONTROL_POLICY", .status = "ENABLED"}};
  }
  return shown;
}

api::Root show_root(const Organization& organization) {
  const Node& root = organization.nodes.at(organization.root);
  api::Root shown{.id = root.id, .arn = arn(organization, root), .name = root.name};
  for (std::size_t i = 0; i < policy_types; ++i) {
    if (!organization.enabled[i]) continue;
    shown.policy_types.push_back(
        {.type = std::string(name_of(static_cast<PolicyType>(i))), .status = "ENABLED"});
  }
  return shown;
}

api::OrganizationalUnit show_unit(const Organization& organization, const Node& unit) {
  return {.id = unit.id,
          .arn = arn(organization, unit),
          .name = unit.name,
          .path = path(organization, unit)};
}

api::Account show_account(const World& world, const Organization& organization,
                          const Node& account) {
  const AccountDetails known = details(world, AccountId{account.id});
  return {.id = account.id,
          .arn = arn(organization, account),
          .email = known.email,
          .name = known.name,
          .status = status_name(known.state),
          .state = state_name(known.state),
          .paths = {path(organization, account)},
          .joined_method = method_name(account.joined_method),
          .joined_timestamp = account.joined};
}

api::CreateAccountStatus show(const AccountCreation& creation) {
  api::CreateAccountStatus shown{.id = creation.id,
                                 .account_name = creation.name,
                                 .state = "IN_PROGRESS",
                                 .requested_timestamp = creation.requested};
  if (creation.state == CreationState::in_progress) return shown;
  shown.completed_timestamp = creation.completed;
  if (creation.state == CreationState::failed) {
    shown.state = "FAILED";
    shown.failure_reason = creation.failure;
  } else {
    shown.state = "SUCCEEDED";
    shown.account_id = creation.account.value;
  }
  return shown;
}

api::PolicySummary show_summary(const Organization& organization, const ControlPolicy& policy) {
  return {.id = policy.id,
          .arn = arn(organization, policy),
          .name = policy.name,
          .description = policy.description,
          .type = std::string(name_of(policy.type)),
          .aws_managed = policy.aws_managed};
}

api::Policy show(const Organization& organization, const ControlPolicy& policy) {
  return {.policy_summary = show_summary(organization, policy), .content = policy.document->text()};
}

// As in AWS's example.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html
api::Handshake show(const World& world, const Handshake& handshake) {
  const AccountDetails master = details(world, handshake.management);
  const auto place = world.organizations.organizations.find(handshake.organization_id);
  const bool all_features = place == world.organizations.organizations.end() ||
                            place->second.feature_set == FeatureSet::all;
  api::Handshake shown{.id = handshake.id,
                       .arn = arn(handshake),
                       .state = std::string(state_name(world, handshake)),
                       .requested_timestamp = handshake.requested,
                       .expiration_timestamp = handshake.expires,
                       .action = "INVITE"};
  shown.parties.push_back({.id = handshake.organization_id, .type = "ORGANIZATION"});
  const std::string invited =
      handshake.by_email ? details(world, handshake.account).email : handshake.account.value;
  shown.parties.push_back({.id = invited, .type = handshake.by_email ? "EMAIL" : "ACCOUNT"});
  shown.resources.push_back(
      {.value = handshake.organization_id,
       .type = "ORGANIZATION",
       .resources = {
           detail(master.email, "MASTER_EMAIL"), detail(master.name, "MASTER_NAME"),
           detail(all_features ? "ALL" : "CONSOLIDATED_BILLING", "ORGANIZATION_FEATURE_SET")}});
  shown.resources.push_back({.value = invited, .type = handshake.by_email ? "EMAIL" : "ACCOUNT"});
  if (!handshake.notes.empty()) {
    shown.resources.push_back({.value = handshake.notes, .type = "NOTES"});
  }
  return shown;
}

}  // namespace amishare::organizations
