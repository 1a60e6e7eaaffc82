// blob.h - bytes that are not text.
#pragma once
#include <string>

namespace amishare {

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

}  // namespace amishare
