// errors.h - every sentence with which the EBS direct APIs refuse.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "world/error.h"

namespace amishare::ebs {

// https://docs.aws.amazon.com/ebs/latest/APIReference/CommonErrors.html and the pages of the
// actions.
Error access_denied(std::string_view sentence);
Error snapshot_not_found(std::string_view id);
Error kms_key_not_found();
Error kms_key_invalid();
Error public_snapshot();
Error not_a_direct_snapshot(std::string_view id);
Error snapshot_already_completed();
Error snapshot_cancelled(std::string_view id);
Error key_without_encryption();
Error encryption_with_parent();
Error volume_size_out_of_range(std::int64_t size_gib);
Error volume_smaller_than_parent(std::int64_t size_gib);
Error client_token_conflict(std::string_view token);
Error block_beyond_volume(std::uint64_t index);
Error block_length_invalid(std::int64_t length);
Error block_checksum_mismatch();
Error block_not_found(std::uint64_t index);
Error block_token_invalid();
Error page_token_invalid();
Error first_snapshot_missing();
Error unrelated_snapshots();
Error changed_blocks_mismatch(std::int64_t told, std::size_t put);
Error snapshot_checksum_mismatch();
Error empty_tag_key();
Error reserved_tag_key(std::string_view key);
Error duplicate_tag_key(std::string_view key);
Error too_many_tags();

}  // namespace amishare::ebs
