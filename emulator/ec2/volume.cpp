// volume.cpp - what becomes of volumes: how they are found, filled, attached and taken away.
#include "ec2/volume.h"

#include <algorithm>
#include <utility>

#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/snapshot.h"
#include "world/world.h"

namespace amishare::ec2 {

std::string_view name_of(VolumeState state) {
  switch (state) {
    case VolumeState::creating:
      return "creating";
    case VolumeState::available:
      return "available";
    case VolumeState::in_use:
      return "in-use";
    case VolumeState::deleting:
      return "deleting";
  }
  return "error";
}

Volume& find_volume(Call& call, const std::string& volume_id) {
  needed(volume_id, "VolumeId");
  if (!is_resource_id(volume_id, "vol-")) throw volume_id_malformed(volume_id);
  Volume* volume = call.world.ec2.volumes.find(volume_id);
  if (volume == nullptr || volume->region != call.region || volume->owner != call.account()) {
    throw volume_not_found(volume_id);
  }
  return *volume;
}

void fill_volume(Call& call, const std::string& volume_id, const TargetKey& target) {
  World& world = call.world;
  Volume& volume = world.ec2.volumes.at(volume_id);
  const Snapshot* source =
      volume.snapshot_id.empty() ? nullptr : world.ec2.snapshots.find(volume.snapshot_id);
  // The snapshot went between the request and now. AWS's name for that in a StateReason [doc].
  if (!volume.snapshot_id.empty() && source == nullptr) {
    throw snapshot_not_found(volume.snapshot_id);
  }
  const std::string instance_id = volume.attachment ? volume.attachment->instance_id : "";
  FilledDisk filled =
      fill_volume_disk(call, volume_id, volume.size_gib, source, target, instance_id);
  if (filled.disk.key) volume.kms_key_arn = filled.disk.key->kms_key_arn;
  volume.service_grant_id = std::move(filled.service_grant_id);
  if (volume.attachment) volume.attachment->grant_id = std::move(filled.instance_grant_id);
  world.ebs.disks.add(std::move(filled.disk));
}

void attach(World& world, const std::string& volume_id, const std::string& instance_id,
            const std::string& device, bool delete_on_termination) {
  Volume& volume = world.ec2.volumes.at(volume_id);
  volume.attachment = Attachment{.instance_id = instance_id,
                                 .device = device,
                                 .attached = world.timeline.now(),
                                 .delete_on_termination = delete_on_termination};
  volume.state = VolumeState::in_use;
  world.ec2.volumes_of_instance[instance_id].push_back(volume_id);
}

void detach(Call& call, const std::string& volume_id) {
  World& world = call.world;
  close_for_instance(call, volume_id);
  Volume& volume = world.ec2.volumes.at(volume_id);
  const auto attached = world.ec2.volumes_of_instance.find(volume.attachment->instance_id);
  std::erase(attached->second, volume_id);
  if (attached->second.empty()) world.ec2.volumes_of_instance.erase(attached);
  volume.attachment.reset();
  volume.state = VolumeState::available;
}

crypto::Secret open_for_instance(Call& call, const std::string& volume_id) {
  Volume& volume = call.world.ec2.volumes.at(volume_id);
  return open_disk(call, call.world.ebs.disks.at(volume_id), volume.owner,
                   volume.attachment.value().instance_id, volume.attachment->grant_id);
}

void close_for_instance(Call& call, const std::string& volume_id) {
  Volume& volume = call.world.ec2.volumes.at(volume_id);
  if (!volume.attachment) return;
  retire_grant(call, volume.kms_key_arn, volume.attachment->grant_id);
  volume.attachment->grant_id.clear();
}

void erase_volume(Call& call, const std::string& volume_id) {
  World& world = call.world;
  if (world.ec2.volumes.at(volume_id).attachment) detach(call, volume_id);
  const Volume& volume = world.ec2.volumes.at(volume_id);
  retire_grant(call, volume.kms_key_arn, volume.service_grant_id);
  erase_tags(world, volume.region, volume_id);
  world.ebs.disks.erase(volume_id);
  world.ec2.volumes.erase(volume_id);
}

void on(World& world, const VolumeFills& event) {
  if (world.ec2.volumes.find(event.volume_id) == nullptr) return;
  ErrandCall call(world, event.errand);
  try {
    fill_volume(call, event.volume_id, event.target);
  } catch (const Error&) {
    // Nothing is said: the id is unknown a moment later [recorded].
    world.timeline.after(world.pace.volume_vanish,
                         Event(VolumeVanishes{event.errand, event.volume_id}));
    return;
  }
  world.timeline.after(world.pace.volume_create, Event(VolumeAvailable{event.volume_id}));
}

void on(World& world, const VolumeAvailable& event) {
  Volume* volume = world.ec2.volumes.find(event.volume_id);
  if (volume != nullptr && volume->state == VolumeState::creating) {
    volume->state = VolumeState::available;
  }
}

void on(World& world, const VolumeVanishes& event) {
  if (world.ec2.volumes.find(event.volume_id) == nullptr) return;
  ErrandCall call(world, event.errand);
  erase_volume(call, event.volume_id);
}

void on(World& world, const VolumeAttaches& event) {
  Volume* volume = world.ec2.volumes.find(event.volume_id);
  if (volume != nullptr && volume->attachment && volume->attachment->state == "attaching") {
    volume->attachment->state = "attached";
  }
}

void on(World& world, const VolumeDetaches& event) {
  const Volume* volume = world.ec2.volumes.find(event.volume_id);
  if (volume == nullptr || !volume->attachment) return;
  ErrandCall call(world, event.errand);
  detach(call, event.volume_id);
}

}  // namespace amishare::ec2
