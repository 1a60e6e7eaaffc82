// image_register.cpp - RegisterImage: an image out of snapshots that the caller has.
#include <algorithm>
#include <utility>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/image_mapping.h"
#include "ec2/parameter.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

Image described(const Call& call, const api::RegisterImageRequest& in) {
  Image image{.id = {}, .owner = call.account(), .region = call.region, .name = in.name};
  image.description = given(in.description);
  image.created = call.now();
  // The documented defaults; few want them and most name both.
  image.architecture = given(in.architecture).empty() ? "i386" : *in.architecture;
  image.virtualization_type =
      given(in.virtualization_type).empty() ? "paravirtual" : *in.virtualization_type;
  if (!given(in.root_device_name).empty()) image.root_device_name = *in.root_device_name;
  image.ena_support = in.ena_support.value_or(false);
  image.boot_mode = given(in.boot_mode);
  image.imds_support = given(in.imds_support);
  image.tpm_support = given(in.tpm_support);
  image.sriov_net_support = given(in.sriov_net_support);
  image.kernel_id = given(in.kernel_id);
  image.ramdisk_id = given(in.ramdisk_id);
  image.image_location = call.account().value + "/" + in.name;
  return image;
}

void check_root(const Image& image) {
  const auto& devices = image.block_devices;
  const bool found = std::any_of(devices.begin(), devices.end(), [&](const BlockDevice& device) {
    return device.device_name == image.root_device_name && !device.snapshot_id.empty();
  });
  if (!found) throw no_root_snapshot();
}

}  // namespace

api::RegisterImageResponse register_image(Call& call, const api::RegisterImageRequest& in) {
  check_image_name(in.name);
  const TagMap tags = tags_on_create(in.tag_specifications, "image", {"image"});
  Image image = described(call, in);
  std::vector<const Snapshot*> snapshots;
  image.block_devices = read_mappings(call, in.block_device_mappings, snapshots);
  check_root(image);

  // Both the image and each of its snapshots must be allowed [recorded].
  Resource made = new_image_resource(call);
  add_request_tags(made.context, tags);
  allow(call, "ec2:RegisterImage", made);
  for (const Snapshot* snapshot : snapshots) {
    allow(call, "ec2:RegisterImage", resource_of(call, *snapshot));
  }
  allow_tags_on_create(call, "RegisterImage", made, tags);
  end_dry_run(in.dry_run);

  for (const Snapshot* snapshot : snapshots) {
    if (snapshot->owner != call.account()) {
      throw snapshot_not_owned(snapshot->id, call.account().value);
    }
    if (snapshot->state != SnapshotState::completed)
      throw snapshot_to_register_not_completed(snapshot->id);
  }
  check_name_is_free(call, in.name);

  image.id = draw_image_id(call);
  put_tags(call.world, call.account(), call.region, image.id, tags);
  return {.image_id = add_image(call.world, std::move(image)).id};
}

}  // namespace amishare::ec2
