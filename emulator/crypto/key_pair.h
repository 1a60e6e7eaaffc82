// key_pair.h - the SSH key pairs that EC2 makes and imports.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace amishare::crypto {

enum class KeyPairType { rsa, ed25519 };

// A key pair as CreateKeyPair answers it.
struct KeyPair {
  std::string private_key;  // PEM: PKCS#1 for RSA, OpenSSH's own format for Ed25519
  std::string public_key;   // "ssh-rsa AAAA...", without a comment
  // RSA: SHA-1 of the private key (PKCS#8, DER) as hexadecimal pairs with colons. Ed25519: SHA-256
  // of the public key in base64.
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/verify-keys.html
  std::string fingerprint;
};

// The pair that belongs to 32 random bytes: the same bytes give the same pair. RSA has 2048 bits
// and takes some 50 ms.
KeyPair make_key_pair(KeyPairType type, std::string_view seed);

// The public half of a pair that someone else made.
struct PublicKey {
  KeyPairType type = KeyPairType::rsa;
  std::string public_key;   // "ssh-rsa AAAA...", without a comment
  std::string fingerprint;  // RSA: MD5 of the public key (DER), in pairs. Ed25519: as above
};

// Reads what ImportKeyPair takes: a line as in authorized_keys, RFC 4716, or base64 of DER. nullopt
// if it is none of these, or neither Ed25519 nor RSA of 1024, 2048 or 4096 bits.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html
std::optional<PublicKey> read_public_key(std::string_view text);

}  // namespace amishare::crypto
