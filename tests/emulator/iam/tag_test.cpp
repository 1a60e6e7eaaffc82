// tag_test.cpp - tags, and what they decide.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

TEST_CASE("tags are replaced without regard to case, and listed by key", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  ask<op::TagUser>(world, a, {.user_name = "u", .tags = {{"env", "1"}, {"Zone", "2"}}});
  ask<op::TagUser>(world, a, {.user_name = "u", .tags = {{"Env", "3"}, {"alpha", ""}}});
  const auto tags = ask<op::ListUserTags>(world, a, {.user_name = "u"}).tags;
  REQUIRE(tags.size() == 3);
  CHECK(tags[0].key == "alpha");
  CHECK(tags[1].key == "Env");
  CHECK(tags[1].value == "3");
  CHECK(tags[2].key == "Zone");
  ask<op::UntagUser>(world, a, {.user_name = "u", .tag_keys = {"ENV", "unknown"}});
  CHECK(ask<op::ListUserTags>(world, a, {.user_name = "u"}).tags.size() == 2);
}

TEST_CASE("keys that begin with aws: are AWS's own", "[iam]") {
  World world;
  const Caller a = root(account_a);
  for (const char* key : {"aws:x", "AWS:x"}) {
    CHECK(refusal_of<op::TagUser>(world, a, {.user_name = "admin", .tags = {{key, ""}}}).code ==
          "InvalidInput");
  }
  CHECK_NOTHROW(ask<op::TagUser>(world, a, {.user_name = "admin", .tags = {{"awsome", ""}}}));
}

TEST_CASE("fifty tags are the most", "[iam]") {
  World world;
  const Caller a = root(account_a);
  role_session(world, account_a, "r");
  std::vector<api::Tag> tags;
  for (int i = 0; i < 50; ++i) tags.push_back({"key-" + std::to_string(i), "v"});
  ask<op::TagRole>(world, a, {.role_name = "r", .tags = tags});
  CHECK_NOTHROW(ask<op::TagRole>(world, a, {.role_name = "r", .tags = tags}));
  CHECK(refusal_of<op::TagRole>(world, a, {.role_name = "r", .tags = {{"one more", ""}}}) ==
        over_quota("Cannot exceed quota for TagsPerRole: 50"));
  CHECK(ask<op::ListRoleTags>(world, a, {.role_name = "r"}).tags.size() == 50);
  ask<op::UntagRole>(world, a, {.role_name = "r", .tag_keys = {"key-0"}});
  CHECK_NOTHROW(ask<op::TagRole>(world, a, {.role_name = "r", .tags = {{"one more", ""}}}));
}

TEST_CASE("policies and instance profiles have tags too", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const std::string arn = "arn:aws:iam::111122223333:policy/p";
  ask<op::CreatePolicy>(world, a,
                        {.policy_name = "p", .policy_document = allow_all, .tags = {{"env", "1"}}});
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "i", .tags = {{"env", "1"}}});
  ask<op::TagPolicy>(world, a, {.policy_arn = arn, .tags = {{"env", "2"}, {"Env", "3"}}});
  ask<op::TagInstanceProfile>(world, a,
                              {.instance_profile_name = "i", .tags = {{"env", "2"}, {"Env", "3"}}});
  // Recorded of policies: here case matters.
  const auto of_policy = ask<op::ListPolicyTags>(world, a, {.policy_arn = arn}).tags;
  const auto of_profile =
      ask<op::ListInstanceProfileTags>(world, a, {.instance_profile_name = "i"}).tags;
  for (const auto& tags : {of_policy, of_profile}) {
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].key == "Env");
    CHECK(tags[0].value == "3");
    CHECK(tags[1].key == "env");
    CHECK(tags[1].value == "2");
  }
  const std::vector<api::Tag> twice = {{"k", "1"}, {"k", "2"}};
  const Error duplicate = error("InvalidInput", "Duplicate tag keys found.", 400);
  CHECK(refusal_of<op::TagPolicy>(world, a, {.policy_arn = arn, .tags = twice}) == duplicate);
  CHECK(refusal_of<op::TagInstanceProfile>(
            world, a, {.instance_profile_name = "i", .tags = twice}) == duplicate);
  ask<op::UntagPolicy>(world, a, {.policy_arn = arn, .tag_keys = {"ENV", "env"}});
  ask<op::UntagInstanceProfile>(world, a, {.instance_profile_name = "i", .tag_keys = {"env"}});
  CHECK(ask<op::GetPolicy>(world, a, {.policy_arn = arn}).policy->tags.size() == 1);
  CHECK(ask<op::GetInstanceProfile>(world, a, {.instance_profile_name = "i"})
            .instance_profile.tags.size() == 1);
  CHECK(refusal_of<op::TagPolicy>(world, a, {.policy_arn = administrator, .tags = {{"k", "v"}}})
            .code == "AccessDenied");
  CHECK(refusal_of<op::TagPolicy>(world, a, {.policy_arn = arn + "x", .tags = {{"k", "v"}}}) ==
        no_such("Policy " + arn + "x was not found."));
  CHECK(refusal_of<op::TagInstanceProfile>(world, a,
                                           {.instance_profile_name = "x", .tags = {{"k", "v"}}}) ==
        no_such("Instance Profile x cannot be found."));
}

TEST_CASE("whoever makes something with tags needs the right to tag it", "[iam]") {
  World world;
  const auto maker = [&](const std::string& name) {
    return user(world, account_a, name,
                R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Create*",)"
                R"("Resource":"*"}})");
  };
  const Caller u = maker("u");
  const std::vector<api::Tag> tags = {{"k", "v"}};
  const std::string trusted = trust_account(account_b);
  // Recorded.
  CHECK(refusal_of<op::CreateRole>(
            world, u, {.role_name = "r", .assume_role_policy_document = trusted, .tags = tags}) ==
        denied(u, "iam:TagRole", "arn:aws:iam::111122223333:role/r"));
  CHECK(refusal_of<op::CreateUser>(world, u, {.user_name = "v", .tags = tags}) ==
        denied(u, "iam:TagUser", "arn:aws:iam::111122223333:user/v"));
  CHECK(refusal_of<op::CreatePolicy>(
            world, u, {.policy_name = "p", .policy_document = allow_all, .tags = tags}) ==
        denied(u, "iam:TagPolicy", "policy p"));
  CHECK(refusal_of<op::CreateInstanceProfile>(world, u,
                                              {.instance_profile_name = "i", .tags = tags}) ==
        denied(u, "iam:TagInstanceProfile", "arn:aws:iam::111122223333:instance-profile/i"));
  CHECK_NOTHROW(
      ask<op::CreateRole>(world, u, {.role_name = "r", .assume_role_policy_document = trusted}));
}

TEST_CASE("tags of the request, the resource and the principal can be conditions", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto condition = [](const std::string& action, const std::string& test) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
           R"(","Resource":"*","Condition":)" + test + "}}";
  };
  const Caller u =
      user(world, account_a, "u",
           condition("iam:*", R"({"StringEquals":{"aws:RequestTag/team":"x"},)"
                              R"("ForAllValues:StringEquals":{"aws:TagKeys":["team"]}})"));
  CHECK_NOTHROW(ask<op::CreateUser>(world, u, {.user_name = "v", .tags = {{"team", "x"}}}));
  CHECK(refusal_of<op::CreateUser>(world, u, {.user_name = "w", .tags = {{"team", "y"}}}).code ==
        "AccessDenied");
  CHECK(
      refusal_of<op::TagUser>(world, u, {.user_name = "v", .tags = {{"team", "x"}, {"more", "1"}}})
          .code == "AccessDenied");
  const Caller w = user(world, account_a, "w",
                        condition("iam:GetUser", R"({"StringEquals":{"iam:ResourceTag/team":)"
                                                 R"("${aws:PrincipalTag/team}"}})"));
  CHECK(refusal_of<op::GetUser>(world, w, {.user_name = "v"}).code == "AccessDenied");
  ask<op::TagUser>(world, a, {.user_name = "w", .tags = {{"team", "x"}}});
  CHECK_NOTHROW(ask<op::GetUser>(world, w, {.user_name = "v"}));
  CHECK(refusal_of<op::GetUser>(world, w, {.user_name = "u"}).code == "AccessDenied");
}

TEST_CASE("iam:ResourceTag is of users and roles, aws:ResourceTag of all that has tags", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const api::Tag team{"team", "x"};
  const auto made = ask<op::CreatePolicy>(
      world, a, {.policy_name = "p", .policy_document = allow_all, .tags = {team}});
  const std::string policy_arn = *made.policy->arn;
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "i", .tags = {team}});
  ask<op::CreateRole>(
      world, a,
      {.role_name = "r", .assume_role_policy_document = trust_account(account_a), .tags = {team}});
  const auto reader = [&](const std::string& name, const std::string& prefix) {
    return user(world, account_a, name,
                R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:Get*",)"
                R"("Resource":"*","Condition":{"StringEquals":{")" +
                    prefix + R"(:ResourceTag/team":"x"}}}})");
  };
  const Caller by_iam = reader("by-iam", "iam");
  const Caller by_aws = reader("by-aws", "aws");
  CHECK_NOTHROW(ask<op::GetRole>(world, by_iam, {.role_name = "r"}));
  CHECK_NOTHROW(ask<op::GetRole>(world, by_aws, {.role_name = "r"}));
  CHECK(refusal_of<op::GetPolicy>(world, by_iam, {.policy_arn = policy_arn}).code ==
        "AccessDenied");
  CHECK_NOTHROW(ask<op::GetPolicy>(world, by_aws, {.policy_arn = policy_arn}));
  CHECK(refusal_of<op::GetInstanceProfile>(world, by_iam, {.instance_profile_name = "i"}).code ==
        "AccessDenied");
  CHECK_NOTHROW(ask<op::GetInstanceProfile>(world, by_aws, {.instance_profile_name = "i"}));
}

}  // namespace amishare::iam::test
