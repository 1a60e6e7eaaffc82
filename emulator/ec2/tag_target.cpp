// tag_target.cpp - finds what is to be tagged, by the type that its id tells.
#include "ec2/tag_target.h"

#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/instance.h"
#include "ec2/network.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag.h"
#include "ec2/tag_request.h"
#include "ec2/volume.h"
#include "ec2/volume_resource.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

Resource image_target(Call& call, const std::string& image_id) {
  const Image& image = find_image(call, call.region, image_id);
  if (!visible_to(call.world, image, call.account())) throw image_not_found(image_id);
  return image_resource(call, image);
}

// The caller's own, by its id and tags; what else policies could see of parts of a network is left
// out.
template <class Thing>
Resource plain_target(Call& call, const Table<Thing>& table, std::string_view type,
                      const std::string& id) {
  const Thing* thing = table.find(id);
  if (thing == nullptr || thing->owner != call.account() || thing->region != call.region) {
    throw invalid_resource_id(id);
  }
  Resource resource{.arn = arn(call, type, id)};
  add_resource_tags(resource.context, call, id);
  return resource;
}

// The network interface of one of the caller's instances.
Resource interface_target(Call& call, const std::string& id) {
  for (const auto& [number, instance] : call.world.ec2.instances) {
    const InstanceNetwork& network = instance.network;
    if (network.interface_id != id || !belongs_to_caller(call, instance)) continue;
    Resource resource{.arn = arn(call, "network-interface", id)};
    policy::Context& context = resource.context;
    context.set("ec2:NetworkInterfaceID", id);
    context.set("ec2:AvailabilityZone", instance.availability_zone);
    context.set("ec2:Subnet", arn(call, "subnet", network.subnet_id));
    context.set("ec2:Vpc", arn(call, "vpc", network.vpc_id));
    add_resource_tags(context, call, id);
    return resource;
  }
  throw invalid_resource_id(id);
}

}  // namespace

Resource tag_target(Call& call, const std::string& resource_id) {
  const State& ec2 = call.world.ec2;
  const std::string_view type = resource_type_of(resource_id);
  if (type == "image") return image_target(call, resource_id);
  if (type == "snapshot") {
    return resource_of(call, find_snapshot(call, resource_id));
  }
  if (type == "volume") return resource_of(call, find_volume(call, resource_id));
  if (type == "instance") return resource_of(call, find_instance(call, resource_id));
  if (type == "vpc") return plain_target(call, ec2.vpcs, type, resource_id);
  if (type == "subnet") return plain_target(call, ec2.subnets, type, resource_id);
  if (type == "security-group") return plain_target(call, ec2.security_groups, type, resource_id);
  if (type == "network-interface") return interface_target(call, resource_id);
  if (type == "key-pair") return plain_target(call, ec2.key_pairs, type, resource_id);
  throw invalid_resource_id(resource_id);
}

}  // namespace amishare::ec2
