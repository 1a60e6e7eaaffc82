// refusal.h - every sentence with which a request is refused before its handler sees it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "wire/schema.h"
#include "world/error.h"

namespace amishare::wire {

// ---- any query service --------------------------------------------------------------------------

// An escape that is none. https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html;
// the two sentences are those of AWS's own description of its signature check.
Error malformed_query_string(std::string_view sentence);

// ---- EC2 ----------------------------------------------------------------------------------------
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html

Error unknown_parameter(std::string_view name);
Error missing_parameter(std::string_view name);
// "Invalid value '1' for maxResults. Expecting a value greater than 5." is recorded; with other
// ends the sentence is inferred.
Error invalid_parameter_value(std::string_view value, std::string_view name, std::string_view end);

// ---- IAM and STS --------------------------------------------------------------------------------

// A value that is not of its type. The code is AWS's; the sentence is unverified.
Error malformed_input(std::string_view sentence);

// ---- JSON 1.1 and REST-JSON
// ----------------------------------------------------------------------

// AWS sends no message when the body itself cannot be read (recorded of another JSON 1.1 service).
Error serialization(std::string_view sentence = {});

// ---- all but EC2 --------------------------------------------------------------------------------

// "2 validation errors detected: ...; ..." ValidationError (IAM, STS) or ValidationException.
Error validation(Protocol protocol, const std::vector<std::string>& complaints);

// ---- Organizations ------------------------------------------------------------------------------

// The member at `path` breaks `rule`, "Member must ...": InvalidInputException with AWS's reason.
// The sentence for patterns is reported by users, the others are those of
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html
Error invalid_input(std::string_view path, std::string_view rule);

// ---- ours ---------------------------------------------------------------------------------------

// AWS knows the parameter; amishare says that it does not act on it rather than dropping it.
Error unemulated_parameter(Protocol protocol, std::string_view operation, std::string_view name);

}  // namespace amishare::wire
