// grant.cpp - grantee, operations, constraints.
#include "policy/grant.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amishare::policy {
namespace {

constexpr std::string_view context_prefix = "kms:EncryptionContext:";

// The operations that take an encryption context.
constexpr std::array<std::string_view, 8> constrained = {"kms:Encrypt",
                                                         "kms:Decrypt",
                                                         "kms:ReEncryptFrom",
                                                         "kms:ReEncryptTo",
                                                         "kms:GenerateDataKey",
                                                         "kms:GenerateDataKeyWithoutPlaintext",
                                                         "kms:GenerateDataKeyPair",
                                                         "kms:GenerateDataKeyPairWithoutPlaintext"};

EncryptionPairs encryption_context(const Context& context) {
  EncryptionPairs pairs;
  for (const Context::Entry& entry : context.entries()) {
    const std::string_view key = entry.key;
    if (!equal_ignoring_case(key.substr(0, context_prefix.size()), context_prefix)) continue;
    if (entry.values.size() != 1) continue;
    pairs.emplace(key.substr(context_prefix.size()), entry.values.front());
  }
  return pairs;
}

// The pairs in an order and a spelling that do not tell the case of their keys. Of ASCII letters
// only, as everywhere in policies (inferred).
std::vector<std::pair<std::string, std::string>> without_case(const EncryptionPairs& pairs) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [key, value] : pairs) {
    std::string lower = key;
    for (char& c : lower) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    out.emplace_back(std::move(lower), value);
  }
  std::sort(out.begin(), out.end());
  return out;
}

// Whether it is worth reading the grantee: a key may have thousands of grants, nearly all of them
// for others.
bool may_be_for(const Grant& grant, const Subject& subject) {
  const Principal& who = subject.principal;
  const std::string& account = who.account.value;
  if (account.empty()) return false;
  const bool has_id = who.kind == PrincipalKind::user || who.kind == PrincipalKind::role_session;
  if (has_id && !grant.grantee_unique_id.empty() && grant.grantee_unique_id != who.unique_id &&
      grant.grantee_unique_id != account) {
    return false;
  }
  if (grant.grantee.find(account) == std::string::npos) return false;
  return who.kind != PrincipalKind::role_session || grant.grantee.ends_with(":root") ||
         grant.grantee == account || !grant.grantee_unique_id.empty() ||
         grant.grantee.find(subject.role_name) != std::string::npos;
}

}  // namespace

Grantee grantee_of(const Grant& grant, const Subject& subject) {
  const Principal& who = subject.principal;
  if (grant.grantee.empty()) return Grantee::nobody;
  if (who.kind == PrincipalKind::service) {
    return service_matches(grant.grantee, who.service) ? Grantee::itself : Grantee::nobody;
  }
  if (who.kind == PrincipalKind::anonymous) return Grantee::nobody;
  if (!may_be_for(grant, subject)) return Grantee::nobody;
  PrincipalElement element = read_principal("AWS", grant.grantee);
  // A grant is never for everyone.
  if (element.form == PrincipalForm::everyone) return Grantee::nobody;
  if (element.form == PrincipalForm::user || element.form == PrincipalForm::role ||
      element.form == PrincipalForm::session) {
    element.unique_id = grant.grantee_unique_id;
  }
  switch (element_matches(element, subject)) {
    case Admission::none:
      return Grantee::nobody;
    case Admission::account:
      return who.kind == PrincipalKind::root ? Grantee::itself : Grantee::account;
    case Admission::role:
    case Admission::direct:
      return Grantee::itself;
  }
  return Grantee::nobody;
}

bool grant_permits_action(const Grant& grant, const Subject& subject) {
  return std::any_of(grant.actions.begin(), grant.actions.end(), [&](const std::string& action) {
    return equal_ignoring_case(action, subject.request.action);
  });
}

bool same_pairs(const EncryptionPairs& left, const EncryptionPairs& right) {
  return left == right || without_case(left) == without_case(right);
}

bool includes_pairs(const EncryptionPairs& all, const EncryptionPairs& part) {
  const auto sorted_all = without_case(all);
  const auto sorted_part = without_case(part);
  return std::includes(sorted_all.begin(), sorted_all.end(), sorted_part.begin(),
                       sorted_part.end());
}

bool grant_constraint_holds(const Grant& grant, const Subject& subject) {
  if (!grant.encryption_context_equals && !grant.encryption_context_subset) return true;
  const bool applies = std::any_of(
      constrained.begin(), constrained.end(),
      [&](std::string_view action) { return equal_ignoring_case(action, subject.request.action); });
  if (!applies) return true;
  const auto pairs = encryption_context(subject.request.context);
  const auto& equals = grant.encryption_context_equals;
  const auto& subset = grant.encryption_context_subset;
  if (equals && !same_pairs(pairs, *equals)) return false;
  return !subset || includes_pairs(pairs, *subset);
}

}  // namespace amishare::policy
