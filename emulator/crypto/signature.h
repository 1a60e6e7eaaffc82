// signature.h - public-key signatures, as JSON Web Tokens carry them.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace amishare::crypto {

// RS256 and ES256 of RFC 7518: RSASSA-PKCS1-v1_5 and ECDSA on P-256, both with SHA-256.
enum class SignatureAlgorithm { rs256, es256 };

// Public keys, from their numbers as big-endian bytes, in the form (DER) that signature_holds()
// takes. nullopt if OpenSSL does not take them: an RSA modulus of fewer than 2048 or more than 4096
// bits, or a point that is not on the curve.
std::optional<std::string> rsa_public_key(std::string_view modulus, std::string_view exponent);
std::optional<std::string> p256_public_key(std::string_view x, std::string_view y);

// Whether `signature` is of these bytes by that key. An ES256 signature is 64 bytes, r and s.
bool signature_holds(SignatureAlgorithm algorithm, std::string_view public_key,
                     std::string_view bytes, std::string_view signature);

// The signature by a private key in PEM; nullopt if the key is none of that algorithm's.
std::optional<std::string> sign(SignatureAlgorithm algorithm, std::string_view private_key_pem,
                                std::string_view bytes);

}  // namespace amishare::crypto
