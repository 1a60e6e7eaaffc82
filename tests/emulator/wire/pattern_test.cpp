// pattern_test.cpp - AWS's regular expressions, beside the library's and on long texts.
#include "wire/pattern.h"

#include <random>
#include <regex>
#include <string>

#include "support/catch.h"

namespace amishare::wire {
namespace {

bool matches(std::string_view pattern, std::string_view whole) {
  const auto compiled = Pattern::compile(pattern);
  REQUIRE(compiled);
  return compiled->matches(whole);
}

}  // namespace

TEST_CASE("patterns match the whole text", "[wire]") {
  CHECK(matches("[\\w+=,.@-]+", "ana@work"));
  CHECK_FALSE(matches("[\\w+=,.@-]+", "Session1:2"));
  CHECK_FALSE(matches("[\\w+=,.@-]+", ""));
  CHECK(matches("[\\w]*", ""));
  CHECK(matches("^snap-[0-9a-f]+$", "snap-0a"));
  CHECK_FALSE(matches("^snap-[0-9a-f]+$", "snap-0g"));
  CHECK_FALSE(matches("^snap-[0-9a-f]+$", "xsnap-0a"));
  CHECK(matches("(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/"));
  CHECK(matches("(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/team/"));
  CHECK_FALSE(matches("(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)", "/team"));
  CHECK(matches("^([a-z]+-){2,3}\\d+$", "us-east-1"));
  CHECK(matches("^([a-z]+-){2,3}\\d+$", "us-gov-east-1"));
  CHECK_FALSE(matches("^([a-z]+-){2,3}\\d+$", "east-1"));
  CHECK(matches("arn:aws[a-z\\-]*:kms:.*:[0-9]{12}:key/.*",
                "arn:aws:kms:us-east-1:111111111111:key/x"));
  CHECK(matches("^[a-zA-Z0-9-_.]+$", "a-b_c.9"));
  CHECK(matches("((/[A-Za-z0-9\\.,\\+@=_-]+)*)/", "/a/b.c/"));
  CHECK(matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "한글 and more"));
  CHECK_FALSE(matches("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+", "a*b"));
  CHECK(matches("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", "{\n\t\"é\"}"));
  CHECK_FALSE(matches("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", "한글"));
  CHECK(matches("^[\\S\\s]*$", "anything \n at all"));
  CHECK_FALSE(matches("^[\\S]+$", "two words"));
}

TEST_CASE("what is not such a pattern is not compiled", "[wire]") {
  for (const char* text : {"(", ")", "[a", "a{2", "a{3,2}", "*", "a(?!b)", "\\k", "\\p{Greek}",
                           "[z-a]", "a{99999}b{99999}", "\\u00G0"})
    CHECK_FALSE(Pattern::compile(text));
  CHECK_FALSE(Pattern::compile(std::string(100'000, '(')));
}

TEST_CASE("a long text takes time in proportion", "[wire]") {
  const std::string document(500'000, 'a');
  CHECK(matches("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+", document));
  CHECK_FALSE(matches("(a|aa)+b", document));
  CHECK_FALSE(matches("(a*)*b", document));
}

TEST_CASE("patterns agree with std::regex", "[wire]") {
  std::mt19937 dice(7);
  const auto pick = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(dice);
  };
  const std::vector<std::string> atoms = {"a",   "b",   "[ab]",   "[^a]",   ".",
                                          "\\w", "\\d", "(a|bb)", "((ab)*)"};
  const std::vector<std::string> repeats = {"", "", "*", "+", "?", "{2}", "{1,2}", "{0,}"};
  int matched = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string pattern, text;
    for (std::size_t i = 0, n = 1 + pick(4); i < n; ++i)
      pattern +=
          atoms[pick(atoms.size())] + repeats[pick(repeats.size())] + (pick(8) == 0 ? "|" : "");
    for (std::size_t i = 0, n = pick(7); i < n; ++i) text += "ab1-"[pick(4)];
    INFO(pattern << " on " << text);
    const bool expected = std::regex_match(text, std::regex(pattern));
    CHECK(matches(pattern, text) == expected);
    matched += expected;
  }
  CHECK(matched > 200);
}

}  // namespace amishare::wire
