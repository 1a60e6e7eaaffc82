// direct_read.cpp - ListSnapshotBlocks and GetSnapshotBlock.
#include <algorithm>

#include "api/ebs.h"
#include "crypto/hash.h"
#include "ebs/direct.h"
#include "ebs/errors.h"
#include "ebs/token.h"
#include "world/world.h"

namespace amishare::ebs {
namespace {

constexpr std::int64_t most_blocks = 10000;  // of one page

}  // namespace

// Only blocks that were written are listed.
api::ListSnapshotBlocksResponse list_snapshot_blocks(Call& call,
                                                     const api::ListSnapshotBlocksRequest& in) {
  const ec2::Snapshot& snapshot = find_readable(call, in.snapshot_id);
  allow(call, "ebs:ListSnapshotBlocks", snapshot_arn(call.region, snapshot.id), snapshot.owner);
  const std::uint64_t seed = call.world.random.seed();
  auto start = static_cast<std::uint64_t>(in.starting_block_index.value_or(0));
  if (in.next_token && !in.next_token->empty()) {
    const auto next = page_start(seed, snapshot.id, *in.next_token);
    if (!next) throw page_token_invalid();
    start = *next;
  }
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

api::GetSnapshotBlockResponse get_snapshot_block(Call& call,
                                                 const api::GetSnapshotBlockRequest& in) {
  const ec2::Snapshot& snapshot = find_readable(call, in.snapshot_id);
  allow(call, "ebs:GetSnapshotBlock", snapshot_arn(call.region, snapshot.id), snapshot.owner);
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
