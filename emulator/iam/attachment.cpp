// attachment.cpp - handlers that attach managed policies to users, groups and roles.
#include <algorithm>

#include "api/iam.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

std::string_view quota_name(EntityKind kind) {
  switch (kind) {
    case EntityKind::user:
      return "PoliciesPerUser";
    case EntityKind::group:
      return "PoliciesPerGroup";
    case EntityKind::role:
      return "PoliciesPerRole";
  }
  return {};
}

Identity& identity_with_policy(Call& call, EntityKind kind, std::string_view action,
                               const std::string& name, const std::string& policy_arn) {
  check_attached_arn(policy_arn);
  policy::Context keys;
  keys.set("iam:PolicyARN", policy_arn);
  return own_identity_for(call, kind, action, name, keys);
}

// Attaching what is attached changes nothing.
void attach(Call& call, EntityKind kind, std::string_view action, const std::string& name,
            const std::string& policy_arn) {
  Identity& identity = identity_with_policy(call, kind, action, name, policy_arn);
  const ManagedPolicy* policy = find_policy_by_arn(call.world, policy_arn);
  if (policy == nullptr || !is_within_reach(call, *policy)) throw policy_not_attachable(policy_arn);
  auto& attached = identity.attached_policies;
  if (std::find(attached.begin(), attached.end(), policy_arn) != attached.end()) return;
  if (attached.size() >= quota::policies_per_identity) {
    throw quota_exceeded(quota_name(kind), quota::policies_per_identity);
  }
  attached.push_back(policy_arn);
}

void detach(Call& call, EntityKind kind, std::string_view action, const std::string& name,
            const std::string& policy_arn) {
  Identity& identity = identity_with_policy(call, kind, action, name, policy_arn);
  auto& attached = identity.attached_policies;
  const auto place = std::find(attached.begin(), attached.end(), policy_arn);
  if (place == attached.end()) throw no_such_policy(policy_arn);
  attached.erase(place);
}

template <class Response, class Request>
Response list_attached(Call& call, EntityKind kind, std::string_view action,
                       const std::string& name, const Request& in) {
  std::map<std::string, api::AttachedPolicy> rows;
  for (const std::string& arn : identity_for(call, kind, action, name).attached_policies) {
    const ManagedPolicy* policy = find_policy_by_arn(call.world, arn);
    require(policy != nullptr, "an attached policy exists");
    if (!policy->path.starts_with(in.path_prefix.value_or("/"))) continue;
    rows.emplace(policy->name + arn, api::AttachedPolicy{policy->name, arn});
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  Response response;
  response.attached_policies = page.items;
  finish(response, page);
  return response;
}

}  // namespace

api::AttachUserPolicyResponse attach_user_policy(Call& call,
                                                 const api::AttachUserPolicyRequest& in) {
  attach(call, EntityKind::user, "iam:AttachUserPolicy", in.user_name, in.policy_arn);
  return {};
}
api::AttachGroupPolicyResponse attach_group_policy(Call& call,
                                                   const api::AttachGroupPolicyRequest& in) {
  attach(call, EntityKind::group, "iam:AttachGroupPolicy", in.group_name, in.policy_arn);
  return {};
}
api::AttachRolePolicyResponse attach_role_policy(Call& call,
                                                 const api::AttachRolePolicyRequest& in) {
  attach(call, EntityKind::role, "iam:AttachRolePolicy", in.role_name, in.policy_arn);
  return {};
}

api::DetachUserPolicyResponse detach_user_policy(Call& call,
                                                 const api::DetachUserPolicyRequest& in) {
  detach(call, EntityKind::user, "iam:DetachUserPolicy", in.user_name, in.policy_arn);
  return {};
}
api::DetachGroupPolicyResponse detach_group_policy(Call& call,
                                                   const api::DetachGroupPolicyRequest& in) {
  detach(call, EntityKind::group, "iam:DetachGroupPolicy", in.group_name, in.policy_arn);
  return {};
}
api::DetachRolePolicyResponse detach_role_policy(Call& call,
                                                 const api::DetachRolePolicyRequest& in) {
  detach(call, EntityKind::role, "iam:DetachRolePolicy", in.role_name, in.policy_arn);
  return {};
}

api::ListAttachedUserPoliciesResponse list_attached_user_policies(
    Call& call, const api::ListAttachedUserPoliciesRequest& in) {
  return list_attached<api::ListAttachedUserPoliciesResponse>(
      call, EntityKind::user, "iam:ListAttachedUserPolicies", in.user_name, in);
}
api::ListAttachedGroupPoliciesResponse list_attached_group_policies(
    Call& call, const api::ListAttachedGroupPoliciesRequest& in) {
  return list_attached<api::ListAttachedGroupPoliciesResponse>(
      call, EntityKind::group, "iam:ListAttachedGroupPolicies", in.group_name, in);
}
api::ListAttachedRolePoliciesResponse list_attached_role_policies(
    Call& call, const api::ListAttachedRolePoliciesRequest& in) {
  return list_attached<api::ListAttachedRolePoliciesResponse>(
      call, EntityKind::role, "iam:ListAttachedRolePolicies", in.role_name, in);
}

}  // namespace amishare::iam
