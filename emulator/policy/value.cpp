// value.cpp - strict readers; what they do not understand is no value.
#include "policy/value.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>

namespace amishare::policy {
namespace {

bool digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Reads exactly `count` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count || !digits(text.substr(0, count))) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + count, value);
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

// "Z", "+09:00", "-0530"; nothing at all is taken as UTC (inferred).
std::optional<std::chrono::minutes> take_zone(std::string_view text) {
  if (text.empty() || text == "Z" || text == "z") return std::chrono::minutes(0);
  const int sign = text.front() == '-' ? -1 : 1;
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const auto hours = take_digits(text, 2);
  take(text, ':');
  const auto minutes = text.empty() ? std::optional<int>(0) : take_digits(text, 2);
  if (!hours || !minutes || !text.empty() || *hours > 23 || *minutes > 59) return std::nullopt;
  return std::chrono::minutes(sign * (*hours * 60 + *minutes));
}

// Digits after a decimal point, as microseconds; further digits are dropped.
std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return std::chrono::microseconds(0);
  std::int64_t micros = 0;
  std::int64_t unit = 100000;
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') {
    micros += unit * (text[count++] - '0');
    unit /= 10;
  }
  if (count == 0) return std::nullopt;
  text.remove_prefix(count);
  return std::chrono::microseconds(micros);
}

std::optional<std::chrono::microseconds> take_time(std::string_view text) {
  const bool short_hour = text.size() > 1 && text[1] == ':';
  const auto hour = take_digits(text, short_hour ? 1 : 2);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute) return std::nullopt;
  std::optional<int> second = 0;
  std::optional<std::chrono::microseconds> fraction(0);
  if (take(text, ':')) {
    second = take_digits(text, 2);
    fraction = take_fraction(text);
  }
  const auto zone = take_zone(text);
  if (!second || !fraction || !zone || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second) +
         *fraction - *zone;
}

// A number from `low` to `high` in at most `most` digits.
bool in_range(std::string_view text, std::size_t most, std::int64_t low, std::int64_t high) {
  if (!digits(text) || text.size() > most) return false;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return low <= value && value <= high;
}

// The part of `text` before `separator`, and that is taken off with it.
std::string_view take_until(std::string_view& text, std::string_view separators) {
  const auto end = text.find_first_of(separators);
  const std::string_view part = text.substr(0, end);
  text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  return part;
}

bool is_like_date(std::string_view text) {
  constexpr std::int64_t last_year = 292'278'993;  // in Java
  take(text, '-');
  if (!in_range(take_until(text, "-"), 9, 0, last_year)) return false;
  if (!text.empty() && !in_range(take_until(text, "-"), 2, 1, 12)) return false;
  return text.empty() || in_range(text, 2, 1, 31);
}

bool is_like_time(std::string_view text) {
  if (text.empty()) return true;
  if (text.ends_with('Z') || text.ends_with('z')) text.remove_suffix(1);
  const auto zone_at = text.find_first_of("+-");
  if (zone_at != std::string_view::npos) {
    if (!take_zone(text.substr(zone_at))) return false;
    text = text.substr(0, zone_at);
  }
  if (!in_range(take_until(text, ":"), 2, 0, 23)) return false;
  if (!text.empty() && !in_range(take_until(text, ":"), 2, 0, 59)) return false;
  if (text.empty()) return true;
  const std::string_view seconds = take_until(text, ".");
  return in_range(seconds, 2, 0, 59) && (text.empty() || (digits(text) && text.size() <= 9));
}

std::optional<Moment> parse_iso_8601(std::string_view text) {
  const auto year = take_digits(text, 4);
  if (!year) return std::nullopt;
  std::optional<int> month = 1;
  std::optional<int> day = 1;
  if (take(text, '-')) {
    month = take_digits(text, 2);
    if (take(text, '-')) day = take_digits(text, 2);
  }
  if (!month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  const Moment midnight = std::chrono::sys_days(date);
  if (text.empty()) return midnight;
  if (!take(text, 'T') && !take(text, 't')) return std::nullopt;
  const auto time = take_time(text);
  if (!time) return std::nullopt;
  return midnight + *time;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  take(text, '+');
  const bool negative = text.starts_with('-');
  const std::string_view start = text.substr(negative ? 1 : 0);
  if (start.empty() || !digits(start.substr(0, 1))) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_like_moment(std::string_view text) {
  const std::string_view unsigned_text = text.substr(text.starts_with('-') ? 1 : 0);
  if (digits(unsigned_text)) {
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    return error == std::errc();
  }
  const auto time_at = text.find_first_of("Tt");
  if (!is_like_date(text.substr(0, time_at))) return false;
  return time_at == std::string_view::npos || is_like_time(text.substr(time_at + 1));
}

std::optional<Moment> parse_moment(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (!digits(text.substr(negative ? 1 : 0)) || text.size() == 4) return parse_iso_8601(text);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  // Beyond this, microseconds would not fit.
  constexpr std::int64_t last_second = 9'000'000'000'000;
  if (error != std::errc() || seconds > last_second || seconds < -last_second) return std::nullopt;
  return Moment(std::chrono::seconds(seconds));
}

std::optional<AddressRange> parse_address_range(std::string_view text) {
  AddressRange range;
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  // inet_pton reads a C string, which would end at a zero byte.
  if (address.find('\0') != std::string::npos) return std::nullopt;
  range.v6 = address.find(':') != std::string::npos;
  if (inet_pton(range.v6 ? AF_INET6 : AF_INET, address.c_str(), range.bytes.data()) != 1) {
    return std::nullopt;
  }
  const int most = range.v6 ? 128 : 32;
  range.prefix_bits = most;
  if (slash == std::string_view::npos) return range;
  const std::string_view bits = text.substr(slash + 1);
  if (!digits(bits) || bits.size() > 3) return std::nullopt;
  std::from_chars(bits.data(), bits.data() + bits.size(), range.prefix_bits);
  if (range.prefix_bits > most) return std::nullopt;
  return range;
}

bool holds(const AddressRange& range, const AddressRange& part) {
  if (range.v6 != part.v6 || range.prefix_bits > part.prefix_bits) return false;
  for (int bit = 0; bit < range.prefix_bits; bit += 8) {
    const auto byte = static_cast<std::size_t>(bit / 8);
    const int kept = std::min(8, range.prefix_bits - bit);
    const unsigned mask = 0xFFU & (0xFFU << (8 - kept));
    if (((range.bytes[byte] ^ part.bytes[byte]) & mask) != 0) return false;
  }
  return true;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  std::uint32_t pending = 0;
  unsigned pending_bits = 0;
  for (const char c : text) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    pending = (pending << 6U | static_cast<std::uint32_t>(value)) & 0xFFFFFFU;
    pending_bits += 6;
    if (pending_bits >= 8) {
      pending_bits -= 8;
      bytes += static_cast<char>(pending >> pending_bits & 0xFFU);
    }
  }
  return bytes;
}

}  // namespace amishare::policy
