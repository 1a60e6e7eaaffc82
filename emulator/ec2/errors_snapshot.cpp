// errors_snapshot.cpp - what EC2 says of snapshots, their copies and permissions, as recorded.
#include "ec2/errors.h"

#include <fmt/format.h>

namespace amishare::ec2 {

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

}  // namespace amishare::ec2
