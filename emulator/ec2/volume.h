// volume.h - a volume and where it is attached.
#pragma once
#include <optional>
#include <string>

#include "world/name.h"
#include "world/timeline.h"

namespace amishare::ec2 {

enum class VolumeState { creating, available, in_use, deleting };

struct Attachment {
  std::string instance_id, device;
  std::string state = "attached";  // attaching | attached | detaching
  Instant attached{};
  bool delete_on_termination = false;
  bool operator==(const Attachment&) const = default;
};

struct Volume {
  std::string id;
  AccountId owner;
  Region region;
  std::string availability_zone;
  VolumeState state = VolumeState::creating;
  Instant created{};
  std::int64_t size_gib = 0;
  std::string type = "gp2";
  std::optional<std::int64_t> iops{}, throughput{};
  std::string snapshot_id{};
  bool encrypted = false;
  std::string kms_key_arn{};
  std::optional<Attachment> attachment{};
  bool operator==(const Volume&) const = default;
};

}  // namespace amishare::ec2
