// random_test.cpp - the only dice: the same seed, the same draws, each kind for itself.
#include "world/random.h"

#include <set>
#include <string>

#include "support/catch.h"

using namespace amishare;

TEST_CASE("the same seed draws the same, another seed something else", "[world]") {
  Random one(7), same(7), other(8);
  for (int i = 0; i < 10; ++i) {
    const std::string drawn = one.hex("image", 17);
    CHECK(drawn.size() == 17);
    CHECK(drawn == same.hex("image", 17));
    CHECK(drawn != other.hex("image", 17));
  }
  CHECK(one == same);
  CHECK_FALSE(one == other);
}

TEST_CASE("one more of a kind renumbers no other kind", "[world]") {
  Random one(7), other(7);
  other.hex("volume", 17);
  CHECK_FALSE(one == other);  // a draw is a change
  CHECK(one.hex("image", 17) == other.hex("image", 17));
}

TEST_CASE("no two draws are alike", "[world]") {
  Random random(7);
  std::set<std::string> seen;
  for (int i = 0; i < 2000; ++i) {
    CHECK(seen.insert(random.hex("a", 17)).second);
    CHECK(seen.insert(random.hex("b", 17)).second);
  }
}

TEST_CASE("draws have the form that was asked for", "[world]") {
  Random random(7);
  CHECK(random.bytes("x", 0).empty());
  CHECK(random.bytes("x", 100).size() == 100);
  CHECK(random.letters("x", 16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
            .find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == std::string::npos);
  const std::string uuid = random.uuid("key");
  CHECK(uuid.size() == 36);
  CHECK(uuid[14] == '4');
  CHECK(std::string("89ab").find(uuid[19]) != std::string::npos);
  CHECK(uuid.find_first_not_of("0123456789abcdef-") == std::string::npos);
}
