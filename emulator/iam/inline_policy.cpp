// inline_policy.cpp - handlers about the policies that are part of a user, group or role.
#include "api/iam.h"
#include "iam/document.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// Of all inline policies of one identity together, white space not counted.
std::size_t size_limit(EntityKind kind) {
  switch (kind) {
    case EntityKind::user:
      return quota::user_policy_size;
    case EntityKind::group:
      return quota::group_policy_size;
    case EntityKind::role:
      return quota::role_policy_size;
  }
  return 0;
}

void put_inline(Call& call, EntityKind kind, std::string_view action, const std::string& name,
                const std::string& policy_name, const std::string& text) {
  Identity& identity = own_identity_for(call, kind, action, name);
  policy::StoredPolicy document = read_identity_policy(text);
  std::size_t size = counted_size(document);
  for (const auto& [other_name, other] : identity.inline_policies) {
    if (other_name != policy_name) size += counted_size(other);
  }
  const std::size_t limit = size_limit(kind);
  if (size > limit) throw inline_policies_too_large(kind, identity.name, limit);
  identity.inline_policies[policy_name] = std::move(document);
}

struct FoundDocument {
  std::string owner;
  std::string document;
};

FoundDocument get_inline(Call& call, EntityKind kind, std::string_view action,
                         const std::string& name, const std::string& policy_name) {
  const Identity& identity = identity_for(call, kind, action, name);
  const auto place = identity.inline_policies.find(policy_name);
  if (place == identity.inline_policies.end()) throw no_such_inline_policy(kind, policy_name);
  return {identity.name, shown_document(place->second)};
}

template <class Response, class Request>
Response list_inline(Call& call, EntityKind kind, std::string_view action, const std::string& name,
                     const Request& in) {
  std::map<std::string, std::string> rows;
  for (const auto& entry : identity_for(call, kind, action, name).inline_policies) {
    rows.emplace(entry.first, entry.first);
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  Response response;
  response.policy_names = page.items;
  finish(response, page);
  return response;
}

void remove_inline(Call& call, EntityKind kind, std::string_view action, const std::string& name,
                   const std::string& policy_name) {
  Identity& identity = own_identity_for(call, kind, action, name);
  if (identity.inline_policies.erase(policy_name) == 0) {
    throw no_such_inline_policy(kind, policy_name);
  }
}

}  // namespace

api::PutUserPolicyResponse put_user_policy(Call& call, const api::PutUserPolicyRequest& in) {
  put_inline(call, EntityKind::user, "iam:PutUserPolicy", in.user_name, in.policy_name,
             in.policy_document);
  return {};
}
api::PutGroupPolicyResponse put_group_policy(Call& call, const api::PutGroupPolicyRequest& in) {
  put_inline(call, EntityKind::group, "iam:PutGroupPolicy", in.group_name, in.policy_name,
             in.policy_document);
  return {};
}
api::PutRolePolicyResponse put_role_policy(Call& call, const api::PutRolePolicyRequest& in) {
  put_inline(call, EntityKind::role, "iam:PutRolePolicy", in.role_name, in.policy_name,
             in.policy_document);
  return {};
}

api::GetUserPolicyResponse get_user_policy(Call& call, const api::GetUserPolicyRequest& in) {
  const FoundDocument found =
      get_inline(call, EntityKind::user, "iam:GetUserPolicy", in.user_name, in.policy_name);
  return {
      .user_name = found.owner, .policy_name = in.policy_name, .policy_document = found.document};
}
api::GetGroupPolicyResponse get_group_policy(Call& call, const api::GetGroupPolicyRequest& in) {
  const FoundDocument found =
      get_inline(call, EntityKind::group, "iam:GetGroupPolicy", in.group_name, in.policy_name);
  return {
      .group_name = found.owner, .policy_name = in.policy_name, .policy_document = found.document};
}
api::GetRolePolicyResponse get_role_policy(Call& call, const api::GetRolePolicyRequest& in) {
  const FoundDocument found =
      get_inline(call, EntityKind::role, "iam:GetRolePolicy", in.role_name, in.policy_name);
  return {
      .role_name = found.owner, .policy_name = in.policy_name, .policy_document = found.document};
}

api::ListUserPoliciesResponse list_user_policies(Call& call,
                                                 const api::ListUserPoliciesRequest& in) {
  return list_inline<api::ListUserPoliciesResponse>(call, EntityKind::user, "iam:ListUserPolicies",
                                                    in.user_name, in);
}
api::ListGroupPoliciesResponse list_group_policies(Call& call,
                                                   const api::ListGroupPoliciesRequest& in) {
  return list_inline<api::ListGroupPoliciesResponse>(call, EntityKind::group,
                                                     "iam:ListGroupPolicies", in.group_name, in);
}
api::ListRolePoliciesResponse list_role_policies(Call& call,
                                                 const api::ListRolePoliciesRequest& in) {
  return list_inline<api::ListRolePoliciesResponse>(call, EntityKind::role, "iam:ListRolePolicies",
                                                    in.role_name, in);
}

api::DeleteUserPolicyResponse delete_user_policy(Call& call,
                                                 const api::DeleteUserPolicyRequest& in) {
  remove_inline(call, EntityKind::user, "iam:DeleteUserPolicy", in.user_name, in.policy_name);
  return {};
}
api::DeleteGroupPolicyResponse delete_group_policy(Call& call,
                                                   const api::DeleteGroupPolicyRequest& in) {
  remove_inline(call, EntityKind::group, "iam:DeleteGroupPolicy", in.group_name, in.policy_name);
  return {};
}
api::DeleteRolePolicyResponse delete_role_policy(Call& call,
                                                 const api::DeleteRolePolicyRequest& in) {
  remove_inline(call, EntityKind::role, "iam:DeleteRolePolicy", in.role_name, in.policy_name);
  return {};
}

}  // namespace amishare::iam
