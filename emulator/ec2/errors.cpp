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

// Images.

// Snapshots.

// Volumes.

// Instances.

// Network and key pairs.

}  // namespace amishare::ec2
