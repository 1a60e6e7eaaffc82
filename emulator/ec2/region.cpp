// region.cpp - the table of Regions, and how accounts see their zones.
#include "ec2/region.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "crypto/hash.h"

namespace amishare::ec2 {
namespace {

// By name.
constexpr std::array<RegionFacts, 34> regions = {{
    {"af-south-1", "afs1", "abc", true},
    {"ap-east-1", "ape1", "abc", true},
    {"ap-east-2", "ape2", "abc", true},
    {"ap-northeast-1", "apne1", "acd"},
    {"ap-northeast-2", "apne2", "abcd"},
    {"ap-northeast-3", "apne3", "abc"},
    {"ap-south-1", "aps1", "abc"},
    {"ap-south-2", "aps2", "abc", true},
    {"ap-southeast-1", "apse1", "abc"},
    {"ap-southeast-2", "apse2", "abc"},
    {"ap-southeast-3", "apse3", "abc", true},
    {"ap-southeast-4", "apse4", "abc", true},
    {"ap-southeast-5", "apse5", "abc", true},
    {"ap-southeast-6", "apse6", "abc", true},
    {"ap-southeast-7", "apse7", "abc", true},
    {"ca-central-1", "cac1", "abd"},
    {"ca-west-1", "caw1", "abc", true},
    {"eu-central-1", "euc1", "abc"},
    {"eu-central-2", "euc2", "abc", true},
    {"eu-north-1", "eun1", "abc"},
    {"eu-south-1", "eus1", "abc", true},
    {"eu-south-2", "eus2", "abc", true},
    {"eu-west-1", "euw1", "abc"},
    {"eu-west-2", "euw2", "abc"},
    {"eu-west-3", "euw3", "abc"},
    {"il-central-1", "ilc1", "abc", true},
    {"me-central-1", "mec1", "abc", true},
    {"me-south-1", "mes1", "abc", true},
    {"mx-central-1", "mxc1", "abc", true},
    {"sa-east-1", "sae1", "abc"},
    {"us-east-1", "use1", "abcdef"},
    {"us-east-2", "use2", "abc"},
    {"us-west-1", "usw1", "ac"},
    {"us-west-2", "usw2", "abcd"},
}};

const RegionFacts* facts_of(std::string_view name) {
  const auto place = std::find_if(regions.begin(), regions.end(),
                                  [&](const RegionFacts& facts) { return facts.name == name; });
  return place == regions.end() ? nullptr : &*place;
}

}  // namespace

std::span<const RegionFacts> all_regions() { return regions; }

bool is_region(std::string_view name) { return facts_of(name) != nullptr; }

std::vector<std::string> zones_of(const Region& region) {
  std::vector<std::string> zones;
  if (const RegionFacts* facts = facts_of(region.value)) {
    for (const char letter : facts->zone_letters) zones.push_back(region.value + letter);
  }
  return zones;
}

std::string zone_id_of(const AccountId& account, const Region& region, std::string_view zone) {
  const std::vector<std::string> zones = zones_of(region);
  const auto place = std::find(zones.begin(), zones.end(), zone);
  if (place == zones.end()) return {};
  // A shuffle that depends on the account alone.
  std::vector<std::size_t> numbers(zones.size());
  std::iota(numbers.begin(), numbers.end(), 1);
  const std::string dice = crypto::sha256("zones/" + account.value + "/" + region.value);
  for (std::size_t i = numbers.size() - 1; i > 0; --i) {
    std::swap(numbers[i], numbers[static_cast<unsigned char>(dice[i]) % (i + 1)]);
  }
  const auto position = static_cast<std::size_t>(place - zones.begin());
  return std::string(facts_of(region.value)->id_prefix) + "-az" + std::to_string(numbers[position]);
}

std::string zone_with_id(const AccountId& account, const Region& region, std::string_view zone_id) {
  for (const std::string& zone : zones_of(region)) {
    if (zone_id_of(account, region, zone) == zone_id) return zone;
  }
  return {};
}

}  // namespace amishare::ec2
