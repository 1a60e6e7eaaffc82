// require.h - what must be true of our own code; AWS's refusals are errors, these are defects.
#pragma once
#include <string_view>

namespace amishare {

// Aborts with `what` on stderr if `condition` does not hold. Always on.
void require(bool condition, std::string_view what);

}  // namespace amishare
