// federation_test.cpp - sessions of users: as themselves, and as federated users.
#include "emulator/sts/sessions.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;
using namespace std::chrono_literals;

TEST_CASE("a session token stands for its user, whatever policies say", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u", identity_policy("Deny", "sts:*"));
  const auto made = ask<op::GetSessionToken>(world, u, {});
  const auto& given = made.credentials.value();
  CHECK(given.access_key_id.starts_with("ASIA"));
  CHECK(given.expiration == world.timeline.now() + 12h);
  const Caller session = caller_with(world, made);
  CHECK(session.principal == u.principal);
  CHECK(session.token_issued == world.timeline.now());
  CHECK(ask<op::GetCallerIdentity>(world, session, {}).arn == u.principal->arn);
  CHECK(ask<op::GetSessionToken>(world, u, {.duration_seconds = 129600}).credentials->expiration ==
        world.timeline.now() + 36h);
}

TEST_CASE("the root user's sessions last an hour at most", "[sts]") {
  World world;
  const auto made = ask<op::GetSessionToken>(world, root(account_a), {.duration_seconds = 7200});
  CHECK(made.credentials->expiration == world.timeline.now() + 1h);
  CHECK(caller_with(world, made).principal == root(account_a).principal);
  CHECK(ask<op::GetSessionToken>(world, root(account_a), {.duration_seconds = 900})
            .credentials->expiration == world.timeline.now() + 15min);
  CHECK(ask<op::GetFederationToken>(world, root(account_a), {.name = "bob"})
            .credentials->expiration == world.timeline.now() + 1h);
}

TEST_CASE("session credentials give no further ones but by assuming a role", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u", allow_all);
  const std::string role = make_role(world, "r", trusting(account_a, R"("sts:AssumeRole")"));
  const Caller session = caller_with(world, ask<op::GetSessionToken>(world, u, {}));
  const Caller federated = caller_with(
      world, ask<op::GetFederationToken>(world, u, {.name = "bob", .policy = allow_all}));
  const Caller assumed = caller_with(
      world, ask<op::AssumeRole>(world, session, {.role_arn = role, .role_session_name = "s"}));
  for (const Caller& caller : {session, federated, assumed}) {
    CHECK(refusal_of<op::GetSessionToken>(world, caller, {}) ==
          error("AccessDenied", "Cannot call GetSessionToken with session credentials", 403));
    CHECK(refusal_of<op::GetFederationToken>(world, caller, {.name = "bob"}) ==
          error("AccessDenied", "Cannot call GetFederationToken with session credentials", 403));
  }
  CHECK(
      refusal_of<op::AssumeRole>(world, federated, {.role_arn = role, .role_session_name = "s"}) ==
      error("AccessDenied",
            "User: arn:aws:sts::111122223333:federated-user/bob is not authorized to perform: "
            "sts:AssumeRole on resource: " +
                role,
            403));
  for (const Caller& caller : {session, federated}) {
    CHECK(refusal_of<op::GetAccessKeyInfo>(world, caller, {.access_key_id = "ASIAY34FZKBOKMUTVV7A"})
              .code == "AccessDenied");
    CHECK(
        refusal_of<op::DecodeAuthorizationMessage>(world, caller, {.encoded_message = "x"}).code ==
        "AccessDenied");
  }
}

TEST_CASE("a federated user is its user under another name", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u", allow_all);
  const auto made = ask<op::GetFederationToken>(world, u,
                                                {.name = "bob",
                                                 .policy = identity_policy("Allow", "ec2:*"),
                                                 .tags = {{.key = "team", .value = "red"}}});
  CHECK(made.federated_user->federated_user_id == "111122223333:bob");
  CHECK(made.federated_user->arn == "arn:aws:sts::111122223333:federated-user/bob");
  const Caller bob = caller_with(world, made);
  CHECK(bob.principal->kind == policy::PrincipalKind::federated_user);
  CHECK(bob.principal->user_name.empty());
  CHECK(bob.session_policies->size() == 1);
  CHECK(bob.session_tags == std::vector<SessionTag>{{"team", "red", false}});
  CHECK(iam::identity_policies(world, bob.principal).size() == 1);
  const auto identity = ask<op::GetCallerIdentity>(world, bob, {});
  CHECK(identity.user_id == "111122223333:bob");
  CHECK(identity.arn == "arn:aws:sts::111122223333:federated-user/bob");
  // Recorded: 0 without a policy.
  CHECK(ask<op::GetFederationToken>(world, u, {.name = "bob"}).packed_policy_size == 0);
}

TEST_CASE("federation and its tags need their rights", "[sts]") {
  World world;
  const Caller unable = user(world, account_a, "unable");
  const Caller able = user(world, account_a, "able",
                           identity_policy("Allow", "sts:GetFederationToken",
                                           "arn:aws:sts::111122223333:federated-user/bob"));
  const std::string bob = "arn:aws:sts::111122223333:federated-user/bob";
  CHECK(refusal_of<op::GetFederationToken>(world, unable, {.name = "bob"}) ==
        denied(unable, "sts:GetFederationToken", bob));
  CHECK_NOTHROW(ask<op::GetFederationToken>(world, able, {.name = "bob"}));
  CHECK(refusal_of<op::GetFederationToken>(world, able, {.name = "eve"}).status == 403);
  CHECK(refusal_of<op::GetFederationToken>(
            world, able, {.name = "bob", .tags = {{.key = "team", .value = "red"}}}) ==
        denied(able, "sts:TagSession", bob));
}

TEST_CASE("a deleted user takes its sessions along", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u");
  const auto made = ask<op::GetSessionToken>(world, u, {});
  ask<iam::op::DeleteUser>(world, root(account_a), {.user_name = "u"});
  CHECK(iam::find_credentials(world, made.credentials->access_key_id).empty());
}

TEST_CASE("the root user's federated user may all, and is capped by its session policy", "[sts]") {
  World world;
  const auto made = ask<op::GetFederationToken>(
      world, root(account_a), {.name = "bob", .policy = identity_policy("Allow", "iam:ListUsers")});
  const Caller bob = caller_with(world, made);
  const auto policies = iam::identity_policies(world, bob.principal);
  REQUIRE(policies.size() == 1);
  CHECK(policies[0].name == "AdministratorAccess");
}

}  // namespace amishare::sts::test
