// signature.cpp - RS256 and ES256 through OpenSSL.
#include "crypto/signature.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "crypto/openssl.h"

namespace amishare::crypto {
namespace {

using BigNumber = Owned<BIGNUM, BN_clear_free>;
using PublicOrPrivate = Owned<EVP_PKEY, EVP_PKEY_free>;
using FromData = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DataBuilder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Data = Owned<OSSL_PARAM, OSSL_PARAM_free>;
using EcSignature = Owned<ECDSA_SIG, ECDSA_SIG_free>;
using Reader = Owned<BIO, BIO_free_all>;

constexpr std::size_t coordinate_bytes = 32;
constexpr int fewest_rsa_bits = 2048;
constexpr int most_rsa_bits = 4096;

BigNumber number_of(std::string_view bytes) {
  return BigNumber(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

// The key that OpenSSL makes of `parts`, as DER.
std::optional<std::string> public_der(const char* type, OSSL_PARAM_BLD* parts) {
  const Data data(OSSL_PARAM_BLD_to_param(parts));
  const FromData context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* made = nullptr;
  if (!data || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, data.get()) != 1) {
    return std::nullopt;
  }
  const PublicOrPrivate key(made);
  const FromData checked(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  if (!checked || EVP_PKEY_public_check(checked.get()) != 1) return std::nullopt;
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) return std::nullopt;
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

// An ES256 signature as OpenSSL has it, in DER; empty if it is none.
std::string der_of_signature(std::string_view signature) {
  if (signature.size() != 2 * coordinate_bytes) return {};
  const EcSignature pair(ECDSA_SIG_new());
  BigNumber r = number_of(signature.substr(0, coordinate_bytes));
  BigNumber s = number_of(signature.substr(coordinate_bytes));
  if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());
  static_cast<void>(s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

// The other way round.
std::string plain_signature(std::string_view der) {
  const unsigned char* bytes = octets(der);
  const EcSignature pair(d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size())));
  if (!pair) return {};
  std::string text(2 * coordinate_bytes, '\0');
  const int half = static_cast<int>(coordinate_bytes);
  const bool fits =
      BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), octets(text.data()), half) == half &&
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), octets(text.data() + half), half) == half;
  return fits ? text : std::string();
}

bool is_of(SignatureAlgorithm algorithm, const EVP_PKEY* key) {
  return EVP_PKEY_is_a(key, algorithm == SignatureAlgorithm::rs256 ? "RSA" : "EC") == 1;
}

}  // namespace

std::optional<std::string> rsa_public_key(std::string_view modulus, std::string_view exponent) {
  const BigNumber n = number_of(modulus);
  const BigNumber e = number_of(exponent);
  if (!n || !e || BN_num_bits(n.get()) < fewest_rsa_bits || BN_num_bits(n.get()) > most_rsa_bits ||
      BN_num_bits(e.get()) > 64) {
    return std::nullopt;
  }
  const DataBuilder parts(OSSL_PARAM_BLD_new());
  if (!parts || OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return std::nullopt;
  }
  return public_der("RSA", parts.get());
}

std::optional<std::string> p256_public_key(std::string_view x, std::string_view y) {
  if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return std::nullopt;
  const std::string point = '\x04' + std::string(x) + std::string(y);
  const DataBuilder parts(OSSL_PARAM_BLD_new());
  if (!parts ||
      OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0) !=
          1 ||
      OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                       point.size()) != 1) {
    return std::nullopt;
  }
  return public_der("EC", parts.get());
}

bool signature_holds(SignatureAlgorithm algorithm, std::string_view public_key,
                     std::string_view bytes, std::string_view signature) {
  const unsigned char* der = octets(public_key);
  const PublicOrPrivate key(d2i_PUBKEY(nullptr, &der, static_cast<long>(public_key.size())));
  if (!key || !is_of(algorithm, key.get())) return false;
  const std::string der_signature =
      algorithm == SignatureAlgorithm::es256 ? der_of_signature(signature) : std::string(signature);
  if (der_signature.empty()) return false;
  const DigestContext context(EVP_MD_CTX_new());
  return context &&
         EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key.get(),
                                 nullptr) == 1 &&
         EVP_DigestVerify(context.get(), octets(der_signature), der_signature.size(), octets(bytes),
                          bytes.size()) == 1;
}

std::optional<std::string> sign(SignatureAlgorithm algorithm, std::string_view private_key_pem,
                                std::string_view bytes) {
  const Reader reader(
      BIO_new_mem_buf(private_key_pem.data(), static_cast<int>(private_key_pem.size())));
  const PublicOrPrivate key(
      reader ? PEM_read_bio_PrivateKey(reader.get(), nullptr, nullptr, nullptr) : nullptr);
  if (!key || !is_of(algorithm, key.get())) return std::nullopt;
  const DigestContext context(EVP_MD_CTX_new());
  std::size_t size = 0;
  if (!context ||
      EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key.get(),
                            nullptr) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, octets(bytes), bytes.size()) != 1) {
    return std::nullopt;
  }
  std::string signature(size, '\0');
  if (EVP_DigestSign(context.get(), octets(signature.data()), &size, octets(bytes), bytes.size()) !=
      1) {
    return std::nullopt;
  }
  signature.resize(size);
  return algorithm == SignatureAlgorithm::es256 ? plain_signature(signature) : signature;
}

}  // namespace amishare::crypto
