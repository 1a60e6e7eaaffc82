// authorization_details_test.cpp - everything that gives permissions, in one list of many pages.
#include "emulator/iam/documents.h"
#include "iam/document.h"

namespace amishare::iam::test {

namespace {

const std::string policy_arn = "arn:aws:iam::111122223333:policy/p";

// One of everything, connected.
void furnish(World& world) {
  const Caller a = root(account_a);
  ask<op::CreatePolicy>(world, a, {.policy_name = "p", .policy_document = allow_all});
  ask<op::CreatePolicyVersion>(
      world, a, {.policy_arn = policy_arn, .policy_document = identity_policy("Deny", "ec2:*")});
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::PutGroupPolicy>(
      world, a, {.group_name = "g", .policy_name = "of-group", .policy_document = allow_all});
  ask<op::CreateUser>(world, a,
                      {.user_name = "u", .permissions_boundary = policy_arn, .tags = {{"k", "v"}}});
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  ask<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = policy_arn});
  role_session(world, account_a, "r", allow_all);
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "i"});
  ask<op::AddRoleToInstanceProfile>(world, a, {.instance_profile_name = "i", .role_name = "r"});
}

}  // namespace

TEST_CASE("the details show users, groups, roles and policies with what they hold", "[iam]") {
  World world;
  furnish(world);
  const auto details = ask<op::GetAccountAuthorizationDetails>(world, root(account_a), {});
  REQUIRE(details.user_detail_list.size() == 2);
  const api::UserDetail& u = details.user_detail_list[1];
  CHECK(u.user_name == "u");
  CHECK(u.group_list == std::vector<std::string>{"g"});
  CHECK(u.attached_managed_policies.at(0).policy_arn == policy_arn);
  CHECK(u.permissions_boundary->permissions_boundary_arn == policy_arn);
  CHECK(u.tags.size() == 1);
  CHECK(u.user_policy_list.empty());

  REQUIRE(details.group_detail_list.size() == 1);
  CHECK(details.group_detail_list[0].group_policy_list.at(0).policy_document ==
        percent_encoded(allow_all));

  REQUIRE(details.role_detail_list.size() == 1);
  const api::RoleDetail& r = details.role_detail_list[0];
  CHECK(r.role_policy_list.at(0).policy_name == "inline");
  CHECK(r.instance_profile_list.at(0).instance_profile_name == "i");
  CHECK(r.instance_profile_list.at(0).roles.at(0).role_name == "r");
  CHECK(r.role_last_used.has_value());

  REQUIRE(details.policies.size() == 2);  // its own, and the one of AWS's that admin has
  const api::ManagedPolicyDetail& p = details.policies[0];
  CHECK(p.arn == policy_arn);
  CHECK(p.attachment_count == 1);
  CHECK(p.permissions_boundary_usage_count == 1);
  REQUIRE(p.policy_version_list.size() == 2);
  CHECK(p.policy_version_list[0].version_id == "v2");
  CHECK(p.policy_version_list[0].is_default_version == false);
  CHECK(p.policy_version_list[1].document == percent_encoded(allow_all));
  CHECK(details.policies[1].arn == administrator);
  CHECK(details.is_truncated == false);
}

TEST_CASE("the details can be filtered by type, and come in pages", "[iam]") {
  World world;
  furnish(world);
  const auto filtered = [&](const std::vector<std::string>& types) {
    return ask<op::GetAccountAuthorizationDetails>(world, root(account_a), {.filter = types});
  };
  const auto roles = filtered({"Role", "LocalManagedPolicy"});
  CHECK(roles.user_detail_list.empty());
  CHECK(roles.group_detail_list.empty());
  CHECK(roles.role_detail_list.size() == 1);
  CHECK(roles.policies.size() == 1);
  CHECK(filtered({"AWSManagedPolicy"}).policies.at(0).arn == administrator);

  std::size_t seen = 0;
  std::optional<std::string> marker;
  for (std::size_t pages = 1;; ++pages) {
    const auto page = ask<op::GetAccountAuthorizationDetails>(world, root(account_a),
                                                              {.max_items = 2, .marker = marker});
    const std::size_t rows = page.user_detail_list.size() + page.group_detail_list.size() +
                             page.role_detail_list.size() + page.policies.size();
    CHECK(rows <= 2);
    seen += rows;
    marker = page.marker;
    CHECK(page.is_truncated == marker.has_value());
    if (!marker) {
      CHECK(pages == 3);
      break;
    }
  }
  CHECK(seen == 6);
}

}  // namespace amishare::iam::test
