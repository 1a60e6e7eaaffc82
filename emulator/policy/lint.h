// lint.h - what AWS would say of a document when it is stored, and what is surely not meant in it.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/document.h"

namespace amishare::policy {

// Where a document would be stored.
struct LintTarget {
  DocumentKind kind = DocumentKind::identity;
  bool key = false;  // of resource documents: a KMS key's
  // Whether EC2's action ("RunInstances") may have the condition key. Not set: every one may.
  std::function<bool(std::string_view action, std::string_view key)> ec2_key{};
};

struct Finding {
  enum class Severity { error, warning };
  Severity severity = Severity::warning;
  std::string rule;     // "refused", or the name of what is not meant: "arn-never-matches"
  std::string message;  // AWS's sentence for an error, where it is known
  std::string note{};   // in our words, where AWS's do not tell
  std::size_t begin = 0, end = 0;  // bytes of the text
  std::size_t line = 1, column = 1;
};

// The finding with which AWS refuses the document, if it does, or all that is legal and surely not
// meant, in the order of the text. Never throws for any text.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
std::vector<Finding> lint(std::string_view text, const LintTarget& target);

// The code with which AWS refuses a document of the kind; empty if it is not known.
std::string_view refusal_code(const LintTarget& target);

}  // namespace amishare::policy
