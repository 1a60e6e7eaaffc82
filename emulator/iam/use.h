// use.h - when credentials were last used, and for what.
#pragma once
#include <string>

#include "world/name.h"
#include "world/timeline.h"

namespace amishare::iam {

struct Use {
  Instant at{};
  std::string service;  // "ec2"
  Region region;
  bool operator==(const Use&) const = default;
};

}  // namespace amishare::iam
