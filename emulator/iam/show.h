// show.h - state as responses show it; which members, depends on the operation.
#pragma once
#include "api/iam.h"
#include "iam/iam.h"
#include "world/call.h"

namespace amishare::iam {

// Without tags, as lists show it.
api::User show(const User& user);
// With tags and boundary, as CreateUser and GetUser show it.
api::User show_with_tags(const User& user);
api::Group show(const Group& group);
// As lists show it. Recorded: CreateRole leaves the session duration out, GetRole alone has
// RoleLastUsed, lists have neither tags nor boundary.
api::Role show(const World& world, const Role& role);
api::InstanceProfile show(const World& world, const InstanceProfile& profile);
// As GetInstanceProfile shows it.
api::InstanceProfileWithTags show_with_tags(const World& world, const InstanceProfile& profile);
// How many users, groups and roles of an account have a policy attached, and how many have it for
// their permissions boundary.
struct PolicyUsage {
  std::int64_t attachments = 0;
  std::int64_t boundaries = 0;
};
using PolicyUsages = std::map<std::string, PolicyUsage, std::less<>>;  // by ARN
PolicyUsages policy_usages(const Account& account);

// Without description and tags. A policy that AWS manages shows the caller's usage alone.
api::Policy show(const ManagedPolicy& policy, const PolicyUsage& usage);
// With both, as GetPolicy shows it.
api::PolicyWithTags show_with_tags(const ManagedPolicy& policy, const PolicyUsage& usage);
// Without the document.
api::PolicyVersion show_version(const ManagedPolicy& policy, int number);

// Nothing if there is no boundary.
std::optional<api::AttachedPermissionsBoundary> show_boundary(const std::string& policy_arn);
// Empty if it was not used in the tracking period of 400 days.
api::RoleLastUsed show_last_use(const Call& call, const Role& role);

std::vector<api::Tag> show_tags(const Tags& tags);
std::string version_id(int number);

}  // namespace amishare::iam
