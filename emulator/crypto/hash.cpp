// hash.cpp - digests through OpenSSL, whose contexts are kept per thread: making one is dear.
#include "crypto/hash.h"

#include <array>
#include <limits>

#include "crypto/openssl.h"

namespace amishare::crypto {
namespace {

constexpr std::size_t digest_bytes = 32;

// The value of a hexadecimal digit, or -1.
int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

MacContext hmac_context() {
  static const Mac hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
  require(hmac != nullptr, "OpenSSL has HMAC");
  MacContext context(EVP_MAC_CTX_new(hmac.get()));
  const std::array parameters{text_parameter(OSSL_MAC_PARAM_DIGEST, "SHA256"),
                              OSSL_PARAM_construct_end()};
  require(context && EVP_MAC_CTX_set_params(context.get(), parameters.data()) == 1,
          "OpenSSL has HMAC-SHA-256");
  return context;
}

}  // namespace

std::string sha256(std::string_view bytes) {
  static const Digest algorithm(EVP_MD_fetch(nullptr, "SHA256", nullptr));
  thread_local const DigestContext context(EVP_MD_CTX_new());
  std::string out(digest_bytes, '\0');
  require(EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1 &&
              EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
              EVP_DigestFinal_ex(context.get(), octets(out.data()), nullptr) == 1,
          "OpenSSL computes SHA-256");
  return out;
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
  thread_local const MacContext context = hmac_context();
  if (key.data() == nullptr) key = "";  // no pointer would mean: keep the last key
  std::string out(digest_bytes, '\0');
  std::size_t written = 0;
  require(EVP_MAC_init(context.get(), octets(key), key.size(), nullptr) == 1 &&
              EVP_MAC_update(context.get(), octets(bytes), bytes.size()) == 1 &&
              EVP_MAC_final(context.get(), octets(out.data()), &written, out.size()) == 1 &&
              written == digest_bytes,
          "OpenSSL computes HMAC-SHA-256");
  return out;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_value(text[i]);
    const int low = digit_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  require(bytes.size() < std::numeric_limits<int>::max() / 2, "OpenSSL takes sizes as int");
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a zero
  text.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(octets(text.data()), octets(bytes), static_cast<int>(bytes.size()))));
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.size() % 4 != 0 || text.size() >= std::numeric_limits<int>::max()) return std::nullopt;
  if (text.empty()) return std::string();
  std::string bytes(text.size() / 4 * 3, '\0');
  const int decoded =
      EVP_DecodeBlock(octets(bytes.data()), octets(text), static_cast<int>(text.size()));
  if (decoded < 0) return std::nullopt;
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
  if (static_cast<std::size_t>(decoded) < padding) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(decoded) - padding);
  // OpenSSL forgives white space around the text, padding inside it and bits set after the end.
  if (to_base64(bytes) != text) return std::nullopt;
  return bytes;
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace amishare::crypto
