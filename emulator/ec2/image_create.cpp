// image_create.cpp - CreateImage: an image out of an instance, by snapshots of its volumes.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/image_mapping.h"
#include "ec2/instance.h"
#include "ec2/parameter.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "ec2/volume.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// A mapping of the image to be, and the volume to snapshot for it; null for one that the request
// adds.
struct Part {
  BlockDevice device;
  const Volume* volume = nullptr;
};

std::vector<Part> parts_of(const World& world, const Instance& instance) {
  std::vector<Part> parts;
  const auto attached = world.ec2.volumes_of_instance.find(instance.id);
  if (attached == world.ec2.volumes_of_instance.end()) return parts;
  for (const std::string& id : attached->second) {
    const Volume& volume = world.ec2.volumes.at(id);
    if (!volume.attachment || volume.attachment->state != "attached") continue;
    parts.push_back({.device = {.device_name = volume.attachment->device,
                                .volume_size_gib = volume.size_gib,
                                .volume_type = volume.type,
                                .delete_on_termination = volume.attachment->delete_on_termination,
                                .encrypted = volume.encrypted,
                                .iops = volume.iops,
                                .throughput = volume.throughput},
                     .volume = &volume});
  }
  return parts;
}

// What a request says of a volume that the instance has. Its encryption cannot be changed here.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html
void adjust(Part& part, const api::EbsBlockDevice& ebs) {
  if (ebs.encrypted) throw encrypted_flag_with_snapshot();
  if (!given(ebs.kms_key_id).empty()) throw key_in_image_mapping();
  BlockDevice& device = part.device;
  if (ebs.volume_size && *ebs.volume_size < device.volume_size_gib) {
    throw mapping_smaller_than_volume(*ebs.volume_size, part.volume->id, device.volume_size_gib);
  }
  device.volume_size_gib = ebs.volume_size.value_or(device.volume_size_gib);
  if (!given(ebs.volume_type).empty() && *ebs.volume_type != device.volume_type) {
    device.volume_type = *ebs.volume_type;
    device.iops.reset();
    device.throughput.reset();
  }
  if (ebs.iops) device.iops = ebs.iops;
  if (ebs.throughput) device.throughput = ebs.throughput;
  device.delete_on_termination = ebs.delete_on_termination.value_or(device.delete_on_termination);
}

// The request's mappings take devices out, change them or add some; `snapshots` gets the snapshots
// that it names.
void apply(Call& call, const std::vector<api::BlockDeviceMapping>& mappings,
           std::vector<Part>& parts, std::vector<const Snapshot*>& snapshots) {
  std::vector<api::BlockDeviceMapping> added;
  for (const api::BlockDeviceMapping& mapping : mappings) {
    const std::string& name = needed(given(mapping.device_name), "deviceName");
    const auto place = std::find_if(parts.begin(), parts.end(), [&](const Part& part) {
      return part.device.device_name == name;
    });
    const bool named_snapshot = mapping.ebs && !given(mapping.ebs->snapshot_id).empty();
    if (place == parts.end()) {
      added.push_back(mapping);
    } else if (mapping.no_device) {
      parts.erase(place);
    } else if (mapping.ebs && !named_snapshot) {
      adjust(*place, *mapping.ebs);
    } else {
      parts.erase(place);
      added.push_back(mapping);
    }
  }
  for (BlockDevice& device : read_mappings(call, added, snapshots)) {
    parts.push_back({.device = std::move(device)});
  }
}

void check_root(const Instance& instance, const std::vector<Part>& parts) {
  const bool found = std::any_of(parts.begin(), parts.end(), [&](const Part& part) {
    return part.device.device_name == instance.root_device_name &&
           (part.volume != nullptr || !part.device.snapshot_id.empty());
  });
  if (!found) throw no_root_snapshot();
}

struct ImageTags {
  TagMap image, snapshot;
};

// The image, the instance and the snapshots; ec2:CreateSnapshot is not asked for.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
void allow_creation(Call& call, const Instance& instance, const std::vector<Part>& parts,
                    const ImageTags& tags) {
  Resource image = new_image_resource(call);
  add_request_tags(image.context, tags.image);
  allow(call, "ec2:CreateImage", image);
  allow(call, "ec2:CreateImage", resource_of(call, instance));
  for (const Part& part : parts) {
    if (part.volume == nullptr) continue;
    Resource snapshot = new_snapshot_resource(call, tags.snapshot);
    snapshot.context.set("ec2:ParentVolume", arn(call, "volume", part.volume->id));
    snapshot.context.set("ec2:VolumeSize", std::to_string(part.volume->size_gib));
    allow(call, "ec2:CreateImage", snapshot);
  }
  allow_tags_on_create(call, "CreateImage", image, tags.image);
  allow_tags_on_create(call, "CreateImage", new_snapshot_resource(call, tags.snapshot),
                       tags.snapshot);
}

Image described(Call& call, const api::CreateImageRequest& in, const Instance& instance) {
  Image image{.id = draw_image_id(call),
              .owner = call.account(),
              .region = call.region,
              .name = in.name,
              .description = given(in.description),
              .state = ImageState::pending};
  image.created = call.now();
  image.architecture = instance.architecture;
  image.root_device_name = instance.root_device_name;
  image.virtualization_type = instance.virtualization_type;
  image.boot_mode = instance.boot_mode;
  image.ena_support = instance.ena_support;
  image.source_image_id = instance.image_id;
  image.source_image_region = instance.region.value;
  image.source_instance_id = instance.id;
  image.image_location = call.account().value + "/" + in.name;
  return image;
}

}  // namespace

api::CreateImageResponse create_image(Call& call, const api::CreateImageRequest& in) {
  check_image_name(in.name);
  const ImageTags tags{tags_on_create(in.tag_specifications, "image", {"image", "snapshot"}),
                       tags_on_create(in.tag_specifications, "snapshot", {"image", "snapshot"})};
  const Instance& instance = find_instance(call, in.instance_id);
  std::vector<Part> parts = parts_of(call.world, instance);
  std::vector<const Snapshot*> snapshots;
  apply(call, in.block_device_mappings, parts, snapshots);
  allow_creation(call, instance, parts, tags);
  end_dry_run(in.dry_run);

  // A running instance is rebooted unless NoReboot, which leaves no trace in its state.
  if (instance.state != InstanceState::running && instance.state != InstanceState::stopping &&
      instance.state != InstanceState::stopped) {
    throw instance_not_imageable(instance.id);
  }
  for (const Snapshot* snapshot : snapshots) {
    if (snapshot->owner != call.account()) {
      throw snapshot_not_owned(snapshot->id, call.account().value);
    }
  }
  check_root(instance, parts);
  check_name_is_free(call, in.name);

  World& world = call.world;
  Image image = described(call, in, instance);
  for (Part& part : parts) {
    if (part.volume != nullptr) {
      const Snapshot& snapshot = take_snapshot(
          call, *part.volume, "Created by CreateImage(" + instance.id + ") for " + image.id);
      part.device.snapshot_id = snapshot.id;
      put_tags(world, call.account(), call.region, snapshot.id, tags.snapshot);
    }
    image.block_devices.push_back(part.device);
  }
  put_tags(world, call.account(), call.region, image.id, tags.image);
  world.timeline.after(std::max(world.pace.image_create, world.pace.snapshot_create),
                       Event(ImageReady{image.id}));
  return {.image_id = add_image(world, std::move(image)).id};
}

}  // namespace amishare::ec2
