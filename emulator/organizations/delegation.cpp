// delegation.cpp - handlers about services with access, and the accounts that administer them.
//
// What those services would do with it is not emulated; that a delegated administrator may read
// the organization is.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/account.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/page.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// Names of services look alike; AWS knows a list of them.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
void check_service_principal(const std::string& name) {
  if (!name.ends_with(".amazonaws.com")) throw unrecognized_service_principal();
}

Organization& organization_of_service(Call& call, std::string_view action,
                                      const std::string& service, std::string_view account = {}) {
  Organization& organization =
      organization_for(call, Seat::management, action, {account}, service_principal_key(service));
  if (organization.feature_set != FeatureSet::all) throw needs_all_features();
  check_service_principal(service);
  return organization;
}

Instant earliest(const Node& account) {
  Instant first = account.delegations.begin()->second;
  for (const auto& [service, since] : account.delegations) first = std::min(first, since);
  return first;
}

api::DelegatedAdministrator show_administrator(const World& world, const Organization& organization,
                                               const Node& node,
                                               const std::optional<std::string>& service) {
  api::Account account = show_account(world, organization, node);
  return {.id = account.id,
          .arn = account.arn,
          .email = account.email,
          .name = account.name,
          .status = account.status,
          .state = account.state,
          .joined_method = account.joined_method,
          .joined_timestamp = account.joined_timestamp,
          .delegation_enabled_date = service ? node.delegations.at(*service) : earliest(node)};
}

}  // namespace

api::EnableAWSServiceAccessResponse enable_aws_service_access(
    Call& call, const api::EnableAWSServiceAccessRequest& in) {
  Organization& organization =
      organization_of_service(call, "organizations:EnableAWSServiceAccess", in.service_principal);
  organization.trusted.emplace(in.service_principal, call.now());
  return {};
}

api::DisableAWSServiceAccessResponse disable_aws_service_access(
    Call& call, const api::DisableAWSServiceAccessRequest& in) {
  Organization& organization =
      organization_of_service(call, "organizations:DisableAWSServiceAccess", in.service_principal);
  organization.trusted.erase(in.service_principal);
  return {};
}

api::ListAWSServiceAccessForOrganizationResponse list_aws_service_access_for_organization(
    Call& call, const api::ListAWSServiceAccessForOrganizationRequest& in) {
  const Organization& organization = organization_for(
      call, Seat::administrator, "organizations:ListAWSServiceAccessForOrganization");
  api::ListAWSServiceAccessForOrganizationResponse out;
  out.next_token =
      show_page(organization.trusted, "services " + organization.id,
                {in.next_token, in.max_results}, [&](const std::string& service, Instant since) {
                  out.enabled_service_principals.push_back(
                      {.service_principal = service, .date_enabled = since});
                });
  return out;
}

api::RegisterDelegatedAdministratorResponse register_delegated_administrator(
    Call& call, const api::RegisterDelegatedAdministratorRequest& in) {
  Organization& organization = organization_of_service(
      call, "organizations:RegisterDelegatedAdministrator", in.service_principal, in.account_id);
  Node& account = find_account(organization, in.account_id);
  if (in.account_id == organization.management.value) throw master_as_delegated_administrator();
  if (!organization.trusted.contains(in.service_principal)) throw service_access_not_enabled();
  if (account.delegations.contains(in.service_principal)) throw already_registered();
  account.delegations.emplace(in.service_principal, call.now());
  return {};
}

api::DeregisterDelegatedAdministratorResponse deregister_delegated_administrator(
    Call& call, const api::DeregisterDelegatedAdministratorRequest& in) {
  Organization& organization = organization_of_service(
      call, "organizations:DeregisterDelegatedAdministrator", in.service_principal, in.account_id);
  Node& account = find_account(organization, in.account_id);
  if (account.delegations.erase(in.service_principal) == 0) throw not_registered();
  return {};
}

api::ListDelegatedAdministratorsResponse list_delegated_administrators(
    Call& call, const api::ListDelegatedAdministratorsRequest& in) {
  policy::Context keys;
  if (in.service_principal) keys = service_principal_key(*in.service_principal);
  const Organization& organization = organization_for(
      call, Seat::administrator, "organizations:ListDelegatedAdministrators", {}, keys);
  api::ListDelegatedAdministratorsResponse out;
  out.next_token = show_page(
      organization.nodes, "administrators " + organization.id, {in.next_token, in.max_results},
      [&](const Node& node) {
        return in.service_principal ? node.delegations.contains(*in.service_principal)
                                    : !node.delegations.empty();
      },
      [&](const Node& node) {
        out.delegated_administrators.push_back(
            show_administrator(call.world, organization, node, in.service_principal));
      });
  return out;
}

api::ListDelegatedServicesForAccountResponse list_delegated_services_for_account(
    Call& call, const api::ListDelegatedServicesForAccountRequest& in) {
  Organization& organization = organization_for(
      call, Seat::administrator, "organizations:ListDelegatedServicesForAccount", {in.account_id});
  const Node& account = find_account(organization, in.account_id);
  if (account.delegations.empty()) throw not_registered();
  api::ListDelegatedServicesForAccountResponse out;
  out.next_token =
      show_page(account.delegations, "services " + in.account_id, {in.next_token, in.max_results},
                [&](const std::string& service, Instant since) {
                  out.delegated_services.push_back(
                      {.service_principal = service, .delegation_enabled_date = since});
                });
  return out;
}

}  // namespace amishare::organizations
