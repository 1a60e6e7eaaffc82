// role_session.h - what every way of assuming a role has in common.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "api/sts.h"
#include "iam/iam.h"
#include "world/call.h"

namespace amishare::sts {

// The role that the ARN names, as far as word of it has spread; null if there is none. Throws
// ValidationError if it is no ARN of a role.
const iam::Role* find_role(const World& world, const std::string& role_arn);

// How long the session is to last: an hour if nothing is asked. Throws ValidationError if that is
// longer than the role allows, or, for a session of a session, than an hour.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_terms-and-concepts.html
std::chrono::seconds session_duration(const iam::Role& role, bool chained,
                                      const std::optional<std::int64_t>& asked);

// One question about a role: in its own account its trust policy decides, and may leave it to the
// caller's identity policies by naming the account; from elsewhere both have to allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
bool may_assume(Call& call, const iam::Role& role, std::string_view action,
                const policy::Context& context);

// The keys of the role itself, and sts:RoleSessionName.
policy::Context role_keys(const iam::Role& role, const std::string& session_name);

// A session of the role, to be given out.
iam::Session session_of(const iam::Role& role, const std::string& session_name);
api::AssumedRoleUser show_user(const iam::Role& role, const std::string& session_name);

}  // namespace amishare::sts
