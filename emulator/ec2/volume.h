// volume.h - a volume and where it is attached.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "crypto/aes.h"
#include "ec2/key_custody.h"
#include "world/errand.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::ec2 {

enum class VolumeState { creating, available, in_use, deleting };

struct Attachment {
  std::string instance_id, device;
  std::string state = "attached";  // attaching | attached | detaching
  Instant attached{};
  bool delete_on_termination = false;
  std::string grant_id{};  // the instance's grant on the volume's key, while it is open
  bool operator==(const Attachment&) const = default;
};

struct Volume {
  std::string id;
  AccountId owner;
  Region region;
  std::string availability_zone;
  VolumeState state = VolumeState::creating;
  Instant created{};
  std::int64_t size_gib = 0;
  std::string type = "gp2";
  std::optional<std::int64_t> iops{}, throughput{};
  std::string snapshot_id{};
  bool encrypted = false;
  std::string kms_key_arn{};  // while it is being created: the key as asked for
  std::optional<Attachment> attachment{};
  std::string service_grant_id{};          // EBS's own on the volume's key, until it is deleted
  std::optional<Instant> last_snapshot{};  // when the latest was started
  bool operator==(const Volume&) const = default;
};

std::string_view name_of(VolumeState state);

// The caller's volume of that id. Throws InvalidVolume.NotFound, or for a malformed id
// InvalidParameterValue.
Volume& find_volume(Call& call, const std::string& volume_id);

// What a volume is to be: a CreateVolume request, or one mapping of a launch.
struct VolumeOrder {
  std::string availability_zone;
  std::string snapshot_id{};  // empty: an empty volume
  // The snapshot belongs to an image that the caller may launch, which suffices to use it so.
  bool through_image = false;
  DiskPurpose purpose = DiskPurpose::volume;
  std::optional<std::int64_t> size_gib{};
  std::string type = "gp2";
  std::optional<std::int64_t> iops{}, throughput{};
  std::optional<bool> encrypted{};
  std::string kms_key_id{};  // as given; empty if none was named
  bool operator==(const VolumeOrder&) const = default;
};

// An order that can be carried out.
struct VolumePlan {
  VolumeOrder order;
  std::int64_t size_gib = 0;
  std::optional<std::int64_t> iops{}, throughput{};  // those of the type where none were given
  TargetKey target;
  bool operator==(const VolumePlan&) const = default;
};

// Looks at an order, before policies are asked [recorded]. Throws what depends on the parameters
// alone, sizes and rates included, and InvalidZone.NotFound and InvalidSnapshot.NotFound. Changes
// nothing.
VolumePlan plan_volume(Call& call, const VolumeOrder& order);
// What AWS refuses after policies and a dry run: a pending snapshot, a size below the snapshot's,
// an encrypted snapshot with Encrypted=false. Keys are not looked at: whether they can be used
// shows later.
void check_plan(const Call& call, const VolumePlan& plan);

// Adds the volume in state `creating`. Throws nothing; asks nobody.
Volume& add_volume(Call& call, const VolumePlan& plan);

// For a launch, after its response (ErrandCall): gives the volume its disk and its key, with the
// KMS calls that AWS makes for the launcher, the instance's grant among them if it is attached to
// one. Throws the Error of the refused KMS call with its grants retired; the caller then removes
// the volume with erase_volume. (CreateVolume does the same by the event VolumeFills.)
void fill_volume(Call& call, const std::string& volume_id, const TargetKey& target);

// Puts the volume on the instance as `attached`, and in-use. No KMS call.
void attach(World& world, const std::string& volume_id, const std::string& instance_id,
            const std::string& device, bool delete_on_termination);
// Takes it off again; the volume becomes available. The instance's grant is retired, as on a stop.
void detach(Call& call, const std::string& volume_id);

// What the instance's hypervisor does when it starts with the volume attached, and what
// AttachVolume does: makes the grant for the instance's infrastructure as the caller unless
// fill_volume just did, and decrypts the data key as that infrastructure. The secret is empty for a
// plain volume. Throws the Error of the refused KMS call, and then leaves no grant. Requires that
// it is attached.
crypto::Secret open_for_instance(Call& call, const std::string& volume_id);
// When the instance stops: retires the instance's grant. The volume stays attached.
void close_for_instance(Call& call, const std::string& volume_id);

// Removes the volume with its disk, and retires the service's grant: at the end of DeleteVolume,
// when an instance terminates and the attachment says so, and when a key could not be used.
void erase_volume(Call& call, const std::string& volume_id);

// Events.

// A new volume obtains its key and its blocks, or vanishes.
struct VolumeFills {
  Errand errand;
  std::string volume_id;
  TargetKey target;
  bool operator==(const VolumeFills&) const = default;
};
struct VolumeAvailable {
  std::string volume_id;
  bool operator==(const VolumeAvailable&) const = default;
};
// Its key could not be used, or it was deleted.
struct VolumeVanishes {
  Errand errand;
  std::string volume_id;
  bool operator==(const VolumeVanishes&) const = default;
};
struct VolumeAttaches {
  std::string volume_id;
  bool operator==(const VolumeAttaches&) const = default;
};
struct VolumeDetaches {
  Errand errand;
  std::string volume_id;
  bool operator==(const VolumeDetaches&) const = default;
};
void on(World& world, const VolumeFills& event);
void on(World& world, const VolumeAvailable& event);
void on(World& world, const VolumeVanishes& event);
void on(World& world, const VolumeAttaches& event);
void on(World& world, const VolumeDetaches& event);

}  // namespace amishare::ec2
