// server.cpp - listening, accepting, and seeing to it that no connection outstays its welcome.
#include "server/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <utility>

#include "server/session.h"

namespace amishare::server {
namespace {

constexpr auto farewell_time = std::chrono::seconds(2);
constexpr auto shortest_tick = std::chrono::milliseconds(5);
constexpr std::size_t other_descriptors = 32;  // that are no connections

// Fewer than asked for if the process may not have as many open files.
std::size_t possible_connections(std::size_t asked) {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur == RLIM_INFINITY) return asked;
  const auto allowed = static_cast<std::size_t>(files.rlim_cur);
  return std::min(asked, allowed > 2 * other_descriptors ? allowed - other_descriptors : 1);
}

std::chrono::milliseconds tick_for(const Limits& limits) {
  const auto shortest =
      std::min({limits.header_time, limits.body_time, limits.idle_time, limits.write_time});
  return std::clamp<std::chrono::milliseconds>(shortest / 4, shortest_tick,
                                               std::chrono::seconds(1));
}

// The first address that `host` names.
tcp::endpoint resolve(net::io_context& context, const std::string& host, std::uint16_t port) {
  error_code problem;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(
      host, std::to_string(port), tcp::resolver::passive | tcp::resolver::numeric_service, problem);
  if (problem || found.empty()) {
    throw ListenError("cannot listen on " + host + ": " + problem.message());
  }
  return found.begin()->endpoint();
}

net::awaitable<void> live(std::unique_ptr<Session> session) { co_await session->serve(); }

}  // namespace

class Server::Listener {
 public:
  Listener(Options options, Handler handler)
      : options_(std::move(options)), handler_(std::move(handler)), context_(1) {
    if (!options_.now) {
      options_.now = [] {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
      };
    }
    options_.limits.connections = possible_connections(options_.limits.connections);
    listen();
    if (!options_.stop_on_signals) return;
    signals_.add(SIGINT);
    signals_.add(SIGTERM);
    signals_.async_wait([this](const error_code& problem, int) {
      if (!problem) stop();
    });
  }

  tcp::endpoint endpoint() const { return endpoint_; }

  void run() {
    net::co_spawn(context_, accept(), net::detached);
    net::co_spawn(context_, watch(), net::detached);
    context_.run();
  }

  void stop_soon() {
    net::post(context_, [this] { stop(); });
  }

 private:
  void listen() {
    const tcp::endpoint wanted = resolve(context_, options_.host, options_.port);
    error_code problem;
    acceptor_.open(wanted.protocol(), problem);
    if (!problem) acceptor_.set_option(tcp::acceptor::reuse_address(true), problem);
    if (!problem) acceptor_.bind(wanted, problem);
    if (!problem) acceptor_.listen(tcp::acceptor::max_listen_connections, problem);
    if (!problem) endpoint_ = acceptor_.local_endpoint(problem);
    if (problem == net::error::address_in_use) {
      throw ListenError("port " + std::to_string(options_.port) + " of " + options_.host +
                        " is in use; choose another with --port, or 0 for any that is free");
    }
    if (problem) {
      throw ListenError("cannot listen on " + options_.host + ":" + std::to_string(options_.port) +
                        ": " + problem.message());
    }
  }

  net::awaitable<void> accept() {
    while (!sessions_.stopping) {
      tcp::socket socket(context_);
      error_code problem;
      co_await acceptor_.async_accept(socket, net::redirect_error(net::use_awaitable, problem));
      if (problem == net::error::operation_aborted) co_return;
      if (problem) {
        // Most likely out of file descriptors; the kernel keeps the connection until there is one.
        make_room();
        net::steady_timer pause(context_, std::chrono::milliseconds(10));
        co_await pause.async_wait(net::redirect_error(net::use_awaitable, problem));
        continue;
      }
      if (sessions_.open() >= options_.limits.connections && !make_room()) continue;
      auto session = std::make_unique<Session>(std::move(socket), options_, handler_, sessions_);
      net::co_spawn(context_, live(std::move(session)), net::detached);
    }
  }

  // Closes the connection that has been idle for longest; false if all are busy.
  bool make_room() {
    if (sessions_.idle.empty()) return false;
    sessions_.idle.front()->close();
    return true;
  }

  // Closes sessions whose time is up.
  net::awaitable<void> watch() {
    const auto tick = tick_for(options_.limits);
    while (!sessions_.stopping || !sessions_.empty()) {
      error_code problem;
      timer_.expires_after(sessions_.stopping ? shortest_tick : tick);
      co_await timer_.async_wait(net::redirect_error(net::use_awaitable, problem));
      const auto now = Clock::now();
      if (sessions_.stopping && now > farewell_) break;
      close_late(sessions_.busy, now);
      close_late(sessions_.idle, now);
      for (Session* session : sessions_.idle) {
        if (session->deadline() - now < options_.limits.idle_time - tick) {
          session->release_memory();
        }
      }
    }
    context_.stop();
  }

  static void close_late(std::list<Session*>& sessions, Clock::time_point now) {
    for (auto place = sessions.begin(); place != sessions.end();) {
      Session* session = *place++;  // closing takes it out of the list
      if (session->deadline() < now) session->close();
    }
  }

  void stop() {
    if (sessions_.stopping) return;
    sessions_.stopping = true;
    farewell_ = Clock::now() + farewell_time;
    error_code ignored;
    acceptor_.close(ignored);
    signals_.cancel(ignored);
    while (make_room()) {
    }
    timer_.cancel();
  }

  Options options_;
  Handler handler_;
  Sessions sessions_;
  net::io_context context_;  // goes first, and its sessions with it
  tcp::acceptor acceptor_{context_};
  net::signal_set signals_{context_};
  net::steady_timer timer_{context_};
  tcp::endpoint endpoint_;
  Clock::time_point farewell_{};
};

Server::Server(Options options, Handler handler)
    : listener_(std::make_unique<Listener>(std::move(options), std::move(handler))) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return listener_->endpoint().port(); }

std::string Server::endpoint() const {
  const tcp::endpoint endpoint = listener_->endpoint();
  const auto address = endpoint.address();
  std::string host = address.to_string();
  if (address.is_unspecified()) host = address.is_v6() ? "::1" : "127.0.0.1";
  if (address.is_v6()) host = "[" + host + "]";
  return "http://" + host + ":" + std::to_string(endpoint.port());
}

bool Server::loopback() const { return listener_->endpoint().address().is_loopback(); }

void Server::run() { listener_->run(); }

void Server::stop() { listener_->stop_soon(); }

}  // namespace amishare::server
