// attachment.cpp - handlers about which policies are in force where.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/page.h"
#include "organizations/quota.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

api::PolicyTargetSummary show_target(const World& world, const Organization& organization,
                                     const Node& node) {
  api::PolicyTargetSummary shown{
      .target_id = node.id, .arn = arn(organization, node), .name = node.name, .type = "ROOT"};
  if (node.kind == NodeKind::unit) shown.type = "ORGANIZATIONAL_UNIT";
  if (node.kind == NodeKind::account) {
    shown.type = "ACCOUNT";
    shown.name = details(world, AccountId{node.id}).name;
  }
  return shown;
}

// Its policy types are those of the one root that an organization has.
Organization& organization_of_root(Call& call, std::string_view action, const std::string& root_id,
                                   const std::string& type) {
  Organization& organization =
      organization_for(call, Seat::management, action, {root_id}, policy_type_key(type));
  if (organization.root != root_id) throw root_not_found();
  return organization;
}

}  // namespace

api::EnablePolicyTypeResponse enable_policy_type(Call& call,
                                                 const api::EnablePolicyTypeRequest& in) {
  Organization& organization =
      organization_of_root(call, "organizations:EnablePolicyType", in.root_id, in.policy_type);
  const PolicyType type = emulated_type(in.policy_type);
  if (organization.feature_set != FeatureSet::all) throw policy_type_not_available();
  if (organization.enabled[static_cast<std::size_t>(type)]) throw policy_type_already_enabled();

  enable(organization, type);
  renew(call.world.organizations, organization);
  return {.root = show_root(organization)};
}

api::DisablePolicyTypeResponse disable_policy_type(Call& call,
                                                   const api::DisablePolicyTypeRequest& in) {
  Organization& organization =
      organization_of_root(call, "organizations:DisablePolicyType", in.root_id, in.policy_type);
  // Of a type that is not emulated AWS would say the same, since it cannot have been enabled.
  const std::optional<PolicyType> type = policy_type(in.policy_type);
  if (!type || !organization.enabled[static_cast<std::size_t>(*type)]) {
    throw policy_type_not_enabled();
  }

  disable(organization, *type);
  renew(call.world.organizations, organization);
  return {.root = show_root(organization)};
}

api::AttachPolicyResponse attach_policy(Call& call, const api::AttachPolicyRequest& in) {
  Organization& organization = organization_for(
      call, Seat::management, "organizations:AttachPolicy", {in.policy_id, in.target_id});
  const ControlPolicy& policy = find_policy(organization, in.policy_id);
  Node& target = find_target(organization, in.target_id);
  const auto type = static_cast<std::size_t>(policy.type);
  if (!organization.enabled[type]) throw policy_type_not_enabled();
  if (has_attached(target, policy)) throw duplicate_attachment();
  if (target.attached[type].size() >= attachments_per_target(call.world.switches, policy.type)) {
    throw too_many_attachments();
  }

  target.attached[type].push_back(policy.id);
  renew(call.world.organizations, organization);
  return {};
}

api::DetachPolicyResponse detach_policy(Call& call, const api::DetachPolicyRequest& in) {
  Organization& organization = organization_for(
      call, Seat::management, "organizations:DetachPolicy", {in.policy_id, in.target_id});
  const ControlPolicy& policy = find_policy(organization, in.policy_id);
  Node& target = find_target(organization, in.target_id);
  if (!has_attached(target, policy)) throw policy_not_attached();
  // AWS's own RCP stays where it is; of SCPs one has to stay.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
  if (policy.aws_managed && policy.type == PolicyType::resource_control) {
    throw non_detachable_policy();
  }
  auto& ids = target.attached[static_cast<std::size_t>(policy.type)];
  if (ids.size() == 1) throw last_attachment();

  ids.erase(std::find(ids.begin(), ids.end(), policy.id));
  renew(call.world.organizations, organization);
  return {};
}

api::ListPoliciesForTargetResponse list_policies_for_target(
    Call& call, const api::ListPoliciesForTargetRequest& in) {
  Organization& organization =
      organization_for(call, Seat::administrator, "organizations:ListPoliciesForTarget",
                       {in.target_id}, policy_type_key(in.filter));
  const Node& target = find_target(organization, in.target_id);
  api::ListPoliciesForTargetResponse out;
  out.next_token = show_page(
      organization.policies, in.filter + " " + in.target_id, {in.next_token, in.max_results},
      [&](const ControlPolicy& policy) {
        return name_of(policy.type) == in.filter && has_attached(target, policy);
      },
      [&](const ControlPolicy& policy) {
        out.policies.push_back(show_summary(organization, policy));
      });
  return out;
}

api::ListTargetsForPolicyResponse list_targets_for_policy(
    Call& call, const api::ListTargetsForPolicyRequest& in) {
  Organization& organization = organization_for(
      call, Seat::administrator, "organizations:ListTargetsForPolicy", {in.policy_id});
  const ControlPolicy& policy = find_policy(organization, in.policy_id);
  api::ListTargetsForPolicyResponse out;
  out.next_token = show_page(
      organization.nodes, "targets " + in.policy_id, {in.next_token, in.max_results},
      [&](const Node& node) { return has_attached(node, policy); },
      [&](const Node& node) {
        out.targets.push_back(show_target(call.world, organization, node));
      });
  return out;
}

}  // namespace amishare::organizations
