// user_test.cpp - users: made, shown, listed, renamed, deleted.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

TEST_CASE("a user is shown as it was made, with tags only where AWS shows them", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto made =
      ask<op::CreateUser>(world, a,
                          {.path = "/team/", .user_name = "Zoe", .tags = {{"b", "2"}, {"A", "1"}}})
          .user.value();
  CHECK(made.path == "/team/");
  CHECK(made.user_name == "Zoe");
  CHECK(made.arn == "arn:aws:iam::111122223333:user/team/Zoe");
  CHECK(made.user_id.starts_with("AIDA"));
  CHECK(made.create_date == world.timeline.now());
  REQUIRE(made.tags.size() == 2);
  CHECK(made.tags[0].key == "A");
  const auto got = ask<op::GetUser>(world, a, {.user_name = "Zoe"}).user;
  CHECK(got.user_id == made.user_id);
  CHECK(got.tags.size() == 2);
  const auto listed = ask<op::ListUsers>(world, a, {.path_prefix = "/team/"});
  REQUIRE(listed.users.size() == 1);
  CHECK(listed.users[0].arn == made.arn);
  CHECK(listed.users[0].tags.empty());
  CHECK(listed.is_truncated == false);
  CHECK(listed.marker == std::nullopt);
  CHECK(ask<op::ListUsers>(world, a, {}).users.size() == 2);
  CHECK(ask<op::ListUsers>(world, a, {.path_prefix = "/te"}).users.size() == 1);
  CHECK(ask<op::ListUsers>(world, a, {.path_prefix = "/other/"}).users.empty());
}

TEST_CASE("a name is taken whatever its case", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "Zoe");
  CHECK(refusal_of<op::CreateUser>(world, a, {.user_name = "zoe"}) ==
        error("EntityAlreadyExists", "User with name zoe already exists.", 409));
  CHECK(ask<op::GetUser>(world, a, {.user_name = "ZOE"}).user.user_name == "Zoe");
  // Another account's names are its own.
  CHECK_NOTHROW(user(world, account_b, "zoe"));
}

TEST_CASE("tags that differ by case alone are refused", "[iam]") {
  World world;
  CHECK(refusal_of<op::CreateUser>(world, root(account_a),
                                   {.user_name = "u", .tags = {{"Env", "1"}, {"env", "2"}}}) ==
        error("InvalidInput",
              "Duplicate tag keys found. Please note that Tag keys are case insensitive.", 400));
}

TEST_CASE("GetUser without a name is about who asks", "[iam]") {
  World world;
  const Caller u = user(world, account_a, "u", identity_policy("Allow", "iam:GetUser"));
  CHECK(ask<op::GetUser>(world, u, {}).user.user_name == "u");
  const auto root_user = ask<op::GetUser>(world, root(account_a), {}).user;
  CHECK(root_user.user_id == "111122223333");
  CHECK(root_user.arn == "arn:aws:iam::111122223333:root");
  CHECK(root_user.user_name == std::nullopt);
  CHECK(root_user.path == std::nullopt);
  const Caller session = role_session(world, account_a, "r", allow_all);
  CHECK(refusal_of<op::GetUser>(world, session, {}) ==
        error("ValidationError", "Must specify userName when calling with non-User credentials",
              400));
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<op::GetUser>(world, nobody, {}) == denied(nobody, "iam:GetUser", "user nobody"));
}

TEST_CASE("a user that does not exist is told to those who may ask", "[iam]") {
  World world;
  CHECK(refusal_of<op::GetUser>(world, root(account_a), {.user_name = "gone"}) ==
        no_such("The user with name gone cannot be found."));
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<op::GetUser>(world, nobody, {.user_name = "gone"}) ==
        denied(nobody, "iam:GetUser", "user gone"));
}

TEST_CASE("a user goes only when nothing hangs on it", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u", allow_all);
  ask<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = administrator});
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  const auto key = ask<op::CreateAccessKey>(world, a, {.user_name = "u"}).access_key;
  const auto refusal = [&] { return refusal_of<op::DeleteUser>(world, a, {.user_name = "u"}); };
  CHECK(refusal() == conflict("detach all policies"));
  ask<op::DetachUserPolicy>(world, a, {.user_name = "u", .policy_arn = administrator});
  CHECK(refusal() == conflict("delete policies"));
  ask<op::DeleteUserPolicy>(world, a, {.user_name = "u", .policy_name = "inline"});
  CHECK(refusal() == conflict("delete access keys"));
  ask<op::DeleteAccessKey>(world, a, {.user_name = "u", .access_key_id = key.access_key_id});
  CHECK(refusal() == conflict("remove users from group"));
  ask<op::RemoveUserFromGroup>(world, a, {.group_name = "g", .user_name = "u"});
  ask<op::DeleteUser>(world, a, {.user_name = "u"});
  CHECK(refusal() == no_such("The user with name u cannot be found."));
}

TEST_CASE("a renamed user keeps its id, its policies and its groups", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller old_caller = user(world, account_a, "old", identity_policy("Allow", "iam:Get*"));
  user(world, account_a, "other");
  CHECK(refusal_of<op::UpdateUser>(world, a, {.user_name = "old", .new_user_name = "Other"}) ==
        error("EntityAlreadyExists", "User with name Other already exists.", 409));
  ask<op::UpdateUser>(world, a, {.user_name = "old", .new_path = "/x/", .new_user_name = "OLD"});
  const User* renamed = find_user(world, account_a, "old");
  REQUIRE(renamed != nullptr);
  CHECK(arn(*renamed) == "arn:aws:iam::111122223333:user/x/OLD");
  CHECK(renamed->id == old_caller.principal->unique_id);
  CHECK(identity_policies(world, old_caller.principal).size() == 1);
  CHECK(arn_of(world, renamed->id) == arn(*renamed));
}

TEST_CASE("a policy's resource is matched with the user's path", "[iam]") {
  World world;
  const Caller a = root(account_a);
  ask<op::CreateUser>(world, a, {.path = "/team/", .user_name = "member"});
  ask<op::CreateUser>(world, a, {.user_name = "stranger"});
  const Caller lead = user(world, account_a, "lead",
                           identity_policy("Allow", "iam:*", "arn:aws:iam::*:user/team/*"));
  CHECK_NOTHROW(ask<op::GetUser>(world, lead, {.user_name = "member"}));
  CHECK(refusal_of<op::GetUser>(world, lead, {.user_name = "stranger"}) ==
        denied(lead, "iam:GetUser", "user stranger"));
  CHECK_NOTHROW(ask<op::CreateUser>(world, lead, {.path = "/team/", .user_name = "new"}));
  CHECK(refusal_of<op::CreateUser>(world, lead, {.user_name = "new2"}) ==
        denied(lead, "iam:CreateUser", "arn:aws:iam::111122223333:user/new2"));
  CHECK(refusal_of<op::ListUsers>(world, lead, {}) ==
        denied(lead, "iam:ListUsers", "arn:aws:iam::111122223333:user/"));
  CHECK_NOTHROW(ask<op::ListUsers>(world, lead, {.path_prefix = "/team/"}));
}

TEST_CASE("a long list comes in pages that survive what is deleted between them", "[iam]") {
  World world;
  const Caller a = root(account_a);
  for (int i = 0; i < 5; ++i) user(world, account_a, "user-" + std::to_string(i));
  std::vector<std::string> seen;
  std::optional<std::string> marker;
  do {
    const auto page = ask<op::ListUsers>(world, a, {.marker = marker, .max_items = 2});
    CHECK(page.users.size() <= 2);
    CHECK(page.is_truncated == page.marker.has_value());
    for (const auto& shown : page.users) {
      seen.push_back(shown.user_name.value());
      if (shown.user_name != "admin") {
        ask<op::DeleteUser>(world, a, {.user_name = shown.user_name.value()});
      }
    }
    marker = page.marker;
  } while (marker);
  CHECK(seen ==
        std::vector<std::string>{"admin", "user-0", "user-1", "user-2", "user-3", "user-4"});
  CHECK(refusal_of<op::ListUsers>(world, a, {.marker = "made up"}).code == "ValidationError");
  CHECK(refusal_of<op::ListUsers>(world, a, {.marker = "bWFkZSB1cA=="}).code == "ValidationError");
}

}  // namespace amishare::iam::test
