// errors.cpp - codes, sentences and HTTP statuses, as recorded from EC2.
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

// Images.
Error image_not_found(std::string_view id) {
  return {"InvalidAMIID.NotFound", "The image id '[" + std::string(id) + "]' does not exist"};
}
// The plural is inferred from clients that take several ids out of it.
Error images_not_found(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return image_not_found(ids.front());
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
  return {"InvalidAMIID.NotFound", "The image ids '[" + list + "]' do not exist"};
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
// The sentence is recorded for snapshots.
Error no_operation_specified() {
  return {"InvalidParameterCombination", "No operation specified for launchPermission attribute."};
}
Error several_attributes_specified(std::string_view fields) {
  return {"InvalidParameterCombination",
          "Fields for multiple attribute types specified: " + std::string(fields)};
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
// Quoted in a public change (nortontruter/infracoders-workshop 3).
Error neither_snapshot_nor_size(std::string_view device) {
  return {"InvalidBlockDeviceMapping",
          "Either snapshot ID or volume size must be provided for: " + std::string(device)};
}
// The sentence is inferred.
Error device_named_twice(std::string_view device) {
  return {"InvalidBlockDeviceMapping",
          "Device " + std::string(device) + " is specified more than once in device mapping."};
}
// That it is refused is documented, the words are inferred from those of `encrypted`.
Error key_in_image_mapping() {
  return {"InvalidParameter",
          "Parameter kmsKeyId is invalid. You cannot specify a KMS key in a block device mapping "
          "of an image."};
}
// The code is documented; the sentence is that of other ids.
Error malformed_registered_snapshot(std::string_view id) {
  return malformed_id("InvalidSnapshotID.Malformed", id);
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
// The sentence is inferred from that of snapshots.
Error mapping_smaller_than_volume(std::int64_t size_gib, std::string_view volume_id,
                                  std::int64_t volume_size_gib) {
  return {"InvalidBlockDeviceMapping",
          fmt::format("Volume of size {}GB is smaller than volume '{}', expect size >= {}GB",
                      size_gib, volume_id, volume_size_gib)};
}
// Quoted in a public issue (aws-samples, 2023).
Error instance_not_imageable(std::string_view id) {
  return {"InvalidParameterValue",
          "Invalid value '" + std::string(id) +
              "' for instanceId. Instance is not in state 'running' or 'stopping' or 'stopped'"};
}

// Snapshots. Recorded, where nothing else is said.
Error snapshot_not_found(std::string_view id) {
  return {"InvalidSnapshot.NotFound", fmt::format("The snapshot '{}' does not exist.", id)};
}
Error snapshot_id_malformed(std::string_view id) {
  return {"InvalidParameterValue",
          fmt::format("Value ({}) for parameter snapshotId is invalid. Expected: 'snap-...'.", id)};
}
Error snapshot_in_use(std::string_view id, const std::vector<std::string>& image_ids) {
  return {"InvalidSnapshot.InUse",
          fmt::format("The snapshot {} is currently in use by {}", id, fmt::join(image_ids, ", "))};
}
Error snapshot_rate_exceeded() {
  return {"SnapshotCreationPerVolumeRateExceeded",
          "The maximum per volume CreateSnapshot request rate has been exceeded. Use an increasing "
          "or variable sleep interval between requests."};
}
// Of CreateVolume, as quoted in public threads; that launches say the same is inferred.
Error snapshot_not_completed(std::string_view state) {
  return {"IncorrectState", fmt::format("Snapshot is in invalid state - {}", state)};
}
// The code is documented for snapshots in a wrong state, the sentence inferred.
Error snapshot_to_register_not_completed(std::string_view id) {
  return {"IncorrectState", fmt::format("Snapshot '{}' is not 'completed'.", id)};
}
// The code is documented, the sentence inferred.
Error user_id_malformed(std::string_view id) {
  return {"InvalidUserID.Malformed", fmt::format("Invalid user id: \"{}\"", id)};
}
// Copies of them.
Error copied_snapshot_id_invalid() {
  return {"InvalidParameterValue", "The specified snapshotId is invalid"};
}
// Quoted in public issues (aws-samples/copy-encrypted-ami 3), from when the limit was 5.
Error too_many_snapshot_copies(std::size_t most) {
  return {"ResourceLimitExceeded",
          fmt::format("Too many snapshot copies in progress. The limit is {} for this destination "
                      "region.",
                      most)};
}
Error internal_error() { return {"InternalError", "An internal error has occurred", 500}; }
Error region_invalid(std::string_view region) {
  return {"InvalidRegion", fmt::format("{} is not a valid region name.", region)};
}
Error destination_region_mismatch(std::string_view destination, std::string_view current) {
  return {"InvalidParameterValue",
          fmt::format("DestinationRegion '{}' does not match the current region ({})", destination,
                      current)};
}
// Recorded of CreateVolume; that copies say the same is inferred.
Error kms_key_without_encrypted() {
  return {"InvalidParameterDependency",
          "The parameter [KmsKeyId] requires the parameter Encrypted to be set."};
}
Error not_authorized_to_use_key(std::string_view key_id) {
  return {"AuthFailure", fmt::format("Not authorized to use key {} ", key_id), 403};
}
Error copy_key_invalid(std::string_view key_id) {
  return {"InvalidParameterValue", fmt::format("The specified keyId {} is invalid", key_id)};
}
Error copy_key_disabled(std::string_view key_id) {
  return {"InvalidParameterValue", fmt::format("The specified keyId {} is disabled", key_id)};
}
// Their permissions.
Error several_permission_operations() {
  return {"InvalidParameterCombination",
          "One and only one operation type may be specified for createVolumePermissions"};
}
Error snapshot_attribute_unknown() { return {"InvalidParameterValue", "Unrecognized attribute."}; }
Error no_permission_operation() {
  return {"InvalidParameterCombination",
          "No operation specified for createVolumePermission attribute."};
}
// The sentence is inferred.
Error operation_type_unknown(std::string_view operation) {
  return {"InvalidParameterValue",
          fmt::format("Value ({}) for parameter operationType is invalid.", operation)};
}
Error too_many_permission_entries() {
  return {"InvalidParameterValue", "Modification size must not be greater than 500."};
}
Error permission_user_invalid(std::string_view user) {
  return {"InvalidAMIAttributeItemValue", fmt::format("UserId {}", user)};
}
Error legacy_permission_user_invalid(std::string_view user) {
  return {"InvalidAMIAttributeItemValue", fmt::format("UserId ({}) is invalid.", user)};
}
Error permission_group_invalid(std::string_view group) {
  return {"InvalidAMIAttributeItemValue", fmt::format("UserGroup {}", group)};
}
Error encrypted_snapshot_public() {
  return {"OperationNotPermitted", "Encrypted snapshots cannot be shared publicly."};
}
Error default_key_snapshot_shared() {
  return {"OperationNotPermitted", "Encrypted snapshots with EBS default key cannot be shared"};
}

// Volumes. Recorded, where nothing else is said.
Error volume_not_found(std::string_view id) {
  return {"InvalidVolume.NotFound", fmt::format("The volume '{}' does not exist.", id)};
}
Error volume_id_malformed(std::string_view id) {
  return {"InvalidParameterValue",
          fmt::format("Value ({}) for parameter volumeId is invalid. Expected: 'vol-...'.", id)};
}
// DeleteVolume's own.
Error deleted_volume_id_malformed(std::string_view id) {
  return {"InvalidParameterValue", fmt::format("The volume ID '{}' is malformed", id)};
}
Error zone_not_found(std::string_view zone) {
  return {"InvalidZone.NotFound", fmt::format("The zone '{}' does not exist.", zone)};
}
Error zone_named_twice() {
  return {"InvalidParameterCombination",
          "AvailabilityZone and AvailabilityZoneId can't be used together. Specify only one of "
          "these parameters."};
}
Error volume_type_unknown(std::string_view type) {
  return {"UnknownVolumeType",
          fmt::format("Unsupported volume type '{}' for volume creation. ", type)};
}
Error size_or_snapshot_missing() {
  return {"MissingParameter", "The request must contain the parameter size/snapshot"};
}
Error not_positive(std::string_view parameter, std::int64_t value) {
  return {"InvalidParameterValue",
          fmt::format("Value ({}) for parameter {} is invalid. Value must be a positive integer.",
                      value, parameter)};
}
Error volume_too_small(std::int64_t size_gib, std::string_view type, std::int64_t least) {
  return {"InvalidParameterValue",
          fmt::format("The volume size is invalid for {} volumes: {} GiB. {} volumes must be at "
                      "least {} GiB in size. Please specify a volume size above the minimum limit.",
                      type, size_gib, type, least)};
}
Error volume_too_large(std::int64_t size_gib, std::string_view type, std::int64_t most) {
  return {"InvalidParameterValue",
          fmt::format("Volume of {}GiB is too large for volume type {}; maximum is {}GiB", size_gib,
                      type, most)};
}
Error iops_missing(std::string_view type) {
  return {"InvalidParameterCombination",
          fmt::format("The parameter iops must be specified for {} volumes.", type)};
}
Error iops_unsupported(std::string_view type) {
  return {"InvalidParameterCombination",
          fmt::format("The parameter iops is not supported for {} volumes.", type)};
}
Error throughput_unsupported(std::string_view type) {
  return {"InvalidParameterCombination",
          fmt::format("The throughput parameter is not supported for {} volumes.", type)};
}
Error multi_attach_unsupported(std::string_view type) {
  return {"InvalidParameterCombination",
          fmt::format("The parameter multi-attach-enabled is not supported for {} volumes.", type)};
}
Error iops_too_low(std::int64_t iops, std::int64_t least) {
  return {"InvalidParameterValue",
          fmt::format("Volume iops of {} is too low; minimum is {}.", iops, least)};
}
Error iops_too_high(std::int64_t iops, std::int64_t most) {
  return {"InvalidParameterValue",
          fmt::format("Volume iops of {} is too high; maximum is {}.", iops, most)};
}
Error iops_ratio_too_high(double ratio, std::int64_t most) {
  return {
      "InvalidParameterValue",
      fmt::format("Iops to volume size ratio of {:.6f} is too high; maximum is {}", ratio, most)};
}
Error throughput_too_high(std::int64_t throughput, std::int64_t most) {
  return {"InvalidParameterValue",
          fmt::format("Volume throughput of {} is too high; maximum is {}.", throughput, most)};
}
Error throughput_ratio_too_high(double ratio, double most) {
  return {"InvalidParameterValue",
          fmt::format("Throughput (MiBps) to iops ratio of {:.6f} is too high; maximum is {:.6f} "
                      "MiBps per iops",
                      ratio, most)};
}
// The code is documented, the sentence inferred.
Error volume_smaller_than_snapshot(std::int64_t size_gib, std::string_view snapshot_id,
                                   std::int64_t snapshot_size_gib) {
  return {"InvalidParameterValue",
          fmt::format("Volume of {}GiB is smaller than snapshot '{}', expected size >= {}GiB.",
                      size_gib, snapshot_id, snapshot_size_gib)};
}
// As quoted in public threads, both blanks before `snapshot` included.
Error mapping_smaller_than_snapshot(std::int64_t size_gib, std::string_view snapshot_id,
                                    std::int64_t snapshot_size_gib) {
  return {"InvalidBlockDeviceMapping",
          fmt::format("Volume of size {}GB is smaller than  snapshot '{}', expect size >= {}GB",
                      size_gib, snapshot_id, snapshot_size_gib)};
}
Error encrypted_snapshot_plain_volume() {
  return {"InvalidParameterCombination",
          "Encrypted snapshots must be used to create encrypted volumes."};
}
Error client_token_of_deleted(std::string_view token, std::string_view id) {
  return {"IdempotentParameterMismatch",
          fmt::format("The client token '{}' is associated with resource '{}' which has already "
                      "been deleted. Please use a different client token.",
                      token, id)};
}
Error client_token_mismatch_of_volume() {
  return {"IdempotentParameterMismatch",
          "Parameters on this idempotent request are inconsistent with parameters used in previous "
          "request(s)"};
}
// Of launches and copied images: the code is recorded, the sentence quoted in public threads.
Error client_token_mismatch() {
  return {"IdempotentParameterMismatch",
          "Arguments on this idempotent request are inconsistent with arguments used in previous "
          "request(s)."};
}
// States: as quoted in public threads.
Error volume_in_state(std::string_view id, std::string_view state) {
  return {"IncorrectState", fmt::format("Volume '{}' is in the '{}' state.", id, state)};
}
Error volume_not_available(std::string_view id) {
  return {"IncorrectState", fmt::format("{} is not 'available'.", id)};
}
Error volume_attached_already(std::string_view id) {
  return {"VolumeInUse", fmt::format("{} is already attached to an instance", id)};
}
Error volume_in_use(std::string_view id, std::string_view instance_id) {
  return {"VolumeInUse", fmt::format("Volume {} is currently attached to {}", id, instance_id)};
}
Error volume_zone_mismatch(std::string_view id, std::string_view instance_id) {
  return {"InvalidVolume.ZoneMismatch",
          fmt::format("The volume '{}' is not in the same availability zone as instance '{}'", id,
                      instance_id)};
}
Error volume_key_unusable(std::string_view id) {
  return {"CustomerKeyHasBeenRevoked",
          fmt::format("Volume {} cannot be attached. The encrypted volume was unable to access the "
                      "KMS key.",
                      id)};
}
Error device_taken(std::string_view device) {
  return {"InvalidParameterValue",
          fmt::format("Invalid value '{}' for unixDevice. Attachment point {} is already in use",
                      device, device)};
}
// The code is documented, the sentence inferred.
Error attachment_not_found(std::string_view id, std::string_view instance_id,
                           std::string_view device) {
  return {"InvalidAttachment.NotFound",
          fmt::format("The volume '{}' is not attached to instance '{}' as device '{}'.", id,
                      instance_id, device)};
}
Error root_volume_attached(std::string_view id, std::string_view instance_id) {
  return {"OperationNotPermitted",
          fmt::format("Unable to detach root volume '{}' from instance '{}'", id, instance_id)};
}
// The code is documented, the sentence as quoted in public threads.
Error instance_not_attachable(std::string_view instance_id) {
  return {"IncorrectState", fmt::format("Instance '{}' is not 'running'.", instance_id)};
}

// Instances.
Error instance_not_found(std::string_view id) {
  return {"InvalidInstanceID.NotFound", fmt::format("The instance ID '{}' does not exist", id)};
}
Error instance_id_malformed(std::string_view id) {
  return malformed_id("InvalidInstanceID.Malformed", id);
}

Error instances_not_found(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return instance_not_found(ids.front());
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
  return {"InvalidInstanceID.NotFound", "The instance IDs '" + list + "' do not exist"};
}
Error instance_not_startable(std::string_view id) {
  return {"IncorrectInstanceState",
          "The instance '" + std::string(id) + "' is not in a state from which it can be started."};
}
Error instance_not_stoppable(std::string_view id) {
  return {"IncorrectInstanceState", "This instance '" + std::string(id) +
                                        "' is not in a state from which it can be stopped."};
}
Error instance_not_rebootable(std::string_view id, std::string_view state) {
  return {"IncorrectState", "Cannot reboot instance " + std::string(id) + " that is currently in " +
                                std::string(state) + " state."};
}
// As quoted in public issues (aws-nuke 279, cloud-custodian 8007). That disableApiStop also keeps
// from terminating is told there (cloud-custodian 7597), in which words is inferred.
Error termination_protected(std::string_view id, std::string_view attribute) {
  return {"OperationNotPermitted",
          fmt::format("The instance '{}' may not be terminated. Modify its '{}' instance attribute "
                      "and try again.",
                      id, attribute)};
}
Error stop_protected(std::string_view id) {
  return {"OperationNotPermitted",
          fmt::format("The instance '{}' may not be stopped. Modify its 'disableApiStop' instance "
                      "attribute and try again.",
                      id)};
}
// The code is documented, the sentence inferred.
Error instance_attribute_unknown(std::string_view attribute) {
  return {"InvalidParameterValue", "Value (" + std::string(attribute) +
                                       ") for parameter attribute is invalid. Unknown attribute."};
}
// The code is documented, the sentence inferred.
Error instance_attribute_value_invalid(std::string_view attribute, std::string_view value) {
  return {"InvalidInstanceAttributeValue",
          fmt::format("Value ({}) for parameter {} is invalid.", value, attribute)};
}
// As quoted in public threads.
Error instance_not_stopped(std::string_view id) {
  return {"IncorrectInstanceState",
          fmt::format("The instance '{}' is not in the 'stopped' state.", id)};
}
Error device_not_attached(std::string_view device) {
  return {"InvalidInstanceAttributeValue",
          fmt::format("No device is currently mapped at {}", device)};
}
Error too_many_instance_ids(std::size_t count) {  // recorded, its spelling included
  return {
      "InvalidRequest",
      fmt::format("{} exceeds the maximum number of instance IDs that can be specificied (100). "
                  "Please specify fewer than 100 instance IDs.",
                  count)};
}
Error not_authorized_for_images(std::string_view image_id) {
  return {"AuthFailure", "Not authorized for images: [" + std::string(image_id) + "]"};
}
// The codes are recorded, the sentences inferred.
Error count_invalid(std::string_view parameter, std::int64_t count) {
  return {"InvalidParameterValue", "Value (" + std::to_string(count) + ") for parameter " +
                                       std::string(parameter) +
                                       " is invalid. Minimum value of 1 is required."};
}
Error counts_crossed(std::int64_t least, std::int64_t most) {
  return {"InvalidParameterValue", "Value (" + std::to_string(least) +
                                       ") for parameter minCount is invalid. It is greater than "
                                       "maxCount (" +
                                       std::to_string(most) + ")."};
}
Error instance_limit_exceeded(std::int64_t count) {
  return {"InstanceLimitExceeded", "You have requested more instances (" + std::to_string(count) +
                                       ") than your current instance limit allows."};
}
Error client_token_too_long() {  // recorded of CreateVolume
  return {"InvalidParameterValue", "Client token must be less than or equal to 64 characters."};
}
Error subnet_with_network_interfaces() {
  return {"InvalidParameterCombination",
          "Network interfaces and an instance-level subnet ID may not be specified on the same "
          "request"};
}
// These three as quoted in public issues (aws-cli 809, aws-sdk-ruby 662).
Error groups_with_network_interfaces() {
  return {"InvalidParameterCombination",
          "Network interfaces and an instance-level security groups may not be specified on the "
          "same request"};
}
Error address_with_network_interfaces() {
  return {"InvalidParameterCombination",
          "Network interfaces and an instance-level private IP address may not be specified on the "
          "same request"};
}
Error device_index_missing() {
  return {"InvalidParameterValue", "Each network interface requires a device index."};
}
// Not one of AWS's sentences: AWS would do it.
Error value_not_emulated(std::string_view parameter, std::string_view value) {
  return {"UnsupportedOperation",
          fmt::format("amishare does not emulate {}={}.", parameter, value)};
}
// The two of user data as quoted in public threads.
Error user_data_malformed() {
  return {"InvalidUserData.Malformed", "Invalid BASE64 encoding of user data."};
}
Error user_data_too_long() {
  return {"InvalidParameterValue", "User data is limited to 16384 bytes"};
}
Error address_malformed(std::string_view address) {
  return {"InvalidParameterValue", fmt::format("invalid value for parameter address: {}", address)};
}
Error address_outside_subnet(std::string_view address) {
  return {"InvalidParameterValue",
          fmt::format("Address {} does not fall within the subnet's address range", address)};
}
Error address_reserved() {
  return {"InvalidParameterValue", "Address is in subnet's reserved address range"};
}
// The code is documented, the sentence as quoted in public threads.
Error address_in_use(std::string_view address) {
  return {"InvalidIPAddress.InUse", fmt::format("Address {} is in use.", address)};
}
Error too_few_addresses(std::string_view subnet_id) {
  return {"InsufficientFreeAddressesInSubnet",
          fmt::format("There are not enough free addresses in subnet '{}' to satisfy the requested "
                      "number of instances.",
                      subnet_id)};
}
Error group_names_with_ids() {
  return {"InvalidParameterCombination",
          "The parameter groupName cannot be used with the parameter groupId"};
}
Error address_for_several() {
  return {"InvalidParameterCombination",
          "The parameter privateIpAddress cannot be used when launching more than one instance"};
}
Error instance_type_invalid(std::string_view type) {
  return {"InvalidParameterValue", "Invalid value '" + std::string(type) + "' for InstanceType."};
}
Error architecture_mismatch(std::string_view of_type, std::string_view of_image) {
  return {"InvalidParameterValue",
          "The architecture '" + std::string(of_type) +
              "' of the specified instance type does not match the architecture '" +
              std::string(of_image) +
              "' of the specified AMI. Specify an instance type and an AMI that have matching "
              "architectures, and try again."};
}
Error launch_zone_invalid(std::string_view zone) {
  return {"InvalidParameterValue", "Invalid availability zone: [" + std::string(zone) + "]"};
}
Error block_device_mapping_empty(std::string_view device) {
  return {"InvalidBlockDeviceMapping", "Device " + std::string(device) +
                                           " has neither an EBS volume, nor a virtual name, nor "
                                           "NoDevice."};
}
Error profile_arn_with_name() {
  return {"InvalidParameterCombination",
          "The parameter 'iamInstanceProfile.name' may not be used in combination with "
          "'iamInstanceProfile.arn'"};
}
Error profile_not_found(std::string_view parameter, std::string_view value) {
  return {"InvalidParameterValue", "Value (" + std::string(value) + ") for parameter " +
                                       std::string(parameter) +
                                       " is invalid. Invalid IAM Instance Profile name"};
}
Error profile_without_role(std::string_view value) {
  return {"InvalidParameterValue",
          "IAM Instance Profile \"" + std::string(value) + "\" has no associated IAM Roles"};
}
Error association_exists(std::string_view instance_id) {
  return {"IncorrectState",
          "There is an existing association for instance " + std::string(instance_id)};
}
Error association_not_found(std::string_view id) {
  return {"InvalidAssociationID.NotFound",
          "An invalid association-id of '" + std::string(id) + "' was given"};
}
Error profile_needs_live_instance(std::string_view instance_id) {
  return {"IncorrectInstanceState", "The instance '" + std::string(instance_id) +
                                        "' is not in the 'running' or 'stopped' states."};
}

// Network, key pairs, Regions. Codes as documented
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html); sentences as
// quoted in public threads, unless something else is said.
Error vpc_id_malformed(std::string_view id) { return malformed_id("InvalidVpcID.Malformed", id); }
Error vpc_not_found(std::string_view id) {
  return {"InvalidVpcID.NotFound", fmt::format("The vpc ID '{}' does not exist", id)};
}
Error subnet_id_malformed(std::string_view id) {
  return malformed_id("InvalidSubnetID.Malformed", id);
}
Error subnet_not_found(std::string_view id) {
  return {"InvalidSubnetID.NotFound", fmt::format("The subnet ID '{}' does not exist", id)};
}
Error no_default_vpc() {
  return {"VPCIdNotSpecified",
          "No default VPC for this user. GroupName is only supported for EC2-Classic and default "
          "VPC."};
}
Error security_group_id_malformed(std::string_view id) {
  return malformed_id("InvalidGroupId.Malformed", id);
}
Error security_group_not_found(std::string_view id_or_name) {
  return {"InvalidGroup.NotFound",
          fmt::format("The security group '{}' does not exist", id_or_name)};
}
Error security_group_name_in_use(std::string_view name, std::string_view vpc_id) {
  return {"InvalidGroup.Duplicate",
          fmt::format("The security group '{}' already exists for VPC '{}'", name, vpc_id)};
}
// The sentence is inferred.
Error security_group_name_reserved() {
  return {"InvalidParameterValue", "Cannot use reserved security group name: default"};
}
// The sentence is quoted for descriptions; that names get its like is inferred.
Error security_group_text_invalid(std::string_view parameter) {
  return {"InvalidParameterValue",
          fmt::format("Invalid security group {}. Valid {}s are strings less than 256 characters "
                      "from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$*",
                      parameter, parameter)};
}
Error security_group_in_use(std::string_view id) {
  return {"DependencyViolation", fmt::format("resource {} has a dependent object", id)};
}
Error default_security_group_deleted(std::string_view id) {
  return {"CannotDelete", fmt::format("the specified group: \"{}\" name: \"default\" cannot be "
                                      "deleted by a user",
                                      id)};
}
Error ingress_rule_known(std::string_view rule) {
  return {"InvalidPermission.Duplicate",
          fmt::format("the specified rule \"{}\" already exists", rule)};
}
Error ingress_rule_repeated() {
  return {"InvalidParameterValue", "The same permission must not appear multiple times"};
}
Error prefix_list_not_found(std::string_view id) {
  return {"InvalidPrefixListID.NotFound",
          fmt::format("The prefix list ID '{}' does not exist", id)};
}
Error ingress_protocol_invalid(std::string_view protocol) {
  return {"InvalidParameterValue",
          fmt::format("Invalid value '{}' for IP protocol. Unknown protocol.", protocol)};
}
Error ingress_ports_invalid(std::int64_t from, std::int64_t to) {
  return {"InvalidParameterValue", fmt::format("Invalid TCP/UDP port range ({}:{})", from, to)};
}
Error cidr_malformed(std::string_view cidr) {
  return {"InvalidParameterValue", fmt::format("CIDR block {} is malformed", cidr)};
}
// The sentence is inferred.
Error no_ingress_source() { return missing_parameter("source group or CIDR information"); }
Error key_pair_not_found(std::string_view name) {
  return {"InvalidKeyPair.NotFound", fmt::format("The key pair '{}' does not exist", name)};
}
// The sentence is inferred from that for names.
Error key_pair_id_not_found(std::string_view id) {
  return {"InvalidKeyPair.NotFound", fmt::format("The key pair ID '{}' does not exist", id)};
}
Error key_pair_name_in_use() {  // recorded
  return {"InvalidKeyPair.Duplicate", "The keypair already exists"};
}
// The sentence is inferred.
Error key_pair_name_invalid() {
  return {"InvalidParameterValue",
          "Invalid value for parameter KeyName. It must have up to 255 ASCII characters, and no "
          "leading or trailing spaces."};
}
Error key_pair_named_twice() {  // recorded
  return {"InvalidParameterCombination",
          "The parameter 'keyPairId' may not be used in combination with 'keyName'"};
}
// Not one of AWS's sentences: AWS makes PuTTY's files, too.
Error key_format_not_emulated(std::string_view format) {
  return {"UnsupportedOperation",
          fmt::format("amishare does not emulate KeyFormat={} of CreateKeyPair.", format)};
}
Error public_key_unreadable() {
  return {"InvalidKey.Format", "Key is not in valid OpenSSH public key format"};
}
Error region_unknown(std::string_view name) {
  return {"InvalidParameterValue", fmt::format("Invalid region: [{}]", name)};
}
Error zone_unknown(std::string_view zone) {
  return {"InvalidParameterValue", fmt::format("Invalid availability zone: [{}]", zone)};
}

}  // namespace amishare::ec2
