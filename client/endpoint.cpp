// endpoint.cpp - URLs of servers.
#include "client/endpoint.h"

#include <charconv>
#include <stdexcept>

namespace amishare::client {
namespace {

constexpr std::uint16_t http_port = 80;
constexpr std::uint16_t https_port = 443;

[[noreturn]] void refuse(std::string_view url, const char* why) {
  throw std::invalid_argument("\"" + std::string(url) + "\" is no endpoint: " + why);
}

std::uint16_t port_of(std::string_view text, std::string_view url) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, port);
  if (problem != std::errc{} || rest != end || port == 0) {
    refuse(url, "a port is a number from 1 to 65535");
  }
  return port;
}

std::string bracketed(const std::string& host) {
  return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

std::string Endpoint::host_header() const {
  const bool usual = port == (secure ? https_port : http_port);
  return bracketed(host) + (usual ? "" : ":" + std::to_string(port));
}

std::string Endpoint::url() const { return (secure ? "https://" : "http://") + host_header(); }

Endpoint parse_endpoint(std::string_view url) {
  Endpoint endpoint;
  std::string_view rest = url;
  if (rest.starts_with("https://")) {
    endpoint.secure = true;
    rest.remove_prefix(8);
  } else if (rest.starts_with("http://")) {
    rest.remove_prefix(7);
  } else {
    refuse(url, "it begins with http:// or https://");
  }
  endpoint.port = endpoint.secure ? https_port : http_port;
  if (rest.ends_with('/')) rest.remove_suffix(1);
  if (rest.find_first_of("/?#") != rest.npos) refuse(url, "it has no path");
  if (rest.find_first_of("@ \t\r\n") != rest.npos) refuse(url, "it is a host and a port alone");
  std::string_view after = rest;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == rest.npos) refuse(url, "a bracket is not closed");
    endpoint.host = rest.substr(1, end - 1);
    after.remove_prefix(end + 1);
  } else {
    endpoint.host = rest.substr(0, rest.find(':'));
    after.remove_prefix(endpoint.host.size());
  }
  if (endpoint.host.empty()) refuse(url, "it has no host");
  if (!after.empty()) {
    if (!after.starts_with(':')) refuse(url, "after the host comes a port");
    endpoint.port = port_of(after.substr(1), url);
  }
  return endpoint;
}

std::string host_of_endpoint(std::string_view url) { return parse_endpoint(url).host_header(); }

}  // namespace amishare::client
