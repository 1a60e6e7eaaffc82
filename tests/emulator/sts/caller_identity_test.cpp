// caller_identity_test.cpp - who asks, and whose a key is.
#include "emulator/iam/documents.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;

TEST_CASE("each kind of principal learns who it is, as recorded from AWS", "[sts]") {
  World world;
  const auto identity = [&](const Caller& caller) {
    return ask<op::GetCallerIdentity>(world, caller, {});
  };
  const auto root_user = identity(root(account_a));
  CHECK(root_user.user_id == "111122223333");
  CHECK(root_user.account == "111122223333");
  CHECK(root_user.arn == "arn:aws:iam::111122223333:root");
  ask<iam::op::CreateUser>(world, root(account_a), {.path = "/team/", .user_name = "u"});
  const iam::User& u = *iam::find_user(world, account_a, "u");
  const auto of_user = identity({.principal = iam::principal(u)});
  CHECK(of_user.user_id == u.id);
  CHECK(of_user.arn == "arn:aws:iam::111122223333:user/team/u");
  const Caller session = role_session(world, account_a, "r");
  const auto of_session = identity(session);
  CHECK(of_session.user_id == session.principal->unique_id + ":session");
  CHECK(of_session.arn == "arn:aws:sts::111122223333:assumed-role/r/session");
}

TEST_CASE("no policy hides from a caller who it is", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u", identity_policy("Deny", "*"));
  CHECK(ask<op::GetCallerIdentity>(world, u, {}).arn == u.principal->arn);
}

TEST_CASE("the account of a key is read from its id", "[sts]") {
  World world;
  const Caller a = root(account_a);
  CHECK(ask<op::GetAccessKeyInfo>(world, a, {.access_key_id = "ASIAY34FZKBOKMUTVV7A"}).account ==
        "609629065308");
  CHECK(refusal_of<op::GetAccessKeyInfo>(world, a, {.access_key_id = "AKIAIOSFODNN7EXAMPLE"})
            .status == 400);
  const Caller u = user(world, account_a, "u");
  CHECK(
      refusal_of<op::GetAccessKeyInfo>(world, u, {.access_key_id = "ASIAY34FZKBOKMUTVV7A"}).code ==
      "AccessDenied");
}

}  // namespace amishare::sts::test
