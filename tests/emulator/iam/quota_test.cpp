// quota_test.cpp - how many and how large IAM's things may be.
#include "iam/quota.h"
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

namespace {

Error over(const std::string& quota, std::size_t limit) {
  return over_quota("Cannot exceed quota for " + quota + ": " + std::to_string(limit));
}

// A policy whose text without white space has `size` characters.
std::string policy_of_size(std::size_t size, std::string_view before = "",
                           std::string_view effect = R"("Effect":"Allow")") {
  const std::string head =
      R"({"Version":"2012-10-17","Statement":[{)" + std::string(effect) + R"(,"Sid":")";
  const std::string tail = R"(","Action":"ec2:*")" + std::string(before) + "}]}";
  return head + std::string(size - head.size() - tail.size(), 'x') + tail;
}

constexpr std::string_view on_all = R"(,"Resource":"*")";

}  // namespace

TEST_CASE("an account holds so many users, groups, roles, policies and profiles", "[iam]") {
  World world;
  const Caller a = root(account_a);
  // Makes things until there are as many as there may be.
  const auto fill = [](std::size_t count, const auto& make) {
    for (std::size_t i = 0; i < count; ++i) make("n" + std::to_string(i));
  };
  fill(quota::users_per_account - 1,  // admin is one of them
       [&](const std::string& name) { ask<op::CreateUser>(world, a, {.user_name = name}); });
  CHECK(refusal_of<op::CreateUser>(world, a, {.user_name = "more"}) ==
        over("UsersPerAccount", 5000));
  fill(quota::groups_per_account,
       [&](const std::string& name) { ask<op::CreateGroup>(world, a, {.group_name = name}); });
  CHECK(refusal_of<op::CreateGroup>(world, a, {.group_name = "more"}) ==
        over("GroupsPerAccount", 300));
  const std::string trust = trust_account(account_a);
  fill(quota::roles_per_account, [&](const std::string& name) {
    ask<op::CreateRole>(world, a, {.role_name = name, .assume_role_policy_document = trust});
  });
  CHECK(refusal_of<op::CreateRole>(world, a,
                                   {.role_name = "more", .assume_role_policy_document = trust}) ==
        over("RolesPerAccount", 1000));
  CHECK(refusal_of<op::CreateServiceLinkedRole>(
            world, a, {.aws_service_name = "spot.amazonaws.com"}) == over("RolesPerAccount", 1000));
  fill(quota::policies_per_account, [&](const std::string& name) {
    ask<op::CreatePolicy>(world, a, {.policy_name = name, .policy_document = allow_all});
  });
  CHECK(refusal_of<op::CreatePolicy>(world, a,
                                     {.policy_name = "more", .policy_document = allow_all}) ==
        over("PoliciesPerAccount", 1500));
  fill(quota::instance_profiles_per_account, [&](const std::string& name) {
    ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = name});
  });
  CHECK(refusal_of<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "more"}) ==
        over("InstanceProfilesPerAccount", 1000));
}

TEST_CASE("a user is in at most ten groups", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  for (int i = 0; i <= 10; ++i) {
    const std::string name = "g" + std::to_string(i);
    ask<op::CreateGroup>(world, a, {.group_name = name});
    if (i < 10) ask<op::AddUserToGroup>(world, a, {.group_name = name, .user_name = "u"});
  }
  CHECK(refusal_of<op::AddUserToGroup>(world, a, {.group_name = "g10", .user_name = "u"}) ==
        over("GroupsPerUser", 10));
}

TEST_CASE("documents have sizes, white space not counted", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  role_session(world, account_a, "r");
  CHECK_NOTHROW(ask<op::CreatePolicy>(
      world, a, {.policy_name = "p", .policy_document = policy_of_size(6144, on_all)}));
  CHECK(refusal_of<op::CreatePolicy>(
            world, a, {.policy_name = "q", .policy_document = policy_of_size(6145, on_all)}) ==
        over("PolicySize", 6144));
  CHECK_NOTHROW(ask<op::PutUserPolicy>(
      world, a,
      {.user_name = "u",
       .policy_name = "p",
       .policy_document = policy_of_size(2048, on_all) + std::string(500, ' ')}));
  CHECK(refusal_of<op::PutUserPolicy>(world, a,
                                      {.user_name = "u",
                                       .policy_name = "p",
                                       .policy_document = policy_of_size(2049, on_all)}) ==
        over_quota("Maximum policy size of 2048 bytes exceeded for user u"));
  CHECK(refusal_of<op::PutGroupPolicy>(world, a,
                                       {.group_name = "g",
                                        .policy_name = "p",
                                        .policy_document = policy_of_size(5121, on_all)}) ==
        over_quota("Maximum policy size of 5120 bytes exceeded for group g"));
  CHECK(refusal_of<op::PutRolePolicy>(world, a,
                                      {.role_name = "r",
                                       .policy_name = "p",
                                       .policy_document = policy_of_size(10241, on_all)}) ==
        over_quota("Maximum policy size of 10240 bytes exceeded for role r"));
  const std::string long_trust =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Sid":")" + std::string(2048, 'x') +
      R"(","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]})";
  CHECK(refusal_of<op::UpdateAssumeRolePolicy>(world, a,
                                               {.role_name = "r", .policy_document = long_trust}) ==
        over("ACLSizePerRole", 2048));
}

}  // namespace amishare::iam::test
