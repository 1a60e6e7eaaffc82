// errors.cpp - codes, sentences and HTTP statuses, as recorded from EC2.
#include "ec2/errors.h"

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
Error invalid_next_token(std::string_view token) {
  return {"InvalidParameterValue", "Value ( " + std::string(token) +
                                       " ) for parameter NextToken is invalid. The token is "
                                       "invalid."};
}
// Documented (ERR: InvalidID); the sentence is widely quoted, not recorded.
Error invalid_resource_id(std::string_view id) {
  return {"InvalidID", "The ID '" + std::string(id) + "' is not valid"};
}
Error empty_tag_key() {
  return {"InvalidParameterValue",
          "Value (  ) for parameter Tag key is invalid. Tag key cannot be null or empty."};
}
// The sentence is inferred.
Error reserved_tag_key() {
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

// Images.
Error image_not_found(std::string_view id) {
  return {"InvalidAMIID.NotFound", "The image id '[" + std::string(id) + "]' does not exist"};
}
Error malformed_image_id(std::string_view id) { return malformed_id("InvalidAMIID.Malformed", id); }
Error image_unavailable(std::string_view id) {
  return {"InvalidAMIID.Unavailable",
          "The image ID '" + std::string(id) + "' is no longer available"};
}
Error not_authorized_for_image(std::string_view id) {
  return {"AuthFailure", "Not authorized for image:" + std::string(id)};
}
Error restricted_image_attribute() {
  return {"AuthFailure", "Unauthorized attempt to access restricted resource"};
}
Error image_name_in_use(std::string_view name, std::string_view id) {
  return {"InvalidAMIName.Duplicate",
          "AMI name " + std::string(name) + " is already in use by AMI " + std::string(id)};
}
Error malformed_image_name() {
  return {"InvalidAMIName.Malformed",
          "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, "
          "'(', ')', '.', '-', '/' and '_'"};
}
Error no_attributes_specified() {
  return {"InvalidParameterCombination", "No attributes specified."};
}
Error several_attributes_specified(std::string_view fields) {
  return {"InvalidParameterCombination",
          "Fields for multiple attribute types specified: " + std::string(fields)};
}
// The sentence is recorded for snapshots.
Error unknown_image_attribute(std::string_view) {
  return {"InvalidParameterValue", "Unrecognized attribute."};
}
Error only_launch_permission_resets() {
  return {"InvalidRequest", "The request received was invalid."};
}
Error invalid_attribute_item(std::string_view item, std::string_view type) {
  return {"InvalidAMIAttributeItemValue", "Invalid attribute item value \"" + std::string(item) +
                                              "\" for " + std::string(type) + " item type."};
}
Error managed_key_snapshot_shared() {
  return {"InvalidParameter",
          "Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another "
          "snapshot."};
}
// Quoted in a public issue (opendevstack/ods-core 1062, 2021).
Error encrypted_image_public() {
  return {"UnsupportedOperation",
          "Encrypted snapshots can't be shared publicly. Specify another snapshot."};
}
Error no_root_snapshot() {
  return {"InvalidBlockDeviceMapping", "No root snapshot specified in device mapping."};
}
Error registered_snapshot_not_found(std::string_view id) {
  return {"InvalidSnapshotID.NotFound", "The snapshot ID '" + std::string(id) + "' does not exist"};
}
Error snapshot_not_owned(std::string_view id, std::string_view account) {
  return {"InvalidParameterValue", "Invalid value '" + std::string(id) +
                                       "' for snapshotId. Snapshot does not belong to " +
                                       std::string(account)};
}
Error encrypted_flag_with_snapshot() {
  return {"InvalidParameter",
          "Parameter encrypted is invalid. You cannot specify the encrypted flag if specifying a "
          "snapshot id in a block device mapping."};
}
Error storage_not_accessible() {
  return {"InvalidRequest", "You do not have permission to access the storage of this ami"};
}
Error unencrypted_copy(std::string_view snapshot_id) {
  return {"InvalidRequest", "Snapshot " + std::string(snapshot_id) +
                                " is encrypted. Creating an unencrypted copy from an encrypted "
                                "snapshot is not supported."};
}
// Recorded for CreateVolume; CopyImage is documented to refuse, its words are not.
Error image_key_without_encrypted() {
  return {"InvalidParameterDependency",
          "The parameter [KmsKeyId] requires the parameter Encrypted to be set."};
}
// Quoted in a public issue (aws-samples, 2023).
Error instance_not_imageable(std::string_view id) {
  return {"InvalidParameterValue",
          "Invalid value '" + std::string(id) +
              "' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'"};
}

// Snapshots.

// Volumes.

// Instances.

// Network and key pairs.

}  // namespace amishare::ec2
