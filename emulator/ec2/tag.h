// tag.h - tags: each account has its own on a resource, those of others are not shown.
#pragma once
#include <compare>
#include <map>
#include <string>
#include <string_view>

#include "world/name.h"

namespace amishare {
class World;
}

namespace amishare::ec2 {

using TagMap = std::map<std::string, std::string>;

// Whose tags on what. Tags of a shared image or snapshot belong to who set them.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html
struct TagPlace {
  AccountId account;
  Region region;
  std::string resource_id;
  auto operator<=>(const TagPlace&) const = default;
};
using Tags = std::map<TagPlace, TagMap>;

// The tags that `account` has on a resource; empty if it has none.
const TagMap& tags_of(const World& world, const AccountId& account, const Region& region,
                      std::string_view resource_id);
// Puts `tags` on it, each in place of one with the same key.
void put_tags(World& world, const AccountId& account, const Region& region,
              std::string_view resource_id, const TagMap& tags);
// Takes away everyone's tags on a resource that is gone.
void erase_tags(World& world, const Region& region, std::string_view resource_id);

// The type of a resource as tags name it, by the prefix of its id: "image" for "ami-...",
// "snapshot", "volume", "instance", "key-pair", "subnet", "vpc", "security-group",
// "network-interface". Empty if no such id exists.
std::string_view resource_type_of(std::string_view resource_id);

}  // namespace amishare::ec2
