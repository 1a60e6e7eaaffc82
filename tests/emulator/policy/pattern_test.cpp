// pattern_test.cpp - wildcards, case and variables in texts of policies.
#include "policy/pattern.h"

#include <string>

#include "support/catch.h"

using namespace amishare::policy;

namespace {

bool like(std::string_view pattern, std::string_view text) {
  return TextPattern(pattern, {.wildcards = true}).matches(text, {});
}

bool with(std::string_view pattern, std::string_view text, const Context& context) {
  return TextPattern(pattern, {.wildcards = true, .variables = true}).matches(text, context);
}

}  // namespace

TEST_CASE("a star is any text and a question mark one character", "[policy]") {
  CHECK(like("*", ""));
  CHECK(like("*", "anything: at/all"));
  CHECK(like("**", "x"));
  CHECK(like("a*", "a"));
  CHECK(like("a*c", "abc"));
  CHECK(like("a*c", "abcbc"));
  CHECK(like("*b*", "abc"));
  CHECK(like("a?c", "abc"));
  CHECK(like("a?*", "ab"));
  CHECK(like("??", "é1"));
  CHECK(like("", ""));
  CHECK_FALSE(like("", "a"));
  CHECK_FALSE(like("?", ""));
  CHECK_FALSE(like("a?c", "ac"));
  CHECK_FALSE(like("a*c", "ab"));
  CHECK_FALSE(like("*b", "ba"));
  CHECK_FALSE(like("A", "a"));
  CHECK_FALSE(like("?", "ab"));
}

TEST_CASE("without wildcards, star and question mark are themselves", "[policy]") {
  const TextPattern plain("a*?", {});
  CHECK(plain.matches("a*?", {}));
  CHECK_FALSE(plain.matches("abc", {}));
}

TEST_CASE("case is ignored only where it is to be", "[policy]") {
  const TextPattern action("KMS:Decr?pt*", {.wildcards = true, .ignore_case = true});
  CHECK(action.matches("kms:DECRYPT", {}));
  CHECK(action.matches("kms:decryptMore", {}));
  CHECK_FALSE(action.matches("kms:Encrypt", {}));
}

TEST_CASE("many stars take no exponential time", "[policy]") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  const std::string text(20000, 'a');
  CHECK(like(pattern, text));
  CHECK_FALSE(like(pattern + "b", text));
}

TEST_CASE("variables take the request's single values", "[policy]") {
  Context context;
  context.set("aws:username", "ana");
  context.set("aws:PrincipalTag/Team", "red*");
  context.set_many("aws:TagKeys", {"one"});
  CHECK(with("home/${aws:username}/*", "home/ana/x", context));
  CHECK(with("${AWS:UserName}", "ana", context));
  CHECK(with("${aws:username}${aws:username}", "anaana", context));
  CHECK_FALSE(with("home/${aws:username}/*", "home/bob/x", context));
  SECTION("a value's wildcards are plain text") {
    CHECK(with("${aws:principaltag/team}", "red*", context));
    CHECK_FALSE(with("${aws:principaltag/team}", "redder", context));
  }
  SECTION("an absent key, or one with several values, matches nothing") {
    CHECK_FALSE(with("a${aws:SourceVpc}*", "a", context));
    CHECK_FALSE(with("*${aws:SourceVpc}*", "anything", context));
    CHECK_FALSE(with("${aws:TagKeys}", "one", context));
  }
  SECTION("a default stands in for an absent key") {
    CHECK(with("${aws:PrincipalTag/none, 'every-one'}/x", "every-one/x", context));
    CHECK(with("${aws:username, 'other'}", "ana", context));
    CHECK(with("${aws:PrincipalTag/none, ''}", "", context));
    CHECK(with("${aws:PrincipalTag/none, 'a}b'}", "a}b", context));
  }
}

TEST_CASE("escaped wildcards are themselves", "[policy]") {
  CHECK(with("a${*}b${?}c${$}", "a*b?c$", {}));
  CHECK_FALSE(with("a${*}", "ab", {}));
  CHECK_FALSE(with("a${?}", "ab", {}));
  CHECK(with("${*}*", "*x", {}));
}

TEST_CASE("without variables, placeholders are plain text", "[policy]") {
  const TextPattern old("${aws:username}", {.wildcards = true});
  Context context;
  context.set("aws:username", "ana");
  CHECK(old.matches("${aws:username}", context));
  CHECK_FALSE(old.matches("ana", context));
}

TEST_CASE("what only looks like a placeholder is plain text", "[policy]") {
  CHECK(with("${open", "${open", {}));
  CHECK(with("$x", "$x", {}));
  CHECK(with("$", "$", {}));
}

TEST_CASE("no value of a request acts as a wildcard", "[policy]") {
  Context context;
  context.set("aws:username", std::string(1, any_text));
  CHECK_FALSE(with("${aws:username}", "whatever", context));
  context.set("aws:username", std::string(1, any_character));
  CHECK_FALSE(with("${aws:username}", "w", context));
}

TEST_CASE("context keys compare without case and are replaced whole", "[policy]") {
  Context context;
  context.set("kms:EncryptionContext:Stage", "test");
  REQUIRE(context.contains("KMS:encryptioncontext:stage"));
  context.set("kms:encryptioncontext:stage", "live");
  CHECK(context.entries().size() == 1);
  CHECK(context.find("kms:EncryptionContext:Stage")->values.front() == "live");

  Context other;
  other.set("KMS:ENCRYPTIONCONTEXT:STAGE", "other");
  other.set_many("aws:TagKeys", {});
  context.add(other);
  CHECK(context.entries().size() == 2);
  CHECK(context.find("kms:EncryptionContext:Stage")->values.front() == "live");
  CHECK(context.find("aws:tagkeys")->values.empty());
  CHECK_FALSE(context.contains("aws:absent"));
}
