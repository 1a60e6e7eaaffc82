// assume_role_test.cpp - who may assume a role, for how long, and what the credentials are worth.
#include "emulator/iam/documents.h"
#include "iam/unique_id.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;
using namespace std::chrono_literals;

namespace {

const std::string role_arn = "arn:aws:iam::111122223333:role/r";
const std::string may_assume = identity_policy("Allow", "sts:AssumeRole", role_arn);

void create_role(World& world, const std::string& trust, const std::string& name = "r",
                 std::int64_t hours = 1) {
  ask<iam::op::CreateRole>(world, root(account_a),
                           {.role_name = name,
                            .assume_role_policy_document = trust,
                            .max_session_duration = hours * 3600});
}

api::AssumeRoleRequest request(std::optional<std::string> external_id = {},
                               std::optional<std::int64_t> seconds = {}) {
  return {.role_arn = role_arn,
          .role_session_name = "s",
          .duration_seconds = seconds,
          .external_id = std::move(external_id)};
}

Error refused(const Caller& caller, const std::string& arn = role_arn) {
  return error("AccessDenied",
               "User: " + caller.principal->arn +
                   " is not authorized to perform: sts:AssumeRole on resource: " + arn,
               403);
}

}  // namespace

TEST_CASE("a session is worth what its role may do", "[sts]") {
  World world;
  create_role(world, trust_account(account_a));
  ask<iam::op::PutRolePolicy>(world, root(account_a),
                              {.role_name = "r",
                               .policy_name = "p",
                               .policy_document = identity_policy("Allow", "iam:ListRoles")});
  const Caller u = user(world, account_a, "u", may_assume);
  const auto assumed = ask<op::AssumeRole>(world, u, request());
  const auto& given = assumed.credentials.value();
  CHECK(given.access_key_id.starts_with("ASIA"));
  CHECK(iam::account_of(given.access_key_id) == account_a);
  CHECK(given.secret_access_key.size() == 40);
  CHECK(given.session_token.starts_with("IQoJb3JpZ2lu"));
  CHECK(given.expiration == world.timeline.now() + 1h);
  const iam::Role& role = *iam::find_role(world, account_a, "r");
  CHECK(assumed.assumed_role_user->assumed_role_id == role.id + ":s");
  CHECK(assumed.assumed_role_user->arn == "arn:aws:sts::111122223333:assumed-role/r/s");

  const auto found = iam::find_credentials(world, given.access_key_id);
  REQUIRE(found.size() == 1);
  CHECK(found[0].secret_access_key == given.secret_access_key);
  CHECK(found[0].session_token == given.session_token);
  CHECK(found[0].issued == world.timeline.now());
  CHECK(found[0].expires == given.expiration);
  const Caller session{.principal = found[0].principal};
  CHECK_NOTHROW(ask<iam::op::ListRoles>(world, session, {}));
  CHECK(refusal_of<iam::op::ListUsers>(world, session, {}) ==
        denied(session, "iam:ListUsers", "arn:aws:iam::111122223333:user/"));
}

TEST_CASE("B25: the caller's own policies count, in the account and across accounts", "[sts]") {
  World world;
  create_role(world, R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
                     R"({"AWS":["111122223333","444455556666"]},"Action":"sts:AssumeRole"}]})");
  for (const AccountId& account : {account_a, account_b}) {
    const Caller able = user(world, account, "able", may_assume);
    const Caller unable = user(world, account, "unable");
    const Caller barred = user(world, account, "barred", allow_all);
    ask<iam::op::PutUserPolicy>(world, root(account),
                                {.user_name = "barred",
                                 .policy_name = "no",
                                 .policy_document = identity_policy("Deny", "sts:*")});
    CHECK_NOTHROW(ask<op::AssumeRole>(world, able, request()));
    CHECK(refusal_of<op::AssumeRole>(world, unable, request()) == refused(unable));
    CHECK(refusal_of<op::AssumeRole>(world, barred, request()) == refused(barred));
  }
}

TEST_CASE("the trust policy has to allow; a user that it names needs no more in the same account",
          "[sts]") {
  World world;
  const Caller named = user(world, account_a, "named");
  const Caller foreign = user(world, account_b, "foreign");
  const Caller able = user(world, account_a, "able", allow_all);
  create_role(world,
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":[)"
              R"("arn:aws:iam::111122223333:user/named",)"
              R"("arn:aws:iam::444455556666:user/foreign"]},"Action":"sts:AssumeRole"}]})");
  CHECK_NOTHROW(ask<op::AssumeRole>(world, named, request()));
  CHECK(refusal_of<op::AssumeRole>(world, able, request()) == refused(able));
  CHECK(refusal_of<op::AssumeRole>(world, foreign, request()) == refused(foreign));
  ask<iam::op::PutUserPolicy>(
      world, root(account_b),
      {.user_name = "foreign", .policy_name = "p", .policy_document = may_assume});
  CHECK_NOTHROW(ask<op::AssumeRole>(world, foreign, request()));
}

TEST_CASE("who was trusted and deleted is trusted no more under the same name", "[sts]") {
  World world;
  user(world, account_b, "u", may_assume);
  create_role(world, trust("arn:aws:iam::444455556666:user/u"));
  const Caller b = root(account_b);
  ask<iam::op::DeleteUserPolicy>(world, b, {.user_name = "u", .policy_name = "inline"});
  ask<iam::op::DeleteUser>(world, b, {.user_name = "u"});
  const Caller again = user(world, account_b, "u", may_assume);
  CHECK(refusal_of<op::AssumeRole>(world, again, request()) == refused(again));
  ask<iam::op::UpdateAssumeRolePolicy>(
      world, root(account_a),
      {.role_name = "r", .policy_document = trust("arn:aws:iam::444455556666:user/u")});
  CHECK_NOTHROW(ask<op::AssumeRole>(world, again, request()));
}

TEST_CASE("B25: an external id that the trust policy asks for must be given", "[sts]") {
  World world;
  create_role(world, trust_account(account_b, R"(,"Condition":{"StringEquals":)"
                                              R"({"sts:ExternalId":"secret handshake"}})"));
  const Caller u = user(world, account_b, "u", may_assume);
  CHECK(refusal_of<op::AssumeRole>(world, u, request()) == refused(u));
  CHECK(refusal_of<op::AssumeRole>(world, u, request("wrong")) == refused(u));
  CHECK(refusal_of<op::AssumeRole>(world, u, request("Secret handshake")) == refused(u));
  CHECK_NOTHROW(ask<op::AssumeRole>(world, u, request("secret handshake")));
}

TEST_CASE("the name of the session can be a condition", "[sts]") {
  World world;
  create_role(world, trust_account(account_b, R"(,"Condition":{"StringLike":)"
                                              R"({"sts:RoleSessionName":"${aws:username}"}})"));
  const Caller s = user(world, account_b, "s", may_assume);
  const Caller t = user(world, account_b, "t", may_assume);
  CHECK_NOTHROW(ask<op::AssumeRole>(world, s, request()));
  CHECK(refusal_of<op::AssumeRole>(world, t, request()) == refused(t));
}

TEST_CASE("a role that does not exist is refused like one that may not be assumed", "[sts]") {
  World world;
  const Caller u = user(world, account_b, "u", allow_all);
  CHECK(refusal_of<op::AssumeRole>(world, u, request()) == refused(u));
  create_role(world, trust_account(account_b));
  CHECK_NOTHROW(ask<op::AssumeRole>(world, u, request()));
  // Case matters here.
  auto other_case = request();
  other_case.role_arn = "arn:aws:iam::111122223333:role/R";
  CHECK(refusal_of<op::AssumeRole>(world, u, other_case) == refused(u, other_case.role_arn));
}

TEST_CASE("what is no role's ARN is said to be invalid", "[sts]") {
  World world;
  const Caller u = user(world, account_a, "u", allow_all);
  for (const char* arn : {"no arn but long enough", "arn:aws:iam::111122223333:user/u",
                          "arn:aws:sts::111122223333:assumed-role/r/s", "arn:aws:iam:::role/rrrrr",
                          "arn:aws:iam:us-east-1:111122223333:role/r"}) {
    auto asked = request();
    asked.role_arn = arn;
    CHECK(refusal_of<op::AssumeRole>(world, u, asked) ==
          error("ValidationError", std::string(arn) + " is invalid", 400));
  }
}

TEST_CASE("the root user assumes no role", "[sts]") {
  World world;
  create_role(world, trust_account(account_a));
  CHECK(refusal_of<op::AssumeRole>(world, root(account_a), request()) ==
        error("AccessDenied", "Roles may not be assumed by root accounts.", 403));
}

TEST_CASE("a session lasts as long as the role and the chain allow", "[sts]") {
  World world;
  create_role(world, trust_account(account_a), "r", 2);
  const Caller u = user(world, account_a, "u", may_assume);
  CHECK(ask<op::AssumeRole>(world, u, request({}, 7200)).credentials->expiration ==
        world.timeline.now() + 2h);
  CHECK(refusal_of<op::AssumeRole>(world, u, request({}, 7201)) ==
        error("ValidationError",
              "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
              400));
  const Caller session = role_session(world, account_a, "first", may_assume);
  CHECK_NOTHROW(ask<op::AssumeRole>(world, session, request({}, 3600)));
  CHECK(refusal_of<op::AssumeRole>(world, session, request({}, 3601)) ==
        error("ValidationError",
              "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
              "role chaining.",
              400));
}

TEST_CASE("a role is not trusted by itself unless it says so", "[sts]") {
  World world;
  create_role(world, trust_account(account_b));
  const Caller itself{.principal =
                          iam::principal(*iam::find_role(world, account_a, "r"), "session")};
  ask<iam::op::PutRolePolicy>(world, root(account_a),
                              {.role_name = "r", .policy_name = "p", .policy_document = allow_all});
  CHECK(refusal_of<op::AssumeRole>(world, itself, request()) == refused(itself));
  ask<iam::op::UpdateAssumeRolePolicy>(world, root(account_a),
                                       {.role_name = "r", .policy_document = trust(role_arn)});
  CHECK_NOTHROW(ask<op::AssumeRole>(world, itself, request()));
}

TEST_CASE("a session that is over is remembered for a day, then forgotten", "[sts]") {
  World world;
  create_role(world, trust_account(account_a));
  const Caller u = user(world, account_a, "u", may_assume);
  const auto first = ask<op::AssumeRole>(world, u, request()).credentials.value();
  world.advance(2h);
  const auto over = iam::find_credentials(world, first.access_key_id);
  REQUIRE(over.size() == 1);
  CHECK(over[0].expires < world.timeline.now());
  ask<op::AssumeRole>(world, u, request());
  CHECK(iam::find_credentials(world, first.access_key_id).size() == 1);
  world.advance(23h);
  ask<op::AssumeRole>(world, u, request());
  CHECK(iam::find_credentials(world, first.access_key_id).empty());
  CHECK(world.iam.sessions.size() == 2);
  CHECK(world.iam.session_ends.size() == 2);
}

TEST_CASE("the sessions of a deleted role are worth nothing", "[sts]") {
  World world;
  create_role(world, trust_account(account_a));
  const Caller u = user(world, account_a, "u", may_assume);
  const auto given = ask<op::AssumeRole>(world, u, request()).credentials.value();
  ask<iam::op::DeleteRole>(world, root(account_a), {.role_name = "r"});
  CHECK(iam::find_credentials(world, given.access_key_id).empty());
  create_role(world, trust_account(account_a));
  CHECK(iam::find_credentials(world, given.access_key_id).empty());
}

}  // namespace amishare::sts::test
