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

Error unemulated_parameter(Protocol protocol, std::string_view operation, std::string_view name) {
  const bool plain = protocol == Protocol::ec2 || protocol == Protocol::query;
  return {plain ? "UnsupportedOperation" : "UnsupportedOperationException",
          fmt::format("amishare does not emulate the parameter {} of {}.", name, operation), 400};
}

}  // namespace amishare::wire
