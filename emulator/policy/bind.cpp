// bind.cpp - principals by unique id: what AWS stores of a policy, and what it shows of it.
#include <utility>
#include <vector>

#include "policy/policy.h"

namespace amishare::policy {
namespace {

bool can_be_bound(const PrincipalElement& element) {
  return element.form == PrincipalForm::user || element.form == PrincipalForm::role ||
         element.form == PrincipalForm::session;
}

// What stands for the element when the policy is shown; nullopt for "as it was given".
std::optional<std::string> shown(const PrincipalElement& element, const ArnOf& arn_of) {
  if (element.form == PrincipalForm::account && element.text == element.account) {
    return "arn:aws:iam::" + element.account + ":root";
  }
  if (element.form == PrincipalForm::unique_id) return arn_of(element.text);
  if (element.unique_id.empty()) return std::nullopt;
  const auto arn = arn_of(element.unique_id);
  // A session's ARN holds as long as its role is there.
  if (element.form == PrincipalForm::session) {
    return arn ? std::nullopt : std::optional(element.unique_id + ":" + element.session);
  }
  return arn ? arn : std::optional(element.unique_id);
}

}  // namespace

std::string principal_phrase(const PrincipalElement& element) {
  std::string key = element.key.empty() ? "STAR" : element.key;
  if (key != "AWS") {
    for (char& c : key) {
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
  }
  return "\"" + key + "\":\"" + element.text + "\"";
}

std::vector<NamedPrincipal> principals_of(const Policy& policy) {
  std::vector<NamedPrincipal> named;
  for (std::size_t index = 0; index < policy.statements().size(); ++index) {
    for (const PrincipalElement& element : policy.statements()[index].principals) {
      named.push_back({index, element.form, element.key, element.text, principal_phrase(element)});
    }
  }
  return named;
}

std::shared_ptr<const Policy> bind_principals(const Policy& policy,
                                              const UniqueIdOf& unique_id_of) {
  std::vector<Statement> statements = policy.statements();
  for (Statement& statement : statements) {
    for (PrincipalElement& element : statement.principals) {
      if (!can_be_bound(element)) continue;
      if (auto id = unique_id_of(element.text)) element.unique_id = std::move(*id);
    }
  }
  return std::make_shared<const Policy>(policy.kind(), policy.text(), policy.version(),
                                        std::move(statements));
}

std::string document_text(const Policy& policy, const ArnOf& arn_of) {
  std::string text;
  std::size_t done = 0;
  for (const Statement& statement : policy.statements()) {
    for (const PrincipalElement& element : statement.principals) {
      const auto replacement = shown(element, arn_of);
      if (!replacement) continue;
      text.append(policy.text(), done, element.begin - done);
      // Neither ARNs nor unique ids hold characters that JSON would escape.
      text.append("\"").append(*replacement).append("\"");
      done = element.end;
    }
  }
  return text.append(policy.text(), done, std::string::npos);
}

}  // namespace amishare::policy
