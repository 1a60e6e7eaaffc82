// raw_connection.h - bytes to and from a server as they are, and a server to send them to.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "server/server.h"
#include "wire/http.h"

namespace amishare::test {

// What came back: a response, or nothing because the connection was closed.
using Received = std::optional<wire::HttpResponse>;

// A client's end of a connection to a port of this machine. What can't be done fails the test.
class RawConnection {
 public:
  explicit RawConnection(std::uint16_t port);
  ~RawConnection();
  RawConnection(RawConnection&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)), bytes_(std::move(other.bytes_)) {}
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  // False if the server has closed the connection.
  bool send(std::string_view bytes);
  // The next response, interim ones (100) included; nothing once the connection has ended.
  // `has_body` is false for the answer to a HEAD.
  Received receive(bool has_body = true);
  // Whether the server closes the connection within the time; what else it sends is dropped.
  bool closed_within(std::chrono::milliseconds time);
  // Ends the connection with a reset instead of an orderly end.
  void reset();

 private:
  // Appends to bytes_. False at the end of the connection or after `time`.
  bool read_some(std::chrono::milliseconds time);

  int socket_;
  std::string bytes_;  // received and not yet looked at
};

// A server on a free port, run by a thread until this goes.
class RunningServer {
 public:
  explicit RunningServer(server::Options options = {});
  RunningServer(server::Options options, server::Handler handler);
  ~RunningServer();

  std::uint16_t port() const { return server_.port(); }
  server::Server& server() { return server_; }
  // Whether a fresh connection is answered.
  bool goes_on() const;

 private:
  server::Server server_;
  std::thread thread_;
};

// Answers with what it was asked: "POST /path 3 headers, 4 bytes" and the body's bytes.
wire::HttpResponse echo(const wire::HttpRequest& request);

}  // namespace amishare::test
