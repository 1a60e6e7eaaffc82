// image_deregister.cpp - DeregisterImage, and the snapshots that go with it.
#include <algorithm>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/image_access.h"
#include "ec2/snapshot.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// The image's snapshots, each once.
std::vector<std::string> snapshots_of(const Image& image) {
  std::vector<std::string> ids;
  for (const BlockDevice& device : image.block_devices) {
    const std::string& id = device.snapshot_id;
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

// Asks for DeleteSnapshot in the caller's name. A snapshot that another image needs stays.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSnapshotReturnCode.html
std::string delete_associated(Call& call, const std::string& snapshot_id) {
  const Snapshot* snapshot = call.world.ec2.snapshots.find(snapshot_id);
  if (snapshot == nullptr) return "client-error";
  if (!images_of_snapshot(call.world, *snapshot).empty()) return "skipped";
  try {
    implied<op::DeleteSnapshot>(call, call.caller, {.snapshot_id = snapshot_id});
    return "success";
  } catch (const Error& error) {
    return error.code == "UnauthorizedOperation" ? "missing-permissions" : "client-error";
  }
}

}  // namespace

api::DeregisterImageResponse deregister_image(Call& call, const api::DeregisterImageRequest& in) {
  Image& image = find_own_image(call, in.image_id);
  allow(call, "ec2:DeregisterImage", image_resource(call, image));
  end_dry_run(in.dry_run);

  const std::vector<std::string> snapshots = snapshots_of(image);
  end_image(call.world, image);
  api::DeregisterImageResponse out{.return_ = true};
  if (in.delete_associated_snapshots.value_or(false)) {
    for (const std::string& id : snapshots) {
      out.delete_snapshot_results.push_back(
          {.snapshot_id = id, .return_code = delete_associated(call, id)});
    }
  }
  return out;
}

}  // namespace amishare::ec2
