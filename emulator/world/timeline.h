// timeline.h - the only clock there is.
//
// The world never asks the operating system for the time. A test or a scenario moves the timeline
// by hand; a server paces it against the real clock from outside, with next() and advance_to().
// Events are plain data, so what is still to come can be printed, saved and compared.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace amishare {

using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Delay = std::chrono::milliseconds;

template <class Event>
class Timeline {
 public:
  explicit Timeline(Instant start) : now_(start) {}

  Instant now() const { return now_; }

  // When the next event falls due, if any is to come.
  std::optional<Instant> next() const {
    return due_.empty() ? std::nullopt : std::optional(due_.begin()->first.first);
  }

  // Lets `event` happen `delay` from now. Of events due at one instant the older comes first.
  void after(Delay delay, Event event) {
    due_.emplace(std::pair{now_ + delay, ++sequence_}, std::move(event));
  }

  // Moves to `then`, which may be the present, and hands every event that falls due on the way to
  // `handle(Event&)`, in order, the clock standing at the event's instant. Never moves back.
  template <class Handle>
  void advance_to(Instant then, Handle&& handle) {
    while (!due_.empty() && due_.begin()->first.first <= then) {
      auto node = due_.extract(due_.begin());
      now_ = std::max(now_, node.key().first);
      handle(node.mapped());
    }
    now_ = std::max(now_, then);
  }

  bool operator==(const Timeline&) const = default;

 private:
  Instant now_;
  std::uint64_t sequence_ = 0;
  std::map<std::pair<Instant, std::uint64_t>, Event> due_;
};

}  // namespace amishare
