// signature_test.cpp - signatures by RSA and P-256 keys, and what is none.
#include "crypto/signature.h"

#include "support/catch.h"
#include "support/web_tokens.h"

namespace amishare::crypto::test {

using namespace amishare::test;

namespace {

std::string unpacked(std::string_view base64url_text) {
  std::string text(base64url_text);
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return from_base64(text).value();
}

}  // namespace

TEST_CASE("a signature holds for its bytes and its key alone", "[crypto]") {
  const auto rsa = rsa_public_key(unpacked(rsa_modulus), std::string("\x01\x00\x01", 3));
  const auto ec = p256_public_key(unpacked(ec_x), unpacked(ec_y));
  REQUIRE(rsa.has_value());
  REQUIRE(ec.has_value());
  using enum SignatureAlgorithm;
  const std::string by_rsa = sign(rs256, rsa_private_key, "bytes").value();
  const std::string by_ec = sign(es256, ec_private_key, "bytes").value();
  CHECK(by_rsa.size() == 256);
  CHECK(by_ec.size() == 64);
  CHECK(signature_holds(rs256, *rsa, "bytes", by_rsa));
  CHECK(signature_holds(es256, *ec, "bytes", by_ec));
  CHECK_FALSE(signature_holds(rs256, *rsa, "other", by_rsa));
  CHECK_FALSE(signature_holds(es256, *ec, "other", by_ec));
  CHECK_FALSE(signature_holds(rs256, *ec, "bytes", by_rsa));
  CHECK_FALSE(signature_holds(es256, *rsa, "bytes", by_ec));
  CHECK_FALSE(signature_holds(rs256, *rsa, "bytes", ""));
  CHECK_FALSE(signature_holds(es256, *ec, "bytes", std::string(64, '\0')));
  CHECK_FALSE(signature_holds(es256, *ec, "bytes", by_ec + "x"));
  CHECK_FALSE(signature_holds(rs256, "no key", "bytes", by_rsa));
}

TEST_CASE("numbers that are no key make none", "[crypto]") {
  CHECK_FALSE(rsa_public_key("", "\x03"));
  CHECK_FALSE(rsa_public_key(std::string(128, '\xff'), "\x03"));   // 1024 bits
  CHECK_FALSE(rsa_public_key(std::string(1024, '\xff'), "\x03"));  // 8192 bits
  CHECK_FALSE(p256_public_key(std::string(32, '\x01'), std::string(32, '\x01')));
  CHECK_FALSE(p256_public_key(unpacked(ec_x), "short"));
  CHECK_FALSE(sign(SignatureAlgorithm::es256, rsa_private_key, "bytes"));
  CHECK_FALSE(sign(SignatureAlgorithm::rs256, "no PEM", "bytes"));
}

}  // namespace amishare::crypto::test
