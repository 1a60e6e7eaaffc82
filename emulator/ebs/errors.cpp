// errors.cpp - codes, reasons and sentences of the EBS direct APIs.
#include "ebs/errors.h"

#include <fmt/format.h>

namespace amishare::ebs {
namespace {

Error not_found(std::string message, std::string_view reason) {
  return {"ResourceNotFoundException", std::move(message), 404, std::string(reason)};
}
Error invalid(std::string message, std::string_view reason) {
  return {"ValidationException", std::move(message), 400, std::string(reason)};
}

}  // namespace

Error access_denied(std::string_view sentence) {
  return {"AccessDeniedException", std::string(sentence), 403};
}

// Recorded.
Error snapshot_not_found(std::string_view id) {
  return not_found(fmt::format("The snapshot '{}' does not exist.", id), "SNAPSHOT_NOT_FOUND");
}
Error kms_key_not_found() {
  return not_found("KMS key not found", "DEPENDENCY_RESOURCE_NOT_FOUND");
}
Error public_snapshot() {
  return invalid("Public snapshots are not supported", "INVALID_SNAPSHOT_ID");
}
Error snapshot_already_completed() {
  return invalid("Snapshot is already completed", "INVALID_SNAPSHOT_ID");
}
Error key_without_encryption() {
  return invalid("Encrypt cannot be false when KmsKeyArn is specified", "INVALID_PARAMETER_VALUE");
}

// As quoted in public threads.
Error block_beyond_volume(std::uint64_t index) {
  return invalid(fmt::format("Block index {} is beyond the volume size extent", index),
                 "INVALID_BLOCK");
}

// The codes and reasons are documented, the sentences inferred.
Error kms_key_invalid() {
  return invalid("The KMS key is not in a state in which it can be used", "INVALID_CUSTOMER_KEY");
}
Error not_a_direct_snapshot(std::string_view id) {
  return invalid(fmt::format("The snapshot '{}' was not started with StartSnapshot", id),
                 "INVALID_SNAPSHOT_ID");
}
Error snapshot_cancelled(std::string_view id) {
  return invalid(fmt::format("The snapshot '{}' is not in the pending state", id),
                 "INVALID_SNAPSHOT_ID");
}
Error encryption_with_parent() {
  return invalid("Encrypted and KmsKeyArn cannot be specified with ParentSnapshotId",
                 "INVALID_PARAMETER_VALUE");
}
Error volume_size_out_of_range(std::int64_t size_gib) {
  return invalid(fmt::format("Invalid volume size: {}", size_gib), "INVALID_VOLUME_SIZE");
}
Error volume_smaller_than_parent(std::int64_t size_gib) {
  return invalid(
      fmt::format("The volume size {} is smaller than that of the parent snapshot", size_gib),
      "INVALID_VOLUME_SIZE");
}
Error client_token_conflict(std::string_view token) {
  return {"ConflictException",
          fmt::format("The client token '{}' was used with other parameters", token), 409};
}
Error block_length_invalid(std::int64_t length) {
  return invalid(fmt::format("Invalid data length: {}. Blocks have 524288 bytes", length),
                 "INVALID_PARAMETER_VALUE");
}
Error block_checksum_mismatch() {
  return invalid("The checksum does not match the block data", "INVALID_PARAMETER_VALUE");
}
Error block_not_found(std::uint64_t index) {
  return invalid(fmt::format("The snapshot has no block at index {}", index), "INVALID_BLOCK");
}
Error block_token_invalid() { return invalid("Invalid block token", "INVALID_BLOCK_TOKEN"); }
Error page_token_invalid() { return invalid("Invalid page token", "INVALID_PAGE_TOKEN"); }
Error first_snapshot_missing() {
  return invalid("FirstSnapshotId must be specified with SecondSnapshotId",
                 "INVALID_PARAMETER_VALUE");
}
Error unrelated_snapshots() {
  return invalid("The snapshots are not of the same lineage", "UNRELATED_SNAPSHOTS");
}
Error changed_blocks_mismatch(std::int64_t told, std::size_t put) {
  return invalid(
      fmt::format("Changed blocks count {} does not match the {} blocks written", told, put),
      "INVALID_PARAMETER_VALUE");
}
Error snapshot_checksum_mismatch() {
  return invalid("The checksum does not match the blocks written", "INVALID_PARAMETER_VALUE");
}
Error empty_tag_key() { return invalid("Tag keys cannot be empty", "INVALID_TAG"); }
Error reserved_tag_key(std::string_view key) {
  return invalid(fmt::format("Tag keys starting with 'aws:' are reserved: '{}'", key),
                 "INVALID_TAG");
}
Error too_many_tags() { return invalid("A snapshot has at most 50 tags", "INVALID_TAG"); }
Error duplicate_tag_key(std::string_view key) {
  return invalid(fmt::format("Duplicate tag key '{}'", key), "INVALID_TAG");
}

}  // namespace amishare::ebs
