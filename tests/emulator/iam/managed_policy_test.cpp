// managed_policy_test.cpp - managed policies, their versions, and those that AWS manages.
#include <set>

#include "emulator/iam/documents.h"
#include "iam/document.h"

namespace amishare::iam::test {

namespace {

std::string create_policy(World& world, const std::string& name,
                          const std::string& document = allow_all) {
  return ask<op::CreatePolicy>(world, root(account_a),
                               {.policy_name = name, .policy_document = document})
      .policy->arn.value();
}

}  // namespace

TEST_CASE("which members of a managed policy which operation shows", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto made = ask<op::CreatePolicy>(world, a,
                                          {.policy_name = "p",
                                           .path = "/x/",
                                           .policy_document = allow_all,
                                           .description = "all",
                                           .tags = {{"k", "v"}}})
                        .policy.value();
  CHECK(made.arn == "arn:aws:iam::111122223333:policy/x/p");
  CHECK(made.policy_id->starts_with("ANPA"));
  CHECK(made.default_version_id == "v1");
  CHECK(made.attachment_count == 0);
  CHECK(made.permissions_boundary_usage_count == 0);
  CHECK(made.is_attachable == true);
  CHECK(made.description == std::nullopt);
  const auto got = ask<op::GetPolicy>(world, a, {.policy_arn = made.arn.value()}).policy.value();
  CHECK(got.description == "all");
  CHECK(got.tags.size() == 1);
  const auto listed = ask<op::ListPolicies>(world, a, {.scope = "Local"}).policies;
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].policy_id == made.policy_id);
  CHECK(listed[0].description == std::nullopt);
  CHECK(listed[0].tags.empty());
  CHECK(ask<op::ListPolicies>(world, a, {.scope = "Local", .path_prefix = "/y/"}).policies.empty());
}

TEST_CASE("the policies that AWS manages are those that AWS publishes", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto policy = ask<op::GetPolicy>(world, a, {.policy_arn = administrator}).policy.value();
  CHECK(policy.policy_id == "ANPAIWMBCKSKIEE64ZLYK");
  CHECK(policy.default_version_id == "v1");
  CHECK(policy.attachment_count == 1);
  CHECK(policy.description == "Provides full access to AWS services and resources.");
  const auto version =
      ask<op::GetPolicyVersion>(world, a, {.policy_arn = administrator, .version_id = "v1"})
          .policy_version.value();
  CHECK(version.is_default_version == true);
  CHECK(version.document->starts_with("%7B%0A%20%20%22Version%22"));
  const auto listed = ask<op::ListPolicies>(world, a, {.scope = "AWS"}).policies;
  CHECK(listed.size() == aws_managed_policies().size());
  const auto attached = ask<op::ListPolicies>(world, a, {.only_attached = true}).policies;
  REQUIRE(attached.size() == 1);
  CHECK(attached[0].arn == administrator);
  CHECK(ask<op::ListPolicies>(world, a, {.policy_usage_filter = "PermissionsBoundary"})
            .policies.empty());
}

TEST_CASE("each policy that AWS manages has an id, a path and a version of its own", "[iam]") {
  std::set<std::string> ids;
  std::set<std::string> arns;
  for (const ManagedPolicy& policy : aws_managed_policies()) {
    CAPTURE(policy.name);
    CHECK(policy.id.starts_with("ANPA"));
    CHECK(policy.id.size() == 21);
    CHECK(ids.insert(policy.id).second);
    CHECK(arns.insert(arn(policy)).second);
    CHECK(policy.versions.contains(policy.default_version));
    CHECK(policy.created <= policy.updated);
  }
  CHECK(arns.contains("arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy"));
  CHECK(arns.contains("arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerServiceRole"));
}

TEST_CASE("nobody changes a policy that AWS manages", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Error refused =
      error("AccessDenied",
            "User: arn:aws:iam::111122223333:root is not authorized to perform: iam:DeletePolicy "
            "on resource: policy " +
                administrator,
            403);
  CHECK(refusal_of<op::DeletePolicy>(world, a, {.policy_arn = administrator}) == refused);
  CHECK(refusal_of<op::CreatePolicyVersion>(
            world, a, {.policy_arn = administrator, .policy_document = allow_all})
            .code == "AccessDenied");
}

TEST_CASE("a policy has up to five versions, of which one holds", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u");
  const std::string arn = create_policy(world, "p", identity_policy("Allow", "iam:ListUsers"));
  ask<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = arn});
  CHECK_NOTHROW(ask<op::ListUsers>(world, u, {}));
  const std::string other = identity_policy("Allow", "iam:ListRoles");
  auto version =
      ask<op::CreatePolicyVersion>(world, a, {.policy_arn = arn, .policy_document = other})
          .policy_version.value();
  CHECK(version.version_id == "v2");
  CHECK(version.is_default_version == false);
  CHECK_NOTHROW(ask<op::ListUsers>(world, u, {}));
  ask<op::SetDefaultPolicyVersion>(world, a, {.policy_arn = arn, .version_id = "v2"});
  CHECK(refusal_of<op::ListUsers>(world, u, {}).code == "AccessDenied");
  CHECK_NOTHROW(ask<op::ListRoles>(world, u, {}));
  CHECK(refusal_of<op::DeletePolicyVersion>(world, a, {.policy_arn = arn, .version_id = "v2"}) ==
        error("DeleteConflict", "Cannot delete the default version of a policy.", 409));
  for (int i = 3; i <= 5; ++i) {
    ask<op::CreatePolicyVersion>(
        world, a, {.policy_arn = arn, .policy_document = other, .set_as_default = true});
  }
  CHECK(refusal_of<op::CreatePolicyVersion>(world, a,
                                            {.policy_arn = arn, .policy_document = other}) ==
        over_quota("A managed policy can have up to 5 versions. Before you create a new version, "
                   "you must delete an existing version."));
  ask<op::DeletePolicyVersion>(world, a, {.policy_arn = arn, .version_id = "v1"});
  version = ask<op::CreatePolicyVersion>(world, a, {.policy_arn = arn, .policy_document = other})
                .policy_version.value();
  CHECK(version.version_id == "v6");  // numbers are not given twice
  std::vector<std::string> ids;
  for (const auto& shown : ask<op::ListPolicyVersions>(world, a, {.policy_arn = arn}).versions) {
    ids.push_back(shown.version_id.value());
    CHECK(shown.document == std::nullopt);
    CHECK(shown.is_default_version == (shown.version_id == "v5"));
  }
  CHECK(ids == std::vector<std::string>{"v6", "v5", "v4", "v3", "v2"});
  CHECK(refusal_of<op::GetPolicyVersion>(world, a, {.policy_arn = arn, .version_id = "v1"}) ==
        no_such("Policy " + arn + " version v1 does not exist or is not attachable."));
  // Recorded: of a policy that does not exist IAM speaks in the same way.
  const std::string gone = "arn:aws:iam::111122223333:policy/gone";
  const Error no_version =
      no_such("Policy " + gone + " version v1 does not exist or is not attachable.");
  CHECK(refusal_of<op::GetPolicyVersion>(world, a, {.policy_arn = gone, .version_id = "v1"}) ==
        no_version);
  CHECK(refusal_of<op::SetDefaultPolicyVersion>(
            world, a, {.policy_arn = gone, .version_id = "v1"}) == no_version);
  CHECK(refusal_of<op::ListEntitiesForPolicy>(world, a, {.policy_arn = gone}) ==
        no_such("Policy " + gone + " does not exist or is not attachable."));
  CHECK(refusal_of<op::ListPolicyVersions>(world, a, {.policy_arn = gone}) ==
        no_such("Policy " + gone + " was not found."));
}

TEST_CASE("a policy goes only when it is attached nowhere and has one version", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const std::string arn = create_policy(world, "p");
  ask<op::AttachUserPolicy>(world, a, {.user_name = "admin", .policy_arn = arn});
  ask<op::CreatePolicyVersion>(world, a, {.policy_arn = arn, .policy_document = allow_all});
  CHECK(refusal_of<op::DeletePolicy>(world, a, {.policy_arn = arn}) ==
        error("DeleteConflict", "Cannot delete a policy attached to entities.", 409));
  ask<op::DetachUserPolicy>(world, a, {.user_name = "admin", .policy_arn = arn});
  CHECK(refusal_of<op::DeletePolicy>(world, a, {.policy_arn = arn}).message ==
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy.");
  ask<op::DeletePolicyVersion>(world, a, {.policy_arn = arn, .version_id = "v2"});
  ask<op::DeletePolicy>(world, a, {.policy_arn = arn});
  CHECK(refusal_of<op::GetPolicy>(world, a, {.policy_arn = arn}) ==
        no_such("Policy " + arn + " was not found."));
}

TEST_CASE("what is refused of managed policies", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_policy(world, "p");
  CHECK(
      refusal_of<op::CreatePolicy>(world, a, {.policy_name = "P", .policy_document = allow_all}) ==
      error("EntityAlreadyExists",
            "A policy called P already exists. Duplicate names are not allowed.", 409));
  CHECK(refusal_of<op::CreatePolicy>(world, a, {.policy_name = "q", .policy_document = "{}"}) ==
        malformed("Syntax errors in policy."));
  const std::string large =
      identity_policy("Allow", "s3:*", "arn:aws:s3:::" + std::string(6100, 'x'));
  CHECK(refusal_of<op::CreatePolicy>(world, a, {.policy_name = "q", .policy_document = large}) ==
        over_quota("Cannot exceed quota for PolicySize: 6144"));
  CHECK(refusal_of<op::GetPolicy>(world, a, {.policy_arn = "this is no ARN at all"}) ==
        error("ValidationError", "Invalid ARN:  Could not be parsed!", 400));
  // What lies in another account is refused, whether it is there or not.
  const std::string foreign = "arn:aws:iam::444455556666:policy/p";
  CHECK(refusal_of<op::GetPolicy>(world, a, {.policy_arn = foreign}).message ==
        "User: arn:aws:iam::111122223333:root is not authorized to perform: iam:GetPolicy on "
        "resource: policy " +
            foreign);
}

TEST_CASE("refusals about policies name them as AWS does", "[iam]") {
  World world;
  const Caller u = user(world, account_a, "u");
  CHECK(
      refusal_of<op::CreatePolicy>(world, u, {.policy_name = "p", .policy_document = allow_all}) ==
      denied(u, "iam:CreatePolicy", "policy p"));
  CHECK(refusal_of<op::GetPolicy>(world, u, {.policy_arn = administrator}) ==
        denied(u, "iam:GetPolicy", "policy " + administrator));
  CHECK(refusal_of<op::ListPolicies>(world, u, {}) ==
        denied(u, "iam:ListPolicies", "policy path /"));
}

TEST_CASE("a policy tells whom it is attached to", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const std::string arn = create_policy(world, "p");
  role_session(world, account_a, "r");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::AttachRolePolicy>(world, a, {.role_name = "r", .policy_arn = arn});
  ask<op::AttachGroupPolicy>(world, a, {.group_name = "g", .policy_arn = arn});
  ask<op::AttachUserPolicy>(world, a, {.user_name = "admin", .policy_arn = arn});
  const auto all = ask<op::ListEntitiesForPolicy>(world, a, {.policy_arn = arn});
  REQUIRE(all.policy_groups.size() == 1);
  REQUIRE(all.policy_users.size() == 1);
  REQUIRE(all.policy_roles.size() == 1);
  CHECK(all.policy_users[0].user_name == "admin");
  CHECK(all.policy_roles[0].role_id == find_role(world, account_a, "r")->id);
  const auto users =
      ask<op::ListEntitiesForPolicy>(world, a, {.policy_arn = arn, .entity_filter = "User"});
  CHECK(users.policy_users.size() == 1);
  CHECK(users.policy_groups.empty());
  const auto page = ask<op::ListEntitiesForPolicy>(world, a, {.policy_arn = arn, .max_items = 2});
  CHECK(page.is_truncated == true);
  CHECK(page.policy_roles.empty());
  const auto rest = ask<op::ListEntitiesForPolicy>(
      world, a, {.policy_arn = arn, .marker = page.marker, .max_items = 2});
  CHECK(rest.policy_roles.size() == 1);
  CHECK(rest.policy_users.empty());
  CHECK(ask<op::GetPolicy>(world, a, {.policy_arn = arn}).policy->attachment_count == 3);
}

}  // namespace amishare::iam::test
