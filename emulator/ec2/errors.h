// errors.h - every sentence with which EC2 refuses.
#pragma once
#include <string>
#include <string_view>

#include "world/error.h"

namespace amishare::ec2 {

// Authorisation.
Error unauthorized_operation(std::string_view message);
Error dry_run_operation();

// Parameters of any action.
Error missing_parameter(std::string_view name);

// Images.

// Snapshots.

// Volumes.

// Instances.

// Network and key pairs.

}  // namespace amishare::ec2
