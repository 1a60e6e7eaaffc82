// lint.cpp - a refusal is told alone; what AWS takes is looked at part by part.
#include "policy/lint.h"

#include <algorithm>

#include "policy/compile.h"
#include "policy/grammar.h"
#include "policy/lint_parts.h"
#include "policy/policy.h"
#include "policy/shape.h"

namespace amishare::policy {
namespace {

constexpr std::size_t lint_depth = 16;

// Of AWS's quotas the largest that such a document may fill, and what it says beyond.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
struct Quota {
  std::size_t most = 0;
  bool counts_blanks = false;
  std::string message;
};

Quota quota_of(const LintTarget& target) {
  switch (target.kind) {
    case DocumentKind::identity:
      return {10240, false, "Maximum policy size of 10240 bytes exceeded"};
    case DocumentKind::trust:
      return {4096, false, "Cannot exceed quota for ACLSizePerRole: 4096"};
    case DocumentKind::session:
      return {2048, true, "a session policy has at most 2048 characters"};
    case DocumentKind::service_control:
    case DocumentKind::resource_control:
      return {5120, true, "a policy of an organization has at most 5120 characters"};
    case DocumentKind::resource:
      return {32768, true, "a key policy has at most 32768 bytes"};
    case DocumentKind::vpc_endpoint:
      return {20480, false, "a VPC endpoint policy has at most 20480 characters"};
  }
  return {};
}

void lint_size(Lint& lint, std::string_view text) {
  const Quota quota = quota_of(lint.target);
  const std::size_t size = quota.counts_blanks ? text.size() : counted_size(text);
  const auto say = [&](Finding::Severity severity, std::string message) {
    lint.findings.push_back(
        {severity, "too-long", std::move(message), std::to_string(size) + " were counted", 0, 0});
  };
  if (size > quota.most) return say(Finding::Severity::error, quota.message);
  if (lint.target.kind == DocumentKind::identity && size > 6144) {
    say(Finding::Severity::warning,
        "only a role's inline policies may be as long; managed ones have at most 6144 characters");
  }
  if (lint.target.kind == DocumentKind::trust && size > 2048) {
    say(Finding::Severity::warning,
        "unless the account's quota is raised, a trust policy has at most 2048 characters");
  }
}

StatementParts parts_of(const Node& node) {
  StatementParts parts{node};
  const Node* effect = node.find("Effect");
  parts.allows = effect != nullptr && effect->text == "Allow";
  parts.actions = node.find("Action");
  if (parts.actions == nullptr) {
    parts.actions = node.find("NotAction");
    parts.not_actions = parts.actions != nullptr;
  }
  if (parts.actions == nullptr || parts.not_actions) return parts;
  parts.only_known = true;
  each_of(*parts.actions, [&](const Node& action) {
    const auto found = actions_like(action.text);
    if (found.empty()) {
      // What matches nothing adds nothing, if its vendor is known.
      const std::string_view vendor = action.text.substr(0, action.text.find(':'));
      if (action.text == "*" || !is_known_vendor(vendor)) parts.only_known = false;
    }
    parts.known.insert(parts.known.end(), found.begin(), found.end());
  });
  return parts;
}

void lint_statement_ids(Lint& lint, const std::vector<const Node*>& statements) {
  std::vector<std::string_view> seen;
  for (const Node* statement : statements) {
    const Node* sid = statement->find("Sid");
    if (sid == nullptr || sid->text.empty()) continue;
    if (std::find(seen.begin(), seen.end(), sid->text) != seen.end()) {
      lint.warn(*sid, "duplicate-sid", "another statement is called " + in_marks(sid->text));
    }
    seen.push_back(sid->text);
  }
}

// KMS refuses, unless told otherwise, what nobody could change again.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
void lint_lockout(Lint& lint, const Node& document) {
  for (const Node* statement : statements_of(document)) {
    const StatementParts parts = parts_of(*statement);
    if (!parts.allows || parts.actions == nullptr || parts.not_actions) continue;
    bool all = false;
    each_of(*parts.actions, [&](const Node& action) { all = all || action.text == "*"; });
    const bool puts = std::any_of(parts.known.begin(), parts.known.end(), [](const auto& each) {
      return each.vendor == "kms" && each.name == "PutKeyPolicy";
    });
    if (all || puts) return;
  }
  lint.warn(document, "lockout",
            "nobody may change this key policy: no statement allows kms:PutKeyPolicy");
}

void set_places(std::vector<Finding>& findings, std::string_view text) {
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& left, const Finding& right) {
    return left.begin < right.begin;
  });
  for (Finding& finding : findings) {
    const Place place = place_of(text, finding.begin);
    finding.line = place.line;
    finding.column = place.column;
  }
}

Finding refusal(Complaint complaint) {
  Finding finding;
  finding.severity = Finding::Severity::error;
  finding.rule = "refused";
  finding.message = std::move(complaint.message);
  finding.note = std::move(complaint.detail);
  finding.begin = complaint.begin;
  finding.end = complaint.end;
  finding.line = complaint.line;
  finding.column = complaint.column;
  return finding;
}

}  // namespace

std::string in_marks(std::string_view text) { return "\"" + std::string(text) + "\""; }

std::string_view refusal_code(const LintTarget& target) {
  switch (target.kind) {
    case DocumentKind::identity:
    case DocumentKind::trust:
    case DocumentKind::session:
      return "MalformedPolicyDocument";
    case DocumentKind::service_control:
    case DocumentKind::resource_control:
      return "MalformedPolicyDocumentException";
    case DocumentKind::resource:
      return target.key ? "MalformedPolicyDocumentException" : "";
    case DocumentKind::vpc_endpoint:
      return "";
  }
  return "";
}

std::vector<Finding> lint(std::string_view text, const LintTarget& target) {
  NodeTree tree(lint_depth);
  if (!tree.read(text)) {
    return {refusal(complain_of_json(text, target.kind, tree.failed_at(), tree.problem()))};
  }
  const Node& document = tree.root();
  if (auto complaint = complain(document, text, 0, target.kind)) {
    return {refusal(std::move(*complaint))};
  }
  const Node* version = document.find("Version");
  Lint found{target, version != nullptr && version->text == "2012-10-17"};
  lint_size(found, text);
  const auto statements = statements_of(document);
  lint_statement_ids(found, statements);
  for (const Node* statement : statements) {
    const StatementParts parts = parts_of(*statement);
    lint_actions(found, parts);
    lint_resources(found, parts);
    lint_principals(found, parts);
    lint_conditions(found, parts);
  }
  if (target.key) lint_lockout(found, document);
  set_places(found.findings, text);
  return std::move(found.findings);
}

}  // namespace amishare::policy
