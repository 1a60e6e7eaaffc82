// settings.h - the switches that an account has in each Region.
#pragma once
#include <string>

#include "world/name.h"

namespace amishare {
class World;
}

namespace amishare::ec2 {

struct Settings {
  bool encryption_by_default = false;
  std::string
      default_kms_key{};  // a key ARN, set by ModifyEbsDefaultKmsKeyId; empty: alias/aws/ebs
  bool operator==(const Settings&) const = default;
};

// What an account has set in a Region; the initial settings if nothing.
Settings settings_of(const World& world, const AccountId& account, const Region& region);

// The account's default key for EBS encryption as KMS is asked for it: an ARN, or "alias/aws/ebs".
std::string default_kms_key(const World& world, const AccountId& account, const Region& region);

}  // namespace amishare::ec2
