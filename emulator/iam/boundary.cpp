// boundary.cpp - handlers about permissions boundaries: the most that policies can give.
#include "api/iam.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "world/world.h"

namespace amishare::iam {

void check_boundary(const Call& call, std::string_view policy_arn) {
  const ManagedPolicy* policy = find_policy_by_arn(call.world, policy_arn);
  if (policy == nullptr || !is_within_reach(call, *policy)) {
    throw boundary_not_attachable(policy_arn);
  }
}

policy::Context boundary_keys(std::string_view policy_arn) {
  policy::Context keys;
  if (!policy_arn.empty()) keys.set("iam:PermissionsBoundary", std::string(policy_arn));
  return keys;
}

api::PutUserPermissionsBoundaryResponse put_user_permissions_boundary(
    Call& call, const api::PutUserPermissionsBoundaryRequest& in) {
  check_policy_arn(in.permissions_boundary);
  User& user = user_for(call, "iam:PutUserPermissionsBoundary", in.user_name,
                        boundary_keys(in.permissions_boundary));
  check_boundary(call, in.permissions_boundary);
  user.boundary = in.permissions_boundary;
  return {};
}

api::PutRolePermissionsBoundaryResponse put_role_permissions_boundary(
    Call& call, const api::PutRolePermissionsBoundaryRequest& in) {
  check_policy_arn(in.permissions_boundary);
  Role& role = own_role_for(call, "iam:PutRolePermissionsBoundary", in.role_name,
                            boundary_keys(in.permissions_boundary));
  check_boundary(call, in.permissions_boundary);
  role.boundary = in.permissions_boundary;
  return {};
}

// To take away a boundary that is not there is no mistake (inferred).
api::DeleteUserPermissionsBoundaryResponse delete_user_permissions_boundary(
    Call& call, const api::DeleteUserPermissionsBoundaryRequest& in) {
  user_for(call, "iam:DeleteUserPermissionsBoundary", in.user_name).boundary.clear();
  return {};
}

api::DeleteRolePermissionsBoundaryResponse delete_role_permissions_boundary(
    Call& call, const api::DeleteRolePermissionsBoundaryRequest& in) {
  own_role_for(call, "iam:DeleteRolePermissionsBoundary", in.role_name).boundary.clear();
  return {};
}

}  // namespace amishare::iam
