// user.cpp - handlers about users.
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

// GetUser without a name is about who asks.
api::User show_caller(Call& call) {
  const policy::Principal& caller = call.caller.principal;
  if (caller.kind == policy::PrincipalKind::root) {
    allow(call, "iam:GetUser", {.arn = caller.arn, .shown = caller.arn});
    api::User shown{
        .user_id = caller.unique_id, .arn = caller.arn, .create_date = own_account(call).created};
    return shown;
  }
  const User* user = caller.kind == policy::PrincipalKind::user
                         ? find_user_by_id(call.world, caller.unique_id)
                         : nullptr;
  if (user == nullptr) throw user_name_needed();
  allow(call, "iam:GetUser", target(call, user, user->name));
  return show_with_tags(*user);
}

}  // namespace

api::CreateUserResponse create_user(Call& call, const api::CreateUserRequest& in) {
  const Tags tags = read_tags(in.tags);
  const std::string path = in.path.value_or("/");
  const std::string boundary = in.permissions_boundary.value_or("");
  if (in.permissions_boundary) check_policy_arn(boundary);
  allow_new(call, "iam:CreateUser", "iam:TagUser",
            new_target(call, "user", path, in.user_name, tags), boundary_keys(boundary));
  const Account& account = own_account(call);
  if (account.users.contains(name_key(in.user_name))) {
    throw identity_already_exists(EntityKind::user, in.user_name);
  }
  if (in.permissions_boundary) check_boundary(call, boundary);
  if (account.users.size() >= quota::users_per_account) {
    throw quota_exceeded("UsersPerAccount", quota::users_per_account);
  }

  User user;
  user.id = new_identity_id(call, user_prefix);
  user.account = call.account();
  user.path = path;
  user.name = in.user_name;
  user.created = call.now();
  user.boundary = boundary;
  user.tags = tags;
  const api::User shown = show_with_tags(user);
  keep(call.world.iam, std::move(user));
  return {.user = shown};
}

api::GetUserResponse get_user(Call& call, const api::GetUserRequest& in) {
  if (!in.user_name) return {.user = show_caller(call)};
  return {.user = show_with_tags(user_for(call, "iam:GetUser", *in.user_name))};
}

api::ListUsersResponse list_users(Call& call, const api::ListUsersRequest& in) {
  const std::string prefix = in.path_prefix.value_or("/");
  allow(call, "iam:ListUsers", list_target(call, "user", prefix));
  std::map<std::string, api::User> rows;
  for (const auto& [key, user] : own_account(call).users) {
    if (user.path.starts_with(prefix)) rows.emplace(key, show(user));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListUsersResponse response{.users = page.items};
  finish(response, page);
  return response;
}

api::UpdateUserResponse update_user(Call& call, const api::UpdateUserRequest& in) {
  User changed = user_for(call, "iam:UpdateUser", in.user_name);
  const User before = changed;
  changed.path = in.new_path.value_or(before.path);
  changed.name = in.new_user_name.value_or(before.name);
  // "You must have the appropriate permissions on both the source object and the target object."
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
  allow(call, "iam:UpdateUser", new_target(call, "user", changed.path, changed.name));
  const bool renamed = name_key(changed.name) != name_key(before.name);
  if (renamed && own_account(call).users.contains(name_key(changed.name))) {
    throw identity_already_exists(EntityKind::user, changed.name);
  }
  forget(call.world.iam, before);
  keep(call.world.iam, std::move(changed));
  return {};
}

api::DeleteUserResponse delete_user(Call& call, const api::DeleteUserRequest& in) {
  const User user = user_for(call, "iam:DeleteUser", in.user_name);
  // Which of several is told first is inferred.
  if (!user.attached_policies.empty()) throw must_detach_policies_first();
  if (!user.inline_policies.empty()) throw must_delete_policies_first();
  const auto& keys = call.world.iam.access_keys;
  if (std::any_of(keys.begin(), keys.end(),
                  [&user](const auto& entry) { return entry.second.owner_id == user.id; })) {
    throw must_delete_access_keys_first();
  }
  if (!user.groups.empty()) throw must_remove_users_from_group_first();
  forget(call.world.iam, user);
  return {};
}

api::ListGroupsForUserResponse list_groups_for_user(Call& call,
                                                    const api::ListGroupsForUserRequest& in) {
  const User& user = user_for(call, "iam:ListGroupsForUser", in.user_name);
  std::map<std::string, api::Group> rows;
  for (const std::string& id : user.groups) {
    const Group* group = find_group_by_id(call.world, id);
    rows.emplace(name_key(group->name), show(*group));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListGroupsForUserResponse response{.groups = page.items};
  finish(response, page);
  return response;
}

}  // namespace amishare::iam
