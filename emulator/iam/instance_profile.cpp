// instance_profile.cpp - handlers about instance profiles.
#include <algorithm>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "iam/show.h"
#include "iam/unique_id.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// The role of that name; null if there is none.
const Role* named_role(const Call& call, const std::string& name) {
  return find_role(call.world, call.account(), name);
}

std::string new_profile_id(Call& call) {
  const auto& profiles = own_account(call).instance_profiles;
  return new_id(call.world.random, instance_profile_prefix, call.account(),
                [&profiles](const std::string& id) {
                  return std::any_of(profiles.begin(), profiles.end(),
                                     [&id](const auto& entry) { return entry.second.id == id; });
                });
}

}  // namespace

api::CreateInstanceProfileResponse create_instance_profile(
    Call& call, const api::CreateInstanceProfileRequest& in) {
  const Tags tags = read_tags(in.tags, TagCase::matters);
  const std::string path = in.path.value_or("/");
  const std::string& name = in.instance_profile_name;
  allow_new(call, "iam:CreateInstanceProfile", "iam:TagInstanceProfile",
            new_target(call, "instance-profile", path, name, tags));
  Account& account = own_account(call);
  if (account.instance_profiles.contains(name_key(name))) {
    throw instance_profile_already_exists(name);
  }
  if (account.instance_profiles.size() >= quota::instance_profiles_per_account) {
    throw quota_exceeded("InstanceProfilesPerAccount", quota::instance_profiles_per_account);
  }

  InstanceProfile profile{.id = new_profile_id(call),
                          .account = call.account(),
                          .path = path,
                          .name = name,
                          .created = call.now(),
                          .tags = tags};
  api::InstanceProfile shown = show(call.world, profile);
  shown.tags = show_tags(tags);
  account.instance_profiles.emplace(name_key(name), std::move(profile));
  return {.instance_profile = std::move(shown)};
}

api::GetInstanceProfileResponse get_instance_profile(Call& call,
                                                     const api::GetInstanceProfileRequest& in) {
  const InstanceProfile& profile =
      instance_profile_for(call, "iam:GetInstanceProfile", in.instance_profile_name);
  return {.instance_profile = show_with_tags(call.world, profile)};
}

api::ListInstanceProfilesResponse list_instance_profiles(
    Call& call, const api::ListInstanceProfilesRequest& in) {
  const std::string prefix = in.path_prefix.value_or("/");
  allow(call, "iam:ListInstanceProfiles", list_target(call, "instance-profile", prefix));
  std::map<std::string, api::InstanceProfile> rows;
  for (const auto& [key, profile] : own_account(call).instance_profiles) {
    if (profile.path.starts_with(prefix)) rows.emplace(key, show(call.world, profile));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListInstanceProfilesResponse response{.instance_profiles = page.items};
  finish(response, page);
  return response;
}

api::ListInstanceProfilesForRoleResponse list_instance_profiles_for_role(
    Call& call, const api::ListInstanceProfilesForRoleRequest& in) {
  const Role& role = role_for(call, "iam:ListInstanceProfilesForRole", in.role_name);
  std::map<std::string, api::InstanceProfile> rows;
  for (const auto& [key, profile] : own_account(call).instance_profiles) {
    if (profile.role_id == role.id) rows.emplace(key, show(call.world, profile));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListInstanceProfilesForRoleResponse response{.instance_profiles = page.items};
  finish(response, page);
  return response;
}

api::DeleteInstanceProfileResponse delete_instance_profile(
    Call& call, const api::DeleteInstanceProfileRequest& in) {
  const InstanceProfile& profile =
      instance_profile_for(call, "iam:DeleteInstanceProfile", in.instance_profile_name);
  if (!profile.role_id.empty()) throw must_remove_roles_from_profile_first();
  const std::string key = name_key(profile.name);
  own_account(call).instance_profiles.erase(key);
  return {};
}

api::AddRoleToInstanceProfileResponse add_role_to_instance_profile(
    Call& call, const api::AddRoleToInstanceProfileRequest& in) {
  InstanceProfile& profile =
      instance_profile_for(call, "iam:AddRoleToInstanceProfile", in.instance_profile_name);
  const Role* role = named_role(call, in.role_name);
  if (role == nullptr) throw no_such_identity(EntityKind::role, in.role_name);
  if (is_service_linked(*role)) throw role_is_protected(role->name);
  // "The caller of this operation must be granted the PassRole permission on the IAM role by a
  // permissions policy."
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html
  const policy::Decision& decision = call.decide(pass_role(*role, "ec2.amazonaws.com"));
  if (!decision.allowed()) {
    throw access_denied(
        policy::denial_sentence(call.caller.principal, "iam:PassRole", arn(*role), decision));
  }
  if (!profile.role_id.empty()) {
    throw quota_exceeded("InstanceSessionsPerInstanceProfile", quota::roles_per_instance_profile);
  }
  profile.role_id = role->id;
  return {};
}

api::RemoveRoleFromInstanceProfileResponse remove_role_from_instance_profile(
    Call& call, const api::RemoveRoleFromInstanceProfileRequest& in) {
  InstanceProfile& profile =
      instance_profile_for(call, "iam:RemoveRoleFromInstanceProfile", in.instance_profile_name);
  const Role* role = named_role(call, in.role_name);
  if (role == nullptr) throw no_such_identity(EntityKind::role, in.role_name);
  if (is_service_linked(*role)) throw role_is_protected(role->name);
  if (profile.role_id != role->id) throw role_not_in_profile(role->name, profile.name);
  profile.role_id.clear();
  return {};
}

}  // namespace amishare::iam
