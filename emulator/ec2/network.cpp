// network.cpp - the network that every account has from the start, and finding one's way in it.
#include "ec2/network.h"

#include <fmt/format.h>

#include <charconv>

#include "ec2/errors.h"
#include "ec2/region.h"
#include "world/require.h"
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

namespace {

constexpr std::uint32_t first_host = 4;

struct AddressRange {
  std::uint32_t start = 0, size = 0;
  std::uint32_t hosts_end() const { return size - 1; }  // the last is kept
};

// An IPv4 address as a number; nullopt for anything else.
std::optional<std::uint32_t> address_number(std::string_view text) {
  std::uint32_t number = 0;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at == end || *at++ != '.')) return std::nullopt;
    unsigned byte = 0;
    const auto [next, fault] = std::from_chars(at, end, byte);
    if (fault != std::errc() || byte > 255) return std::nullopt;
    number = number * 256 + byte;
    at = next;
  }
  return at == end ? std::optional(number) : std::nullopt;
}

// Of "172.31.16.0/20".
AddressRange range_of(const Subnet& subnet) {
  const std::size_t slash = subnet.cidr.find('/');
  unsigned prefix = 0;
  std::from_chars(subnet.cidr.data() + slash + 1, subnet.cidr.data() + subnet.cidr.size(), prefix);
  return {address_number(std::string_view(subnet.cidr).substr(0, slash)).value_or(0),
          std::uint32_t{1} << (32 - prefix)};
}

}  // namespace

std::size_t free_addresses(const Subnet& subnet) {
  return range_of(subnet).hosts_end() - first_host - subnet.taken.size();
}

std::string take_address(Subnet& subnet) {
  require(free_addresses(subnet) > 0, "a subnet has a free address");
  const AddressRange range = range_of(subnet);
  while (!subnet.taken.insert(subnet.next).second) {
    if (++subnet.next == range.hosts_end()) subnet.next = first_host;
  }
  const std::uint32_t address = range.start + subnet.next;
  if (++subnet.next == range.hosts_end()) subnet.next = first_host;
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255,
                     address & 255);
}

void check_address(const Subnet& subnet, const std::string& address) {
  const AddressRange range = range_of(subnet);
  const std::optional<std::uint32_t> number = address_number(address);
  if (!number) throw address_malformed(address);
  if (*number < range.start || *number - range.start >= range.size) {
    throw address_outside_subnet(address);
  }
  const std::uint32_t host = *number - range.start;
  if (host < first_host || host >= range.hosts_end()) throw address_reserved();
  if (subnet.taken.count(host) > 0) throw address_in_use(address);
}

void take_address(Subnet& subnet, const std::string& address) {
  subnet.taken.insert(address_number(address).value() - range_of(subnet).start);
}

void release_address(Subnet& subnet, const std::string& address) {
  subnet.taken.erase(address_number(address).value() - range_of(subnet).start);
}

}  // namespace amishare::ec2
