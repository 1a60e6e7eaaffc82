// errors.cpp - codes, sentences and HTTP statuses, as recorded from EC2.
#include "ec2/errors.h"

namespace amishare::ec2 {

// Authorisation.
Error unauthorized_operation(std::string_view message) {
  return {"UnauthorizedOperation", std::string(message), 403};
}
Error dry_run_operation() {
  return {"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412};
}

// Parameters of any action.
Error missing_parameter(std::string_view name) {
  return {"MissingParameter", "The request must contain the parameter " + std::string(name)};
}

// Images.

// Snapshots.

// Volumes.

// Instances.

// Network and key pairs.

}  // namespace amishare::ec2
