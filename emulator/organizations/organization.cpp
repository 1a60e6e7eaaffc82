// organization.cpp - handlers about an organization itself and its root.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/id.h"
#include "organizations/page.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {

api::CreateOrganizationResponse create_organization(Call& call,
                                                    const api::CreateOrganizationRequest& in) {
  const bool all_features = in.feature_set.value_or("ALL") == "ALL";
  allow(call, "organizations:CreateOrganization");
  if (all_features) allow_service_linked_role(call);
  if (find_organization(call.world, call.account()) != nullptr) throw already_in_organization();

  State& state = call.world.organizations;
  const std::string id = new_organization_id(call);
  const FeatureSet features = all_features ? FeatureSet::all : FeatureSet::consolidated_billing;
  const Organization& organization =
      state.organizations
          .emplace(id,
                   new_organization(id, new_root_id(call), call.account(), features, call.now()))
          .first->second;
  renew(state, organization);
  return {.organization = show(call.world, organization)};
}

api::DescribeOrganizationResponse describe_organization(Call& call,
                                                        const api::DescribeOrganizationRequest&) {
  const Organization& organization =
      organization_for(call, Seat::member, "organizations:DescribeOrganization");
  return {.organization = show(call.world, organization)};
}

api::DeleteOrganizationResponse delete_organization(Call& call,
                                                    const api::DeleteOrganizationRequest&) {
  const Organization& organization =
      organization_for(call, Seat::management, "organizations:DeleteOrganization");
  const auto is_other = [&](const auto& entry) {
    return entry.second.kind == NodeKind::account &&
           entry.second.id != organization.management.value;
  };
  const auto& nodes = organization.nodes;
  if (std::any_of(nodes.begin(), nodes.end(), is_other)) throw organization_not_empty();

  // Nobody can accept its invitations any more (inferred).
  State& state = call.world.organizations;
  for (auto& [number, handshake] : state.handshakes) {
    if (handshake.organization_id != organization.id) continue;
    if (handshake.state != HandshakeState::open) continue;
    handshake.state = HandshakeState::canceled;
    handshake.ended = call.now();
  }
  const std::string id = organization.id;
  remove_account(call.world, call.account());
  state.organizations.erase(id);
  return {};
}

api::ListRootsResponse list_roots(Call& call, const api::ListRootsRequest& in) {
  const Organization& organization =
      organization_for(call, Seat::administrator, "organizations:ListRoots");
  api::ListRootsResponse out;
  out.next_token = show_page(
      organization.nodes, "roots " + organization.id, {in.next_token, in.max_results},
      [](const Node& node) { return node.kind == NodeKind::root; },
      [&](const Node&) { out.roots.push_back(show_root(organization)); });
  return out;
}

}  // namespace amishare::organizations
