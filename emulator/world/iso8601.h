// iso8601.h - instants as text.
#pragma once
#include <string>

#include "world/timeline.h"

namespace amishare {

// "2026-01-01T00:00:00.000Z", as EC2 writes times.
std::string iso8601_milliseconds(Instant instant);
// "2026-01-01T00:00:00Z", as condition keys have them.
std::string iso8601_seconds(Instant instant);

}  // namespace amishare
