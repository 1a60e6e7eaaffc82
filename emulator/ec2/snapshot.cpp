// snapshot.cpp - making, finding and deleting snapshots.
#include "ec2/snapshot.h"

#include <algorithm>
#include <utility>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "ec2/volume_resource.h"
#include "world/require.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

Snapshot* find_in_region(Call& call, const std::string& snapshot_id) {
  needed(snapshot_id, "SnapshotId");
  if (!is_resource_id(snapshot_id, "snap-")) throw snapshot_id_malformed(snapshot_id);
  Snapshot* snapshot = call.world.ec2.snapshots.find(snapshot_id);
  return snapshot != nullptr && snapshot->region == call.region ? snapshot : nullptr;
}

}  // namespace

std::string_view name_of(SnapshotState state) {
  switch (state) {
    case SnapshotState::pending:
      return "pending";
    case SnapshotState::completed:
      return "completed";
    case SnapshotState::error:
      return "error";
  }
  return "error";
}

bool storage_readable_by(const Snapshot& snapshot, const AccountId& account) {
  const auto& users = snapshot.create_volume_users;
  return snapshot.owner == account || snapshot.create_volume_public ||
         std::find(users.begin(), users.end(), account.value) != users.end();
}

Snapshot& find_snapshot(Call& call, const std::string& snapshot_id) {
  Snapshot* snapshot = find_in_region(call, snapshot_id);
  if (snapshot == nullptr || !storage_readable_by(*snapshot, call.account())) {
    throw snapshot_not_found(snapshot_id);
  }
  return *snapshot;
}

Snapshot& find_own_snapshot(Call& call, const std::string& snapshot_id) {
  Snapshot* snapshot = find_in_region(call, snapshot_id);
  if (snapshot == nullptr || snapshot->owner != call.account()) {
    throw snapshot_not_found(snapshot_id);
  }
  return *snapshot;
}

Snapshot& take_snapshot(Call& call, const Volume& volume, std::string description) {
  World& world = call.world;
  Snapshot& snapshot = world.ec2.snapshots.add({.id = new_snapshot_id(world),
                                                .owner = call.account(),
                                                .region = call.region,
                                                .progress = "0%",
                                                .started = call.now(),
                                                .description = std::move(description),
                                                .volume_id = volume.id,
                                                .volume_size_gib = volume.size_gib,
                                                .encrypted = volume.encrypted,
                                                .kms_key_arn = volume.kms_key_arn});
  world.ec2.volumes.at(volume.id).last_snapshot = call.now();
  world.ebs.disks.add(ebs::clone(world.ebs.disks.at(volume.id), snapshot.id, volume.size_gib));
  world.timeline.after(world.pace.snapshot_create, Event(SnapshotCompletes{snapshot.id}));
  return snapshot;
}

std::string new_snapshot_id(World& world) { return "snap-0" + world.random.hex("snap", 16); }

void count_copy_out(World& world, const Snapshot& snapshot) {
  if (!snapshot.is_copy || snapshot.state != SnapshotState::pending) return;
  const auto place = world.ec2.copies_in_progress.find({snapshot.owner, snapshot.region});
  require(place != world.ec2.copies_in_progress.end(), "a pending copy is counted");
  if (--place->second == 0) world.ec2.copies_in_progress.erase(place);
}

void erase_snapshot(World& world, const std::string& snapshot_id) {
  count_copy_out(world, world.ec2.snapshots.at(snapshot_id));
  erase_tags(world, world.ec2.snapshots.at(snapshot_id).region, snapshot_id);
  world.ebs.uploads.erase(snapshot_id);
  world.ebs.disks.erase(snapshot_id);
  world.ec2.snapshots.erase(snapshot_id);
}

std::vector<std::string> images_of_snapshot(const World& world, const Snapshot& snapshot) {
  std::vector<std::string> ids;
  for (const auto& [number, image] : world.ec2.images) {
    if (image.state == ImageState::deregistered) continue;
    const auto& devices = image.block_devices;
    const bool uses = std::any_of(devices.begin(), devices.end(), [&](const BlockDevice& device) {
      return device.snapshot_id == snapshot.id;
    });
    if (uses) ids.push_back(image.id);
  }
  return ids;
}

void on(World& world, const SnapshotCompletes& event) {
  Snapshot* snapshot = world.ec2.snapshots.find(event.snapshot_id);
  if (snapshot == nullptr) return;  // deleted meanwhile
  count_copy_out(world, *snapshot);
  snapshot->state = SnapshotState::completed;
  snapshot->state_message.clear();
  snapshot->progress = "100%";
  snapshot->completed = world.timeline.now();
}

api::CreateSnapshotResponse create_snapshot(Call& call, const api::CreateSnapshotRequest& in) {
  const TagMap tags = tags_on_create(in.tag_specifications, "snapshot", {"snapshot"});
  Volume& volume = find_volume(call, in.volume_id);
  Resource made = new_snapshot_resource(call, tags);
  made.context.set("ec2:ParentVolume", arn(call, "volume", volume.id));
  made.context.set("ec2:VolumeSize", std::to_string(volume.size_gib));
  allow(call, "ec2:CreateSnapshot", made);
  allow(call, "ec2:CreateSnapshot", resource_of(call, volume));
  allow_tags_on_create(call, "CreateSnapshot", made, tags);
  end_dry_run(in.dry_run);
  if (volume.state != VolumeState::available && volume.state != VolumeState::in_use) {
    throw volume_in_state(volume.id, name_of(volume.state));
  }
  if (volume.last_snapshot &&
      call.now() < *volume.last_snapshot + call.world.pace.snapshot_interval) {
    throw snapshot_rate_exceeded();
  }

  const Snapshot& snapshot = take_snapshot(call, volume, given(in.description));
  put_tags(call.world, call.account(), call.region, snapshot.id, tags);
  // As recorded: no KmsKeyId, and an empty Progress, until it is looked at again.
  return {.tags = shown_tags(call, snapshot.id),
          .snapshot_id = snapshot.id,
          .volume_id = snapshot.volume_id,
          .state = std::string(name_of(snapshot.state)),
          .start_time = snapshot.started,
          .progress = "",
          .owner_id = snapshot.owner.value,
          .description = snapshot.description,
          .volume_size = snapshot.volume_size_gib,
          .encrypted = snapshot.encrypted};
}

// Volumes made from it do not stand in the way; images do, whatever mapping names it [recorded].
api::DeleteSnapshotResponse delete_snapshot(Call& call, const api::DeleteSnapshotRequest& in) {
  Snapshot& snapshot = find_own_snapshot(call, in.snapshot_id);
  allow(call, "ec2:DeleteSnapshot", resource_of(call, snapshot));
  end_dry_run(in.dry_run);  // passes while an image uses it [recorded]
  const std::vector<std::string> images = images_of_snapshot(call.world, snapshot);
  if (!images.empty()) throw snapshot_in_use(snapshot.id, images);
  erase_snapshot(call.world, snapshot.id);
  return {};
}

}  // namespace amishare::ec2
