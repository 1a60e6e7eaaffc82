// tag.h - tags: each account has its own on a resource, those of others are not shown.
#pragma once
#include <map>
#include <string>
#include <utility>

#include "world/name.h"

namespace amishare::ec2 {

// (account, resource id) -> key -> value. Tags of a shared image or snapshot belong to who set them.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
using Tags = std::map<std::pair<AccountId, std::string>, std::map<std::string, std::string>>;

}  // namespace amishare::ec2
