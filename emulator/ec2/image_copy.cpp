// image_copy.cpp - CopyImage: an independent image, its snapshots copied and perhaps re-encrypted.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// The parameters that two requests with one client token must have in common.
std::string signature(const api::CopyImageRequest& in) {
  std::string text;
  for (const std::string& part :
       {in.source_image_id, in.source_region, in.name, given(in.description), given(in.kms_key_id),
        std::string(in.encrypted ? (*in.encrypted ? "true" : "false") : "")}) {
    text += std::to_string(part.size()) + ":" + part;
  }
  return text;
}

void check_parameters(const api::CopyImageRequest& in) {
  needed(in.source_image_id, "SourceImageId");
  needed(in.source_region, "SourceRegion");
  check_image_name(in.name);
  if (!given(in.kms_key_id).empty() && !in.encrypted.value_or(false)) {
    throw kms_key_without_encrypted();
  }
  if (!is_region(in.source_region)) throw region_invalid(in.source_region);
}

struct CopyTags {
  TagMap image, snapshot;
};

// Of the source's tags only those of the caller's own account can come along.
CopyTags tags_of_copy(const Call& call, const api::CopyImageRequest& in, const Image& source) {
  CopyTags tags{tags_on_create(in.tag_specifications, "image", {"image", "snapshot"}),
                tags_on_create(in.tag_specifications, "snapshot", {"image", "snapshot"})};
  if (in.copy_image_tags.value_or(false)) {
    for (const auto& [key, value] : tags_of(call.world, call.account(), source.region, source.id)) {
      tags.image.emplace(key, value);
    }
    if (tags.image.size() > most_tags) throw tag_limit_exceeded();
  }
  return tags;
}

// The new image, the source and the new snapshots; the source since October 2024.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/copy-ami-permissions.html
void allow_copy(Call& call, const Image& source, const CopyTags& tags) {
  Resource image = new_image_resource(call);
  add_request_tags(image.context, tags.image);
  const Resource snapshot = new_snapshot_resource(call, tags.snapshot);
  allow(call, "ec2:CopyImage", image);
  allow(call, "ec2:CopyImage", image_resource(call, source));
  allow(call, "ec2:CopyImage", snapshot);
  allow_tags_on_create(call, "CopyImage", image, tags.image);
  allow_tags_on_create(call, "CopyImage", snapshot, tags.snapshot);
}

// Launch permission alone is not enough: the bytes must be readable, too.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/CopyingAMIs.html
void check_storage(const Call& call, const Image& source, const api::CopyImageRequest& in) {
  if (!visible_to(call.world, source, call.account())) throw storage_not_accessible();
  if (source.state != ImageState::available) throw image_unavailable(source.id);
  for (const BlockDevice& device : source.block_devices) {
    if (device.snapshot_id.empty()) continue;
    const Snapshot* snapshot = call.world.ec2.snapshots.find(device.snapshot_id);
    if (snapshot == nullptr || !storage_readable_by(*snapshot, call.account())) {
      throw storage_not_accessible();
    }
    if (snapshot->encrypted && in.encrypted && !*in.encrypted) {
      throw unencrypted_copy(snapshot->id);
    }
  }
}

std::size_t count_snapshots(const Image& image) {
  return static_cast<std::size_t>(
      std::count_if(image.block_devices.begin(), image.block_devices.end(),
                    [](const BlockDevice& device) { return !device.snapshot_id.empty(); }));
}

// The description that AWS gives to the snapshots of a copy, as widely seen; not recorded.
std::string snapshot_description(const Call& call, const Image& copy, const BlockDevice& device) {
  std::string digits = std::to_string(call.now().time_since_epoch().count());
  for (std::size_t place = digits.size(); place > 3;) digits.insert(place -= 3, ",");
  return "Copied for DestinationAmi " + copy.id + " from SourceAmi " + copy.source_image_id +
         " for SourceSnapshot " + device.snapshot_id + ". Task created on " + digits + ".";
}

Image copy_of(Call& call, const Image& source, const api::CopyImageRequest& in) {
  Image copy = source;
  copy.id = draw_image_id(call);
  copy.owner = call.account();
  copy.region = call.region;
  copy.name = in.name;
  copy.description = given(in.description);
  copy.state = ImageState::pending;
  copy.created = call.now();
  copy.launch_permissions.clear();
  copy.source_image_id = source.id;
  copy.source_image_region = source.region.value;
  copy.source_instance_id.clear();
  copy.image_location = call.account().value + "/" + in.name;
  for (BlockDevice& device : copy.block_devices) {
    if (device.virtual_name.empty() && in.encrypted.value_or(false)) device.encrypted = true;
    if (device.snapshot_id.empty()) continue;
    // Whether the key can be used shows later, in the snapshot and then in the image: unlike
    // CopySnapshot, CopyImage does not look at the key at once [documented].
    device.snapshot_id =
        begin_snapshot_copy(call, {.source_snapshot_id = device.snapshot_id,
                                   .source_region = source.region,
                                   .description = snapshot_description(call, copy, device),
                                   .encrypted = in.encrypted,
                                   .kms_key_id = given(in.kms_key_id)})
            .id;
  }
  return copy;
}

}  // namespace

api::CopyImageResponse copy_image(Call& call, const api::CopyImageRequest& in) {
  check_parameters(in);
  const Image source = find_image(call, Region{in.source_region}, in.source_image_id);
  const CopyTags tags = tags_of_copy(call, in, source);
  allow_copy(call, source, tags);
  end_dry_run(in.dry_run);

  World& world = call.world;
  const std::string& token = given(in.client_token);
  const auto earlier = world.ec2.image_tokens.find({call.account(), call.region, token});
  if (!token.empty() && earlier != world.ec2.image_tokens.end()) {
    if (earlier->second.parameters != signature(in)) throw client_token_mismatch();
    return {.image_id = earlier->second.image_id};
  }
  check_storage(call, source, in);
  check_name_is_free(call, in.name);
  check_copies_in_progress(call, count_snapshots(source));

  const Image& copy = add_image(world, copy_of(call, source, in));
  put_tags(world, call.account(), call.region, copy.id, tags.image);
  for (const BlockDevice& device : copy.block_devices) {
    if (device.snapshot_id.empty()) continue;
    put_tags(world, call.account(), call.region, device.snapshot_id, tags.snapshot);
  }
  if (!token.empty()) {
    world.ec2.image_tokens[{call.account(), call.region, token}] = {copy.id, signature(in)};
  }
  world.timeline.after(std::max(world.pace.image_copy, world.pace.snapshot_copy),
                       Event(ImageReady{copy.id}));
  return {.image_id = copy.id};
}

}  // namespace amishare::ec2
