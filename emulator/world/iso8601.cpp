// iso8601.cpp - dates and times of day, in UTC.
#include "world/iso8601.h"

#include <fmt/format.h>

namespace amishare {

std::string iso8601_milliseconds(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::string iso8601_seconds(Instant instant) {
  std::string text = iso8601_milliseconds(instant);
  text.replace(19, 5, "Z");
  return text;
}

}  // namespace amishare
