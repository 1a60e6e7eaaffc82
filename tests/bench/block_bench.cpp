// block_bench.cpp - how fast blocks of disks are encrypted, read and re-encrypted.
#include <benchmark/benchmark.h>

#include "ebs/ebs.h"

namespace amishare::ebs {
namespace {

constexpr std::uint64_t block_count = 64;  // 32 MiB, more than fits into most caches

crypto::Secret data_key(char first) {
  std::string bytes(data_key_size, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(first + 7 * i);
  return crypto::Secret(bytes);
}

Disk empty_disk() {
  Disk disk;
  disk.id = "vol-bench";
  disk.size_gib = 1;
  disk.key.emplace();
  return disk;
}

Disk full_disk(const crypto::Secret& key) {
  Disk disk = empty_disk();
  for (std::uint64_t i = 0; i < block_count; ++i) {
    write_block(disk, i, std::string(block_size, static_cast<char>(i)), key);
  }
  return disk;
}

// Reported beside `openssl speed -evp aes-256-xts`.
void count_bytes(benchmark::State& state, std::uint64_t blocks) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(blocks * block_size));
}

// The cipher alone, into memory that is there.
void encrypt_in_place(benchmark::State& state) {
  const crypto::Secret key = data_key(1);
  std::string block(block_size, 'x');
  std::uint64_t unit = 0;
  for (auto step : state) crypto::xts_encrypt(key.bytes(), unit++, block, block);
  count_bytes(state, 1);
}
BENCHMARK(encrypt_in_place);

void write_blocks(benchmark::State& state) {
  const crypto::Secret key = data_key(1);
  const std::string text(block_size, 'x');
  Disk disk = empty_disk();
  std::uint64_t index = 0;
  for (auto step : state) write_block(disk, index++ % block_count, text, key);
  count_bytes(state, 1);
}
BENCHMARK(write_blocks);

void read_blocks(benchmark::State& state) {
  const crypto::Secret key = data_key(1);
  const Disk disk = full_disk(key);
  std::uint64_t index = 0;
  for (auto step : state) benchmark::DoNotOptimize(read_block(disk, index++ % block_count, key));
  count_bytes(state, 1);
}
BENCHMARK(read_blocks);

// Each byte is decrypted and encrypted; it counts once.
void re_encrypt_disk(benchmark::State& state) {
  const crypto::Secret from = data_key(1);
  const crypto::Secret to = data_key(9);
  const Disk disk = full_disk(from);
  for (auto step : state) {
    Disk copy = disk;
    re_encrypt(copy, from, to);
    benchmark::DoNotOptimize(copy);
  }
  count_bytes(state, block_count);
}
BENCHMARK(re_encrypt_disk);

// Copy-on-write: the blocks are shared, not copied.
void clone_disk(benchmark::State& state) {
  const Disk disk = full_disk(data_key(1));
  for (auto step : state) benchmark::DoNotOptimize(clone(disk, "vol-clone", 1));
}
BENCHMARK(clone_disk);

}  // namespace
}  // namespace amishare::ebs
