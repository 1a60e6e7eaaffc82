// service_linked_role.cpp - handlers about the roles that AWS's services take in an account.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
#include <algorithm>
#include <array>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/document.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/quota.h"
#include "iam/show.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

constexpr std::size_t deletion_tasks_kept = 1000;
constexpr std::string_view service_linked_folder = "aws-service-role/";

struct LinkedService {
  std::string_view service;
  std::string_view role;
  std::string_view policy;
  bool takes_suffix;
};

// Those that launch instances in the account's name.
// https://docs.aws.amazon.com/autoscaling/ec2/userguide/autoscaling-service-linked-role.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/service-linked-roles-spot-instance-requests.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-prerequisites.html
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-fleet-prerequisites.html
constexpr std::array<LinkedService, 4> linked_services = {{
    {"autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling", "AutoScalingServiceRolePolicy",
     true},
    {"spot.amazonaws.com", "AWSServiceRoleForEC2Spot", "AWSEC2SpotServiceRolePolicy", false},
    {"ec2fleet.amazonaws.com", "AWSServiceRoleForEC2Fleet", "AWSEC2FleetServiceRolePolicy", false},
    {"spotfleet.amazonaws.com", "AWSServiceRoleForEC2SpotFleet", "AWSEC2SpotFleetServiceRolePolicy",
     false},
}};

const LinkedService* linked_service(std::string_view name) {
  const auto place = std::find_if(linked_services.begin(), linked_services.end(),
                                  [name](const LinkedService& one) { return one.service == name; });
  return place == linked_services.end() ? nullptr : &*place;
}

// As the example of CreateServiceLinkedRole shows one.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html
std::string service_trust(std::string_view service) {
  return R"({"Version":"2012-10-17","Statement":[{"Action":["sts:AssumeRole"],)"
         R"("Effect":"Allow","Principal":{"Service":[")" +
         std::string(service) + R"("]}}]})";
}

// "task/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling/<uuid>" (recorded)
constexpr std::string_view task_type = "task/";

// The ARN of the role that a task is about; of no role if it is no task's id.
std::string role_arn_of_task(const Call& call, std::string_view task) {
  const auto last = task.rfind('/');
  const bool formed = task.starts_with(task_type) && last > task_type.size();
  const std::string_view role =
      formed ? task.substr(task_type.size(), last - task_type.size()) : std::string_view("*");
  return iam_arn_text(call.account(), std::string("role/").append(role));
}

}  // namespace

api::CreateServiceLinkedRoleResponse create_service_linked_role(
    Call& call, const api::CreateServiceLinkedRoleRequest& in) {
  const std::string& service = in.aws_service_name;
  const LinkedService* linked = linked_service(service);
  const std::string suffix = in.custom_suffix ? "_" + *in.custom_suffix : "";
  const std::string name = (linked != nullptr ? std::string(linked->role) : "*") + suffix;
  const std::string path = "/" + std::string(service_linked_folder) + service + "/";
  Target asked = new_target(call, "role", path, name);
  asked.context.set("iam:AWSServiceName", service);
  allow(call, "iam:CreateServiceLinkedRole", asked);
  if (linked == nullptr) throw service_not_emulated(service);
  if (in.custom_suffix && !linked->takes_suffix) throw suffix_not_allowed(service);
  const Account& account = own_account(call);
  if (account.roles.contains(name_key(name))) throw service_role_name_taken(name);
  if (account.roles.size() >= quota::roles_per_account) {
    throw quota_exceeded("RolesPerAccount", quota::roles_per_account);
  }

  Role role;
  role.trust = read_trust_policy(call.world, service_trust(service));
  role.id = new_identity_id(call, role_prefix);
  role.account = call.account();
  role.path = path;
  role.name = name;
  role.created = call.now();
  role.description = in.description.value_or("");
  role.attached_policies.push_back(
      iam_arn_text(AccountId{"aws"},
                   "policy/" + std::string(service_linked_folder) + std::string(linked->policy)));
  api::Role shown = show(call.world, role);
  keep(call.world.iam, std::move(role));
  return {.role = std::move(shown)};
}

api::DeleteServiceLinkedRoleResponse delete_service_linked_role(
    Call& call, const api::DeleteServiceLinkedRoleRequest& in) {
  const Role role = role_for(call, "iam:DeleteServiceLinkedRole", in.role_name);
  // What AWS says of a role that is linked to no service is inferred.
  if (!is_service_linked(role)) throw no_such_identity(EntityKind::role, in.role_name);
  const std::string task = std::string(task_type) + role.path.substr(1) + role.name + "/" +
                           call.world.random.uuid("iam-deletion-task");
  // Nothing of these services that could still use its role is emulated, so the task is done at
  // once.
  forget(call.world.iam, role);
  std::vector<std::string>& tasks = own_account(call).deletion_tasks;
  tasks.push_back(task);
  if (tasks.size() > deletion_tasks_kept) tasks.erase(tasks.begin());
  return {.deletion_task_id = task};
}

api::GetServiceLinkedRoleDeletionStatusResponse get_service_linked_role_deletion_status(
    Call& call, const api::GetServiceLinkedRoleDeletionStatusRequest& in) {
  const std::string role_arn = role_arn_of_task(call, in.deletion_task_id);
  allow(call, "iam:GetServiceLinkedRoleDeletionStatus", {.arn = role_arn, .shown = role_arn});
  const auto& tasks = own_account(call).deletion_tasks;
  if (std::find(tasks.begin(), tasks.end(), in.deletion_task_id) == tasks.end()) {
    throw no_such_deletion_task(in.deletion_task_id);
  }
  return {.status = "SUCCEEDED"};
}

}  // namespace amishare::iam
