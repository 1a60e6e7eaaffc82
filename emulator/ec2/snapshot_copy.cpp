// snapshot_copy.cpp - CopySnapshot, which says yes to nearly everything and sees about it later.
#include <string>
#include <utility>

#include "api/ec2.h"
#include "api/kms.h"
#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/region.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// Why a copy ended in error, word for word as its StateMessage says it [recorded].
constexpr std::string_view source_not_found = "Source snapshot is not found";
constexpr std::string_view source_not_complete = "Source snapshot is not complete";
constexpr std::string_view key_not_accessible = "Given key ID is not accessible";
// As AWS Backup shows it.
constexpr std::string_view default_key_not_accessible =
    "Given key ID is not accessible. You must have DescribeKey permissions on the default CMK";

// What is absent and what is empty is answered differently here [recorded].
void check_parameters(const api::CopySnapshotRequest& in) {
  if (!in.source_snapshot_id) throw missing_parameter("SourceSnapshotId");
  if (!is_resource_id(*in.source_snapshot_id, "snap-")) throw copied_snapshot_id_invalid();
  if (!in.source_region) throw internal_error();
  if (!is_region(*in.source_region)) throw region_invalid(*in.source_region);
  if (!given(in.kms_key_id).empty() && !in.encrypted.value_or(false)) {
    throw kms_key_without_encrypted();
  }
}

// A dry run says nothing of these [recorded of the Region].
// https://docs.aws.amazon.com/ebs/latest/userguide/ebs-resource-quotas.html
constexpr std::size_t most_copies_at_once = 20;

void check_destination(const Call& call, const api::CopySnapshotRequest& in) {
  const std::string& destination = given(in.destination_region);
  if (!destination.empty() && destination != call.region.value) {
    throw destination_region_mismatch(destination, call.region.value);
  }
}

// The source as far as the caller may know of it; null also if it does not exist.
Snapshot* find_source(Call& call, const std::string& id, const Region& region) {
  Snapshot* source = call.world.ec2.snapshots.find(id);
  const bool there =
      source != nullptr && source->region == region && storage_readable_by(*source, call.account());
  return there ? source : nullptr;
}

// A denial of the new snapshot is reported before one of the source; the new one's keys have
// neither ec2:Owner nor ec2:SourceRegion, so conditions on those refuse [recorded].
void allow_copy(Call& call, const api::CopySnapshotRequest& in, const TagMap& tags) {
  const Resource made = new_snapshot_resource(call, tags);
  allow(call, "ec2:CopySnapshot", made);
  const Region region{given(in.source_region)};
  const std::string& id = given(in.source_snapshot_id);
  if (const Snapshot* source = find_source(call, id, region)) {
    allow(call, "ec2:CopySnapshot", resource_of(call, *source));
  } else {
    Resource unknown = snapshot_resource(call, id);
    unknown.arn = snapshot_arn(region, id);
    allow(call, "ec2:CopySnapshot", unknown);
  }
  allow_tags_on_create(call, "CopySnapshot", made, tags);
}

// The one KMS call that CopySnapshot makes before it answers [recorded].
void check_destination_key(Call& call, const std::string& kms_key_id) {
  if (kms_key_id.empty()) return;
  kms::api::DescribeKeyResponse described;
  try {
    described = implied<kms::op::DescribeKey>(call, call.caller.through("ec2", call.region),
                                              {.key_id = kms_key_id});
  } catch (const Error& error) {
    if (error.code == "AccessDeniedException") throw not_authorized_to_use_key(kms_key_id);
    throw copy_key_invalid(kms_key_id);
  }
  // A key that waits for its deletion is not enabled either; that it reads the same is inferred.
  if (!described.key_metadata || !described.key_metadata->enabled.value_or(false)) {
    throw copy_key_disabled(kms_key_id);
  }
}

// A completed copy of the source that the same account made under the same key.
const ebs::Disk* find_earlier_copy(const World& world, const Snapshot& copy,
                                   const Snapshot& source) {
  for (const std::string& id : source.copies) {
    const Snapshot* earlier = world.ec2.snapshots.find(id);
    if (earlier != nullptr && earlier->owner == copy.owner && earlier->region == copy.region &&
        earlier->state == SnapshotState::completed && copy.encrypted &&
        earlier->kms_key_arn == copy.kms_key_arn) {
      return world.ebs.disks.find(id);
    }
  }
  return nullptr;
}

// The key's ARN if there is such a key, else the name that was given for it.
std::string arn_of_key(World& world, const Call& call, const TargetKey& target) {
  if (!target.encrypted) return {};
  if (target.kms_key_id == kms::managed_ebs_alias) {
    return kms::arn(kms::managed_ebs_key(world, call.account(), call.region));
  }
  const kms::Key* key = kms::find_key(world, call.account(), call.region, target.kms_key_id);
  return key != nullptr ? kms::arn(*key) : target.kms_key_id;
}

void fail(World& world, Snapshot& copy, std::string_view message) {
  count_copy_out(world, copy);
  copy.state = SnapshotState::error;
  copy.state_message = message;
  copy.progress = "0%";
}

// What CopySnapshot asks at once of a key that was named is asked now of a default key, and of
// every key of CopyImage, which does not look at keys before it answers [documented; that it is
// this call is inferred].
bool key_may_be_described(Call& call, const std::string& kms_key_arn) {
  try {
    implied<kms::op::DescribeKey>(call, call.caller.through("ec2", call.region),
                                  {.key_id = kms_key_arn});
    return true;
  } catch (const Error&) {
    return false;
  }
}

// Looks at the source and brings its bytes under the target key.
void carry_out(Call& call, const SnapshotCopies& event, Snapshot& copy) {
  World& world = call.world;
  Snapshot* source = find_source(call, event.source_snapshot_id, event.source_region);
  if (source == nullptr || source->state == SnapshotState::error) {
    return fail(world, copy, source_not_found);
  }
  if (source->state == SnapshotState::pending) return fail(world, copy, source_not_complete);
  const TargetKey target =
      target_key(call, DiskPurpose::snapshot_copy, source, event.encrypted, event.kms_key_id);
  copy.volume_size_gib = source->volume_size_gib;
  copy.encrypted = target.encrypted;
  copy.kms_key_arn = arn_of_key(world, call, target);
  if (target.encrypted && !event.key_described && !key_may_be_described(call, copy.kms_key_arn)) {
    return fail(world, copy, target.by_default ? default_key_not_accessible : key_not_accessible);
  }
  const ebs::Disk* earlier = find_earlier_copy(world, copy, *source);
  try {
    const ebs::Disk& disk =
        world.ebs.disks.add(copy_snapshot_disk(call, copy.id, *source, target, earlier));
    // Named by the ARN of its alias, aws/ebs may have come into being only now.
    if (disk.key) copy.kms_key_arn = disk.key->kms_key_arn;
  } catch (const Error&) {
    return fail(world, copy, key_not_accessible);
  }
  source->copies.push_back(copy.id);
  copy.state_message = "Metadata updated";
}

}  // namespace

void check_copies_in_progress(const Call& call, std::size_t more) {
  const auto& all = call.world.ec2.copies_in_progress;
  const auto place = all.find({call.account(), call.region});
  const std::size_t pending = place == all.end() ? 0 : place->second;
  if (pending + more > most_copies_at_once) throw too_many_snapshot_copies(most_copies_at_once);
}

Snapshot& begin_snapshot_copy(Call& call, const SnapshotCopyOrder& order) {
  World& world = call.world;
  // Until its source was looked at a copy shows nothing of it [recorded].
  Snapshot& copy = world.ec2.snapshots.add({.id = new_snapshot_id(world),
                                            .owner = call.account(),
                                            .region = call.region,
                                            .state_message = "Metadata not updated",
                                            .progress = "0%",
                                            .started = call.now(),
                                            .description = order.description,
                                            .is_copy = true});
  ++world.ec2.copies_in_progress[{copy.owner, copy.region}];
  world.timeline.after(world.pace.snapshot_copy / 4,
                       Event(SnapshotCopies{.errand = errand_of(call),
                                            .snapshot_id = copy.id,
                                            .source_snapshot_id = order.source_snapshot_id,
                                            .source_region = order.source_region,
                                            .encrypted = order.encrypted,
                                            .kms_key_id = order.kms_key_id,
                                            .key_described = order.key_described}));
  return copy;
}

void on(World& world, const SnapshotCopies& event) {
  Snapshot* copy = world.ec2.snapshots.find(event.snapshot_id);
  if (copy == nullptr) return;  // deleted meanwhile
  ErrandCall call(world, event.errand);
  carry_out(call, event, *copy);
  if (copy->state == SnapshotState::error) return;
  const SnapshotCompletes completes{copy->id};
  const Delay rest = world.pace.snapshot_copy - world.pace.snapshot_copy / 4;
  if (rest == Delay{0}) return on(world, completes);
  world.timeline.after(rest, Event(completes));
}

api::CopySnapshotResponse copy_snapshot(Call& call, const api::CopySnapshotRequest& in) {
  const TagMap tags = tags_on_create(in.tag_specifications, "snapshot", {"snapshot"});
  check_parameters(in);
  allow_copy(call, in, tags);
  end_dry_run(in.dry_run);
  check_destination(call, in);
  check_copies_in_progress(call, 1);
  check_destination_key(call, given(in.kms_key_id));

  const Snapshot& copy =
      begin_snapshot_copy(call, {.source_snapshot_id = given(in.source_snapshot_id),
                                 .source_region = Region{given(in.source_region)},
                                 .description = given(in.description),
                                 .encrypted = in.encrypted,
                                 .kms_key_id = given(in.kms_key_id),
                                 .key_described = !given(in.kms_key_id).empty()});
  put_tags(call.world, call.account(), call.region, copy.id, tags);
  return {.tags = shown_tags(call, copy.id), .snapshot_id = copy.id};
}

}  // namespace amishare::ec2
