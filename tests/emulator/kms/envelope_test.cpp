// envelope_test.cpp - ciphertexts open with the right key and context, and with nothing else.
#include "kms/envelope.h"

#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

Key fresh_key(Random& random) { return make_key(random, account_a, us_east_1, Instant{}); }

std::optional<std::string> opened(const Key& key, const Context& context,
                                  const std::string& ciphertext) {
  const auto envelope = parse_envelope(ciphertext);
  if (!envelope) return std::nullopt;
  const auto result = open(key, context, *envelope);
  if (!result) return std::nullopt;
  return result->plaintext.bytes();
}

}  // namespace

TEST_CASE("a ciphertext opens with its key and its context", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  for (const std::size_t size : {1U, 6U, 32U, 64U, 127U, 128U, 4096U}) {
    const std::string plaintext = random.bytes("plaintext", size);
    const Context context{{"aws:ebs:id", "vol-1"}, {"x", ""}};
    const std::string ciphertext = seal(key, context, plaintext, random);
    CHECK(ciphertext.size() <= 6144);
    CHECK(opened(key, context, ciphertext) == plaintext);
    CHECK(opened(key, {}, ciphertext) == std::nullopt);
    CHECK(opened(key, {{"aws:ebs:id", "vol-2"}, {"x", ""}}, ciphertext) == std::nullopt);
    CHECK(opened(key, {{"AWS:ebs:id", "vol-1"}, {"x", ""}}, ciphertext) == std::nullopt);
  }
}

TEST_CASE("a ciphertext names its material", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  const auto envelope = seal(key, {}, "x", random);
  CHECK(open(key, {}, *parse_envelope(envelope))->material_id == key.materials.back().id);
}

TEST_CASE("old material goes on decrypting", "[kms]") {
  Random random(1);
  Key key = fresh_key(random);
  const std::string before = seal(key, {}, "old", random);
  key.materials.push_back(fresh_key(random).materials.back());
  const std::string after = seal(key, {}, "new", random);
  CHECK(opened(key, {}, before) == "old");
  CHECK(opened(key, {}, after) == "new");
  CHECK(open(key, {}, *parse_envelope(before))->material_id == key.materials.front().id);
  key.materials.erase(key.materials.begin());
  CHECK(opened(key, {}, before) == std::nullopt);
}

TEST_CASE("ciphertexts have the sizes and the beginning of AWS's", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  CHECK(seal(key, {}, "secret", random).size() == 158);
  const std::string wrapped = seal(key, {}, std::string(32, 'k'), random);
  CHECK(wrapped.size() == 184);
  CHECK(wrapped.substr(0, 5) == std::string("\x01\x02\x02\x00\x78", 5));
  CHECK(wrapped.substr(5, 32) == key.internal_id);
}

TEST_CASE("the same plaintext never gives the same ciphertext", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  CHECK(seal(key, {}, "secret", random) != seal(key, {}, "secret", random));
}

TEST_CASE("B21: the plaintext is not in the ciphertext, as it is or XORed with one byte", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  const std::string plaintext(64, 'A');
  const std::string ciphertext = seal(key, {}, plaintext, random);
  for (int mask = 0; mask < 256; ++mask) {
    CHECK(ciphertext.find(std::string(16, static_cast<char>('A' ^ mask))) == std::string::npos);
  }
}

TEST_CASE("every bit of a ciphertext counts", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  const std::string ciphertext = seal(key, {{"a", "b"}}, "secret", random);
  for (std::size_t bit = 0; bit < ciphertext.size() * 8; ++bit) {
    std::string changed = ciphertext;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    INFO("bit " << bit);
    CHECK(opened(key, {{"a", "b"}}, changed) == std::nullopt);
  }
  for (std::size_t size = 0; size < ciphertext.size(); ++size) {
    CHECK(opened(key, {{"a", "b"}}, ciphertext.substr(0, size)) == std::nullopt);
  }
  CHECK(opened(key, {{"a", "b"}}, ciphertext + '\0') == std::nullopt);
}

TEST_CASE("another key does not open a ciphertext, even under the same name", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  Key other = fresh_key(random);
  const std::string ciphertext = seal(key, {}, "secret", random);
  CHECK(opened(other, {}, ciphertext) == std::nullopt);
  other.internal_id = key.internal_id;
  CHECK(opened(other, {}, ciphertext) == std::nullopt);
}

TEST_CASE("pairs of a context do not run into each other", "[kms]") {
  Random random(1);
  const Key key = fresh_key(random);
  const std::string ciphertext = seal(key, {{"ab", "c"}}, "secret", random);
  CHECK(opened(key, {{"a", "bc"}}, ciphertext) == std::nullopt);
  CHECK(opened(key, {{"ab", "c"}, {"", ""}}, ciphertext) == std::nullopt);
}

TEST_CASE("bytes that are not KMS's have no parts", "[kms]") {
  Random random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string bytes = random.bytes("noise", size);
    CHECK_FALSE(parse_envelope(bytes).has_value());
    CHECK_FALSE(parse_envelope(std::string("\x01\x02\x02\x00\x78", 5) + bytes).has_value());
  }
}

}  // namespace amishare::kms::test
