// launch_mapping.cpp - the image's block devices and the request's, joined.
#include "ec2/launch_mapping.h"

#include <algorithm>
#include <utility>

#include "ec2/errors.h"
#include "ec2/parameter.h"

namespace amishare::ec2 {
namespace {

struct Order {
  std::string device_name;
  VolumeOrder volume;
  bool delete_on_termination = true;
};

Order from_image(const BlockDevice& device, const std::string& availability_zone) {
  // An image of a gp2 volume knows its IOPS, which nobody may ask a gp2 volume for.
  const bool takes_iops = device.volume_type.starts_with("io") || device.volume_type == "gp3";
  return {.device_name = device.device_name,
          .volume = {.availability_zone = availability_zone,
                     .snapshot_id = device.snapshot_id,
                     .through_image = true,
                     .purpose = DiskPurpose::launch,
                     .size_gib = device.volume_size_gib,
                     .type = device.volume_type,
                     .iops = takes_iops ? device.iops : std::nullopt,
                     .throughput = device.volume_type == "gp3" ? device.throughput : std::nullopt,
                     // A snapshot says by itself whether it is encrypted.
                     .encrypted = device.snapshot_id.empty() && device.encrypted
                                      ? std::optional<bool>(true)
                                      : std::nullopt},
          .delete_on_termination = device.delete_on_termination};
}

void override_with(Order& order, const api::EbsBlockDevice& ebs) {
  VolumeOrder& volume = order.volume;
  const std::string& snapshot_id = given(ebs.snapshot_id);
  if (!snapshot_id.empty() && snapshot_id != volume.snapshot_id) {
    volume.snapshot_id = snapshot_id;
    volume.through_image = false;
    volume.size_gib.reset();
  }
  if (ebs.volume_size) volume.size_gib = ebs.volume_size;
  if (!given(ebs.volume_type).empty() && *ebs.volume_type != volume.type) {
    volume.type = *ebs.volume_type;
    volume.iops.reset();
    volume.throughput.reset();
  }
  if (ebs.iops) volume.iops = ebs.iops;
  if (ebs.throughput) volume.throughput = ebs.throughput;
  if (ebs.encrypted) volume.encrypted = ebs.encrypted;
  if (!given(ebs.kms_key_id).empty()) volume.kms_key_id = *ebs.kms_key_id;
  order.delete_on_termination = ebs.delete_on_termination.value_or(order.delete_on_termination);
}

void apply(std::vector<Order>& orders, const api::BlockDeviceMapping& mapping,
           const std::string& availability_zone) {
  const std::string& device_name = given(mapping.device_name);
  if (device_name.empty()) throw missing_parameter("deviceName");
  auto order = std::find_if(orders.begin(), orders.end(),
                            [&](const Order& one) { return one.device_name == device_name; });
  if (mapping.no_device) {
    if (order != orders.end()) orders.erase(order);
    return;
  }
  if (!mapping.ebs) {
    // Instance store volumes ("ephemeral0") hold nothing that is shared; they are not disks here.
    if (!given(mapping.virtual_name).empty()) return;
    throw block_device_mapping_empty(device_name);
  }
  if (order == orders.end()) {
    orders.push_back(
        {.device_name = device_name,
         .volume = {.availability_zone = availability_zone, .purpose = DiskPurpose::launch}});
    order = orders.end() - 1;
    order->delete_on_termination = true;
  }
  override_with(*order, *mapping.ebs);
}

}  // namespace

std::vector<LaunchDisk> launch_disks(Call& call, const Image& image,
                                     const std::vector<api::BlockDeviceMapping>& mappings,
                                     const std::string& availability_zone, const TagMap& tags) {
  std::vector<Order> orders;
  for (const BlockDevice& device : image.block_devices) {
    if (device.virtual_name.empty()) orders.push_back(from_image(device, availability_zone));
  }
  for (const api::BlockDeviceMapping& mapping : mappings) apply(orders, mapping, availability_zone);
  std::vector<LaunchDisk> disks;
  for (Order& order : orders) {
    disks.push_back({.device_name = std::move(order.device_name),
                     .plan = plan_volume(call, order.volume),
                     .delete_on_termination = order.delete_on_termination,
                     .tags = tags});
  }
  return disks;
}

std::vector<std::string> further_snapshots(const Image& image,
                                           const std::vector<LaunchDisk>& disks) {
  std::vector<std::string> found;
  for (const LaunchDisk& disk : disks) {
    const std::string& id = disk.plan.order.snapshot_id;
    const bool of_image = std::any_of(image.block_devices.begin(), image.block_devices.end(),
                                      [&](const auto& device) { return device.snapshot_id == id; });
    if (!id.empty() && !of_image && std::find(found.begin(), found.end(), id) == found.end()) {
      found.push_back(id);
    }
  }
  return found;
}

}  // namespace amishare::ec2
