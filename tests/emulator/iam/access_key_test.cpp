// access_key_test.cpp - long-term credentials.
#include "emulator/iam/documents.h"
#include "iam/unique_id.h"

namespace amishare::iam::test {

TEST_CASE("a user has at most two keys, and the secret is told once", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  const auto first = ask<op::CreateAccessKey>(world, a, {.user_name = "u"}).access_key;
  CHECK(first.user_name == "u");
  CHECK(first.status == "Active");
  CHECK(first.access_key_id.starts_with("AKIA"));
  CHECK(first.access_key_id.size() == 20);
  CHECK(account_of(first.access_key_id) == account_a);
  CHECK(first.secret_access_key.size() == 40);
  CHECK(first.create_date == world.timeline.now());
  ask<op::CreateAccessKey>(world, a, {.user_name = "u"});
  CHECK(refusal_of<op::CreateAccessKey>(world, a, {.user_name = "u"}) ==
        over_quota("Cannot exceed quota for AccessKeysPerUser: 2"));
  ask<op::UpdateAccessKey>(
      world, a, {.user_name = "u", .access_key_id = first.access_key_id, .status = "Inactive"});
  const auto listed = ask<op::ListAccessKeys>(world, a, {.user_name = "u"}).access_key_metadata;
  REQUIRE(listed.size() == 2);
  for (const auto& key : listed) {
    CHECK(key.user_name == "u");
    CHECK(key.status == (key.access_key_id == first.access_key_id ? "Inactive" : "Active"));
  }
}

TEST_CASE("without a name the keys are those of who asks", "[iam]") {
  World world;
  const std::string own = identity_policy("Allow", "iam:*", "arn:aws:iam::*:user/${aws:username}");
  const Caller u = user(world, account_a, "u", own);
  user(world, account_a, "v");
  const auto key = ask<op::CreateAccessKey>(world, u, {}).access_key;
  CHECK(key.user_name == "u");
  CHECK(ask<op::ListAccessKeys>(world, u, {}).access_key_metadata.size() == 1);
  CHECK(ask<op::ListAccessKeys>(world, u, {.user_name = "u"}).access_key_metadata.size() == 1);
  CHECK(refusal_of<op::ListAccessKeys>(world, u, {.user_name = "v"}) ==
        denied(u, "iam:ListAccessKeys", "user v"));
  // AWS writes a name that was not given so.
  const Caller v{.principal = principal(*find_user(world, account_a, "v"))};
  CHECK(refusal_of<op::ListAccessKeys>(world, v, {}) ==
        denied(v, "iam:ListAccessKeys", "user nullv"));
  ask<op::DeleteAccessKey>(world, u, {.access_key_id = key.access_key_id});
  const Caller session = role_session(world, account_a, "r", allow_all);
  CHECK(refusal_of<op::CreateAccessKey>(world, session, {}) ==
        error("ValidationError", "Must specify userName when calling with non-User credentials",
              400));
}

TEST_CASE("the root user can have keys of its own", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const auto key = ask<op::CreateAccessKey>(world, a, {}).access_key;
  CHECK(key.user_name == std::nullopt);
  const auto found = find_credentials(world, key.access_key_id);
  REQUIRE(found.size() == 1);
  CHECK(found[0].principal == a.principal);
  CHECK(ask<op::ListAccessKeys>(world, a, {}).access_key_metadata.size() == 1);
  CHECK(ask<op::ListAccessKeys>(world, a, {.user_name = "admin"}).access_key_metadata.empty());
}

TEST_CASE("a key is only its owner's", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  const auto key = ask<op::CreateAccessKey>(world, a, {.user_name = "u"}).access_key;
  const Error refused =
      no_such("The Access Key with id " + key.access_key_id + " cannot be found.");
  CHECK(refusal_of<op::DeleteAccessKey>(
            world, a, {.user_name = "admin", .access_key_id = key.access_key_id}) == refused);
  CHECK(refusal_of<op::UpdateAccessKey>(
            world, root(account_b),
            {.user_name = "admin", .access_key_id = key.access_key_id, .status = "Inactive"}) ==
        refused);
}

}  // namespace amishare::iam::test
