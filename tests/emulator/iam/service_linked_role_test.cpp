// service_linked_role_test.cpp - roles that AWS's services take: made, kept from change, deleted.
#include "emulator/iam/documents.h"
#include "iam/document.h"

namespace amishare::iam::test {

namespace {

const std::string scaling_role = "AWSServiceRoleForAutoScaling";

Error protected_role(const std::string& role) {
  return error("UnmodifiableEntity",
               "Cannot perform the operation on the protected role '" + role +
                   "' - this role is only modifiable by AWS",
               400);
}

api::Role create(World& world, const std::string& service,
                 const std::optional<std::string>& suffix = {}) {
  return *ask<op::CreateServiceLinkedRole>(world, root(account_a),
                                           {.aws_service_name = service, .custom_suffix = suffix})
              .role;
}

Error refused(World& world, const std::string& service,
              const std::optional<std::string>& suffix = {}) {
  return refusal_of<op::CreateServiceLinkedRole>(
      world, root(account_a), {.aws_service_name = service, .custom_suffix = suffix});
}

}  // namespace

TEST_CASE("a service-linked role has its service's name, path, trust and policy", "[iam]") {
  World world;
  const api::Role made = create(world, "autoscaling.amazonaws.com");
  CHECK(made.role_name == scaling_role);
  CHECK(made.path == "/aws-service-role/autoscaling.amazonaws.com/");
  CHECK(made.arn == "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/" +
                        scaling_role);
  CHECK(made.assume_role_policy_document ==
        percent_encoded(R"({"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],)"
                        R"("Effect":"Allow","Principal":{"Service":)"
                        R"(["autoscaling.amazonaws.com"]}}]})"));
  const auto attached =
      ask<op::ListAttachedRolePolicies>(world, root(account_a), {.role_name = scaling_role});
  REQUIRE(attached.attached_policies.size() == 1);
  CHECK(attached.attached_policies[0].policy_arn ==
        "arn:aws:iam::aws:policy/aws-service-role/AutoScalingServiceRolePolicy");

  CHECK(create(world, "autoscaling.amazonaws.com", "mine").role_name == scaling_role + "_mine");
  CHECK(create(world, "spot.amazonaws.com").role_name == "AWSServiceRoleForEC2Spot");
  CHECK(create(world, "ec2fleet.amazonaws.com").role_name == "AWSServiceRoleForEC2Fleet");
  CHECK(create(world, "spotfleet.amazonaws.com").role_name == "AWSServiceRoleForEC2SpotFleet");
}

TEST_CASE("names taken, suffixes and services that cannot be are refused", "[iam]") {
  World world;
  create(world, "spot.amazonaws.com");
  CHECK(refused(world, "spot.amazonaws.com") ==
        error("InvalidInput",
              "Service role name AWSServiceRoleForEC2Spot has been taken in this account, please "
              "try a different suffix.",
              400));
  CHECK(refused(world, "spot.amazonaws.com", "mine") ==
        error("InvalidInput", "Custom suffix is not allowed for spot.amazonaws.com", 400));
  CHECK(refused(world, "lex.amazonaws.com") ==
        error("UnsupportedOperation",
              "amishare does not emulate the service-linked role of lex.amazonaws.com.", 400));
}

TEST_CASE("nobody changes a service-linked role but its description and tags", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create(world, "autoscaling.amazonaws.com");
  const Error unmodifiable = protected_role(scaling_role);
  CHECK(refusal_of<op::AttachRolePolicy>(
            world, a, {.role_name = scaling_role, .policy_arn = administrator}) == unmodifiable);
  CHECK(refusal_of<op::DetachRolePolicy>(
            world, a, {.role_name = scaling_role, .policy_arn = administrator}) == unmodifiable);
  CHECK(refusal_of<op::PutRolePolicy>(
            world, a,
            {.role_name = scaling_role, .policy_name = "p", .policy_document = allow_all}) ==
        unmodifiable);
  CHECK(refusal_of<op::DeleteRolePolicy>(
            world, a, {.role_name = scaling_role, .policy_name = "p"}) == unmodifiable);
  CHECK(refusal_of<op::UpdateAssumeRolePolicy>(
            world, a, {.role_name = scaling_role, .policy_document = trust_account(account_b)}) ==
        unmodifiable);
  CHECK(refusal_of<op::PutRolePermissionsBoundary>(
            world, a, {.role_name = scaling_role, .permissions_boundary = administrator}) ==
        unmodifiable);
  CHECK(refusal_of<op::DeleteRolePermissionsBoundary>(world, a, {.role_name = scaling_role}) ==
        unmodifiable);
  CHECK(refusal_of<op::DeleteRole>(world, a, {.role_name = scaling_role}) == unmodifiable);
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "web"});
  CHECK(refusal_of<op::AddRoleToInstanceProfile>(
            world, a, {.instance_profile_name = "web", .role_name = scaling_role}) == unmodifiable);
  CHECK(refusal_of<op::UpdateRole>(world, a,
                                   {.role_name = scaling_role, .max_session_duration = 7200})
            .code == "UnmodifiableEntity");

  CHECK_NOTHROW(ask<op::UpdateRole>(world, a, {.role_name = scaling_role, .description = "d"}));
  CHECK_NOTHROW(ask<op::TagRole>(world, a, {.role_name = scaling_role, .tags = {{"k", "v"}}}));
}

TEST_CASE("a service-linked role is deleted by a task whose end can be asked for", "[iam]") {
  World world;
  const Caller a = root(account_a);
  create(world, "autoscaling.amazonaws.com");
  const std::string task =
      ask<op::DeleteServiceLinkedRole>(world, a, {.role_name = scaling_role}).deletion_task_id;
  CHECK(task.starts_with("task/aws-service-role/autoscaling.amazonaws.com/" + scaling_role + "/"));
  CHECK(ask<op::GetServiceLinkedRoleDeletionStatus>(world, a, {.deletion_task_id = task}).status ==
        "SUCCEEDED");
  CHECK(find_role(world, account_a, scaling_role) == nullptr);
  CHECK(refusal_of<op::DeleteServiceLinkedRole>(world, a, {.role_name = scaling_role}).code ==
        "NoSuchEntity");
  CHECK(refusal_of<op::GetServiceLinkedRoleDeletionStatus>(world, root(account_b),
                                                           {.deletion_task_id = task})
            .code == "NoSuchEntity");
  // One made later is another role.
  create(world, "autoscaling.amazonaws.com");
  role_session(world, account_a, "plain");
  CHECK(refusal_of<op::DeleteServiceLinkedRole>(world, a, {.role_name = "plain"}) ==
        no_such("The role with name plain cannot be found."));
}

TEST_CASE("iam:AWSServiceName narrows who may make which service-linked role", "[iam]") {
  World world;
  const Caller u = user(world, account_a, "u", R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"iam:CreateServiceLinkedRole","Resource":"*",
     "Condition":{"StringEquals":{"iam:AWSServiceName":"spot.amazonaws.com"}}}]})");
  CHECK_NOTHROW(
      ask<op::CreateServiceLinkedRole>(world, u, {.aws_service_name = "spot.amazonaws.com"}));
  CHECK(refusal_of<op::CreateServiceLinkedRole>(
            world, u, {.aws_service_name = "autoscaling.amazonaws.com"}) ==
        denied(u, "iam:CreateServiceLinkedRole",
               "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/" +
                   scaling_role));
}

}  // namespace amishare::iam::test
