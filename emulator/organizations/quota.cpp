// quota.cpp - limits of control policies, and looking them up.
#include "organizations/quota.h"

#include <algorithm>

#include "organizations/errors.h"

namespace amishare::organizations {

std::size_t largest_policy(const Switches& switches, PolicyType type) {
  return type == PolicyType::service_control && switches.raised_scp_quotas ? 10'240 : 5'120;
}

std::size_t attachments_per_target(const Switches& switches, PolicyType type) {
  return type == PolicyType::service_control && switches.raised_scp_quotas ? 10 : 5;
}

std::size_t policies_per_organization(PolicyType type) {
  return type == PolicyType::service_control ? 10'000 : 1'000;
}

PolicyType emulated_type(std::string_view name) {
  const std::optional<PolicyType> type = policy_type(name);
  if (!type) throw policy_type_not_emulated(name);
  return *type;
}

ControlPolicy& find_policy(Organization& organization, const std::string& id) {
  ControlPolicy* policy = organization.policies.find(id);
  if (policy == nullptr) throw policy_not_found();
  return *policy;
}

Node& find_target(Organization& organization, const std::string& id) {
  Node* node = organization.nodes.find(id);
  if (node == nullptr) throw target_not_found();
  return *node;
}

bool has_attached(const Node& node, const ControlPolicy& policy) {
  const auto& ids = node.attached[static_cast<std::size_t>(policy.type)];
  return std::find(ids.begin(), ids.end(), policy.id) != ids.end();
}

}  // namespace amishare::organizations
