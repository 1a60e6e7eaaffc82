// ebs.h - blocks of volumes and snapshots, encrypted under data keys.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "crypto/aes.h"
#include "world/name.h"
#include "world/table.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::ebs {

inline constexpr std::size_t block_size = 512 * 1024;
inline constexpr std::uint64_t blocks_per_gib = 2048;
// Two 256-bit halves for AES-256-XTS; EBS asks KMS for this many bytes [recorded].
inline constexpr std::size_t data_key_size = 64;

// A volume's data key as it is kept: only wrapped by KMS.
struct WrappedKey {
  std::string kms_key_arn;
  std::string ciphertext;  // 64 bytes under the KMS key
  std::string context_id;  // the value of the encryption context's aws:ebs:id
  std::string lineage;     // equal for disks whose blocks are under the same data key
  bool operator==(const WrappedKey&) const = default;
};

// 512 KiB as they are stored, shared between the disks that hold the same.
class Block {
 public:
  // Of bytes that `fill` writes: it gets all of the block, not yet set to anything.
  template <class Fill>
  static Block filled_by(Fill&& fill) {
    std::shared_ptr<char[]> bytes = std::make_shared_for_overwrite<char[]>(block_size);
    fill(std::span<char>(bytes.get(), block_size));
    return Block(std::move(bytes));
  }

  std::string_view bytes() const { return {bytes_.get(), block_size}; }
  bool shared_with(const Block& other) const { return bytes_ == other.bytes_; }
  bool operator==(const Block& other) const {
    return shared_with(other) || bytes() == other.bytes();
  }

 private:
  explicit Block(std::shared_ptr<const char[]> bytes) : bytes_(std::move(bytes)) {}

  std::shared_ptr<const char[]> bytes_;
};

// What a volume or a snapshot holds. Blocks never written read as zeroes and take no room; blocks
// are shared between disks until one of them is written.
struct Disk {
  std::string id;  // vol-... or snap-...
  std::int64_t size_gib = 0;
  std::optional<WrappedKey> key{};          // nullopt: a plain disk
  std::map<std::uint64_t, Block> blocks{};  // index -> as stored
  std::string began_as{};                   // the disk that it goes back to; empty: to itself
  bool operator==(const Disk&) const = default;
};

// A direct snapshot between StartSnapshot and CompleteSnapshot.
struct Upload {
  std::string id;                                    // of the snapshot
  Delay timeout{};                                   // how long it may be left alone
  Instant deadline{};                                // when that has been too long
  std::map<std::uint64_t, std::string> checksums{};  // of the blocks put, SHA-256
  bool operator==(const Upload&) const = default;
};

// What a client token of StartSnapshot stands for.
struct StartToken {
  std::string snapshot_id;
  std::string parameters;  // of the request that came first, as text
  bool operator==(const StartToken&) const = default;
};

struct State {
  Table<Disk> disks;
  Table<Upload> uploads;
  std::map<std::tuple<AccountId, Region, std::string>, StartToken> start_tokens;
  bool operator==(const State&) const = default;
};

// How many blocks the disk has room for.
std::uint64_t capacity(const Disk& disk);

// A disk with the same key and the same blocks, which it shares. `size_gib` may be larger.
Disk clone(const Disk& disk, std::string id, std::int64_t size_gib);

// Whether both are of one lineage: of one volume, or one made from the other, with blocks that can
// be compared. What was encrypted anew begins anew.
bool related(const Disk& left, const Disk& right);

// The 512 KiB at `index`, decrypted; zeroes if never written. `data_key` has 64 bytes, and is empty
// for a plain disk. Requires index < capacity(disk).
std::string read_block(const Disk& disk, std::uint64_t index, const crypto::Secret& data_key);

// The first `size` bytes of the disk, likewise. Requires a size of whole 16 bytes, within a block.
std::string read_start(const Disk& disk, std::size_t size, const crypto::Secret& data_key);

// Stores 512 KiB at `index`, encrypted unless the disk is plain. Other disks keep what they had.
void write_block(Disk& disk, std::uint64_t index, std::string_view bytes,
                 const crypto::Secret& data_key);

// Decrypts every block under `from` and encrypts it under `to`; an empty secret stands for plain.
// The caller puts the new wrapped key in its place.
void re_encrypt(Disk& disk, const crypto::Secret& from, const crypto::Secret& to);

// It may be time to give a direct snapshot up: nobody wrote to it or completed it.
struct UploadTimesOut {
  std::string snapshot_id;
  bool operator==(const UploadTimesOut&) const = default;
};
using Event = std::variant<UploadTimesOut>;
void on(World& world, const Event& event);

}  // namespace amishare::ebs
