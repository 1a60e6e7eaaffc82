// sealed_text.cpp - AES-256-GCM under a key of the account and the purpose.
#include "ec2/sealed_text.h"

#include <algorithm>

#include "crypto/aes.h"
#include "crypto/hash.h"

namespace amishare::ec2 {
namespace {

constexpr std::size_t nonce_size = 12;

std::string key_of(const Seal& seal) {
  return crypto::derive_key(crypto::sha256("amishare ec2 " + std::to_string(seal.seed)),
                            seal.purpose, seal.account.value, 32);
}

}  // namespace

std::string seal_text(const Seal& seal, std::string_view salt, std::string_view text) {
  const std::string key = key_of(seal);
  // Derived from what is sealed: two texts share a nonce only if HMAC-SHA-256 collides.
  std::string whole(salt);
  whole.append(1, '\0').append(text);
  const std::string nonce = crypto::hmac_sha256(key, whole).substr(0, nonce_size);
  std::string out = crypto::to_base64(nonce + crypto::gcm_seal(key, nonce, seal.purpose, text));
  out.erase(std::find(out.begin(), out.end(), '='), out.end());
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::optional<std::string> open_text(const Seal& seal, std::string_view sealed) {
  if (sealed.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(sealed);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  const std::optional<std::string> bytes = crypto::from_base64(standard);
  if (!bytes || bytes->size() < nonce_size) return std::nullopt;
  const std::string_view whole = *bytes;
  return crypto::gcm_open(key_of(seal), whole.substr(0, nonce_size), seal.purpose,
                          whole.substr(nonce_size));
}

}  // namespace amishare::ec2
