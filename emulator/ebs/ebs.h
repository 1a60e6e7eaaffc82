// ebs.h - blocks of volumes and snapshots, encrypted under data keys.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "world/table.h"

namespace amishare::ebs {

inline constexpr std::size_t block_size = 512 * 1024;

// A volume's data key as it is kept: only wrapped by KMS.
struct WrappedKey {
  std::string kms_key_arn;
  std::string ciphertext;   // 64 bytes under the KMS key
  std::string context_id;   // the value of the encryption context's aws:ebs:id
  std::string lineage;      // equal for disks whose blocks are under the same data key
  bool operator==(const WrappedKey&) const = default;
};

// What a volume or a snapshot holds. Blocks never written read as zeroes and take no room; equal
// blocks are shared between disks until one is written.
struct Disk {
  std::string id;  // vol-... or snap-...
  std::int64_t size_gib = 0;
  std::optional<WrappedKey> key{};
  std::map<std::uint64_t, std::shared_ptr<const std::string>> blocks{};  // as stored
  bool operator==(const Disk&) const = default;
};

struct State {
  Table<Disk> disks;
  bool operator==(const State&) const = default;
};

}  // namespace amishare::ebs
