// policy_lint.h - findings about a policy document, for people and for programs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/lint.h"

namespace amishare::client {

// A type of policy as `--as` names it.
struct PolicyType {
  std::string_view name;     // "vpc-endpoint"
  std::string_view article;  // "a VPC endpoint policy"
  policy::DocumentKind kind;
  bool key = false;
};
const std::vector<PolicyType>& policy_types();

// Where a document of the type is stored, with the condition keys of EC2's actions.
policy::LintTarget lint_target(const PolicyType& type);

// The type that the document looks like.
const PolicyType& likely_type(std::string_view text);

struct LintReport {
  std::string file;
  std::string text;
  const PolicyType* type = nullptr;
  std::vector<policy::Finding> findings{};
  // Of each type, if none was asked for: what AWS would say.
  struct Verdict {
    const PolicyType* type;
    std::vector<policy::Finding> findings;
  };
  std::vector<Verdict> others{};

  bool has_error() const;
};

// Looks at the document as `type`, or, if that is null, as every type and closely as the likely
// one.
LintReport lint_document(std::string file, std::string text, const PolicyType* type);

// As compilers report: place, what is wrong, the line, and a mark below it.
std::string lint_text(const LintReport& report);
std::string lint_json(const LintReport& report);

}  // namespace amishare::client
