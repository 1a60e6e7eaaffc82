// control.cpp - health, trace, clock and options, in JSON.
#include "wire/control.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "wire/gateway.h"
#include "wire/imds.h"
#include "wire/options.h"
#include "wire/schema.h"
#include "wire/trace_json.h"

namespace amishare::wire {
namespace {

using Json = nlohmann::ordered_json;

HttpResponse answer_text(int status, std::string json_text) {
  return {status, {{"Content-Type", "application/json"}}, std::move(json_text)};
}

HttpResponse answer(int status, const Json& json) {
  return answer_text(status, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

HttpResponse health() {
  Json running = Json::object();
  for (const Service* service : services()) running[std::string(service->name)] = "running";
  return answer(200, {{"status", "running"},
                      {"edition", "amishare"},
                      {"version", AMISHARE_VERSION},
                      {"services", std::move(running)}});
}

// The value of `name` in a query without escapes; empty if it is not there.
std::string_view parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const std::string_view pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

HttpResponse trace(const Trace& trace, std::string_view query) {
  const std::string_view id = parameter(query, "request_id");
  const std::string_view since_text = parameter(query, "since");
  std::uint64_t since = 0;
  const auto end = since_text.data() + since_text.size();
  const auto [rest, problem] = std::from_chars(since_text.data(), end, since);
  if (!since_text.empty() && (problem != std::errc{} || rest != end)) {
    return answer(400, {{"error", "since is the number of a request"}});
  }
  Json requests = Json::array();
  for (const TraceEntry& entry : trace.entries()) {
    if (entry.number <= since || (!id.empty() && entry.request_id != id)) continue;
    requests.push_back(Json::parse(trace_json(entry)));
  }
  return answer(200, {{"last", trace.last()}, {"requests", std::move(requests)}});
}

HttpResponse clock(Gateway& gateway, const HttpRequest& request) {
  if (request.method == "POST") {
    const Json body = Json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    const auto advance = body.is_object() ? body.find("advance_ms") : body.end();
    constexpr std::int64_t century_ms = 100LL * 366 * 86'400'000;
    if (!body.is_object() || advance == body.end() || !advance->is_number_integer() ||
        advance->get<std::int64_t>() < 0 || advance->get<std::int64_t>() > century_ms) {
      return answer(400, {{"error", "the body is {\"advance_ms\": N}, N from 0 to a century"}});
    }
    const Delay delay(advance->get<std::int64_t>());
    // Dates on the wire have years of four digits.
    constexpr Instant last = std::chrono::sys_days(std::chrono::year(9999) / 1 / 1);
    if (gateway.world().timeline.now() + delay > last) {
      return answer(400, {{"error", "the world's time ends with the year 9998"}});
    }
    gateway.advance(delay);
  }
  return answer(200, {{"now_ms", gateway.world().timeline.now().time_since_epoch().count()}});
}

HttpResponse options(Gateway& gateway, const HttpRequest& request) {
  if (request.method == "POST") {
    try {
      set_options(gateway.world(), request.body);
    } catch (const OptionError& problem) {
      return answer(400, {{"error", problem.what()}});
    }
  }
  return answer_text(200, options_json(gateway.world()));
}

HttpResponse nothing_here() {
  return answer(404, {{"error", "there is nothing here"},
                      {"paths",
                       {"GET /health", "GET /_amishare/trace?request_id=ID",
                        "GET /_amishare/trace?since=NUMBER", "GET /_amishare/clock",
                        "POST /_amishare/clock {\"advance_ms\": N}", "GET /_amishare/options",
                        "POST /_amishare/options {\"pace\": \"aws\", \"switches\": {...}}",
                        "GET /_amishare/imds/INSTANCE-ID/latest/meta-data/"}}});
}

HttpResponse wrong_method(std::string_view allowed) {
  HttpResponse response = answer(405, {{"error", fmt::format("the method is {}", allowed)}});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace

std::optional<HttpResponse> control(Gateway& gateway, const HttpRequest& request) {
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string_view query =
      path.size() == target.size() ? std::string_view() : target.substr(path.size() + 1);
  if (path.starts_with(imds_path)) {
    gateway.world().settle();
    return imds(gateway.world(), request);
  }
  const bool health_path = path == "/health" || path == "/_localstack/health";
  const bool trace_path = path == "/_amishare/trace";
  const bool clock_path = path == "/_amishare/clock";
  const bool options_path = path == "/_amishare/options";
  if (!health_path && !trace_path && !clock_path && !options_path) {
    const bool ours = path.starts_with("/_amishare/") || path.starts_with("/_localstack/");
    return ours ? std::optional(nothing_here()) : std::nullopt;
  }
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool writes = request.method == "POST" && (clock_path || options_path);
  if (!reads && !writes) {
    return wrong_method(clock_path || options_path ? "GET, HEAD, POST" : "GET, HEAD");
  }
  if (health_path) return health();
  if (trace_path) return trace(gateway.world().trace, query);
  return clock_path ? clock(gateway, request) : options(gateway, request);
}

}  // namespace amishare::wire
