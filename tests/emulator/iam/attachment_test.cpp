// attachment_test.cpp - managed policies attached to users, groups and roles.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

TEST_CASE("attaching twice is attaching once; detaching needs something attached", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u");
  const op::AttachUserPolicy::Request attachment{.user_name = "u", .policy_arn = administrator};
  ask<op::AttachUserPolicy>(world, a, attachment);
  ask<op::AttachUserPolicy>(world, a, attachment);
  const auto listed = ask<op::ListAttachedUserPolicies>(world, a, {.user_name = "u"});
  REQUIRE(listed.attached_policies.size() == 1);
  CHECK(listed.attached_policies[0].policy_name == "AdministratorAccess");
  CHECK(listed.attached_policies[0].policy_arn == administrator);
  CHECK(ask<op::ListAttachedUserPolicies>(world, a, {.user_name = "u", .path_prefix = "/x/"})
            .attached_policies.empty());
  CHECK_NOTHROW(ask<op::ListUsers>(world, u, {}));
  ask<op::DetachUserPolicy>(world, a, {.user_name = "u", .policy_arn = administrator});
  CHECK(refusal_of<op::ListUsers>(world, u, {}).code == "AccessDenied");
  CHECK(
      refusal_of<op::DetachUserPolicy>(world, a, {.user_name = "u", .policy_arn = administrator}) ==
      no_such("Policy " + administrator + " was not found."));
}

TEST_CASE("only a policy within reach is attached", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto refused = [&](const std::string& policy_arn) {
    return refusal_of<op::AttachUserPolicy>(world, a,
                                            {.user_name = "admin", .policy_arn = policy_arn});
  };
  ask<op::CreatePolicy>(world, root(account_b), {.policy_name = "p", .policy_document = allow_all});
  const std::string foreign = "arn:aws:iam::444455556666:policy/p";
  for (const std::string& arn : {foreign, std::string("arn:aws:iam::111122223333:policy/none"),
                                 std::string("arn:aws:iam::aws:policy/MadeUpAccess")}) {
    CHECK(refused(arn) == no_such("Policy " + arn + " does not exist or is not attachable."));
  }
  CHECK(refused("this-is-not-an-arn-at-all") ==
        error("ValidationError", "ARN this-is-not-an-arn-at-all is not valid.", 400));
  const std::string no_policy = "arn:aws:iam::111122223333:user/admin";
  CHECK(refused(no_policy) == error("ValidationError", "ARN " + no_policy + " is not valid.", 400));
}

TEST_CASE("ten policies are the most that one identity has attached", "[iam]") {
  World world;
  const Caller a = root(account_a);
  role_session(world, account_a, "r");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  user(world, account_a, "u");
  std::string arn;
  for (int i = 0; i <= 10; ++i) {
    arn = ask<op::CreatePolicy>(
              world, a, {.policy_name = "p" + std::to_string(i), .policy_document = allow_all})
              .policy->arn.value();
    if (i == 10) break;
    ask<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = arn});
    ask<op::AttachGroupPolicy>(world, a, {.group_name = "g", .policy_arn = arn});
    ask<op::AttachRolePolicy>(world, a, {.role_name = "r", .policy_arn = arn});
  }
  CHECK(refusal_of<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = arn}) ==
        over_quota("Cannot exceed quota for PoliciesPerUser: 10"));
  CHECK(refusal_of<op::AttachGroupPolicy>(world, a, {.group_name = "g", .policy_arn = arn}) ==
        over_quota("Cannot exceed quota for PoliciesPerGroup: 10"));
  CHECK(refusal_of<op::AttachRolePolicy>(world, a, {.role_name = "r", .policy_arn = arn}) ==
        over_quota("Cannot exceed quota for PoliciesPerRole: 10"));
  CHECK(ask<op::ListAttachedRolePolicies>(world, a, {.role_name = "r"}).attached_policies.size() ==
        10);
  CHECK(
      ask<op::ListAttachedGroupPolicies>(world, a, {.group_name = "g"}).attached_policies.size() ==
      10);
  ask<op::DetachRolePolicy>(
      world, a, {.role_name = "r", .policy_arn = "arn:aws:iam::111122223333:policy/p0"});
  CHECK_NOTHROW(ask<op::AttachRolePolicy>(world, a, {.role_name = "r", .policy_arn = arn}));
}

TEST_CASE("which policy may be attached can be a condition", "[iam]") {
  World world;
  const std::string text =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:AttachUserPolicy",)"
      R"("Resource":"*","Condition":{"ArnEquals":{"iam:PolicyARN":)"
      R"("arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"}}}})";
  const Caller u = user(world, account_a, "u", text);
  CHECK_NOTHROW(ask<op::AttachUserPolicy>(
      world, u,
      {.user_name = "u", .policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess"}));
  CHECK(
      refusal_of<op::AttachUserPolicy>(world, u, {.user_name = "u", .policy_arn = administrator}) ==
      denied(u, "iam:AttachUserPolicy", "user u"));
}

TEST_CASE("a managed policy that denies is named in the refusal, an inline one is not", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u", allow_all);
  const std::string denial = identity_policy("Deny", "iam:ListUsers");
  const std::string arn =
      ask<op::CreatePolicy>(world, a, {.policy_name = "guard", .policy_document = denial})
          .policy->arn.value();
  ask<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = arn});
  const std::string sentence =
      "User: arn:aws:iam::111122223333:user/u is not authorized to perform: iam:ListUsers on "
      "resource: arn:aws:iam::111122223333:user/ with an explicit deny in an identity-based policy";
  CHECK(refusal_of<op::ListUsers>(world, u, {}).message == sentence + ": " + arn);
  ask<op::DetachUserPolicy>(world, a, {.user_name = "u", .policy_arn = arn});
  ask<op::PutUserPolicy>(world, a,
                         {.user_name = "u", .policy_name = "p", .policy_document = denial});
  CHECK(refusal_of<op::ListUsers>(world, u, {}).message == sentence);
}

}  // namespace amishare::iam::test
