// quota.h - policies found by id and by target, and how many and how large they may be.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "organizations/organizations.h"
#include "world/world.h"

namespace amishare::organizations {

// The documented quotas; those of SCPs are said to have doubled on 15 May 2026, which is a switch.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
std::size_t largest_policy(const Switches& switches, PolicyType type);  // in characters
std::size_t attachments_per_target(const Switches& switches, PolicyType type);
std::size_t policies_per_organization(PolicyType type);

// Throws UnsupportedOperationException for a type that AWS has and amishare has not.
PolicyType emulated_type(std::string_view name);
// Throws PolicyNotFoundException.
ControlPolicy& find_policy(Organization& organization, const std::string& id);
// The root, unit or account of that id. Throws TargetNotFoundException.
Node& find_target(Organization& organization, const std::string& id);
// Whether the policy is attached to the node itself.
bool has_attached(const Node& node, const ControlPolicy& policy);

}  // namespace amishare::organizations
