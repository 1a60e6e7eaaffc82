// image.cpp - images by name and by snapshot, who may see one, and how one becomes ready.
#include "ec2/image.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "ec2/tag.h"
#include "organizations/organizations.h"
#include "world/require.h"
#include "world/world.h"

namespace amishare::ec2 {

std::string_view name_of(ImageState state) {
  switch (state) {
    case ImageState::pending:
      return "pending";
    case ImageState::available:
      return "available";
    case ImageState::failed:
      return "failed";
    case ImageState::deregistered:
      return "deregistered";
    case ImageState::disabled:
      return "disabled";
  }
  return "invalid";
}

bool is_public(const Image& image) {
  return std::any_of(image.launch_permissions.begin(), image.launch_permissions.end(),
                     [](const LaunchPermission& one) { return one.group == "all"; });
}

bool reaches(const World& world, const LaunchPermission& permission, const AccountId& account) {
  if (!permission.user_id.empty()) return permission.user_id == account.value;
  const std::string& arn = permission.organization_arn.empty() ? permission.organizational_unit_arn
                                                               : permission.organization_arn;
  return !arn.empty() && organizations::is_within(world, account, arn);
}

bool visible_to(const World& world, const Image& image, const AccountId& account) {
  if (image.owner == account) return true;
  return std::any_of(image.launch_permissions.begin(), image.launch_permissions.end(),
                     [&](const LaunchPermission& one) {
                       return one.group == "all" || reaches(world, one, account);
                     });
}

Image& add_image(World& world, Image image) {
  const bool fresh =
      world.ec2.image_names.emplace(ImageName{image.owner, image.region, image.name}, image.id)
          .second;
  require(fresh, "an owner's images differ by name");
  return world.ec2.images.add(std::move(image));
}

std::string image_named(const World& world, const AccountId& account, const Region& region,
                        const std::string& name) {
  const auto place = world.ec2.image_names.find({account, region, name});
  return place == world.ec2.image_names.end() ? std::string() : place->second;
}

void end_image(World& world, Image& image) {
  world.ec2.image_names.erase({image.owner, image.region, image.name});
  erase_tags(world, image.region, image.id);
  image = Image{.id = image.id,
                .owner = image.owner,
                .region = image.region,
                .name = {},
                .state = ImageState::deregistered};
}

void on(World& world, const ImageReady& event) {
  Image* image = world.ec2.images.find(event.image_id);
  if (image == nullptr || image->state != ImageState::pending) return;
  ImageState state = ImageState::available;
  for (BlockDevice& device : image->block_devices) {
    if (device.snapshot_id.empty()) continue;
    const Snapshot* snapshot = world.ec2.snapshots.find(device.snapshot_id);
    if (snapshot == nullptr || snapshot->state == SnapshotState::error) {
      state = ImageState::failed;
      break;
    }
    if (snapshot->state == SnapshotState::pending) state = ImageState::pending;
    device.encrypted = snapshot->encrypted;
  }
  // A snapshot that takes longer than the pace says is looked at again.
  if (state == ImageState::pending) return world.timeline.after(std::chrono::seconds(1), event);
  image->state = state;
  if (state == ImageState::failed) {
    // The message is what the console shows; the code is inferred. The cause, such as a key that
    // could not be used, stands in the snapshot's StateMessage alone.
    image->state_reason_code = "Client.InternalError";
    image->state_reason_message = "Copy image failed with an internal error";
  }
}

}  // namespace amishare::ec2
