// volume_create.cpp - CreateVolume, and what a volume may be.
#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <utility>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "ec2/volume.h"
#include "ec2/volume_resource.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html; the limits are recorded.
struct VolumeType {
  std::string_view name;
  std::int64_t size_least, size_most;    // GiB
  std::int64_t iops_most, iops_per_gib;  // 0: IOPS are not to be given
  std::int64_t throughput_most;          // MiB/s; 0: not to be given
};
constexpr std::array<VolumeType, 7> volume_types = {{
    {"gp2", 1, 16384, 0, 0, 0},
    {"gp3", 1, 65536, 80000, 500, 2000},
    {"io1", 4, 16384, 64000, 50, 0},
    {"io2", 4, 65536, 256000, 1000, 0},
    {"sc1", 125, 16384, 0, 0, 0},
    {"st1", 125, 16384, 0, 0, 0},
    {"standard", 1, 1024, 0, 0, 0},
}};
constexpr std::int64_t iops_least = 100;
constexpr double throughput_per_iops = 0.25;
// What every gp3 volume has; one that asks for less gets this, too [recorded].
constexpr std::int64_t gp3_iops = 3000, gp3_throughput = 125;

const VolumeType& type_of(const std::string& name) {
  const auto place = std::find_if(volume_types.begin(), volume_types.end(),
                                  [&](const VolumeType& type) { return type.name == name; });
  if (place == volume_types.end()) throw volume_type_unknown(name);
  return *place;
}

// What a volume gets: gp2 grows with its size, gp3 has a fixed start.
std::optional<std::int64_t> iops_of(const VolumeOrder& order, std::int64_t size_gib) {
  if (order.type == "gp3") return std::max(order.iops.value_or(gp3_iops), gp3_iops);
  if (order.type == "gp2") return std::clamp<std::int64_t>(3 * size_gib, 100, 16000);
  return order.iops;
}

std::optional<std::int64_t> throughput_of(const VolumeOrder& order) {
  if (order.type != "gp3") return order.throughput;
  return std::max(order.throughput.value_or(gp3_throughput), gp3_throughput);
}

// What depends on the parameters alone, in the recorded order.
void check_parameters(const VolumeOrder& order) {
  if (order.snapshot_id.empty() && !order.size_gib) throw size_or_snapshot_missing();
  const VolumeType& type = type_of(order.type);
  const auto check_sign = [](std::string_view name, const std::optional<std::int64_t>& value) {
    if (value && *value < 0) throw not_positive(name, *value);
  };
  check_sign("size", order.size_gib);
  check_sign("iops", order.iops);
  check_sign("throughput", order.throughput);
  if (!order.kms_key_id.empty() && !order.encrypted.value_or(false)) {
    throw kms_key_without_encrypted();
  }
  if (order.iops && type.iops_most == 0) throw iops_unsupported(order.type);
  if (order.throughput && type.throughput_most == 0) throw throughput_unsupported(order.type);
  if (!order.iops && order.type.starts_with("io")) throw iops_missing(order.type);
}

// Sizes and rates, in the recorded order: the rate that is asked for is held against the size, the
// throughput against the rate that the volume gets.
void check_measures(const VolumeOrder& order, std::int64_t size_gib) {
  const VolumeType& type = type_of(order.type);
  if (size_gib < type.size_least) throw volume_too_small(size_gib, type.name, type.size_least);
  if (size_gib > type.size_most) throw volume_too_large(size_gib, type.name, type.size_most);
  if (order.iops) {
    if (*order.iops < iops_least) throw iops_too_low(*order.iops, iops_least);
    if (*order.iops > type.iops_most) throw iops_too_high(*order.iops, type.iops_most);
    const double ratio = static_cast<double>(*order.iops) / static_cast<double>(size_gib);
    const bool baseline = order.type == "gp3" && *order.iops == gp3_iops;
    if (!baseline && ratio > static_cast<double>(type.iops_per_gib)) {
      throw iops_ratio_too_high(ratio, type.iops_per_gib);
    }
  }
  if (order.throughput) {
    if (*order.throughput > type.throughput_most) {
      throw throughput_too_high(*order.throughput, type.throughput_most);
    }
    const double ratio = static_cast<double>(*order.throughput) /
                         static_cast<double>(iops_of(order, size_gib).value_or(1));
    if (ratio > throughput_per_iops) throw throughput_ratio_too_high(ratio, throughput_per_iops);
  }
}

// A snapshot of the call's Region that the order may be carried out from; null if it names none.
const Snapshot* source_of(Call& call, const VolumeOrder& order) {
  if (order.snapshot_id.empty()) return nullptr;
  if (!order.through_image) return &find_snapshot(call, order.snapshot_id);
  const Snapshot* source = call.world.ec2.snapshots.find(order.snapshot_id);
  if (source == nullptr || source->region != call.region) {
    throw snapshot_not_found(order.snapshot_id);
  }
  return source;
}

void check_zone(const Call& call, const std::string& zone) {
  needed(zone, "zone");
  const std::vector<std::string> zones = zones_of(call.region);
  if (std::find(zones.begin(), zones.end(), zone) == zones.end()) throw zone_not_found(zone);
}

}  // namespace

VolumePlan plan_volume(Call& call, const VolumeOrder& order) {
  check_zone(call, order.availability_zone);
  check_parameters(order);
  const Snapshot* source = source_of(call, order);
  const std::int64_t size_gib = order.size_gib.value_or(source ? source->volume_size_gib : 0);
  // A copy that is still pending has no size yet; that it is pending is told later.
  if (order.size_gib || source->state == SnapshotState::completed) {
    check_measures(order, size_gib);
  }
  return {.order = order,
          .size_gib = size_gib,
          .iops = iops_of(order, size_gib),
          .throughput = throughput_of(order),
          .target = target_key(call, order.purpose, source, order.encrypted, order.kms_key_id)};
}

void check_plan(const Call& call, const VolumePlan& plan) {
  const VolumeOrder& order = plan.order;
  if (order.snapshot_id.empty()) return;
  const Snapshot& source = call.world.ec2.snapshots.at(order.snapshot_id);
  if (source.state != SnapshotState::completed) {
    throw snapshot_not_completed(name_of(source.state));
  }
  if (plan.size_gib < source.volume_size_gib) {
    throw order.purpose == DiskPurpose::launch
        ? mapping_smaller_than_snapshot(plan.size_gib, source.id, source.volume_size_gib)
        : volume_smaller_than_snapshot(plan.size_gib, source.id, source.volume_size_gib);
  }
  // Recorded of CreateVolume. What a launch says was not; its documentation says that a mapping can
  // in no case take encryption away.
  if (source.encrypted && order.encrypted == false) throw encrypted_snapshot_plain_volume();
}

Volume& add_volume(Call& call, const VolumePlan& plan) {
  World& world = call.world;
  const VolumeOrder& order = plan.order;
  std::string key;
  if (plan.target.encrypted) {
    const kms::Key* found =
        plan.target.kms_key_id == kms::managed_ebs_alias
            ? &kms::managed_ebs_key(world, call.account(), call.region)
            : kms::find_key(world, call.account(), call.region, plan.target.kms_key_id);
    key = found != nullptr ? kms::arn(*found) : plan.target.kms_key_id;
  }
  return world.ec2.volumes.add({.id = "vol-0" + world.random.hex("vol", 16),
                                .owner = call.account(),
                                .region = call.region,
                                .availability_zone = order.availability_zone,
                                .created = call.now(),
                                .size_gib = plan.size_gib,
                                .type = order.type,
                                .iops = plan.iops,
                                .throughput = plan.throughput,
                                .snapshot_id = order.snapshot_id,
                                .encrypted = plan.target.encrypted,
                                .kms_key_arn = key});
}

namespace {

// The zone's name, whether the request has that or its id.
std::string zone_asked_for(const Call& call, const api::CreateVolumeRequest& in) {
  const std::string& zone = given(in.availability_zone);
  const std::string& id = given(in.availability_zone_id);
  if (id.empty()) return zone;
  if (!zone.empty()) throw zone_named_twice();
  std::string found = zone_with_id(call.account(), call.region, id);
  if (found.empty()) throw zone_not_found(id);
  return found;
}

// "GP3" is gp3 [recorded].
std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

VolumeOrder order_of(const Call& call, const api::CreateVolumeRequest& in) {
  const std::string& type = given(in.volume_type);
  return {.availability_zone = zone_asked_for(call, in),
          .snapshot_id = given(in.snapshot_id),
          .size_gib = in.size,
          .type = type.empty() ? "gp2" : lower_case(type),
          .iops = in.iops,
          .throughput = in.throughput,
          .encrypted = in.encrypted,
          .kms_key_id = given(in.kms_key_id)};
}

// An order and its tags in one text, to tell whether a token comes back with the same request. What
// is asked for expressly differs from what is had anyway, but for throughput [recorded].
std::string text_of(const VolumeOrder& order, std::optional<bool> multi_attach,
                    const TagMap& tags) {
  std::string text;
  const auto add = [&text](std::string_view part) {
    text.append(std::to_string(part.size())).append(":").append(part);
  };
  const auto add_number = [&add](const std::optional<std::int64_t>& number) {
    add(number ? std::to_string(*number) : "");
  };
  add(order.availability_zone);
  add(order.snapshot_id);
  add_number(order.size_gib);
  add(order.type);
  add_number(order.iops);
  add_number(throughput_of(order));
  add(order.encrypted ? (*order.encrypted ? "true" : "false") : "");
  add(order.kms_key_id);
  add(multi_attach ? (*multi_attach ? "true" : "false") : "");
  for (const auto& [key, value] : tags) {
    add(key);
    add(value);
  }
  return text;
}

api::CreateVolumeResponse response_of(const Call& call, const Volume& volume,
                                      const std::string& kms_key_id) {
  // In whole seconds here, while DescribeVolumes has milliseconds [recorded].
  api::CreateVolumeResponse out{
      .availability_zone_id = zone_id_of(volume.owner, volume.region, volume.availability_zone),
      .iops = volume.iops,
      .tags = shown_tags(call, volume.id),
      .volume_type = volume.type,
      .multi_attach_enabled = false,
      .throughput = volume.throughput,
      .volume_id = volume.id,
      .size = volume.size_gib,
      .snapshot_id = volume.snapshot_id,
      .availability_zone = volume.availability_zone,
      .state = std::string(name_of(volume.state)),
      .create_time = std::chrono::floor<std::chrono::seconds>(volume.created),
      .encrypted = volume.encrypted};
  // Exactly as it was given; absent when the default key is used [recorded].
  if (!kms_key_id.empty()) out.kms_key_id = kms_key_id;
  return out;
}

// The volume that the same request made before; null if the token is new. Throws
// IdempotentParameterMismatch.
const Volume* find_by_token(const Call& call, const std::string& token, const std::string& text) {
  if (token.empty()) return nullptr;
  const auto& tokens = call.world.ec2.volume_tokens;
  const auto known = tokens.find({call.account(), call.region, token});
  if (known == tokens.end()) return nullptr;
  if (known->second.parameters != text) throw client_token_mismatch_of_volume();
  const Volume* volume = call.world.ec2.volumes.find(known->second.volume_id);
  if (volume == nullptr) throw client_token_of_deleted(token, known->second.volume_id);
  return volume;
}

}  // namespace

api::CreateVolumeResponse create_volume(Call& call, const api::CreateVolumeRequest& in) {
  World& world = call.world;
  const TagMap tags = tags_on_create(in.tag_specifications, "volume", {"volume"});
  const VolumeOrder order = order_of(call, in);
  const VolumePlan plan = plan_volume(call, order);
  // Which of the two AWS reports first when neither is allowed was not captured.
  const Resource made = new_volume_resource(call, plan, tags);
  allow(call, "ec2:CreateVolume", made);
  if (!order.snapshot_id.empty()) {
    const Snapshot& source = world.ec2.snapshots.at(order.snapshot_id);
    allow(call, "ec2:CreateVolume", resource_of(call, source));
  }
  allow_tags_on_create(call, "CreateVolume", made, tags);
  end_dry_run(in.dry_run);
  const std::string& token = given(in.client_token);
  if (token.size() > client_token_length_max) throw client_token_too_long();
  const std::string text = text_of(order, in.multi_attach_enabled, tags);
  if (const Volume* before = find_by_token(call, token, text)) {
    return response_of(call, *before, order.kms_key_id);
  }
  check_plan(call, plan);
  if (in.multi_attach_enabled.value_or(false)) {
    if (!order.type.starts_with("io")) throw multi_attach_unsupported(order.type);
    throw value_not_emulated("MultiAttachEnabled", "true");
  }

  const Volume& volume = add_volume(call, plan);
  if (!token.empty()) {
    world.ec2.volume_tokens[{call.account(), call.region, token}] = {volume.id, text};
  }
  put_tags(world, call.account(), call.region, volume.id, tags);
  world.timeline.after(Delay{0}, Event(VolumeFills{errand_of(call), volume.id, plan.target}));
  return response_of(call, volume, order.kms_key_id);
}

}  // namespace amishare::ec2
