// role_test.cpp - roles and their trust policies.
#include "emulator/iam/documents.h"
#include "iam/document.h"

namespace amishare::iam::test {

namespace {

std::string shown_trust(World& world, const std::string& role) {
  return ask<op::GetRole>(world, root(account_a), {.role_name = role})
      .role.assume_role_policy_document.value();
}

void create_role(World& world, const std::string& name, const std::string& trust) {
  ask<op::CreateRole>(world, root(account_a),
                      {.role_name = name, .assume_role_policy_document = trust});
}

Error refused_trust(World& world, const std::string& trust) {
  return refusal_of<op::CreateRole>(world, root(account_a),
                                    {.role_name = "r", .assume_role_policy_document = trust});
}

}  // namespace

TEST_CASE("which members of a role which operation shows, as recorded from AWS", "[iam]") {
  World world;
  const Caller a = root(account_a);
  const std::string document = trust_account(account_b);
  const auto made = ask<op::CreateRole>(world, a,
                                        {.path = "/service-role/",
                                         .role_name = "r",
                                         .assume_role_policy_document = document,
                                         .max_session_duration = 7200,
                                         .tags = {{"k", "v"}}})
                        .role;
  CHECK(made.arn == "arn:aws:iam::111122223333:role/service-role/r");
  CHECK(made.role_id.starts_with("AROA"));
  CHECK(made.assume_role_policy_document == percent_encoded(document));
  CHECK(made.max_session_duration == std::nullopt);
  CHECK(!made.role_last_used.has_value());
  CHECK(made.tags.size() == 1);
  const auto got = ask<op::GetRole>(world, a, {.role_name = "r"}).role;
  CHECK(got.max_session_duration == 7200);
  CHECK(got.role_last_used.has_value());
  CHECK(got.role_last_used->region == std::nullopt);
  CHECK(got.tags.size() == 1);
  const auto listed = ask<op::ListRoles>(world, a, {}).roles;
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].max_session_duration == 7200);
  CHECK(!listed[0].role_last_used.has_value());
  CHECK(listed[0].tags.empty());
  CHECK(listed[0].assume_role_policy_document == percent_encoded(document));
}

TEST_CASE("documents are encoded as RFC 3986 has it", "[iam]") {
  CHECK(percent_encoded("{\"a\": \"b+c/d*~-_.\"}\n\xC3\xA9%2F") ==
        "%7B%22a%22%3A%20%22b%2Bc%2Fd%2A~-_.%22%7D%0A%C3%A9%252F");
}

TEST_CASE("B24: what is no trust policy is refused in AWS's words", "[iam]") {
  World world;
  CHECK(refused_trust(world, "not json") == malformed("This policy contains invalid Json"));
  CHECK(refused_trust(world, trust_account(account_b, R"(,"Resource":"*")")) ==
        malformed("Has prohibited field Resource"));
  CHECK(refused_trust(world, allow_all).code == "MalformedPolicyDocument");
  CHECK(refused_trust(world, "{}").code == "MalformedPolicyDocument");
}

TEST_CASE("a trust policy names only users and roles that exist", "[iam]") {
  World world;
  const std::string gone = "arn:aws:iam::444455556666:user/gone";
  CHECK(refused_trust(world, trust(gone)) ==
        malformed("Invalid principal in policy: \"AWS\":\"" + gone + "\""));
  const std::string gone_role = "arn:aws:iam::111122223333:role/gone";
  CHECK(refused_trust(world, trust(gone_role)) ==
        malformed("Invalid principal in policy: \"AWS\":\"" + gone_role + "\""));
  CHECK(refused_trust(world, trust("nobody")) ==
        malformed("Invalid principal in policy: \"AWS\":\"nobody\""));
  // The wrong path is the wrong ARN.
  ask<op::CreateUser>(world, root(account_b), {.path = "/p/", .user_name = "here"});
  CHECK(refused_trust(world, trust("arn:aws:iam::444455556666:user/here")).code ==
        "MalformedPolicyDocument");
  CHECK_NOTHROW(create_role(world, "r", trust("arn:aws:iam::444455556666:user/p/here")));
  // Every account exists, and so does the admin of one that nobody has used.
  CHECK_NOTHROW(create_role(world, "r2", trust("999999999999")));
  CHECK_NOTHROW(create_role(world, "r3", trust("arn:aws:iam::999999999999:user/admin")));
  CHECK_NOTHROW(create_role(world, "r4", trust("*")));
}

TEST_CASE("a trusted user who was deleted shows as an id, and a new one of that name is another",
          "[iam]") {
  World world;
  const Caller b = root(account_b);
  const Caller first = user(world, account_b, "u");
  const std::string document = trust("arn:aws:iam::444455556666:user/u");
  create_role(world, "r", document);
  CHECK(shown_trust(world, "r") == percent_encoded(document));
  ask<op::UpdateUser>(world, b, {.user_name = "u", .new_user_name = "v"});
  CHECK(shown_trust(world, "r") == percent_encoded(trust("arn:aws:iam::444455556666:user/v")));
  ask<op::DeleteUser>(world, b, {.user_name = "v"});
  CHECK(shown_trust(world, "r") == percent_encoded(trust(first.principal->unique_id)));
  user(world, account_b, "u");
  CHECK(shown_trust(world, "r") == percent_encoded(trust(first.principal->unique_id)));
  // What was shown can't be sent again: nobody has that id.
  CHECK(refusal_of<op::UpdateAssumeRolePolicy>(
            world, root(account_a),
            {.role_name = "r", .policy_document = trust(first.principal->unique_id)}) ==
        malformed("Invalid principal in policy: \"AWS\":\"" + first.principal->unique_id + "\""));
}

TEST_CASE("a trust policy is replaced whole, or not at all", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_role(world, "r", trust_account(account_b));
  CHECK(refusal_of<op::UpdateAssumeRolePolicy>(world, a,
                                               {.role_name = "r", .policy_document = "not json"}) ==
        malformed("This policy contains invalid Json"));
  ask<op::UpdateAssumeRolePolicy>(world, a,
                                  {.role_name = "r", .policy_document = trust_account(account_a)});
  CHECK(shown_trust(world, "r") == percent_encoded(trust_account(account_a)));
  const std::string condition =
      R"(,"Condition":{"StringEquals":{"aws:PrincipalTag/k":")" + std::string(2048, 'x') + R"("}})";
  CHECK(refusal_of<op::UpdateAssumeRolePolicy>(
            world, a, {.role_name = "r", .policy_document = trust_account(account_b, condition)}) ==
        over_quota("Cannot exceed quota for ACLSizePerRole: 2048"));
  // White space is not counted.
  const std::string spaces(4000, ' ');
  CHECK_NOTHROW(ask<op::UpdateAssumeRolePolicy>(
      world, a, {.role_name = "r", .policy_document = spaces + trust_account(account_b)}));
}

TEST_CASE("a role goes only when nothing hangs on it", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_role(world, "r", trust_account(account_b));
  CHECK(
      refusal_of<op::CreateRole>(
          world, a, {.role_name = "R", .assume_role_policy_document = trust_account(account_b)}) ==
      error("EntityAlreadyExists", "Role with name R already exists.", 409));
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "p"});
  ask<op::AddRoleToInstanceProfile>(world, a, {.instance_profile_name = "p", .role_name = "r"});
  ask<op::AttachRolePolicy>(world, a, {.role_name = "r", .policy_arn = administrator});
  ask<op::PutRolePolicy>(world, a,
                         {.role_name = "r", .policy_name = "i", .policy_document = allow_all});
  const auto refusal = [&] { return refusal_of<op::DeleteRole>(world, a, {.role_name = "r"}); };
  CHECK(refusal() == conflict("remove roles from instance profile"));
  ask<op::RemoveRoleFromInstanceProfile>(world, a,
                                         {.instance_profile_name = "p", .role_name = "r"});
  CHECK(refusal() == conflict("detach all policies"));
  ask<op::DetachRolePolicy>(world, a, {.role_name = "r", .policy_arn = administrator});
  CHECK(refusal() == conflict("delete policies"));
  ask<op::DeleteRolePolicy>(world, a, {.role_name = "r", .policy_name = "i"});
  ask<op::DeleteRole>(world, a, {.role_name = "r"});
  CHECK(refusal() == no_such("The role with name r cannot be found."));
}

TEST_CASE("only AWS makes service-linked roles", "[iam]") {
  World world;
  CHECK(refusal_of<op::CreateRole>(world, root(account_a),
                                   {.path = "/aws-service-role/ec2.amazonaws.com/",
                                    .role_name = "r",
                                    .assume_role_policy_document = trust_account(account_b)}) ==
        error("InvalidInput",
              "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
              400));
}

TEST_CASE("a role's description and duration change", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_role(world, "r", trust_account(account_b));
  ask<op::UpdateRole>(world, a,
                      {.role_name = "r", .description = "one", .max_session_duration = 43200});
  const auto role = ask<op::GetRole>(world, a, {.role_name = "r"}).role;
  CHECK(role.description == "one");
  CHECK(role.max_session_duration == 43200);
  const auto shown =
      ask<op::UpdateRoleDescription>(world, a, {.role_name = "r", .description = "two"}).role;
  CHECK(shown->description == "two");
  // Recorded.
  CHECK(shown->max_session_duration == std::nullopt);
  CHECK(!shown->role_last_used.has_value());
}

}  // namespace amishare::iam::test
