// inline_policy_test.cpp - policies that are part of a user, group or role.
#include "emulator/iam/documents.h"
#include "iam/document.h"

namespace amishare::iam::test {

TEST_CASE("an inline policy is given back as it was sent, encoded", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  const std::string text =
      "{\n \"Version\": \"2012-10-17\",\t\"Statement\": {\"Effect\": \"Allow\", "
      "\"Action\": \"s3:Get*\", \"Resource\": \"arn:aws:s3:::a%2Fb\"} }";
  ask<op::PutUserPolicy>(world, a, {.user_name = "u", .policy_name = "p", .policy_document = text});
  const auto got = ask<op::GetUserPolicy>(world, a, {.user_name = "u", .policy_name = "p"});
  CHECK(got.user_name == "u");
  CHECK(got.policy_name == "p");
  CHECK(got.policy_document == percent_encoded(text));
  CHECK(ask<op::ListUserPolicies>(world, a, {.user_name = "u"}).policy_names ==
        std::vector<std::string>{"p"});
  ask<op::DeleteUserPolicy>(world, a, {.user_name = "u", .policy_name = "p"});
  CHECK(ask<op::ListUserPolicies>(world, a, {.user_name = "u"}).policy_names.empty());
}

TEST_CASE("roles and groups keep inline policies too", "[iam]") {
  World world;
  const Caller a = root(account_a);
  role_session(world, account_a, "r", allow_all);
  CHECK(ask<op::GetRolePolicy>(world, a, {.role_name = "r", .policy_name = "inline"})
            .policy_document == percent_encoded(allow_all));
  CHECK(ask<op::ListRolePolicies>(world, a, {.role_name = "r"}).policy_names.size() == 1);
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::PutGroupPolicy>(world, a,
                          {.group_name = "g", .policy_name = "p", .policy_document = allow_all});
  CHECK(ask<op::GetGroupPolicy>(world, a, {.group_name = "g", .policy_name = "p"}).group_name ==
        "g");
  CHECK(ask<op::ListGroupPolicies>(world, a, {.group_name = "g"}).policy_names.size() == 1);
}

TEST_CASE("an inline policy that does not exist is missed in AWS's words", "[iam]") {
  World world;
  const Caller a = root(account_a);
  role_session(world, account_a, "r");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  CHECK(refusal_of<op::GetUserPolicy>(world, a, {.user_name = "admin", .policy_name = "p"}) ==
        no_such("The user policy with name p cannot be found."));
  CHECK(refusal_of<op::DeleteRolePolicy>(world, a, {.role_name = "r", .policy_name = "p"}) ==
        no_such("The role policy with name p cannot be found."));
  CHECK(refusal_of<op::GetGroupPolicy>(world, a, {.group_name = "g", .policy_name = "p"}) ==
        no_such("The group policy with name p cannot be found."));
}

TEST_CASE("what is no identity policy is refused in AWS's words", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto refused = [&](const std::string& text) {
    return refusal_of<op::PutUserPolicy>(
        world, a, {.user_name = "admin", .policy_name = "p", .policy_document = text});
  };
  CHECK(refused("not json") == malformed("Syntax errors in policy."));
  CHECK(refused(trust_account(account_b)) ==
        malformed("Policy document should not specify a principal."));
  CHECK(refused(R"({"Version":"2008-10-17","Statement":{"Effect":"Allow","Action":"s3:*",)"
                R"("Resource":"*"}})") ==
        malformed("Policy document must be version 2012-10-17 or greater."));
  CHECK(refused(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*"}})") ==
        malformed("Policy statement must contain resources."));
}

TEST_CASE("all inline policies of one identity together have a limit, white space not counted",
          "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  const auto put = [&](const std::string& name, std::size_t size) {
    const std::string head = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":)"
                             R"("s3:*","Resource":"arn:aws:s3:::)";
    const std::string text =
        head + std::string(size - head.size() - 3, 'x') + "\"}" + std::string(500, ' ') + "}";
    return op::PutUserPolicy::Request{
        .user_name = "u", .policy_name = name, .policy_document = text};
  };
  const Error too_large = over_quota("Maximum policy size of 2048 bytes exceeded for user u");
  CHECK(refusal_of<op::PutUserPolicy>(world, a, put("one", 2049)) == too_large);
  ask<op::PutUserPolicy>(world, a, put("one", 2048));
  CHECK(refusal_of<op::PutUserPolicy>(world, a, put("two", 120)) == too_large);
  // The policy that is replaced does not count.
  ask<op::PutUserPolicy>(world, a, put("one", 1000));
  ask<op::PutUserPolicy>(world, a, put("two", 1048));
  CHECK(refusal_of<op::PutUserPolicy>(world, a, put("two", 1049)) == too_large);
}

}  // namespace amishare::iam::test
