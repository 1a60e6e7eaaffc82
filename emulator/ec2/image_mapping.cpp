// image_mapping.cpp - reads, checks and shows block device mappings of images.
#include "ec2/image_mapping.h"

#include <algorithm>

#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/snapshot.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

const Snapshot& find_registered(Call& call, const std::string& snapshot_id) {
  if (!is_resource_id(snapshot_id, "snap-")) throw malformed_registered_snapshot(snapshot_id);
  const Snapshot* snapshot = call.world.ec2.snapshots.find(snapshot_id);
  if (snapshot == nullptr || snapshot->region != call.region ||
      !storage_readable_by(*snapshot, call.account())) {
    throw registered_snapshot_not_found(snapshot_id);
  }
  return *snapshot;
}

}  // namespace

std::optional<BlockDevice> read_mapping(const api::BlockDeviceMapping& mapping) {
  if (mapping.no_device) return std::nullopt;
  BlockDevice device{.device_name = needed(given(mapping.device_name), "deviceName")};
  device.virtual_name = given(mapping.virtual_name);
  if (!device.virtual_name.empty()) return device;
  if (!mapping.ebs) throw missing_parameter("ebs");
  const api::EbsBlockDevice& ebs = *mapping.ebs;
  device.snapshot_id = given(ebs.snapshot_id);
  if (!given(ebs.kms_key_id).empty()) throw key_in_image_mapping();
  if (!device.snapshot_id.empty() && ebs.encrypted) throw encrypted_flag_with_snapshot();
  if (device.snapshot_id.empty() && !ebs.volume_size) {
    throw neither_snapshot_nor_size(device.device_name);
  }
  device.volume_size_gib = ebs.volume_size.value_or(0);
  if (!given(ebs.volume_type).empty()) device.volume_type = *ebs.volume_type;
  device.delete_on_termination = ebs.delete_on_termination.value_or(true);
  device.encrypted = ebs.encrypted.value_or(false);
  device.iops = ebs.iops;
  device.throughput = ebs.throughput;
  return device;
}

std::vector<BlockDevice> read_mappings(Call& call,
                                       const std::vector<api::BlockDeviceMapping>& mappings,
                                       std::vector<const Snapshot*>& snapshots) {
  std::vector<BlockDevice> devices;
  for (const api::BlockDeviceMapping& mapping : mappings) {
    std::optional<BlockDevice> device = read_mapping(mapping);
    if (!device) continue;
    const bool twice = std::any_of(devices.begin(), devices.end(), [&](const BlockDevice& other) {
      return other.device_name == device->device_name;
    });
    if (twice) throw device_named_twice(device->device_name);
    devices.push_back(std::move(*device));
  }
  for (BlockDevice& device : devices) {
    if (device.snapshot_id.empty()) continue;
    const Snapshot& snapshot = find_registered(call, device.snapshot_id);
    device.encrypted = snapshot.encrypted;
    if (device.volume_size_gib == 0) device.volume_size_gib = snapshot.volume_size_gib;
    if (device.volume_size_gib < snapshot.volume_size_gib) {
      throw mapping_smaller_than_snapshot(device.volume_size_gib, snapshot.id,
                                          snapshot.volume_size_gib);
    }
    if (std::find(snapshots.begin(), snapshots.end(), &snapshot) == snapshots.end()) {
      snapshots.push_back(&snapshot);
    }
  }
  return devices;
}

api::BlockDeviceMapping shown_mapping(const BlockDevice& device, bool pending) {
  api::BlockDeviceMapping shown{.device_name = device.device_name};
  if (!device.virtual_name.empty()) {
    shown.virtual_name = device.virtual_name;
    return shown;
  }
  // No KmsKeyId: it stands with the snapshot alone.
  api::EbsBlockDevice ebs{.delete_on_termination = device.delete_on_termination,
                          .iops = device.iops,
                          .volume_type = device.volume_type,
                          .throughput = device.throughput,
                          .encrypted = device.encrypted};
  if (!pending) {
    if (!device.snapshot_id.empty()) ebs.snapshot_id = device.snapshot_id;
    ebs.volume_size = device.volume_size_gib;
  }
  shown.ebs = ebs;
  return shown;
}

}  // namespace amishare::ec2
