// managed_policy.cpp - handlers about managed policies and their versions.
#include <algorithm>
#include <cstdio>

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

policy::StoredPolicy read_managed_policy(std::string_view text) {
  policy::StoredPolicy document = read_identity_policy(text);
  if (counted_size(document) > quota::policy_size)
    throw quota_exceeded("PolicySize", quota::policy_size);
  return document;
}

PolicyUsage usage_of(const PolicyUsages& usages, std::string_view policy_arn) {
  const auto found = usages.find(policy_arn);
  return found == usages.end() ? PolicyUsage{} : found->second;
}

PolicyUsage usage(Call& call, std::string_view policy_arn) {
  return usage_of(policy_usages(own_account(call)), policy_arn);
}

// The latest version comes first.
std::string newest_first(int number) {
  char key[16];
  std::snprintf(key, sizeof key, "%010d", 2'000'000'000 - number);
  return key;
}

std::string new_policy_id(Call& call) {
  const auto& policies = own_account(call).policies;
  return new_id(call.world.random, policy_prefix, call.account(),
                [&policies](const std::string& id) {
                  return std::any_of(policies.begin(), policies.end(),
                                     [&id](const auto& entry) { return entry.second.id == id; });
                });
}

}  // namespace

api::CreatePolicyResponse create_policy(Call& call, const api::CreatePolicyRequest& in) {
  const Tags tags = read_tags(in.tags, TagCase::matters);
  const std::string path = in.path.value_or("/");
  allow_new(call, "iam:CreatePolicy", "iam:TagPolicy",
            new_target(call, "policy", path, in.policy_name, tags));
  Account& account = own_account(call);
  const std::string key = name_key(in.policy_name);
  if (account.policies.contains(key)) throw policy_already_exists(in.policy_name);
  policy::StoredPolicy document = read_managed_policy(in.policy_document);
  if (account.policies.size() >= quota::policies_per_account) {
    throw quota_exceeded("PoliciesPerAccount", quota::policies_per_account);
  }

  ManagedPolicy policy{.id = new_policy_id(call),
                       .account = call.account(),
                       .path = path,
                       .name = in.policy_name,
                       .description = in.description.value_or(""),
                       .created = call.now(),
                       .updated = call.now(),
                       .tags = tags};
  policy.versions.emplace(1, PolicyVersion{std::move(document), call.now()});
  api::Policy shown = show(policy, {});
  shown.tags = in.tags;  // recorded: in the order of the request
  account.policies.emplace(key, std::move(policy));
  return {.policy = std::move(shown)};
}

api::GetPolicyResponse get_policy(Call& call, const api::GetPolicyRequest& in) {
  const ManagedPolicy& policy = policy_for(call, "iam:GetPolicy", in.policy_arn);
  return {.policy = show_with_tags(policy, usage(call, in.policy_arn))};
}

api::ListPoliciesResponse list_policies(Call& call, const api::ListPoliciesRequest& in) {
  const std::string prefix = in.path_prefix.value_or("/");
  allow(call, "iam:ListPolicies", list_target(call, "policy", prefix));
  const Account& account = own_account(call);
  const PolicyUsages usages = policy_usages(account);
  // "When this flag is true, the returned list contains only the policies that are attached": or
  // used in the way that the usage filter names. Boundaries are no attachments.
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html
  const auto wanted = [&](const PolicyUsage& used) {
    if (in.policy_usage_filter == "PermissionsBoundary") return used.boundaries > 0;
    return used.attachments > 0 ||
           (!in.only_attached.value_or(false) && !in.policy_usage_filter.has_value());
  };
  std::map<std::string, api::Policy> rows;
  const auto add = [&](const ManagedPolicy& policy, const std::string& key) {
    const PolicyUsage used = usage_of(usages, arn(policy));
    if (policy.path.starts_with(prefix) && wanted(used)) rows.emplace(key, show(policy, used));
  };
  // The account's own come first.
  if (in.scope != "AWS") {
    for (const auto& [key, policy] : account.policies) add(policy, "1" + key);
  }
  if (in.scope != "Local") {
    for (const ManagedPolicy& policy : aws_managed_policies()) add(policy, "2" + policy.name);
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListPoliciesResponse response{.policies = page.items};
  finish(response, page);
  return response;
}

api::DeletePolicyResponse delete_policy(Call& call, const api::DeletePolicyRequest& in) {
  const ManagedPolicy& policy = own_policy_for(call, "iam:DeletePolicy", in.policy_arn);
  // The same words for a boundary (thread).
  const PolicyUsage used = usage(call, in.policy_arn);
  if (used.attachments > 0 || used.boundaries > 0) throw policy_is_attached();
  if (policy.versions.size() > 1) throw policy_has_more_versions();
  const std::string key = name_key(policy.name);
  own_account(call).policies.erase(key);
  return {};
}

api::CreatePolicyVersionResponse create_policy_version(Call& call,
                                                       const api::CreatePolicyVersionRequest& in) {
  ManagedPolicy& policy = own_policy_for(call, "iam:CreatePolicyVersion", in.policy_arn);
  policy::StoredPolicy document = read_managed_policy(in.policy_document);
  if (policy.versions.size() >= quota::versions_per_policy) throw too_many_policy_versions();

  const int number = policy.next_version++;
  policy.versions.emplace(number, PolicyVersion{std::move(document), call.now()});
  if (in.set_as_default.value_or(false)) policy.default_version = number;
  policy.updated = call.now();
  return {.policy_version = show_version(policy, number)};
}

api::GetPolicyVersionResponse get_policy_version(Call& call,
                                                 const api::GetPolicyVersionRequest& in) {
  const auto [policy, number] =
      version_for(call, "iam:GetPolicyVersion", in.policy_arn, in.version_id);
  api::PolicyVersion shown = show_version(policy, number);
  shown.document = shown_document(policy.versions.at(number).document);
  return {.policy_version = std::move(shown)};
}

api::ListPolicyVersionsResponse list_policy_versions(Call& call,
                                                     const api::ListPolicyVersionsRequest& in) {
  const ManagedPolicy& policy = policy_for(call, "iam:ListPolicyVersions", in.policy_arn);
  std::map<std::string, api::PolicyVersion> rows;
  for (const auto& entry : policy.versions) {
    rows.emplace(newest_first(entry.first), show_version(policy, entry.first));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListPolicyVersionsResponse response{.versions = page.items};
  finish(response, page);
  return response;
}

api::DeletePolicyVersionResponse delete_policy_version(Call& call,
                                                       const api::DeletePolicyVersionRequest& in) {
  constexpr std::string_view action = "iam:DeletePolicyVersion";
  const auto [found, number] = version_for(call, action, in.policy_arn, in.version_id);
  ManagedPolicy& policy = own_policy(call, action, found);
  if (number == policy.default_version) throw cannot_delete_default_version();
  policy.versions.erase(number);
  return {};
}

api::SetDefaultPolicyVersionResponse set_default_policy_version(
    Call& call, const api::SetDefaultPolicyVersionRequest& in) {
  constexpr std::string_view action = "iam:SetDefaultPolicyVersion";
  const auto [found, number] = version_for(call, action, in.policy_arn, in.version_id);
  own_policy(call, action, found).default_version = number;
  return {};
}

api::ListEntitiesForPolicyResponse list_entities_for_policy(
    Call& call, const api::ListEntitiesForPolicyRequest& in) {
  if (allowed_policy(call, "iam:ListEntitiesForPolicy", in.policy_arn) == nullptr) {
    throw policy_not_attachable(in.policy_arn);  // recorded
  }
  const Account& account = own_account(call);
  // Without a usage filter, whoever uses the policy in either way.
  const auto wanted = [&](std::string_view type, const Identity& identity,
                          const std::string& boundary) {
    if (in.entity_filter && *in.entity_filter != type) return false;
    if (!identity.path.starts_with(in.path_prefix.value_or("/"))) return false;
    const auto& attached = identity.attached_policies;
    const bool bounded = boundary == in.policy_arn;
    const bool permitted =
        std::find(attached.begin(), attached.end(), in.policy_arn) != attached.end();
    if (!in.policy_usage_filter) return bounded || permitted;
    return *in.policy_usage_filter == "PermissionsBoundary" ? bounded : permitted;
  };
  // One page holds entities of all three types, so each row says which it is.
  std::map<std::string, std::pair<EntityKind, const Identity*>> rows;
  for (const auto& [key, group] : account.groups) {
    if (wanted("Group", group, {})) rows.emplace("1" + key, std::pair(EntityKind::group, &group));
  }
  for (const auto& [key, user] : account.users) {
    if (wanted("User", user, user.boundary))
      rows.emplace("2" + key, std::pair(EntityKind::user, &user));
  }
  for (const auto& [key, role] : account.roles) {
    if (wanted("Role", role, role.boundary))
      rows.emplace("3" + key, std::pair(EntityKind::role, &role));
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListEntitiesForPolicyResponse response;
  for (const auto& [kind, identity] : page.items) {
    if (kind == EntityKind::group) {
      response.policy_groups.push_back({identity->name, identity->id});
    } else if (kind == EntityKind::user) {
      response.policy_users.push_back({identity->name, identity->id});
    } else {
      response.policy_roles.push_back({identity->name, identity->id});
    }
  }
  finish(response, page);
  return response;
}

}  // namespace amishare::iam
