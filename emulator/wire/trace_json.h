// trace_json.h - the trace for those who look at it from outside.
#pragma once
#include <string>

#include "world/trace.h"

namespace amishare::wire {

// One entry of the trace as JSON text. Each decision tells the outcome, the statements that made
// it, every layer that had a say, with each of its statements: what it differs in, and of its
// conditions the operator, the key, what was wanted and what the request had; and the same as a
// story in sentences. A denial tells the smallest fix, and whether evaluating again proved it.
std::string trace_json(const TraceEntry& entry);

}  // namespace amishare::wire
