// network.cpp - the network that every account has from the start, and finding one's way in it.
#include "ec2/network.h"

#include <fmt/format.h>

#include <charconv>

#include "ec2/region.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

template <class Thing>
const Thing* find_own(const Call& call, const Table<Thing>& table, std::string_view id) {
  const Thing* thing = table.find(id);
  return thing != nullptr && belongs_to_caller(call, *thing) ? thing : nullptr;
}

// The first that is the caller's and as `wanted` says.
template <class Thing, class Wanted>
const Thing* first_own(const Call& call, const Table<Thing>& table, Wanted&& wanted) {
  for (const auto& [number, thing] : table) {
    if (belongs_to_caller(call, thing) && wanted(thing)) return &thing;
  }
  return nullptr;
}

}  // namespace

// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc-components.html
void open_region(World& world, const AccountId& account, const Region& region) {
  const std::string place = "/" + account.value + "/" + region.value;
  const std::string vpc_id = "vpc-0" + world.random.hex("vpc" + place, 16);
  world.ec2.vpcs.add({.id = vpc_id, .owner = account, .region = region});
  int block = 0;
  for (const std::string& zone : zones_of(region)) {
    world.ec2.subnets.add({.id = "subnet-0" + world.random.hex("subnet" + place, 16),
                           .owner = account,
                           .region = region,
                           .vpc_id = vpc_id,
                           .availability_zone = zone,
                           .cidr = fmt::format("172.31.{}.0/20", 16 * block++)});
  }
  world.ec2.security_groups.add({.id = "sg-0" + world.random.hex("security-group" + place, 16),
                                 .owner = account,
                                 .region = region,
                                 .vpc_id = vpc_id,
                                 .name = "default",
                                 .description = "default VPC security group"});
}

const Vpc* find_vpc(const Call& call, std::string_view id) {
  return find_own(call, call.world.ec2.vpcs, id);
}

const Vpc* default_vpc(const Call& call) {
  return first_own(call, call.world.ec2.vpcs, [](const Vpc& vpc) { return vpc.is_default; });
}

const Subnet* default_subnet(const Call& call, std::string_view availability_zone) {
  return first_own(call, call.world.ec2.subnets, [&](const Subnet& subnet) {
    return availability_zone.empty() || subnet.availability_zone == availability_zone;
  });
}

const Subnet* find_subnet(const Call& call, std::string_view id) {
  return find_own(call, call.world.ec2.subnets, id);
}

const SecurityGroup* find_security_group(const Call& call, std::string_view id) {
  return find_own(call, call.world.ec2.security_groups, id);
}

const SecurityGroup* security_group_named(const Call& call, std::string_view vpc_id,
                                          std::string_view name) {
  return first_own(call, call.world.ec2.security_groups, [&](const SecurityGroup& group) {
    return group.vpc_id == vpc_id && group.name == name;
  });
}

const SshKeyPair* find_key_pair(const Call& call, std::string_view id) {
  return find_own(call, call.world.ec2.key_pairs, id);
}

const SshKeyPair* key_pair_named(const Call& call, std::string_view name) {
  return first_own(call, call.world.ec2.key_pairs,
                   [&](const SshKeyPair& pair) { return pair.name == name; });
}

std::string take_address(Subnet& subnet) {
  // "172.31.16.0/20": four numbers, of which the last two count hosts.
  unsigned part[4] = {0, 0, 0, 0};
  const char* at = subnet.cidr.data();
  const char* end = at + subnet.cidr.size();
  for (unsigned& number : part) at = std::from_chars(at, end, number).ptr + 1;
  const std::uint32_t host = part[2] * 256 + part[3] + 4 + subnet.addresses_given++;
  return fmt::format("{}.{}.{}.{}", part[0], part[1], host / 256 % 256, host % 256);
}

}  // namespace amishare::ec2
