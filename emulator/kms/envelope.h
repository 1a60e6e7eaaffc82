// envelope.h - KMS ciphertexts: each under a key of its own, its encryption context bound in.
//
// A message is encrypted with AES-256-GCM under K = KDF(key material, nonce), KDF being NIST SP
// 800-108 in counter mode with HMAC-SHA-256, as the cryptographic details of AWS KMS describe it.
// https://docs.aws.amazon.com/kms/latest/cryptographic-details/basic-concepts.html
// AWS calls the bytes opaque; the layout is that of published samples, with their true sizes:
//   01 02 02 00 78 | 32 bytes: the key | 01 and the 16-byte nonce | 4 bytes: length | CMS
//   EncryptedData
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "kms/key.h"
#include "world/random.h"

namespace amishare::kms {

using EncryptionContext = std::map<std::string, std::string>;

// The parts of a ciphertext.
struct Envelope {
  std::string_view header;       // all before the length; authenticated
  std::string_view internal_id;  // 32 bytes: Key::internal_id
  std::string_view nonce;        // 16 bytes, for the KDF
  std::string_view gcm_nonce;    // 12 bytes
  std::string_view sealed;       // GCM's output
};

// The parts of `ciphertext`, pointing into it. nullopt for anything that is not KMS's, whatever its
// bytes.
std::optional<Envelope> parse_envelope(std::string_view ciphertext);

// Encrypts under the key's current material; nonces come from `random`.
std::string seal(const Key& key, const EncryptionContext& context, std::string_view plaintext,
                 Random& random);

struct Opened {
  crypto::Secret plaintext;
  std::string material_id;
};
// nullopt unless the key, the context and every bit are those of seal.
std::optional<Opened> open(const Key& key, const EncryptionContext& context,
                           const Envelope& envelope);

}  // namespace amishare::kms
