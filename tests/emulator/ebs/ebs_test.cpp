// ebs_test.cpp - blocks: sparse, shared until written, unreadable without their key.
#include "ebs/ebs.h"

#include <algorithm>

#include "support/catch.h"

namespace amishare::ebs {
namespace {

crypto::Secret key_of(char seed) {
  std::string bytes(data_key_size, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(static_cast<std::size_t>(seed) + 3 * i);
  return crypto::Secret(bytes);
}

std::string block_of(char fill) { return std::string(block_size, fill); }

Disk encrypted_disk(const std::string& id, std::int64_t size_gib) {
  return {
      .id = id,
      .size_gib = size_gib,
      .key = WrappedKey{.kms_key_arn = "arn", .ciphertext = "c", .context_id = id, .lineage = id}};
}

}  // namespace

TEST_CASE("a plain disk stores blocks as they are and takes room only for those written", "[ebs]") {
  Disk disk{.id = "vol-1", .size_gib = 1};
  CHECK(capacity(disk) == 2048);
  CHECK(read_block(disk, 7, {}) == block_of('\0'));
  CHECK(disk.blocks.empty());
  write_block(disk, 7, block_of('x'), {});
  CHECK(disk.blocks.size() == 1);
  CHECK(disk.blocks.at(7).bytes() == block_of('x'));
  CHECK(read_block(disk, 7, {}) == block_of('x'));
}

TEST_CASE("an encrypted block is unreadable but with its own data key", "[ebs]") {
  Disk disk = encrypted_disk("vol-1", 1);
  const crypto::Secret key = key_of(1);
  const std::string text = block_of('s');
  write_block(disk, 0, text, key);
  write_block(disk, 1, text, key);

  CHECK(read_block(disk, 0, key) == text);
  const std::string_view stored = disk.blocks.at(0).bytes();
  CHECK(stored.size() == block_size);
  CHECK(stored.find(std::string(16, 's')) == std::string::npos);
  CHECK(read_block(disk, 0, key_of(2)) != text);
  // Equal text at two places differs as stored: the place is part of the encryption.
  CHECK(stored != disk.blocks.at(1).bytes());
}

TEST_CASE("the start of a disk opens without the rest of its block", "[ebs]") {
  Disk disk = encrypted_disk("vol-1", 1);
  const auto key = key_of(1);
  CHECK(read_start(disk, 4096, key) == std::string(4096, '\0'));
  std::string block = block_of('x');
  block.replace(0, 5, "start");
  write_block(disk, 0, block, key);
  CHECK(read_start(disk, 4096, key) == block.substr(0, 4096));
  CHECK(read_start(disk, block_size, key) == block);
  CHECK(read_start(disk, 16, key_of(2)) != block.substr(0, 16));
}

TEST_CASE("a block moved to another place does not decrypt there", "[ebs]") {
  Disk disk = encrypted_disk("vol-1", 1);
  const crypto::Secret key = key_of(1);
  write_block(disk, 0, block_of('s'), key);
  disk.blocks.emplace(5, disk.blocks.at(0));
  CHECK(read_block(disk, 5, key) != block_of('s'));
}

TEST_CASE("a clone shares every block until one of the two writes it", "[ebs]") {
  Disk disk = encrypted_disk("vol-1", 1);
  const crypto::Secret key = key_of(1);
  write_block(disk, 0, block_of('a'), key);
  write_block(disk, 1, block_of('b'), key);
  Disk copy = clone(disk, "snap-1", 2);
  CHECK(copy.id == "snap-1");
  CHECK(capacity(copy) == 4096);
  CHECK(copy.key == disk.key);
  CHECK(copy.blocks.at(0).shared_with(disk.blocks.at(0)));

  write_block(disk, 0, block_of('z'), key);
  CHECK_FALSE(copy.blocks.at(0).shared_with(disk.blocks.at(0)));
  CHECK(copy.blocks.at(1).shared_with(disk.blocks.at(1)));
  CHECK(read_block(copy, 0, key) == block_of('a'));
  CHECK(read_block(disk, 0, key) == block_of('z'));
}

TEST_CASE("re-encryption changes every stored block and none of the text", "[ebs]") {
  const crypto::Secret from = key_of(1);
  const crypto::Secret to = key_of(9);
  Disk disk = encrypted_disk("vol-1", 1);
  for (std::uint64_t i = 0; i < 3; ++i) {
    write_block(disk, i * 100, block_of(static_cast<char>('a' + i)), from);
  }
  Disk other = clone(disk, "vol-2", 1);
  re_encrypt(other, from, to);
  for (std::uint64_t i = 0; i < 3; ++i) {
    const std::string text = block_of(static_cast<char>('a' + i));
    CHECK(other.blocks.at(i * 100).bytes() != disk.blocks.at(i * 100).bytes());
    CHECK(read_block(other, i * 100, to) == text);
    CHECK(read_block(other, i * 100, from) != text);
    CHECK(read_block(disk, i * 100, from) == text);
  }
}

TEST_CASE("a plain disk becomes an encrypted one", "[ebs]") {
  Disk disk{.id = "snap-1", .size_gib = 1};
  write_block(disk, 3, block_of('p'), {});
  Disk encrypted = clone(disk, "vol-1", 1);
  const crypto::Secret key = key_of(4);
  re_encrypt(encrypted, {}, key);
  encrypted.key = encrypted_disk("vol-1", 1).key;
  CHECK(encrypted.blocks.at(3).bytes() != block_of('p'));
  CHECK(read_block(encrypted, 3, key) == block_of('p'));
}

TEST_CASE("disks of equal content are equal, wherever the bytes lie", "[ebs]") {
  Disk one{.id = "vol-1", .size_gib = 1};
  Disk two{.id = "vol-1", .size_gib = 1};
  write_block(one, 0, block_of('q'), {});
  write_block(two, 0, block_of('q'), {});
  CHECK_FALSE(one.blocks.at(0).shared_with(two.blocks.at(0)));
  CHECK(one == two);
  write_block(two, 0, block_of('r'), {});
  CHECK_FALSE(one == two);
}

}  // namespace amishare::ebs
