// direct_read.cpp - ListSnapshotBlocks, ListChangedBlocks and GetSnapshotBlock.
#include <algorithm>
#include <vector>

#include "api/ebs.h"
#include "crypto/hash.h"
#include "ebs/direct.h"
#include "ebs/errors.h"
#include "ebs/token.h"
#include "world/world.h"

namespace amishare::ebs {
namespace {

constexpr std::int64_t most_blocks = 10000;  // of one page

// The block at which a list of `name` begins: where its token says, if the request has one.
template <class Request>
std::uint64_t start_of(const Call& call, const Request& in, std::string_view name) {
  if (!in.next_token || in.next_token->empty()) {
    return static_cast<std::uint64_t>(in.starting_block_index.value_or(0));
  }
  const auto next = page_start(call.world.random.seed(), name, *in.next_token);
  if (!next) throw page_token_invalid();
  return *next;
}

// The indexes from `start` on of blocks that differ: stored in one alone, or written since the
// other was made. The same bytes written again are a change, too.
std::vector<std::uint64_t> changed_blocks(const Disk& first, const Disk& second,
                                          std::uint64_t start) {
  std::vector<std::uint64_t> indexes;
  auto left = first.blocks.lower_bound(start);
  auto right = second.blocks.lower_bound(start);
  while (left != first.blocks.end() || right != second.blocks.end()) {
    const bool has_left =
        left != first.blocks.end() && (right == second.blocks.end() || left->first <= right->first);
    const bool has_right =
        right != second.blocks.end() && (left == first.blocks.end() || right->first <= left->first);
    if (!has_left || !has_right || !left->second.shared_with(right->second)) {
      indexes.push_back(has_left ? left->first : right->first);
    }
    if (has_left) ++left;
    if (has_right) ++right;
  }
  return indexes;
}

}  // namespace

// Only blocks that were written are listed.
api::ListSnapshotBlocksResponse list_snapshot_blocks(Call& call,
                                                     const api::ListSnapshotBlocksRequest& in) {
  const ec2::Snapshot& snapshot = find_readable(call, in.snapshot_id);
  allow(call, "ebs:ListSnapshotBlocks", snapshot);
  const std::uint64_t seed = call.world.random.seed();
  const std::uint64_t start = start_of(call, in, snapshot.id);
  const Disk& disk = call.world.ebs.disks.at(snapshot.id);
  const Instant expires = call.now() + token_life;
  const auto most = static_cast<std::size_t>(in.max_results.value_or(most_blocks));
  api::ListSnapshotBlocksResponse out{.expiry_time = expires,
                                      .volume_size = snapshot.volume_size_gib,
                                      .block_size = static_cast<std::int64_t>(block_size)};
  for (auto block = disk.blocks.lower_bound(start); block != disk.blocks.end(); ++block) {
    const std::uint64_t index = block->first;
    if (out.blocks.size() == most) {
      out.next_token = page_token(seed, snapshot.id, index);
      break;
    }
    out.blocks.push_back({.block_index = static_cast<std::int64_t>(index),
                          .block_token = block_token(seed, snapshot.id, index, expires)});
  }
  return out;
}

// Both have to be of one lineage, so of one owner, too [recorded].
api::ListChangedBlocksResponse list_changed_blocks(Call& call,
                                                   const api::ListChangedBlocksRequest& in) {
  if (!in.first_snapshot_id) throw first_snapshot_missing();
  const ec2::Snapshot& before = find_readable(call, *in.first_snapshot_id);
  const ec2::Snapshot& after = find_readable(call, in.second_snapshot_id);
  allow(call, "ebs:ListChangedBlocks", before);
  allow(call, "ebs:ListChangedBlocks", after);
  const Disk& first = call.world.ebs.disks.at(before.id);
  const Disk& second = call.world.ebs.disks.at(after.id);
  if (before.owner != after.owner || !related(first, second)) throw unrelated_snapshots();
  const std::uint64_t seed = call.world.random.seed();
  const std::string list = before.id + "/" + after.id;
  const Instant expires = call.now() + token_life;
  const auto token = [&](const Disk& disk, std::uint64_t index) -> std::optional<std::string> {
    if (!disk.blocks.contains(index)) return std::nullopt;
    return block_token(seed, disk.id, index, expires);
  };
  const auto most = static_cast<std::size_t>(in.max_results.value_or(most_blocks));
  api::ListChangedBlocksResponse out{.expiry_time = expires,
                                     .volume_size = after.volume_size_gib,
                                     .block_size = static_cast<std::int64_t>(block_size)};
  for (const std::uint64_t index : changed_blocks(first, second, start_of(call, in, list))) {
    if (out.changed_blocks.size() == most) {
      out.next_token = page_token(seed, list, index);
      break;
    }
    out.changed_blocks.push_back({.block_index = static_cast<std::int64_t>(index),
                                  .first_block_token = token(first, index),
                                  .second_block_token = token(second, index)});
  }
  return out;
}

api::GetSnapshotBlockResponse get_snapshot_block(Call& call,
                                                 const api::GetSnapshotBlockRequest& in) {
  const ec2::Snapshot& snapshot = find_readable(call, in.snapshot_id);
  allow(call, "ebs:GetSnapshotBlock", snapshot);
  const auto index = static_cast<std::uint64_t>(in.block_index);
  if (!opens_block(call.world.random.seed(), snapshot.id, index, in.block_token, call.now())) {
    throw block_token_invalid();
  }
  const Disk& disk = call.world.ebs.disks.at(snapshot.id);
  if (disk.blocks.find(index) == disk.blocks.end()) throw block_not_found(index);
  std::string bytes = read_block(disk, index, open_for_caller(call, disk));
  const std::string checksum = crypto::to_base64(crypto::sha256(bytes));
  return {.data_length = static_cast<std::int64_t>(block_size),
          .block_data = Blob{std::move(bytes)},
          .checksum = checksum,
          .checksum_algorithm = "SHA256"};
}

}  // namespace amishare::ebs
