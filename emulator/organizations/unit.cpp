// unit.cpp - handlers about organizational units.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/id.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
constexpr std::size_t units_per_organization = 2000;
constexpr std::size_t deepest_unit = 5;

Node& find_unit(Organization& organization, const std::string& id) {
  Node* unit = organization.nodes.find(id);
  if (unit == nullptr || unit->kind != NodeKind::unit) throw unit_not_found();
  return *unit;
}

// Names are taken among the units of one parent.
void check_unit_name(const Organization& organization, const std::string& parent,
                     const std::string& name) {
  for (const auto& [number, node] : organization.nodes) {
    if (node.kind == NodeKind::unit && node.parent == parent && node.name == name) {
      throw duplicate_unit();
    }
  }
}

}  // namespace

api::CreateOrganizationalUnitResponse create_organizational_unit(
    Call& call, const api::CreateOrganizationalUnitRequest& in) {
  const Tags tags = read_tags(in.tags);
  Organization& organization =
      organization_for(call, Seat::management, "organizations:CreateOrganizationalUnit",
                       {in.parent_id}, request_tag_keys(tags));
  allow_tags(call, "ou", tags);
  const Node* parent = organization.nodes.find(in.parent_id);
  if (parent == nullptr) throw parent_not_found();
  check_unit_name(organization, in.parent_id, in.name);
  if (depth(organization, *parent) >= deepest_unit) throw unit_too_deep();
  const auto& nodes = organization.nodes;
  const auto units = std::count_if(nodes.begin(), nodes.end(), [](const auto& entry) {
    return entry.second.kind == NodeKind::unit;
  });
  if (static_cast<std::size_t>(units) >= units_per_organization) throw too_many_units();

  const Node& unit = add_node(organization, {.id = new_unit_id(call, organization),
                                             .parent = in.parent_id,
                                             .name = in.name,
                                             .tags = tags});
  return {.organizational_unit = show_unit(organization, unit)};
}

api::DescribeOrganizationalUnitResponse describe_organizational_unit(
    Call& call, const api::DescribeOrganizationalUnitRequest& in) {
  Organization& organization =
      organization_for(call, Seat::administrator, "organizations:DescribeOrganizationalUnit",
                       {in.organizational_unit_id});
  return {.organizational_unit =
              show_unit(organization, find_unit(organization, in.organizational_unit_id))};
}

api::UpdateOrganizationalUnitResponse update_organizational_unit(
    Call& call, const api::UpdateOrganizationalUnitRequest& in) {
  Organization& organization =
      organization_for(call, Seat::management, "organizations:UpdateOrganizationalUnit",
                       {in.organizational_unit_id});
  Node& unit = find_unit(organization, in.organizational_unit_id);
  if (in.name && *in.name != unit.name) {
    check_unit_name(organization, unit.parent, *in.name);
    unit.name = *in.name;
  }
  return {.organizational_unit = show_unit(organization, unit)};
}

api::DeleteOrganizationalUnitResponse delete_organizational_unit(
    Call& call, const api::DeleteOrganizationalUnitRequest& in) {
  Organization& organization =
      organization_for(call, Seat::management, "organizations:DeleteOrganizationalUnit",
                       {in.organizational_unit_id});
  const Node& unit = find_unit(organization, in.organizational_unit_id);
  const auto& nodes = organization.nodes;
  if (std::any_of(nodes.begin(), nodes.end(),
                  [&](const auto& entry) { return entry.second.parent == unit.id; })) {
    throw unit_not_empty();
  }
  organization.nodes.erase(in.organizational_unit_id);
  return {};
}

}  // namespace amishare::organizations
