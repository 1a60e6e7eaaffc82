// document.cpp - reads, binds and shows policy documents.
#include "iam/document.h"

#include "iam/errors.h"
#include "iam/quota.h"
#include "policy/policy.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

std::shared_ptr<const policy::Policy> parsed(std::string_view text, policy::DocumentKind kind) {
  policy::Parsed result = policy::parse(text, kind);
  if (result.complaint) throw malformed_policy_document(result.complaint->message);
  return std::move(result.policy);
}

// Whether what the policy names is there to be named. Accounts, services and providers are.
bool exists(const World& world, const policy::NamedPrincipal& named) {
  switch (named.form) {
    case policy::PrincipalForm::user:
    case policy::PrincipalForm::role:
    case policy::PrincipalForm::session:
      return unique_id_of(world, named.text).has_value();
    case policy::PrincipalForm::unique_id:
      return arn_of(world, named.text).has_value();
    case policy::PrincipalForm::invalid:
      return false;
    case policy::PrincipalForm::everyone:
    case policy::PrincipalForm::account:
    case policy::PrincipalForm::federated_user:
    case policy::PrincipalForm::service:
    case policy::PrincipalForm::federated:
    case policy::PrincipalForm::canonical_user:
      return true;
  }
  return false;
}

}  // namespace

policy::StoredPolicy read_identity_policy(std::string_view text) {
  return parsed(text, policy::DocumentKind::identity);
}

policy::StoredPolicy read_trust_policy(const World& world, std::string_view text) {
  const auto policy = parsed(text, policy::DocumentKind::trust);
  for (const policy::NamedPrincipal& named : policy::principals_of(*policy)) {
    if (!exists(world, named)) throw invalid_principal(named.phrase);
  }
  const policy::StoredPolicy document = policy::bind_principals(
      *policy, [&world](std::string_view arn) { return unique_id_of(world, arn); });
  if (counted_size(document) > quota::trust_policy_size) {
    throw quota_exceeded("ACLSizePerRole", quota::trust_policy_size);
  }
  return document;
}

std::size_t counted_size(const policy::StoredPolicy& document) {
  return policy::counted_size(document->text());
}

std::string shown_document(const policy::StoredPolicy& document) {
  return percent_encoded(document->text());
}

std::string shown_trust_policy(const World& world, const policy::StoredPolicy& document) {
  return percent_encoded(policy::document_text(
      *document, [&world](std::string_view id) { return arn_of(world, id); }));
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size() * 2);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (unreserved.find(c) != std::string_view::npos) {
      encoded.push_back(c);
    } else {
      encoded.push_back('%');
      encoded.push_back(digits[byte >> 4U]);
      encoded.push_back(digits[byte & 15U]);
    }
  }
  return encoded;
}

}  // namespace amishare::iam
