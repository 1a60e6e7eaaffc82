// invitation_list.cpp - the invitations to an account and those of an organization.
#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/handshake.h"
#include "organizations/page.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// Invitations are the only handshakes here, and none belongs to another.
bool admits(const std::optional<api::HandshakeFilter>& filter) {
  if (!filter) return true;
  if (filter->parent_handshake_id) return false;
  return filter->action_type.value_or("INVITE") == "INVITE";
}

void check_handshake_filter(const std::optional<api::HandshakeFilter>& filter) {
  if (filter && filter->parent_handshake_id && filter->action_type) {
    throw max_filter_limit_exceeded();
  }
}

}  // namespace

api::ListHandshakesForAccountResponse list_handshakes_for_account(
    Call& call, const api::ListHandshakesForAccountRequest& in) {
  allow(call, "organizations:ListHandshakesForAccount");
  check_handshake_filter(in.filter);
  api::ListHandshakesForAccountResponse out;
  out.next_token = show_page(
      call.world.organizations.handshakes, "handshakes " + call.account().value,
      {in.next_token, in.max_results},
      [&](const Handshake& one) {
        return one.account == call.account() && admits(in.filter) && is_remembered(call.world, one);
      },
      [&](const Handshake& one) { out.handshakes.push_back(show(call.world, one)); });
  return out;
}

api::ListHandshakesForOrganizationResponse list_handshakes_for_organization(
    Call& call, const api::ListHandshakesForOrganizationRequest& in) {
  const Organization& organization =
      organization_for(call, Seat::administrator, "organizations:ListHandshakesForOrganization");
  check_handshake_filter(in.filter);
  api::ListHandshakesForOrganizationResponse out;
  out.next_token = show_page(
      call.world.organizations.handshakes, "handshakes " + organization.id,
      {in.next_token, in.max_results},
      [&](const Handshake& one) {
        return one.organization_id == organization.id && admits(in.filter) &&
               is_remembered(call.world, one);
      },
      [&](const Handshake& one) { out.handshakes.push_back(show(call.world, one)); });
  return out;
}

}  // namespace amishare::organizations
