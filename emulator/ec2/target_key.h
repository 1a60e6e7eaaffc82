// target_key.h - which key a new disk ends under.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "world/call.h"

namespace amishare::ec2 {

struct Snapshot;

// What a disk is made for: it matters for the key that it ends under when none is named.
enum class DiskPurpose { volume, launch, snapshot_copy };

// Whether a new disk is encrypted, and under what.
struct TargetKey {
  bool encrypted = false;
  std::string kms_key_id{};  // as KMS is asked for it: as given, an ARN, or alias/aws/ebs
  bool by_default = false;   // the account's default key, because none was named
  bool operator==(const TargetKey&) const = default;
};

// The key for a new disk of the call's account, from what was asked and where the bytes come from
// (null: an empty disk). `kms_key_id` is empty if none was named.
// https://docs.aws.amazon.com/ebs/latest/userguide/encryption-examples.html and recordings: an own
// encrypted snapshot keeps its key in a volume, but is copied under the account's default key; one
// that is shared ends under the default key of who uses it, or under its own key in a launch when
// world.switches.launch_keeps_source_key is set. An encrypted source never gives a plain disk.
TargetKey target_key(const Call& call, DiskPurpose purpose, const Snapshot* source,
                     std::optional<bool> encrypted, std::string_view kms_key_id);

}  // namespace amishare::ec2
