// show.cpp - fills the members that IAM's operations have in common.
#include "iam/show.h"

#include "iam/document.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

template <class Things>
void count_attachments(const Things& things, PolicyUsages& usages) {
  for (const auto& [key, thing] : things) {
    for (const std::string& policy_arn : thing.attached_policies) ++usages[policy_arn].attachments;
  }
}

template <class Things>
void count_boundaries(const Things& things, PolicyUsages& usages) {
  for (const auto& [key, thing] : things) {
    if (!thing.boundary.empty()) ++usages[thing.boundary].boundaries;
  }
}

}  // namespace

api::User show(const User& user) {
  return {.path = user.path,
          .user_name = user.name,
          .user_id = user.id,
          .arn = arn(user),
          .create_date = user.created};
}

api::User show_with_tags(const User& user) {
  api::User shown = show(user);
  shown.permissions_boundary = show_boundary(user.boundary);
  shown.tags = show_tags(user.tags);
  return shown;
}

api::Group show(const Group& group) {
  return {.path = group.path,
          .group_name = group.name,
          .group_id = group.id,
          .arn = arn(group),
          .create_date = group.created};
}

api::Role show(const World& world, const Role& role) {
  api::Role shown{.path = role.path,
                  .role_name = role.name,
                  .role_id = role.id,
                  .arn = arn(role),
                  .create_date = role.created,
                  .assume_role_policy_document = shown_trust_policy(world, role.trust)};
  if (!role.description.empty()) shown.description = role.description;
  return shown;
}

api::InstanceProfile show(const World& world, const InstanceProfile& profile) {
  api::InstanceProfile shown{.path = profile.path,
                             .instance_profile_name = profile.name,
                             .instance_profile_id = profile.id,
                             .arn = arn(profile),
                             .create_date = profile.created};
  if (!profile.role_id.empty()) {
    const Role* role = find_role_by_id(world, profile.role_id);
    require(role != nullptr, "the role of an instance profile exists");
    shown.roles.push_back(show(world, *role));
  }
  return shown;
}

api::Policy show(const ManagedPolicy& policy, const PolicyUsage& usage) {
  return {.policy_name = policy.name,
          .policy_id = policy.id,
          .arn = arn(policy),
          .path = policy.path,
          .default_version_id = version_id(policy.default_version),
          .attachment_count = usage.attachments,
          .permissions_boundary_usage_count = usage.boundaries,
          .is_attachable = true,
          .create_date = policy.created,
          .update_date = policy.updated};
}

api::PolicyWithTags show_with_tags(const ManagedPolicy& policy, const PolicyUsage& usage) {
  api::Policy plain = show(policy, usage);
  api::PolicyWithTags shown{
      .policy_name = plain.policy_name,
      .policy_id = plain.policy_id,
      .arn = plain.arn,
      .path = plain.path,
      .default_version_id = plain.default_version_id,
      .attachment_count = plain.attachment_count,
      .permissions_boundary_usage_count = plain.permissions_boundary_usage_count,
      .is_attachable = plain.is_attachable,
      .create_date = plain.create_date,
      .update_date = plain.update_date,
      .tags = show_tags(policy.tags)};
  if (!policy.description.empty()) shown.description = policy.description;
  return shown;
}

api::InstanceProfileWithTags show_with_tags(const World& world, const InstanceProfile& profile) {
  api::InstanceProfile plain = show(world, profile);
  return {.path = plain.path,
          .instance_profile_name = plain.instance_profile_name,
          .instance_profile_id = plain.instance_profile_id,
          .arn = plain.arn,
          .create_date = plain.create_date,
          .roles = std::move(plain.roles),
          .tags = show_tags(profile.tags)};
}

api::PolicyVersion show_version(const ManagedPolicy& policy, int number) {
  return {.version_id = version_id(number),
          .is_default_version = number == policy.default_version,
          .create_date = policy.versions.at(number).created};
}

std::vector<api::Tag> show_tags(const Tags& tags) {
  std::vector<api::Tag> shown;
  for (const Tag& tag : tags) shown.push_back({.key = tag.key, .value = tag.value});
  return shown;
}

std::string version_id(int number) { return "v" + std::to_string(number); }

std::optional<api::AttachedPermissionsBoundary> show_boundary(const std::string& policy_arn) {
  if (policy_arn.empty()) return std::nullopt;
  return api::AttachedPermissionsBoundary{"Policy", policy_arn};
}

api::RoleLastUsed show_last_use(const Call& call, const Role& role) {
  // "The report shows activity within the last 400 days."
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html
  constexpr auto tracking_period = std::chrono::hours(24 * 400);
  if (!role.last_use || call.now() - role.last_use->at > tracking_period) return {};
  return {.last_used_date = role.last_use->at, .region = role.last_use->region.value};
}

PolicyUsages policy_usages(const Account& account) {
  PolicyUsages usages;
  count_attachments(account.users, usages);
  count_attachments(account.groups, usages);
  count_attachments(account.roles, usages);
  count_boundaries(account.users, usages);
  count_boundaries(account.roles, usages);
  return usages;
}

}  // namespace amishare::iam
