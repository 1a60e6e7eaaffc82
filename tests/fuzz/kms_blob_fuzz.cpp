// kms_blob_fuzz.cpp - ciphertexts and grant tokens of any bytes: refused, never followed astray.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "kms/envelope.h"
#include "kms/grant_token.h"
#include "world/world.h"

namespace {

struct Fixture {
  amishare::World world;
  std::string key_id;
  Fixture() {
    using namespace amishare;
    kms::Key key = kms::make_key(world.random, AccountId{"111122223333"}, Region{"us-east-1"},
                                 world.timeline.now());
    key_id = world.kms.add(std::move(key)).id;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace amishare;
  static Fixture fixture;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const kms::Key& key = fixture.world.kms.keys.at(fixture.key_id);
  // Nobody but the key itself makes what it opens.
  if (kms::read_grant_token(fixture.world, bytes)) std::abort();
  std::string named = bytes;
  if (named.size() >= 37) named.replace(5, 32, key.internal_id);
  for (const std::string& text : {bytes, named}) {
    const auto envelope = kms::parse_envelope(text);
    if (!envelope) continue;
    if (envelope->internal_id.size() != 32 || envelope->nonce.size() != 16 ||
        envelope->gcm_nonce.size() != 12 || envelope->sealed.size() > text.size()) {
      std::abort();
    }
    if (kms::open(key, {}, *envelope)) std::abort();
  }
  // What is sealed opens again, whatever it is.
  const std::string plaintext = bytes.substr(0, 4096);
  Random random(size);
  const std::string sealed = kms::seal(key, {{bytes, "x"}}, plaintext, random);
  const auto envelope = kms::parse_envelope(sealed);
  if (!envelope) std::abort();
  const auto opened = kms::open(key, {{bytes, "x"}}, *envelope);
  if (!opened || opened->plaintext.bytes() != plaintext) std::abort();
  return 0;
}
