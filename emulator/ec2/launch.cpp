// launch.cpp - RunInstances: what is refused at once, and what is left to happen.
#include <algorithm>
#include <utility>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/instance_profile.h"
#include "ec2/instance_show.h"
#include "ec2/launch_access.h"
#include "ec2/launch_mapping.h"
#include "ec2/parameter.h"
#include "ec2/tag_request.h"
#include "wire/json.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

void check_network_parameters(const api::RunInstancesRequest& in) {
  if (!in.security_groups.empty() && !in.security_group_ids.empty()) {
    throw group_names_with_ids();
  }
  if (in.max_count > 1 && !given(in.private_ip_address).empty()) throw address_for_several();
  if (in.network_interfaces.empty()) return;
  if (!given(in.subnet_id).empty()) throw subnet_with_network_interfaces();
  if (!in.security_groups.empty() || !in.security_group_ids.empty()) {
    throw groups_with_network_interfaces();
  }
  if (!given(in.private_ip_address).empty()) throw address_with_network_interfaces();
  if (in.network_interfaces.size() > 1) throw value_not_emulated("NetworkInterface.2", "...");
  const auto& interface = in.network_interfaces.front();
  if (!interface.device_index) throw device_index_missing();
  if (*interface.device_index != 0) {
    throw value_not_emulated("NetworkInterface.1.DeviceIndex",
                             std::to_string(*interface.device_index));
  }
  if (interface.delete_on_termination == false) {
    throw value_not_emulated("NetworkInterface.1.DeleteOnTermination", "false");
  }
  if (in.max_count > 1 && !given(interface.private_ip_address).empty()) throw address_for_several();
}

// What depends on the parameters alone; recorded to come before IAM and DryRun.
void check_parameters(const api::RunInstancesRequest& in) {
  if (given(in.image_id).empty()) throw missing_parameter("ImageId");
  if (in.min_count < 1) throw count_invalid("minCount", in.min_count);
  if (in.max_count < 1) throw count_invalid("maxCount", in.max_count);
  if (in.min_count > in.max_count) throw counts_crossed(in.min_count, in.max_count);
  if (in.max_count > launch_count_max) throw instance_limit_exceeded(in.max_count);
  if (given(in.client_token).size() > client_token_length_max) throw client_token_too_long();
  check_network_parameters(in);
  check_user_data(given(in.user_data));
  const std::string tenancy = in.placement ? given(in.placement->tenancy) : "";
  if (!tenancy.empty() && tenancy != "default") {
    throw value_not_emulated("Placement.Tenancy", tenancy);
  }
}

// The image, if the caller may launch it. One that is not shared is refused before IAM is asked,
// since EC2 needs its owner for the condition keys [inferred].
const Image& launchable_image(Call& call, const std::string& image_id) {
  const Image& image = find_image(call, call.region, image_id);
  if (!visible_to(call.world, image, call.account())) throw not_authorized_for_images(image_id);
  if (image.state != ImageState::available) throw image_unavailable(image_id);
  return image;
}

// By value, since the walker takes what it tells of as changeable.
std::string parameters_of(api::RunInstancesRequest in) {
  in.dry_run.reset();
  return wire::json_text(wire::tell(*wire::find_operation("ec2", "RunInstances")->input, &in));
}

// A request with a client token that was seen before: the same instances as they are now. What it
// was launched from may be gone by then, so that policies are asked about the instances alone. A
// dry run is looked at as any other.
std::optional<api::RunInstancesResponse> replay(Call& call, const api::RunInstancesRequest& in) {
  const std::string& token = given(in.client_token);
  if (token.empty() || in.dry_run.value_or(false)) return std::nullopt;
  const auto known = call.world.ec2.launch_tokens.find({call.account(), call.region, token});
  if (known == call.world.ec2.launch_tokens.end()) return std::nullopt;
  for (const std::string& id : known->second.instance_ids) {
    const Instance* instance = call.world.ec2.instances.find(id);
    if (instance != nullptr) allow(call, "ec2:RunInstances", resource_of(call, *instance));
  }
  if (known->second.parameters != parameters_of(in)) throw client_token_mismatch();
  api::RunInstancesResponse response{.reservation_id = known->second.reservation_id,
                                     .owner_id = call.account().value};
  for (const std::string& id : known->second.instance_ids) {
    const Instance* instance = call.world.ec2.instances.find(id);
    if (instance != nullptr) response.instances.push_back(show(call, *instance));
  }
  return response;
}

Instance new_instance(Call& call, const api::RunInstancesRequest& in, const LaunchPlan& plan,
                      const std::string& reservation_id, std::int64_t index) {
  World& world = call.world;
  const Image& image = *plan.image;
  Subnet& subnet = world.ec2.subnets.at(plan.subnet->id);
  Instance instance{
      .id = "i-0" + world.random.hex("instance", 16),
      .owner = call.account(),
      .region = call.region,
      .availability_zone = subnet.availability_zone,
      .image_id = image.id,
      .reservation_id = reservation_id,
      .launch_index = index,
      .type = plan.type,
      .launched = call.now(),
      .architecture = image.architecture,
      .root_device_name = image.root_device_name,
      .virtualization_type = image.virtualization_type,
      .boot_mode = image.boot_mode,
      .ena_support = image.ena_support,
      .ebs_optimized = in.ebs_optimized.value_or(false),
      .monitoring = in.monitoring && in.monitoring->enabled,
      .termination_protected = in.disable_api_termination.value_or(false),
      .stop_protected = in.disable_api_stop.value_or(false),
      .terminates_on_shutdown = given(in.instance_initiated_shutdown_behavior) == "terminate",
      .key_name = given(in.key_name),
      .client_token = given(in.client_token),
      .user_data = given(in.user_data),
      .metadata = plan.metadata};
  if (plan.profile != nullptr) {
    instance.profile_arn = iam::arn(*plan.profile);
    instance.profile_id = plan.profile->id;
    instance.profile_association_id = new_association_id(world);
    instance.profile_associated = call.now();
  }
  std::string address = plan.address;
  if (address.empty()) {
    address = take_address(subnet);
  } else {
    take_address(subnet, address);
  }
  instance.network = {.vpc_id = subnet.vpc_id,
                      .subnet_id = subnet.id,
                      .private_address = std::move(address),
                      .interface_id = "eni-0" + world.random.hex("network-interface", 16),
                      .attachment_id = "eni-attach-0" + world.random.hex("eni-attachment", 16),
                      .description = plan.description,
                      .security_group_ids = plan.security_group_ids};
  return instance;
}

}  // namespace

api::RunInstancesResponse run_instances(Call& call, const api::RunInstancesRequest& in) {
  check_parameters(in);
  if (auto known = replay(call, in)) return std::move(*known);
  const Image& image = launchable_image(call, given(in.image_id));
  const LaunchPlan plan = plan_launch(call, image, in);
  allow_launch(call, plan);
  end_dry_run(in.dry_run);
  for (const LaunchDisk& disk : plan.disks) check_plan(call, disk.plan);
  if (free_addresses(*plan.subnet) < static_cast<std::size_t>(in.max_count)) {
    throw too_few_addresses(plan.subnet->id);
  }

  World& world = call.world;
  const std::string reservation_id = "r-0" + world.random.hex("reservation", 16);
  api::RunInstancesResponse response{.reservation_id = reservation_id,
                                     .owner_id = call.account().value};
  LaunchToken token{.reservation_id = reservation_id, .instance_ids = {}, .parameters = ""};
  for (std::int64_t index = 0; index < in.max_count; ++index) {
    const Instance& instance =
        world.ec2.instances.add(new_instance(call, in, plan, reservation_id, index));
    put_tags(world, call.account(), call.region, instance.id, plan.tags);
    put_tags(world, call.account(), call.region, instance.network.interface_id,
             plan.interface_tags);
    token.instance_ids.push_back(instance.id);
    response.instances.push_back(show(call, instance));
    // The volumes and their keys come after the response: AWS has told the instance's id by then.
    world.timeline.after(Delay{0}, Event{InstanceLaunches{.errand = errand_of(call),
                                                          .instance_id = instance.id,
                                                          .turn = instance.turn,
                                                          .disks = plan.disks}});
  }
  if (!given(in.client_token).empty()) {
    token.parameters = parameters_of(in);
    world.ec2.launch_tokens[{call.account(), call.region, *in.client_token}] = std::move(token);
  }
  return response;
}

}  // namespace amishare::ec2
