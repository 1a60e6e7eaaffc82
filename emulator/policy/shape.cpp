// shape.cpp - the grammar's shape: elements, lists, objects.
#include "policy/shape.h"

#include <algorithm>
#include <initializer_list>

#include "policy/condition.h"
#include "policy/pattern.h"

namespace amishare::policy {
namespace {

bool among(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::find(choices.begin(), choices.end(), text) != choices.end();
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

Fault odd(const Node& at, std::string detail) { return {&at, {}, std::move(detail)}; }

Fault unknown(const Node& member, const std::string& where) {
  return {&member, {}, where + " has no element " + in_quotes(member.key), true};
}

Fault odd_strings(const Node& node) {
  Fault fault;
  each_of(node, [&](const Node& value) {
    if (!fault && !value.is_string()) {
      fault = odd(value, in_quotes(node.key) + " takes a string or a list of strings");
    }
  });
  return fault;
}

Fault odd_principal(const Node& node) {
  if (node.is_string()) return {};
  if (!node.is_object() || !node.has_children()) {
    return odd(node, in_quotes(node.key) + " takes \"*\" or an object of kinds of principals");
  }
  for (const Node& value : children(node)) {
    if (!among(value.key, {"AWS", "Service", "Federated", "CanonicalUser"})) {
      return {&value,
              {},
              "there are principals of AWS, Service, Federated and CanonicalUser, and none of " +
                  in_quotes(value.key),
              true};
    }
    if (Fault fault = odd_strings(value)) return fault;
  }
  return {};
}

Fault odd_values(const Node& by_key) {
  if (by_key.key.empty()) return odd(by_key, "a condition key is empty");
  Fault fault;
  each_of(by_key, [&](const Node& value) {
    const bool scalar =
        value.is_string() || value.kind == Node::Kind::boolean || value.kind == Node::Kind::number;
    if (!scalar) fault = odd(value, "a condition takes strings, numbers and booleans");
  });
  return fault;
}

Fault odd_condition(const Node& node) {
  if (!node.is_object()) return odd(node, "\"Condition\" takes an object of operators");
  for (const Node& by_key : children(node)) {
    if (!by_key.is_object()) return odd(by_key, "an operator takes an object of condition keys");
    // An unknown operator passes only with an empty body.
    if (by_key.has_children() && !is_operator(by_key.key)) {
      return {&by_key, {}, "there is no condition operator " + in_quotes(by_key.key), true};
    }
    for (const Node& values : children(by_key)) {
      if (Fault fault = odd_values(values)) return fault;
    }
  }
  return {};
}

Fault odd_element(const Node& value) {
  const std::string_view key = value.key;
  if (key == "Sid") return value.is_string() ? Fault{} : odd(value, "\"Sid\" takes a string");
  if (key == "Effect") {
    const bool known = value.is_string() && (equal_ignoring_case(value.text, "Allow") ||
                                             equal_ignoring_case(value.text, "Deny"));
    return known ? Fault{} : odd(value, "\"Effect\" is \"Allow\" or \"Deny\"");
  }
  if (among(key, {"Action", "NotAction", "Resource", "NotResource"})) return odd_strings(value);
  if (among(key, {"Principal", "NotPrincipal"})) return odd_principal(value);
  return key == "Condition" ? odd_condition(value) : unknown(value, "a statement");
}

Fault odd_statement(const Node& statement) {
  if (!statement.is_object()) return odd(statement, "a statement is an object");
  if (statement.find("Effect") == nullptr) return odd(statement, "a statement has no \"Effect\"");
  for (const Node& value : children(statement)) {
    if (Fault fault = odd_element(value)) return fault;
  }
  for (const std::string element : {"Principal", "Action", "Resource"}) {
    const Node* negated = statement.find("Not" + element);
    if (negated != nullptr && statement.find(element) != nullptr) {
      return {negated, {}, in_quotes(element) + " and its negation exclude each other", true};
    }
  }
  return {};
}

}  // namespace

std::vector<const Node*> statements_of(const Node& document) {
  std::vector<const Node*> statements;
  each_of(*document.find("Statement"), [&](const Node& node) { statements.push_back(&node); });
  return statements;
}

Fault wrong_shape(const Node& document) {
  if (!document.is_object()) return odd(document, "a policy is a JSON object");
  for (const Node& value : children(document)) {
    if (!among(value.key, {"Version", "Id", "Statement"})) return unknown(value, "a policy");
    if (value.key != "Statement" && !value.is_string()) {
      return odd(value, in_quotes(value.key) + " takes a string");
    }
    if (value.key == "Version" && !among(value.text, {"2012-10-17", "2008-10-17"})) {
      return odd(value, "\"Version\" is \"2012-10-17\" or \"2008-10-17\"");
    }
  }
  const Node* list = document.find("Statement");
  if (list == nullptr) return odd(document, "a policy has no \"Statement\"");
  if (list->is_array() && !list->has_children()) return odd(document, "there is no statement");
  for (const Node* statement : statements_of(document)) {
    if (Fault fault = odd_statement(*statement)) return fault;
  }
  return {};
}

}  // namespace amishare::policy
