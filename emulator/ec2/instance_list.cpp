// instance_list.cpp - DescribeInstances and DescribeInstanceStatus.
#include <algorithm>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/instance_show.h"
#include "ec2/network.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/tag_request.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// What an instance's volumes and their attachments say under one name.
template <class Member>
FilterTexts of_disks(const Call& call, const Instance& instance, Member&& member) {
  FilterTexts texts;
  const auto attached = call.world.ec2.volumes_of_instance.find(instance.id);
  if (attached == call.world.ec2.volumes_of_instance.end()) return texts;
  for (const std::string& id : attached->second) {
    const Volume& volume = call.world.ec2.volumes.at(id);
    texts.push_back(member(volume, volume.attachment.value()));
  }
  return texts;
}

// What some filters have in common.
FilterTexts nothing(const Call&, const Instance&) { return {}; }
FilterTexts no(const Call&, const Instance&) { return filter_bool(false); }
// A text for instances that have a network interface.
FilterTexts networked(const Instance& instance, std::string_view text) {
  return instance.network.interface_id.empty() ? FilterTexts{} : filter_text(text);
}
FilterTexts networked_yes(const Call&, const Instance& i) { return networked(i, "true"); }
FilterTexts networked_no(const Call&, const Instance& i) { return networked(i, "false"); }
FilterTexts networked_zero(const Call&, const Instance& i) { return networked(i, "0"); }
FilterTexts groups(const Call&, const Instance& i) { return i.network.security_group_ids; }
FilterTexts group_names(const Call& call, const Instance& i) {
  FilterTexts names;
  for (const std::string& id : i.network.security_group_ids) {
    if (const SecurityGroup* group = find_security_group(call, id)) names.push_back(group->name);
  }
  return names;
}
FilterTexts address(const Call&, const Instance& i) {
  return filter_text(i.network.private_address);
}
FilterTexts dns_name(const Call&, const Instance& i) { return filter_text(private_dns_name(i)); }
FilterTexts subnet(const Call&, const Instance& i) { return filter_text(i.network.subnet_id); }
FilterTexts vpc(const Call&, const Instance& i) { return filter_text(i.network.vpc_id); }

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
// Those that nothing here has a value for are known and admit nothing.
constexpr FilterField<Instance> instance_filters[] = {
    {"affinity", nothing},
    {"architecture", [](const Call&, const Instance& i) { return filter_text(i.architecture); }},
    {"availability-zone",
     [](const Call&, const Instance& i) { return filter_text(i.availability_zone); }},
    {"availability-zone-id",
     [](const Call&, const Instance& i) {
       return filter_text(zone_id_of(i.owner, i.region, i.availability_zone));
     }},
    {"block-device-mapping.attach-time",
     [](const Call& call, const Instance& i) {
       return of_disks(call, i, [](const Volume&, const Attachment& a) {
         return iso8601_milliseconds(a.attached);
       });
     }},
    {"block-device-mapping.delete-on-termination",
     [](const Call& call, const Instance& i) {
       return of_disks(call, i, [](const Volume&, const Attachment& a) {
         return std::string(a.delete_on_termination ? "true" : "false");
       });
     }},
    {"block-device-mapping.device-name",
     [](const Call& call, const Instance& i) {
       return of_disks(call, i, [](const Volume&, const Attachment& a) { return a.device; });
     }},
    {"block-device-mapping.status",
     [](const Call& call, const Instance& i) {
       return of_disks(call, i, [](const Volume&, const Attachment& a) { return a.state; });
     }},
    {"block-device-mapping.volume-id",
     [](const Call& call, const Instance& i) {
       return of_disks(call, i, [](const Volume& v, const Attachment&) { return v.id; });
     }},
    {"boot-mode", [](const Call&, const Instance& i) { return filter_text(i.boot_mode); }},
    {"capacity-reservation-id", nothing},
    {"capacity-reservation-specification.capacity-reservation-preference", nothing},
    {"capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id",
     nothing},
    {"capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-"
     "group-arn",
     nothing},
    {"client-token", [](const Call&, const Instance& i) { return filter_text(i.client_token); }},
    {"current-instance-boot-mode", nothing},
    {"dns-name", nothing},
    {"ebs-optimized", [](const Call&, const Instance& i) { return filter_bool(i.ebs_optimized); }},
    {"ena-support", [](const Call&, const Instance& i) { return filter_bool(i.ena_support); }},
    {"enclave-options.enabled", no},
    {"hibernation-options.configured", no},
    {"host-id", nothing},
    {"hypervisor", [](const Call&, const Instance&) { return filter_text("xen"); }},
    {"iam-instance-profile.arn",
     [](const Call&, const Instance& i) { return filter_text(i.profile_arn); }},
    {"iam-instance-profile.id",
     [](const Call&, const Instance& i) { return filter_text(i.profile_id); }},
    {"image-id", [](const Call&, const Instance& i) { return filter_text(i.image_id); }},
    {"instance-id", [](const Call&, const Instance& i) { return filter_text(i.id); }},
    {"instance-lifecycle", nothing},
    {"instance-state-code",
     [](const Call&, const Instance& i) {
       return filter_text(std::to_string(static_cast<int>(i.state)));
     }},
    {"instance-state-name",
     [](const Call&, const Instance& i) { return filter_text(name_of(i.state)); }},
    {"instance-type", [](const Call&, const Instance& i) { return filter_text(i.type); }},
    {"instance.group-id", groups},
    {"instance.group-name", group_names},
    {"ip-address", nothing},
    {"ipv6-address", nothing},
    {"kernel-id", nothing},
    {"key-name", [](const Call&, const Instance& i) { return filter_text(i.key_name); }},
    {"launch-index",
     [](const Call&, const Instance& i) { return filter_text(std::to_string(i.launch_index)); }},
    {"launch-time",
     [](const Call&, const Instance& i) { return filter_text(iso8601_milliseconds(i.launched)); }},
    {"maintenance-options.auto-recovery", nothing},
    {"metadata-options.http-endpoint",
     [](const Call&, const Instance& i) { return filter_text(i.metadata.http_endpoint); }},
    {"metadata-options.http-protocol-ipv4",
     [](const Call&, const Instance&) { return filter_text("enabled"); }},
    {"metadata-options.http-protocol-ipv6",
     [](const Call&, const Instance& i) { return filter_text(i.metadata.http_protocol_ipv6); }},
    {"metadata-options.http-put-response-hop-limit",
     [](const Call&, const Instance& i) {
       return filter_text(std::to_string(i.metadata.http_put_response_hop_limit));
     }},
    {"metadata-options.http-tokens",
     [](const Call&, const Instance& i) { return filter_text(i.metadata.http_tokens); }},
    {"metadata-options.instance-metadata-tags",
     [](const Call&, const Instance& i) { return filter_text(i.metadata.instance_metadata_tags); }},
    {"metadata-options.state",
     [](const Call&, const Instance& i) {
       return filter_text(i.state == InstanceState::pending ? "pending" : "applied");
     }},
    {"monitoring-state",
     [](const Call&, const Instance& i) {
       return filter_text(i.monitoring ? "enabled" : "disabled");
     }},
    {"network-interface.addresses.association.allocation-id", nothing},
    {"network-interface.addresses.association.association-id", nothing},
    {"network-interface.addresses.association.carrier-ip", nothing},
    {"network-interface.addresses.association.customer-owned-ip", nothing},
    {"network-interface.addresses.association.ip-owner-id", nothing},
    {"network-interface.addresses.association.public-dns-name", nothing},
    {"network-interface.addresses.association.public-ip", nothing},
    {"network-interface.addresses.primary", networked_yes},
    {"network-interface.addresses.private-dns-name", dns_name},
    {"network-interface.addresses.private-ip-address", address},
    {"network-interface.association.allocation-id", nothing},
    {"network-interface.association.association-id", nothing},
    {"network-interface.association.carrier-ip", nothing},
    {"network-interface.association.customer-owned-ip", nothing},
    {"network-interface.association.ip-owner-id", nothing},
    {"network-interface.association.public-dns-name", nothing},
    {"network-interface.association.public-ip", nothing},
    {"network-interface.attachment.attach-time",
     [](const Call&, const Instance& i) { return networked(i, iso8601_milliseconds(i.launched)); }},
    {"network-interface.attachment.attachment-id",
     [](const Call&, const Instance& i) { return filter_text(i.network.attachment_id); }},
    {"network-interface.attachment.delete-on-termination", networked_yes},
    {"network-interface.attachment.device-index", networked_zero},
    {"network-interface.attachment.instance-id",
     [](const Call&, const Instance& i) { return networked(i, i.id); }},
    {"network-interface.attachment.instance-owner-id",
     [](const Call&, const Instance& i) { return networked(i, i.owner.value); }},
    {"network-interface.attachment.network-card-index", networked_zero},
    {"network-interface.attachment.status",
     [](const Call&, const Instance& i) { return networked(i, "attached"); }},
    {"network-interface.availability-zone",
     [](const Call&, const Instance& i) { return networked(i, i.availability_zone); }},
    {"network-interface.deny-all-igw-traffic", nothing},
    {"network-interface.description",
     [](const Call&, const Instance& i) { return filter_text(i.network.description); }},
    {"network-interface.group-id", groups},
    {"network-interface.group-name", group_names},
    {"network-interface.ipv4-prefixes.ipv4-prefix", nothing},
    {"network-interface.ipv6-address", nothing},
    {"network-interface.ipv6-addresses.ipv6-address", nothing},
    {"network-interface.ipv6-addresses.is-primary-ipv6", nothing},
    {"network-interface.ipv6-native", nothing},
    {"network-interface.ipv6-prefixes.ipv6-prefix", nothing},
    {"network-interface.mac-address", nothing},
    {"network-interface.network-interface-id",
     [](const Call&, const Instance& i) { return filter_text(i.network.interface_id); }},
    {"network-interface.operator.managed", no},
    {"network-interface.operator.principal", nothing},
    {"network-interface.outpost-arn", nothing},
    {"network-interface.owner-id",
     [](const Call&, const Instance& i) { return networked(i, i.owner.value); }},
    {"network-interface.private-dns-name", dns_name},
    {"network-interface.private-ip-address", address},
    {"network-interface.public-dns-name", nothing},
    {"network-interface.requester-id", nothing},
    {"network-interface.requester-managed", networked_no},
    {"network-interface.source-dest-check", networked_yes},
    {"network-interface.status",
     [](const Call&, const Instance& i) { return networked(i, "in-use"); }},
    {"network-interface.subnet-id", subnet},
    {"network-interface.tag-key",
     [](const Call& call, const Instance& i) {
       FilterTexts texts;
       for (const api::Tag& tag : shown_tags(call, i.network.interface_id)) {
         texts.push_back(*tag.key);
       }
       return texts;
     }},
    {"network-interface.tag-value",
     [](const Call& call, const Instance& i) {
       FilterTexts texts;
       for (const api::Tag& tag : shown_tags(call, i.network.interface_id)) {
         texts.push_back(*tag.value);
       }
       return texts;
     }},
    {"network-interface.vpc-id", vpc},
    {"network-performance-options.bandwidth-weighting",
     [](const Call&, const Instance&) { return filter_text("default"); }},
    {"operator.managed", no},
    {"operator.principal", nothing},
    {"outpost-arn", nothing},
    {"owner-id", [](const Call&, const Instance& i) { return filter_text(i.owner.value); }},
    {"placement-group-name", nothing},
    {"placement-partition-number", nothing},
    {"platform", nothing},
    {"platform-details", [](const Call&, const Instance&) { return filter_text("Linux/UNIX"); }},
    {"private-dns-name", dns_name},
    {"private-dns-name-options.enable-resource-name-dns-a-record", nothing},
    {"private-dns-name-options.enable-resource-name-dns-aaaa-record", nothing},
    {"private-dns-name-options.hostname-type",
     [](const Call&, const Instance& i) { return networked(i, "ip-name"); }},
    {"private-ip-address", address},
    {"product-code", nothing},
    {"product-code.type", nothing},
    {"ramdisk-id", nothing},
    {"reason",
     [](const Call&, const Instance& i) { return filter_text(i.state_transition_reason); }},
    {"requester-id", nothing},
    {"reservation-id",
     [](const Call&, const Instance& i) { return filter_text(i.reservation_id); }},
    {"root-device-name",
     [](const Call&, const Instance& i) { return filter_text(i.root_device_name); }},
    {"root-device-type", [](const Call&, const Instance&) { return filter_text("ebs"); }},
    {"source-dest-check", networked_yes},
    {"spot-instance-request-id", nothing},
    {"state-reason-code",
     [](const Call&, const Instance& i) { return filter_text(i.state_reason_code); }},
    {"state-reason-message",
     [](const Call&, const Instance& i) { return filter_text(i.state_reason_message); }},
    {"subnet-id", subnet},
    {"tenancy", [](const Call&, const Instance&) { return filter_text("default"); }},
    {"tpm-support", nothing},
    {"usage-operation", [](const Call&, const Instance&) { return filter_text("RunInstances"); }},
    {"usage-operation-update-time",
     [](const Call&, const Instance& i) { return filter_text(iso8601_milliseconds(i.launched)); }},
    {"virtualization-type",
     [](const Call&, const Instance& i) { return filter_text(i.virtualization_type); }},
    {"vpc-id", vpc},
};

// What every check of an instance says.
std::string status_of(const Instance& instance) {
  return instance.state == InstanceState::running ? "ok" : "not-applicable";
}
FilterTexts check_status(const Call&, const Instance& i) { return filter_text(status_of(i)); }
FilterTexts reachability(const Call&, const Instance& i) {
  return filter_text(i.state == InstanceState::running ? "passed" : "");
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceStatus.html
constexpr FilterField<Instance> status_filters[] = {
    {"attached-ebs-status.status", check_status},
    {"availability-zone",
     [](const Call&, const Instance& i) { return filter_text(i.availability_zone); }},
    {"availability-zone-id",
     [](const Call&, const Instance& i) {
       return filter_text(zone_id_of(i.owner, i.region, i.availability_zone));
     }},
    {"event.code", nothing},
    {"event.description", nothing},
    {"event.instance-event-id", nothing},
    {"event.not-after", nothing},
    {"event.not-before", nothing},
    {"event.not-before-deadline", nothing},
    {"instance-state-code",
     [](const Call&, const Instance& i) {
       return filter_text(std::to_string(static_cast<int>(i.state)));
     }},
    {"instance-state-name",
     [](const Call&, const Instance& i) { return filter_text(name_of(i.state)); }},
    {"instance-status.reachability", reachability},
    {"instance-status.status", check_status},
    {"operator.managed", no},
    {"operator.principal", nothing},
    {"system-status.reachability", reachability},
    {"system-status.status", check_status},
};

constexpr std::size_t most_status_ids = 100;

// The ids asked for, all of which have to be there; empty: all of the caller's.
const std::vector<std::string>& checked_ids(Call& call, const std::vector<std::string>& ids) {
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
  return ids;
}

// Shows the caller's instances: those named by `ids`, or all, page by page.
template <class Admit, class Show>
std::optional<std::string> show_instances(const Call& call, const std::vector<std::string>& ids,
                                          const Page& page, Admit&& admit, Show&& show) {
  const Table<Instance>& instances = call.world.ec2.instances;
  if (ids.empty()) return show_page(call, instances, page, admit, show);
  show_named(instances, ids, admit, show);
  return std::nullopt;
}

api::InstanceStatus shown_status(const Instance& instance) {
  const bool running = instance.state == InstanceState::running;
  api::InstanceStatusSummary summary{.details = {}, .status = status_of(instance)};
  api::EbsStatusSummary disks{.details = {}, .status = status_of(instance)};
  if (running) {
    summary.details.push_back({.name = "reachability", .status = "passed"});
    disks.details.push_back({.name = "reachability", .status = "passed"});
  }
  return {.availability_zone = instance.availability_zone,
          .availability_zone_id =
              zone_id_of(instance.owner, instance.region, instance.availability_zone),
          .instance_id = instance.id,
          .instance_state = show(instance.state),
          .instance_status = summary,
          .system_status = summary,
          .attached_ebs_status = disks};
}

}  // namespace

// A dry run comes before all else here: unknown filters, malformed ids, MaxResults [recorded of
// DescribeInstanceStatus].
api::DescribeInstancesResponse describe_instances(Call& call,
                                                  const api::DescribeInstancesRequest& in) {
  allow(call, "ec2:DescribeInstances");
  end_dry_run(in.dry_run);
  if (!in.instance_ids.empty() && in.max_results) throw ids_with_max_results("instancesSet");
  const Filters<Instance> filters(instance_filters, in.filters);
  const Page page = read_page(call, in.next_token, in.max_results);
  const auto& ids = checked_ids(call, in.instance_ids);
  api::DescribeInstancesResponse response;
  const auto admit = [&](const Instance& one) {
    return belongs_to_caller(call, one) && filters.admit(call, one);
  };
  const auto show_one = [&](const Instance& instance) {
    auto& reservations = response.reservations;
    if (reservations.empty() || reservations.back().reservation_id != instance.reservation_id) {
      reservations.push_back(
          {.reservation_id = instance.reservation_id, .owner_id = instance.owner.value});
    }
    reservations.back().instances.push_back(show(call, instance));
  };
  response.next_token = show_instances(call, ids, page, admit, show_one);
  return response;
}

api::DescribeInstanceStatusResponse describe_instance_status(
    Call& call, const api::DescribeInstanceStatusRequest& in) {
  allow(call, "ec2:DescribeInstanceStatus");
  end_dry_run(in.dry_run);
  if (in.instance_ids.size() > most_status_ids) throw too_many_instance_ids(in.instance_ids.size());
  if (!in.instance_ids.empty() && in.max_results) throw ids_with_max_results("instancesSet");
  const Filters<Instance> filters(status_filters, in.filters, TagFilters::unknown);
  const Page page = read_page(call, in.next_token, in.max_results);
  const auto& ids = checked_ids(call, in.instance_ids);
  const bool all = in.include_all_instances.value_or(false);
  api::DescribeInstanceStatusResponse response;
  const auto admit = [&](const Instance& one) {
    return (all || one.state == InstanceState::running) && belongs_to_caller(call, one) &&
           filters.admit(call, one);
  };
  const auto show_one = [&](const Instance& instance) {
    response.instance_statuses.push_back(shown_status(instance));
  };
  response.next_token = show_instances(call, ids, page, admit, show_one);
  return response;
}

}  // namespace amishare::ec2
