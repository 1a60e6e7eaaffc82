// session.cpp - a connection's life: wait, read, handle, write, again.
//
// Sockets are read and written at once where that is possible; only where it is not does a session
// wait. A request that comes in one piece then costs one wait, one read and one write.
#include "server/session.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/status.hpp>
#include <exception>
#include <utility>

#include "server/http_date.h"
#include "server/refusal.h"

namespace amishare::server {
namespace {

constexpr std::size_t small_read_bytes = 4 * 1024;
constexpr std::size_t large_read_bytes = 64 * 1024;
constexpr std::size_t requests_in_a_row = 16;
constexpr std::size_t heard_out_bytes = 64 * 1024 * 1024;
constexpr auto heard_out_time = std::chrono::seconds(2);

bool would_block(const error_code& problem) {
  return problem == net::error::would_block || problem == net::error::try_again;
}

bool has_no_body(int status) { return status / 100 == 1 || status == 204 || status == 304; }

// A header's name or value must not end the header.
void append_header_text(std::string& out, std::string_view text) {
  for (const char c : text) out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
}

}  // namespace

Session::Session(tcp::socket socket, const Options& options, const Handler& handler,
                 Sessions& sessions)
    : socket_(std::move(socket)),
      options_(options),
      handler_(handler),
      sessions_(sessions),
      list_(&sessions.idle),
      place_(sessions.idle.insert(sessions.idle.end(), this)),
      buffer_(std::max(options.limits.header_bytes, large_read_bytes)) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(tcp::no_delay(true), ignored);
  wait_at_most(options_.limits.idle_time);
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) request_.remote_address = peer.address().to_string();
}

Session::~Session() { list_->erase(place_); }

void Session::close() {
  error_code ignored;
  socket_.close(ignored);
  move_to(sessions_.closed);
}

void Session::release_memory() {
  buffer_.shrink_to_fit();
  request_.headers = {};
  request_.body = {};
  head_ = {};
}

void Session::move_to(std::list<Session*>& list) {
  list.splice(list.end(), *list_, place_);
  list_ = &list;
}

net::awaitable<void> Session::serve() {
  for (std::size_t served = 0; co_await wait_for_request(); ++served) {
    RequestParser parser(request_);
    parser.header_limit(static_cast<std::uint32_t>(options_.limits.header_bytes));
    parser.body_limit(options_.limits.body_bytes);
    wait_at_most(options_.limits.header_time);
    const Reading reading = co_await read_request(parser);
    if (reading == Reading::ended) break;
    if (reading != Reading::complete) {
      co_await refuse(reading);
      break;
    }
    const bool keep_alive = parser.keep_alive() && !sessions_.stopping;
    const wire::HttpResponse response = handle();
    if (!co_await answer(response, keep_alive) || !keep_alive) break;
    // Whoever sends requests without a pause lets others have theirs in between.
    if (served % requests_in_a_row == requests_in_a_row - 1) {
      co_await net::post(net::use_awaitable);
    }
  }
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
}

net::awaitable<bool> Session::wait_for_request() {
  if (sessions_.stopping) co_return false;
  if (buffer_.size() > 0) co_return true;  // the client did not wait for the last answer
  move_to(sessions_.idle);
  wait_at_most(options_.limits.idle_time);
  error_code problem;
  co_await socket_.async_wait(tcp::socket::wait_read,
                              net::redirect_error(net::use_awaitable, problem));
  if (problem) co_return false;
  move_to(sessions_.busy);
  co_return true;
}

net::awaitable<Session::Reading> Session::read_request(RequestParser& parser) {
  bool in_body = false;
  for (;;) {
    error_code problem;
    if (buffer_.size() > 0) {
      buffer_.consume(parser.put(buffer_.data(), problem));
      if (parser.is_done()) co_return Reading::complete;
      if (problem == http::error::header_limit) co_return Reading::large_header;
      if (problem == http::error::body_limit) co_return Reading::large_body;
      if (problem && problem != http::error::need_more) co_return Reading::malformed;
    }
    if (!in_body && parser.is_header_done()) {
      in_body = true;
      wait_at_most(options_.limits.body_time);
      constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
      if (parser.expects_continue() && buffer_.size() == 0 && !co_await write(go_on, {})) {
        co_return Reading::ended;
      }
      wait_at_most(options_.limits.body_time);
    }
    // The head of a chunk that does not end.
    const std::size_t room = buffer_.max_size() - buffer_.size();
    if (room == 0) co_return Reading::malformed;
    const std::size_t wanted = in_body ? large_read_bytes : small_read_bytes;
    if (!co_await fill(std::min(room, wanted))) co_return Reading::ended;
  }
}

net::awaitable<bool> Session::fill(std::size_t most_bytes) {
  for (;;) {
    error_code problem;
    const std::size_t count = socket_.read_some(buffer_.prepare(most_bytes), problem);
    buffer_.commit(count);
    if (count > 0) co_return true;
    if (!would_block(problem)) co_return false;
    co_await socket_.async_wait(tcp::socket::wait_read,
                                net::redirect_error(net::use_awaitable, problem));
    if (problem) co_return false;
  }
}

net::awaitable<bool> Session::write(std::string_view head, std::string_view body) {
  wait_at_most(options_.limits.write_time);
  while (!head.empty() || !body.empty()) {
    const std::array<net::const_buffer, 2> rest = {net::buffer(head.data(), head.size()),
                                                   net::buffer(body.data(), body.size())};
    error_code problem;
    const std::size_t count = socket_.write_some(rest, problem);
    if (count > 0) {
      const std::size_t of_head = std::min(count, head.size());
      head.remove_prefix(of_head);
      body.remove_prefix(count - of_head);
      wait_at_most(options_.limits.write_time);
    } else if (!would_block(problem)) {
      co_return false;
    } else {
      co_await socket_.async_wait(tcp::socket::wait_write,
                                  net::redirect_error(net::use_awaitable, problem));
      if (problem) co_return false;
    }
  }
  co_return true;
}

net::awaitable<void> Session::refuse(Reading reading) {
  wire::HttpResponse response;
  if (reading == Reading::large_body) {
    response = body_too_large(request_, options_.limits.body_bytes);
  } else if (reading == Reading::large_header) {
    response = header_too_large();
  } else {
    response = malformed();
  }
  if (!co_await answer(response, false)) co_return;
  error_code problem;
  socket_.shutdown(tcp::socket::shutdown_send, problem);
  wait_at_most(heard_out_time);
  for (std::size_t heard = 0; heard < heard_out_bytes; heard += buffer_.size()) {
    buffer_.clear();
    if (!co_await fill(large_read_bytes)) co_return;
  }
}

net::awaitable<bool> Session::answer(const wire::HttpResponse& response, bool keep_alive) {
  head_ = "HTTP/1.1 ";
  head_ += std::to_string(response.status);
  head_ += ' ';
  const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
  head_.append(reason.data(), reason.size());
  head_ += "\r\n";
  for (const auto& [name, value] : response.headers) {
    append_header_text(head_, name);
    head_ += ": ";
    append_header_text(head_, value);
    head_ += "\r\n";
  }
  if (!has_no_body(response.status)) {
    head_ += "Content-Length: ";
    head_ += std::to_string(response.body.size());
    head_ += "\r\n";
  }
  head_ += "Date: ";
  append_http_date(head_, options_.now());
  head_ += keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
  const bool silent = request_.method == "HEAD" || has_no_body(response.status);
  const bool written = co_await write(head_, silent ? std::string_view() : response.body);
  co_return written;
}

wire::HttpResponse Session::handle() const {
  try {
    return handler_(request_);
  } catch (const std::exception& defect) {
    if (options_.log) options_.log(std::string("defect: ") + defect.what());
  } catch (...) {
    if (options_.log) options_.log("defect: a refusal that nothing caught");
  }
  return internal_failure();
}

}  // namespace amishare::server
