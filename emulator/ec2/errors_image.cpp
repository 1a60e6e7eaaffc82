// errors_image.cpp - what EC2 says of images and of sharing them, as recorded.
#include "ec2/errors.h"

#include <fmt/format.h>

namespace amishare::ec2 {

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

}  // namespace amishare::ec2
