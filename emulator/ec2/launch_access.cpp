// launch_access.cpp - finding what a launch refers to, and asking for each of its resources.
#include "ec2/launch_access.h"

#include <fmt/format.h>

#include <algorithm>

#include "crypto/hash.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/instance_profile.h"
#include "ec2/launch_mapping.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "ec2/volume_resource.h"
#include "iam/identity.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// Families of Graviton processors have a 'g' behind the generation: t4g, m7gd, im4gn.
// https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
std::string architecture_of(std::string_view type) {
  const std::string_view family = type.substr(0, type.find('.'));
  const auto digit = family.find_first_of("0123456789");
  if (type.starts_with("a1.")) return "arm64";
  if (digit == std::string_view::npos) return "x86_64";
  return family.substr(digit + 1).find('g') == std::string_view::npos ? "x86_64" : "arm64";
}

std::string instance_type(const Image& image, const api::RunInstancesRequest& in) {
  const std::string type = given(in.instance_type).empty() ? "m1.small" : *in.instance_type;
  check_instance_type(type, image.architecture);
  return type;
}

const Subnet& subnet_of(const Call& call, const api::RunInstancesRequest& in) {
  std::string id = given(in.subnet_id);
  for (const auto& interface : in.network_interfaces) {
    if (id.empty()) id = given(interface.subnet_id);
  }
  std::string zone = in.placement ? given(in.placement->availability_zone) : "";
  const std::string& zone_id = in.placement ? given(in.placement->availability_zone_id) : zone;
  if (zone.empty() && !zone_id.empty()) {
    zone = zone_with_id(call.account(), call.region, zone_id);
    if (zone.empty()) throw launch_zone_invalid(zone_id);
  }
  if (!zone.empty()) {
    const auto zones = zones_of(call.region);
    if (std::find(zones.begin(), zones.end(), zone) == zones.end()) throw launch_zone_invalid(zone);
  }
  if (!id.empty()) {
    const Subnet* subnet = find_subnet(call, id);
    if (subnet == nullptr) throw subnet_not_found(id);
    return *subnet;
  }
  const Subnet* subnet = default_subnet(call, zone);
  if (subnet == nullptr) throw no_default_vpc();
  return *subnet;
}

std::vector<std::string> security_groups_of(const Call& call, const api::RunInstancesRequest& in,
                                            const Subnet& subnet) {
  std::vector<std::string> ids = in.security_group_ids;
  for (const auto& interface : in.network_interfaces) {
    ids.insert(ids.end(), interface.groups.begin(), interface.groups.end());
  }
  for (const std::string& id : ids) {
    if (find_security_group(call, id) == nullptr) throw security_group_not_found(id);
  }
  for (const std::string& name : in.security_groups) {
    const SecurityGroup* group = security_group_named(call, subnet.vpc_id, name);
    if (group == nullptr) throw security_group_not_found(name);
    ids.push_back(group->id);
  }
  if (ids.empty()) {
    const SecurityGroup* standard = security_group_named(call, subnet.vpc_id, "default");
    if (standard != nullptr) ids.push_back(standard->id);
  }
  return ids;
}

// An image that supports version 2 of the metadata service alone has instances that require it.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-IMDS-new-instances.html
MetadataOptions metadata_of(const Image& image, const api::RunInstancesRequest& in) {
  MetadataOptions options;
  if (image.imds_support == "v2.0") {
    options.http_tokens = "required";
    options.http_put_response_hop_limit = 2;
  }
  if (!in.metadata_options) return options;
  const auto& asked = *in.metadata_options;
  if (asked.http_tokens) options.http_tokens = *asked.http_tokens;
  if (asked.http_endpoint) options.http_endpoint = *asked.http_endpoint;
  if (asked.http_protocol_ipv6) options.http_protocol_ipv6 = *asked.http_protocol_ipv6;
  if (asked.instance_metadata_tags) options.instance_metadata_tags = *asked.instance_metadata_tags;
  options.http_put_response_hop_limit =
      asked.http_put_response_hop_limit.value_or(options.http_put_response_hop_limit);
  return options;
}

// The one network interface, whether the request describes it or the instance alone.
void plan_interface(const api::RunInstancesRequest& in, LaunchPlan& plan) {
  plan.address = given(in.private_ip_address);
  for (const auto& interface : in.network_interfaces) {
    if (plan.address.empty()) plan.address = given(interface.private_ip_address);
    plan.description = given(interface.description);
    plan.public_address = interface.associate_public_ip_address.value_or(false);
  }
  if (!plan.address.empty()) check_address(*plan.subnet, plan.address);
}

// ---- asking ------------------------------------------------------------------------------------

void set_zone(policy::Context& context, const Call& call, const std::string& zone) {
  context.set("ec2:AvailabilityZone", zone);
  context.set("ec2:AvailabilityZoneId", zone_id_of(call.account(), call.region, zone));
}

std::string vpc_arn(const Call& call, const LaunchPlan& plan) {
  return arn(call, "vpc", plan.subnet->vpc_id);
}

// The keys are those of real decoded denials [recorded].
Resource new_instance_resource(const Call& call, const LaunchPlan& plan) {
  Resource resource{.arn = arn(call, "instance", "*")};
  policy::Context& context = resource.context;
  context.set("ec2:InstanceID", "*");
  context.set("ec2:InstanceType", plan.type);
  context.set("ec2:Tenancy", "default");
  context.set("ec2:InstanceMarketType", "on-demand");
  context.set("ec2:MetadataHttpTokens", plan.metadata.http_tokens);
  context.set("ec2:MetadataHttpEndpoint", plan.metadata.http_endpoint);
  context.set("ec2:MetadataHttpPutResponseHopLimit",
              std::to_string(plan.metadata.http_put_response_hop_limit));
  context.set("ec2:InstanceMetadataTags", plan.metadata.instance_metadata_tags);
  context.set("ec2:InstanceBandwidthWeighting", "default");
  context.set("ec2:RootDeviceType", "ebs");
  context.set("ec2:ebsOptimized", plan.ebs_optimized ? "true" : "false");
  if (plan.profile != nullptr) {
    context.set("ec2:InstanceProfile", iam::arn(*plan.profile));
    context.set("ec2:InstanceProfiles", iam::arn(*plan.profile));
  }
  set_zone(context, call, plan.subnet->availability_zone);
  add_request_tags(context, plan.tags);
  return resource;
}

Resource subnet_resource(const Call& call, const LaunchPlan& plan) {
  Resource resource{.arn = arn(call, "subnet", plan.subnet->id)};
  resource.context.set("ec2:SubnetID", plan.subnet->id);
  resource.context.set("ec2:Vpc", vpc_arn(call, plan));
  set_zone(resource.context, call, plan.subnet->availability_zone);
  add_resource_tags(resource.context, call, plan.subnet->id);
  return resource;
}

Resource interface_resource(const Call& call, const LaunchPlan& plan) {
  Resource resource{.arn = arn(call, "network-interface", "*")};
  resource.context.set("ec2:NetworkInterfaceID", "*");
  resource.context.set("ec2:Subnet", arn(call, "subnet", plan.subnet->id));
  resource.context.set("ec2:Vpc", vpc_arn(call, plan));
  resource.context.set("ec2:AssociatePublicIpAddress", plan.public_address ? "true" : "false");
  set_zone(resource.context, call, plan.subnet->availability_zone);
  add_request_tags(resource.context, plan.interface_tags);
  return resource;
}

Resource group_resource(const Call& call, const LaunchPlan& plan, const std::string& group_id) {
  Resource resource{.arn = arn(call, "security-group", group_id)};
  resource.context.set("ec2:SecurityGroupID", group_id);
  resource.context.set("ec2:Vpc", vpc_arn(call, plan));
  add_resource_tags(resource.context, call, group_id);
  return resource;
}

Resource key_pair_resource(const Call& call, const SshKeyPair& pair) {
  Resource resource{.arn = arn(call, "key-pair", pair.name)};
  resource.context.set("ec2:KeyPairName", pair.name);
  resource.context.set("ec2:KeyPairType", pair.type);
  add_resource_tags(resource.context, call, pair.id);
  return resource;
}

// Asks for one resource of a launch. None comes from a launch template, and every key of the kind
// says so [recorded].
void allow_part(Call& call, Resource resource) {
  resource.context.set("ec2:IsLaunchTemplateResource", "false");
  allow(call, "ec2:RunInstances", resource);
}

}  // namespace

void check_instance_type(const std::string& type, const std::string& of_image) {
  const auto dot = type.find('.');
  const bool good =
      dot != std::string::npos && dot > 0 && dot + 1 < type.size() &&
      type.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-.") == std::string::npos &&
      type.find('.', dot + 1) == std::string::npos;
  if (!good) throw instance_type_invalid(type);
  const std::string architecture = architecture_of(type);
  if (of_image != architecture && of_image != "i386") {
    throw architecture_mismatch(architecture, of_image);
  }
}

void check_user_data(const std::string& user_data) {
  constexpr std::size_t most_bytes = 16384;
  const auto bytes = crypto::from_base64(user_data);
  if (!bytes) throw user_data_malformed();
  if (bytes->size() > most_bytes) throw user_data_too_long();
}

LaunchPlan plan_launch(Call& call, const Image& image, const api::RunInstancesRequest& in) {
  const Subnet& subnet = subnet_of(call, in);
  const auto taggable = {std::string_view("instance"), std::string_view("volume"),
                         std::string_view("network-interface")};
  LaunchPlan plan{
      .image = &image,
      .type = instance_type(image, in),
      .subnet = &subnet,
      .security_group_ids = security_groups_of(call, in, subnet),
      .disks = launch_disks(call, image, in.block_device_mappings, subnet.availability_zone,
                            tags_on_create(in.tag_specifications, "volume", taggable)),
      .metadata = metadata_of(image, in),
      .tags = tags_on_create(in.tag_specifications, "instance", taggable),
      .interface_tags = tags_on_create(in.tag_specifications, "network-interface", taggable),
      .ebs_optimized = in.ebs_optimized.value_or(false)};
  if (!given(in.key_name).empty()) {
    plan.key_pair = key_pair_named(call, *in.key_name);
    if (plan.key_pair == nullptr) throw key_pair_not_found(*in.key_name);
  }
  if (in.iam_instance_profile) {
    const FoundProfile found = find_profile(call, *in.iam_instance_profile);
    plan.profile = found.profile;
    plan.role = found.role;
  }
  plan_interface(in, plan);
  return plan;
}

void allow_launch(Call& call, const LaunchPlan& plan) {
  allow_part(call, image_resource(call, *plan.image));
  const Resource instance = new_instance_resource(call, plan);
  allow_part(call, instance);
  for (const LaunchDisk& disk : plan.disks) {
    allow_part(call, new_volume_resource(call, disk.plan, disk.tags));
  }
  for (const std::string& id : further_snapshots(*plan.image, plan.disks)) {
    allow_part(call, resource_of(call, find_snapshot(call, id)));
  }
  const Resource interface = interface_resource(call, plan);
  allow_part(call, interface);
  allow_part(call, subnet_resource(call, plan));
  for (const std::string& id : plan.security_group_ids) {
    allow_part(call, group_resource(call, plan, id));
  }
  if (plan.key_pair != nullptr) allow_part(call, key_pair_resource(call, *plan.key_pair));
  allow_tags_on_create(call, "RunInstances", instance, plan.tags);
  for (const LaunchDisk& disk : plan.disks) {
    allow_tags_on_create(call, "RunInstances", new_volume_resource(call, disk.plan, disk.tags),
                         disk.tags);
  }
  allow_tags_on_create(call, "RunInstances", interface, plan.interface_tags);
  if (plan.role != nullptr) allow_pass_role(call, *plan.role, "RunInstances", instance.arn);
}

}  // namespace amishare::ec2
