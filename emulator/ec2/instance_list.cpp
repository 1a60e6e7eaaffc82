// instance_list.cpp - DescribeInstances and DescribeInstanceStatus.
#include <algorithm>
#include <set>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/instance_show.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

template <class Member>
FilterTexts of_volumes(const Call& call, const Instance& instance, Member&& member) {
  FilterTexts texts;
  const auto attached = call.world.ec2.volumes_of_instance.find(instance.id);
  if (attached == call.world.ec2.volumes_of_instance.end()) return texts;
  for (const std::string& id : attached->second) {
    texts.push_back(member(call.world.ec2.volumes.at(id)));
  }
  return texts;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
constexpr FilterField<Instance> instance_filters[] = {
    {"architecture", [](const Call&, const Instance& i) { return filter_text(i.architecture); }},
    {"availability-zone",
     [](const Call&, const Instance& i) { return filter_text(i.availability_zone); }},
    {"block-device-mapping.device-name",
     [](const Call& call, const Instance& i) {
       return of_volumes(call, i, [](const Volume& v) { return v.attachment.value().device; });
     }},
    {"block-device-mapping.volume-id",
     [](const Call& call, const Instance& i) {
       return of_volumes(call, i, [](const Volume& v) { return v.id; });
     }},
    {"client-token", [](const Call&, const Instance& i) { return filter_text(i.client_token); }},
    {"iam-instance-profile.arn",
     [](const Call&, const Instance& i) { return filter_text(i.profile_arn); }},
    {"image-id", [](const Call&, const Instance& i) { return filter_text(i.image_id); }},
    {"instance-id", [](const Call&, const Instance& i) { return filter_text(i.id); }},
    {"instance-state-code",
     [](const Call&, const Instance& i) {
       return filter_text(std::to_string(static_cast<int>(i.state)));
     }},
    {"instance-state-name",
     [](const Call&, const Instance& i) { return filter_text(name_of(i.state)); }},
    {"instance-type", [](const Call&, const Instance& i) { return filter_text(i.type); }},
    {"instance.group-id",
     [](const Call&, const Instance& i) { return FilterTexts(i.network.security_group_ids); }},
    {"key-name", [](const Call&, const Instance& i) { return filter_text(i.key_name); }},
    {"owner-id", [](const Call&, const Instance& i) { return filter_text(i.owner.value); }},
    {"private-ip-address",
     [](const Call&, const Instance& i) { return filter_text(i.network.private_address); }},
    {"reason",
     [](const Call&, const Instance& i) { return filter_text(i.state_transition_reason); }},
    {"reservation-id",
     [](const Call&, const Instance& i) { return filter_text(i.reservation_id); }},
    {"root-device-name",
     [](const Call&, const Instance& i) { return filter_text(i.root_device_name); }},
    {"root-device-type", [](const Call&, const Instance&) { return filter_text("ebs"); }},
    {"state-reason-code",
     [](const Call&, const Instance& i) { return filter_text(i.state_reason_code); }},
    {"subnet-id", [](const Call&, const Instance& i) { return filter_text(i.network.subnet_id); }},
    {"virtualization-type",
     [](const Call&, const Instance& i) { return filter_text(i.virtualization_type); }},
    {"vpc-id", [](const Call&, const Instance& i) { return filter_text(i.network.vpc_id); }},
};

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
constexpr FilterField<Instance> status_filters[] = {
    {"availability-zone",
     [](const Call&, const Instance& i) { return filter_text(i.availability_zone); }},
    {"instance-state-code",
     [](const Call&, const Instance& i) {
       return filter_text(std::to_string(static_cast<int>(i.state)));
     }},
    {"instance-state-name",
     [](const Call&, const Instance& i) { return filter_text(name_of(i.state)); }},
    {"instance-status.status",
     [](const Call&, const Instance& i) {
       return filter_text(i.state == InstanceState::running ? "ok" : "not-applicable");
     }},
    {"system-status.status",
     [](const Call&, const Instance& i) {
       return filter_text(i.state == InstanceState::running ? "ok" : "not-applicable");
     }},
};

// The ids asked for, all of which have to be there; empty: all of the caller's.
std::set<std::string> checked_ids(Call& call, const std::vector<std::string>& ids) {
  std::vector<std::string> absent;
  for (const std::string& id : ids) {
    needed(id, "InstanceId");
    if (!is_resource_id(id, "i-")) throw instance_id_malformed(id);
    const Instance* instance = call.world.ec2.instances.find(id);
    if (instance == nullptr || instance->owner != call.account() ||
        instance->region != call.region) {
      absent.push_back(id);
    }
  }
  if (!absent.empty()) throw instances_not_found(absent);
  return {ids.begin(), ids.end()};
}

template <class Show>
std::optional<std::string> list(Call& call, const std::set<std::string>& ids,
                                const Filters<Instance>& filters, const Page& page, Show&& show) {
  return show_page(
      call, call.world.ec2.instances, page,
      [&](const Instance& instance) {
        return instance.owner == call.account() && instance.region == call.region &&
               (ids.empty() || ids.count(instance.id) > 0) && filters.admit(call, instance);
      },
      show);
}

}  // namespace

api::DescribeInstancesResponse describe_instances(Call& call,
                                                  const api::DescribeInstancesRequest& in) {
  allow(call, "ec2:DescribeInstances");
  end_dry_run(in.dry_run);
  if (!in.instance_ids.empty() && in.max_results) throw ids_with_max_results("instancesSet");
  const Filters<Instance> filters(instance_filters, in.filters);
  const Page page = read_page(call, in.next_token, in.max_results);
  const auto ids = checked_ids(call, in.instance_ids);
  api::DescribeInstancesResponse response;
  response.next_token = list(call, ids, filters, page, [&](const Instance& instance) {
    auto& reservations = response.reservations;
    if (reservations.empty() || reservations.back().reservation_id != instance.reservation_id) {
      reservations.push_back(
          {.reservation_id = instance.reservation_id, .owner_id = instance.owner.value});
    }
    reservations.back().instances.push_back(show(call, instance));
  });
  return response;
}

api::DescribeInstanceStatusResponse describe_instance_status(
    Call& call, const api::DescribeInstanceStatusRequest& in) {
  allow(call, "ec2:DescribeInstanceStatus");
  end_dry_run(in.dry_run);
  if (!in.instance_ids.empty() && in.max_results) throw ids_with_max_results("instancesSet");
  const Filters<Instance> filters(status_filters, in.filters, TagFilters::unknown);
  const Page page = read_page(call, in.next_token, in.max_results);
  const auto ids = checked_ids(call, in.instance_ids);
  const bool all = in.include_all_instances.value_or(false);
  api::DescribeInstanceStatusResponse response;
  response.next_token = list(call, ids, filters, page, [&](const Instance& instance) {
    const bool running = instance.state == InstanceState::running;
    if (!running && !all) return;
    const std::string status = running ? "ok" : "not-applicable";
    std::vector<api::InstanceStatusDetails> details;
    if (running) details.push_back({.name = "reachability", .status = "passed"});
    const api::InstanceStatusSummary summary{.details = details, .status = status};
    api::InstanceStatus shown{.availability_zone = instance.availability_zone,
                              .availability_zone_id = zone_id_of(instance.owner, instance.region,
                                                                 instance.availability_zone),
                              .instance_id = instance.id,
                              .instance_state = show(instance.state),
                              .instance_status = summary,
                              .system_status = summary};
    response.instance_statuses.push_back(std::move(shown));
  });
  return response;
}

}  // namespace amishare::ec2
