// network.h - the default VPC with its subnets, security groups, and key pairs.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "world/call.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::ec2 {

struct Vpc {
  std::string id;
  AccountId owner;
  Region region;
  std::string cidr = "172.31.0.0/16";
  bool is_default = true;
  bool operator==(const Vpc&) const = default;
};

struct Subnet {
  std::string id;
  AccountId owner;
  Region region;
  std::string vpc_id;
  std::string availability_zone;
  std::string cidr;
  std::set<std::uint32_t> taken{};  // hosts, counted from the beginning of the range
  std::uint32_t next = 4;           // where the search for a free one goes on
  bool operator==(const Subnet&) const = default;
};

// One range or group that a security group lets in.
struct IngressRule {
  std::string id;
  std::string protocol;  // "tcp", "-1"
  std::optional<std::int64_t> from_port{}, to_port{};
  std::string cidr_v4{}, cidr_v6{}, group_id{}, group_owner{}, description{};
  bool operator==(const IngressRule&) const = default;
};

struct SecurityGroup {
  std::string id;
  AccountId owner;
  Region region;
  std::string vpc_id;
  std::string name;
  std::string description;
  std::vector<IngressRule> ingress{};
  bool operator==(const SecurityGroup&) const = default;
};

struct SshKeyPair {
  std::string id;  // key-...
  AccountId owner;
  Region region;
  std::string name;
  std::string type;  // "rsa" or "ed25519"
  std::string fingerprint;
  std::string public_key;
  Instant created{};
  bool operator==(const SshKeyPair&) const = default;
};

// Whether a thing with an owner and a Region is the caller's and in the call's Region.
template <class Thing>
bool belongs_to_caller(const Call& call, const Thing& thing) {
  return thing.owner == call.account() && thing.region == call.region;
}

// The caller's, in the call's Region. Null if there is none.
const Vpc* find_vpc(const Call& call, std::string_view id);
const Vpc* default_vpc(const Call& call);
// The default subnet of a zone, or for an empty zone of the first one; null if there is none.
const Subnet* default_subnet(const Call& call, std::string_view availability_zone);
const Subnet* find_subnet(const Call& call, std::string_view id);
const SecurityGroup* find_security_group(const Call& call, std::string_view id);
const SecurityGroup* security_group_named(const Call& call, std::string_view vpc_id,
                                          std::string_view name);
const SshKeyPair* find_key_pair(const Call& call, std::string_view id);
const SshKeyPair* key_pair_named(const Call& call, std::string_view name);

// Addresses of hosts: AWS keeps the first four and the last of a subnet.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
std::size_t free_addresses(const Subnet& subnet);
// The next free one, "172.31.0.4" first. Requires that there is one.
std::string take_address(Subnet& subnet);
// Throws InvalidParameterValue for one that is none, not in the subnet or not for hosts, and
// InvalidIPAddress.InUse.
void check_address(const Subnet& subnet, const std::string& address);
void take_address(Subnet& subnet, const std::string& address);
void release_address(Subnet& subnet, const std::string& address);

}  // namespace amishare::ec2
