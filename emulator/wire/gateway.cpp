// gateway.cpp - route, verify, decode, serve, encode, record: a request's journey.
#include "wire/gateway.h"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <utility>

#include "iam/propagation.h"
#include "wire/authenticate.h"
#include "wire/check.h"
#include "wire/control.h"
#include "wire/error.h"
#include "wire/message.h"
#include "wire/query.h"
#include "wire/rest.h"
#include "wire/routing.h"
#include "world/call.h"
#include "world/require.h"

namespace amishare::wire {
namespace {

constexpr std::size_t longest_name_kept = 128;  // in the trace, of an operation

}  // namespace

// One request on its way through the steps; each fills in what it found out.
struct Gateway::Exchange {
  const HttpRequest& request;
  std::string request_id{};
  TraceEntry* entry = nullptr;
  const Service* service = nullptr;      // route
  Caller caller{};                       // verify
  Region region{};                       // verify
  std::string access_key_id{};           // verify
  const Operation* operation = nullptr;  // decode
  Tree asked{};                          // decode
  Tree told{};                           // serve
};

Gateway::Gateway(World& world, GatewayOptions options)
    : world_(world), options_(std::move(options)), request_ids_(world.random.seed()) {}

HttpResponse Gateway::handle(const HttpRequest& request) {
  if (auto answer = control(*this, request)) return std::move(*answer);
  world_.settle();
  std::optional<World> before;
  if (options_.check_refusals) before = world_;
  Exchange exchange{.request = request, .request_id = request_ids_.uuid("request-id")};
  exchange.entry =
      &world_.trace.add({.request_id = exchange.request_id, .at = world_.timeline.now()});
  HttpResponse response = answer(exchange);
  if (before && exchange.entry->error) require_unchanged(exchange, std::move(*before));
  world_.settle();  // what is due at once happens before the next request looks
  if (options_.log) {
    const TraceEntry* entry = world_.trace.find(world_.trace.last());
    options_.log(fmt::format("{} {}:{} {} {} {}", response.status, entry->service, entry->operation,
                             entry->region.value, entry->principal->arn,
                             entry->error ? entry->error->code : "ok"));
  }
  return response;
}

HttpResponse Gateway::answer(Exchange& exchange) {
  try {
    route(exchange);   // which service: everything after speaks its protocol
    verify(exchange);  // who: nothing that an unknown caller sends is looked into
    decode(exchange);  // what: the bytes as a checked Tree
    serve(exchange);   // the handler; whatever it throws has changed nothing
    return encode_response(*exchange.service, *exchange.operation, exchange.told,
                           exchange.request_id);
  } catch (const Error& error) {
    return refuse(exchange, error);
  } catch (const std::exception& defect) {
    if (options_.warn) options_.warn(fmt::format("defect: {}", defect.what()));
    return refuse(exchange, internal_failure());
  }
}

void Gateway::route(Exchange& exchange) {
  exchange.service = service_of(exchange.request);
  if (exchange.service == nullptr) throw unknown_service(exchange.request);
  exchange.entry->service = exchange.service->name;
}

// Who signed has used these credentials, whatever comes of the request.
void Gateway::note_use(World& world, const Exchange& exchange) {
  if (exchange.access_key_id.empty()) return;
  iam::note_use(world, exchange.access_key_id,
                {world.timeline.now(), std::string(exchange.service->name), exchange.region});
}

void Gateway::verify(Exchange& exchange) {
  Identity identity = identify(exchange);
  exchange.region = identity.region;
  exchange.entry->region = identity.region;
  if (!identity.account().value.empty()) world_.open(identity.account(), identity.region);
  exchange.access_key_id = identity.credential.access_key_id;
  note_use(world_, exchange);
  exchange.caller = caller_of(std::move(identity), exchange.request);
  exchange.entry->principal = exchange.caller.principal;
}

Identity Gateway::identify(const Exchange& exchange) {
  const HttpRequest& request = exchange.request;
  const auto warn_of_stray_key = [&] {
    if (!is_stray_key(world_, request)) return false;
    if (options_.warn) {
      options_.warn("refused a key that looks like one of a real AWS account (it is not kept)");
    }
    return true;
  };
  if (needs_no_signature(*exchange.service, request)) return nobody(request);
  if (!options_.verify_signatures) {
    if (warn_of_stray_key()) throw stray_key(exchange.service->protocol);
    return take_at_word(world_, request);
  }
  try {
    return authenticate(world_, *exchange.service, request, real_now_, signing_keys_);
  } catch (const Error&) {
    warn_of_stray_key();
    throw;
  }
}

void Gateway::decode(Exchange& exchange) {
  const Service& service = *exchange.service;
  const std::string name = operation_name(service, exchange.request);
  exchange.entry->operation = name.substr(0, longest_name_kept);
  exchange.operation = service.find(name);
  if (exchange.operation == nullptr) throw unknown_operation(service, name);
  exchange.asked = decode_request(service, *exchange.operation, exchange.request);
  const auto overlooked = check(service, *exchange.operation, exchange.asked,
                                options_.lenient ? Unemulated::overlook : Unemulated::refuse);
  for (const std::string& parameter : overlooked) {
    if (options_.warn) {
      options_.warn(fmt::format("{}:{}: parameter {} is not emulated and was overlooked",
                                service.name, name, parameter));
    }
  }
}

void Gateway::serve(Exchange& exchange) {
  Call call(world_, exchange.caller, exchange.region, *exchange.entry);
  std::optional<iam::Spreading> spreading;
  if (exchange.service->name == "iam") spreading.emplace(world_, call.account());
  exchange.told = exchange.operation->serve(*exchange.operation, call, std::move(exchange.asked));
  if (spreading) spreading->remember(world_);
}

void Gateway::require_unchanged(const Exchange& exchange, World before) const {
  const AccountId& account = exchange.caller.principal->account;
  if (!account.value.empty()) before.open(account, exchange.region);
  note_use(before, exchange);
  require(before == world_, "a refused request changes nothing");
}

HttpResponse Gateway::refuse(Exchange& exchange, const Error& error) {
  exchange.entry->error = error;
  if (error.code.empty()) return {.status = error.status};  // AWS has no word for these either
  const Service& service =
      exchange.service != nullptr ? *exchange.service : likeliest_service(exchange.request);
  return encode_error(service, error, exchange.request_id);
}

void Gateway::pace_to(Instant real_now) {
  real_now_ = real_now;
  world_.advance_to(real_now + ahead_);
}

void Gateway::advance(Delay delay) {
  ahead_ += delay;
  world_.advance(delay);
}

}  // namespace amishare::wire
