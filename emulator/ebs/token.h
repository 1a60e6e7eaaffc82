// token.h - tokens for blocks and pages, which a client carries and can't make up.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "world/timeline.h"

namespace amishare::ebs {

// How long tokens are valid.
// https://docs.aws.amazon.com/ebs/latest/APIReference/API_ListSnapshotBlocks.html
inline constexpr Delay token_life = std::chrono::hours(7 * 24);

// A token that stands for a block of a snapshot until `expires`. A function of its arguments alone:
// reading leaves the world as it was.
std::string block_token(std::uint64_t seed, std::string_view snapshot_id, std::uint64_t index,
                        Instant expires);
// Whether block_token made the token for that block, and it is still valid.
bool opens_block(std::uint64_t seed, std::string_view snapshot_id, std::uint64_t index,
                 std::string_view token, Instant now);

// A token for the list that goes on at block `index`, and that index; nullopt if the token is not
// one for that snapshot.
std::string page_token(std::uint64_t seed, std::string_view snapshot_id, std::uint64_t index);
std::optional<std::uint64_t> page_start(std::uint64_t seed, std::string_view snapshot_id,
                                        std::string_view token);

}  // namespace amishare::ebs
