// network_test.cpp - the network that every account has in every Region from the start.
#include "ec2/network.h"

#include <set>

#include "api/ec2.h"
#include "ec2/region.h"
#include "support/world_builder.h"

namespace amishare::test {
namespace {

using ec2::op::DescribeSecurityGroups;
using ec2::op::DescribeSubnets;
using ec2::op::DescribeVpcs;

TEST_CASE("An account has a default VPC with a subnet in each zone and a default group",
          "[ec2][network]") {
  World world;
  const Caller caller = root(account_a);
  const auto vpcs = ask<DescribeVpcs>(world, caller, {}).vpcs;
  REQUIRE(vpcs.size() == 1);
  CHECK(vpcs[0].cidr_block == "172.31.0.0/16");
  CHECK(vpcs[0].is_default == true);
  CHECK(vpcs[0].owner_id == account_a.value);
  CHECK(vpcs[0].vpc_id->size() == 21);
  CHECK(vpcs[0].vpc_id->starts_with("vpc-0"));

  const auto subnets = ask<DescribeSubnets>(world, caller, {}).subnets;
  REQUIRE(subnets.size() == 6);
  std::set<std::string> zones, blocks;
  for (const auto& subnet : subnets) {
    zones.insert(*subnet.availability_zone);
    blocks.insert(*subnet.cidr_block);
    CHECK(subnet.vpc_id == vpcs[0].vpc_id);
    CHECK(subnet.available_ip_address_count == 4091);
    CHECK(subnet.default_for_az == true);
  }
  CHECK(zones.size() == 6);
  CHECK(blocks.count("172.31.0.0/20") == 1);
  CHECK(blocks.count("172.31.80.0/20") == 1);

  const auto groups = ask<DescribeSecurityGroups>(world, caller, {}).security_groups;
  REQUIRE(groups.size() == 1);
  CHECK(groups[0].group_name == "default");
  CHECK(groups[0].description == "default VPC security group");
  REQUIRE(groups[0].ip_permissions.size() == 1);
  CHECK(groups[0].ip_permissions[0].user_id_group_pairs.at(0).group_id == groups[0].group_id);
}

TEST_CASE("Networks are one's own, in each Region another, and the same in every run",
          "[ec2][network]") {
  const auto vpc_id = [](const AccountId& first, const AccountId& account, const Region& region) {
    World world;
    ask<DescribeVpcs>(world, root(first), {});
    const auto vpcs = ask<DescribeVpcs>(world, root(account), {}, region).vpcs;
    REQUIRE(vpcs.size() == 1);
    return *vpcs[0].vpc_id;
  };
  CHECK(vpc_id(account_a, account_a, us_east_1) != vpc_id(account_a, account_b, us_east_1));
  CHECK(vpc_id(account_a, account_a, us_east_1) != vpc_id(account_a, account_a, eu_west_1));
  // Who came first renumbers nothing.
  CHECK(vpc_id(account_a, account_b, us_east_1) == vpc_id(account_b, account_b, us_east_1));
}

TEST_CASE("VPCs and subnets of others are not there", "[ec2][network]") {
  World world;
  const std::string vpc = *ask<DescribeVpcs>(world, root(account_a), {}).vpcs.at(0).vpc_id;
  const std::string subnet =
      *ask<DescribeSubnets>(world, root(account_a), {}).subnets.at(0).subnet_id;
  CHECK(refusal_of<DescribeVpcs>(world, root(account_b), {.vpc_ids = {vpc}}) ==
        Error{"InvalidVpcID.NotFound", "The vpc ID '" + vpc + "' does not exist"});
  CHECK(refusal_of<DescribeSubnets>(world, root(account_b), {.subnet_ids = {subnet}}) ==
        Error{"InvalidSubnetID.NotFound", "The subnet ID '" + subnet + "' does not exist"});
  CHECK(refusal_of<DescribeSubnets>(world, root(account_a), {.subnet_ids = {subnet}}, eu_west_1)
            .code == "InvalidSubnetID.NotFound");
  CHECK(refusal_of<DescribeVpcs>(world, root(account_a), {.vpc_ids = {"vpc-x"}}).code ==
        "InvalidVpcID.Malformed");
  CHECK(refusal_of<DescribeSubnets>(world, root(account_a), {.subnet_ids = {"x"}}).code ==
        "InvalidSubnetID.Malformed");
}

TEST_CASE("Filters and pages of subnets", "[ec2][network]") {
  World world;
  const Caller caller = root(account_a);
  const auto in_b = ask<DescribeSubnets>(
      world, caller, {.filters = {{.name = "availability-zone", .values = {"us-east-1b"}}}});
  REQUIRE(in_b.subnets.size() == 1);
  CHECK(in_b.subnets[0].availability_zone_id ==
        ec2::zone_id_of(account_a, us_east_1, "us-east-1b"));
  const auto standard = ask<DescribeSubnets>(
      world, caller, {.filters = {{.name = "defaultForAz", .values = {"true"}}}});
  CHECK(standard.subnets.size() == 6);
  const auto vpcs =
      ask<DescribeVpcs>(world, caller, {.filters = {{.name = "isDefault", .values = {"false"}}}});
  CHECK(vpcs.vpcs.empty());

  const auto first = ask<DescribeSubnets>(world, caller, {.max_results = 5});
  CHECK(first.subnets.size() == 5);
  REQUIRE(first.next_token);
  const auto rest =
      ask<DescribeSubnets>(world, caller, {.next_token = first.next_token, .max_results = 5});
  CHECK(rest.subnets.size() == 1);
  CHECK_FALSE(rest.next_token);
}

TEST_CASE("Hosts get addresses from the fifth of their subnet on", "[ec2][network]") {
  ec2::Subnet subnet{.id = "subnet-1",
                     .owner = account_a,
                     .region = us_east_1,
                     .vpc_id = "vpc-1",
                     .availability_zone = "us-east-1b",
                     .cidr = "172.31.16.0/20"};
  CHECK(ec2::take_address(subnet) == "172.31.16.4");
  CHECK(ec2::take_address(subnet) == "172.31.16.5");
  subnet.next = 256;
  CHECK(ec2::take_address(subnet) == "172.31.17.0");
}

TEST_CASE("Addresses are given once at a time, and again when they are free", "[ec2][network]") {
  ec2::Subnet subnet{.id = "subnet-1",
                     .owner = account_a,
                     .region = us_east_1,
                     .vpc_id = "vpc-1",
                     .availability_zone = "us-east-1b",
                     .cidr = "10.0.0.0/28"};
  CHECK(ec2::free_addresses(subnet) == 11);
  ec2::take_address(subnet, "10.0.0.5");
  std::vector<std::string> given;
  while (ec2::free_addresses(subnet) > 0) given.push_back(ec2::take_address(subnet));
  CHECK(given.size() == 10);
  CHECK(given.front() == "10.0.0.4");
  CHECK(given[1] == "10.0.0.6");
  CHECK(given.back() == "10.0.0.14");
  ec2::release_address(subnet, "10.0.0.9");
  CHECK(ec2::take_address(subnet) == "10.0.0.9");

  const auto fault = [&](const std::string& address) {
    try {
      ec2::check_address(subnet, address);
    } catch (const Error& error) {
      return error.code + ": " + error.message;
    }
    return std::string();
  };
  ec2::release_address(subnet, "10.0.0.9");
  CHECK(fault("10.0.0.9") == "");
  CHECK(fault("10.0.0.8") == "InvalidIPAddress.InUse: Address 10.0.0.8 is in use.");
  CHECK(fault("10.0.0.3") ==
        "InvalidParameterValue: Address is in subnet's reserved address range");
  CHECK(fault("10.0.0.15") ==
        "InvalidParameterValue: Address is in subnet's reserved address range");
  CHECK(fault("10.0.0.16") ==
        "InvalidParameterValue: Address 10.0.0.16 does not fall within the subnet's address range");
  for (const char* none : {"banana", "10.0.0", "10.0.0.9.1", "10.0.0.256", "", "-1.0.0.9"}) {
    CHECK(fault(none).starts_with("InvalidParameterValue: invalid value for parameter address"));
  }
}

}  // namespace
}  // namespace amishare::test
