// lint_condition.cpp - keys that are never there, values that are never equal, conditions too wide.
#include <algorithm>
#include <array>
#include <string>

#include "policy/condition.h"
#include "policy/lint_parts.h"
#include "policy/pattern.h"
#include "policy/value.h"

namespace amishare::policy {
namespace {

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-regions-availability-zones.html
constexpr std::string_view region_names =
    " af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 "
    "ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 "
    "ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1 eu-central-1 "
    "eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 il-central-1 "
    "me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 "
    "us-gov-west-1 us-west-1 us-west-2 ";

bool is_negated(const Condition& condition) { return condition.negated; }

bool compares_text(Comparison comparison) {
  return comparison == Comparison::text || comparison == Comparison::text_ignoring_case ||
         comparison == Comparison::wildcards;
}

bool compares_numbers(Comparison comparison) {
  return comparison >= Comparison::number_equal && comparison <= Comparison::number_greater_equal;
}

bool compares_dates(Comparison comparison) {
  return comparison >= Comparison::date_equal && comparison <= Comparison::date_greater_equal;
}

bool boolean_text(std::string_view text) {
  return equal_ignoring_case(text, "true") || equal_ignoring_case(text, "false");
}

// Where one key stands under one operator.
struct Use {
  const StatementParts& statement;
  const Condition& condition;
  const Node& key;  // its values, as the member of the operator
};

std::string outcome(const Use& use) {
  if (use.condition.if_exists || use.condition.quantifier == Quantifier::for_all_values ||
      (is_negated(use.condition) && use.condition.quantifier == Quantifier::none)) {
    return "so this always holds";
  }
  return "so this never holds";
}

// Whether some action of the statement may have the key; true if that can't be told.
bool some_action_has(const Lint& lint, const StatementParts& statement, std::string_view key) {
  if (!statement.only_known || statement.known.empty()) return true;
  return std::any_of(statement.known.begin(), statement.known.end(), [&](const KnownAction& each) {
    if (!may_have_key(each, key)) return false;
    return each.vendor != "ec2" || !lint.target.ec2_key || lint.target.ec2_key(each.name, key);
  });
}

void lint_key(Lint& lint, const Use& use) {
  const std::string_view key = use.key.key;
  const bool global = equal_ignoring_case(key.substr(0, 4), "aws:");
  if (global && !is_global_key(key)) {
    lint.warn_key(use.key, "unknown-key", "there is no global condition key " + in_marks(key));
    return;
  }
  if (!some_action_has(lint, use.statement, key)) {
    lint.warn_key(use.key, "key-never-present",
                  "none of the statement's actions has the condition key " + in_marks(key) + ", " +
                      (use.condition.comparison == Comparison::absent ? "so it is always absent"
                                                                      : outcome(use)));
  }
}

void lint_quantifier(Lint& lint, const Use& use, bool null_checked) {
  const KeyShape shape = shape_of_key(use.key.key);
  const bool plain = use.condition.quantifier == Quantifier::none;
  if (plain && shape == KeyShape::several && use.condition.comparison != Comparison::absent) {
    lint.warn_key(use.key, "several-values",
                  in_marks(use.key.key) +
                      " has several values in a request; without ForAnyValue or "
                      "ForAllValues this never holds while it has any");
  }
  if (!plain && shape == KeyShape::single) {
    lint.warn_key(use.key, "single-value",
                  in_marks(use.key.key) +
                      " has one value; ForAnyValue and ForAllValues are for keys "
                      "with several");
  }
  const bool open = use.condition.quantifier == Quantifier::for_all_values &&
                    use.statement.allows && !null_checked;
  if (open) {
    lint.warn_key(use.key, "for-all-values-allow",
                  "ForAllValues also holds when the request has no " + in_marks(use.key.key) +
                      "; add \"Null\": {" + in_marks(use.key.key) + ": \"false\"}");
  }
}

// "SERVICE.REGION.amazonaws.com"
std::string why_no_via_service(std::string_view text) {
  constexpr std::string_view domain = ".amazonaws.com";
  const bool cut = text.find_first_of("*?$") != std::string_view::npos;
  if (cut) return "";
  if (!text.ends_with(domain)) return "its values end with .amazonaws.com";
  const std::string_view service = text.substr(0, text.size() - domain.size());
  const auto dot = service.rfind('.');
  if (dot == std::string_view::npos) {
    return "its values name a Region: " + std::string(service) + ".REGION.amazonaws.com";
  }
  const std::string region(service.substr(dot + 1));
  if (region_names.find(" " + region + " ") != std::string_view::npos) return "";
  return "there is no Region " + in_marks(region);
}

// Why no value of a request is what the policy's value wants.
std::string why_never(const Lint& lint, const Use& use, std::string_view text) {
  const Comparison comparison = use.condition.comparison;
  if (text.find("${") != std::string_view::npos && lint.variables) return "";
  if (comparison == Comparison::boolean && !boolean_text(text)) {
    return "a boolean is \"true\" or \"false\"";
  }
  if (comparison == Comparison::absent && !boolean_text(text)) {
    return "Null takes \"true\" or \"false\"";
  }
  if (compares_numbers(comparison) && !parse_number(text)) return "this is no number";
  if (compares_dates(comparison) && !parse_moment(text)) return "this is no date";
  if (comparison == Comparison::address && !parse_address_range(text)) {
    return "this is neither an IP address nor a range of them";
  }
  if (comparison == Comparison::bytes && !decode_base64(text)) return "this is not base64";
  const bool arn = comparison == Comparison::arn && text != "*";
  if (arn && std::count(text.begin(), text.end(), ':') < 5) return "an ARN has six parts";
  const bool source_ip = equal_ignoring_case(use.key.key, "aws:SourceIp") ||
                         equal_ignoring_case(use.key.key, "aws:VpcSourceIp");
  if (compares_text(comparison) && source_ip && text.find('/') != std::string_view::npos) {
    return "a range of addresses is for IpAddress";
  }
  if (compares_text(comparison) && equal_ignoring_case(use.key.key, "kms:ViaService")) {
    return why_no_via_service(text);
  }
  return "";
}

void lint_value(Lint& lint, const Use& use, const Node& value) {
  const std::string_view text = value.text;
  if (const std::string why = why_never(lint, use, text); !why.empty()) {
    const bool service = equal_ignoring_case(use.key.key, "kms:ViaService");
    lint.warn(value, service ? "via-service" : "value-never-equal",
              "no value of " + in_marks(use.key.key) + " is this: " + why);
    return;
  }
  const bool exact = use.condition.comparison == Comparison::text ||
                     use.condition.comparison == Comparison::text_ignoring_case;
  const bool wild = text.find_first_of("*?") != std::string_view::npos &&
                    text.find("${*}") == std::string_view::npos &&
                    text.find("${?}") == std::string_view::npos;
  if (exact && wild) {
    const bool negated = is_negated(use.condition);
    lint.warn(value, "wildcard-as-text",
              "wildcards are plain text here; they act in " +
                  std::string(negated ? "StringNotLike" : "StringLike"));
  }
  if (text.find("${") != std::string_view::npos && !lint.variables) {
    lint.warn(value, "variable-as-text",
              "a policy variable is plain text under Version 2008-10-17, or without a Version");
  }
}

// What Null asks of one key of a statement: that it is absent, or there.
struct NullCheck {
  std::string key;
  bool absent = false, present = false;
};

std::vector<NullCheck> null_checks(const Node& conditions) {
  std::vector<NullCheck> checks;
  const Node* by_key = conditions.find("Null");
  if (by_key == nullptr) return checks;
  for (const Node& key : children(*by_key)) {
    NullCheck& check = checks.emplace_back();
    check.key = lower(key.key);
    each_of(key, [&](const Node& value) {
      check.absent = check.absent || equal_ignoring_case(value.text, "true");
      check.present = check.present || equal_ignoring_case(value.text, "false");
    });
  }
  return checks;
}

void lint_null(Lint& lint, const Use& use, const std::vector<NullCheck>& checks) {
  const auto check = std::find_if(checks.begin(), checks.end(), [&](const NullCheck& each) {
    return equal_ignoring_case(each.key, use.key.key);
  });
  if (check == checks.end()) return;
  if (use.condition.comparison == Comparison::absent) {
    if (check->absent && check->present) {
      lint.warn_key(use.key, "always-holds", "Null with both \"true\" and \"false\" always holds");
    }
    return;
  }
  const bool needs_key = !use.condition.if_exists && !use.condition.negated &&
                         use.condition.quantifier != Quantifier::for_all_values;
  if (check->absent && !check->present && needs_key) {
    lint.warn_key(
        use.key, "never-holds",
        "the statement asks that " + in_marks(use.key.key) + " is absent and that it has a value");
  }
}

}  // namespace

void lint_conditions(Lint& lint, const StatementParts& statement) {
  const Node* conditions = statement.node.find("Condition");
  if (conditions == nullptr) return;
  const auto checks = null_checks(*conditions);
  for (const Node& by_key : children(*conditions)) {
    const auto condition = read_operator(by_key.key);
    if (!condition) {
      lint.warn_key(by_key, "no-effect", "there is no operator " + in_marks(by_key.key));
      continue;
    }
    for (const Node& key : children(by_key)) {
      const Use use{statement, *condition, key};
      const bool null_checked =
          std::any_of(checks.begin(), checks.end(), [&](const NullCheck& each) {
            return equal_ignoring_case(each.key, key.key) && each.present && !each.absent;
          });
      lint_key(lint, use);
      lint_quantifier(lint, use, null_checked);
      lint_null(lint, use, checks);
      each_of(key, [&](const Node& value) { lint_value(lint, use, value); });
      if (key.is_array() && !key.has_children()) {
        const bool holds = condition->negated && !statement.allows;
        lint.warn(key, holds ? "always-holds" : "never-holds", "there is no value to compare with");
      }
    }
  }
}

}  // namespace amishare::policy
