// options.h - a world's pace and switches as JSON, told and changed while it runs.
#pragma once
#include <stdexcept>
#include <string>
#include <string_view>

#include "world/world.h"

namespace amishare::wire {

// {"pace": {"instance_start_ms": 0, ...}, "switches": {"legacy_launch_failure": false, ...}}, with
// every delay and switch that there is, in the order of pace.h and world.h.
std::string options_json(const World& world);

// options_json() does not name it, or its value is not one that it can have; what() says which.
struct OptionError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

// Changes what `json_text` names and leaves the rest: "pace" is "instant", "aws", or an object of
// delays ("..._ms", from 0 to a year); "switches" is an object of booleans. What is under way keeps
// the pace with which it began. Throws OptionError, and then nothing was changed.
void set_options(World& world, std::string_view json_text);

}  // namespace amishare::wire
