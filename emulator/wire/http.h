// http.h - a request and a response as the emulator sees them: no sockets.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amishare::wire {

using Headers = std::vector<std::pair<std::string, std::string>>;  // in order, names as sent

struct HttpRequest {
  std::string method = "POST";
  std::string target = "/";  // path and query as sent, not decoded
  Headers headers{};
  std::string body{};
  std::string remote_address = "127.0.0.1";
  bool secure = false;  // came over TLS
};

struct HttpResponse {
  int status = 200;
  Headers headers{};
  std::string body{};
};

// Whether two header names are the same, compared without case.
bool same_name(std::string_view left, std::string_view right);

// The first header of that name, compared without case; empty if there is none.
std::string_view header(const Headers& headers, std::string_view name);

}  // namespace amishare::wire
