// trace_test.cpp - the latest requests are kept, and no more memory than was meant for them.
#include "world/trace.h"

#include <string>

#include "support/catch.h"

using namespace amishare;

namespace {

// A decision whose context has a value of so many bytes.
TraceDecision large_decision(std::size_t bytes) {
  TraceDecision made;
  made.request.context.set("aws:UserAgent", std::string(bytes, 'x'));
  return made;
}

}  // namespace

TEST_CASE("the oldest request is dropped first", "[world]") {
  Trace trace(3);
  CHECK(trace.last() == 0);
  CHECK(trace.find(0) == nullptr);
  CHECK(trace.find(1) == nullptr);
  for (int i = 1; i <= 5; ++i) {
    const std::string id = "request-" + std::to_string(i);
    CHECK(trace.add({.request_id = id}).number == static_cast<std::uint64_t>(i));
  }
  CHECK(trace.last() == 5);
  CHECK(trace.entries().size() == 3);
  CHECK(trace.find(2) == nullptr);
  REQUIRE(trace.find(3) != nullptr);
  CHECK(trace.find(3)->request_id == "request-3");
  CHECK(trace.find(5)->request_id == "request-5");
  CHECK(trace.find(6) == nullptr);
}

TEST_CASE("a trace of large requests holds fewer of them", "[world]") {
  constexpr std::size_t kilobyte = 1024;
  Trace trace(1000, 100 * kilobyte);
  for (int i = 0; i < 100; ++i) {
    TraceEntry& entry = trace.add({});
    entry.decisions.push_back(large_decision(10 * kilobyte));
    CHECK(&trace.entries().back() == &entry);
  }
  CHECK(trace.entries().size() >= 9);
  CHECK(trace.entries().size() <= 11);
  CHECK(trace.find(100) != nullptr);
  CHECK(trace.find(80) == nullptr);

  // What is implied counts too, and one that is larger than all there is room for is kept as long
  // as it is the last.
  TraceEntry& huge = trace.add({});
  TraceEntry& implied = huge.implied.emplace_back();
  implied.decisions.push_back(large_decision(1000 * kilobyte));
  CHECK(trace.find(101) == &huge);
  trace.add({});
  CHECK(trace.entries().size() == 1);
  CHECK(trace.last() == 102);
  for (int i = 0; i < 100; ++i) trace.add({});
  CHECK(trace.entries().size() == 101);
}
