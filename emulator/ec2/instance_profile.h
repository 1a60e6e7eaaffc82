// instance_profile.h - the instance profiles that instances have, and passing their roles.
#pragma once
#include <string>
#include <string_view>

#include "api/ec2.h"
#include "iam/iam.h"
#include "world/call.h"

namespace amishare::ec2 {

struct FoundProfile {
  const iam::InstanceProfile* profile = nullptr;  // null: none was asked for
  const iam::Role* role = nullptr;
};

// The profile of the caller's account that is named, as far as word of it has spread, and its role.
// Throws InvalidParameterValue if there is none, or none in it, InvalidParameterCombination if it
// is named twice.
FoundProfile find_profile(const Call& call, const api::IamInstanceProfileSpecification& asked);

// Throws UnauthorizedOperation unless the caller may pass the role to EC2 for the resource of that
// ARN. EC2 words the refusal of iam:PassRole as one of its own; a decoded message speaks of the
// action ("RunInstances") and of the role's name [recorded of RunInstances].
void allow_pass_role(Call& call, const iam::Role& role, std::string_view action,
                     std::string_view associated_arn);

std::string new_association_id(World& world);

}  // namespace amishare::ec2
