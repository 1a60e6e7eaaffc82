// control.cpp - health, trace, clock and options, in JSON.
#include "wire/control.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "policy/explain.h"
#include "policy/fix.h"
#include "wire/gateway.h"
#include "wire/options.h"
#include "wire/schema.h"

namespace amishare::wire {
namespace {

using Json = nlohmann::ordered_json;

// As denials call it; explain.h's names say more of what a resource-based policy is.
std::string_view layer_name(policy::Layer layer) {
  switch (layer) {
    case policy::Layer::identity:
      return "identity-based policy";
    case policy::Layer::resource:
      return "resource-based policy";
    case policy::Layer::permissions_boundary:
      return "permissions boundary";
    case policy::Layer::session:
      return "session policy";
    case policy::Layer::service_control:
      return "service control policy";
    case policy::Layer::resource_control:
      return "resource control policy";
    case policy::Layer::vpc_endpoint:
      return "VPC endpoint policy";
    case policy::Layer::grant:
      return "grant";
  }
  return "policy";
}

// The statement of `layer` that decided, as "statement \"Sid\" of policy name".
std::string statement_name(const policy::Decision& decision, bool allows) {
  for (const policy::Match& match : decision.matches) {
    if (match.allows != allows || match.layer != decision.decided_by) continue;
    std::string name = match.sid.empty() ? fmt::format("statement {}", match.statement + 1)
                                         : fmt::format("statement \"{}\"", match.sid);
    if (!match.policy_name.empty()) name += fmt::format(" of {}", match.policy_name);
    return name;
  }
  return {};
}

std::string reason(const policy::Request& request, const policy::Decision& decision) {
  const std::string_view layer = layer_name(decision.decided_by);
  if (decision.allowed()) {
    if (!decision.grant_id.empty()) return fmt::format("grant {} allows it", decision.grant_id);
    const std::string statement = statement_name(decision, true);
    const bool root = request.principal->kind == policy::PrincipalKind::root;
    if (statement.empty() && root) return "the root user needs no identity-based policy";
    return statement.empty() ? fmt::format("{} allows it", layer)
                             : fmt::format("{} ({}) allows it", layer, statement);
  }
  if (decision.effect == policy::Effect::implicit_deny) {
    return fmt::format("no {} allows the {} action", layer, request.action);
  }
  const std::string statement = statement_name(decision, false);
  const std::string_view article = layer.starts_with('i') ? "an" : "a";
  return statement.empty()
             ? fmt::format("an explicit deny in {} {}", article, layer)
             : fmt::format("an explicit deny in {} {} ({})", article, layer, statement);
}

Json decision_json(const TraceDecision& made) {
  const policy::Decision& decision = made.decision;
  Json statements = Json::array();
  for (const policy::Match& match : decision.matches) {
    statements.push_back({{"policy_type", layer_name(match.layer)},
                          {"policy", match.policy_name},
                          {"policy_arn", match.policy_arn},
                          {"statement", match.statement + 1},
                          {"sid", match.sid},
                          {"effect", match.allows ? "Allow" : "Deny"}});
  }
  Json context = Json::object();
  for (const auto& entry : made.request.context.entries()) {
    context[std::string(entry.key)] =
        entry.multivalued || entry.values.size() != 1 ? Json(entry.values.list())
                                                      : Json(entry.values.front());
  }
  Json json{{"action", made.request.action},
            {"resource", made.request.resource},
            {"principal", made.request.principal->arn},
            {"allowed", decision.allowed()},
            {"reason", reason(made.request, decision)},
            {"statements", std::move(statements)},
            {"context", std::move(context)}};
  if (made.evidence) {
    const auto& [policies, grants] = *made.evidence;
    json["story"] = policy::story(made.request, policy::examine(made.request, policies, grants));
    const policy::Mending mending = policy::mend(made.request, policies, grants);
    if (!mending.fixes.empty()) {
      json["fix"] = policy::words(mending, made.request);
      // Of this decision; the request may have to pass others after it.
      json["fix_proved"] = mending.proved;
    }
  }
  return json;
}

Json entry_json(const TraceEntry& entry) {
  Json json{{"number", entry.number},
            {"request_id", entry.request_id},
            {"at_ms", entry.at.time_since_epoch().count()},
            {"service", entry.service},
            {"operation", entry.operation},
            {"region", entry.region.value},
            {"principal", entry.principal->arn}};
  if (!entry.via_service.empty()) json["via"] = entry.via_service;
  if (entry.error) {
    json["error"] = {{"code", entry.error->code},
                     {"message", entry.error->message},
                     {"status", entry.error->status}};
  }
  json["decisions"] = Json::array();
  for (const TraceDecision& decision : entry.decisions) {
    json["decisions"].push_back(decision_json(decision));
  }
  json["implied"] = Json::array();
  for (const TraceEntry& implied : entry.implied) json["implied"].push_back(entry_json(implied));
  return json;
}

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
    requests.push_back(entry_json(entry));
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
                        "POST /_amishare/options {\"pace\": \"aws\", \"switches\": {...}}"}}});
}

HttpResponse wrong_method(std::string_view allowed) {
  HttpResponse response = answer(405, {{"error", fmt::format("the method is {}", allowed)}});
  response.headers.emplace_back("Allow", allowed);
  return response;
}

}  // namespace

std::string trace_json(const TraceEntry& entry) {
  return entry_json(entry).dump(2, ' ', false, Json::error_handler_t::replace);
}

std::optional<HttpResponse> control(Gateway& gateway, const HttpRequest& request) {
  const std::string_view target = request.target;
  const std::string_view path = target.substr(0, target.find('?'));
  const std::string_view query =
      path.size() == target.size() ? std::string_view() : target.substr(path.size() + 1);
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
