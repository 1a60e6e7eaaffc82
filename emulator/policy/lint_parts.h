// lint_parts.h - what lint.cpp has its parts look at, each in a file of its own.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/action_table.h"
#include "policy/lint.h"
#include "policy/node.h"

namespace amishare::policy {

// One document under examination.
struct Lint {
  const LintTarget& target;
  bool variables = true;  // Version 2012-10-17
  std::vector<Finding> findings{};

  void warn(const Node& at, std::string rule, std::string message) {
    findings.push_back(
        {Finding::Severity::warning, std::move(rule), std::move(message), {}, at.begin, at.end});
  }
  // About the key of a member.
  void warn_key(const Node& member, std::string rule, std::string message) {
    findings.push_back({Finding::Severity::warning,
                        std::move(rule),
                        std::move(message),
                        {},
                        member.key_begin,
                        member.key_begin + member.key.size() + 2});
  }
};

// A statement, and what its Action or NotAction means as far as that is known.
struct StatementParts {
  const Node& node;
  bool allows = false;
  const Node* actions = nullptr;
  bool not_actions = false;
  std::vector<KnownAction> known{};
  bool only_known = false;  // all its actions are in `known`
};

std::string in_marks(std::string_view text);  // "text"

void lint_actions(Lint& lint, const StatementParts& statement);
void lint_resources(Lint& lint, const StatementParts& statement);
void lint_principals(Lint& lint, const StatementParts& statement);
void lint_conditions(Lint& lint, const StatementParts& statement);

}  // namespace amishare::policy
