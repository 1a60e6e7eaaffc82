// block_bench.cpp - how fast blocks of disks are encrypted, read and re-encrypted.
#include <benchmark/benchmark.h>
#include <openssl/evp.h>

#include <array>
#include <ctime>
#include <functional>
#include <memory>

#include "ebs/ebs.h"
#include "world/require.h"

namespace amishare::ebs {
namespace {

constexpr std::uint64_t block_count = 64;  // 32 MiB, more than fits into most caches

crypto::Secret data_key(char first) {
  std::string bytes(data_key_size, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(static_cast<std::size_t>(first) + 7 * i);
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

// What `openssl speed -evp aes-256-xts -bytes 524288` measures: one context, its key set once, and
// one buffer that is encrypted over and over; here each time with a tweak of its own, since without
// that nothing is stored that could be read again.
class OpensslSpeed {
 public:
  explicit OpensslSpeed(bool encrypt)
      : context_(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free), block_(block_size, 'x') {
    const crypto::Secret key = data_key(1);
    require(EVP_CipherInit_ex(context_.get(), EVP_aes_256_xts(), nullptr,
                              reinterpret_cast<const unsigned char*>(key.bytes().data()),
                              tweak_.data(), encrypt ? 1 : 0) == 1,
            "OpenSSL takes the key");
  }
  void one_block() {
    ++tweak_[0];
    auto* bytes = reinterpret_cast<unsigned char*>(block_.data());
    int written = 0;
    require(EVP_CipherInit_ex(context_.get(), nullptr, nullptr, nullptr, tweak_.data(), -1) == 1 &&
                EVP_CipherUpdate(context_.get(), bytes, &written, bytes,
                                 static_cast<int>(block_size)) == 1,
            "OpenSSL computes AES-256-XTS");
  }

 private:
  std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context_;
  std::array<unsigned char, 16> tweak_{};
  std::string block_;
};

// Of this thread's own time: what else the machine does leaves the ratio alone.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_of(const std::function<void()>& work) {
  const double start = thread_seconds();
  work();
  return thread_seconds() - start;
}

// Times `ours` for one block and `openssl` for one block by turns, so that both see the same
// machine, and reports the rate of the one, the rate of the other, and their ratio.
void compare(benchmark::State& state, const std::function<void()>& ours,
             const std::function<void()>& openssl) {
  double our_seconds = 0;
  double openssl_seconds = 0;
  for (auto step : state) {
    openssl_seconds += seconds_of(openssl);
    const double taken = seconds_of(ours);
    our_seconds += taken;
    state.SetIterationTime(taken);
  }
  const auto bytes = static_cast<double>(state.iterations()) * static_cast<double>(block_size);
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
  state.counters["openssl"] = benchmark::Counter(
      bytes / openssl_seconds, benchmark::Counter::kDefaults, benchmark::Counter::kIs1024);
  state.counters["of_openssl"] = openssl_seconds / our_seconds;
}

// The cipher alone, into memory that is there.
void encrypt_in_place(benchmark::State& state) {
  const crypto::Secret key = data_key(1);
  std::string block(block_size, 'x');
  std::uint64_t unit = 0;
  OpensslSpeed openssl(true);
  compare(
      state, [&] { crypto::xts_encrypt(key.bytes(), unit++, block, block); },
      [&] { openssl.one_block(); });
}
BENCHMARK(encrypt_in_place)->UseManualTime();

// The blocks of a disk written over and over, each into memory of its own.
void write_blocks(benchmark::State& state) {
  const crypto::Secret key = data_key(1);
  const std::string text(block_size, 'x');
  Disk disk = empty_disk();
  std::uint64_t index = 0;
  OpensslSpeed openssl(true);
  compare(
      state, [&] { write_block(disk, index++ % block_count, text, key); },
      [&] { openssl.one_block(); });
}
BENCHMARK(write_blocks)->UseManualTime();

void read_blocks(benchmark::State& state) {
  const crypto::Secret key = data_key(1);
  const Disk disk = full_disk(key);
  std::uint64_t index = 0;
  OpensslSpeed openssl(false);
  compare(
      state, [&] { benchmark::DoNotOptimize(read_block(disk, index++ % block_count, key)); },
      [&] { openssl.one_block(); });
}
BENCHMARK(read_blocks)->UseManualTime();

// Each byte is decrypted and encrypted, by OpenSSL too; it counts once.
void re_encrypt_blocks(benchmark::State& state) {
  const crypto::Secret from = data_key(1);
  const crypto::Secret to = data_key(9);
  Disk disk = empty_disk();
  write_block(disk, 0, std::string(block_size, 'x'), from);
  OpensslSpeed decrypting(false);
  OpensslSpeed encrypting(true);
  compare(
      state, [&] { re_encrypt(disk, from, to); },
      [&] {
        decrypting.one_block();
        encrypting.one_block();
      });
}
BENCHMARK(re_encrypt_blocks)->UseManualTime();

// Copy-on-write: the blocks are shared, not copied.
void clone_disk(benchmark::State& state) {
  const Disk disk = full_disk(data_key(1));
  for (auto step : state) benchmark::DoNotOptimize(clone(disk, "vol-clone", 1));
}
BENCHMARK(clone_disk);

}  // namespace
}  // namespace amishare::ebs
