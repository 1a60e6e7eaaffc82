// tag.cpp - where the tags of all accounts are kept.
#include "ec2/tag.h"

#include <array>
#include <utility>

#include "world/world.h"

namespace amishare::ec2 {

const TagMap& tags_of(const World& world, const AccountId& account, const Region& region,
                      std::string_view resource_id) {
  static const TagMap none;
  const auto place = world.ec2.tags.find({account, region, std::string(resource_id)});
  return place == world.ec2.tags.end() ? none : place->second;
}

void put_tags(World& world, const AccountId& account, const Region& region,
              std::string_view resource_id, const TagMap& tags) {
  if (tags.empty()) return;
  TagMap& present = world.ec2.tags[{account, region, std::string(resource_id)}];
  for (const auto& [key, value] : tags) present.insert_or_assign(key, value);
}

void erase_tags(World& world, const Region& region, std::string_view resource_id) {
  for (const AccountId& account : world.accounts()) {
    world.ec2.tags.erase({account, region, std::string(resource_id)});
  }
}

std::string_view resource_type_of(std::string_view resource_id) {
  using Row = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Row, 9> types{{{"ami", "image"},
                                             {"snap", "snapshot"},
                                             {"vol", "volume"},
                                             {"i", "instance"},
                                             {"key", "key-pair"},
                                             {"subnet", "subnet"},
                                             {"vpc", "vpc"},
                                             {"sg", "security-group"},
                                             {"eni", "network-interface"}}};
  const std::string_view prefix = resource_id.substr(0, resource_id.find('-'));
  for (const auto& [known, type] : types) {
    if (prefix == known && resource_id.size() > prefix.size()) return type;
  }
  return {};
}

}  // namespace amishare::ec2
