// trace.cpp - a bounded queue of requests.
#include "world/trace.h"

#include <utility>

namespace amishare {

TraceEntry& Trace::add(TraceEntry entry) {
  entry.number = ++last_;
  while (!entries_.empty() && entries_.size() >= limit_) entries_.pop_front();
  return entries_.emplace_back(std::move(entry));
}

TraceEntry* Trace::find(std::uint64_t number) {
  if (entries_.empty() || number < entries_.front().number || number > last_) return nullptr;
  return &entries_[number - entries_.front().number];
}

}  // namespace amishare
