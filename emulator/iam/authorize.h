// authorize.h - may the caller do this to that, in IAM's way of asking and of refusing.
#pragma once
#include <string>
#include <string_view>

#include "iam/iam.h"
#include "policy/context.h"
#include "policy/evaluate.h"
#include "world/call.h"

namespace amishare::iam {

// What an IAM action is about. Policies match the ARN; a refusal often names the thing in another
// way: "role deploy", "instance profile web", "policy arn:aws:iam::aws:policy/IAMFullAccess"
// (recorded for GetRole, AttachUserPolicy, GetInstanceProfile, GetPolicy and others; creations and
// lists show ARNs).
struct Target {
  std::string arn;
  std::string shown;
  policy::Context context{};     // iam:ResourceTag/..., aws:RequestTag/..., iam:PolicyARN
  AccountId resource_account{};  // empty: the caller's
};

// Throws AccessDenied (403) unless the caller may do `action` ("iam:GetRole") to the target.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
void allow(Call& call, std::string_view action, const Target& target);

// One that is to be made: "user" and its path and name. The tags asked for are in the context.
Target new_target(const Call& call, std::string_view type, std::string_view path,
                  std::string_view name, const Tags& tags = {});
// Throws AccessDenied unless the caller may make it (`create`: "iam:CreateRole") and, if it is to
// have tags, tag it too ("iam:TagRole"; recorded for CreateRole). `keys` are of its making alone.
void allow_new(Call& call, std::string_view create, std::string_view tag, const Target& target,
               const policy::Context& keys = {});
// One that was asked for by name; `found` is null if there is none, which is told only to those who
// may ask.
Target target(const Call& call, const User* found, std::string_view name);
Target target(const Call& call, const Group* found, std::string_view name);
Target target(const Call& call, const Role* found, std::string_view name);
Target target(const Call& call, const InstanceProfile* found, std::string_view name);
// A managed policy by its ARN.
Target policy_target(const Call& call, std::string_view policy_arn);
// All of a type below a path, for a list: arn:aws:iam::111122223333:role/
Target list_target(const Call& call, std::string_view type, std::string_view path_prefix = "/");

// aws:RequestTag/... and aws:TagKeys of a request that sends tags.
void add_request_tags(policy::Context& context, const Tags& tags);

// iam:PassRole, which a caller needs on a role to hand it to a service ("ec2.amazonaws.com"). The
// service that takes the role asks this, and words the refusal. The trust policy has no say.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
// `associated_arn`: of the resource that is to have the role, if it is known
// (iam:AssociatedResourceArn).
Ask pass_role(const Role& role, std::string_view service, std::string_view associated_arn = {});

}  // namespace amishare::iam
