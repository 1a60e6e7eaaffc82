// aes.h - AES-256-GCM for KMS messages, AES-256-XTS for EBS blocks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace amishare::crypto {

// Encrypts under a 32-byte key with a 12-byte nonce; gives ciphertext and the 16-byte tag behind
// it. `associated` is bound in, not hidden.
std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view associated,
                     std::string_view plaintext);
// nullopt unless key, nonce, associated data and every bit of `sealed` are those of gcm_seal.
std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce,
                                    std::string_view associated, std::string_view sealed);

// AES-256-XTS of one data unit, in place or apart (`in` and `out` of one size, at least 16 bytes
// and at most 16 MiB). `key` has 64 bytes, two different halves; `unit` is the tweak.
void xts_encrypt(std::string_view key, std::uint64_t unit, std::span<const char> in,
                 std::span<char> out);
void xts_decrypt(std::string_view key, std::uint64_t unit, std::span<const char> in,
                 std::span<char> out);

// NIST SP 800-108 counter mode with HMAC-SHA-256: `bytes` bytes from a key, a label and a context.
std::string derive_key(std::string_view key, std::string_view label, std::string_view context,
                       std::size_t bytes);

// Overwrites the bytes of a secret that is no longer needed, and whatever stood behind them.
void wipe(std::string& secret);

// A string of secret bytes that is wiped when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = default;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret other) noexcept {  // what stood here goes, wiped, with `other`
    bytes_.swap(other.bytes_);
    return *this;
  }
  ~Secret() { wipe(bytes_); }
  const std::string& bytes() const { return bytes_; }
  bool empty() const { return bytes_.empty(); }
  bool operator==(const Secret&) const = default;

 private:
  std::string bytes_;
};

}  // namespace amishare::crypto
