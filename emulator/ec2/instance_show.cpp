// instance_show.cpp - an Instance as DescribeInstances has it.
#include "ec2/instance_show.h"

#include <algorithm>

#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

std::vector<api::InstanceBlockDeviceMapping> shown_disks(const Call& call,
                                                         const Instance& instance) {
  std::vector<api::InstanceBlockDeviceMapping> shown;
  const auto attached = call.world.ec2.volumes_of_instance.find(instance.id);
  if (attached == call.world.ec2.volumes_of_instance.end()) return shown;
  for (const std::string& volume_id : attached->second) {
    const Attachment& attachment = call.world.ec2.volumes.at(volume_id).attachment.value();
    shown.push_back({.device_name = attachment.device,
                     .ebs = api::EbsInstanceBlockDevice{
                         .attach_time = attachment.attached,
                         .delete_on_termination = attachment.delete_on_termination,
                         .status = attachment.state,
                         .volume_id = volume_id}});
  }
  return shown;
}

std::vector<api::GroupIdentifier> shown_groups(const Call& call, const Instance& instance) {
  std::vector<api::GroupIdentifier> shown;
  for (const std::string& id : instance.network.security_group_ids) {
    const SecurityGroup* group = call.world.ec2.security_groups.find(id);
    shown.push_back({.group_id = id, .group_name = group == nullptr ? "" : group->name});
  }
  return shown;
}

std::vector<api::InstanceNetworkInterface> shown_interfaces(const Call& call,
                                                            const Instance& instance) {
  const InstanceNetwork& network = instance.network;
  if (network.interface_id.empty()) return {};
  api::InstanceNetworkInterface shown{
      .attachment = api::InstanceNetworkInterfaceAttachment{.attach_time = instance.launched,
                                                            .attachment_id = network.attachment_id,
                                                            .delete_on_termination = true,
                                                            .device_index = 0,
                                                            .status = "attached"},
      .description = network.description,
      .groups = shown_groups(call, instance),
      .network_interface_id = network.interface_id,
      .owner_id = instance.owner.value,
      .private_dns_name = private_dns_name(instance),
      .private_ip_address = network.private_address,
      .private_ip_addresses = {{.primary = true,
                                .private_dns_name = private_dns_name(instance),
                                .private_ip_address = network.private_address}},
      .source_dest_check = true,
      .status = "in-use",
      .subnet_id = network.subnet_id,
      .vpc_id = network.vpc_id,
      .interface_type = "interface"};
  return {std::move(shown)};
}

}  // namespace

// "ip-172-31-0-4.ec2.internal"; other Regions have their name in it.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/hostname-types.html
std::string private_dns_name(const Instance& instance) {
  std::string address = instance.network.private_address;
  if (address.empty()) return {};
  std::replace(address.begin(), address.end(), '.', '-');
  return "ip-" + address +
         (instance.region.value == "us-east-1" ? ".ec2.internal"
                                               : "." + instance.region.value + ".compute.internal");
}

api::InstanceState show(InstanceState state) {
  return {.code = static_cast<std::int64_t>(state), .name = std::string(name_of(state))};
}

api::Instance show(const Call& call, const Instance& instance) {
  api::Instance shown{
      .architecture = instance.architecture,
      .block_device_mappings = shown_disks(call, instance),
      .client_token = instance.client_token,
      .ebs_optimized = instance.ebs_optimized,
      .ena_support = instance.ena_support,
      .hypervisor = "xen",
      .network_interfaces = shown_interfaces(call, instance),
      .root_device_name = instance.root_device_name,
      .root_device_type = "ebs",
      .security_groups = shown_groups(call, instance),
      .tags = shown_tags(call, instance.id),
      .virtualization_type = instance.virtualization_type,
      .metadata_options =
          api::InstanceMetadataOptionsResponse{
              .state = instance.state == InstanceState::pending ? "pending" : "applied",
              .http_tokens = instance.metadata.http_tokens,
              .http_put_response_hop_limit = instance.metadata.http_put_response_hop_limit,
              .http_endpoint = instance.metadata.http_endpoint,
              .http_protocol_ipv6 = instance.metadata.http_protocol_ipv6,
              .instance_metadata_tags = instance.metadata.instance_metadata_tags},
      .platform_details = "Linux/UNIX",
      .usage_operation = "RunInstances",
      .usage_operation_update_time = instance.launched,
      .instance_id = instance.id,
      .image_id = instance.image_id,
      .state = show(instance.state),
      .private_dns_name = private_dns_name(instance),
      .public_dns_name = "",
      .state_transition_reason = instance.state_transition_reason,
      .ami_launch_index = instance.launch_index,
      .instance_type = instance.type,
      .launch_time = instance.launched,
      .placement = api::Placement{.group_name = "",
                                  .tenancy = "default",
                                  .availability_zone = instance.availability_zone},
      .monitoring = api::Monitoring{.state = instance.monitoring ? "enabled" : "disabled"}};
  if (!instance.state_reason_code.empty()) {
    shown.state_reason = api::StateReason{.code = instance.state_reason_code,
                                          .message = instance.state_reason_message};
  }
  if (!instance.key_name.empty()) shown.key_name = instance.key_name;
  if (!instance.boot_mode.empty()) shown.boot_mode = instance.boot_mode;
  if (!instance.profile_arn.empty()) {
    shown.iam_instance_profile =
        api::IamInstanceProfile{.arn = instance.profile_arn, .id = instance.profile_id};
  }
  if (!instance.network.subnet_id.empty()) {
    shown.source_dest_check = true;
    shown.subnet_id = instance.network.subnet_id;
    shown.vpc_id = instance.network.vpc_id;
    shown.private_ip_address = instance.network.private_address;
  }
  return shown;
}

}  // namespace amishare::ec2
