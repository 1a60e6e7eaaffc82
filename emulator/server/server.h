// server.h - the front door: HTTP in, HttpRequest to a handler, HttpResponse out.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "wire/http.h"

namespace amishare::server {

using Handler = std::function<wire::HttpResponse(const wire::HttpRequest&)>;

// What a client may ask of the server's memory and patience. Who oversteps a size is told so (413,
// 431) and disconnected; who is too slow is disconnected.
struct Limits {
  std::size_t header_bytes = 32 * 1024;  // request line and headers
  std::size_t body_bytes = 1024 * 1024;  // a block of EBS direct has 512 KiB
  std::size_t connections = 10'000;      // one more, and the longest idle has to go
  std::chrono::milliseconds header_time = std::chrono::seconds(10);  // from the first byte
  std::chrono::milliseconds body_time = std::chrono::seconds(60);    // from the end of the headers
  std::chrono::milliseconds idle_time = std::chrono::minutes(10);    // between two requests
  std::chrono::milliseconds write_time = std::chrono::seconds(60);   // without the client reading
};

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any that is free
  Limits limits{};
  bool stop_on_signals = false;  // SIGINT and SIGTERM end run()
  // What the Date header says; the real time if null. SDKs set their clocks by it.
  std::function<std::chrono::sys_seconds()> now{};
  // Told of each thing that went wrong here and not at a client; null: no one.
  std::function<void(std::string_view line)> log{};
};

// The server could not listen; what() is one line that says where and why.
struct ListenError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Serves HTTP/1.1 with keep-alive, pipelining, chunked bodies and "Expect: 100-continue" from one
// thread, that which calls run(); the handler is called there, one request at a time.
class Server {
 public:
  // Listens from here on. Throws ListenError.
  Server(Options options, Handler handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::uint16_t port() const;
  std::string endpoint() const;  // "http://127.0.0.1:4566"
  bool loopback() const;         // only this machine can connect

  // Until stop() or a signal; requests under way are answered first.
  void run();
  // From any thread.
  void stop();

 private:
  class Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace amishare::server
