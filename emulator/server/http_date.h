// http_date.h - times as HTTP's Date header has them.
#pragma once
#include <chrono>
#include <string>

namespace amishare::server {

// "Thu, 01 Jan 2026 00:00:00 GMT" (RFC 9110, 5.6.7).
void append_http_date(std::string& out, std::chrono::sys_seconds time);

}  // namespace amishare::server
