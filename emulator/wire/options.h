// options.h - a world's pace, switches and issuers as JSON, told and changed while it runs.
#pragma once
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "world/world.h"

namespace amishare::wire {

// {"pace": {"instance_start_ms": 0, ...}, "switches": {"legacy_launch_failure": false, ...},
// "issuers": {"https://idp.example.com": {"keys": [...]}}}, with every delay and switch that there
// is, in the order of pace.h and world.h.
std::string options_json(const World& world);

// options_json() does not name it, or its value is not one that it can have; what() says which.
struct OptionError : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

// Changes what `json_text` names and leaves the rest: "pace" is "instant", "aws", or an object of
// delays ("..._ms", from 0 to a year); "iam_propagation" and "grant_propagation" are the delays of
// that name as durations ("5s"), and go before the pace; "switches" is an object of booleans;
// "issuers" one of JSON Web Key Sets by the URL of whoever signs tokens with them, in the place of
// all there were. What is under way keeps the pace with which it began. Throws OptionError, and
// then nothing was changed.
void set_options(World& world, std::string_view json_text);

// "500ms", "30s", "5m", "2h", "7d"; nullopt for anything else.
std::optional<Delay> read_duration(std::string_view text);

}  // namespace amishare::wire
