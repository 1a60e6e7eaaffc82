// instance.cpp - finding instances, and how policies see them.
#include "ec2/instance.h"

#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {

std::string_view name_of(InstanceState state) {
  switch (state) {
    case InstanceState::pending:
      return "pending";
    case InstanceState::running:
      return "running";
    case InstanceState::shutting_down:
      return "shutting-down";
    case InstanceState::terminated:
      return "terminated";
    case InstanceState::stopping:
      return "stopping";
    case InstanceState::stopped:
      return "stopped";
  }
  return "";
}

Instance& find_instance(Call& call, const std::string& instance_id) {
  needed(instance_id, "InstanceId");
  if (!is_resource_id(instance_id, "i-")) throw instance_id_malformed(instance_id);
  Instance* instance = call.world.ec2.instances.find(instance_id);
  if (instance == nullptr || instance->owner != call.account() || instance->region != call.region) {
    throw instance_not_found(instance_id);
  }
  return *instance;
}

Resource resource_of(const Call& call, const Instance& instance) {
  Resource resource{.arn = arn(call, "instance", instance.id)};
  policy::Context& context = resource.context;
  context.set("ec2:InstanceID", instance.id);
  context.set("ec2:InstanceType", instance.type);
  context.set("ec2:Tenancy", "default");
  context.set("ec2:InstanceMarketType", "on-demand");
  context.set("ec2:InstanceBandwidthWeighting", "default");
  context.set("ec2:RootDeviceType", "ebs");
  context.set("ec2:AvailabilityZone", instance.availability_zone);
  context.set("ec2:AvailabilityZoneId",
              zone_id_of(instance.owner, instance.region, instance.availability_zone));
  context.set("ec2:ebsOptimized", instance.ebs_optimized ? "true" : "false");
  context.set("ec2:MetadataHttpTokens", instance.metadata.http_tokens);
  context.set("ec2:MetadataHttpEndpoint", instance.metadata.http_endpoint);
  context.set("ec2:MetadataHttpPutResponseHopLimit",
              std::to_string(instance.metadata.http_put_response_hop_limit));
  context.set("ec2:InstanceMetadataTags", instance.metadata.instance_metadata_tags);
  if (!instance.profile_arn.empty()) {
    context.set("ec2:InstanceProfile", instance.profile_arn);
    context.set("ec2:InstanceProfiles", instance.profile_arn);
  }
  add_resource_tags(context, call, instance.id);
  return resource;
}

void enter(Instance& instance, InstanceState state) {
  instance.state = state;
  ++instance.turn;
}

}  // namespace amishare::ec2
