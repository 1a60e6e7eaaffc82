// errors_volume.cpp - what EC2 says of volumes and of their attachments, as recorded.
#include "ec2/errors.h"

#include <fmt/format.h>

namespace amishare::ec2 {

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

}  // namespace amishare::ec2
