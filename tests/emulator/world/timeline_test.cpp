// timeline_test.cpp - the only clock: what is due, in which order, and when.
#include "world/timeline.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace amishare;
using namespace std::chrono_literals;

namespace {

const Instant start{std::chrono::seconds(1767225600)};

struct Diary {
  Timeline<std::string> timeline{start};
  std::string told;  // "event@seconds " each

  void advance_to(Instant then) {
    timeline.advance_to(then, [this](const std::string& event) {
      const auto since = std::chrono::duration_cast<std::chrono::seconds>(timeline.now() - start);
      told += event + "@" + std::to_string(since.count()) + " ";
    });
  }
};

}  // namespace

TEST_CASE("events happen in the order of their times, the older first", "[world]") {
  Diary diary;
  diary.timeline.after(5s, "late");
  diary.timeline.after(1s, "one");
  diary.timeline.after(1s, "two");
  diary.timeline.after(0s, "now");
  CHECK(diary.timeline.next() == start);
  CHECK(diary.told.empty());  // nothing happens by itself
  diary.advance_to(start + 2s);
  CHECK(diary.told == "now@0 one@1 two@1 ");
  CHECK(diary.timeline.now() == start + 2s);
  CHECK(diary.timeline.next() == start + 5s);
  diary.advance_to(start + 5s);
  CHECK(diary.told == "now@0 one@1 two@1 late@5 ");
  CHECK_FALSE(diary.timeline.next());
}

TEST_CASE("time never moves back", "[world]") {
  Diary diary;
  diary.advance_to(start + 10s);
  diary.timeline.after(-5s, "overdue");
  diary.advance_to(start + 1s);
  CHECK(diary.timeline.now() == start + 10s);
  diary.advance_to(start + 10s);
  CHECK(diary.told == "overdue@10 ");
}

TEST_CASE("an event may bring about another on the way", "[world]") {
  Timeline<int> timeline(start);
  timeline.after(1s, 1);
  std::vector<int> seen;
  timeline.advance_to(start + 3s, [&](int number) {
    seen.push_back(number);
    timeline.after(1s, number + 1);
  });
  CHECK(seen == std::vector<int>{1, 2, 3});
  CHECK(timeline.next() == start + 4s);
}

TEST_CASE("timelines are alike when what is to come is alike", "[world]") {
  Timeline<int> left(start), right(start);
  CHECK(left == right);
  left.after(1s, 7);
  CHECK_FALSE(left == right);
  right.after(1s, 7);
  CHECK(left == right);
}
