// condition.cpp - one table of operators, one walk over keys and values.
#include "policy/condition.h"

#include <algorithm>
#include <array>
#include <utility>

namespace amishare::policy {
namespace {

constexpr std::array<Operator, 27> operators = {{
    {"StringEquals", Comparison::text, false},
    {"StringNotEquals", Comparison::text, true},
    {"StringEqualsIgnoreCase", Comparison::text_ignoring_case, false},
    {"StringNotEqualsIgnoreCase", Comparison::text_ignoring_case, true},
    {"StringLike", Comparison::wildcards, false},
    {"StringNotLike", Comparison::wildcards, true},
    {"NumericEquals", Comparison::number_equal, false},
    {"NumericNotEquals", Comparison::number_equal, true},
    {"NumericLessThan", Comparison::number_less, false},
    {"NumericLessThanEquals", Comparison::number_less_equal, false},
    {"NumericGreaterThan", Comparison::number_greater, false},
    {"NumericGreaterThanEquals", Comparison::number_greater_equal, false},
    {"DateEquals", Comparison::date_equal, false},
    {"DateNotEquals", Comparison::date_equal, true},
    {"DateLessThan", Comparison::date_less, false},
    {"DateLessThanEquals", Comparison::date_less_equal, false},
    {"DateGreaterThan", Comparison::date_greater, false},
    {"DateGreaterThanEquals", Comparison::date_greater_equal, false},
    {"Bool", Comparison::boolean, false},
    {"BinaryEquals", Comparison::bytes, false},
    {"IpAddress", Comparison::address, false},
    {"NotIpAddress", Comparison::address, true},
    {"ArnEquals", Comparison::arn, false},
    {"ArnLike", Comparison::arn, false},
    {"ArnNotEquals", Comparison::arn, true},
    {"ArnNotLike", Comparison::arn, true},
    {"Null", Comparison::absent, false},
}};

struct OperatorParts {
  Quantifier quantifier = Quantifier::none;
  bool if_exists = false;
  const Operator* base = nullptr;  // null if there is no such operator
};

OperatorParts take_apart(std::string_view text) {
  OperatorParts parts;
  constexpr std::string_view all = "ForAllValues:";
  constexpr std::string_view any = "ForAnyValue:";
  constexpr std::string_view if_exists = "IfExists";
  if (text.starts_with(all)) {
    parts.quantifier = Quantifier::for_all_values;
    text.remove_prefix(all.size());
  } else if (text.starts_with(any)) {
    parts.quantifier = Quantifier::for_any_value;
    text.remove_prefix(any.size());
  }
  if (text.ends_with(if_exists)) {
    parts.if_exists = true;
    text.remove_suffix(if_exists.size());
  }
  const auto found = std::find_if(operators.begin(), operators.end(),
                                  [&](const Operator& each) { return each.name == text; });
  if (found == operators.end()) return parts;
  const bool plain = !parts.if_exists && parts.quantifier == Quantifier::none;
  // "IfExists" goes with every operator except Null.
  if (found->comparison != Comparison::absent || plain) parts.base = &*found;
  return parts;
}

template <class Value>
ConditionValue value_or_nothing(std::optional<Value> value) {
  if (!value) return std::monostate();
  return ConditionValue(std::move(*value));
}

ConditionValue read_value(Comparison comparison, std::string_view text, bool variables) {
  switch (comparison) {
    case Comparison::text:
      return TextPattern(text, {.variables = variables});
    case Comparison::text_ignoring_case:
    case Comparison::boolean:
      return TextPattern(text, {.variables = variables, .ignore_case = true});
    case Comparison::wildcards:
    case Comparison::arn:
      return TextPattern(text, {.wildcards = true, .variables = variables});
    case Comparison::number_equal:
    case Comparison::number_less:
    case Comparison::number_less_equal:
    case Comparison::number_greater:
    case Comparison::number_greater_equal:
      return value_or_nothing(parse_number(text));
    case Comparison::date_equal:
    case Comparison::date_less:
    case Comparison::date_less_equal:
    case Comparison::date_greater:
    case Comparison::date_greater_equal:
      return value_or_nothing(parse_moment(text));
    case Comparison::bytes:
      return value_or_nothing(decode_base64(text));
    case Comparison::address:
      return value_or_nothing(parse_address_range(text));
    case Comparison::absent:
      return std::monostate();  // the text says it all
  }
  return std::monostate();
}

enum class Fit { yes, no, no_such_type };

Fit fit(bool matches) { return matches ? Fit::yes : Fit::no; }

Fit compare_numbers(Comparison comparison, std::string_view have, double want) {
  const auto number = parse_number(have);
  if (!number) return Fit::no_such_type;
  switch (comparison) {
    case Comparison::number_less:
      return fit(*number < want);
    case Comparison::number_less_equal:
      return fit(*number <= want);
    case Comparison::number_greater:
      return fit(*number > want);
    case Comparison::number_greater_equal:
      return fit(*number >= want);
    default:
      return fit(*number == want);
  }
}

Fit compare_dates(Comparison comparison, std::string_view have, Moment want) {
  const auto moment = parse_moment(have);
  if (!moment) return Fit::no_such_type;
  switch (comparison) {
    case Comparison::date_less:
      return fit(*moment < want);
    case Comparison::date_less_equal:
      return fit(*moment <= want);
    case Comparison::date_greater:
      return fit(*moment > want);
    case Comparison::date_greater_equal:
      return fit(*moment >= want);
    default:
      return fit(*moment == want);
  }
}

// One value of the request against one of the policy.
Fit compare(Comparison comparison, const ConditionValue& want, std::string_view have,
            const Context& context) {
  if (const auto* pattern = std::get_if<TextPattern>(&want)) {
    if (comparison != Comparison::arn) return fit(pattern->matches(have, context));
    std::string buffer;
    const auto marked = pattern->resolve(context, buffer);
    return fit(marked && arn_like(*marked, have));
  }
  if (const auto* number = std::get_if<double>(&want)) {
    return compare_numbers(comparison, have, *number);
  }
  if (const auto* moment = std::get_if<Moment>(&want)) {
    return compare_dates(comparison, have, *moment);
  }
  if (const auto* range = std::get_if<AddressRange>(&want)) {
    const auto address = parse_address_range(have);
    return address ? fit(holds(*range, *address)) : Fit::no_such_type;
  }
  if (const auto* bytes = std::get_if<std::string>(&want)) {
    const auto decoded = decode_base64(have);
    return decoded ? fit(*decoded == *bytes) : Fit::no_such_type;
  }
  return Fit::no_such_type;
}

// One value of the request against the list of the policy: any of them, or none if negated.
bool value_passes(const Condition& condition, std::string_view have, const Context& context,
                  bool allows) {
  bool any = false;
  bool odd = condition.values.empty();
  for (const ConditionValue& want : condition.values) {
    const Fit found = compare(condition.comparison, want, have, context);
    any = any || found == Fit::yes;
    odd = odd || found == Fit::no_such_type;
  }
  if (!condition.negated) return any;
  if (any) return false;
  return !odd || !allows;
}

// Null: "true" asks that the key is absent, "false" that it is there with a value.
bool absence_passes(const Condition& condition, bool absent) {
  return std::any_of(condition.texts.begin(), condition.texts.end(), [&](const std::string& text) {
    return equal_ignoring_case(text, absent ? "true" : "false");
  });
}

}  // namespace

bool is_operator(std::string_view text) { return take_apart(text).base != nullptr; }

std::optional<Condition> read_operator(std::string_view text) {
  const OperatorParts parts = take_apart(text);
  if (parts.base == nullptr) return std::nullopt;
  Condition condition;
  condition.operator_name = text;
  condition.quantifier = parts.quantifier;
  condition.if_exists = parts.if_exists;
  condition.comparison = parts.base->comparison;
  condition.negated = parts.base->negated;
  return condition;
}

void add_value(Condition& condition, std::string_view text, bool variables) {
  condition.texts.emplace_back(text);
  condition.values.push_back(read_value(condition.comparison, text, variables));
}

bool holds(const Condition& condition, const Context& context, bool allows) {
  const auto entry = context.find(condition.key);
  const bool absent = !entry || entry->values.empty();
  if (condition.comparison == Comparison::absent) return absence_passes(condition, absent);
  if (absent) {
    if (condition.if_exists) return true;
    switch (condition.quantifier) {
      case Quantifier::for_all_values:
        return true;
      case Quantifier::for_any_value:
        return false;
      case Quantifier::none:
        return condition.negated;
    }
  }
  const auto passes = [&](std::string_view value) {
    return value_passes(condition, value, context, allows);
  };
  switch (condition.quantifier) {
    case Quantifier::for_all_values:
      return std::all_of(entry->values.begin(), entry->values.end(), passes);
    case Quantifier::for_any_value:
      return std::any_of(entry->values.begin(), entry->values.end(), passes);
    case Quantifier::none:
      // Multivalued keys need a quantifier; without one nothing matches.
      return !entry->multivalued && passes(entry->values.front());
  }
  return false;
}

bool arn_like(std::string_view marked, std::string_view text) {
  const bool everything = marked.size() == 1 && marked[0] == any_text;
  for (int part = 0; part < 5; ++part) {
    const auto text_colon = text.find(':');
    if (text_colon == std::string_view::npos) return false;
    if (!everything) {
      const auto marked_colon = marked.find(':');
      if (marked_colon == std::string_view::npos) return false;
      if (!glob_matches(marked.substr(0, marked_colon), text.substr(0, text_colon))) return false;
      marked.remove_prefix(marked_colon + 1);
    }
    text.remove_prefix(text_colon + 1);
  }
  return everything || glob_matches(marked, text);
}

}  // namespace amishare::policy
