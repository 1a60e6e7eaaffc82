// raw_connection.cpp - POSIX sockets, so that no library repairs what is sent.
#include "support/raw_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "support/catch.h"

namespace amishare::test {
namespace {

constexpr auto long_enough = std::chrono::seconds(20);

}  // namespace

RawConnection::RawConnection(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
  REQUIRE(socket_ >= 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
}

RawConnection::~RawConnection() {
  if (socket_ >= 0) close(socket_);
}

bool RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool RawConnection::read_some(std::chrono::milliseconds time) {
  pollfd wanted{socket_, POLLIN, 0};
  if (poll(&wanted, 1, static_cast<int>(time.count())) <= 0) return false;
  std::array<char, 65536> chunk{};
  const ssize_t count = recv(socket_, chunk.data(), chunk.size(), 0);
  if (count <= 0) return false;
  bytes_.append(chunk.data(), static_cast<std::size_t>(count));
  return true;
}

Received RawConnection::receive(bool has_body) {
  std::size_t head_end = 0;
  while ((head_end = bytes_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_some(long_enough)) return std::nullopt;
  }
  wire::HttpResponse response;
  std::string_view head(bytes_.data(), head_end);
  REQUIRE(head.starts_with("HTTP/1.1 "));
  response.status = std::stoi(std::string(head.substr(9, 3)));
  std::size_t length = 0;
  for (auto line = head.find("\r\n"); line != head.npos; line = head.find("\r\n", line + 2)) {
    const std::string_view text =
        head.substr(line + 2, std::min(head.find("\r\n", line + 2), head.size()) - line - 2);
    const auto colon = text.find(": ");
    REQUIRE(colon != text.npos);
    response.headers.emplace_back(text.substr(0, colon), text.substr(colon + 2));
  }
  const std::string_view length_text = wire::header(response.headers, "Content-Length");
  if (!length_text.empty() && has_body) length = std::stoul(std::string(length_text));
  while (bytes_.size() < head_end + 4 + length) {
    if (!read_some(long_enough)) return std::nullopt;
  }
  response.body = bytes_.substr(head_end + 4, length);
  bytes_.erase(0, head_end + 4 + length);
  return response;
}

bool RawConnection::closed_within(std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - std::chrono::steady_clock::now());
    pollfd wanted{socket_, POLLIN, 0};
    if (left.count() <= 0 || poll(&wanted, 1, static_cast<int>(left.count())) <= 0) return false;
    if (!read_some(left)) return true;
  }
}

void RawConnection::reset() {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(std::exchange(socket_, -1));
}

RunningServer::RunningServer(server::Options options) : RunningServer(std::move(options), &echo) {}

RunningServer::RunningServer(server::Options options, server::Handler handler)
    : server_(std::move(options), std::move(handler)), thread_([this] { server_.run(); }) {}

RunningServer::~RunningServer() {
  server_.stop();
  thread_.join();
}

bool RunningServer::goes_on() const {
  RawConnection connection(port());
  if (!connection.send("GET /still HTTP/1.1\r\nHost: x\r\n\r\n")) return false;
  const Received response = connection.receive();
  return response && response->status == 200 && response->body == "GET /still 1 headers, 0 bytes\n";
}

wire::HttpResponse echo(const wire::HttpRequest& request) {
  return {.status = 200,
          .headers = {{"Content-Type", "text/plain"}},
          .body = request.method + " " + request.target + " " +
                  std::to_string(request.headers.size()) + " headers, " +
                  std::to_string(request.body.size()) + " bytes\n" + request.body};
}

}  // namespace amishare::test
