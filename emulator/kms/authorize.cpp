// authorize.cpp - builds the question to the policy engine, and words the refusal.
#include "kms/authorize.h"

#include <algorithm>
#include <utility>

#include "kms/errors.h"
#include "kms/grant_token.h"
#include "policy/grant.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

Error latest_refusal(const Call& call, policy::ResourceShown shown) {
  const TraceDecision& last = call.entry.decisions.back();
  return access_denied(policy::denial_sentence(last.request, last.decision, shown));
}

// "It might take a few minutes before the grant is available throughout the system."
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html#terms-eventual-consistency
bool has_spread(const Call& call, const Grant& grant) {
  const Delay delay = call.world.pace.grant_propagation;
  if (delay == Delay(0) || grant.created + delay <= call.now()) return true;
  // AWS's own services, and what starts an instance, send the tokens of their grants along.
  const policy::Principal& caller = call.caller.principal;
  return caller.kind == policy::PrincipalKind::service ||
         caller.arn.find(":assumed-role/aws:") != std::string::npos;
}

// Whether one of the tokens is of this grant.
bool is_proved(const Call& call, const Grant& grant, const std::vector<std::string>* tokens) {
  if (tokens == nullptr) return false;
  return std::any_of(tokens->begin(), tokens->end(), [&](const std::string& token) {
    const auto subject = read_grant_token(call.world, token);
    return subject && subject->grant_id == grant.id;
  });
}

// Of the grants that name the caller, those that hold for this request: a key may have tens of
// thousands, and what the engine is handed it weighs.
std::vector<policy::Grant> holding_grants(const Call& call, const Key& key, const KeyAsk& ask) {
  const Grants& grants = call.world.kms.grants;
  std::vector<policy::Grant> holding;
  for (const std::string& name : names_in_grants(call.caller.principal)) {
    for (const std::uint64_t number : grants.of_grantee(key.id, name)) {
      const Grant& grant = grants.at(number);
      if (!has_spread(call, grant) && !is_proved(call, grant, ask.grant_tokens)) continue;
      const auto& operations = grant.operations;
      if (std::find(operations.begin(), operations.end(), ask.operation) == operations.end()) {
        continue;
      }
      const bool constrained = ask.encryption_context != nullptr;
      if (constrained && !meets(grant.constraints, *ask.encryption_context)) continue;
      if (ask.child != nullptr && !contains(grant, *ask.child)) continue;
      holding.push_back(engine_grant(grant, constrained));
    }
  }
  return holding;
}

// Of the grants that name the caller, a few that do not hold, for whoever asks why: they are for
// another operation or encryption context.
void tell_of_near_grants(Call& call, const Key& key, const KeyAsk& ask) {
  constexpr std::size_t most = 10;
  const Grants& grants = call.world.kms.grants;
  std::vector<policy::Grant>& told = call.entry.decisions.back().evidence.grants;
  if (ask.child != nullptr || !told.empty()) return;  // that a child asks too much, no grant tells
  for (const std::string& name : names_in_grants(call.caller.principal)) {
    for (const std::uint64_t number : grants.of_grantee(key.id, name)) {
      if (told.size() == most) return;
      told.push_back(engine_grant(grants.at(number), ask.encryption_context != nullptr));
    }
  }
}

}  // namespace

void allow(Call& call, const Key& key, const KeyAsk& ask) {
  Ask question{.action = "kms:" + std::string(ask.operation),
               .resource = arn(key),
               .resource_account = key.account,
               .context = ask.context,
               .resource_policy = key.policy.pointer(),
               .resource_policy_is_fixed = key.aws_managed,
               .rule = policy::ResourceRule::mandatory,
               .grants = holding_grants(call, key, ask)};
  question.context.add(key_context(call, key));
  if (call.decide(std::move(question)).allowed()) return;
  tell_of_near_grants(call, key, ask);
  throw refusal(call, key, ask.foreign);
}

bool would_allow(Call& call, const Key& key, const policy::StoredPolicy& document,
                 std::string_view operation, const policy::Context& context) {
  Ask question{.action = "kms:" + std::string(operation),
               .resource = arn(key),
               .resource_account = key.account,
               .context = context,
               .resource_policy = document.pointer(),
               .rule = policy::ResourceRule::mandatory};
  question.context.add(key_context(call, key));
  return call.decide(question).allowed();
}

void allow_by_identity(Call& call, std::string_view action, std::string_view resource,
                       const policy::Context& context) {
  const policy::Decision& decision = call.decide(
      {.action = std::string(action), .resource = std::string(resource), .context = context});
  if (!decision.allowed()) throw latest_refusal(call, policy::ResourceShown::arn);
}

void allow_tagging_new_key(Call& call, const policy::Context& context) {
  const policy::Decision& decision = call.decide({.action = "kms:TagResource", .context = context});
  if (!decision.allowed()) throw latest_refusal(call, policy::ResourceShown::omitted);
}

Error refusal(const Call& call, const Key& key, policy::ResourceShown foreign) {
  return latest_refusal(call, key.account == call.account() ? policy::ResourceShown::arn : foreign);
}

policy::Context caller_context(const Call& call) {
  policy::Context context;
  if (!call.account().value.empty()) context.set("kms:CallerAccount", call.account().value);
  if (!call.caller.via_service.empty()) context.set("kms:ViaService", call.caller.via_service);
  return context;
}

policy::Context key_context(const Call& call, const Key& key) {
  policy::Context context = caller_context(call);
  context.set("kms:KeySpec", "SYMMETRIC_DEFAULT");
  context.set("kms:KeyUsage", "ENCRYPT_DECRYPT");
  context.set("kms:KeyOrigin", "AWS_KMS");
  context.set("kms:CustomerMasterKeySpec", "SYMMETRIC_DEFAULT");
  context.set("kms:CustomerMasterKeyUsage", "ENCRYPT_DECRYPT");
  context.set("kms:MultiRegion", "false");
  if (!key.aliases.empty()) {
    context.set_many("kms:ResourceAliases", {key.aliases.begin(), key.aliases.end()});
  }
  for (const auto& [tag, value] : key.tags) context.set("aws:ResourceTag/" + tag, value);
  return context;
}

policy::Context encryption_keys(const EncryptionContext& encryption_context) {
  policy::Context context;
  std::vector<std::string> names;
  for (const auto& [name, value] : encryption_context) {
    context.set("kms:EncryptionContext:" + name, value);
    names.push_back(name);
  }
  if (!names.empty()) context.set_many("kms:EncryptionContextKeys", std::move(names));
  return context;
}

policy::Context cryptography_keys(const EncryptionContext& encryption_context) {
  policy::Context context = encryption_keys(encryption_context);
  context.set("kms:EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
  return context;
}

policy::Context grant_constraint_context(const GrantConstraints& constraints) {
  if (!constraints.equals && !constraints.subset) return {};
  policy::Context context =
      encryption_keys(constraints.equals ? *constraints.equals : *constraints.subset);
  context.set("kms:GrantConstraintType",
              constraints.equals ? "EncryptionContextEquals" : "EncryptionContextSubset");
  return context;
}

void add_request_alias(policy::Context& context, std::string_view alias) {
  if (!alias.empty()) context.set("kms:RequestAlias", std::string(alias));
}

void add_request_tags(policy::Context& context, const std::vector<api::Tag>& tags) {
  if (tags.empty()) return;
  std::vector<std::string> keys;
  for (const api::Tag& tag : tags) {
    context.set("aws:RequestTag/" + tag.tag_key, tag.tag_value);
    keys.push_back(tag.tag_key);
  }
  context.set_many("aws:TagKeys", std::move(keys));
}

void add_grant_is_for_aws_resource(policy::Context& context, const Call& call) {
  // True only when an integrated service asks for the caller.
  // https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
  context.set("kms:GrantIsForAWSResource", call.caller.via_service.empty() ? "false" : "true");
}

policy::Grant engine_grant(const Grant& grant, bool with_constraints) {
  policy::Grant out{.id = grant.id,
                    .grantee = grant.grantee.name,
                    .grantee_unique_id = grant.grantee.unique_id,
                    .actions = {}};
  for (const std::string& operation : grant.operations) out.actions.push_back("kms:" + operation);
  if (with_constraints) {
    out.encryption_context_equals = grant.constraints.equals;
    out.encryption_context_subset = grant.constraints.subset;
  }
  return out;
}

std::vector<std::string> names_in_grants(const policy::Principal& principal) {
  if (principal.kind == policy::PrincipalKind::service) return {principal.service};
  std::vector<std::string> names{principal.arn};
  if (principal.principal_arn != principal.arn) names.push_back(principal.principal_arn);
  const std::string root = iam_arn_text(principal.account, "root");
  if (root != principal.arn) names.push_back(root);
  return names;
}

bool meets(const GrantConstraints& constraints, const EncryptionContext& context) {
  if (constraints.equals && !policy::same_pairs(context, *constraints.equals)) return false;
  return !constraints.subset || policy::includes_pairs(context, *constraints.subset);
}

bool contains(const Grant& parent, const Grant& child) {
  for (const std::string& operation : child.operations) {
    const auto& held = parent.operations;
    if (std::find(held.begin(), held.end(), operation) == held.end()) return false;
  }
  if (parent.constraints.equals) {
    return child.constraints.equals &&
           policy::same_pairs(*child.constraints.equals, *parent.constraints.equals);
  }
  if (!parent.constraints.subset) return true;
  const auto& pairs =
      child.constraints.equals ? child.constraints.equals : child.constraints.subset;
  return pairs && policy::includes_pairs(*pairs, *parent.constraints.subset);
}

}  // namespace amishare::kms
