// policy_service.h - what a service itself has to say about a request, whatever policies say.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "policy/document.h"
#include "policy/evaluate.h"

namespace amishare::client {

// sts:GetCallerIdentity: "No permissions are required", and no Deny takes them away.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
bool always_allowed(std::string_view action);

// Requests that a service refuses though policies allow them: AssumeRole by a root user, STS and
// IAM for those who have their credentials from STS, and what KMS does not do for other accounts.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
bool refused_by_service(const policy::Request& request);

// Whether the ARN is that of a role, whose policy is its trust policy.
bool is_role(std::string_view arn);

// Key policies and trust policies must allow or delegate; others may.
policy::ResourceRule rule_of(std::string_view action, std::string_view resource);

// Whether a policy of the resource is asked at all: not that of a role for anything but STS's
// actions, nor that of a key for what KMS does with other things.
bool has_resource_policy(std::string_view action, std::string_view resource);

// Whether resource control policies know the action's service. All that is emulated here is told;
// other services are taken to be among those that they know.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
bool reached_by_rcps(std::string_view action);

// The account that owns the resource: the one `given`, or the ARN's, or the principal's. EC2's
// images and snapshots have no account in their ARNs and no policies, so that the caller's account
// decides alone, whoever owns them.
std::string owner_of(std::string_view resource, std::string_view given,
                     const policy::Principal& principal);

// The sentence for a document with characters that IAM, STS and KMS do not take.
std::optional<std::string> beyond_character_set(std::string_view text, policy::DocumentKind kind);

}  // namespace amishare::client
