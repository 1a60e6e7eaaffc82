// check.cpp - compares a request with the model, and says what is wrong as AWS says it.
#include "wire/check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>

#include "wire/pattern.h"
#include "wire/refusal.h"
#include "wire/text.h"

namespace amishare::wire {
namespace {

// As Java prints it, which is how AWS quotes it.
std::string quoted(const Tree& tree) {
  if (const auto* text = tree.as<std::string>()) return *text;
  if (const auto* number = tree.as<std::int64_t>()) return std::to_string(*number);
  if (const auto* number = tree.as<double>()) return fmt::format("{}", *number);
  if (const auto* flag = tree.as<bool>()) return *flag ? "true" : "false";
  if (const auto* time = tree.as<Instant>()) return time_text_ms(*time);
  std::vector<std::string> parts;
  if (const auto* list = tree.as<Tree::List>()) {
    for (const Tree& element : *list) parts.push_back(quoted(element));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  if (const auto* map = tree.as<Tree::Map>())
    for (const auto& [name, value] : *map) parts.push_back(name + "=" + quoted(value));
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

// How many: units of a string, bytes, elements; or the number itself. Null if limits are not for
// it.
std::optional<std::int64_t> measure(const Tree& tree) {
  if (const auto* text = tree.as<std::string>())
    return static_cast<std::int64_t>(utf16_length(*text));
  if (const auto* number = tree.as<std::int64_t>()) return *number;
  if (const auto* blob = tree.as<Blob>()) return static_cast<std::int64_t>(blob->bytes.size());
  if (const auto* list = tree.as<Tree::List>()) return static_cast<std::int64_t>(list->size());
  if (const auto* map = tree.as<Tree::Map>()) return static_cast<std::int64_t>(map->size());
  return std::nullopt;
}

bool is_scalar(const Type& type) {
  return type.kind != Kind::structure && type.kind != Kind::list && type.kind != Kind::map;
}

bool has_value_of_enum(const Type& type, std::string& text) {
  for (const std::string_view value : type.values) {
    if (text == value) return true;
    if (type.any_case && same_without_case(text, value)) {
      text = value;
      return true;
    }
  }
  return false;
}

bool breaks_pattern(const Type& type, const std::string& text) {
  if (type.pattern.empty()) return false;
  // Compiled once: the texts are constants of the schema, told apart by their place.
  thread_local std::map<const char*, std::optional<Pattern>> compiled;
  const auto [place, fresh] = compiled.try_emplace(type.pattern.data());
  if (fresh) place->second = Pattern::compile(type.pattern);
  return place->second && !place->second->matches(text);  // api_compile has compiled it before
}

// Which constraints of its type a single value breaks, "Member must ..." each, in AWS's order.
std::vector<std::string> broken_constraints(const Type& type, Tree& value) {
  std::vector<std::string> out;
  const auto size = measure(value);
  const std::string_view what = type.kind == Kind::integer ? "value" : "length";
  if (size && *size > type.limits.high)
    out.push_back(
        fmt::format("Member must have {} less than or equal to {}", what, type.limits.high));
  if (size && *size < type.limits.low)
    out.push_back(
        fmt::format("Member must have {} greater than or equal to {}", what, type.limits.low));
  if (auto* text = value.as<std::string>()) {
    if (!type.values.empty() && !has_value_of_enum(type, *text))
      out.push_back(
          fmt::format("Member must satisfy enum value set: [{}]", fmt::join(type.values, ", ")));
    if (breaks_pattern(type, *text))
      out.push_back(
          fmt::format("Member must satisfy regular expression pattern: {}", type.pattern));
  }
  return out;
}

class Checker {
 public:
  Checker(const Service& service, const Operation& operation, Unemulated unemulated)
      : service_(service), operation_(operation), unemulated_(unemulated) {}

  void check(Tree& request) {
    structure(*operation_.input, request, "");
    if (complaints_.empty()) return;
    if (service_.name == "organizations") throw invalid_input(first_path_, first_rule_);
    throw validation(service_.protocol, complaints_);
  }
  std::vector<std::string> overlooked() && { return std::move(overlooked_); }

 private:
  bool ec2() const { return service_.protocol == Protocol::ec2; }

  static std::string below(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
  }
  // EC2 speaks of parameters as they stand in the request, the others of members in lowerCamelCase.
  std::string path_of(const std::string& path, const Member& member) const {
    return below(path, ec2() ? std::string(member.asked) : lower_first(member.name));
  }
  std::string element_path(const std::string& path, std::size_t index) const {
    return ec2() ? fmt::format("{}.{}", path, index + 1)
                 : fmt::format("{}.{}.member", path, index + 1);
  }

  void structure(const Schema& schema, Tree& tree, const std::string& path) {
    auto* entries = tree.as<Tree::Map>();
    std::size_t next = 0;  // the entries follow the schema's order
    for (const Member& member : schema.members) {
      const bool present =
          entries && next < entries->size() && (*entries)[next].first == member.name;
      if (!present) {
        if (member.required) missing(path_of(path, member));
        continue;
      }
      if (!member.emulated) {
        refuse_or_overlook(path_of(path, member));
        entries->erase(entries->begin() + static_cast<std::ptrdiff_t>(next));
        continue;
      }
      value(*member.type, (*entries)[next].second, path_of(path, member), member.sensitive);
      ++next;
    }
  }

  void refuse_or_overlook(const std::string& path) {
    if (unemulated_ == Unemulated::refuse)
      throw unemulated_parameter(service_.protocol, operation_.name, path);
    overlooked_.push_back(path);
  }

  void missing(const std::string& path) {
    if (ec2()) throw missing_parameter(path);
    add(path, "Member must not be null",
        fmt::format("Value null at '{}' failed to satisfy constraint: Member must not be null",
                    path));
  }

  void value(const Type& type, Tree& tree, const std::string& path, bool sensitive) {
    for (const std::string& rule : broken_constraints(type, tree))
      complain(type, tree, path, sensitive, rule);
    if (type.kind == Kind::structure) return structure(*type.schema, tree, path);
    if (auto* list = tree.as<Tree::List>(); list && type.kind == Kind::list) {
      if (is_scalar(*type.element)) return scalars(*type.element, *list, path, sensitive, tree);
      for (std::size_t i = 0; i < list->size(); ++i)
        value(*type.element, (*list)[i], element_path(path, i), sensitive);
    }
    if (auto* map = tree.as<Tree::Map>(); map && type.kind == Kind::map)
      for (auto& [key, element] : *map)
        value(*type.element, element, fmt::format("{}.{}.member", path, key), sensitive);
  }

  // AWS quotes the whole list for a scalar in it, and names all that the element must satisfy.
  void scalars(const Type& type, Tree::List& list, const std::string& path, bool sensitive,
               const Tree& whole) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto rules = broken_constraints(type, list[i]);
      if (rules.empty()) continue;
      if (ec2()) complain(type, list[i], ids_or_elements(path, i, list[i]), sensitive, rules[0]);
      std::vector<std::string> all = all_constraints(type);
      // Recorded from IAM.
      if (service_.protocol == Protocol::query) all.push_back("Member must not be null");
      complain(type, whole, path, sensitive,
               fmt::format("Member must satisfy constraint: [{}]", fmt::join(all, ", ")));
      return;
    }
  }

  // An empty id is complained about under the name of the list (recorded for ImageId).
  static std::string ids_or_elements(const std::string& path, std::size_t index,
                                     const Tree& value) {
    const auto* text = value.as<std::string>();
    return text && text->empty() ? path : fmt::format("{}.{}", path, index + 1);
  }

  static std::vector<std::string> all_constraints(const Type& type) {
    std::vector<std::string> out;
    const std::string_view what = type.kind == Kind::integer ? "value" : "length";
    if (type.limits.has_high())
      out.push_back(
          fmt::format("Member must have {} less than or equal to {}", what, type.limits.high));
    if (type.limits.has_low())
      out.push_back(
          fmt::format("Member must have {} greater than or equal to {}", what, type.limits.low));
    if (!type.values.empty())
      out.push_back(
          fmt::format("Member must satisfy enum value set: [{}]", fmt::join(type.values, ", ")));
    if (!type.pattern.empty())
      out.push_back(
          fmt::format("Member must satisfy regular expression pattern: {}", type.pattern));
    return out;
  }

  void complain(const Type& type, const Tree& tree, const std::string& path, bool sensitive,
                const std::string& rule) {
    if (ec2()) throw ec2_error(type, tree, path);
    const std::string shown =
        sensitive || tree.as<Blob>() ? "" : fmt::format("'{}' ", quoted(tree));
    add(path, rule,
        fmt::format("Value {}at '{}' failed to satisfy constraint: {}", shown, path, rule));
  }

  void add(const std::string& path, const std::string& rule, std::string complaint) {
    if (complaints_.empty()) {
      first_path_ = path;
      first_rule_ = rule;
    }
    complaints_.push_back(std::move(complaint));
  }

  // The ends of the sentences for lengths and enums are inferred.
  static Error ec2_error(const Type& type, const Tree& tree, const std::string& path) {
    const auto size = measure(tree);
    if (const auto* text = tree.as<std::string>(); text && text->empty() && type.limits.low > 0)
      return missing_parameter(path);
    const std::string name = lower_first(path);
    const std::string value = quoted(tree);
    const bool number = type.kind == Kind::integer;
    if (size && *size > type.limits.high)
      return invalid_parameter_value(
          value, name,
          number ? fmt::format("Expecting a value less than {}.", type.limits.high)
                 : fmt::format("The length must not exceed {}.", type.limits.high));
    if (size && *size < type.limits.low)
      return invalid_parameter_value(
          value, name,
          number ? fmt::format("Expecting a value greater than {}.", type.limits.low)
                 : fmt::format("The length must be at least {}.", type.limits.low));
    return invalid_parameter_value(
        value, name,
        type.values.empty() ? fmt::format("It must match {}", type.pattern)
                            : fmt::format("Valid values: {}", fmt::join(type.values, ", ")));
  }

  const Service& service_;
  const Operation& operation_;
  const Unemulated unemulated_;
  std::vector<std::string> complaints_, overlooked_;
  std::string first_path_, first_rule_;  // of the first complaint
};

}  // namespace

std::vector<std::string> check(const Service& service, const Operation& operation, Tree& request,
                               Unemulated unemulated) {
  Checker checker(service, operation, unemulated);
  checker.check(request);
  return std::move(checker).overlooked();
}

}  // namespace amishare::wire
