// snapshot_resource.cpp - condition keys of snapshots.
#include "ec2/snapshot_resource.h"

#include "ec2/tag_request.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {

Resource resource_of(const Call& call, const Snapshot& snapshot) {
  Resource resource{.arn = snapshot_arn(snapshot.region, snapshot.id), .owner = snapshot.owner};
  policy::Context& context = resource.context;
  context.set("ec2:Owner", snapshot.owner.value);
  context.set("ec2:ParentVolume",
              arn_text("ec2", snapshot.region, snapshot.owner, "volume/" + snapshot.volume_id));
  context.set("ec2:SnapshotID", snapshot.id);
  context.set("ec2:SnapshotTime", iso8601_milliseconds(snapshot.started));
  context.set("ec2:VolumeSize", std::to_string(snapshot.volume_size_gib));
  context.set("ec2:Encrypted", snapshot.encrypted ? "true" : "false");
  add_resource_tags(context, call, snapshot.id);
  return resource;
}

Resource snapshot_resource(const Call& call, std::string_view snapshot_id) {
  Resource resource{.arn = snapshot_arn(call.region, snapshot_id)};
  resource.context.set("ec2:SnapshotID", std::string(snapshot_id));
  return resource;
}

Resource new_snapshot_resource(const Call& call, const TagMap& tags) {
  Resource resource = snapshot_resource(call, "*");
  add_request_tags(resource.context, tags);
  return resource;
}

}  // namespace amishare::ec2
