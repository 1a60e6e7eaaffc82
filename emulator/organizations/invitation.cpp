// invitation.cpp - handlers about inviting accounts, and what the invited answer.
#include <algorithm>
#include <chrono>

#include "api/organizations.h"
#include "organizations/account.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/handshake.h"
#include "organizations/id.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html
constexpr std::chrono::hours invitation_lasts{24 * 15};
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
constexpr std::size_t invitations_a_day = 20;
constexpr std::chrono::hours day{24};

// Whom the request means. Throws InvalidInputException.
AccountId invited_account(const Call& call, const api::HandshakeParty& target) {
  if (target.type == "ORGANIZATION") throw invalid_party_type();
  if (target.type == "ACCOUNT") {
    if (!is_account_id(target.id)) throw invalid_party(target.type);
    return AccountId{target.id};
  }
  // AWS writes to any address; here nobody reads what is sent to one that has no account.
  const auto account = account_of_email(call.world, target.id);
  if (!account) throw invalid_party(target.type);
  return *account;
}

void check_may_invite(const Call& call, const Organization& organization,
                      const AccountId& account) {
  const State& state = call.world.organizations;
  if (organization.nodes.find(account.value) != nullptr) throw invited_is_in_organization();
  for (const auto& [number, handshake] : state.handshakes) {
    const bool same = handshake.organization_id == organization.id && handshake.account == account;
    if (same && is_open(call.world, handshake)) throw duplicate_handshake();
  }
  if (places_taken(call.world, organization) >= accounts_per_organization) {
    throw too_many_accounts_invited();
  }
  const auto& sent = organization.invitations;
  const auto today =
      std::count_if(sent.begin(), sent.end(), [&](Instant at) { return call.now() < at + day; });
  if (static_cast<std::size_t>(today) >= invitations_a_day) throw too_many_invitations();
}

void forget_old_handshakes(World& world) {
  std::vector<std::string> old;
  auto& handshakes = world.organizations.handshakes;
  for (const auto& [number, handshake] : handshakes) {
    if (!is_remembered(world, handshake)) old.push_back(handshake.id);
  }
  for (const std::string& id : old) handshakes.erase(id);
}

// The handshake, once the caller was found to be allowed `action` on it. Throws
// HandshakeNotFoundException if there is none, or AWS no longer tells of it.
Handshake& handshake_for(Call& call, std::string_view action, const std::string& id) {
  Handshake* handshake = call.world.organizations.handshakes.find(id);
  if (handshake != nullptr && !is_remembered(call.world, *handshake)) handshake = nullptr;
  // What an ARN says of one that does not exist is inferred.
  const std::string resource =
      handshake != nullptr
          ? arn(*handshake)
          : arn_text("organizations", Region{}, call.account(), "handshake/*/invite/" + id);
  allow(call, action, resource);
  if (handshake == nullptr) throw handshake_not_found();
  return *handshake;
}

// Throws unless the handshake is open for what would make it `wanted`.
void check_open(const Call& call, const Handshake& handshake, HandshakeState wanted) {
  if (is_open(call.world, handshake)) return;
  if (handshake.state == wanted) throw handshake_already_in_state();
  throw invalid_handshake_transition();
}

void end(Call& call, Handshake& handshake, HandshakeState state) {
  handshake.state = state;
  handshake.ended = call.now();
}

// A member of another organization may go straight over to the new one.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_migration.html
void check_may_come_over(Call& call) {
  Organization* old = find_organization(call.world, call.account());
  if (old == nullptr) return;
  allow(call, "organizations:LeaveOrganization");
  const Node& account = find_account(*old, call.account().value);
  if (account.id == old->management.value) throw invited_is_in_organization();
  check_may_leave(call, *old, account);
}

}  // namespace

api::InviteAccountToOrganizationResponse invite_account_to_organization(
    Call& call, const api::InviteAccountToOrganizationRequest& in) {
  const Tags tags = read_tags(in.tags);
  const bool by_id = in.target.type == "ACCOUNT" && is_account_id(in.target.id);
  Organization& organization = organization_for(
      call, Seat::management, "organizations:InviteAccountToOrganization",
      {by_id ? std::string_view(in.target.id) : std::string_view()}, request_tag_keys(tags));
  allow_tags(call, "account", tags);
  const AccountId account = invited_account(call, in.target);
  check_may_invite(call, organization, account);

  forget_old_handshakes(call.world);
  auto& sent = organization.invitations;
  sent.erase(
      std::remove_if(sent.begin(), sent.end(), [&](Instant at) { return call.now() >= at + day; }),
      sent.end());
  sent.push_back(call.now());
  const Handshake& handshake =
      call.world.organizations.handshakes.add({.id = new_handshake_id(call),
                                               .organization_id = organization.id,
                                               .management = organization.management,
                                               .account = account,
                                               .by_email = in.target.type == "EMAIL",
                                               .notes = in.notes.value_or(""),
                                               .tags = tags,
                                               .requested = call.now(),
                                               .expires = call.now() + invitation_lasts});
  return {.handshake = show(call.world, handshake)};
}

api::AcceptHandshakeResponse accept_handshake(Call& call, const api::AcceptHandshakeRequest& in) {
  Handshake& handshake = handshake_for(call, "organizations:AcceptHandshake", in.handshake_id);
  if (handshake.account != call.account()) throw only_for_management();
  check_open(call, handshake, HandshakeState::accepted);
  State& state = call.world.organizations;
  const auto place = state.organizations.find(handshake.organization_id);
  require(place != state.organizations.end(), "an open invitation has its organization");
  Organization& organization = place->second;
  if (organization.feature_set == FeatureSet::all) allow_service_linked_role(call);
  check_may_come_over(call);

  if (find_organization(call.world, call.account()) != nullptr) {
    remove_account(call.world, call.account());
  }
  add_node(organization, {.id = call.account().value,
                          .kind = NodeKind::account,
                          .parent = organization.root,
                          .tags = handshake.tags,
                          .joined_method = JoinedMethod::invited,
                          .joined = call.now()});
  renew(state, organization);
  // "Accepted invitations don't count against this quota."
  const auto sent = std::find(organization.invitations.begin(), organization.invitations.end(),
                              handshake.requested);
  if (sent != organization.invitations.end()) organization.invitations.erase(sent);
  end(call, handshake, HandshakeState::accepted);
  return {.handshake = show(call.world, handshake)};
}

api::DeclineHandshakeResponse decline_handshake(Call& call,
                                                const api::DeclineHandshakeRequest& in) {
  Handshake& handshake = handshake_for(call, "organizations:DeclineHandshake", in.handshake_id);
  if (handshake.account != call.account()) throw only_for_management();
  check_open(call, handshake, HandshakeState::declined);
  end(call, handshake, HandshakeState::declined);
  return {.handshake = show(call.world, handshake)};
}

api::CancelHandshakeResponse cancel_handshake(Call& call, const api::CancelHandshakeRequest& in) {
  Handshake& handshake = handshake_for(call, "organizations:CancelHandshake", in.handshake_id);
  if (handshake.management != call.account()) throw only_for_management();
  check_open(call, handshake, HandshakeState::canceled);
  end(call, handshake, HandshakeState::canceled);
  return {.handshake = show(call.world, handshake)};
}

api::DescribeHandshakeResponse describe_handshake(Call& call,
                                                  const api::DescribeHandshakeRequest& in) {
  const Handshake& handshake =
      handshake_for(call, "organizations:DescribeHandshake", in.handshake_id);
  const bool is_inviter = organization_id(call.world, call.account()) == handshake.organization_id;
  if (!is_inviter && handshake.account != call.account()) throw only_for_management();
  return {.handshake = show(call.world, handshake)};
}

}  // namespace amishare::organizations
