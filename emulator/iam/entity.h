// entity.h - how handlers find what they are asked about: first found, then allowed, then told.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/iam.h"
#include "iam/iam.h"
#include "policy/context.h"
#include "world/call.h"

namespace amishare::iam {

// The caller's account.
Account& own_account(Call& call);

// The thing of that name in the caller's account, once the caller was found to be allowed `action`
// on it; `keys` are condition keys of the request. Throws AccessDenied, then NoSuchEntity.
User& user_for(Call& call, std::string_view action, std::string_view name,
               const policy::Context& keys = {});
Group& group_for(Call& call, std::string_view action, std::string_view name,
                 const policy::Context& keys = {});
Role& role_for(Call& call, std::string_view action, std::string_view name,
               const policy::Context& keys = {});
InstanceProfile& instance_profile_for(Call& call, std::string_view action, std::string_view name,
                                      const policy::Context& keys = {});
Identity& identity_for(Call& call, EntityKind kind, std::string_view action, std::string_view name,
                       const policy::Context& keys = {});

// A role that may be changed. Throws UnmodifiableEntity if it is linked to a service.
Role& own_role_for(Call& call, std::string_view action, std::string_view name,
                   const policy::Context& keys = {});
Identity& own_identity_for(Call& call, EntityKind kind, std::string_view action,
                           std::string_view name, const policy::Context& keys = {});

// Whether the caller's identities can have the policy: their account's own, or AWS's.
bool is_within_reach(const Call& call, const ManagedPolicy& policy);
// Throws NoSuchEntity if there is no such policy to be a permissions boundary.
void check_boundary(const Call& call, std::string_view policy_arn);
// iam:PermissionsBoundary, if there is one.
policy::Context boundary_keys(std::string_view policy_arn);

// Throws ValidationError if it is no ARN of a policy.
void check_policy_arn(std::string_view policy_arn);
// The same in the words that attaching and detaching have for it.
void check_attached_arn(std::string_view policy_arn);
// A managed policy in the same way: one of the caller's account or one that AWS manages. The first
// gives null if there is none, for those whose words for that are others.
const ManagedPolicy* allowed_policy(Call& call, std::string_view action,
                                    std::string_view policy_arn, const policy::Context& keys = {});
const ManagedPolicy& policy_for(Call& call, std::string_view action, std::string_view policy_arn,
                                const policy::Context& keys = {});
// One of its versions, whose absence is told in the same words as that of the policy.
struct FoundVersion {
  const ManagedPolicy& policy;
  int number = 0;
};
FoundVersion version_for(Call& call, std::string_view action, std::string_view policy_arn,
                         const std::string& version_id);
// One of the caller's account, to be changed. Throws AccessDenied if it is another's.
ManagedPolicy& own_policy(Call& call, std::string_view action, const ManagedPolicy& found);
ManagedPolicy& own_policy_for(Call& call, std::string_view action, std::string_view policy_arn,
                              const policy::Context& keys = {});

// A unique id that no identity has.
std::string new_identity_id(Call& call, std::string_view prefix);
// Puts an identity into the state, where unique ids find it too.
void keep(State& state, User user);
void keep(State& state, Group group);
void keep(State& state, Role role);
// Takes it out again, under the name that it has.
void forget(State& state, const User& user);
void forget(State& state, const Group& group);
void forget(State& state, const Role& role);

// "Tag key values for IAM users and roles are not case sensitive"; those of policies and instance
// profiles are.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
enum class TagCase { ignored, matters };
// A key as it is compared.
std::string tag_key(std::string_view key, TagCase tag_case);
// Tags of a request in order of key. Throws InvalidInput if two keys are the same, or if one is
// AWS's own.
Tags read_tags(const std::vector<api::Tag>& tags, TagCase tag_case = TagCase::ignored);

}  // namespace amishare::iam
