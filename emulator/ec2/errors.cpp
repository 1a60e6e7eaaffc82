// errors.cpp - what EC2 says of requests of any kind, as recorded; errors_*.cpp of each thing.
#include "ec2/errors.h"

#include <fmt/format.h>

namespace amishare::ec2 {

// Authorisation.
Error unauthorized_operation(std::string_view message) {
  return {"UnauthorizedOperation", std::string(message), 403};
}
Error dry_run_operation() {
  return {"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412};
}

// Requests of any kind: parameters, filters, pages, tags.
Error missing_parameter(std::string_view name) {
  return {"MissingParameter", "The request must contain the parameter " + std::string(name)};
}
Error malformed_id(std::string_view code, std::string_view id) {
  return {std::string(code), "Invalid id: \"" + std::string(id) + "\""};
}
Error invalid_filter(std::string_view name) {
  return {"InvalidParameterValue", "The filter '" + std::string(name) + "' is invalid"};
}
Error too_many_filter_values() {
  return {"FilterLimitExceeded",
          "The maximum number of filter values specified on a single call is 200"};
}
Error filter_value_too_long() {
  return {"FilterLimitExceeded", "The maximum length for a filter value is 255 characters"};
}
Error max_results_too_small(std::int64_t value, std::int64_t least) {
  return {"InvalidParameterValue", "Invalid value '" + std::to_string(value) +
                                       "' for maxResults. Expecting a value greater than " +
                                       std::to_string(least) + "."};
}
Error ids_with_max_results(std::string_view ids) {
  return {"InvalidParameterCombination",
          "The parameter " + std::string(ids) + " cannot be used with the parameter maxResults"};
}
// That it is refused is recorded of volumes; the words are those for maxResults.
Error ids_with_next_token(std::string_view ids) {
  return {"InvalidParameterCombination",
          "The parameter " + std::string(ids) + " cannot be used with the parameter nextToken"};
}
Error invalid_next_token(std::string_view token) {
  return {"InvalidParameterValue", "Value ( " + std::string(token) +
                                       " ) for parameter NextToken is invalid. The token is "
                                       "invalid."};
}
// Recorded of DescribeVolumes and DescribeVolumeStatus.
Error pagination_token_unreadable() {
  return {"InvalidParameterValue", "Unable to parse pagination token"};
}
// Documented (ERR: InvalidID); the sentence is widely quoted, not recorded.
Error invalid_resource_id(std::string_view id) {
  return {"InvalidID", "The ID '" + std::string(id) + "' is not valid"};
}
// Of CreateTags, as quoted in public threads; tags on creation have sentences of their own
// [recorded of CreateVolume].
Error empty_tag_key() {
  return {"InvalidParameterValue",
          "Value (  ) for parameter Tag key is invalid. Tag key cannot be null or empty."};
}
Error empty_tag_key_on_create() { return {"InvalidParameterValue", "Tag key must have a value"}; }
Error reserved_tag_key(std::string_view key) {
  return {"InvalidParameterValue",
          fmt::format("Value ( {} ) for parameter key is invalid. Tag keys starting with 'aws:' "
                      "are reserved for internal use",
                      key)};
}
Error reserved_tag_key_on_create() {
  return {"InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use"};
}
Error duplicate_tag_key(std::string_view key) {
  return {"InvalidParameterValue", "Duplicate tag key '" + std::string(key) + "' specified."};
}
Error tag_key_too_long() {
  return {"InvalidParameterValue", "Tag key exceeds the maximum length of 128 characters"};
}
Error tag_value_too_long() {
  return {"InvalidParameterValue", "Tag value exceeds the maximum length of 256 characters"};
}
// The code is documented, the sentence inferred.
Error tag_limit_exceeded() {
  return {"TagLimitExceeded", "The maximum number of Tags for a resource has been reached."};
}
Error tag_specification_without_type() {
  return {"InvalidParameterValue", "Tag specification resource type must have a value"};
}
// The sentence is inferred from its neighbour.
Error tag_specification_without_tags() {
  return {"InvalidParameterValue", "Tag specification must have at least one tag"};
}
Error untaggable_type(std::string_view type) {
  return {"InvalidParameterValue",
          "'" + std::string(type) + "' is not a valid taggable resource type for this operation."};
}

}  // namespace amishare::ec2
