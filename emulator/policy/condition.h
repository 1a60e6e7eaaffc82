// condition.h - the condition operators, one table.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "policy/context.h"
#include "policy/pattern.h"
#include "policy/value.h"

namespace amishare::policy {

// How one value of a request is held against one value of a policy. The negated operators use the
// same comparisons.
enum class Comparison : std::uint8_t {
  text,                // StringEquals
  text_ignoring_case,  // StringEqualsIgnoreCase
  wildcards,           // StringLike
  number_equal,        // NumericEquals
  number_less,         // NumericLessThan
  number_less_equal,
  number_greater,
  number_greater_equal,
  date_equal,  // DateEquals
  date_less,
  date_less_equal,
  date_greater,
  date_greater_equal,
  boolean,  // Bool
  bytes,    // BinaryEquals
  address,  // IpAddress
  arn,      // ArnEquals and ArnLike, which are the same
  absent,   // Null
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
struct Operator {
  std::string_view name;
  Comparison comparison;
  bool negated;
};

// For keys with several values in a request.
enum class Quantifier : std::uint8_t { none, for_all_values, for_any_value };

// One value of a policy, read for its comparison. monostate: not a value of that type, which
// nothing equals.
using ConditionValue =
    std::variant<std::monostate, TextPattern, double, Moment, AddressRange, std::string>;

// One key under one operator of a statement.
struct Condition {
  std::string operator_name;  // as written: "ForAnyValue:StringLikeIfExists"
  std::string key;            // as written
  Quantifier quantifier = Quantifier::none;
  Comparison comparison = Comparison::text;
  bool negated = false;
  bool if_exists = false;
  std::vector<std::string> texts{};  // the values as written
  std::vector<ConditionValue> values{};
  bool operator==(const Condition&) const = default;
};

// Reads an operator with its quantifier and suffix, exactly as AWS spells them (that AWS takes no
// other case is unverified). Gives a Condition without key and values; nullopt if there is no such
// operator.
std::optional<Condition> read_operator(std::string_view text);

// Whether read_operator() would read it.
bool is_operator(std::string_view text);

// Adds a value; `variables` as the document's Version has it.
void add_value(Condition& condition, std::string_view text, bool variables);

// Whether the condition holds. `allows` says whose condition it is: where a value on either side is
// not of the operator's type, a negated operator holds for a Deny and fails for an Allow, so that
// nothing odd ever allows (inferred: AWS documents only that errors deny).
bool holds(const Condition& condition, const Context& context, bool allows);

// Whether `text` is an ARN that fits `marked` (see glob_matches) part by part, as ArnLike compares.
bool arn_like(std::string_view marked, std::string_view text);

}  // namespace amishare::policy
