// errand.cpp - finding the trace entry under which late work is recorded.
#include "world/errand.h"

#include "world/world.h"

namespace amishare {
namespace {

TraceEntry& entry_of(World& world, const Errand& errand, TraceEntry& forgotten) {
  if (TraceEntry* entry = world.trace.find(errand.request)) return *entry;
  forgotten.number = errand.request;
  forgotten.request_id = errand.request_id;
  return forgotten;
}

}  // namespace

Errand errand_of(const Call& call) {
  return {.caller = call.caller,
          .region = call.region,
          .request = call.entry.number,
          .request_id = call.entry.request_id};
}

ErrandCall::ErrandCall(World& world, const Errand& errand)
    : call_(world, errand.caller, errand.region, entry_of(world, errand, forgotten_)) {}

}  // namespace amishare
