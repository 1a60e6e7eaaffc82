// authorization_details.cpp - all that gives permissions in an account, in one list.
#include <algorithm>
#include <functional>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/document.h"
#include "iam/entity.h"
#include "iam/page.h"
#include "iam/show.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

std::vector<api::PolicyDetail> inline_details(const Identity& identity) {
  std::vector<api::PolicyDetail> details;
  for (const auto& [name, document] : identity.inline_policies) {
    details.push_back({name, shown_document(document)});
  }
  return details;
}

std::vector<api::AttachedPolicy> attached_details(const World& world, const Identity& identity) {
  std::vector<api::AttachedPolicy> details;
  for (const std::string& policy_arn : identity.attached_policies) {
    const ManagedPolicy* policy = find_policy_by_arn(world, policy_arn);
    require(policy != nullptr, "an attached policy is there");
    details.push_back({policy->name, policy_arn});
  }
  return details;
}

api::UserDetail detail_of(Call& call, const User& user) {
  api::UserDetail detail{.path = user.path,
                         .user_name = user.name,
                         .user_id = user.id,
                         .arn = arn(user),
                         .create_date = user.created,
                         .user_policy_list = inline_details(user),
                         .attached_managed_policies = attached_details(call.world, user),
                         .permissions_boundary = show_boundary(user.boundary),
                         .tags = show_tags(user.tags)};
  for (const std::string& id : user.groups) {
    detail.group_list.push_back(find_group_by_id(call.world, id)->name);
  }
  return detail;
}

api::GroupDetail detail_of(Call& call, const Group& group) {
  return {.path = group.path,
          .group_name = group.name,
          .group_id = group.id,
          .arn = arn(group),
          .create_date = group.created,
          .group_policy_list = inline_details(group),
          .attached_managed_policies = attached_details(call.world, group)};
}

api::RoleDetail detail_of(Call& call, const Role& role) {
  api::RoleDetail detail{.path = role.path,
                         .role_name = role.name,
                         .role_id = role.id,
                         .arn = arn(role),
                         .create_date = role.created,
                         .assume_role_policy_document = shown_trust_policy(call.world, role.trust),
                         .role_policy_list = inline_details(role),
                         .attached_managed_policies = attached_details(call.world, role),
                         .permissions_boundary = show_boundary(role.boundary),
                         .tags = show_tags(role.tags),
                         .role_last_used = show_last_use(call, role)};
  for (const auto& entry : own_account(call).instance_profiles) {
    if (entry.second.role_id == role.id) {
      detail.instance_profile_list.push_back(show(call.world, entry.second));
    }
  }
  return detail;
}

api::ManagedPolicyDetail detail_of(const ManagedPolicy& policy, const PolicyUsage& usage) {
  const api::Policy plain = show(policy, usage);
  api::ManagedPolicyDetail detail{
      .policy_name = plain.policy_name,
      .policy_id = plain.policy_id,
      .arn = plain.arn,
      .path = plain.path,
      .default_version_id = plain.default_version_id,
      .attachment_count = plain.attachment_count,
      .permissions_boundary_usage_count = plain.permissions_boundary_usage_count,
      .is_attachable = plain.is_attachable,
      .create_date = plain.create_date,
      .update_date = plain.update_date};
  if (!policy.description.empty()) detail.description = policy.description;
  for (auto version = policy.versions.rbegin(); version != policy.versions.rend(); ++version) {
    api::PolicyVersion shown = show_version(policy, version->first);
    shown.document = shown_document(version->second.document);
    detail.policy_version_list.push_back(std::move(shown));
  }
  return detail;
}

// Puts a row into the response once its page is known, so that the others cost nothing.
using Row = std::function<void(api::GetAccountAuthorizationDetailsResponse&)>;
using Rows = std::map<std::string, Row>;

template <class Things, class Details>
void add_rows(Rows& rows, Call& call, char order, const Things& things,
              Details api::GetAccountAuthorizationDetailsResponse::*list) {
  for (const auto& entry : things) {
    const auto* thing = &entry.second;
    rows.emplace(order + entry.first,
                 [&call, thing, list](api::GetAccountAuthorizationDetailsResponse& response) {
                   (response.*list).push_back(detail_of(call, *thing));
                 });
  }
}

void add_policy_rows(Rows& rows, Call& call, bool local, bool of_aws) {
  const auto usages = policy_usages(own_account(call));
  const auto add = [&](const std::string& key, const ManagedPolicy& policy) {
    const auto used = usages.find(arn(policy));
    const PolicyUsage usage = used == usages.end() ? PolicyUsage{} : used->second;
    // Of what AWS manages only what the account uses is told (inferred).
    if (policy.account.value == "aws" && used == usages.end()) return;
    rows.emplace(key, [&policy, usage](api::GetAccountAuthorizationDetailsResponse& response) {
      response.policies.push_back(detail_of(policy, usage));
    });
  };
  if (local) {
    for (const auto& [key, policy] : own_account(call).policies) add("4" + key, policy);
  }
  if (of_aws) {
    for (const ManagedPolicy& policy : aws_managed_policies()) add("5" + arn(policy), policy);
  }
}

}  // namespace

// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
api::GetAccountAuthorizationDetailsResponse get_account_authorization_details(
    Call& call, const api::GetAccountAuthorizationDetailsRequest& in) {
  allow(call, "iam:GetAccountAuthorizationDetails", {.arn = "*", .shown = "*"});
  const auto wanted = [&in](std::string_view type) {
    return in.filter.empty() ||
           std::find(in.filter.begin(), in.filter.end(), type) != in.filter.end();
  };
  using Response = api::GetAccountAuthorizationDetailsResponse;
  const Account& account = own_account(call);
  Rows rows;
  if (wanted("User")) add_rows(rows, call, '1', account.users, &Response::user_detail_list);
  if (wanted("Group")) add_rows(rows, call, '2', account.groups, &Response::group_detail_list);
  if (wanted("Role")) add_rows(rows, call, '3', account.roles, &Response::role_detail_list);
  add_policy_rows(rows, call, wanted("LocalManagedPolicy"), wanted("AWSManagedPolicy"));
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  Response response;
  for (const Row& row : page.items) row(response);
  finish(response, page);
  return response;
}

}  // namespace amishare::iam
