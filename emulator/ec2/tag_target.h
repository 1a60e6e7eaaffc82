// tag_target.h - the resource that an id in CreateTags or DeleteTags names.
#pragma once
#include <string>

#include "ec2/authorize.h"
#include "world/call.h"

namespace amishare::ec2 {

// The resource of that id as policies see it, whatever its type, if the caller may tag it: its own,
// or an image or snapshot that is shared with it. Throws the type's NotFound, and InvalidID for an
// id of no known type.
Resource tag_target(Call& call, const std::string& resource_id);

}  // namespace amishare::ec2
