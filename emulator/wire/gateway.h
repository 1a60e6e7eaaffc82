// gateway.h - the one way in: what happens to a request, step by step.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "wire/http.h"
#include "wire/sigv4.h"
#include "world/timeline.h"
#include "world/world.h"

namespace amishare::wire {

struct Identity;

struct GatewayOptions {
  // False: any caller is whom its access key id stands for, or else admin of 000000000000; keys
  // that look like real ones are refused all the same.
  bool verify_signatures = true;
  // True: parameters that AWS knows and amishare does not emulate are warned of instead of refused.
  bool lenient = false;
  // After each refused or dry-run request: require that the world is as it was before, but for an
  // account that came into being with it. For tests; it copies the world.
  bool check_refusals = false;
  // One line a call, nothing secret in it; null: none.
  std::function<void(std::string_view line)> log{};
  // What should not go unseen: a defect, a parameter that was overlooked, a key that looks like one
  // of a real AWS account; null: none.
  std::function<void(std::string_view line)> warn{};
};

// Not thread-safe: one strand serves a World.
class Gateway {
 public:
  explicit Gateway(World& world, GatewayOptions options = {});

  // Answers a request: one of AWS's, or one of control.h's. Throws nothing for any bytes.
  HttpResponse handle(const HttpRequest& request);

  // Moves the world's clock along with a real one. What control.h's clock was moved by stays added;
  // signatures then may go by either clock.
  void pace_to(Instant real_now);
  // Moves the world's clock, on top of the real one.
  void advance(Delay delay);

  World& world() { return world_; }

 private:
  struct Exchange;  // one request on its way through the steps

  void route(Exchange& exchange);
  void verify(Exchange& exchange);
  Identity identify(const Exchange& exchange);
  void decode(Exchange& exchange);
  void serve(Exchange& exchange);
  HttpResponse answer(Exchange& exchange);
  HttpResponse refuse(Exchange& exchange, const Error& error);
  static void note_use(World& world, const Exchange& exchange);
  void require_unchanged(const Exchange& exchange, World before) const;

  World& world_;
  GatewayOptions options_;
  SigningKeys signing_keys_;
  Random request_ids_;  // not the world's: a refused request changes nothing there
  std::optional<Instant> real_now_{};
  Delay ahead_{0};
};

}  // namespace amishare::wire
