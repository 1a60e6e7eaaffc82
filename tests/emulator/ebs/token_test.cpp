// token_test.cpp - block and page tokens hold for what they were made for, and for a week.
#include "ebs/token.h"

#include "support/catch.h"

namespace amishare::ebs {
namespace {

const Instant start{std::chrono::seconds(1767225600)};

}  // namespace

TEST_CASE("a block token opens its block until it expires", "[ebs]") {
  const Instant expires = start + token_life;
  const std::string token = block_token(1, "snap-a", 5, expires);
  CHECK(token.find_first_not_of(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=") ==
        std::string::npos);
  CHECK(token.size() <= 256);
  CHECK(opens_block(1, "snap-a", 5, token, start));
  CHECK(opens_block(1, "snap-a", 5, token, expires - Delay{1}));
  CHECK_FALSE(opens_block(1, "snap-a", 5, token, expires));
}

TEST_CASE("a block token opens no other block, snapshot or world", "[ebs]") {
  const std::string token = block_token(1, "snap-a", 5, start + token_life);
  CHECK_FALSE(opens_block(1, "snap-a", 6, token, start));
  CHECK_FALSE(opens_block(1, "snap-b", 5, token, start));
  CHECK_FALSE(opens_block(2, "snap-a", 5, token, start));
  CHECK_FALSE(opens_block(1, "snap-a", 5, "", start));
  CHECK_FALSE(opens_block(1, "snap-a", 5, "AAAA", start));
  CHECK_FALSE(opens_block(1, "snap-a", 5, page_token(1, "snap-a", 5), start));
}

TEST_CASE("a page token leads to its place in its snapshot's list", "[ebs]") {
  const std::string token = page_token(1, "snap-a", 4711);
  CHECK(page_start(1, "snap-a", token) == 4711);
  CHECK_FALSE(page_start(1, "snap-b", token));
  CHECK_FALSE(page_start(1, "snap-a", token + "="));
  CHECK_FALSE(page_start(1, "snap-a", "x"));
}

}  // namespace amishare::ebs
