// principal_test.cpp - unique ids, ARNs, and what a principal brings along.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

TEST_CASE("an ARN leads to a unique id and back", "[iam]") {
  World world;
  const Caller u = user(world, account_a, "u");
  const Caller r = role_session(world, account_a, "r");
  for (const Caller* caller : {&u, &r}) {
    const policy::Principal& who = caller->principal;
    CHECK(unique_id_of(world, who.principal_arn) == who.unique_id);
    CHECK(unique_id_of(world, who.arn) == who.unique_id);
    CHECK(arn_of(world, who.unique_id) == who.principal_arn);
  }
  CHECK(unique_id_of(world, "arn:aws:iam::111122223333:root") == "111122223333");
  CHECK(unique_id_of(world, "111122223333") == "111122223333");
  CHECK(arn_of(world, "111122223333") == "arn:aws:iam::111122223333:root");
}

TEST_CASE("what is no principal has no unique id", "[iam]") {
  World world;
  user(world, account_a, "u");
  role_session(world, account_a, "r");
  for (const char* arn :
       {"", "*", "arn:aws:iam::111122223333:user/none", "arn:aws:iam::111122223333:user/U",
        "arn:aws:iam::111122223333:user/x/u", "arn:aws:iam::111122223333:role/u",
        "arn:aws:iam::111122223333:user/r", "arn:aws:iam::444455556666:user/u",
        "arn:aws:iam::111122223333:group/g", "arn:aws:iam:us-east-1:111122223333:user/u",
        "arn:aws:sts::111122223333:assumed-role/r", "arn:aws:sts::111122223333:assumed-role/none/s",
        "arn:aws:s3::111122223333:user/u", "ec2.amazonaws.com"}) {
    INFO(arn);
    CHECK(unique_id_of(world, arn) == std::nullopt);
  }
  CHECK(arn_of(world, "AIDAQQQQQQQQQQQQQQQQQ") == std::nullopt);
  CHECK(arn_of(world, "") == std::nullopt);
}

TEST_CASE("the admin of an account that nobody has used yet can be named", "[iam]") {
  World world;
  const std::string arn = "arn:aws:iam::444455556666:user/admin";
  const std::string id = unique_id_of(world, arn).value();
  CHECK(arn_of(world, id) == arn);
  world.open(account_b, us_east_1);
  CHECK(unique_id_of(world, arn) == id);
  CHECK(arn_of(world, id) == arn);
}

TEST_CASE("what was deleted has lost its id, its policies and its tags", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u", allow_all);
  ask<op::TagUser>(world, a, {.user_name = "u", .tags = {{"k", "v"}}});
  CHECK(principal_tags(world, u.principal).size() == 1);
  ask<op::DeleteUserPolicy>(world, a, {.user_name = "u", .policy_name = "inline"});
  ask<op::DeleteUser>(world, a, {.user_name = "u"});
  user(world, account_a, "u", allow_all);
  CHECK(arn_of(world, u.principal->unique_id) == std::nullopt);
  CHECK(identity_policies(world, u.principal).empty());
  CHECK(principal_tags(world, u.principal).empty());
  CHECK(refusal_of<op::ListUsers>(world, u, {}).code == "AccessDenied");
}

TEST_CASE("the root user has no policies and needs none", "[iam]") {
  World world;
  CHECK(identity_policies(world, root(account_a).principal).empty());
  CHECK_NOTHROW(ask<op::ListUsers>(world, root(account_a), {}));
}

TEST_CASE("a service brings nothing along", "[iam]") {
  const World world;
  const Caller ec2 = Caller::service("ec2", us_east_1);
  CHECK(identity_policies(world, ec2.principal).empty());
  CHECK(principal_tags(world, ec2.principal).empty());
}

TEST_CASE("the same seed and the same requests give the same world", "[iam]") {
  const auto run = [](std::uint64_t seed) {
    World world({.seed = seed});
    user(world, account_a, "u", allow_all);
    ask<op::CreateAccessKey>(world, root(account_a), {.user_name = "u"});
    const Caller r = role_session(world, account_b, "r", allow_all);
    ask<sts::op::AssumeRole>(
        world, r, {.role_arn = "arn:aws:iam::444455556666:role/r", .role_session_name = "again"});
    return world;
  };
  CHECK(run(1) == run(1));
  CHECK(!(run(1) == run(2)));
}

}  // namespace amishare::iam::test
