// transport.cpp - requests over sockets, one at a time, each operation with a limit to its time.
#include "client/transport.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <utility>

namespace amishare::client {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using beast::error_code;
using net::ip::tcp;

constexpr std::uint32_t most_header_bytes = 256 * 1024;

class InProcess : public Transport {
 public:
  explicit InProcess(Answerer answer) : answer_(std::move(answer)) {}
  wire::HttpResponse send(const wire::HttpRequest& request) override { return answer_(request); }

 private:
  Answerer answer_;
};

std::string head_of(const wire::HttpRequest& request, const Endpoint& endpoint) {
  std::string head = request.method + " " + request.target + " HTTP/1.1\r\n";
  bool has_host = false;
  bool has_length = false;
  for (const auto& [name, value] : request.headers) {
    head += name + ": " + value + "\r\n";
    has_host = has_host || wire::same_name(name, "Host");
    has_length = has_length || wire::same_name(name, "Content-Length");
  }
  if (!has_host) head += "Host: " + endpoint.host_header() + "\r\n";
  const bool has_body =
      !request.body.empty() || request.method == "POST" || request.method == "PUT";
  if (has_body && !has_length) {
    head += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
  }
  return head + "\r\n";
}

// A connection and what is needed to make it. Operations are asynchronous underneath, since only
// those can be given up after a while, but each is waited for.
class Connection {
 public:
  Connection(const Endpoint& endpoint, const Patience& patience)
      : endpoint_(endpoint), patience_(patience) {
    if (!endpoint_.secure) return;
    tls_.emplace(net::ssl::context::tls_client);
    tls_->set_default_verify_paths();
    tls_->set_verify_mode(net::ssl::verify_peer);
    tls_->set_verify_callback(net::ssl::host_name_verification(endpoint_.host));
  }

  bool is_open() const { return open_; }

  error_code open() {
    buffer_.clear();
    secure_.reset();
    plain_.emplace(context_);
    if (endpoint_.secure) secure_.emplace(std::move(*plain_), *tls_);
    beast::tcp_stream& stream = tcp_stream();
    error_code problem;
    tcp::resolver resolver(context_);
    const auto found = resolver.resolve(endpoint_.host, std::to_string(endpoint_.port), problem);
    if (problem) return problem;
    stream.expires_after(patience_.connect);
    problem = finish([&](auto done) { stream.async_connect(found, std::move(done)); });
    if (problem) return problem;
    stream.socket().set_option(tcp::no_delay(true), problem);
    if (secure_) problem = shake_hands();
    open_ = !problem;
    return problem;
  }

  void close() {
    open_ = false;
    error_code ignored;
    tcp_stream().socket().close(ignored);
  }

  // `heard` tells whether a byte of the answer came.
  error_code exchange(const wire::HttpRequest& request, wire::HttpResponse& response, bool& heard) {
    return secure_ ? exchange_over(*secure_, request, response, heard)
                   : exchange_over(*plain_, request, response, heard);
  }

 private:
  beast::tcp_stream& tcp_stream() { return secure_ ? beast::get_lowest_layer(*secure_) : *plain_; }

  // Starts an operation and runs until it has ended, one way or the other.
  template <class Start>
  error_code finish(Start start) {
    error_code result = net::error::would_block;
    start([&result](const error_code& problem, auto&&...) { result = problem; });
    context_.restart();
    context_.run();
    return result;
  }

  error_code shake_hands() {
    if (SSL_set_tlsext_host_name(secure_->native_handle(), endpoint_.host.c_str()) != 1) {
      return net::error::invalid_argument;
    }
    return finish([&](auto done) {
      secure_->async_handshake(net::ssl::stream_base::client, std::move(done));
    });
  }

  template <class Stream>
  error_code exchange_over(Stream& stream, const wire::HttpRequest& request,
                           wire::HttpResponse& response, bool& heard) {
    const std::string head = head_of(request, endpoint_);
    const std::array<net::const_buffer, 2> bytes = {net::buffer(head), net::buffer(request.body)};
    tcp_stream().expires_after(patience_.answer);
    // A server may answer and close before it has read everything: the answer counts.
    const error_code unsent =
        finish([&](auto done) { net::async_write(stream, bytes, std::move(done)); });
    if (unsent == beast::error::timeout) return unsent;
    http::response_parser<http::string_body> parser;
    parser.header_limit(most_header_bytes);
    parser.body_limit(boost::none);
    parser.skip(request.method == "HEAD");
    const error_code problem =
        finish([&](auto done) { http::async_read(stream, buffer_, parser, std::move(done)); });
    heard = parser.got_some();
    if (problem) return unsent && !heard ? unsent : problem;
    open_ = parser.keep_alive() && !unsent;
    auto message = parser.release();
    response.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
      response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    response.body = std::move(message.body());
    return {};
  }

  const Endpoint& endpoint_;
  const Patience& patience_;
  net::io_context context_{1};
  std::optional<net::ssl::context> tls_;
  std::optional<beast::tcp_stream> plain_;
  std::optional<beast::ssl_stream<beast::tcp_stream>> secure_;
  beast::flat_buffer buffer_;
  bool open_ = false;
};

class OverHttp : public Transport {
 public:
  OverHttp(Endpoint endpoint, const Patience& patience)
      : endpoint_(std::move(endpoint)), patience_(patience), connection_(endpoint_, patience_) {}

  wire::HttpResponse send(const wire::HttpRequest& request) override {
    const bool used_before = connection_.is_open();
    wire::HttpResponse response;
    bool heard = false;
    error_code problem = attempt(request, response, heard);
    // The server may have closed a connection that was long idle just as we began to write.
    const bool stale = problem && problem != beast::error::timeout && used_before && !heard;
    if (stale) problem = attempt(request, response, heard);
    if (!problem) return response;
    throw TransportError(sentence(problem));
  }

 private:
  error_code attempt(const wire::HttpRequest& request, wire::HttpResponse& response, bool& heard) {
    if (!connection_.is_open()) {
      if (const error_code problem = connection_.open()) return problem;
    }
    const error_code problem = connection_.exchange(request, response, heard);
    if (problem || !connection_.is_open()) connection_.close();
    return problem;
  }

  std::string sentence(const error_code& problem) const {
    const std::string url = endpoint_.url();
    if (problem == net::error::connection_refused) {
      return "nothing listens at " + url + ": start it with `amishare serve`";
    }
    if (problem == beast::error::timeout) return "no answer from " + url + " in time";
    if (problem == http::error::end_of_stream || problem == http::error::partial_message) {
      return url + " closed the connection before it had answered";
    }
    return "no answer from " + url + ": " + problem.message();
  }

  Endpoint endpoint_;
  Patience patience_;
  Connection connection_;
};

}  // namespace

std::unique_ptr<Transport> in_process_transport(Answerer answer) {
  return std::make_unique<InProcess>(std::move(answer));
}

std::unique_ptr<Transport> http_transport(std::string_view endpoint, const Patience& patience) {
  return std::make_unique<OverHttp>(parse_endpoint(endpoint), patience);
}

}  // namespace amishare::client
