// instance_profile_test.cpp - instance profiles, and passing a role on.
#include "emulator/iam/documents.h"
#include "iam/authorize.h"

namespace amishare::iam::test {

TEST_CASE("an instance profile holds at most one role", "[iam]") {
  World world;
  const Caller a = root(account_a);
  role_session(world, account_a, "r");
  role_session(world, account_a, "other");
  const auto made =
      ask<op::CreateInstanceProfile>(
          world, a, {.instance_profile_name = "p", .path = "/x/", .tags = {{"k", "v"}}})
          .instance_profile;
  CHECK(made.arn == "arn:aws:iam::111122223333:instance-profile/x/p");
  CHECK(made.instance_profile_id.starts_with("AIPA"));
  CHECK(made.roles.empty());
  CHECK(made.tags.size() == 1);
  ask<op::AddRoleToInstanceProfile>(world, a, {.instance_profile_name = "p", .role_name = "r"});
  CHECK(refusal_of<op::AddRoleToInstanceProfile>(
            world, a, {.instance_profile_name = "p", .role_name = "other"}) ==
        over_quota("Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1"));
  const auto got = ask<op::GetInstanceProfile>(world, a, {.instance_profile_name = "p"});
  REQUIRE(got.instance_profile.roles.size() == 1);
  CHECK(got.instance_profile.roles[0].role_name == "r");
  CHECK(ask<op::ListInstanceProfiles>(world, a, {}).instance_profiles.size() == 1);
  CHECK(ask<op::ListInstanceProfiles>(world, a, {.path_prefix = "/y/"}).instance_profiles.empty());
  CHECK(
      ask<op::ListInstanceProfilesForRole>(world, a, {.role_name = "r"}).instance_profiles.size() ==
      1);
  CHECK(ask<op::ListInstanceProfilesForRole>(world, a, {.role_name = "other"})
            .instance_profiles.empty());
  CHECK(refusal_of<op::DeleteInstanceProfile>(world, a, {.instance_profile_name = "p"}) ==
        conflict("remove roles from instance profile"));
  ask<op::RemoveRoleFromInstanceProfile>(world, a,
                                         {.instance_profile_name = "p", .role_name = "r"});
  CHECK(refusal_of<op::RemoveRoleFromInstanceProfile>(
            world, a, {.instance_profile_name = "p", .role_name = "r"}) ==
        no_such("Role r in Instance Profile p cannot be found."));
  CHECK(refusal_of<op::RemoveRoleFromInstanceProfile>(
            world, a, {.instance_profile_name = "p", .role_name = "nobody"}) ==
        no_such("The role with name nobody cannot be found."));
  ask<op::DeleteInstanceProfile>(world, a, {.instance_profile_name = "p"});
  CHECK(refusal_of<op::GetInstanceProfile>(world, a, {.instance_profile_name = "p"}) ==
        no_such("Instance Profile p cannot be found."));
}

TEST_CASE("an instance profile is found by name or ARN, in its own account alone", "[iam]") {
  World world;
  const Caller a = root(account_a);
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "p", .path = "/x/"});
  CHECK(refusal_of<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "P"}) ==
        error("EntityAlreadyExists", "Instance Profile P already exists.", 409));
  const std::string arn = "arn:aws:iam::111122223333:instance-profile/x/p";
  CHECK(find_instance_profile(world, account_a, "p") != nullptr);
  CHECK(find_instance_profile(world, account_a, arn) ==
        find_instance_profile(world, account_a, "p"));
  CHECK(find_instance_profile(world, account_b, "p") == nullptr);
  CHECK(find_instance_profile(world, account_b, arn) == nullptr);
  CHECK(find_instance_profile(world, account_a, "arn:aws:iam::111122223333:instance-profile/p") ==
        nullptr);
}

TEST_CASE("to put a role into a profile one must be allowed to pass it", "[iam]") {
  World world;
  const Caller a = root(account_a);
  role_session(world, account_a, "r");
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "p"});
  const Caller u =
      user(world, account_a, "u", identity_policy("Allow", "iam:AddRoleToInstanceProfile"));
  CHECK(refusal_of<op::AddRoleToInstanceProfile>(
            world, u, {.instance_profile_name = "p", .role_name = "r"}) ==
        denied(u, "iam:PassRole", "arn:aws:iam::111122223333:role/r"));
  const std::string to_ec2 =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:PassRole",)"
      R"("Resource":"arn:aws:iam::*:role/r","Condition":{"StringEquals":)"
      R"({"iam:PassedToService":"ec2.amazonaws.com"}}}})";
  ask<op::PutUserPolicy>(world, a,
                         {.user_name = "u", .policy_name = "pass", .policy_document = to_ec2});
  CHECK_NOTHROW(ask<op::AddRoleToInstanceProfile>(
      world, u, {.instance_profile_name = "p", .role_name = "r"}));
  TraceEntry entry;
  Call call(world, u, us_east_1, entry);
  const Role& role = *find_role(world, account_a, "r");
  CHECK(call.decide(pass_role(role, "ec2.amazonaws.com")).allowed());
  CHECK(!call.decide(pass_role(role, "lambda.amazonaws.com")).allowed());
}

}  // namespace amishare::iam::test
