// volume_resource.cpp - condition keys of volumes.
#include "ec2/volume_resource.h"

#include "ec2/region.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// What existing and new volumes have in common.
struct VolumeFacts {
  std::string id, availability_zone, snapshot_id, type;
  std::int64_t size_gib;
  std::optional<std::int64_t> iops, throughput;
  bool encrypted;
};

Resource volume_resource(const Call& call, const VolumeFacts& facts) {
  Resource resource{.arn = arn(call, "volume", facts.id)};
  policy::Context& context = resource.context;
  context.set("ec2:AvailabilityZone", facts.availability_zone);
  context.set("ec2:AvailabilityZoneId",
              zone_id_of(call.account(), call.region, facts.availability_zone));
  context.set("ec2:Encrypted", facts.encrypted ? "true" : "false");
  if (!facts.snapshot_id.empty()) {
    context.set("ec2:ParentSnapshot", snapshot_arn(call.region, facts.snapshot_id));
  }
  context.set("ec2:VolumeID", facts.id);
  if (facts.iops) context.set("ec2:VolumeIops", std::to_string(*facts.iops));
  context.set("ec2:VolumeSize", std::to_string(facts.size_gib));
  if (facts.throughput) context.set("ec2:VolumeThroughput", std::to_string(*facts.throughput));
  context.set("ec2:VolumeType", facts.type);
  return resource;
}

}  // namespace

Resource resource_of(const Call& call, const Volume& volume) {
  Resource resource = volume_resource(call, {.id = volume.id,
                                             .availability_zone = volume.availability_zone,
                                             .snapshot_id = volume.snapshot_id,
                                             .type = volume.type,
                                             .size_gib = volume.size_gib,
                                             .iops = volume.iops,
                                             .throughput = volume.throughput,
                                             .encrypted = volume.encrypted});
  add_resource_tags(resource.context, call, volume.id);
  return resource;
}

Resource new_volume_resource(const Call& call, const VolumePlan& plan, const TagMap& tags) {
  Resource resource = volume_resource(call, {.id = "*",
                                             .availability_zone = plan.order.availability_zone,
                                             .snapshot_id = plan.order.snapshot_id,
                                             .type = plan.order.type,
                                             .size_gib = plan.size_gib,
                                             .iops = plan.iops,
                                             .throughput = plan.throughput,
                                             .encrypted = plan.target.encrypted});
  if (plan.order.purpose == DiskPurpose::volume && !plan.order.kms_key_id.empty()) {
    resource.context.set("ec2:KmsKeyId", plan.order.kms_key_id);
  }
  add_request_tags(resource.context, tags);
  return resource;
}

}  // namespace amishare::ec2
