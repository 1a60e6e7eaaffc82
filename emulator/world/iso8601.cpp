// iso8601.cpp - dates and times of day, in UTC.
#include "world/iso8601.h"

#include <cstddef>

namespace amishare {
namespace {

void put(std::string& text, std::size_t end, unsigned number, int digits) {
  while (digits-- > 0) {
    text[--end] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

}  // namespace

std::string iso8601_milliseconds(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  std::string text = "0000-00-00T00:00:00.000Z";
  put(text, 4, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put(text, 7, static_cast<unsigned>(date.month()), 2);
  put(text, 10, static_cast<unsigned>(date.day()), 2);
  put(text, 13, static_cast<unsigned>(time.hours().count()), 2);
  put(text, 16, static_cast<unsigned>(time.minutes().count()), 2);
  put(text, 19, static_cast<unsigned>(time.seconds().count()), 2);
  put(text, 23, static_cast<unsigned>(time.subseconds().count()), 3);
  return text;
}

std::string iso8601_seconds(Instant instant) {
  std::string text = iso8601_milliseconds(instant);
  text.replace(19, 5, "Z");
  return text;
}

}  // namespace amishare
