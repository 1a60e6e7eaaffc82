// snapshot.h - a snapshot and who may make volumes from it.
#pragma once
#include <string>
#include <vector>

#include "world/name.h"
#include "world/timeline.h"

namespace amishare::ec2 {

enum class SnapshotState { pending, completed, error };

struct Snapshot {
  std::string id;
  AccountId owner;
  Region region;
  SnapshotState state = SnapshotState::pending;
  std::string state_message{};
  std::string progress = "0%";
  Instant started{};
  std::string description{};
  std::string volume_id{};  // "vol-ffffffff" for copies and direct snapshots
  std::int64_t volume_size_gib = 0;
  bool encrypted = false;
  std::string kms_key_arn{};
  std::vector<std::string> create_volume_users{};  // account ids, in the order of adding
  bool create_volume_public = false;
  bool operator==(const Snapshot&) const = default;
};

// Who may use its storage: the owner, those named, everyone if public.
bool storage_readable_by(const Snapshot& snapshot, const AccountId& account);

}  // namespace amishare::ec2
