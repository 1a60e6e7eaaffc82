// dice.h - taking back draws that were for nothing.
#pragma once
#include <utility>

#include "world/world.h"

namespace amishare {

// Does `work`, and puts the world's dice back if it throws: a refused request leaves no trace, even
// where an id had to be drawn before it could be refused.
template <class Work>
auto with_dice(World& world, Work&& work) {
  const Random before = world.random;
  try {
    return std::forward<Work>(work)();
  } catch (...) {
    world.random = before;
    throw;
  }
}

}  // namespace amishare
