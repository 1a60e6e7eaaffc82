// image_mapping.h - the block device mappings of requests and answers about images.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/image.h"
#include "world/call.h"

namespace amishare::ec2 {

struct Snapshot;

// One mapping of a RegisterImage request, looked at by itself. nullopt if it says NoDevice. Throws
// MissingParameter, InvalidParameter (Encrypted beside a snapshot; a key),
// InvalidBlockDeviceMapping.
std::optional<BlockDevice> read_mapping(const api::BlockDeviceMapping& mapping);

// All of them, with sizes and encryption filled in from their snapshots. `snapshots` gets each that
// is named, once; whose they are is not looked at. Throws as read_mapping does, and
// InvalidSnapshotID.NotFound for one that does not exist or that the caller may not know of.
std::vector<BlockDevice> read_mappings(Call& call,
                                       const std::vector<api::BlockDeviceMapping>& mappings,
                                       std::vector<const Snapshot*>& snapshots);

// As an answer shows it. While an image is being made, snapshots and sizes are left out [recorded].
api::BlockDeviceMapping shown_mapping(const BlockDevice& device, bool pending);

}  // namespace amishare::ec2
