// random.h - the only dice: named streams, each hashed from the seed.
#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace amishare {

// Every kind of thing draws from its own stream, a function of (seed, kind, number of the draw), so
// that one more resource of one kind renumbers nothing of another.
class Random {
 public:
  explicit Random(std::uint64_t seed) : seed_(seed) {}

  std::uint64_t seed() const { return seed_; }

  // The next draw of `kind`: `size` bytes.
  std::string bytes(std::string_view kind, std::size_t size);
  // `digits` lower-case hexadecimal digits.
  std::string hex(std::string_view kind, std::size_t digits);
  // `length` characters of `alphabet`, whose size divides 256.
  std::string letters(std::string_view kind, std::size_t length, std::string_view alphabet);
  // A version 4 UUID in lower case with dashes.
  std::string uuid(std::string_view kind);

  bool operator==(const Random&) const = default;

 private:
  std::uint64_t seed_;
  std::map<std::string, std::uint64_t, std::less<>> drawn_;
};

}  // namespace amishare
