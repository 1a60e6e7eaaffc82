// ebs.cpp - reading, writing and re-encrypting blocks.
#include "ebs/ebs.h"

#include <algorithm>
#include <span>
#include <utility>

#include "world/require.h"

namespace amishare::ebs {
namespace {

// The tweak of a block is its index, so equal blocks at different places differ as stored, and a
// clone under the same data key can share what its parent has. A plain disk has an empty key.
void encrypt(std::span<const char> text, std::uint64_t index, const crypto::Secret& data_key,
             std::span<char> stored) {
  if (!data_key.empty()) {
    crypto::xts_encrypt(data_key.bytes(), index, text, stored);
  } else if (text.data() != stored.data()) {
    std::copy(text.begin(), text.end(), stored.begin());
  }
}

void decrypt(std::span<const char> stored, std::uint64_t index, const crypto::Secret& data_key,
             std::span<char> text) {
  if (data_key.empty()) {
    std::copy(stored.begin(), stored.end(), text.begin());
  } else {
    crypto::xts_decrypt(data_key.bytes(), index, stored, text);
  }
}

const std::string& lineage_of(const Disk& disk) {
  return disk.began_as.empty() ? disk.id : disk.began_as;
}

void require_key_suits(const Disk& disk, const crypto::Secret& data_key) {
  require(disk.key.has_value() == !data_key.empty(), "an encrypted disk, and only that, has a key");
  require(data_key.empty() || data_key.bytes().size() == data_key_size, "a data key has 64 bytes");
}

}  // namespace

std::uint64_t capacity(const Disk& disk) {
  return static_cast<std::uint64_t>(disk.size_gib) * blocks_per_gib;
}

Disk clone(const Disk& disk, std::string id, std::int64_t size_gib) {
  require(size_gib >= disk.size_gib, "a clone is not smaller");
  Disk copy = disk;
  copy.began_as = lineage_of(disk);
  copy.id = std::move(id);
  copy.size_gib = size_gib;
  return copy;
}

bool related(const Disk& left, const Disk& right) { return lineage_of(left) == lineage_of(right); }

std::string read_block(const Disk& disk, std::uint64_t index, const crypto::Secret& data_key) {
  require(index < capacity(disk), "the block lies on the disk");
  require_key_suits(disk, data_key);
  std::string text(block_size, '\0');
  const auto block = disk.blocks.find(index);
  if (block != disk.blocks.end()) decrypt(block->second.bytes(), index, data_key, text);
  return text;
}

std::string read_start(const Disk& disk, std::size_t size, const crypto::Secret& data_key) {
  require(size <= block_size && size % 16 == 0, "a start is of whole AES blocks");
  require_key_suits(disk, data_key);
  std::string text(size, '\0');
  const auto block = disk.blocks.find(0);
  // XTS goes from the front: a start opens without the rest.
  if (block != disk.blocks.end()) {
    decrypt(block->second.bytes().substr(0, size), 0, data_key, text);
  }
  return text;
}

void write_block(Disk& disk, std::uint64_t index, std::string_view bytes,
                 const crypto::Secret& data_key) {
  require(index < capacity(disk), "the block lies on the disk");
  require(bytes.size() == block_size, "a block is written whole");
  require_key_suits(disk, data_key);
  disk.blocks.insert_or_assign(index, Block::filled_by([&](std::span<char> stored) {
                                 encrypt(bytes, index, data_key, stored);
                               }));
}

void re_encrypt(Disk& disk, const crypto::Secret& from, const crypto::Secret& to) {
  disk.began_as.clear();
  for (auto& entry : disk.blocks) {
    const std::uint64_t index = entry.first;
    const std::string_view old = entry.second.bytes();
    entry.second = Block::filled_by([&](std::span<char> stored) {
      decrypt(old, index, from, stored);
      encrypt(stored, index, to, stored);
    });
  }
}

}  // namespace amishare::ebs
