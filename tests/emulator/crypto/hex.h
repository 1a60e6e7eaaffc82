// hex.h - published test vectors are in hexadecimal.
#pragma once
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "support/catch.h"

namespace amishare::crypto {

inline std::string bytes_of(std::string_view hex) {
  auto bytes = from_hex(hex);
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace amishare::crypto
