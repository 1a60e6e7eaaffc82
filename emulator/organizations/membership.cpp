// membership.cpp - handlers about an account in the tree: shown, moved, taken out.
#include "api/organizations.h"
#include "organizations/account.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
api::DescribeAccountResponse describe_account(Call& call, const api::DescribeAccountRequest& in) {
  Organization& organization =
      organization_for(call, Seat::administrator, "organizations:DescribeAccount", {in.account_id});
  return {.account =
              show_account(call.world, organization, find_account(organization, in.account_id))};
}

api::MoveAccountResponse move_account(Call& call, const api::MoveAccountRequest& in) {
  Organization& organization =
      organization_for(call, Seat::management, "organizations:MoveAccount",
                       {in.account_id, in.source_parent_id, in.destination_parent_id});
  Node& account = find_account(organization, in.account_id);
  if (organization.nodes.find(in.source_parent_id) == nullptr) throw source_parent_not_found();
  if (organization.nodes.find(in.destination_parent_id) == nullptr) {
    throw destination_parent_not_found();
  }
  if (account.parent == in.destination_parent_id) throw duplicate_account();
  // That the source is another parent than the account's is told so is inferred.
  if (account.parent != in.source_parent_id) throw source_parent_not_found();

  account.parent = in.destination_parent_id;
  renew(call.world.organizations, organization);
  return {};
}

api::RemoveAccountFromOrganizationResponse remove_account_from_organization(
    Call& call, const api::RemoveAccountFromOrganizationRequest& in) {
  Organization& organization = organization_for(
      call, Seat::management, "organizations:RemoveAccountFromOrganization", {in.account_id});
  const Node& account = find_account(organization, in.account_id);
  check_may_leave(call, organization, account);

  remove_account(call.world, AccountId{in.account_id});
  return {};
}

api::LeaveOrganizationResponse leave_organization(Call& call,
                                                  const api::LeaveOrganizationRequest&) {
  Organization& organization =
      organization_for(call, Seat::member, "organizations:LeaveOrganization");
  check_may_leave(call, organization, find_account(organization, call.account().value));

  remove_account(call.world, call.account());
  return {};
}

}  // namespace amishare::organizations
