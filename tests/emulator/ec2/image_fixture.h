// image_fixture.h - two accounts, A with snapshots and images to share, B to share them with.
#pragma once
#include <string>
#include <vector>

#include "api/ec2.h"
#include "api/kms.h"
#include "asker.h"
#include "ec2/ec2.h"

namespace amishare::test {

inline constexpr const char* id_b = "222222222222";

struct Accounts {
  World world{WorldOptions{.seed = 7}};
  Asker a{world, "111111111111"};
  Asker b{world, id_b};
};

// A plain, empty, completed snapshot of one GiB, without the trouble of making a volume.
inline std::string plain_snapshot(const Asker& owner, std::int64_t size_gib = 1) {
  World& world = owner.world();
  const std::string id = "snap-0" + world.random.hex("test-snap", 16);
  world.ec2.snapshots.add({.id = id,
                           .owner = owner.account(),
                           .region = owner.region(),
                           .state = ec2::SnapshotState::completed,
                           .progress = "100%",
                           .started = world.timeline.now(),
                           .volume_size_gib = size_gib});
  world.ebs.disks.add({.id = id, .size_gib = size_gib});
  return id;
}

// A completed snapshot under the key, made from a volume; the default key if none is named.
inline std::string encrypted_snapshot(const Asker& owner, const std::string& kms_key_id = {}) {
  ec2::api::CreateVolumeRequest request{.availability_zone = owner.region().value + "a",
                                        .encrypted = true};
  if (!kms_key_id.empty()) request.kms_key_id = kms_key_id;
  request.size = 1;
  const auto volume = owner.ask<ec2::op::CreateVolume>(request);
  return *owner.ask<ec2::op::CreateSnapshot>({.volume_id = *volume.volume_id}).snapshot_id;
}

// A customer managed key with the default policy, or with `policy`.
inline std::string make_key(const Asker& owner, const std::string& policy = {}) {
  kms::api::CreateKeyRequest request;
  if (!policy.empty()) request.policy = policy;
  return *owner.ask<kms::op::CreateKey>(request).key_metadata->arn;
}

inline ec2::api::BlockDeviceMapping mapping(const std::string& device,
                                            const std::string& snapshot_id) {
  ec2::api::BlockDeviceMapping out;
  out.device_name = device;
  out.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot_id};
  return out;
}

inline ec2::api::RegisterImageRequest registration(const std::string& name,
                                                   const std::string& snapshot_id) {
  return {.name = name,
          .architecture = "x86_64",
          .root_device_name = "/dev/xvda",
          .block_device_mappings = {mapping("/dev/xvda", snapshot_id)},
          .virtualization_type = "hvm"};
}

// An image of that snapshot.
inline std::string make_image(const Asker& owner, const std::string& name,
                              const std::string& snapshot_id) {
  return *owner.ask<ec2::op::RegisterImage>(registration(name, snapshot_id)).image_id;
}
inline std::string make_image(const Asker& owner, const std::string& name) {
  return make_image(owner, name, plain_snapshot(owner));
}

inline void share(const Asker& owner, const std::string& image_id, const std::string& account) {
  ec2::api::LaunchPermissionModifications changes;
  changes.add.push_back({.user_id = account});
  owner.ask<ec2::op::ModifyImageAttribute>({.image_id = image_id, .launch_permission = changes});
}

inline void share_snapshot(World& world, const std::string& snapshot_id,
                           const std::string& account) {
  world.ec2.snapshots.at(snapshot_id).create_volume_users.push_back(account);
}

inline std::vector<std::string> ids(const ec2::api::DescribeImagesResponse& response) {
  std::vector<std::string> out;
  for (const auto& image : response.images) out.push_back(*image.image_id);
  return out;
}

// The only image of the answer to that id.
inline ec2::api::Image look(const Asker& asker, const std::string& image_id) {
  const auto response = asker.ask<ec2::op::DescribeImages>({.image_ids = {image_id}});
  REQUIRE(response.images.size() == 1);
  return response.images.front();
}

inline std::vector<ec2::api::LaunchPermission> permissions(const Asker& owner,
                                                           const std::string& image_id) {
  return owner
      .ask<ec2::op::DescribeImageAttribute>({.attribute = "launchPermission", .image_id = image_id})
      .launch_permissions.value();
}

inline std::vector<std::string> users(const Asker& owner, const std::string& image_id) {
  std::vector<std::string> out;
  for (const auto& item : permissions(owner, image_id)) {
    out.push_back(item.user_id.value_or("") + item.group.value_or("") +
                  item.organization_arn.value_or("") + item.organizational_unit_arn.value_or(""));
  }
  return out;
}

inline std::string text(const Error& error) { return error.code + ": " + error.message; }

}  // namespace amishare::test
