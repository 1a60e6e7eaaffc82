// snapshot.h - a snapshot and who may make volumes from it.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "world/errand.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::ec2 {

struct Volume;

enum class SnapshotState { pending, completed, error };

// The volume that copies and direct snapshots are said to be of [recorded].
inline constexpr std::string_view no_source_volume = "vol-ffffffff";

struct Snapshot {
  std::string id;
  AccountId owner;
  Region region;
  SnapshotState state = SnapshotState::pending;
  std::string state_message{};
  std::string progress{};  // "" at first, then "0%" to "100%"
  Instant started{};
  std::optional<Instant> completed{};
  std::string description{};
  std::string volume_id{no_source_volume};
  std::int64_t volume_size_gib = 0;
  bool encrypted = false;
  std::string kms_key_arn{};
  std::vector<std::string> create_volume_users{};  // account ids, in the order of adding
  bool create_volume_public = false;
  std::vector<std::string> copies{};  // ids of those made from it, some of them gone
  bool direct = false;                // made by StartSnapshot, block by block
  bool is_copy = false;               // made by CopySnapshot or CopyImage
  bool operator==(const Snapshot&) const = default;
};

std::string_view name_of(SnapshotState state);

std::string new_snapshot_id(World& world);

// Who may use its storage: the owner, those named, everyone if public. They see it, too.
bool storage_readable_by(const Snapshot& snapshot, const AccountId& account);

// The snapshot of that id in the call's Region if the caller may see it. Throws MissingParameter,
// InvalidParameterValue (malformed) or InvalidSnapshot.NotFound, which also answers for snapshots
// of others that are not shared.
Snapshot& find_snapshot(Call& call, const std::string& snapshot_id);
// The same for those whom it belongs to alone.
Snapshot& find_own_snapshot(Call& call, const std::string& snapshot_id);

// Adds a pending snapshot of the volume, under the same key with the same data key, to be completed
// after world.pace.snapshot_create. Asks neither KMS nor the policy engine: a caller without any
// KMS right may do it [recorded]. Throws nothing.
Snapshot& take_snapshot(Call& call, const Volume& volume, std::string description);

// To be called before a snapshot leaves the state `pending`: copies in progress are counted.
void count_copy_out(World& world, const Snapshot& snapshot);
// Takes a snapshot away with its blocks and everyone's tags on it. Requires that it exists.
void erase_snapshot(World& world, const std::string& snapshot_id);

// The registered images, in the order of creation, with a mapping that names the snapshot: it can't
// be deleted before they are deregistered.
std::vector<std::string> images_of_snapshot(const World& world, const Snapshot& snapshot);

// What a copy is to be: a CopySnapshot request, or one mapping of CopyImage.
struct SnapshotCopyOrder {
  std::string source_snapshot_id;
  Region source_region;
  std::string description{};
  std::optional<bool> encrypted{};
  std::string kms_key_id{};    // as given; empty if none was named
  bool key_described = false;  // CopySnapshot asked for the named key before it answered
};

// Throws ResourceLimitExceeded if `more` copies would make more than 20 at a time into the caller's
// Region.
void check_copies_in_progress(const Call& call, std::size_t more);
// Adds a pending snapshot and leaves all else, KMS included, to be done in the caller's name after
// the response: it ends completed, or in error with a StateMessage. Throws nothing. When
// world.pace.snapshot_copy is zero the end comes in one event, before any that is scheduled later.
Snapshot& begin_snapshot_copy(Call& call, const SnapshotCopyOrder& order);

// Events.

// A snapshot of a volume, or a direct one, is complete.
struct SnapshotCompletes {
  std::string snapshot_id;
  bool operator==(const SnapshotCompletes&) const = default;
};
// A copy looks at its source and obtains its key.
struct SnapshotCopies {
  Errand errand;
  std::string snapshot_id;
  std::string source_snapshot_id;
  Region source_region;
  std::optional<bool> encrypted;
  std::string kms_key_id;
  bool key_described;
  bool operator==(const SnapshotCopies&) const = default;
};
void on(World& world, const SnapshotCompletes& event);
void on(World& world, const SnapshotCopies& event);

}  // namespace amishare::ec2
