// text_test.cpp - numbers, times and characters, and what is none.
#include "wire/text.h"

#include <string>

#include "support/catch.h"

namespace amishare::wire {

TEST_CASE("integers are decimal and fit", "[wire]") {
  CHECK(parse_integer("42") == 42);
  CHECK(parse_integer("-7") == -7);
  CHECK(parse_integer("+7") == 7);
  CHECK(parse_integer("9223372036854775807") == 9223372036854775807);
  for (const char* text : {"", " 1", "1 ", "1.5", "0x1", "abc", "--1", "9223372036854775808",
                           "99999999999999999999999999", "+", "1e3"})
    CHECK_FALSE(parse_integer(text));
}

TEST_CASE("times are ISO 8601", "[wire]") {
  const Instant noon(std::chrono::milliseconds(1767268800123));
  CHECK(time_text_ms(noon) == "2026-01-01T12:00:00.123Z");
  CHECK(time_text_s(noon) == "2026-01-01T12:00:00Z");
  CHECK(time_text_ms(Instant(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59.999Z");
  CHECK(parse_time("2026-01-01T12:00:00.123Z") == noon);
  CHECK(parse_time("2026-01-01T12:00:00.1239Z") == noon);
  CHECK(parse_time("2026-01-01T21:00:00.123+09:00") == noon);
  CHECK(parse_time("2026-01-01T05:30:00.123-0630") == noon);
  CHECK(parse_time("2026-01-01") == Instant(std::chrono::milliseconds(1767225600000)));
  for (const char* text :
       {"", "2026", "2026-13-01", "2026-02-30", "2026-01-01T", "2026-01-01T24:00:00Z",
        "2026-01-01T12:00:00", "2026-01-01T12:60:00Z", "2026-01-01T12:00:00.Z",
        "2026-01-01T12:00:00Zx", "20260101T120000Z", "now"})
    CHECK_FALSE(parse_time(text));
  CHECK(from_epoch_seconds(epoch_seconds(noon)) == noon);
  CHECK(time_text_s(from_epoch_seconds(1e300)) == "9999-12-31T23:59:59Z");
  CHECK(time_text_s(from_epoch_seconds(-1e300)) == "0000-01-01T00:00:00Z");
}

TEST_CASE("characters are told from bytes", "[wire]") {
  CHECK(is_utf8("plain, 한글, \xF0\x9F\x94\x91, \xEF\xBF\xBD"));
  for (const char* text : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                           "\xF4\x90\x80\x80", "\xFF", "a\xE3\x81"})
    CHECK_FALSE(is_utf8(text));
  CHECK(utf16_length("한글") == 2);
  CHECK(utf16_length("\xF0\x9F\x94\x91") == 2);
  std::string all;
  for (const char32_t c : {U'a', U'é', U'한', U'\U0001F511'}) append_utf8(all, c);
  CHECK(all == "aé한\xF0\x9F\x94\x91");
}

}  // namespace amishare::wire
