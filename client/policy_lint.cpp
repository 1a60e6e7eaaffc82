// policy_lint.cpp - types of policies, and how findings about one are told.
#include "client/policy_lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "client/json.h"
#include "ec2/action_keys.h"
#include "policy/pattern.h"
#include "policy/policy.h"

namespace amishare::client {
namespace {

using policy::DocumentKind;
using policy::Finding;

bool is_error(const Finding& finding) { return finding.severity == Finding::Severity::error; }

bool row_has_key(const ec2::ActionKeys& row, std::string_view key) {
  const auto colon = key.find(':');
  std::string name(key.substr(colon + 1));
  const auto slash = name.find('/');
  if (slash != std::string::npos) name.resize(slash);
  if (policy::equal_ignoring_case(name, "TagKeys")) name = "RequestTag";
  if (policy::equal_ignoring_case(name, "Region")) return true;
  const std::string wanted = " " + policy::lower(name);
  const std::string all =
      policy::lower(" " + std::string(row.shared_keys) + " " + std::string(row.own_keys) + " ");
  return all.find(wanted + " ") != std::string::npos || all.find(wanted + "/") != std::string::npos;
}

// What is known of the emulated actions; of the others nothing is said against a key.
bool ec2_action_may_have(std::string_view action, std::string_view key) {
  const bool tags = policy::equal_ignoring_case(key.substr(0, 15), "aws:RequestTag/") ||
                    policy::equal_ignoring_case(key, "aws:TagKeys");
  if (!tags && !policy::equal_ignoring_case(key.substr(0, 4), "ec2:")) return true;
  bool known = false;
  for (const ec2::ActionKeys& row : ec2::action_keys()) {
    if (row.action != action) continue;
    known = true;
    if (row_has_key(row, key)) return true;
  }
  return !known;
}

// The line around a place, cut where it is long, and a mark below what the finding is about.
std::string marked_line(std::string_view text, const Finding& finding) {
  constexpr std::size_t around = 40;
  const std::size_t begin = std::min(finding.begin, text.size());
  auto line_begin = text.substr(0, begin).rfind('\n');
  line_begin = line_begin == std::string_view::npos ? 0 : line_begin + 1;
  auto line_end = text.find('\n', begin);
  if (line_end == std::string_view::npos) line_end = text.size();
  const std::size_t from = begin - line_begin > around ? begin - around : line_begin;
  const std::size_t to = std::min(line_end, std::max(begin, finding.end) + around / 2);
  std::string line(text.substr(from, to - from));
  std::string mark;
  for (const char c : line.substr(0, begin - from)) {
    const bool inner_byte = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
    if (!inner_byte) mark += c == '\t' ? '\t' : ' ';
  }
  const std::size_t end = std::min(std::max(finding.end, begin + 1), to);
  mark += '^';
  if (end > begin + 1) mark.append(end - begin - 1, '~');
  return fmt::format("{:5} | {}{}{}\n      | {}{}\n", finding.line, from > line_begin ? "..." : "",
                     line, to < line_end ? "..." : "", from > line_begin ? "   " : "", mark);
}

std::string said(const Finding& finding, const PolicyType& type) {
  std::string words = finding.message.empty() ? finding.note : finding.message;
  if (finding.rule != "refused") return words;
  const std::string_view code = refusal_code(lint_target(type));
  if (code.empty()) return "AWS would refuse this: " + words;
  // KMS gives some refusals no sentence.
  return finding.message.empty() ? fmt::format("{}, without a sentence", code)
                                 : fmt::format("{}: {}", code, words);
}

std::string finding_text(const LintReport& report, const Finding& finding) {
  std::string out = fmt::format("{}:{}:{}: {}: {} [{}]\n", report.file, finding.line,
                                finding.column, is_error(finding) ? "error" : "warning",
                                said(finding, *report.type), finding.rule);
  out += marked_line(report.text, finding);
  const bool told = finding.message.empty() && refusal_code(lint_target(*report.type)).empty();
  if (!finding.note.empty() && !told) {
    out += fmt::format("{}:{}:{}: note: {}\n", report.file, finding.line, finding.column,
                       finding.note);
  }
  return out;
}

std::string verdict_text(const LintReport::Verdict& verdict) {
  const auto refused = std::find_if(verdict.findings.begin(), verdict.findings.end(), is_error);
  if (refused == verdict.findings.end()) {
    return fmt::format("  {:<13} AWS would store it\n", verdict.type->name);
  }
  const std::string words = said(*refused, *verdict.type);
  const bool told = refused->note.empty() || words.ends_with(refused->note);
  return fmt::format("  {:<13} {}:{}: {}{}\n", verdict.type->name, refused->line, refused->column,
                     words, told ? "" : fmt::format(" ({})", refused->note));
}

Json finding_json(const Finding& finding, const PolicyType& type) {
  Json json{{"severity", is_error(finding) ? "error" : "warning"},
            {"rule", finding.rule},
            {"line", finding.line},
            {"column", finding.column},
            {"message", finding.message}};
  if (finding.rule == "refused") json["code"] = std::string(refusal_code(lint_target(type)));
  if (!finding.note.empty()) json["note"] = finding.note;
  return json;
}

Json findings_json(const std::vector<Finding>& findings, const PolicyType& type) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(finding_json(finding, type));
  return list;
}

std::string counted(std::size_t count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

}  // namespace

const std::vector<PolicyType>& policy_types() {
  static const std::vector<PolicyType> types = {
      {"identity", "an identity-based policy", DocumentKind::identity},
      {"boundary", "a permissions boundary", DocumentKind::identity},
      {"session", "a session policy", DocumentKind::session},
      {"trust", "a role's trust policy", DocumentKind::trust},
      {"resource", "a resource-based policy", DocumentKind::resource},
      {"key", "a key policy", DocumentKind::resource, true},
      {"scp", "a service control policy", DocumentKind::service_control},
      {"rcp", "a resource control policy", DocumentKind::resource_control},
      {"vpc-endpoint", "a VPC endpoint policy", DocumentKind::vpc_endpoint}};
  return types;
}

policy::LintTarget lint_target(const PolicyType& type) {
  return {type.kind, type.key, ec2_action_may_have};
}

const PolicyType& likely_type(std::string_view text) {
  const auto named = [](std::string_view name) -> const PolicyType& {
    return *std::find_if(policy_types().begin(), policy_types().end(),
                         [&](const PolicyType& each) { return each.name == name; });
  };
  const bool principals = text.find("\"Principal\"") != std::string_view::npos ||
                          text.find("\"NotPrincipal\"") != std::string_view::npos;
  if (!principals) return named("identity");
  if (policy::parse(text, DocumentKind::trust).policy) return named("trust");
  const auto document = policy::parse(text, DocumentKind::resource).policy;
  if (!document) {
    return named(text.find("sts:AssumeRole") != std::string_view::npos ? "trust" : "resource");
  }
  for (const policy::Statement& statement : document->statements()) {
    for (const std::string& action : statement.action_texts) {
      if (!policy::equal_ignoring_case(std::string_view(action).substr(0, 4), "kms:")) {
        return named("resource");
      }
    }
  }
  return named("key");
}

bool LintReport::has_error() const {
  return std::any_of(findings.begin(), findings.end(), is_error);
}

LintReport lint_document(std::string file, std::string text, const PolicyType* type) {
  LintReport report;
  report.file = std::move(file);
  report.text = std::move(text);
  report.type = type == nullptr ? &likely_type(report.text) : type;
  report.findings = policy::lint(report.text, lint_target(*report.type));
  if (type != nullptr) return report;
  for (const PolicyType& each : policy_types()) {
    report.others.push_back({&each, policy::lint(report.text, lint_target(each))});
  }
  return report;
}

std::string lint_text(const LintReport& report) {
  std::string out;
  std::size_t errors = 0;
  for (const Finding& finding : report.findings) {
    errors += is_error(finding) ? 1 : 0;
    out += finding_text(report, finding);
  }
  const std::size_t warnings = report.findings.size() - errors;
  out += fmt::format("{}: as {}: {}, {}\n", report.file, report.type->article,
                     counted(errors, "error"), counted(warnings, "warning"));
  if (!report.others.empty()) out += "As each type of policy:\n";
  for (const LintReport::Verdict& verdict : report.others) out += verdict_text(verdict);
  return out;
}

std::string lint_json(const LintReport& report) {
  Json json{{"file", report.file},
            {"as", std::string(report.type->name)},
            {"stored", !report.has_error()},
            {"findings", findings_json(report.findings, *report.type)}};
  for (const LintReport::Verdict& verdict : report.others) {
    const bool stored = std::none_of(verdict.findings.begin(), verdict.findings.end(), is_error);
    json["types"][std::string(verdict.type->name)] = {
        {"stored", stored}, {"findings", findings_json(verdict.findings, *verdict.type)}};
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace amishare::client
