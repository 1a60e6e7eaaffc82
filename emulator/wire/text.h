// text.h - numbers, times and characters as text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "world/timeline.h"

namespace amishare::wire {

// Decimal, with a sign if need be, and nothing else. nullopt if it is not or does not fit.
std::optional<std::int64_t> parse_integer(std::string_view text);
std::optional<double> parse_real(std::string_view text);
// "true" or "false" in any case.
std::optional<bool> parse_boolean(std::string_view text);

// ISO 8601 with a time zone (2026-01-01T00:00:00Z, with a fraction, with +09:00), or a date alone.
std::optional<Instant> parse_time(std::string_view text);
// 2026-01-01T00:00:00.000Z, as EC2 writes times.
std::string time_text_ms(Instant instant);
// 2026-01-01T00:00:00Z, as IAM and STS write them.
std::string time_text_s(Instant instant);

// Seconds since 1970, as JSON has times. Out of range: the nearest that there is.
double epoch_seconds(Instant instant);
Instant from_epoch_seconds(double seconds);

bool is_utf8(std::string_view text);
// How many units of UTF-16 the text has, which is what AWS counts. Requires UTF-8.
std::size_t utf16_length(std::string_view text);
// The code point at `at`, which is moved behind it. What is not UTF-8 gives U+FFFD, byte by byte.
char32_t next_code_point(std::string_view text, std::size_t& at);
void append_utf8(std::string& text, char32_t code_point);

// imageId for ImageId.
std::string lower_first(std::string_view text);
bool same_without_case(std::string_view left, std::string_view right);  // ASCII

}  // namespace amishare::wire
