// boundary_test.cpp - permissions boundaries: set, shown, taken away, and what asks about them.
#include "emulator/iam/documents.h"
#include "policy/policy.h"

namespace amishare::iam::test {

namespace {

const std::string boundary_arn = "arn:aws:iam::111122223333:policy/boundary";

void create_boundary(World& world, const std::string& action = "ec2:*") {
  ask<op::CreatePolicy>(
      world, root(account_a),
      {.policy_name = "boundary", .policy_document = identity_policy("Allow", action)});
}

std::vector<policy::NamedPolicy> boundary_of(const World& world, const Caller& caller) {
  return permissions_boundary(world, caller.principal).value_or(std::vector<policy::NamedPolicy>{});
}

const Error no_such_boundary =
    no_such("Scope ARN: " + boundary_arn + " does not exist or is not attachable.");

}  // namespace

TEST_CASE("a user's boundary is handed out in the version that is in force", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_boundary(world);
  const Caller u = user(world, account_a, "u");
  CHECK(permissions_boundary(world, u.principal) == std::nullopt);
  CHECK(permissions_boundary(world, a.principal) == std::nullopt);
  CHECK(permissions_boundary(world, Caller::service("ec2", us_east_1).principal) == std::nullopt);

  ask<op::PutUserPermissionsBoundary>(world, a,
                                      {.user_name = "U", .permissions_boundary = boundary_arn});
  REQUIRE(boundary_of(world, u).size() == 1);
  CHECK(boundary_of(world, u)[0].name == "boundary");
  CHECK(boundary_of(world, u)[0].arn == boundary_arn);
  CHECK(boundary_of(world, u)[0].policy->text() == identity_policy("Allow", "ec2:*"));

  const std::string second = identity_policy("Deny", "ec2:*");
  ask<op::CreatePolicyVersion>(
      world, a, {.policy_arn = boundary_arn, .policy_document = second, .set_as_default = true});
  CHECK(boundary_of(world, u)[0].policy->text() == second);

  ask<op::PutUserPermissionsBoundary>(world, a,
                                      {.user_name = "u", .permissions_boundary = administrator});
  CHECK(boundary_of(world, u)[0].arn == administrator);
  ask<op::DeleteUserPermissionsBoundary>(world, a, {.user_name = "u"});
  CHECK(permissions_boundary(world, u.principal) == std::nullopt);
}

TEST_CASE("a role's boundary is its sessions'", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_boundary(world);
  const Caller session = role_session(world, account_a, "r");
  CHECK(permissions_boundary(world, session.principal) == std::nullopt);
  ask<op::PutRolePermissionsBoundary>(world, a,
                                      {.role_name = "r", .permissions_boundary = boundary_arn});
  REQUIRE(boundary_of(world, session).size() == 1);
  CHECK(boundary_of(world, session)[0].arn == boundary_arn);
  ask<op::DeleteRolePermissionsBoundary>(world, a, {.role_name = "r"});
  CHECK(permissions_boundary(world, session.principal) == std::nullopt);
}

TEST_CASE("what was made with a boundary has it, and lists do not show it", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_boundary(world);
  const auto is_shown = [](const std::optional<api::AttachedPermissionsBoundary>& shown) {
    return shown && shown->permissions_boundary_type == "Policy" &&
           shown->permissions_boundary_arn == boundary_arn;
  };
  const auto made =
      ask<op::CreateUser>(world, a, {.user_name = "u", .permissions_boundary = boundary_arn});
  CHECK(is_shown(made.user->permissions_boundary));
  CHECK(is_shown(ask<op::GetUser>(world, a, {.user_name = "u"}).user.permissions_boundary));
  for (const auto& user : ask<op::ListUsers>(world, a, {}).users) {
    CHECK(!user.permissions_boundary.has_value());
  }
  const auto role = ask<op::CreateRole>(world, a,
                                        {.role_name = "r",
                                         .assume_role_policy_document = trust_account(account_a),
                                         .permissions_boundary = boundary_arn})
                        .role;
  CHECK(is_shown(role.permissions_boundary));
  CHECK(is_shown(ask<op::GetRole>(world, a, {.role_name = "r"}).role.permissions_boundary));
  CHECK(!ask<op::ListRoles>(world, a, {}).roles.at(0).permissions_boundary.has_value());
}

TEST_CASE("only a managed policy within reach is a boundary", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  role_session(world, account_a, "r");
  const auto refused = [&](const std::string& arn) {
    return refusal_of<op::PutUserPermissionsBoundary>(
        world, a, {.user_name = "u", .permissions_boundary = arn});
  };
  CHECK(refused(boundary_arn) == no_such_boundary);
  CHECK(refusal_of<op::PutRolePermissionsBoundary>(
            world, a, {.role_name = "r", .permissions_boundary = boundary_arn}) ==
        no_such_boundary);
  CHECK(refusal_of<op::CreateUser>(world, a,
                                   {.user_name = "v", .permissions_boundary = boundary_arn}) ==
        no_such_boundary);
  CHECK(refusal_of<op::CreateRole>(world, a,
                                   {.role_name = "s",
                                    .assume_role_policy_document = trust_account(account_a),
                                    .permissions_boundary = boundary_arn}) == no_such_boundary);
  // Another account's is none.
  ask<op::CreatePolicy>(world, root(account_b),
                        {.policy_name = "theirs", .policy_document = allow_all});
  CHECK(refused("arn:aws:iam::444455556666:policy/theirs").code == "NoSuchEntity");
  CHECK(refused("not an ARN of anything") ==
        error("ValidationError", "Invalid ARN:  Could not be parsed!", 400));
  CHECK(refused("arn:aws:iam::111122223333:role/r").code == "ValidationError");
}

TEST_CASE("a policy that is a boundary counts as one and can't be deleted", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_boundary(world);
  ask<op::CreateUser>(world, a, {.user_name = "u", .permissions_boundary = boundary_arn});
  const auto policy = ask<op::GetPolicy>(world, a, {.policy_arn = boundary_arn}).policy;
  CHECK(policy->attachment_count == 0);
  CHECK(policy->permissions_boundary_usage_count == 1);
  CHECK(refusal_of<op::DeletePolicy>(world, a, {.policy_arn = boundary_arn}) ==
        error("DeleteConflict", "Cannot delete a policy attached to entities.", 409));

  const auto names = [&](const std::optional<std::string>& usage, bool only_attached) {
    std::string found;
    for (const auto& listed :
         ask<op::ListPolicies>(world, a,
                               {.only_attached = only_attached, .policy_usage_filter = usage})
             .policies) {
      found += *listed.policy_name + " ";
    }
    return found;
  };
  CHECK(names("PermissionsBoundary", false) == "boundary ");
  CHECK(names("PermissionsPolicy", false) == "AdministratorAccess ");  // of the user admin
  CHECK(names(std::nullopt, true) == "AdministratorAccess ");

  const auto users = [&](const std::optional<std::string>& usage) {
    return ask<op::ListEntitiesForPolicy>(
               world, a, {.policy_arn = boundary_arn, .policy_usage_filter = usage})
        .policy_users.size();
  };
  CHECK(users(std::nullopt) == 1);
  CHECK(users("PermissionsBoundary") == 1);
  CHECK(users("PermissionsPolicy") == 0);

  ask<op::DeleteUserPermissionsBoundary>(world, a, {.user_name = "u"});
  CHECK_NOTHROW(ask<op::DeletePolicy>(world, a, {.policy_arn = boundary_arn}));
}

TEST_CASE("iam:PermissionsBoundary is what is asked for, or what the user has", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create_boundary(world);
  const std::string only_below = R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"iam:*","Resource":"*",
     "Condition":{"StringEquals":{"iam:PermissionsBoundary":")" +
                                 boundary_arn + R"("}}}]})";
  const Caller delegate = user(world, account_a, "delegate", only_below);
  CHECK_NOTHROW(ask<op::CreateUser>(world, delegate,
                                    {.user_name = "below", .permissions_boundary = boundary_arn}));
  CHECK(refusal_of<op::CreateUser>(world, delegate, {.user_name = "free"}) ==
        denied(delegate, "iam:CreateUser", "arn:aws:iam::111122223333:user/free"));
  CHECK(refusal_of<op::CreateUser>(world, delegate,
                                   {.user_name = "free", .permissions_boundary = administrator})
            .code == "AccessDenied");
  // On one who has it, and on nobody else.
  CHECK_NOTHROW(ask<op::PutUserPolicy>(
      world, delegate, {.user_name = "below", .policy_name = "p", .policy_document = allow_all}));
  ask<op::CreateUser>(world, a, {.user_name = "free"});
  CHECK(
      refusal_of<op::PutUserPolicy>(
          world, delegate, {.user_name = "free", .policy_name = "p", .policy_document = allow_all})
          .code == "AccessDenied");
  CHECK(refusal_of<op::AttachUserPolicy>(world, delegate,
                                         {.user_name = "free", .policy_arn = administrator})
            .code == "AccessDenied");
  // TagUser does not know the key, neither alone nor as part of CreateUser.
  CHECK(
      refusal_of<op::TagUser>(world, delegate, {.user_name = "below", .tags = {{"k", "v"}}}).code ==
      "AccessDenied");
  CHECK(refusal_of<op::CreateUser>(
            world, delegate,
            {.user_name = "w", .permissions_boundary = boundary_arn, .tags = {{"k", "v"}}}) ==
        denied(delegate, "iam:TagUser", "arn:aws:iam::111122223333:user/w"));
}

}  // namespace amishare::iam::test
