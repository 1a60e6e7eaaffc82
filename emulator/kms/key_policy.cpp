// key_policy.cpp - key policies, and the operations on them.
#include "kms/key_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/kms.h"
#include "iam/iam.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/key_id.h"
#include "kms/page.h"
#include "policy/policy.h"
#include "world/require.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

constexpr std::size_t policy_size_limit = 32768;  // bytes
constexpr std::string_view policy_name = "default";

// As GetKeyPolicy shows it, in the spacing of AWS's own writer.
constexpr std::string_view default_text = R"({{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {{
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{account}:root"
    }},
    "Action" : "kms:*",
    "Resource" : "*"
  }} ]
}})";

constexpr std::string_view managed_ebs_text =
    R"({{
  "Version" : "2012-10-17",
  "Id" : "auto-ebs-2",
  "Statement" : [ {{
    "Sid" : "Allow access through EBS for all principals in the account)"
    R"( that are authorized to use EBS",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "*"
    }},
    "Action" : [ "kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*",)"
    R"( "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {{
      "StringEquals" : {{
        "kms:CallerAccount" : "{account}",
        "kms:ViaService" : "ec2.{region}.amazonaws.com"
      }}
    }}
  }}, {{
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {{
      "AWS" : "arn:aws:iam::{account}:root"
    }},
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  }} ]
}})";

policy::StoredPolicy own_policy(const std::string& text) {
  const policy::Parsed parsed = policy::parse(text, policy::DocumentKind::resource);
  require(parsed.policy != nullptr, "the emulator's own key policies are policies");
  return parsed.policy;
}

// KMS knows only accounts, users, roles and their sessions, and services; each must exist.
bool exists(const World& world, const policy::NamedPrincipal& principal) {
  switch (principal.form) {
    case policy::PrincipalForm::everyone:
    case policy::PrincipalForm::account:  // any account is taken to exist
    case policy::PrincipalForm::service:
      return true;
    case policy::PrincipalForm::user:
    case policy::PrincipalForm::role:
    case policy::PrincipalForm::session:
      return iam::unique_id_of(world, principal.text).has_value();
    case policy::PrincipalForm::federated_user:
      return true;
    case policy::PrincipalForm::unique_id:  // left behind by one that was deleted, and put back
      return iam::arn_of(world, principal.text).has_value();
    case policy::PrincipalForm::federated:
    case policy::PrincipalForm::canonical_user:
    case policy::PrincipalForm::invalid:
      return false;
  }
  return false;
}

void require_default_name(const std::optional<std::string>& name) {
  if (name.value_or(std::string(policy_name)) != policy_name) throw policy_not_found();
}

}  // namespace

policy::StoredPolicy default_policy(const AccountId& account) {
  return own_policy(fmt::format(default_text, fmt::arg("account", account.value)));
}

policy::StoredPolicy managed_ebs_policy(const AccountId& account, const Region& region) {
  return own_policy(fmt::format(managed_ebs_text, fmt::arg("account", account.value),
                                fmt::arg("region", region.value)));
}

policy::StoredPolicy read_policy(const World& world, std::string_view text) {
  if (text.size() > policy_size_limit) throw policy_too_long();
  const policy::Parsed parsed = policy::parse(text, policy::DocumentKind::resource);
  if (parsed.policy == nullptr) throw malformed_policy(parsed.complaint->message);
  for (const policy::NamedPrincipal& principal : policy::principals_of(*parsed.policy)) {
    if (!exists(world, principal)) throw invalid_principals();
  }
  return policy::bind_principals(
      *parsed.policy, [&world](std::string_view arn) { return iam::unique_id_of(world, arn); });
}

void check_lockout(Call& call, const Key& key, const policy::StoredPolicy& document) {
  if (!would_allow(call, key, document, "PutKeyPolicy", {})) throw policy_locks_out();
}

api::GetKeyPolicyResponse get_key_policy(Call& call, const api::GetKeyPolicyRequest& in) {
  const Key& key = find_named(call, in.key_id, {.action = "kms:GetKeyPolicy"}).key;
  allow(call, key, {.operation = "GetKeyPolicy"});
  require_default_name(in.policy_name);
  const World& world = call.world;
  return {.policy = policy::document_text(
              *key.policy, [&world](std::string_view id) { return iam::arn_of(world, id); }),
          .policy_name = std::string(policy_name)};
}

api::PutKeyPolicyResponse put_key_policy(Call& call, const api::PutKeyPolicyRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:PutKeyPolicy"}).key;
  const bool bypass = in.bypass_policy_lockout_safety_check.value_or(false);
  policy::Context context;
  context.set("kms:BypassPolicyLockoutSafetyCheck", bypass ? "true" : "false");
  allow(call, key, {.operation = "PutKeyPolicy", .context = context});
  require_default_name(in.policy_name);
  policy::StoredPolicy document = read_policy(call.world, in.policy);
  if (!bypass) check_lockout(call, key, document);
  key.policy = std::move(document);
  return {};
}

api::ListKeyPoliciesResponse list_key_policies(Call& call, const api::ListKeyPoliciesRequest& in) {
  const Key& key = find_named(call, in.key_id, {.action = "kms:ListKeyPolicies"}).key;
  allow(call, key, {.operation = "ListKeyPolicies"});
  // There is one policy, so no response ever gave a marker.
  if (in.marker) throw invalid_marker();
  return {.policy_names = {std::string(policy_name)}, .truncated = false};
}

}  // namespace amishare::kms
