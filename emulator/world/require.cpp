// require.cpp - how a defect ends.
#include "world/require.h"

#include <cstdio>
#include <cstdlib>

namespace amishare {

void require(bool condition, std::string_view what) {
  if (condition) return;
  std::fprintf(stderr, "amishare: defect: not so: %.*s\n", static_cast<int>(what.size()),
               what.data());
  std::abort();
}

}  // namespace amishare
