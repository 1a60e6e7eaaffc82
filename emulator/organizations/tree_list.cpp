// tree_list.cpp - handlers that walk the tree: parents, children, accounts.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/page.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

const Organization& organization_of_parent(Call& call, std::string_view action,
                                           const std::string& parent_id) {
  const Organization& organization =
      organization_for(call, Seat::administrator, action, {parent_id});
  if (organization.nodes.find(parent_id) == nullptr) throw parent_not_found();
  return organization;
}

}  // namespace

api::ListOrganizationalUnitsForParentResponse list_organizational_units_for_parent(
    Call& call, const api::ListOrganizationalUnitsForParentRequest& in) {
  const Organization& organization =
      organization_of_parent(call, "organizations:ListOrganizationalUnitsForParent", in.parent_id);
  api::ListOrganizationalUnitsForParentResponse out;
  out.next_token = show_page(
      organization.nodes, "units " + in.parent_id, {in.next_token, in.max_results},
      [&](const Node& node) { return node.kind == NodeKind::unit && node.parent == in.parent_id; },
      [&](const Node& unit) { out.organizational_units.push_back(show_unit(organization, unit)); });
  return out;
}

api::ListAccountsForParentResponse list_accounts_for_parent(
    Call& call, const api::ListAccountsForParentRequest& in) {
  const Organization& organization =
      organization_of_parent(call, "organizations:ListAccountsForParent", in.parent_id);
  api::ListAccountsForParentResponse out;
  out.next_token = show_page(
      organization.nodes, "accounts " + in.parent_id, {in.next_token, in.max_results},
      [&](const Node& node) {
        return node.kind == NodeKind::account && node.parent == in.parent_id;
      },
      [&](const Node& node) {
        out.accounts.push_back(show_account(call.world, organization, node));
      });
  return out;
}

api::ListAccountsResponse list_accounts(Call& call, const api::ListAccountsRequest& in) {
  const Organization& organization =
      organization_for(call, Seat::administrator, "organizations:ListAccounts");
  api::ListAccountsResponse out;
  out.next_token = show_page(
      organization.nodes, "accounts " + organization.id, {in.next_token, in.max_results},
      [](const Node& node) { return node.kind == NodeKind::account; },
      [&](const Node& node) {
        out.accounts.push_back(show_account(call.world, organization, node));
      });
  return out;
}

api::ListChildrenResponse list_children(Call& call, const api::ListChildrenRequest& in) {
  const Organization& organization =
      organization_of_parent(call, "organizations:ListChildren", in.parent_id);
  const NodeKind kind = in.child_type == "ACCOUNT" ? NodeKind::account : NodeKind::unit;
  api::ListChildrenResponse out;
  out.next_token = show_page(
      organization.nodes, in.child_type + " " + in.parent_id, {in.next_token, in.max_results},
      [&](const Node& node) { return node.kind == kind && node.parent == in.parent_id; },
      [&](const Node& node) { out.children.push_back({.id = node.id, .type = in.child_type}); });
  return out;
}

api::ListParentsResponse list_parents(Call& call, const api::ListParentsRequest& in) {
  const Organization& organization =
      organization_for(call, Seat::administrator, "organizations:ListParents", {in.child_id});
  const Node* child = organization.nodes.find(in.child_id);
  if (child == nullptr || child->kind == NodeKind::root) throw child_not_found();
  api::ListParentsResponse out;
  out.next_token = show_page(
      organization.nodes, "parents " + in.child_id, {in.next_token, in.max_results},
      [&](const Node& node) { return node.id == child->parent; },
      [&](const Node& node) {
        out.parents.push_back(
            {.id = node.id,
             .type = std::string(node.kind == NodeKind::root ? "ROOT" : "ORGANIZATIONAL_UNIT")});
      });
  return out;
}

}  // namespace amishare::organizations
