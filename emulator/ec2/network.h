// network.h - the default VPC with its subnets and security group, and key pairs.
#pragma once
#include <string>

#include "world/name.h"

namespace amishare::ec2 {

struct Vpc {
  std::string id;
  AccountId owner;
  Region region;
  bool operator==(const Vpc&) const = default;
};

}  // namespace amishare::ec2
