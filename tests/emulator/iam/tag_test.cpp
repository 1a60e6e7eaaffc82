// tag_test.cpp - tags of users and roles, and what they decide.
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

}  // namespace amishare::iam::test
