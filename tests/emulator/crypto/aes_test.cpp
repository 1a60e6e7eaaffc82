// aes_test.cpp - AES-GCM, AES-XTS and key derivation against published vectors, and their refusals.
#include "crypto/aes.h"

#include <string>

#include "crypto/hash.h"
#include "hex.h"
#include "support/catch.h"

using namespace amishare::crypto;

namespace {

std::string encrypt(std::string_view key, std::uint64_t unit, std::string_view plain) {
  std::string out(plain.size(), '\0');
  xts_encrypt(key, unit, {plain.data(), plain.size()}, {out.data(), out.size()});
  return out;
}

std::string decrypt(std::string_view key, std::uint64_t unit, std::string_view sealed) {
  std::string out(sealed.size(), '\0');
  xts_decrypt(key, unit, {sealed.data(), sealed.size()}, {out.data(), out.size()});
  return out;
}

// The 512 bytes 00 01 ... ff 00 ... ff of IEEE 1619.
std::string counting_bytes() {
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes += static_cast<char>(i);
  return bytes;
}

// The key of IEEE 1619 annex B, vectors 10 to 14: digits of e and of pi.
std::string ieee_key() {
  return bytes_of(
      "2718281828459045235360287471352662497757247093699959574966967627"
      "3141592653589793238462643383279502884197169399375105820974944592");
}

}  // namespace

// D. McGrew, J. Viega, "The Galois/Counter Mode of Operation", test cases 13 to 16.
TEST_CASE("AES-256-GCM gives the published ciphertexts", "[crypto]") {
  const std::string zero_key(32, '\0');
  const std::string zero_nonce(12, '\0');
  CHECK(to_hex(gcm_seal(zero_key, zero_nonce, "", "")) == "530f8afbc74536b9a963b4f1c4cb738b");
  CHECK(to_hex(gcm_seal(zero_key, zero_nonce, "", std::string(16, '\0'))) ==
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");

  const std::string key =
      bytes_of("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
  const std::string nonce = bytes_of("cafebabefacedbaddecaf888");
  const std::string plain = bytes_of(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255");
  const std::string cipher =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
  CHECK(to_hex(gcm_seal(key, nonce, "", plain)) == cipher + "b094dac5d93471bdec1a502270e3cc6c");
  const std::string associated = bytes_of("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  CHECK(to_hex(gcm_seal(key, nonce, associated, plain.substr(0, 60))) ==
        cipher.substr(0, 120) + "76fc6ece0f4e1768cddf8853bb2d551b");
}

TEST_CASE("what was sealed opens, and only as it was sealed", "[crypto]") {
  const std::string key = sha256("key");
  const std::string nonce = "twelve bytes";
  const std::string associated = "context";
  for (const std::size_t size : {0U, 1U, 15U, 16U, 17U, 4096U}) {
    const std::string plain(size, 'p');
    const std::string sealed = gcm_seal(key, nonce, associated, plain);
    CHECK(sealed.size() == size + 16);
    CHECK(gcm_open(key, nonce, associated, sealed) == plain);
  }
  const std::string sealed = gcm_seal(key, nonce, associated, "plaintext");
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
    std::string forged = sealed;
    forged[bit / 8] = static_cast<char>(forged[bit / 8] ^ (1 << (bit % 8)));
    CHECK_FALSE(gcm_open(key, nonce, associated, forged));
  }
  CHECK_FALSE(gcm_open(sha256("other"), nonce, associated, sealed));
  CHECK_FALSE(gcm_open(key, "eleven bytes", associated, sealed));
  CHECK_FALSE(gcm_open(key, nonce, "Context", sealed));
  CHECK_FALSE(gcm_open(key, nonce, "", sealed));
  CHECK_FALSE(gcm_open(key, nonce, associated, sealed.substr(0, sealed.size() - 1)));
  CHECK_FALSE(gcm_open(key, nonce, associated, sealed.substr(0, 15)));
  CHECK_FALSE(gcm_open(key, nonce, associated, ""));
  CHECK_FALSE(gcm_open("short", nonce, associated, sealed));
  CHECK_FALSE(gcm_open(key, "short", associated, sealed));
}

// IEEE 1619-2007 annex B, vectors 10, 11 and 14; the last is computed with another implementation
// (Python's cryptography) and shows in which order the unit's number enters the tweak.
TEST_CASE("AES-256-XTS gives the published ciphertexts", "[crypto]") {
  const std::string plain = counting_bytes();
  struct Vector {
    std::uint64_t unit;
    std::string first, last;
  };
  const Vector vectors[] = {
      {0xff, "1c3b3a102f770386e4836c99e370cf9bea00803f5e482357a4ae12d414a3e63b",
       "c4f36ffda9fcea70b9c6e693e148c151"},
      {0xffff, "77a31251618a15e6b92d1d66dffe7b50b50bad552305ba0217a610688eff7e11",
       "a4f9e27b42af8100cb9d59cef9645803"},
      {0xffffffffff, "64497e5a831e4a932c09be3e5393376daa599548b816031d224bbf50a818ed23",
       "d609d273ad5b0d59631c531f6a0a57b9"},
      {0x123456789a, "50ea7b0e72da7912892bcd0c7496baa4b346523120af299dac5b9960aed521fb",
       "a9551a82318463bf68ba7865c0ed31ec"},
  };
  for (const Vector& vector : vectors) {
    const std::string sealed = encrypt(ieee_key(), vector.unit, plain);
    CHECK(to_hex(sealed.substr(0, 32)) == vector.first);
    CHECK(to_hex(sealed.substr(496)) == vector.last);
    CHECK(decrypt(ieee_key(), vector.unit, sealed) == plain);
  }
}

TEST_CASE("a data unit is encrypted in place, of any size, bound to key and number", "[crypto]") {
  const std::string key = sha256("left half") + sha256("right half");
  for (const std::size_t size : {16U, 17U, 31U, 512U, 4096U, 524288U}) {
    std::string data(size, 'd');
    const std::string plain = data;
    const std::string apart = encrypt(key, 7, plain);
    xts_encrypt(key, 7, {data.data(), data.size()}, {data.data(), data.size()});
    CHECK(data == apart);
    CHECK(data != plain);
    CHECK(decrypt(key, 8, data) != plain);
    CHECK(decrypt(sha256("right half") + sha256("left half"), 7, data) != plain);
    xts_decrypt(key, 7, {data.data(), data.size()}, {data.data(), data.size()});
    CHECK(data == plain);
  }
}

// RFC 8009 appendix A derives its keys in this mode, with an empty context.
TEST_CASE("keys are derived as RFC 8009 derives them", "[crypto]") {
  const std::string key = bytes_of("3705d96080c17728a0e800eab6e0d23c");
  CHECK(to_hex(derive_key(key, bytes_of("0000000299"), "", 16)) ==
        "b31a018a48f54776f403e9a396325dc3");
  CHECK(to_hex(derive_key(key, bytes_of("00000002aa"), "", 16)) ==
        "9b197dd1e8c5609d6e67c3e37c62c72e");
  CHECK(to_hex(derive_key(key, bytes_of("0000000255"), "", 16)) ==
        "9fda0e56ab2d85e1569a688696c26a6c");
}

// SP 800-108, 5.1: K(i) = PRF(key, [i] || Label || 00 || Context || [L]), numbers of 32 bits.
TEST_CASE("keys are derived as SP 800-108 defines counter mode", "[crypto]") {
  const std::string key = sha256("key");
  const std::string zero(1, '\0');
  const auto block = [&](char i, std::string_view length) {
    return hmac_sha256(key, zero + zero + zero + i + "label" + zero + "context" + bytes_of(length));
  };
  CHECK(derive_key(key, "label", "context", 32) == block(1, "00000100"));
  CHECK(derive_key(key, "label", "context", 80) ==
        block(1, "00000280") + block(2, "00000280") + block(3, "00000280").substr(0, 16));
  CHECK(derive_key(key, "label", "", 32) != derive_key(key, "", "label", 32));
}

TEST_CASE("a secret is wiped", "[crypto]") {
  std::string secret(40, 's');
  const char* bytes = secret.data();
  wipe(secret);
  CHECK(secret.empty());
  CHECK(std::string(bytes, 40) == std::string(40, '\0'));
  // What a longer secret left behind a shorter one goes too.
  std::string shortened(40, 's');
  bytes = shortened.data();
  shortened.resize(3);
  wipe(shortened);
  CHECK(std::string(bytes, 40) == std::string(40, '\0'));

  Secret first(std::string(40, 'a'));
  const Secret second(std::string(40, 'b'));
  first = second;
  CHECK(first == second);
  first = Secret(std::string(40, 'c'));
  CHECK(first.bytes() == std::string(40, 'c'));
  const Secret third = std::move(first);
  CHECK(third.bytes() == std::string(40, 'c'));
}
