// region_list.cpp - DescribeRegions and DescribeAvailabilityZones.
#include <algorithm>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/authorize.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/region.h"

namespace amishare::ec2 {
namespace {

struct RegionRow {
  std::string id;  // its name
  std::string endpoint;
  bool opt_in;
};

std::string opt_in_status(const RegionRow& region) {
  return region.opt_in ? "opted-in" : "opt-in-not-required";
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
constexpr FilterField<RegionRow> region_fields[] = {
    {"endpoint", [](const Call&, const RegionRow& region) { return filter_text(region.endpoint); }},
    {"opt-in-status",
     [](const Call&, const RegionRow& region) { return filter_text(opt_in_status(region)); }},
    {"region-name", [](const Call&, const RegionRow& region) { return filter_text(region.id); }},
};

struct ZoneRow {
  std::string id;  // "use1-az4"
  std::string name;
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeAvailabilityZones.html
constexpr FilterField<ZoneRow> zone_fields[] = {
    {"group-name",
     [](const Call& call, const ZoneRow&) { return filter_text(call.region.value + "-zg-1"); }},
    {"message", [](const Call&, const ZoneRow&) { return FilterTexts{}; }},
    {"opt-in-status",
     [](const Call&, const ZoneRow&) { return filter_text("opt-in-not-required"); }},
    {"parent-zone-id", [](const Call&, const ZoneRow&) { return FilterTexts{}; }},
    {"parent-zone-name", [](const Call&, const ZoneRow&) { return FilterTexts{}; }},
    {"region-name",
     [](const Call& call, const ZoneRow&) { return filter_text(call.region.value); }},
    {"state", [](const Call&, const ZoneRow&) { return filter_text("available"); }},
    {"zone-id", [](const Call&, const ZoneRow& zone) { return filter_text(zone.id); }},
    {"zone-name", [](const Call&, const ZoneRow& zone) { return filter_text(zone.name); }},
    {"zone-type", [](const Call&, const ZoneRow&) { return filter_text("availability-zone"); }},
};

bool among(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

api::AvailabilityZone shown(const Call& call, const ZoneRow& zone) {
  return {.opt_in_status = "opt-in-not-required",
          .region_name = call.region.value,
          .zone_name = zone.name,
          .zone_id = zone.id,
          .group_name = call.region.value + "-zg-1",
          .network_border_group = call.region.value,
          .zone_type = "availability-zone",
          .state = "available"};
}

}  // namespace

api::DescribeRegionsResponse describe_regions(Call& call, const api::DescribeRegionsRequest& in) {
  const Filters<RegionRow> filters(region_fields, in.filters, TagFilters::unknown);
  for (const std::string& name : in.region_names) {
    if (!is_region(name)) throw region_unknown(name);
  }
  allow(call, "ec2:DescribeRegions");
  end_dry_run(in.dry_run);
  api::DescribeRegionsResponse out;
  for (const RegionFacts& facts : all_regions()) {
    const RegionRow region{.id = std::string(facts.name),
                           .endpoint = "ec2." + std::string(facts.name) + ".amazonaws.com",
                           .opt_in = facts.opt_in};
    if (!among(in.region_names, region.id) || !filters.admit(call, region)) continue;
    out.regions.push_back({.opt_in_status = opt_in_status(region),
                           .region_name = region.id,
                           .endpoint = region.endpoint});
  }
  return out;
}

api::DescribeAvailabilityZonesResponse describe_availability_zones(
    Call& call, const api::DescribeAvailabilityZonesRequest& in) {
  const Filters<ZoneRow> filters(zone_fields, in.filters, TagFilters::unknown);
  std::vector<ZoneRow> zones;
  for (const std::string& name : zones_of(call.region)) {
    zones.push_back({.id = zone_id_of(call.account(), call.region, name), .name = name});
  }
  const auto known = [&](const std::string& text, std::string ZoneRow::*member) {
    return std::any_of(zones.begin(), zones.end(),
                       [&](const ZoneRow& zone) { return zone.*member == text; });
  };
  for (const std::string& name : in.zone_names) {
    if (!known(name, &ZoneRow::name)) throw zone_unknown(name);
  }
  for (const std::string& id : in.zone_ids) {
    if (!known(id, &ZoneRow::id)) throw zone_unknown(id);
  }
  allow(call, "ec2:DescribeAvailabilityZones");
  end_dry_run(in.dry_run);
  api::DescribeAvailabilityZonesResponse out;
  for (const ZoneRow& zone : zones) {
    if (!among(in.zone_names, zone.name) || !among(in.zone_ids, zone.id)) continue;
    if (filters.admit(call, zone)) out.availability_zones.push_back(shown(call, zone));
  }
  return out;
}

}  // namespace amishare::ec2
