// http_date.cpp - dates by hand, as a C library's depend on the locale.
#include "server/http_date.h"

#include <string_view>

namespace amishare::server {
namespace {

void append_two_digits(std::string& out, long long number) {
  out += static_cast<char>('0' + number / 10 % 10);
  out += static_cast<char>('0' + number % 10);
}

}  // namespace

void append_http_date(std::string& out, std::chrono::sys_seconds time) {
  using namespace std::chrono;
  constexpr std::string_view weekdays = "SunMonTueWedThuFriSat";
  constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto midnight = floor<days>(time);
  const year_month_day date(midnight);
  const hh_mm_ss clock(time - midnight);
  const auto year = static_cast<int>(date.year());
  out += weekdays.substr(weekday(midnight).c_encoding() * 3, 3);
  out += ", ";
  append_two_digits(out, static_cast<unsigned>(date.day()));
  out += ' ';
  out += months.substr((static_cast<unsigned>(date.month()) - 1) * 3, 3);
  out += ' ';
  append_two_digits(out, year / 100);
  append_two_digits(out, year);
  for (const auto& [mark, number] :
       {std::pair(' ', clock.hours().count()), std::pair(':', clock.minutes().count()),
        std::pair(':', clock.seconds().count())}) {
    out += mark;
    append_two_digits(out, number);
  }
  out += " GMT";
}

}  // namespace amishare::server
