// trace.cpp - a queue of requests, bounded in number and in bytes.
#include "world/trace.h"

#include <utility>

namespace amishare {
namespace {

// About what an entry takes; what strings keep in themselves is counted twice.
std::size_t weight(const TraceEntry& entry) {
  std::size_t bytes = sizeof entry + entry.operation.size();
  if (entry.error) bytes += entry.error->message.size();
  for (const TraceDecision& made : entry.decisions) {
    bytes += sizeof made + made.request.action.size() + made.request.resource.size() +
             made.request.context.bytes() + made.evidence.grants.size() * sizeof(policy::Grant);
    for (const policy::Match& match : made.decision.matches) {
      bytes += sizeof match + match.policy_name.size() + match.policy_arn.size() + match.sid.size();
    }
  }
  for (const TraceEntry& implied : entry.implied) bytes += weight(implied);
  return bytes;
}

}  // namespace

policy::Policies Evidence::policies() const {
  policy::Policies all = of_caller == nullptr ? policy::Policies{} : *of_caller;
  all.resource = resource;
  all.resource_is_fixed = resource_is_fixed;
  all.resource_control = resource_control;
  return all;
}

TraceEntry& Trace::add(TraceEntry entry) {
  weigh_last();
  while (!entries_.empty() && (entries_.size() >= most_entries_ || bytes_ > most_bytes_)) {
    bytes_ -= weights_.front();
    weights_.pop_front();
    entries_.pop_front();
  }
  entry.number = ++last_;
  return entries_.emplace_back(std::move(entry));
}

TraceEntry* Trace::find(std::uint64_t number) {
  if (entries_.empty() || number < entries_.front().number || number > last_) return nullptr;
  return &entries_[number - entries_.front().number];
}

// An entry is complete, but for what happens late because of it, when the next request comes.
void Trace::weigh_last() {
  if (weights_.size() == entries_.size()) return;
  weights_.push_back(weight(entries_.back()));
  bytes_ += weights_.back();
}

}  // namespace amishare
