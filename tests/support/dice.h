// dice.h - the same numbers for the same seed, everywhere.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace amishare::test {

// splitmix64. https://prng.di.unimi.it/splitmix64.c
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  // Requires n > 0.
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(next() % n); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  // Requires that there is one.
  template <class List>
  const auto& pick(const List& from) {
    return from[below(from.size())];
  }

 private:
  std::uint64_t state_;
};

}  // namespace amishare::test
