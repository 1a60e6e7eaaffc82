// role.cpp - handlers about roles.
#include <algorithm>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/document.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "iam/show.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// As GetRole shows it, with everything.
api::Role show_whole(const Call& call, const Role& role) {
  api::Role shown = show(call.world, role);
  shown.max_session_duration = role.max_session_duration.count();
  shown.tags = show_tags(role.tags);
  shown.permissions_boundary = show_boundary(role.boundary);
  shown.role_last_used = show_last_use(call, role);
  return shown;
}

}  // namespace

api::CreateRoleResponse create_role(Call& call, const api::CreateRoleRequest& in) {
  const Tags tags = read_tags(in.tags);
  const std::string path = in.path.value_or("/");
  const std::string boundary = in.permissions_boundary.value_or("");
  if (in.permissions_boundary) check_policy_arn(boundary);
  allow_new(call, "iam:CreateRole", "iam:TagRole",
            new_target(call, "role", path, in.role_name, tags), boundary_keys(boundary));
  // Recorded. What bears that path is beyond some policies, so not everyone may give it.
  if (path.starts_with("/aws-service-role/")) throw service_linked_path();
  const Account& account = own_account(call);
  if (account.roles.contains(name_key(in.role_name))) {
    throw identity_already_exists(EntityKind::role, in.role_name);
  }
  policy::StoredPolicy trust = read_trust_policy(call.world, in.assume_role_policy_document);
  if (in.permissions_boundary) check_boundary(call, boundary);
  if (account.roles.size() >= quota::roles_per_account) {
    throw quota_exceeded("RolesPerAccount", quota::roles_per_account);
  }

  Role role;
  role.id = new_identity_id(call, role_prefix);
  role.account = call.account();
  role.path = path;
  role.name = in.role_name;
  role.created = call.now();
  role.trust = std::move(trust);
  role.description = in.description.value_or("");
  role.max_session_duration = std::chrono::seconds(in.max_session_duration.value_or(3600));
  role.boundary = boundary;
  role.tags = tags;
  api::Role shown = show(call.world, role);
  shown.permissions_boundary = show_boundary(boundary);
  shown.tags = show_tags(tags);
  keep(call.world.iam, std::move(role));
  return {.role = std::move(shown)};
}

api::GetRoleResponse get_role(Call& call, const api::GetRoleRequest& in) {
  return {.role = show_whole(call, role_for(call, "iam:GetRole", in.role_name))};
}

api::ListRolesResponse list_roles(Call& call, const api::ListRolesRequest& in) {
  const std::string prefix = in.path_prefix.value_or("/");
  allow(call, "iam:ListRoles", list_target(call, "role", prefix));
  std::map<std::string, api::Role> rows;
  for (const auto& [key, role] : own_account(call).roles) {
    if (!role.path.starts_with(prefix)) continue;
    api::Role shown = show(call.world, role);
    shown.max_session_duration = role.max_session_duration.count();
    rows.emplace(key, std::move(shown));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListRolesResponse response{.roles = page.items};
  finish(response, page);
  return response;
}

api::UpdateRoleResponse update_role(Call& call, const api::UpdateRoleRequest& in) {
  Role& role = role_for(call, "iam:UpdateRole", in.role_name);
  // "You can edit only the description of a service-linked role."
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-service-linked-role.html
  if (in.max_session_duration && is_service_linked(role)) throw role_duration_is_fixed(role.name);
  if (in.description) role.description = *in.description;
  if (in.max_session_duration) {
    role.max_session_duration = std::chrono::seconds(*in.max_session_duration);
  }
  return {};
}

api::UpdateRoleDescriptionResponse update_role_description(
    Call& call, const api::UpdateRoleDescriptionRequest& in) {
  Role& role = role_for(call, "iam:UpdateRoleDescription", in.role_name);
  role.description = in.description;
  // Recorded: without duration, tags and last use.
  return {.role = show(call.world, role)};
}

api::UpdateAssumeRolePolicyResponse update_assume_role_policy(
    Call& call, const api::UpdateAssumeRolePolicyRequest& in) {
  Role& role = own_role_for(call, "iam:UpdateAssumeRolePolicy", in.role_name);
  role.trust = read_trust_policy(call.world, in.policy_document);
  return {};
}

api::DeleteRoleResponse delete_role(Call& call, const api::DeleteRoleRequest& in) {
  const Role role = own_role_for(call, "iam:DeleteRole", in.role_name);
  const auto& profiles = own_account(call).instance_profiles;
  // Which of several is told first is inferred.
  if (std::any_of(profiles.begin(), profiles.end(),
                  [&role](const auto& entry) { return entry.second.role_id == role.id; })) {
    throw must_remove_roles_from_profile_first();
  }
  if (!role.attached_policies.empty()) throw must_detach_policies_first();
  if (!role.inline_policies.empty()) throw must_delete_policies_first();
  forget(call.world.iam, role);
  return {};
}

}  // namespace amishare::iam
