// image.h - an Amazon Machine Image and who may launch it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "world/name.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::ec2 {

struct BlockDevice {
  std::string device_name;
  std::string snapshot_id{};  // empty: an empty volume, or a virtual device
  std::int64_t volume_size_gib = 0;
  std::string volume_type = "gp2";
  bool delete_on_termination = true;
  bool encrypted = false;
  std::optional<std::int64_t> iops{};
  std::optional<std::int64_t> throughput{};
  std::string virtual_name{};
  bool operator==(const BlockDevice&) const = default;
};

// One entry of a launch permission; exactly one member is set.
struct LaunchPermission {
  std::string user_id{}, group{}, organization_arn{}, organizational_unit_arn{};
  bool operator==(const LaunchPermission&) const = default;
};

enum class ImageState { pending, available, failed, deregistered, disabled };

struct Image {
  std::string id;
  AccountId owner;
  Region region;
  std::string name;
  std::string description{};
  ImageState state = ImageState::available;
  std::string state_reason_code{}, state_reason_message{};
  Instant created{};
  std::string architecture = "x86_64";
  std::string root_device_name = "/dev/sda1";
  std::string virtualization_type = "hvm";
  std::vector<BlockDevice> block_devices{};
  std::vector<LaunchPermission> launch_permissions{};  // in the order of adding
  std::string source_image_id{}, source_image_region{}, source_instance_id{};
  bool ena_support = false;
  std::string boot_mode{}, imds_support{}, tpm_support{}, sriov_net_support{}, kernel_id{},
      ramdisk_id{}, image_location{};
  bool operator==(const Image&) const = default;
};

// Names are taken per owner and Region.
using ImageName = std::tuple<AccountId, Region, std::string>;

// What a client token of CopyImage stands for.
struct ImageToken {
  std::string image_id;
  std::string parameters;  // of the request that came first, as text
  bool operator==(const ImageToken&) const = default;
};

std::string_view name_of(ImageState state);

bool is_public(const Image& image);
// Whether a launch permission reaches the account by its id, its organization or a unit that it is
// in; a group's reaches nobody in this sense. Membership counts as it is now.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-organizations-and-OUs.html
bool reaches(const World& world, const LaunchPermission& permission, const AccountId& account);
// Who may see and launch it: the owner, those whom a permission reaches, everyone if public.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
bool visible_to(const World& world, const Image& image, const AccountId& account);

// Adds the image under its name. Requires that its owner has no other of that name in the Region.
Image& add_image(World& world, Image image);
// The id of the image that the account has under that name in the Region; empty if none.
std::string image_named(const World& world, const AccountId& account, const Region& region,
                        const std::string& name);
// Leaves of the image its id and its end; its name is free again, and all tags are gone.
void end_image(World& world, Image& image);
// When an image of CreateImage or CopyImage may be ready; it is once its snapshots are complete,
// and has failed if one of them has.
struct ImageReady {
  std::string image_id;
  bool operator==(const ImageReady&) const = default;
};
void on(World& world, const ImageReady& event);

}  // namespace amishare::ec2
