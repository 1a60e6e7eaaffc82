// errand.h - what a request leaves to be done later, in its caller's name.
#pragma once
#include <cstdint>
#include <string>
#include <utility>

#include "world/call.h"

namespace amishare {

// Enough of a request to go on with it when its response is long sent. Plain data, for events.
struct Errand {
  Caller caller;
  Region region;
  std::uint64_t request = 0;  // number in the trace
  std::string request_id{};
  bool operator==(const Errand&) const = default;
};

Errand errand_of(const Call& call);

// A call that goes on with an errand. What is asked now is recorded in the entry of the request
// that left the errand, or nowhere if the trace has dropped that.
class ErrandCall {
 public:
  ErrandCall(World& world, const Errand& errand);
  ErrandCall(const ErrandCall&) = delete;
  ErrandCall& operator=(const ErrandCall&) = delete;
  operator Call&() { return call_; }

 private:
  TraceEntry forgotten_;
  Call call_;
};

}  // namespace amishare
