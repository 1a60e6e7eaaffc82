// group.cpp - handlers about groups and who is in them.
#include <algorithm>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "iam/show.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

bool is_member(const User& user, const Group& group) {
  return std::find(user.groups.begin(), user.groups.end(), group.id) != user.groups.end();
}

struct Membership {
  User& user;
  const Group& group;
};

// AddUserToGroup and its reverse ask permission on the group alone, and miss the user first
// (recorded).
Membership membership_for(Call& call, std::string_view action, const std::string& group_name,
                          const std::string& user_name) {
  Account& account = own_account(call);
  const auto group = account.groups.find(name_key(group_name));
  const Group* found = group == account.groups.end() ? nullptr : &group->second;
  allow(call, action, target(call, found, group_name));
  const auto user = account.users.find(name_key(user_name));
  if (user == account.users.end()) throw no_such_identity(EntityKind::user, user_name);
  if (found == nullptr) throw no_such_identity(EntityKind::group, group_name);
  return {user->second, *found};
}

}  // namespace

api::CreateGroupResponse create_group(Call& call, const api::CreateGroupRequest& in) {
  const std::string path = in.path.value_or("/");
  allow(call, "iam:CreateGroup", new_target(call, "group", path, in.group_name));
  const Account& account = own_account(call);
  if (account.groups.contains(name_key(in.group_name))) {
    throw identity_already_exists(EntityKind::group, in.group_name);
  }
  if (account.groups.size() >= quota::groups_per_account) {
    throw quota_exceeded("GroupsPerAccount", quota::groups_per_account);
  }

  Group group;
  group.id = new_identity_id(call, group_prefix);
  group.account = call.account();
  group.path = path;
  group.name = in.group_name;
  group.created = call.now();
  const api::Group shown = show(group);
  keep(call.world.iam, std::move(group));
  return {.group = shown};
}

api::GetGroupResponse get_group(Call& call, const api::GetGroupRequest& in) {
  const Group& group = group_for(call, "iam:GetGroup", in.group_name);
  std::map<std::string, api::User> rows;
  for (const auto& [key, user] : own_account(call).users) {
    if (is_member(user, group)) rows.emplace(key, show(user));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::GetGroupResponse response{.group = show(group), .users = page.items};
  finish(response, page);
  return response;
}

api::ListGroupsResponse list_groups(Call& call, const api::ListGroupsRequest& in) {
  const std::string prefix = in.path_prefix.value_or("/");
  allow(call, "iam:ListGroups", list_target(call, "group", prefix));
  std::map<std::string, api::Group> rows;
  for (const auto& [key, group] : own_account(call).groups) {
    if (group.path.starts_with(prefix)) rows.emplace(key, show(group));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListGroupsResponse response{.groups = page.items};
  finish(response, page);
  return response;
}

api::UpdateGroupResponse update_group(Call& call, const api::UpdateGroupRequest& in) {
  Group changed = group_for(call, "iam:UpdateGroup", in.group_name);
  const Group before = changed;
  changed.path = in.new_path.value_or(before.path);
  changed.name = in.new_group_name.value_or(before.name);
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateGroup.html
  allow(call, "iam:UpdateGroup", new_target(call, "group", changed.path, changed.name));
  const bool renamed = name_key(changed.name) != name_key(before.name);
  if (renamed && own_account(call).groups.contains(name_key(changed.name))) {
    throw identity_already_exists(EntityKind::group, changed.name);
  }
  forget(call.world.iam, before);
  keep(call.world.iam, std::move(changed));
  return {};
}

api::DeleteGroupResponse delete_group(Call& call, const api::DeleteGroupRequest& in) {
  const Group group = group_for(call, "iam:DeleteGroup", in.group_name);
  if (!group.attached_policies.empty()) throw must_detach_policies_first();
  if (!group.inline_policies.empty()) throw must_delete_policies_first();
  const auto& users = own_account(call).users;
  if (std::any_of(users.begin(), users.end(),
                  [&group](const auto& entry) { return is_member(entry.second, group); })) {
    throw must_remove_users_from_group_first();
  }
  forget(call.world.iam, group);
  return {};
}

api::AddUserToGroupResponse add_user_to_group(Call& call, const api::AddUserToGroupRequest& in) {
  const auto [user, group] =
      membership_for(call, "iam:AddUserToGroup", in.group_name, in.user_name);
  if (is_member(user, group)) return {};
  if (user.groups.size() >= quota::groups_per_user) {
    throw quota_exceeded("GroupsPerUser", quota::groups_per_user);
  }
  user.groups.push_back(group.id);
  return {};
}

api::RemoveUserFromGroupResponse remove_user_from_group(Call& call,
                                                        const api::RemoveUserFromGroupRequest& in) {
  const auto [user, group] =
      membership_for(call, "iam:RemoveUserFromGroup", in.group_name, in.user_name);
  // Recorded: to remove who is not in the group is no mistake.
  std::erase(user.groups, group.id);
  return {};
}

}  // namespace amishare::iam
