// propagation_test.cpp - changes of IAM that the rest of AWS sees later.
#include "iam/propagation.h"

#include "emulator/iam/documents.h"

namespace amishare::iam::test {

using namespace std::chrono_literals;

namespace {

// A change as the gateway lets it happen.
template <class Op>
void change(World& world, const typename Op::Request& request) {
  world.open(account_a, us_east_1);
  const Spreading spreading(world, account_a);
  ask<Op>(world, root(account_a), request);
  spreading.remember(world);
}

World slow_world() {
  WorldOptions options;
  options.pace.iam_propagation = 10s;
  return World(options);
}

}  // namespace

TEST_CASE("a policy is seen when it has spread", "[iam]") {
  World world = slow_world();
  change<op::CreateUser>(world, {.user_name = "u"});
  world.advance(1min);
  const policy::Principal u = principal(*find_user(world, account_a, "u"));
  CHECK(identity_policies(world, u).empty());
  change<op::PutUserPolicy>(world,
                            {.user_name = "u", .policy_name = "p", .policy_document = allow_all});
  CHECK(identity_policies(world, u).empty());
  // IAM itself shows it at once.
  CHECK_NOTHROW(
      ask<op::GetUserPolicy>(world, root(account_a), {.user_name = "u", .policy_name = "p"}));
  world.advance(9999ms);
  CHECK(identity_policies(world, u).empty());
  world.advance(1ms);
  CHECK(identity_policies(world, u).size() == 1);

  // And so is its end.
  change<op::DeleteUserPolicy>(world, {.user_name = "u", .policy_name = "p"});
  CHECK(identity_policies(world, u).size() == 1);
  world.advance(10s);
  CHECK(identity_policies(world, u).empty());
}

TEST_CASE("each change takes its own time", "[iam]") {
  World world = slow_world();
  change<op::CreateRole>(
      world, {.role_name = "r", .assume_role_policy_document = trust_account(account_a)});
  const std::string role = "arn:aws:iam::111122223333:role/r";
  CHECK(seen_role(world, role) == nullptr);
  CHECK_FALSE(unique_id_of(world, role));
  world.advance(6s);
  change<op::TagRole>(world, {.role_name = "r", .tags = {{.key = "k", .value = "v"}}});
  world.advance(4s);
  REQUIRE(seen_role(world, role) != nullptr);
  CHECK(seen_role(world, role)->tags.empty());
  CHECK(unique_id_of(world, role).has_value());
  world.advance(6s);
  CHECK(seen_role(world, role)->tags.size() == 1);
}

TEST_CASE("a managed policy's new version and a group's policies spread too", "[iam]") {
  World world = slow_world();
  const std::string arn = "arn:aws:iam::111122223333:policy/m";
  change<op::CreateUser>(world, {.user_name = "u"});
  change<op::CreateGroup>(world, {.group_name = "g"});
  change<op::AddUserToGroup>(world, {.group_name = "g", .user_name = "u"});
  change<op::CreatePolicy>(world, {.policy_name = "m", .policy_document = allow_all});
  change<op::AttachGroupPolicy>(world, {.group_name = "g", .policy_arn = arn});
  const policy::Principal u = principal(*find_user(world, account_a, "u"));
  CHECK(identity_policies(world, u).empty());
  world.advance(10s);
  REQUIRE(identity_policies(world, u).size() == 1);
  const auto before = identity_policies(world, u)[0].policy;
  change<op::CreatePolicyVersion>(
      world,
      {.policy_arn = arn, .policy_document = identity_policy("Deny", "*"), .set_as_default = true});
  CHECK(identity_policies(world, u)[0].policy == before);
  world.advance(10s);
  CHECK(identity_policies(world, u)[0].policy != before);
}

TEST_CASE("a permissions boundary is seen late, and with it the policy that it is", "[iam]") {
  World world = slow_world();
  change<op::CreateUser>(world, {.user_name = "u"});
  world.advance(10s);
  const policy::Principal u = principal(*find_user(world, account_a, "u"));
  change<op::CreatePolicy>(world, {.policy_name = "m", .policy_document = allow_all});
  change<op::PutUserPermissionsBoundary>(
      world, {.user_name = "u", .permissions_boundary = "arn:aws:iam::111122223333:policy/m"});
  CHECK_FALSE(permissions_boundary(world, u));
  world.advance(10s);
  CHECK(permissions_boundary(world, u).has_value());
}

TEST_CASE("an instance profile is seen late as well", "[iam]") {
  World world = slow_world();
  change<op::CreateInstanceProfile>(world, {.instance_profile_name = "p"});
  CHECK(seen_profile(world, account_a, "p") == nullptr);
  world.advance(10s);
  CHECK(seen_profile(world, account_a, "p") != nullptr);
  CHECK(seen_profile(world, account_a, "arn:aws:iam::111122223333:instance-profile/p") != nullptr);
}

TEST_CASE("however many changes, few states are kept, and none once all is seen", "[iam]") {
  World world = slow_world();
  change<op::CreateUser>(world, {.user_name = "u"});
  for (int i = 0; i < 1000; ++i) {
    world.advance(5ms);
    change<op::TagUser>(world,
                        {.user_name = "u", .tags = {{.key = "k", .value = std::to_string(i)}}});
  }
  CHECK(world.iam.past.at(account_a).size() <= 65);
  world.advance(10s);
  change<op::TagUser>(world, {.user_name = "u", .tags = {{.key = "k", .value = "last"}}});
  CHECK(world.iam.past.at(account_a).size() == 1);
  // What changes nothing is not remembered.
  world.advance(10s);
  change<op::TagUser>(world, {.user_name = "u", .tags = {{.key = "k", .value = "last"}}});
  CHECK(seen_user(world, account_a, find_user(world, account_a, "u")->id)->tags.size() == 1);
}

TEST_CASE("by default all is seen at once", "[iam]") {
  World world;
  change<op::CreateUser>(world, {.user_name = "u"});
  CHECK(world.iam.past.empty());
  CHECK(seen_user_of_arn(world, "arn:aws:iam::111122223333:user/u") != nullptr);
}

}  // namespace amishare::iam::test
