// id.h - new ids, in AWS's forms.
#pragma once
#include <string>

#include "organizations/organizations.h"
#include "world/call.h"

namespace amishare::organizations {

// The patterns are those of
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
std::string new_organization_id(Call& call);                      // o-... and ten characters
std::string new_root_id(Call& call);                              // r-... and four
std::string new_unit_id(Call& call, const Organization& of);      // ou-, the root's four, eight
std::string new_policy_id(Call& call, const Organization& of);    // p-... and eight
std::string new_creation_id(Call& call, const Organization& of);  // car-... and thirty-two
std::string new_handshake_id(Call& call);                         // h-... and thirty-two

}  // namespace amishare::organizations
