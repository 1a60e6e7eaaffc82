// volume_attach.cpp - AttachVolume, DetachVolume and DeleteVolume.
#include <algorithm>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/instance.h"
#include "ec2/parameter.h"
#include "ec2/volume.h"
#include "ec2/volume_resource.h"
#include "world/dice.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

bool device_in_use(const World& world, const std::string& instance_id, const std::string& device) {
  const auto attached = world.ec2.volumes_of_instance.find(instance_id);
  if (attached == world.ec2.volumes_of_instance.end()) return false;
  return std::any_of(attached->second.begin(), attached->second.end(), [&](const auto& id) {
    return world.ec2.volumes.at(id).attachment.value().device == device;
  });
}

void check_attachable(const Call& call, const Volume& volume, const Instance& instance,
                      const std::string& device) {
  if (volume.state == VolumeState::in_use) throw volume_attached_already(volume.id);
  if (volume.state != VolumeState::available) throw volume_not_available(volume.id);
  if (instance.state != InstanceState::running && instance.state != InstanceState::stopped) {
    throw instance_not_attachable(instance.id);
  }
  if (volume.availability_zone != instance.availability_zone) {
    throw volume_zone_mismatch(volume.id, instance.id);
  }
  if (device_in_use(call.world, instance.id, device)) throw device_taken(device);
}

// Opens the volume for an instance and gives the id of the instance's grant; empty for a plain
// volume. Throws CustomerKeyHasBeenRevoked, and then even the grant's number was never drawn.
std::string opened_for(Call& call, const Volume& volume, const std::string& instance_id) {
  World& world = call.world;
  const std::uint64_t next = world.kms.grants.next();
  return with_dice(world, [&] {
    std::string grant_id;
    try {
      open_disk(call, world.ebs.disks.at(volume.id), volume.owner, instance_id, grant_id);
    } catch (const Error&) {
      world.kms.grants.give_back(next);
      throw volume_key_unusable(volume.id);
    }
    return grant_id;
  });
}

// Whether an instance that does not stand still runs from it.
bool is_root_in_use(const World& world, const Attachment& attachment) {
  const Instance* instance = world.ec2.instances.find(attachment.instance_id);
  return instance != nullptr && instance->state != InstanceState::stopped &&
         attachment.device == instance->root_device_name;
}

template <class Response>
Response shown_attachment(const Volume& volume, const Attachment& attachment) {
  Response out;
  out.delete_on_termination = attachment.delete_on_termination;
  out.volume_id = volume.id;
  out.instance_id = attachment.instance_id;
  out.device = attachment.device;
  out.state = attachment.state;
  out.attach_time = attachment.attached;
  return out;
}

}  // namespace

api::AttachVolumeResponse attach_volume(Call& call, const api::AttachVolumeRequest& in) {
  World& world = call.world;
  needed(in.device, "device");
  Volume& volume = find_volume(call, in.volume_id);
  const Instance& instance = find_instance(call, in.instance_id);
  allow(call, "ec2:AttachVolume", resource_of(call, volume));
  allow(call, "ec2:AttachVolume", resource_of(call, instance));
  end_dry_run(in.dry_run);
  check_attachable(call, volume, instance, in.device);
  // A running instance opens the volume now, and a key that it can't use is told at once. A stopped
  // one opens it when it starts: that is when AWS makes the grant anew [recorded of starts].
  std::string grant_id;
  if (instance.state == InstanceState::running) {
    grant_id = opened_for(call, volume, instance.id);
  }

  attach(world, volume.id, instance.id, in.device, false);
  volume.attachment->state = "attaching";
  volume.attachment->grant_id = grant_id;
  world.timeline.after(world.pace.volume_attach, Event(VolumeAttaches{volume.id}));
  return shown_attachment<api::AttachVolumeResponse>(volume, *volume.attachment);
}

api::DetachVolumeResponse detach_volume(Call& call, const api::DetachVolumeRequest& in) {
  World& world = call.world;
  Volume& volume = find_volume(call, in.volume_id);
  const std::string& instance_id = given(in.instance_id);
  const Instance* instance = instance_id.empty() ? nullptr : &find_instance(call, instance_id);
  allow(call, "ec2:DetachVolume", resource_of(call, volume));
  if (instance != nullptr) allow(call, "ec2:DetachVolume", resource_of(call, *instance));
  end_dry_run(in.dry_run);
  if (!volume.attachment) throw volume_in_state(volume.id, name_of(volume.state));
  Attachment& attachment = *volume.attachment;
  const std::string& device = given(in.device);
  if ((!instance_id.empty() && instance_id != attachment.instance_id) ||
      (!device.empty() && device != attachment.device)) {
    throw attachment_not_found(volume.id, instance_id, device);
  }
  if (attachment.state == "detaching") throw volume_in_state(volume.id, attachment.state);
  if (is_root_in_use(world, attachment))
    throw root_volume_attached(volume.id, attachment.instance_id);

  attachment.state = "detaching";
  world.timeline.after(world.pace.volume_detach, Event(VolumeDetaches{errand_of(call), volume.id}));
  return shown_attachment<api::DetachVolumeResponse>(volume, attachment);
}

api::DeleteVolumeResponse delete_volume(Call& call, const api::DeleteVolumeRequest& in) {
  World& world = call.world;
  if (!is_resource_id(in.volume_id, "vol-")) throw deleted_volume_id_malformed(in.volume_id);
  Volume& volume = find_volume(call, in.volume_id);
  allow(call, "ec2:DeleteVolume", resource_of(call, volume));
  end_dry_run(in.dry_run);
  if (volume.attachment) throw volume_in_use(volume.id, volume.attachment->instance_id);
  // One that is still being created may go, too [recorded].
  if (volume.state == VolumeState::deleting) {
    throw volume_in_state(volume.id, name_of(volume.state));
  }

  volume.state = VolumeState::deleting;
  world.timeline.after(world.pace.volume_delete, Event(VolumeVanishes{errand_of(call), volume.id}));
  return {};
}

}  // namespace amishare::ec2
