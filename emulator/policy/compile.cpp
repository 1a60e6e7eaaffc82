// compile.cpp - reads every pattern and value of a document once, so that evaluation does not.
#include "policy/compile.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "policy/grammar.h"
#include "policy/match.h"

namespace amishare::policy {
namespace {

struct Setting {
  DocumentKind kind;
  bool variables;    // Version 2012-10-17
  std::size_t base;  // where the document begins in what its nodes count from
};

// Finds the places of one statement after the other without starting over.
class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text)
      : text_(text), one_line_(text.find('\n') == std::string_view::npos) {}
  Place at(std::size_t offset) {
    if (one_line_) return {1, offset + 1};
    const Place step = place_of(text_.substr(done_), offset - done_);
    place_.column = step.line == 1 ? place_.column + step.column - 1 : step.column;
    place_.line += step.line - 1;
    done_ = offset;
    return place_;
  }

 private:
  std::string_view text_;
  bool one_line_;
  std::size_t done_ = 0;
  Place place_;
};

std::size_t count_of(const Node& node) { return node.is_array() ? node.span - 1 : 1; }

PrincipalElement principal_at(std::string_view key, const Node& value, std::size_t base) {
  PrincipalElement element = read_principal(key, value.text);
  element.begin = value.begin - base;
  element.end = value.end - base;
  return element;
}

void compile_principals(Statement& statement, const Node& node, std::size_t base) {
  statement.has_principals = true;
  if (node.is_string()) {
    statement.principals.push_back(principal_at("", node, base));
    return;
  }
  for (const Node& member : children(node)) {
    each_of(member, [&](const Node& value) {
      statement.principals.push_back(principal_at(member.key, value, base));
    });
  }
}

void compile_actions(Statement& statement, const Node& node) {
  statement.actions.reserve(count_of(node));
  statement.action_texts.reserve(count_of(node));
  each_of(node, [&](const Node& value) {
    statement.actions.emplace_back(value.text,
                                   PatternSyntax{.wildcards = true, .ignore_case = true});
    statement.action_texts.emplace_back(value.text);
  });
}

void compile_resources(Statement& statement, const Node& node, const Setting& setting) {
  statement.has_resources = true;
  statement.resources.reserve(count_of(node));
  each_of(node, [&](const Node& value) {
    statement.resources.push_back(read_resource(value.text, setting.kind, setting.variables));
  });
}

void compile_conditions(Statement& statement, const Node& node, const Setting& setting) {
  for (const Node& by_operator : children(node)) {
    const auto plain = read_operator(by_operator.key);
    if (!plain) continue;  // an unknown operator is let pass only with nothing in it
    for (const Node& by_key : children(by_operator)) {
      Condition& condition = statement.conditions.emplace_back(*plain);
      condition.key = by_key.key;
      condition.texts.reserve(count_of(by_key));
      condition.values.reserve(count_of(by_key));
      each_of(by_key,
              [&](const Node& value) { add_value(condition, value.text, setting.variables); });
    }
  }
}

Statement compile_statement(const Node& node, PlaceFinder& places, const Setting& setting) {
  Statement statement;
  statement.begin = node.begin - setting.base;
  statement.end = node.end - setting.base;
  const Place place = places.at(statement.begin);
  statement.line = place.line;
  statement.column = place.column;
  for (const Node& value : children(node)) {
    const std::string_view key = value.key;
    if (key == "Sid") {
      statement.sid = value.text;
    } else if (key == "Effect") {
      statement.allows = value.text == "Allow";
    } else if (key == "Principal" || key == "NotPrincipal") {
      statement.not_principals = key == "NotPrincipal";
      compile_principals(statement, value, setting.base);
    } else if (key == "Action" || key == "NotAction") {
      statement.not_actions = key == "NotAction";
      compile_actions(statement, value);
    } else if (key == "Resource" || key == "NotResource") {
      statement.not_resources = key == "NotResource";
      compile_resources(statement, value, setting);
    } else if (key == "Condition") {
      compile_conditions(statement, value, setting);
    }
  }
  // A trust policy is about its role and says so by having no Resource.
  if (setting.kind == DocumentKind::trust) {
    statement.has_resources = true;
    statement.resources.assign(1, read_resource("*", setting.kind, false));
  }
  return statement;
}

}  // namespace

std::shared_ptr<const Policy> compile(const Node& document, std::string_view text, std::size_t base,
                                      DocumentKind kind) {
  const Node* version = document.find("Version");
  std::string version_text(version == nullptr ? "2008-10-17" : version->text);
  const Setting setting{kind, version_text == "2012-10-17", base};
  std::vector<Statement> statements;
  PlaceFinder places(text);
  if (const Node* list = document.find("Statement")) {
    if (list->is_array()) {
      const auto all = children(*list);
      statements.reserve(static_cast<std::size_t>(std::distance(all.begin(), all.end())));
    }
    each_of(*list, [&](const Node& statement) {
      statements.push_back(compile_statement(statement, places, setting));
    });
  }
  return std::make_shared<const Policy>(kind, std::string(text), std::move(version_text),
                                        std::move(statements));
}

}  // namespace amishare::policy
