// value.h - numbers, dates, address ranges and bytes, as condition values spell them.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace amishare::policy {

using Moment = std::chrono::sys_time<std::chrono::microseconds>;

// "10", "-2.5", "1e3". nullopt for anything else, the words for infinity included.
std::optional<double> parse_number(std::string_view text);

// Whether IAM takes `text` for a date when a policy is made. As recorded it is less strict than the
// profile: an hour of one digit will do, and "01T".
bool is_like_moment(std::string_view text);

// A date of the W3C profile of ISO 8601 ("2026-01-01", "2026-01-01T12:00:00.5Z",
// "2026-01-01T12:00+09:00"; four digits alone are a year) or seconds since 1970. nullopt for other
// texts, of which some are like dates to IAM: such a date equals nothing.
// https://www.w3.org/TR/NOTE-datetime
std::optional<Moment> parse_moment(std::string_view text);

// "203.0.113.0/24", "2001:db8::/32", or an address, which is a range of one.
struct AddressRange {
  bool v6 = false;
  std::array<std::uint8_t, 16> bytes{};  // the first four for IPv4
  int prefix_bits = 0;
  bool operator==(const AddressRange&) const = default;
};
std::optional<AddressRange> parse_address_range(std::string_view text);
// Whether `range` holds all of `part`. IPv4 and IPv6 never hold each other.
bool holds(const AddressRange& range, const AddressRange& part);

// nullopt unless `text` is base64, padded.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace amishare::policy
