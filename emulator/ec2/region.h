// region.h - AWS's Regions and their Availability Zones.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "world/name.h"

namespace amishare::ec2 {

// A commercial Region. Those of before 20 March 2019 are enabled in every account. The others an
// account has to opt into; here every account has, so that they can be used without more ado.
// https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
struct RegionFacts {
  std::string_view name;          // "us-east-1"
  std::string_view id_prefix;     // of its zones' ids: "use1"
  std::string_view zone_letters;  // "abcdef"
  bool opt_in = false;
};
std::span<const RegionFacts> all_regions();

bool is_region(std::string_view name);

// "us-east-1a" and so on; none for a name that is no Region.
std::vector<std::string> zones_of(const Region& region);
// The id of a zone, which tells accounts what they share: which letter stands for which id differs
// from account to account. Empty if the Region has no such zone.
// https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html
std::string zone_id_of(const AccountId& account, const Region& region, std::string_view zone);
// The zone with that id, which is another one in another account; empty if there is none.
std::string zone_with_id(const AccountId& account, const Region& region, std::string_view zone_id);

}  // namespace amishare::ec2
