// policy.cpp - handlers about control policies themselves.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/id.h"
#include "organizations/page.h"
#include "organizations/quota.h"
#include "organizations/show.h"
#include "policy/policy.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

// All characters count as they were sent. Throws ConstraintViolationException or
// MalformedPolicyDocumentException.
policy::StoredPolicy read_control_policy(const Call& call, PolicyType type,
                                         const std::string& content) {
  if (characters(content) > largest_policy(call.world.switches, type)) throw policy_too_large();
  policy::Parsed parsed = policy::parse(content, type == PolicyType::service_control
                                                     ? policy::DocumentKind::service_control
                                                     : policy::DocumentKind::resource_control);
  if (parsed.complaint) throw malformed_policy(parsed.complaint->message);
  return std::move(parsed.policy);
}

void check_policy_name(const Organization& organization, PolicyType type, const std::string& name) {
  for (const auto& [number, policy] : organization.policies) {
    if (policy.type == type && policy.name == name) throw duplicate_policy();
  }
}

bool is_attached(const Organization& organization, const ControlPolicy& policy) {
  const auto& nodes = organization.nodes;
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](const auto& entry) { return has_attached(entry.second, policy); });
}

// One that the organization made itself, to be changed.
ControlPolicy& own_policy(Organization& organization, const std::string& id) {
  ControlPolicy& policy = find_policy(organization, id);
  if (policy.aws_managed) throw immutable_policy();
  return policy;
}

}  // namespace

api::CreatePolicyResponse create_policy(Call& call, const api::CreatePolicyRequest& in) {
  const Tags tags = read_tags(in.tags);
  policy::Context keys = policy_type_key(in.type);
  keys.add(request_tag_keys(tags));
  Organization& organization =
      organization_for(call, Seat::management, "organizations:CreatePolicy", {}, keys);
  allow_tags(call, "policy", tags);
  const PolicyType type = emulated_type(in.type);
  if (organization.feature_set != FeatureSet::all) throw policy_type_not_available();
  check_policy_name(organization, type, in.name);
  const auto& policies = organization.policies;
  const auto same_type = std::count_if(policies.begin(), policies.end(), [&](const auto& entry) {
    return entry.second.type == type && !entry.second.aws_managed;
  });
  if (static_cast<std::size_t>(same_type) >= policies_per_organization(type)) {
    throw too_many_policies();
  }
  policy::StoredPolicy document = read_control_policy(call, type, in.content);

  const ControlPolicy& policy = organization.policies.add({.id = new_policy_id(call, organization),
                                                           .type = type,
                                                           .name = in.name,
                                                           .description = in.description,
                                                           .document = std::move(document),
                                                           .tags = tags});
  return {.policy = show(organization, policy)};
}

api::DescribePolicyResponse describe_policy(Call& call, const api::DescribePolicyRequest& in) {
  Organization& organization =
      organization_for(call, Seat::administrator, "organizations:DescribePolicy", {in.policy_id});
  return {.policy = show(organization, find_policy(organization, in.policy_id))};
}

api::UpdatePolicyResponse update_policy(Call& call, const api::UpdatePolicyRequest& in) {
  Organization& organization =
      organization_for(call, Seat::management, "organizations:UpdatePolicy", {in.policy_id});
  ControlPolicy& policy = own_policy(organization, in.policy_id);
  if (in.name && *in.name != policy.name) check_policy_name(organization, policy.type, *in.name);
  policy::StoredPolicy document =
      in.content ? read_control_policy(call, policy.type, *in.content) : policy.document;

  policy.document = std::move(document);
  if (in.name) policy.name = *in.name;
  if (in.description) policy.description = *in.description;
  renew(call.world.organizations, organization);
  return {.policy = show(organization, policy)};
}

api::DeletePolicyResponse delete_policy(Call& call, const api::DeletePolicyRequest& in) {
  Organization& organization =
      organization_for(call, Seat::management, "organizations:DeletePolicy", {in.policy_id});
  if (is_attached(organization, own_policy(organization, in.policy_id))) throw policy_in_use();
  organization.policies.erase(in.policy_id);
  return {};
}

api::ListPoliciesResponse list_policies(Call& call, const api::ListPoliciesRequest& in) {
  const Organization& organization = organization_for(
      call, Seat::administrator, "organizations:ListPolicies", {}, policy_type_key(in.filter));
  api::ListPoliciesResponse out;
  // Of types that are not emulated there are none.
  out.next_token = show_page(
      organization.policies, in.filter + " " + organization.id, {in.next_token, in.max_results},
      [&](const ControlPolicy& policy) { return name_of(policy.type) == in.filter; },
      [&](const ControlPolicy& policy) {
        out.policies.push_back(show_summary(organization, policy));
      });
  return out;
}

}  // namespace amishare::organizations
