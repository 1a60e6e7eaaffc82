// network_list.cpp - DescribeVpcs and DescribeSubnets.
#include <string>

#include "api/ec2.h"
#include "ec2/authorize.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/network.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// The id of what goes with a VPC and was never asked for by itself: the same digits, another kind.
std::string companion_id(const Vpc& vpc, std::string_view prefix) {
  return std::string(prefix) + vpc.id.substr(vpc.id.find('-') + 1);
}

FilterTexts vpc_is_default(const Call&, const Vpc& vpc) { return filter_bool(vpc.is_default); }
FilterTexts vpc_cidr(const Call&, const Vpc& vpc) { return filter_text(vpc.cidr); }

// Some names are older than the ones documented, and clients use them.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html
constexpr FilterField<Vpc> vpc_fields[] = {
    {"cidr", vpc_cidr},
    {"cidr-block-association.association-id",
     [](const Call&, const Vpc& vpc) { return filter_text(companion_id(vpc, "vpc-cidr-assoc-")); }},
    {"cidr-block-association.cidr-block", vpc_cidr},
    {"cidr-block-association.state",
     [](const Call&, const Vpc&) { return filter_text("associated"); }},
    {"dhcp-options-id",
     [](const Call&, const Vpc& vpc) { return filter_text(companion_id(vpc, "dopt-")); }},
    {"is-default", vpc_is_default},
    {"isDefault", vpc_is_default},
    {"owner-id", [](const Call&, const Vpc& vpc) { return filter_text(vpc.owner.value); }},
    {"state", [](const Call&, const Vpc&) { return filter_text("available"); }},
    {"vpc-id", [](const Call&, const Vpc& vpc) { return filter_text(vpc.id); }},
};

api::Vpc shown(const Call& call, const Vpc& vpc) {
  return {.owner_id = vpc.owner.value,
          .instance_tenancy = "default",
          .cidr_block_association_set = {{.association_id = companion_id(vpc, "vpc-cidr-assoc-"),
                                          .cidr_block = vpc.cidr,
                                          .cidr_block_state =
                                              api::VpcCidrBlockState{.state = "associated"}}},
          .is_default = vpc.is_default,
          .tags = shown_tags(call, vpc.id),
          .vpc_id = vpc.id,
          .state = "available",
          .cidr_block = vpc.cidr,
          .dhcp_options_id = companion_id(vpc, "dopt-")};
}

std::string subnet_arn(const Subnet& subnet) {
  return arn_text("ec2", subnet.region, subnet.owner, "subnet/" + subnet.id);
}

FilterTexts subnet_zone(const Call&, const Subnet& subnet) {
  return filter_text(subnet.availability_zone);
}
FilterTexts subnet_zone_id(const Call& call, const Subnet& subnet) {
  return filter_text(zone_id_of(call.account(), subnet.region, subnet.availability_zone));
}
FilterTexts subnet_cidr(const Call&, const Subnet& subnet) { return filter_text(subnet.cidr); }
FilterTexts yes(const Call&, const Subnet&) { return filter_bool(true); }
FilterTexts no(const Call&, const Subnet&) { return filter_bool(false); }

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html
constexpr FilterField<Subnet> subnet_fields[] = {
    {"availability-zone", subnet_zone},
    {"availabilityZone", subnet_zone},
    {"availability-zone-id", subnet_zone_id},
    {"availabilityZoneId", subnet_zone_id},
    {"available-ip-address-count",
     [](const Call&, const Subnet& subnet) {
       return filter_text(std::to_string(free_addresses(subnet)));
     }},
    {"cidr-block", subnet_cidr},
    {"cidr", subnet_cidr},
    {"cidrBlock", subnet_cidr},
    {"default-for-az", yes},
    {"defaultForAz", yes},
    {"enable-dns64", no},
    {"ipv6-native", no},
    {"map-public-ip-on-launch", no},
    {"owner-id", [](const Call&, const Subnet& subnet) { return filter_text(subnet.owner.value); }},
    {"state", [](const Call&, const Subnet&) { return filter_text("available"); }},
    {"subnet-arn",
     [](const Call&, const Subnet& subnet) { return filter_text(subnet_arn(subnet)); }},
    {"subnet-id", [](const Call&, const Subnet& subnet) { return filter_text(subnet.id); }},
    {"vpc-id", [](const Call&, const Subnet& subnet) { return filter_text(subnet.vpc_id); }},
};

api::Subnet shown(const Call& call, const Subnet& subnet) {
  return {
      .availability_zone_id = zone_id_of(call.account(), subnet.region, subnet.availability_zone),
      .map_customer_owned_ip_on_launch = false,
      .owner_id = subnet.owner.value,
      .assign_ipv6_address_on_creation = false,
      .tags = shown_tags(call, subnet.id),
      .subnet_arn = subnet_arn(subnet),
      .enable_dns64 = false,
      .ipv6_native = false,
      .private_dns_name_options_on_launch =
          api::PrivateDnsNameOptionsOnLaunch{.hostname_type = "ip-name",
                                             .enable_resource_name_dns_a_record = false,
                                             .enable_resource_name_dns_aaaa_record = false},
      .subnet_id = subnet.id,
      .state = "available",
      .vpc_id = subnet.vpc_id,
      .cidr_block = subnet.cidr,
      .available_ip_address_count = static_cast<std::int64_t>(free_addresses(subnet)),
      .availability_zone = subnet.availability_zone,
      .default_for_az = true,
      // AWS's default subnets have this on; nothing here can be reached from outside.
      .map_public_ip_on_launch = false};
}

const Vpc& find_own_vpc(const Call& call, const std::string& id) {
  if (!is_resource_id(id, "vpc-")) throw vpc_id_malformed(id);
  const Vpc* vpc = find_vpc(call, id);
  if (vpc == nullptr) throw vpc_not_found(id);
  return *vpc;
}

const Subnet& find_own_subnet(const Call& call, const std::string& id) {
  if (!is_resource_id(id, "subnet-")) throw subnet_id_malformed(id);
  const Subnet* subnet = find_subnet(call, id);
  if (subnet == nullptr) throw subnet_not_found(id);
  return *subnet;
}

}  // namespace

api::DescribeVpcsResponse describe_vpcs(Call& call, const api::DescribeVpcsRequest& in) {
  const Filters<Vpc> filters(vpc_fields, in.filters);
  if (!in.vpc_ids.empty() && in.max_results) throw ids_with_max_results("vpcIds");
  const Page page = read_page(call, in.next_token, in.max_results);
  allow(call, "ec2:DescribeVpcs");
  end_dry_run(in.dry_run);
  api::DescribeVpcsResponse out;
  const auto show = [&](const Vpc& vpc) { out.vpcs.push_back(shown(call, vpc)); };
  for (const std::string& id : in.vpc_ids) {
    const Vpc& vpc = find_own_vpc(call, id);
    if (filters.admit(call, vpc)) show(vpc);
  }
  if (!in.vpc_ids.empty()) return out;
  out.next_token = show_page(
      call, call.world.ec2.vpcs, page,
      [&](const Vpc& vpc) { return belongs_to_caller(call, vpc) && filters.admit(call, vpc); },
      show);
  return out;
}

api::DescribeSubnetsResponse describe_subnets(Call& call, const api::DescribeSubnetsRequest& in) {
  const Filters<Subnet> filters(subnet_fields, in.filters);
  if (!in.subnet_ids.empty() && in.max_results) throw ids_with_max_results("subnetIds");
  const Page page = read_page(call, in.next_token, in.max_results);
  allow(call, "ec2:DescribeSubnets");
  end_dry_run(in.dry_run);
  api::DescribeSubnetsResponse out;
  const auto show = [&](const Subnet& subnet) { out.subnets.push_back(shown(call, subnet)); };
  for (const std::string& id : in.subnet_ids) {
    const Subnet& subnet = find_own_subnet(call, id);
    if (filters.admit(call, subnet)) show(subnet);
  }
  if (!in.subnet_ids.empty()) return out;
  out.next_token = show_page(
      call, call.world.ec2.subnets, page,
      [&](const Subnet& subnet) {
        return belongs_to_caller(call, subnet) && filters.admit(call, subnet);
      },
      show);
  return out;
}

}  // namespace amishare::ec2
