// session.h - one connection: requests read, handed on, answered, in turn.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <list>
#include <string>
#include <string_view>

#include "server/request_parser.h"
#include "server/server.h"

namespace amishare::server {

namespace net = boost::asio;
using net::ip::tcp;
using Clock = std::chrono::steady_clock;  // for patience alone; the world has its own time

class Session;

// All connections there are, by what they do. A session moves itself from list to list; the longest
// idle stands first.
struct Sessions {
  std::list<Session*> idle;
  std::list<Session*> busy;
  std::list<Session*> closed;  // about to end
  bool stopping = false;       // no session takes another request
  std::size_t open() const { return idle.size() + busy.size(); }
  bool empty() const { return idle.empty() && busy.empty() && closed.empty(); }
};

// A deadline stands for all that a session waits for; whoever owns the sessions closes those whose
// deadline has passed, which is cheaper than a timer for each wait.
class Session {
 public:
  Session(tcp::socket socket, const Options& options, const Handler& handler, Sessions& sessions);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Until the connection ends. Throws nothing that a client can bring about.
  net::awaitable<void> serve();

  // Ends what the session waits for, and with it the session.
  void close();
  Clock::time_point deadline() const { return deadline_; }
  // Gives back the memory of a session that has been idle for a while.
  void release_memory();

 private:
  enum class Reading { complete, ended, malformed, large_header, large_body };

  // Wait until there is something to read; then the session counts as busy. False: it ended.
  net::awaitable<bool> wait_for_request();
  net::awaitable<Reading> read_request(RequestParser& parser);
  // Reads at least a byte, at most `most_bytes`, into the buffer. False: the connection ended.
  net::awaitable<bool> fill(std::size_t most_bytes);
  net::awaitable<bool> write(std::string_view head, std::string_view body);
  // Answers a request that was not read to its end, and hears the rest of it out for a moment, so
  // that closing the connection does not take the answer away.
  net::awaitable<void> refuse(Reading reading);
  net::awaitable<bool> answer(const wire::HttpResponse& response, bool keep_alive);

  wire::HttpResponse handle() const;
  void wait_at_most(std::chrono::milliseconds time) { deadline_ = Clock::now() + time; }
  void move_to(std::list<Session*>& list);

  tcp::socket socket_;
  const Options& options_;
  const Handler& handler_;
  Sessions& sessions_;
  std::list<Session*>* list_;
  std::list<Session*>::iterator place_;
  Clock::time_point deadline_{};
  boost::beast::flat_buffer buffer_;
  wire::HttpRequest request_;
  std::string head_;  // of the response
};

}  // namespace amishare::server
