// credential_test.cpp - what an access key id stands for, before and after its account is opened.
#include "emulator/iam/documents.h"
#include "iam/unique_id.h"

namespace amishare::iam::test {

namespace {

const Credential& with_secret(const std::vector<Credential>& credentials, std::string_view secret) {
  for (const Credential& credential : credentials) {
    if (credential.secret_access_key == secret) return credential;
  }
  FAIL("no credential has the secret " << secret);
  return credentials.front();
}

}  // namespace

TEST_CASE("twelve digits are the account's admin or its root user, before its first use and after",
          "[iam]") {
  World world;
  const auto before = find_credentials(world, account_a.value);
  REQUIRE(before.size() == 2);
  CHECK(world.accounts().empty());
  world.open(account_a, us_east_1);
  const auto after = find_credentials(world, account_a.value);
  REQUIRE(after.size() == 2);
  for (const auto* found : {&before, &after}) {
    const policy::Principal& admin = with_secret(*found, "test").principal;
    CHECK(admin.kind == policy::PrincipalKind::user);
    CHECK(admin.account == account_a);
    CHECK(admin.arn == "arn:aws:iam::111122223333:user/admin");
    CHECK(admin.principal_arn == admin.arn);
    CHECK(admin.user_name == "admin");
    CHECK(admin.unique_id.size() == 21);
    CHECK(admin.user_id == admin.unique_id);
    const policy::Principal& root_user = with_secret(*found, "root").principal;
    CHECK(root_user.kind == policy::PrincipalKind::root);
    CHECK(root_user.arn == "arn:aws:iam::111122223333:root");
    CHECK(root_user.user_id == "111122223333");
    CHECK(root_user.user_name == "");
  }
  CHECK(with_secret(before, "test").principal == with_secret(after, "test").principal);
}

TEST_CASE("test is the admin of 000000000000 and never its root user", "[iam]") {
  const World world;
  const auto found = find_credentials(world, "test");
  REQUIRE(found.size() == 1);
  CHECK(found[0].secret_access_key == "test");
  CHECK(found[0].principal->arn == "arn:aws:iam::000000000000:user/admin");
}

TEST_CASE("B15: an unknown key stands for nobody", "[iam]") {
  World world;
  world.open(account_a, us_east_1);
  for (const char* id : {"", "AKIAIOSFODNN7EXAMPLE", "ASIAY34FZKBOKMUTVV7A", "root", "Test",
                         "11112222333", "1111222233334", "11112222333a", "admin"}) {
    CHECK(find_credentials(world, id).empty());
  }
}

TEST_CASE("a deleted admin has no credentials, and a new user of that name does not get them",
          "[iam]") {
  World world;
  const Caller a = root(account_a);
  ask<op::DetachUserPolicy>(world, a, {.user_name = "admin", .policy_arn = administrator});
  ask<op::DeleteUser>(world, a, {.user_name = "admin"});
  REQUIRE(find_credentials(world, account_a.value).size() == 1);
  CHECK(find_credentials(world, account_a.value)[0].secret_access_key == "root");
  ask<op::CreateUser>(world, a, {.user_name = "admin"});
  CHECK(find_credentials(world, account_a.value).size() == 1);
  CHECK(find_user(world, account_a, "admin")->id != first_user_id(0, account_a));
}

TEST_CASE("a renamed admin keeps its credentials", "[iam]") {
  World world;
  const Caller a = root(account_a);
  ask<op::UpdateUser>(world, a, {.user_name = "admin", .new_user_name = "chief"});
  const auto found = find_credentials(world, account_a.value);
  CHECK(with_secret(found, "test").principal->arn == "arn:aws:iam::111122223333:user/chief");
}

TEST_CASE("the key of a user stands for the user, and says whether it is active", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const Caller u = user(world, account_a, "u");
  const auto key = ask<op::CreateAccessKey>(world, a, {.user_name = "u"}).access_key;
  auto found = find_credentials(world, key.access_key_id);
  REQUIRE(found.size() == 1);
  CHECK(found[0].secret_access_key == key.secret_access_key);
  CHECK(found[0].principal == u.principal);
  CHECK(found[0].active);
  CHECK(found[0].session_token == "");
  CHECK(found[0].expires == std::nullopt);
  ask<op::UpdateAccessKey>(
      world, a, {.user_name = "u", .access_key_id = key.access_key_id, .status = "Inactive"});
  CHECK(!find_credentials(world, key.access_key_id)[0].active);
  ask<op::DeleteAccessKey>(world, a, {.user_name = "u", .access_key_id = key.access_key_id});
  CHECK(find_credentials(world, key.access_key_id).empty());
}

TEST_CASE("opening an account draws nothing, so that its admin is the same in any order", "[iam]") {
  World one, two;
  const Random untouched = one.random;
  open_account(one, account_a);
  CHECK(one.random == untouched);
  open_account(two, account_b);
  open_account(two, account_a);
  CHECK(one.iam.accounts.at(account_a) == two.iam.accounts.at(account_a));
}

}  // namespace amishare::iam::test
