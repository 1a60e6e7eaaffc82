// region_test.cpp - Regions, their zones, and what accounts see of them.
#include "ec2/region.h"

#include <algorithm>
#include <set>

#include "api/ec2.h"
#include "support/world_builder.h"

namespace amishare::test {
namespace {

using ec2::op::DescribeAvailabilityZones;
using ec2::op::DescribeRegions;

std::vector<std::string> zone_ids(const AccountId& account, const Region& region) {
  std::vector<std::string> ids;
  for (const std::string& zone : ec2::zones_of(region)) {
    ids.push_back(ec2::zone_id_of(account, region, zone));
  }
  return ids;
}

TEST_CASE("Regions are known by name", "[ec2][region]") {
  CHECK(ec2::is_region("us-east-1"));
  CHECK(ec2::is_region("ap-northeast-2"));
  CHECK(ec2::is_region("eu-south-2"));
  CHECK_FALSE(ec2::is_region("us-east-1a"));
  CHECK_FALSE(ec2::is_region("US-EAST-1"));
  CHECK_FALSE(ec2::is_region("aws-global"));
  CHECK_FALSE(ec2::is_region(""));
}

TEST_CASE("The table of Regions is in order and has each name and prefix once", "[ec2][region]") {
  const auto regions = ec2::all_regions();
  std::set<std::string_view> names, prefixes;
  for (const ec2::RegionFacts& facts : regions) {
    CHECK(facts.zone_letters.size() >= 2);
    names.insert(facts.name);
    prefixes.insert(facts.id_prefix);
  }
  CHECK(names.size() == regions.size());
  CHECK(prefixes.size() == regions.size());
  CHECK(std::is_sorted(regions.begin(), regions.end(),
                       [](const auto& left, const auto& right) { return left.name < right.name; }));
}

TEST_CASE("Zones have letters as on AWS", "[ec2][region]") {
  CHECK(ec2::zones_of(us_east_1) == std::vector<std::string>{"us-east-1a", "us-east-1b",
                                                             "us-east-1c", "us-east-1d",
                                                             "us-east-1e", "us-east-1f"});
  CHECK(ec2::zones_of(Region{"us-west-1"}) == std::vector<std::string>{"us-west-1a", "us-west-1c"});
  CHECK(ec2::zones_of(Region{"nowhere-1"}).empty());
}

TEST_CASE("Which zone a letter means differs from account to account", "[ec2][region]") {
  const auto of_a = zone_ids(account_a, us_east_1);
  const auto of_b = zone_ids(account_b, us_east_1);
  CHECK(of_a != of_b);
  CHECK(zone_ids(account_a, us_east_1) == of_a);
  const std::set<std::string> all = {"use1-az1", "use1-az2", "use1-az3",
                                     "use1-az4", "use1-az5", "use1-az6"};
  CHECK(std::set<std::string>(of_a.begin(), of_a.end()) == all);
  CHECK(std::set<std::string>(of_b.begin(), of_b.end()) == all);
  CHECK(ec2::zone_id_of(account_a, us_east_1, "eu-west-1a").empty());
}

TEST_CASE("DescribeRegions lists, picks and filters", "[ec2][region]") {
  World world;
  const Caller caller = root(account_a);
  const auto all = ask<DescribeRegions>(world, caller, {});
  CHECK(all.regions.size() == ec2::all_regions().size());

  const auto one = ask<DescribeRegions>(world, caller, {.region_names = {"ap-northeast-2"}});
  REQUIRE(one.regions.size() == 1);
  CHECK(one.regions[0].endpoint == "ec2.ap-northeast-2.amazonaws.com");
  CHECK(one.regions[0].opt_in_status == "opt-in-not-required");

  const auto some = ask<DescribeRegions>(
      world, caller, {.filters = {{.name = "region-name", .values = {"us-*", "eu-west-1"}}}});
  CHECK(some.regions.size() == 5);
  const auto opted = ask<DescribeRegions>(
      world, caller, {.filters = {{.name = "opt-in-status", .values = {"opted-in"}}}});
  CHECK(opted.regions.size() == 17);
}

TEST_CASE("DescribeRegions refuses what is no Region", "[ec2][region]") {
  World world;
  CHECK(refusal_of<DescribeRegions>(world, root(account_a), {.region_names = {"us--east-1"}}) ==
        Error{"InvalidParameterValue", "Invalid region: [us--east-1]"});
  CHECK(refusal_of<DescribeRegions>(world, root(account_a),
                                    {.filters = {{.name = "colour", .values = {"red"}}}}) ==
        Error{"InvalidParameterValue", "The filter 'colour' is invalid"});
  const Caller nobody = user(world, account_a, "nobody");
  const Error error = refusal_of<DescribeRegions>(world, nobody, {});
  CHECK(error.code == "UnauthorizedOperation");
  CHECK(error.status == 403);
  CHECK(error.message ==
        "You are not authorized to perform this operation. User: "
        "arn:aws:iam::111122223333:user/nobody is not authorized to perform: ec2:DescribeRegions "
        "because no identity-based policy allows the ec2:DescribeRegions action");
}

TEST_CASE("DescribeAvailabilityZones shows the zones of the Region that is asked",
          "[ec2][region]") {
  World world;
  const Caller caller = root(account_b);
  const auto all = ask<DescribeAvailabilityZones>(world, caller, {}, eu_west_1);
  REQUIRE(all.availability_zones.size() == 3);
  CHECK(all.availability_zones[0].zone_name == "eu-west-1a");
  CHECK(all.availability_zones[0].zone_id == ec2::zone_id_of(account_b, eu_west_1, "eu-west-1a"));
  CHECK(all.availability_zones[0].state == "available");

  const auto by_id = ask<DescribeAvailabilityZones>(
      world, caller, {.zone_ids = {*all.availability_zones[2].zone_id}}, eu_west_1);
  REQUIRE(by_id.availability_zones.size() == 1);
  CHECK(by_id.availability_zones[0].zone_name == "eu-west-1c");
  CHECK(refusal_of<DescribeAvailabilityZones>(world, caller, {.zone_names = {"us-east-1a"}},
                                              eu_west_1) ==
        Error{"InvalidParameterValue", "Invalid availability zone: [us-east-1a]"});
}

}  // namespace
}  // namespace amishare::test
