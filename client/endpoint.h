// endpoint.h - where a server is.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace amishare::client {

struct Endpoint {
  bool secure = false;  // https
  std::string host;     // a name or an address, of IPv6 without brackets
  std::uint16_t port = 80;

  // As a Host header has it: without the port if it is the scheme's own.
  std::string host_header() const;
  std::string url() const;
  bool operator==(const Endpoint&) const = default;
};

// Reads "http://127.0.0.1:4566" or "https://kms.eu-west-1.amazonaws.com/". Throws
// std::invalid_argument, with a sentence, if it is no such thing or has a path.
Endpoint parse_endpoint(std::string_view url);
// The Host header for an endpoint. Throws as above.
std::string host_of_endpoint(std::string_view url);

}  // namespace amishare::client
