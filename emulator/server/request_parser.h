// request_parser.h - Beast's HTTP parser, filling an HttpRequest without copies between.
#pragma once
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/optional.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/http.h"

namespace amishare::server {

namespace http = boost::beast::http;
using boost::beast::error_code;

// Writes into a request that outlives it and whose memory is used again from one request to the
// next.
class RequestParser : public http::basic_parser<true> {
 public:
  explicit RequestParser(wire::HttpRequest& request) : request_(request) {
    request_.method.clear();
    request_.target.clear();
    request_.body.clear();
    eager(true);
  }

  bool expects_continue() const { return expects_continue_; }

  // Parses what stands in `bytes`; gives how many of them it used.
  std::size_t feed(std::string_view bytes, error_code& problem) {
    return put(boost::asio::const_buffer(bytes.data(), bytes.size()), problem);
  }

 private:
  using string_view = boost::beast::string_view;
  static std::string_view view(string_view text) { return {text.data(), text.size()}; }

  void on_request_impl(http::verb, string_view method, string_view target, int,
                       error_code&) override {
    request_.method = view(method);
    request_.target = view(target);
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(http::field field, string_view name, string_view value, error_code&) override {
    if (is_header_done_) return;  // a trailer, which no operation here has
    if (count_ == request_.headers.size()) request_.headers.emplace_back();
    auto& header = request_.headers[count_++];
    header.first = view(name);
    header.second = view(value);
    if (field == http::field::expect) {
      expects_continue_ = boost::beast::iequals(value, "100-continue");
    }
  }

  void on_header_impl(error_code&) override {
    request_.headers.resize(count_);
    is_header_done_ = true;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) request_.body.reserve(static_cast<std::size_t>(*length));  // at most body_limit()
  }

  std::size_t on_body_impl(string_view body, error_code&) override {
    request_.body += view(body);
    return body.size();
  }

  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}

  std::size_t on_chunk_body_impl(std::uint64_t, string_view body, error_code&) override {
    request_.body += view(body);
    return body.size();
  }

  void on_finish_impl(error_code&) override {}

  wire::HttpRequest& request_;
  std::size_t count_ = 0;  // of headers
  bool is_header_done_ = false;
  bool expects_continue_ = false;
};

}  // namespace amishare::server
