// last_use_test.cpp - when access keys and roles were last used.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

namespace {

api::AccessKeyLastUsed last_used(World& world, const std::string& id) {
  return *ask<op::GetAccessKeyLastUsed>(world, root(account_a), {.access_key_id = id})
              .access_key_last_used;
}

}  // namespace

TEST_CASE("an access key that was never used says so, and then when, where and for what", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  const std::string id =
      ask<op::CreateAccessKey>(world, a, {.user_name = "u"}).access_key.access_key_id;
  CHECK(ask<op::GetAccessKeyLastUsed>(world, a, {.access_key_id = id}).user_name == "u");
  CHECK(last_used(world, id).service_name == "N/A");
  CHECK(last_used(world, id).region == "N/A");
  CHECK(!last_used(world, id).last_used_date.has_value());

  note_use(world, id, {world.timeline.now(), "ec2", eu_west_1});
  world.advance(std::chrono::hours(1));
  note_use(world, id, {world.timeline.now(), "kms", us_east_1});
  CHECK(last_used(world, id).service_name == "kms");
  CHECK(last_used(world, id).region == "us-east-1");
  CHECK(last_used(world, id).last_used_date == world.timeline.now());

  const World before = world;
  note_use(world, "AKIAUNKNOWN", {world.timeline.now(), "kms", us_east_1});
  note_use(world, account_a.value, {world.timeline.now(), "kms", us_east_1});
  CHECK(world == before);
}

TEST_CASE("of keys that are not the account's nothing is told", "[iam]") {
  World world;
  const std::string id =
      ask<op::CreateAccessKey>(world, root(account_b), {}).access_key.access_key_id;
  CHECK(refusal_of<op::GetAccessKeyLastUsed>(world, root(account_a), {.access_key_id = id}) ==
        no_such("The Access Key with id " + id + " cannot be found."));
  // Its own account knows the root user's key, which has no user's name.
  CHECK(ask<op::GetAccessKeyLastUsed>(world, root(account_b), {.access_key_id = id}).user_name ==
        std::nullopt);
  const Caller u = user(world, account_b, "u");
  CHECK(refusal_of<op::GetAccessKeyLastUsed>(world, u, {.access_key_id = id}).code ==
        "AccessDenied");
}

TEST_CASE("the use of a session is its role's, for 400 days", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u", allow_all);
  role_session(world, account_a, "r");
  const auto credentials = ask<sts::op::AssumeRole>(
      world, u, {.role_arn = "arn:aws:iam::111122223333:role/r", .role_session_name = "session"});
  const auto shown = [&] {
    return *ask<op::GetRole>(world, a, {.role_name = "r"}).role.role_last_used;
  };
  CHECK(!shown().last_used_date.has_value());
  const Instant used = world.timeline.now();
  note_use(world, credentials.credentials->access_key_id, {used, "ec2", eu_west_1});
  CHECK(shown().last_used_date == used);
  CHECK(shown().region == "eu-west-1");
  world.advance(std::chrono::hours(24 * 401));
  CHECK(!shown().last_used_date.has_value());
}

}  // namespace amishare::iam::test
