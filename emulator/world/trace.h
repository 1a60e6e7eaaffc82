// trace.h - what was asked, what was decided about it, and what was asked in turn to answer it.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "policy/evaluate.h"
#include "world/error.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare {

// What a request was held against, so that it can be explained and evaluated again.
struct Evidence {
  // The layers that are the caller's; shared by all decisions of a call.
  std::shared_ptr<const policy::Policies> of_caller{};
  std::shared_ptr<const policy::Policy> resource{};
  bool resource_is_fixed = false;
  std::vector<std::vector<policy::NamedPolicy>> resource_control{};
  std::vector<policy::Grant> grants{};

  // All layers together.
  policy::Policies policies() const;
};

// One authorisation decision made for a request.
struct TraceDecision {
  policy::Request request;
  policy::Decision decision;
  Evidence evidence{};
};

// One request, or one call that a service made because of it.
struct TraceEntry {
  std::uint64_t number = 0;  // of the request, from 1; implied calls carry their request's
  std::string request_id{};
  Instant at{};
  std::string service{};    // "ec2"
  std::string operation{};  // "RunInstances"
  Region region{};
  policy::SharedPrincipal principal{};
  std::string via_service{};     // an implied call: on whose behalf, "ec2.us-east-1.amazonaws.com"
  std::optional<Error> error{};  // what it was refused with
  std::vector<TraceDecision> decisions{};
  std::vector<TraceEntry> implied{};  // in the order in which they were made
};

// The latest requests, the oldest dropped first: at most so many, and about so much memory.
class Trace {
 public:
  explicit Trace(std::size_t most_entries = 1000, std::size_t most_bytes = 32 * 1024 * 1024)
      : most_entries_(most_entries), most_bytes_(most_bytes) {}

  // The reference stays valid until another request is added.
  TraceEntry& add(TraceEntry entry);
  // Null if it was dropped or never was.
  TraceEntry* find(std::uint64_t number);
  const std::deque<TraceEntry>& entries() const { return entries_; }
  std::uint64_t last() const { return last_; }  // number of the latest request, 0 before any

 private:
  void weigh_last();

  std::size_t most_entries_;
  std::size_t most_bytes_;
  std::uint64_t last_ = 0;
  std::size_t bytes_ = 0;  // of all entries but the last, which may still grow
  std::deque<TraceEntry> entries_;
  std::deque<std::size_t> weights_;  // of the same, in bytes
};

}  // namespace amishare
