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

// Throws ValidationError or InvalidInput if it is no ARN of a policy.
void check_policy_arn(std::string_view policy_arn);
// A managed policy in the same way: one of the caller's account or one that AWS manages.
const ManagedPolicy& policy_for(Call& call, std::string_view action, std::string_view policy_arn,
                                const policy::Context& keys = {});
// One of the caller's account, to be changed.
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

// Tags of a request in order of key. Throws InvalidInput if two keys differ by case alone, or if
// one is AWS's own.
Tags read_tags(const std::vector<api::Tag>& tags);

}  // namespace amishare::iam
