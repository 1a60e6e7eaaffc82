// aes.cpp - AES and key derivation through OpenSSL's EVP.
#include "crypto/aes.h"

#include <array>
#include <utility>

#include "crypto/hash.h"
#include "crypto/openssl.h"

namespace amishare::crypto {
namespace {

constexpr std::size_t gcm_key_bytes = 32;
constexpr std::size_t gcm_nonce_bytes = 12;
constexpr std::size_t gcm_tag_bytes = 16;
constexpr std::size_t xts_key_bytes = 64;
constexpr std::size_t xts_least_bytes = 16;
constexpr std::size_t xts_most_bytes = 16 * 1024 * 1024;  // IEEE 1619: 2^20 blocks
constexpr std::size_t gcm_most_bytes = 1U << 30U;         // OpenSSL takes sizes as int

// Made per call: it costs a fraction of a microsecond and leaves no key behind.
CipherContext cipher_context() {
  CipherContext context(EVP_CIPHER_CTX_new());
  require(context != nullptr, "OpenSSL makes a cipher context");
  return context;
}

const EVP_CIPHER* gcm_cipher() {
  static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  require(cipher != nullptr, "OpenSSL has AES-256-GCM");
  return cipher.get();
}

const EVP_CIPHER* xts_cipher() {
  static const Cipher cipher(EVP_CIPHER_fetch(nullptr, "AES-256-XTS", nullptr));
  require(cipher != nullptr, "OpenSSL has AES-256-XTS");
  return cipher.get();
}

// Feeds `in` to an initialised context; nothing for empty input, which OpenSSL would take for the
// end of the message.
bool update(EVP_CIPHER_CTX* context, char* out, std::string_view in) {
  if (in.empty()) return true;
  int written = 0;
  return EVP_CipherUpdate(context, out == nullptr ? nullptr : octets(out), &written, octets(in),
                          static_cast<int>(in.size())) == 1 &&
         static_cast<std::size_t>(written) == in.size();
}

void xts(bool encrypt, std::string_view key, std::uint64_t unit, std::span<const char> in,
         std::span<char> out) {
  require(key.size() == xts_key_bytes, "an XTS key has 64 bytes");
  require(CRYPTO_memcmp(key.data(), key.data() + xts_key_bytes / 2, xts_key_bytes / 2) != 0,
          "the halves of an XTS key differ");
  require(in.size() == out.size() && in.size() >= xts_least_bytes && in.size() <= xts_most_bytes,
          "an XTS data unit has 16 bytes to 16 MiB");
  std::array<unsigned char, 16> tweak{};  // IEEE 1619: the unit's number, little-endian
  for (std::size_t i = 0; i < 8; ++i) tweak[i] = static_cast<unsigned char>(unit >> (8 * i));
  const CipherContext context = cipher_context();
  require(EVP_CipherInit_ex2(context.get(), xts_cipher(), octets(key), tweak.data(),
                             encrypt ? 1 : 0, nullptr) == 1 &&
              update(context.get(), out.data(), {in.data(), in.size()}),
          "OpenSSL computes AES-256-XTS");
}

}  // namespace

std::string gcm_seal(std::string_view key, std::string_view nonce, std::string_view associated,
                     std::string_view plaintext) {
  require(key.size() == gcm_key_bytes && nonce.size() == gcm_nonce_bytes,
          "a GCM key has 32 bytes and its nonce 12");
  require(plaintext.size() <= gcm_most_bytes && associated.size() <= gcm_most_bytes,
          "OpenSSL takes sizes as int");
  const CipherContext context = cipher_context();
  std::string sealed(plaintext.size() + gcm_tag_bytes, '\0');
  int rest = 0;
  require(
      EVP_CipherInit_ex2(context.get(), gcm_cipher(), octets(key), octets(nonce), 1, nullptr) ==
              1 &&
          update(context.get(), nullptr, associated) &&
          update(context.get(), sealed.data(), plaintext) &&
          EVP_CipherFinal_ex(context.get(), octets(sealed.data() + plaintext.size()), &rest) == 1 &&
          EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, gcm_tag_bytes,
                              sealed.data() + plaintext.size()) == 1,
      "OpenSSL computes AES-256-GCM");
  return sealed;
}

std::optional<std::string> gcm_open(std::string_view key, std::string_view nonce,
                                    std::string_view associated, std::string_view sealed) {
  if (key.size() != gcm_key_bytes || nonce.size() != gcm_nonce_bytes ||
      sealed.size() < gcm_tag_bytes || sealed.size() > gcm_most_bytes ||
      associated.size() > gcm_most_bytes) {
    return std::nullopt;
  }
  const std::string_view ciphertext = sealed.substr(0, sealed.size() - gcm_tag_bytes);
  std::string tag(sealed.substr(ciphertext.size()));
  const CipherContext context = cipher_context();
  require(
      EVP_CipherInit_ex2(context.get(), gcm_cipher(), octets(key), octets(nonce), 0, nullptr) ==
              1 &&
          EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, gcm_tag_bytes, tag.data()) == 1,
      "OpenSSL has AES-256-GCM");
  std::string plaintext(ciphertext.size() + gcm_tag_bytes, '\0');
  int rest = 0;
  const bool genuine =
      update(context.get(), nullptr, associated) &&
      update(context.get(), plaintext.data(), ciphertext) &&
      EVP_CipherFinal_ex(context.get(), octets(plaintext.data() + ciphertext.size()), &rest) == 1;
  plaintext.resize(ciphertext.size());
  if (!genuine) {
    wipe(plaintext);
    return std::nullopt;
  }
  return plaintext;
}

void xts_encrypt(std::string_view key, std::uint64_t unit, std::span<const char> in,
                 std::span<char> out) {
  xts(true, key, unit, in, out);
}

void xts_decrypt(std::string_view key, std::uint64_t unit, std::span<const char> in,
                 std::span<char> out) {
  xts(false, key, unit, in, out);
}

// Counter mode of NIST SP 800-108, 5.1, with HMAC-SHA-256. OpenSSL's KBKDF does the same and builds
// itself anew for every key, which is most of the price of a small message.
std::string derive_key(std::string_view key, std::string_view label, std::string_view context,
                       std::size_t bytes) {
  require(!key.empty() && bytes > 0, "a key is derived from a key");
  const auto big_endian = [](std::size_t number) {
    std::string text(4, '\0');
    for (std::size_t i = 0; i < 4; ++i) text[3 - i] = static_cast<char>(number >> (8 * i) & 0xFFU);
    return text;
  };
  std::string input = big_endian(1);
  input.append(label).append(1, '\0').append(context).append(big_endian(bytes * 8));
  std::string out;
  for (std::size_t block = 1; out.size() < bytes; ++block) {
    input.replace(0, 4, big_endian(block));
    std::string part = hmac_sha256(key, input);
    out += part;
    wipe(part);
  }
  out.resize(bytes);
  return out;
}

void wipe(std::string& secret) {
  // All that the string owns: a short one that was moved away, or made shorter, has left its bytes.
  secret.resize(secret.capacity());
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

}  // namespace amishare::crypto
