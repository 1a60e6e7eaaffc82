// authorize.h - key policy, identity policies and grants in one question about a key.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/policy-evaluation.html
// Condition keys: https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/kms.h"
#include "kms/envelope.h"
#include "kms/grant.h"
#include "kms/key.h"
#include "policy/context.h"
#include "policy/evaluate.h"
#include "policy/explain.h"
#include "world/call.h"

namespace amishare::kms {

// What one operation asks of one key.
struct KeyAsk {
  std::string_view operation;  // "Decrypt", "ReEncryptFrom"
  policy::Context context{};   // what only this request has
  // How a refusal speaks of another account's key: whether the request named it, or its ciphertext.
  policy::ResourceShown foreign = policy::ResourceShown::this_resource;
  // The operations that look at grants' constraints: the request's encryption context.
  const EncryptionContext* encryption_context = nullptr;
  // CreateGrant only: the grant asked for, which one that permits it must contain.
  const Grant* child = nullptr;
  // The request's grant tokens, which prove grants that have not spread yet.
  const std::vector<std::string>* grant_tokens = nullptr;
};

// Throws AccessDeniedException unless the caller may do it: by the key policy, alone or together
// with its identity policies, or by a grant.
void allow(Call& call, const Key& key, const KeyAsk& ask);

// The same question about a policy that the key does not have yet. Throws nothing.
bool would_allow(Call& call, const Key& key, const policy::StoredPolicy& document,
                 std::string_view operation, const policy::Context& context);

// Actions that only identity policies decide, on `resource` ("*", or an alias's ARN).
void allow_by_identity(Call& call, std::string_view action, std::string_view resource,
                       const policy::Context& context);
// kms:TagResource while a key is made: the refusal names no resource.
void allow_tagging_new_key(Call& call, const policy::Context& context);

// AccessDeniedException for the request's latest decision, which refused. Another account's key is
// shown as `foreign` says, the account's own by its ARN.
Error refusal(const Call& call, const Key& key, policy::ResourceShown foreign);

// Condition keys.
policy::Context caller_context(const Call& call);                   // CallerAccount, ViaService
policy::Context key_context(const Call& call, const Key& key);      // these, and of the key itself
policy::Context encryption_keys(const EncryptionContext& context);  // EncryptionContext:*, Keys
policy::Context cryptography_keys(const EncryptionContext& context);  // these, EncryptionAlgorithm
policy::Context grant_constraint_context(const GrantConstraints& constraints);  // and its type
void add_request_alias(policy::Context& context, std::string_view alias);
void add_request_tags(policy::Context& context, const std::vector<api::Tag>& tags);
void add_grant_is_for_aws_resource(policy::Context& context, const Call& call);

// A grant as the policy engine reads it, constraints left out for operations that do not look at
// them.
policy::Grant engine_grant(const Grant& grant, bool with_constraints);
// The names under which grants may name the caller.
std::vector<std::string> names_in_grants(const policy::Principal& principal);
// Whether a request with this encryption context meets the constraints.
bool meets(const GrantConstraints& constraints, const EncryptionContext& context);
// Whether whoever holds `parent` may make `child`: no more operations, constraints as strict.
// https://docs.aws.amazon.com/kms/latest/developerguide/grant-manage.html
bool contains(const Grant& parent, const Grant& child);

}  // namespace amishare::kms
