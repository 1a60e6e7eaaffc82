// refusal.cpp - the refusals of refusal.h in words.
#include "wire/refusal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace amishare::wire {

Error malformed_query_string(std::string_view sentence) {
  return {"MalformedQueryString", std::string(sentence), 400};
}

Error unknown_parameter(std::string_view name) {
  return {"UnknownParameter", fmt::format("The parameter {} is not recognized", name), 400};
}

Error missing_parameter(std::string_view name) {
  return {"MissingParameter", fmt::format("The request must contain the parameter {}", name), 400};
}

Error invalid_parameter_value(std::string_view value, std::string_view name, std::string_view end) {
  return {"InvalidParameterValue", fmt::format("Invalid value '{}' for {}. {}", value, name, end),
          400};
}

Error malformed_input(std::string_view sentence) {
  return {"MalformedInput", std::string(sentence), 400};
}

Error serialization(std::string_view sentence) {
  return {"SerializationException", std::string(sentence), 400};
}

Error validation(Protocol protocol, const std::vector<std::string>& complaints) {
  return {protocol == Protocol::query ? "ValidationError" : "ValidationException",
          fmt::format("{} validation error{} detected: {}", complaints.size(),
                      complaints.size() == 1 ? "" : "s", fmt::join(complaints, "; ")),
          400};
}

Error invalid_input(std::string_view path, std::string_view rule) {
  const auto refusal = [](std::string_view reason, std::string_view sentence) {
    return Error{"InvalidInputException", std::string(sentence), 400, std::string(reason)};
  };
  const auto says = [rule](std::string_view words) {
    return rule.find(words) != std::string_view::npos;
  };
  if (says("must not be null")) {
    return refusal("INPUT_REQUIRED", "You must include a value for all required parameters.");
  }
  if (says("satisfy constraint: [")) {
    return refusal("INVALID_LIST_MEMBER",
                   "You provided a list to a parameter that contains at least one invalid value.");
  }
  if (says("enum value set")) {
    return path == "policyType" || path == "filter" || path == "type"
               ? refusal("INVALID_ENUM_POLICY_TYPE", "You specified an invalid policy type string.")
               : refusal("INVALID_ENUM", "You specified an invalid value.");
  }
  if (says("length less")) {
    return refusal("MAX_LENGTH_EXCEEDED",
                   "You provided a string parameter that is longer than allowed.");
  }
  if (says("length greater")) {
    return refusal("MIN_LENGTH_EXCEEDED",
                   "You provided a string parameter that is shorter than allowed.");
  }
  if (says("value less")) {
    return refusal("MAX_VALUE_EXCEEDED",
                   "You provided a numeric parameter that has a larger value than allowed.");
  }
  if (says("value greater")) {
    return refusal("MIN_VALUE_EXCEEDED",
                   "You provided a numeric parameter that has a smaller value than allowed.");
  }
  return refusal(path == "targetId" ? "INVALID_PATTERN_TARGET_ID" : "INVALID_PATTERN",
                 "You provided a value that does not match the required pattern.");
}

Error unemulated_parameter(Protocol protocol, std::string_view operation, std::string_view name) {
  const bool plain = protocol == Protocol::ec2 || protocol == Protocol::query;
  return {plain ? "UnsupportedOperation" : "UnsupportedOperationException",
          fmt::format("amishare does not emulate the parameter {} of {}.", name, operation), 400};
}

}  // namespace amishare::wire
