// direct_write.cpp - StartSnapshot, PutSnapshotBlock and CompleteSnapshot.
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include "api/ebs.h"
#include "api/kms.h"
#include "crypto/hash.h"
#include "ebs/direct.h"
#include "ebs/errors.h"
#include "ec2/authorize.h"
#include "ec2/key_custody.h"
#include "ec2/tag.h"
#include "ec2/tag_request.h"
#include "ec2/target_key.h"
#include "world/dice.h"
#include "world/world.h"

namespace amishare::ebs {
namespace {

constexpr std::int64_t most_gib = 65536;
constexpr std::int64_t default_timeout_minutes = 60;

// The parent, if the request names one: an own, completed snapshot. One that is only shared is "not
// found" [recorded].
const ec2::Snapshot* find_parent(Call& call, const api::StartSnapshotRequest& in) {
  const std::string parent_id = in.parent_snapshot_id.value_or("");
  if (parent_id.empty()) return nullptr;
  const ec2::Snapshot& parent = find_own(call, parent_id);
  if (parent.state != ec2::SnapshotState::completed) throw snapshot_not_found(parent_id);
  return &parent;
}

ec2::TagMap read_tags(const api::StartSnapshotRequest& in) {
  ec2::TagMap tags;
  for (const api::Tag& tag : in.tags) {
    const std::string key = tag.key.value_or("");
    if (key.empty()) throw empty_tag_key();
    if (key.starts_with("aws:")) throw reserved_tag_key(key);
    if (!tags.emplace(key, tag.value.value_or("")).second) throw duplicate_tag_key(key);
  }
  if (tags.size() > ec2::most_tags) throw too_many_tags();
  return tags;
}

void check_parameters(const api::StartSnapshotRequest& in) {
  const bool key = in.kms_key_arn && !in.kms_key_arn->empty();
  if (key && in.encrypted == false) throw key_without_encryption();
  if (in.parent_snapshot_id && (key || in.encrypted)) throw encryption_with_parent();
  if (in.volume_size > most_gib) throw volume_size_out_of_range(in.volume_size);
}

// Keys: Service Authorization Reference, "Amazon Elastic Block Store".
policy::Context start_context(const Call& call, const api::StartSnapshotRequest& in,
                              const ec2::TagMap& tags) {
  policy::Context context;
  if (in.description) context.set("ebs:Description", *in.description);
  if (in.parent_snapshot_id) {
    context.set("ebs:ParentSnapshot", ec2::snapshot_arn(call.region, *in.parent_snapshot_id));
  }
  context.set("ebs:VolumeSize", std::to_string(in.volume_size));
  std::vector<std::string> keys;
  for (const auto& [key, value] : tags) {
    context.set("aws:RequestTag/" + key, value);
    keys.push_back(key);
  }
  if (!tags.empty()) context.set_many("aws:TagKeys", keys);
  return context;
}

std::string text_of(const api::StartSnapshotRequest& in, const ec2::TagMap& tags) {
  std::string text;
  const auto add = [&text](std::string_view part) {
    text.append(std::to_string(part.size())).append(":").append(part);
  };
  add(std::to_string(in.volume_size));
  add(in.parent_snapshot_id.value_or(""));
  add(in.description.value_or(""));
  add(in.encrypted ? (*in.encrypted ? "true" : "false") : "");
  add(in.kms_key_arn.value_or(""));
  add(std::to_string(in.timeout.value_or(0)));
  for (const auto& [key, value] : tags) {
    add(key);
    add(value);
  }
  return text;
}

api::StartSnapshotResponse response_of(const Call& call, const ec2::Snapshot& snapshot,
                                       const api::StartSnapshotRequest& in) {
  api::StartSnapshotResponse out{.snapshot_id = snapshot.id,
                                 .owner_id = snapshot.owner.value,
                                 .status = std::string(ec2::name_of(snapshot.state)),
                                 .start_time = snapshot.started,
                                 .volume_size = snapshot.volume_size_gib,
                                 .block_size = static_cast<std::int64_t>(block_size),
                                 .parent_snapshot_id = in.parent_snapshot_id};
  if (!snapshot.description.empty()) out.description = snapshot.description;
  if (snapshot.encrypted) out.kms_key_arn = snapshot.kms_key_arn;
  for (const auto& [key, value] :
       ec2::tags_of(call.world, call.account(), call.region, snapshot.id)) {
    out.tags.push_back({.key = key, .value = value});
  }
  return out;
}

// The snapshot that the same request started before; null if the token is new.
const ec2::Snapshot* find_by_token(const Call& call, const std::string& token,
                                   const std::string& text) {
  if (token.empty()) return nullptr;
  const auto& tokens = call.world.ebs.start_tokens;
  const auto known = tokens.find({call.account(), call.region, token});
  if (known == tokens.end()) return nullptr;
  const ec2::Snapshot* snapshot = call.world.ec2.snapshots.find(known->second.snapshot_id);
  if (known->second.parameters != text || snapshot == nullptr) throw client_token_conflict(token);
  return snapshot;
}

// A data key for the new disk, seen by the caller's session once and forgotten.
WrappedKey generate_key(Call& call, const std::string& kms_key_id, const std::string& snapshot_id) {
  auto made = implied<kms::op::GenerateDataKey>(
      call, session(call),
      {.key_id = kms_key_id,
       .encryption_context = {{"aws:ebs:id", snapshot_id}},
       .number_of_bytes = static_cast<std::int64_t>(data_key_size)});
  if (made.plaintext) crypto::wipe(made.plaintext->bytes);
  return {.kms_key_arn = made.key_id.value_or(""),
          .ciphertext = std::move(made.ciphertext_blob.value_or(Blob{}).bytes),
          .context_id = snapshot_id,
          .lineage = snapshot_id};
}

// The key of a new disk; nullopt for a plain one. KMS makes alias/aws/ebs at first use; a use that
// was refused was none.
std::optional<WrappedKey> new_key(Call& call, const ec2::TargetKey& target,
                                  const std::string& snapshot_id) {
  if (!target.encrypted) return std::nullopt;
  World& world = call.world;
  std::optional<kms::State> before;
  if (kms::find_key(world, call.account(), call.region, target.kms_key_id) == nullptr) {
    before = world.kms;
  }
  try {
    return generate_key(call, ec2::kms_key_to_ask_for(call, target), snapshot_id);
  } catch (const Error& error) {
    if (before) world.kms = std::move(*before);
    refuse_for_key(error);
  }
}

// The disk on which the blocks are put: empty, or the parent's with the parent's data key.
Disk first_disk(Call& call, const api::StartSnapshotRequest& in, const ec2::Snapshot* parent) {
  return with_dice(call.world, [&] {
    std::string id = ec2::new_snapshot_id(call.world);
    if (parent != nullptr) {
      // "You must have permission to use the KMS key that was used to encrypt the parent snapshot";
      // that it is kms:Decrypt is inferred.
      open_for_caller(call, call.world.ebs.disks.at(parent->id));
      return clone(call.world.ebs.disks.at(parent->id), std::move(id), in.volume_size);
    }
    const std::string key = in.kms_key_arn.value_or("");
    const bool wanted = in.encrypted.value_or(false) || !key.empty();
    const ec2::TargetKey target =
        ec2::target_key(call, ec2::DiskPurpose::snapshot_copy, nullptr, wanted, key);
    Disk disk{.id = std::move(id), .size_gib = in.volume_size};
    disk.key = new_key(call, target, disk.id);
    return disk;
  });
}

// Throws unless the caller may go on writing the snapshot.
void check_open(const Call& call, const ec2::Snapshot& snapshot) {
  if (call.world.ebs.uploads.find(snapshot.id) != nullptr) return;
  if (!snapshot.direct) throw not_a_direct_snapshot(snapshot.id);
  if (snapshot.state == ec2::SnapshotState::error) throw snapshot_cancelled(snapshot.id);
  throw snapshot_already_completed();
}

// The SHA-256 of all blocks' SHA-256, in the order of their indexes.
std::string linear_checksum(const Upload& upload) {
  std::string all;
  for (const auto& [index, checksum] : upload.checksums) all += checksum;
  return crypto::to_base64(crypto::sha256(all));
}

}  // namespace

api::StartSnapshotResponse start_snapshot(Call& call, const api::StartSnapshotRequest& in) {
  World& world = call.world;
  const ec2::TagMap tags = read_tags(in);
  check_parameters(in);
  const ec2::Snapshot* parent = find_parent(call, in);
  allow_start(call, start_context(call, in, tags));
  const std::string token = in.client_token.value_or("");
  const std::string text = text_of(in, tags);
  if (const ec2::Snapshot* before = find_by_token(call, token, text)) {
    return response_of(call, *before, in);
  }
  if (parent != nullptr && in.volume_size < parent->volume_size_gib) {
    throw volume_smaller_than_parent(in.volume_size);
  }
  Disk disk = first_disk(call, in, parent);

  const ec2::Snapshot& snapshot =
      world.ec2.snapshots.add({.id = disk.id,
                               .owner = call.account(),
                               .region = call.region,
                               .progress = "0%",
                               .started = call.now(),
                               .description = in.description.value_or(""),
                               .volume_size_gib = in.volume_size,
                               .encrypted = disk.key.has_value(),
                               .kms_key_arn = disk.key ? disk.key->kms_key_arn : std::string(),
                               .direct = true});
  const Delay timeout = std::chrono::minutes(in.timeout.value_or(default_timeout_minutes));
  world.ebs.uploads.add({.id = disk.id, .timeout = timeout, .deadline = call.now() + timeout});
  world.timeline.after(timeout, Event(UploadTimesOut{disk.id}));
  if (!token.empty()) {
    world.ebs.start_tokens[{call.account(), call.region, token}] = {snapshot.id, text};
  }
  world.ebs.disks.add(std::move(disk));
  ec2::put_tags(world, call.account(), call.region, snapshot.id, tags);
  return response_of(call, snapshot, in);
}

api::PutSnapshotBlockResponse put_snapshot_block(Call& call,
                                                 const api::PutSnapshotBlockRequest& in) {
  ec2::Snapshot& snapshot = find_own(call, in.snapshot_id);
  allow(call, "ebs:PutSnapshotBlock", snapshot);
  check_open(call, snapshot);
  Disk& disk = call.world.ebs.disks.at(snapshot.id);
  const auto index = static_cast<std::uint64_t>(in.block_index);
  if (index >= capacity(disk)) throw block_beyond_volume(index);
  const auto size = static_cast<std::int64_t>(in.block_data.bytes.size());
  if (in.data_length != size || in.block_data.bytes.size() != block_size) {
    throw block_length_invalid(in.data_length);
  }
  const std::string checksum = crypto::sha256(in.block_data.bytes);
  if (crypto::to_base64(checksum) != in.checksum) throw block_checksum_mismatch();
  const crypto::Secret data_key = open_for_caller(call, disk);

  write_block(disk, index, in.block_data.bytes, data_key);
  Upload& upload = call.world.ebs.uploads.at(snapshot.id);
  upload.checksums.insert_or_assign(index, checksum);
  upload.deadline = call.now() + upload.timeout;
  if (in.progress) snapshot.progress = std::to_string(*in.progress) + "%";
  return {.checksum = in.checksum, .checksum_algorithm = in.checksum_algorithm};
}

api::CompleteSnapshotResponse complete_snapshot(Call& call,
                                                const api::CompleteSnapshotRequest& in) {
  World& world = call.world;
  const ec2::Snapshot& snapshot = find_own(call, in.snapshot_id);
  allow(call, "ebs:CompleteSnapshot", snapshot);
  const Upload* upload = world.ebs.uploads.find(snapshot.id);
  if (upload == nullptr) {
    if (!snapshot.direct) throw not_a_direct_snapshot(snapshot.id);
    throw snapshot_not_found(snapshot.id);  // completed before [recorded]
  }
  if (static_cast<std::uint64_t>(in.changed_blocks_count) != upload->checksums.size()) {
    throw changed_blocks_mismatch(in.changed_blocks_count, upload->checksums.size());
  }
  if (in.checksum && *in.checksum != linear_checksum(*upload)) throw snapshot_checksum_mismatch();

  world.ebs.uploads.erase(snapshot.id);
  world.timeline.after(world.pace.snapshot_seal, ec2::Event(ec2::SnapshotCompletes{snapshot.id}));
  return {.status = "pending"};
}

// "The snapshot is automatically cancelled if no blocks are written, or it is not completed after
// writing the last block." That it ends in error, and empty, is inferred.
// https://docs.aws.amazon.com/ebs/latest/APIReference/API_StartSnapshot.html
void on(World& world, const Event& event) {
  const std::string& id = std::get<UploadTimesOut>(event).snapshot_id;
  const Upload* upload = world.ebs.uploads.find(id);
  if (upload == nullptr) return;  // completed or deleted
  const Instant now = world.timeline.now();
  if (upload->deadline > now) {  // written to meanwhile
    world.timeline.after(upload->deadline - now, Event(UploadTimesOut{id}));
    return;
  }
  world.ebs.uploads.erase(id);
  world.ebs.disks.at(id).blocks.clear();
  world.ec2.snapshots.at(id).state = ec2::SnapshotState::error;
}

}  // namespace amishare::ebs
