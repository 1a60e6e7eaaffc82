// key_pair.cpp - RSA and Ed25519 keys from a seed, and the texts in which SSH writes them.
#include "crypto/key_pair.h"

#include <openssl/bn.h>
#include <openssl/encoder.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "crypto/aes.h"
#include "crypto/hash.h"
#include "crypto/openssl.h"

namespace amishare::crypto {
namespace {

using Number = Owned<BIGNUM, BN_clear_free>;
using Arithmetic = Owned<BN_CTX, BN_CTX_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Encoder = Owned<OSSL_ENCODER_CTX, OSSL_ENCODER_CTX_free>;
using ParameterBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;

constexpr std::size_t seed_bytes = 32;
constexpr std::size_t prime_bytes = 128;
constexpr BN_ULONG public_exponent = 65537;
constexpr std::size_t ed25519_bytes = 32;
constexpr std::string_view rsa_name = "ssh-rsa";
constexpr std::string_view ed25519_name = "ssh-ed25519";

Number number() {
  Number made(BN_new());
  require(made != nullptr, "OpenSSL makes a number");
  return made;
}

// The first prime at or after a number of 1024 bits drawn from the seed, its two highest bits set
// so that the product of two has 2048 bits, and with an inverse of the public exponent.
Number find_prime(std::string_view seed, std::string_view label, BN_CTX* arithmetic) {
  const std::string start = derive_key(seed, label, "amishare RSA prime", prime_bytes);
  Number prime(BN_bin2bn(octets(start), static_cast<int>(start.size()), nullptr));
  require(prime && BN_set_bit(prime.get(), prime_bytes * 8 - 1) == 1 &&
              BN_set_bit(prime.get(), prime_bytes * 8 - 2) == 1 && BN_set_bit(prime.get(), 0) == 1,
          "OpenSSL reads a number");
  while (BN_mod_word(prime.get(), public_exponent) == 1 ||
         BN_check_prime(prime.get(), arithmetic, nullptr) != 1) {
    require(BN_add_word(prime.get(), 2) == 1, "OpenSSL counts");
  }
  return prime;
}

Number minus_one(const Number& value) {
  Number less(BN_dup(value.get()));
  require(less && BN_sub_word(less.get(), 1) == 1, "OpenSSL counts");
  return less;
}

Key key_from(const OSSL_PARAM_BLD* parts, int selection) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(const_cast<OSSL_PARAM_BLD*>(parts)));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, selection, parameters.get()) != 1) {
    return nullptr;
  }
  return Key(key);
}

// The RSA key whose primes the seed gives.
Key make_rsa(std::string_view seed) {
  const Arithmetic arithmetic(BN_CTX_secure_new());
  Number p = find_prime(seed, "p", arithmetic.get());
  Number q = find_prime(seed, "q", arithmetic.get());
  if (BN_cmp(p.get(), q.get()) < 0) p.swap(q);
  const Number p_less = minus_one(p);
  const Number q_less = minus_one(q);
  const Number n = number(), e = number(), phi = number(), d = number();
  const Number d_p = number(), d_q = number(), q_inverse = number();
  const ParameterBuilder parts(OSSL_PARAM_BLD_new());
  const auto push = [&](const char* name, const Number& value) {
    return OSSL_PARAM_BLD_push_BN(parts.get(), name, value.get()) == 1;
  };
  require(BN_set_word(e.get(), public_exponent) == 1 &&
              BN_mul(n.get(), p.get(), q.get(), arithmetic.get()) == 1 &&
              BN_mul(phi.get(), p_less.get(), q_less.get(), arithmetic.get()) == 1 &&
              BN_mod_inverse(d.get(), e.get(), phi.get(), arithmetic.get()) != nullptr &&
              BN_mod(d_p.get(), d.get(), p_less.get(), arithmetic.get()) == 1 &&
              BN_mod(d_q.get(), d.get(), q_less.get(), arithmetic.get()) == 1 &&
              BN_mod_inverse(q_inverse.get(), q.get(), p.get(), arithmetic.get()) != nullptr &&
              push(OSSL_PKEY_PARAM_RSA_N, n) && push(OSSL_PKEY_PARAM_RSA_E, e) &&
              push(OSSL_PKEY_PARAM_RSA_D, d) && push(OSSL_PKEY_PARAM_RSA_FACTOR1, p) &&
              push(OSSL_PKEY_PARAM_RSA_FACTOR2, q) && push(OSSL_PKEY_PARAM_RSA_EXPONENT1, d_p) &&
              push(OSSL_PKEY_PARAM_RSA_EXPONENT2, d_q) &&
              push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, q_inverse),
          "two primes make an RSA key");
  Key key = key_from(parts.get(), EVP_PKEY_KEYPAIR);
  require(key != nullptr, "OpenSSL takes an RSA key");
  return key;
}

std::string encode(const EVP_PKEY* key, int selection, const char* form, const char* structure) {
  const Encoder encoder(OSSL_ENCODER_CTX_new_for_pkey(key, selection, form, structure, nullptr));
  unsigned char* data = nullptr;
  std::size_t size = 0;
  require(encoder && OSSL_ENCODER_to_data(encoder.get(), &data, &size) == 1,
          "OpenSSL writes a key");
  std::string text(reinterpret_cast<const char*>(data), size);
  OPENSSL_clear_free(data, size);
  return text;
}

std::string der_of_public(const EVP_PKEY* key) {
  return encode(key, EVP_PKEY_PUBLIC_KEY, "DER", "SubjectPublicKeyInfo");
}

// Pairs of hexadecimal digits of a digest, between colons.
std::string colon_digest(const char* algorithm, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  require(EVP_Q_digest(nullptr, algorithm, nullptr, bytes.data(), bytes.size(), digest.data(),
                       &size) == 1,
          "OpenSSL has this digest");
  std::string text;
  for (std::size_t i = 0; i < size; ++i) {
    const char byte = static_cast<char>(digest[i]);
    if (i > 0) text += ':';
    text += to_hex({&byte, 1});
  }
  return text;
}

// RFC 4251, 5: a 32-bit number, big-endian.
std::string ssh_number(std::size_t value) {
  std::string text;
  for (const unsigned shift : {24U, 16U, 8U, 0U}) {
    text += static_cast<char>(static_cast<std::uint32_t>(value) >> shift);
  }
  return text;
}

// RFC 4251, 5: a string behind its length.
std::string ssh_string(std::string_view bytes) {
  return ssh_number(bytes.size()) + std::string(bytes);
}

// RFC 4251, 5: a positive number behind its length, with a zero byte where it would look negative.
std::string ssh_mpint(const EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &value) == 1, "an RSA key has its numbers");
  const Number owned(value);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, octets(bytes.data()));
  if ((static_cast<unsigned char>(bytes[0]) & 0x80U) != 0) bytes.insert(0, 1, '\0');
  return ssh_string(bytes);
}

std::string raw_public(const EVP_PKEY* key) {
  std::string bytes(ed25519_bytes, '\0');
  std::size_t size = bytes.size();
  require(EVP_PKEY_get_raw_public_key(key, octets(bytes.data()), &size) == 1,
          "an Ed25519 key has a public half");
  return bytes;
}

// RFC 4253, 6.6, and RFC 8709, 4.
std::string ssh_blob(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    return ssh_string(rsa_name) + ssh_mpint(key, OSSL_PKEY_PARAM_RSA_E) +
           ssh_mpint(key, OSSL_PKEY_PARAM_RSA_N);
  }
  return ssh_string(ed25519_name) + ssh_string(raw_public(key));
}

std::string ssh_line(const EVP_PKEY* key) {
  const std::string_view name = EVP_PKEY_is_a(key, "RSA") == 1 ? rsa_name : ed25519_name;
  return std::string(name) + " " + to_base64(ssh_blob(key));
}

// https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key, without a passphrase.
std::string openssh_private_key(const EVP_PKEY* key, std::string_view seed) {
  const std::string blob = ssh_blob(key);
  const std::string check = sha256(blob).substr(0, 4);  // any four bytes, twice
  std::string hidden =
      check + check + blob + ssh_string(std::string(seed) + raw_public(key)) + ssh_string("");
  for (char pad = 1; hidden.size() % 8 != 0; ++pad) hidden += pad;
  const std::string magic("openssh-key-v1\0", 15);
  const std::string text =
      to_base64(magic + ssh_string("none") + ssh_string("none") + ssh_string("") + ssh_number(1) +
                ssh_string(blob) + ssh_string(hidden));
  wipe(hidden);
  std::string pem = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
  constexpr std::size_t columns = 70;
  for (std::size_t i = 0; i < text.size(); i += columns) pem += text.substr(i, columns) + "\n";
  return pem + "-----END OPENSSH PRIVATE KEY-----\n";
}

// Takes an SSH string off the front of `bytes`; nullopt if it is cut off.
std::optional<std::string_view> take_string(std::string_view& bytes) {
  if (bytes.size() < 4) return std::nullopt;
  std::size_t size = 0;
  for (const char c : bytes.substr(0, 4)) size = size << 8U | static_cast<unsigned char>(c);
  if (bytes.size() - 4 < size) return std::nullopt;
  const std::string_view taken = bytes.substr(4, size);
  bytes.remove_prefix(4 + size);
  return taken;
}

Key rsa_of_numbers(std::string_view exponent, std::string_view modulus) {
  constexpr std::size_t most_bytes = 1024;
  if (exponent.size() > most_bytes || modulus.size() > most_bytes) return nullptr;
  const Number e(BN_bin2bn(octets(exponent), static_cast<int>(exponent.size()), nullptr));
  const Number n(BN_bin2bn(octets(modulus), static_cast<int>(modulus.size()), nullptr));
  const ParameterBuilder parts(OSSL_PARAM_BLD_new());
  if (OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return nullptr;
  }
  return key_from(parts.get(), EVP_PKEY_PUBLIC_KEY);
}

Key key_of_blob(std::string_view blob) {
  const auto name = take_string(blob);
  const auto first = take_string(blob);
  if (!name || !first) return nullptr;
  if (*name == ed25519_name && first->size() == ed25519_bytes && blob.empty()) {
    return Key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(*first), first->size()));
  }
  const auto second = take_string(blob);
  if (*name != rsa_name || !second || !blob.empty()) return nullptr;
  return rsa_of_numbers(*first, *second);
}

Key key_of_der(std::string_view der) {
  const unsigned char* at = octets(der);
  Key key(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
  return at == octets(der) + der.size() ? std::move(key) : nullptr;
}

// The base64 in a line of authorized_keys, in RFC 4716's lines, or standing alone.
std::string base64_of(std::string_view text) {
  std::string found;
  bool fenced = false;
  bool continued = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' ')) {
      line.remove_suffix(1);
    }
    const bool header = continued || (fenced && line.find(':') != line.npos);
    continued = header && line.ends_with('\\');
    if (line.starts_with("---- ") || line.starts_with("-----")) {
      fenced = true;
    } else if (!header) {
      found += line;
    }
  }
  if (fenced) return found;
  const std::size_t space = found.find(' ');
  if (space == found.npos) return found;
  const std::size_t second = found.find(' ', space + 1);
  return found.substr(space + 1, second == found.npos ? second : second - space - 1);
}

}  // namespace

KeyPair make_key_pair(KeyPairType type, std::string_view seed) {
  require(seed.size() == seed_bytes, "a key pair is made from 32 bytes");
  KeyPair made;
  if (type == KeyPairType::rsa) {
    const Key key = make_rsa(seed);
    made.private_key = encode(key.get(), EVP_PKEY_KEYPAIR, "PEM", "type-specific");
    made.public_key = ssh_line(key.get());
    std::string der = encode(key.get(), EVP_PKEY_KEYPAIR, "DER", "PrivateKeyInfo");
    made.fingerprint = colon_digest("SHA1", der);
    wipe(der);
  } else {
    const Key key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(seed), seed.size()));
    require(key != nullptr, "OpenSSL has Ed25519");
    made.private_key = openssh_private_key(key.get(), seed);
    made.public_key = ssh_line(key.get());
    made.fingerprint = to_base64(sha256(ssh_blob(key.get())));
  }
  return made;
}

std::optional<PublicKey> read_public_key(std::string_view text) {
  const auto bytes = from_base64(base64_of(text));
  if (!bytes) return std::nullopt;
  Key key = key_of_blob(*bytes);
  if (!key) key = key_of_der(*bytes);
  if (!key) return std::nullopt;
  if (EVP_PKEY_is_a(key.get(), "ED25519") == 1) {
    return PublicKey{KeyPairType::ed25519, ssh_line(key.get()),
                     to_base64(sha256(ssh_blob(key.get())))};
  }
  const int bits = EVP_PKEY_get_bits(key.get());
  if (EVP_PKEY_is_a(key.get(), "RSA") != 1 || (bits != 1024 && bits != 2048 && bits != 4096)) {
    return std::nullopt;
  }
  return PublicKey{KeyPairType::rsa, ssh_line(key.get()),
                   colon_digest("MD5", der_of_public(key.get()))};
}

}  // namespace amishare::crypto
