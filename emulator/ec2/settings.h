// settings.h - the switches that an account has in each Region.
#pragma once
#include <string>

namespace amishare::ec2 {

struct Settings {
  bool encryption_by_default = false;
  std::string default_kms_key{};  // as set by ModifyEbsDefaultKmsKeyId; empty: alias/aws/ebs
  bool operator==(const Settings&) const = default;
};

}  // namespace amishare::ec2
