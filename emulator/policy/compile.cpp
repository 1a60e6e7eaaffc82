// compile.cpp - reads every pattern and value of a document once, so that evaluation does not.
#include "policy/compile.h"

#include <string>
#include <utility>
#include <vector>

#include "policy/grammar.h"
#include "policy/match.h"

namespace amishare::policy {
namespace {

struct Setting {
  DocumentKind kind;
  bool variables;  // Version 2012-10-17
};

// Finds the places of one statement after the other without starting over.
class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text) : text_(text) {}
  Place at(std::size_t offset) {
    const Place step = place_of(text_.substr(done_, offset - done_), offset - done_);
    place_.column = step.line == 1 ? place_.column + step.column - 1 : step.column;
    place_.line += step.line - 1;
    done_ = offset;
    return place_;
  }

 private:
  std::string_view text_;
  std::size_t done_ = 0;
  Place place_;
};

PrincipalElement principal_at(std::string_view key, const Node& value) {
  PrincipalElement element = read_principal(key, value.text);
  element.begin = value.begin;
  element.end = value.end;
  return element;
}

void compile_principals(Statement& statement, const Node& node) {
  statement.has_principals = true;
  if (node.is_string()) {
    statement.principals.push_back(principal_at("", node));
    return;
  }
  for (const Member& member : node.members) {
    each_of(member.value, [&](const Node& value) {
      statement.principals.push_back(principal_at(member.key, value));
    });
  }
}

void compile_actions(Statement& statement, const Node& node) {
  each_of(node, [&](const Node& value) {
    statement.actions.emplace_back(value.text,
                                   PatternSyntax{.wildcards = true, .ignore_case = true});
    statement.action_texts.push_back(value.text);
  });
}

void compile_resources(Statement& statement, const Node& node, const Setting& setting) {
  statement.has_resources = true;
  each_of(node, [&](const Node& value) {
    statement.resources.push_back(read_resource(value.text, setting.kind, setting.variables));
  });
}

void compile_conditions(Statement& statement, const Node& node, const Setting& setting) {
  for (const Member& by_operator : node.members) {
    const auto plain = read_operator(by_operator.key);
    if (!plain) continue;  // an unknown operator is let pass only with nothing in it
    for (const Member& by_key : by_operator.value.members) {
      Condition condition = *plain;
      condition.key = by_key.key;
      each_of(by_key.value,
              [&](const Node& value) { add_value(condition, value.text, setting.variables); });
      statement.conditions.push_back(std::move(condition));
    }
  }
}

Statement compile_statement(const Node& node, PlaceFinder& places, const Setting& setting) {
  Statement statement;
  statement.begin = node.begin;
  statement.end = node.end;
  const Place place = places.at(node.begin);
  statement.line = place.line;
  statement.column = place.column;
  for (const auto& [key, value] : node.members) {
    if (key == "Sid") {
      statement.sid = value.text;
    } else if (key == "Effect") {
      statement.allows = value.text == "Allow";
    } else if (key == "Principal" || key == "NotPrincipal") {
      statement.not_principals = key == "NotPrincipal";
      compile_principals(statement, value);
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

std::shared_ptr<const Policy> compile(const Node& document, std::string_view text,
                                      DocumentKind kind) {
  const Node* version = document.find("Version");
  std::string version_text = version == nullptr ? "2008-10-17" : version->text;
  const Setting setting{kind, version_text == "2012-10-17"};
  std::vector<Statement> statements;
  PlaceFinder places(text);
  if (const Node* list = document.find("Statement")) {
    each_of(*list, [&](const Node& statement) {
      statements.push_back(compile_statement(statement, places, setting));
    });
  }
  return std::make_shared<const Policy>(kind, std::string(text), std::move(version_text),
                                        std::move(statements));
}

}  // namespace amishare::policy
