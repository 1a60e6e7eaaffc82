// group_test.cpp - groups, who is in them, and what that permits.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

TEST_CASE("what a group may do, its users may do", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u");
  ask<op::CreateGroup>(world, a, {.path = "/x/", .group_name = "g"});
  ask<op::PutGroupPolicy>(world, a,
                          {.group_name = "g",
                           .policy_name = "list",
                           .policy_document = identity_policy("Allow", "iam:ListUsers")});
  ask<op::AttachGroupPolicy>(
      world, a, {.group_name = "g", .policy_arn = "arn:aws:iam::aws:policy/AmazonEC2FullAccess"});
  CHECK(refusal_of<op::ListUsers>(world, u, {}) ==
        denied(u, "iam:ListUsers", "arn:aws:iam::111122223333:user/"));
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  CHECK_NOTHROW(ask<op::ListUsers>(world, u, {}));
  const auto policies = identity_policies(world, u.principal);
  REQUIRE(policies.size() == 2);
  CHECK(policies[0].name == "list");
  CHECK(policies[0].arn == "");
  CHECK(policies[1].name == "AmazonEC2FullAccess");
  CHECK(policies[1].arn == "arn:aws:iam::aws:policy/AmazonEC2FullAccess");
  ask<op::RemoveUserFromGroup>(world, a, {.group_name = "g", .user_name = "u"});
  CHECK(refusal_of<op::ListUsers>(world, u, {}).code == "AccessDenied");
}

TEST_CASE("a group shows its users, and a user its groups", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  user(world, account_a, "v");
  const auto made = ask<op::CreateGroup>(world, a, {.group_name = "g"}).group;
  CHECK(made.arn == "arn:aws:iam::111122223333:group/g");
  CHECK(made.group_id.starts_with("AGPA"));
  CHECK(ask<op::GetGroup>(world, a, {.group_name = "g"}).users.empty());
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "v"});
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  const auto group = ask<op::GetGroup>(world, a, {.group_name = "g"});
  CHECK(group.group.group_id == made.group_id);
  REQUIRE(group.users.size() == 2);
  CHECK(group.users[0].user_name == "u");
  CHECK(ask<op::ListGroups>(world, a, {}).groups.size() == 1);
  CHECK(ask<op::ListGroupsForUser>(world, a, {.user_name = "u"}).groups.size() == 1);
  CHECK(ask<op::ListGroupsForUser>(world, a, {.user_name = "admin"}).groups.empty());
}

TEST_CASE("what is refused of groups", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  CHECK(refusal_of<op::CreateGroup>(world, a, {.group_name = "G"}) ==
        error("EntityAlreadyExists", "Group with name G already exists.", 409));
  CHECK(refusal_of<op::GetGroup>(world, a, {.group_name = "h"}) ==
        no_such("The group with name h cannot be found."));
  CHECK(refusal_of<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "v"}) ==
        no_such("The user with name v cannot be found."));
  // Recorded: the user is missed first.
  CHECK(refusal_of<op::RemoveUserFromGroup>(world, a, {.group_name = "h", .user_name = "v"}) ==
        no_such("The user with name v cannot be found."));
  CHECK(refusal_of<op::AddUserToGroup>(world, a, {.group_name = "h", .user_name = "u"}) ==
        no_such("The group with name h cannot be found."));
  CHECK_NOTHROW(ask<op::RemoveUserFromGroup>(world, a, {.group_name = "g", .user_name = "u"}));
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  CHECK(refusal_of<op::DeleteGroup>(world, a, {.group_name = "g"}) ==
        conflict("remove users from group"));
  for (int i = 1; i < 10; ++i) {
    const std::string name = "group-" + std::to_string(i);
    ask<op::CreateGroup>(world, a, {.group_name = name});
    ask<op::AddUserToGroup>(world, a, {.group_name = name, .user_name = "u"});
  }
  ask<op::CreateGroup>(world, a, {.group_name = "eleventh"});
  CHECK(refusal_of<op::AddUserToGroup>(world, a, {.group_name = "eleventh", .user_name = "u"}) ==
        over_quota("Cannot exceed quota for GroupsPerUser: 10"));
}

TEST_CASE("a renamed group keeps its users and policies; a deleted one is gone", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::PutGroupPolicy>(world, a,
                          {.group_name = "g", .policy_name = "p", .policy_document = allow_all});
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  ask<op::UpdateGroup>(world, a, {.group_name = "g", .new_group_name = "h"});
  CHECK(ask<op::GetGroup>(world, a, {.group_name = "h"}).users.size() == 1);
  CHECK(identity_policies(world, u.principal).size() == 1);
  CHECK(refusal_of<op::DeleteGroup>(world, a, {.group_name = "h"}) == conflict("delete policies"));
  ask<op::DeleteGroupPolicy>(world, a, {.group_name = "h", .policy_name = "p"});
  ask<op::RemoveUserFromGroup>(world, a, {.group_name = "h", .user_name = "u"});
  ask<op::DeleteGroup>(world, a, {.group_name = "h"});
  CHECK(find_group(world, account_a, "h") == nullptr);
}

}  // namespace amishare::iam::test
