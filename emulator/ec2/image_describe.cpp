// image_describe.cpp - DescribeImages: what an account sees of the images there are.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/image_access.h"
#include "ec2/image_mapping.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "ec2/tag_request.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// AWS prints whole seconds.
std::string creation_date(const Image& image) {
  return iso8601_milliseconds(std::chrono::floor<std::chrono::seconds>(image.created));
}

// What the mappings of the image's EBS devices say under one name.
template <class Text>
FilterTexts of_devices(const Image& image, Text&& text) {
  FilterTexts texts;
  for (const BlockDevice& device : image.block_devices) {
    if (std::string one = text(device); !one.empty()) texts.push_back(std::move(one));
  }
  return texts;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html#Filter.N
// Those that nothing here has a value for are known and admit nothing.
constexpr FilterField<Image> image_fields[] = {
    {"architecture",
     [](const Call&, const Image& image) { return filter_text(image.architecture); }},
    {"block-device-mapping.delete-on-termination",
     [](const Call&, const Image& image) {
       return of_devices(
           image, [](const BlockDevice& d) { return true_or_false(d.delete_on_termination); });
     }},
    {"block-device-mapping.device-name",
     [](const Call&, const Image& image) {
       return of_devices(image, [](const BlockDevice& d) { return d.device_name; });
     }},
    {"block-device-mapping.snapshot-id",
     [](const Call&, const Image& image) {
       return of_devices(image, [](const BlockDevice& d) { return d.snapshot_id; });
     }},
    {"block-device-mapping.volume-size",
     [](const Call&, const Image& image) {
       return of_devices(image,
                         [](const BlockDevice& d) { return std::to_string(d.volume_size_gib); });
     }},
    {"block-device-mapping.volume-type",
     [](const Call&, const Image& image) {
       return of_devices(image, [](const BlockDevice& d) { return d.volume_type; });
     }},
    {"block-device-mapping.encrypted",
     [](const Call&, const Image& image) {
       return of_devices(image, [](const BlockDevice& d) { return true_or_false(d.encrypted); });
     }},
    {"creation-date",
     [](const Call&, const Image& image) { return filter_text(creation_date(image)); }},
    {"description", [](const Call&, const Image& image) { return filter_text(image.description); }},
    {"ena-support", [](const Call&, const Image& image) { return filter_bool(image.ena_support); }},
    {"free-tier-eligible", [](const Call&, const Image&) { return filter_bool(true); }},
    {"hypervisor", [](const Call&, const Image&) { return filter_text("xen"); }},
    {"image-allowed", [](const Call&, const Image&) { return FilterTexts{}; }},
    {"image-id", [](const Call&, const Image& image) { return filter_text(image.id); }},
    {"image-type", [](const Call&, const Image&) { return filter_text("machine"); }},
    {"is-public", [](const Call&, const Image& image) { return filter_bool(is_public(image)); }},
    {"kernel-id", [](const Call&, const Image& image) { return filter_text(image.kernel_id); }},
    {"manifest-location",
     [](const Call&, const Image& image) { return filter_text(image.image_location); }},
    {"name", [](const Call&, const Image& image) { return filter_text(image.name); }},
    {"owner-alias", [](const Call&, const Image&) { return FilterTexts{}; }},
    {"owner-id", [](const Call&, const Image& image) { return filter_text(image.owner.value); }},
    {"platform", [](const Call&, const Image&) { return FilterTexts{}; }},
    {"product-code", [](const Call&, const Image&) { return FilterTexts{}; }},
    {"product-code.type", [](const Call&, const Image&) { return FilterTexts{}; }},
    {"ramdisk-id", [](const Call&, const Image& image) { return filter_text(image.ramdisk_id); }},
    {"root-device-name",
     [](const Call&, const Image& image) { return filter_text(image.root_device_name); }},
    {"root-device-type", [](const Call&, const Image&) { return filter_text("ebs"); }},
    {"source-image-id",
     [](const Call&, const Image& image) { return filter_text(image.source_image_id); }},
    {"source-image-region",
     [](const Call&, const Image& image) { return filter_text(image.source_image_region); }},
    {"source-instance-id",
     [](const Call&, const Image& image) { return filter_text(image.source_instance_id); }},
    {"state", [](const Call&, const Image& image) { return filter_text(name_of(image.state)); }},
    {"state-reason-code",
     [](const Call&, const Image& image) { return filter_text(image.state_reason_code); }},
    {"state-reason-message",
     [](const Call&, const Image& image) { return filter_text(image.state_reason_message); }},
    {"sriov-net-support",
     [](const Call&, const Image& image) { return filter_text(image.sriov_net_support); }},
    {"virtualization-type",
     [](const Call&, const Image& image) { return filter_text(image.virtualization_type); }},
};

std::optional<std::string> if_any(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// The members that clients depend on, and no more: scripts feed this answer to RegisterImage, and
// clients refuse FreeTierEligible, ImageAllowed and their like there.
api::Image shown_image(const Call& call, const Image& image) {
  const bool own = image.owner == call.account();
  api::Image shown;
  shown.image_id = image.id;
  shown.name = image.name;
  // Neither of these is shown when there is nothing to say [recorded].
  shown.description = if_any(image.description);
  if (image.ena_support) shown.ena_support = true;
  shown.state = std::string(name_of(image.state));
  if (!image.state_reason_code.empty()) {
    shown.state_reason =
        api::StateReason{.code = image.state_reason_code, .message = image.state_reason_message};
  }
  shown.creation_date = creation_date(image);
  shown.owner_id = image.owner.value;
  shown.image_location = image.image_location;
  shown.public_ = is_public(image);
  shown.architecture = image.architecture;
  shown.image_type = "machine";
  shown.hypervisor = "xen";
  shown.platform_details = "Linux/UNIX";
  shown.usage_operation = "RunInstances";
  shown.virtualization_type = image.virtualization_type;
  shown.root_device_type = "ebs";
  shown.root_device_name = image.root_device_name;
  shown.sriov_net_support = if_any(image.sriov_net_support);
  shown.boot_mode = if_any(image.boot_mode);
  shown.imds_support = if_any(image.imds_support);
  shown.tpm_support = if_any(image.tpm_support);
  shown.kernel_id = if_any(image.kernel_id);
  shown.ramdisk_id = if_any(image.ramdisk_id);
  shown.source_image_id = if_any(image.source_image_id);
  shown.source_image_region = if_any(image.source_image_region);
  shown.source_instance_id = if_any(image.source_instance_id);
  // Those whom it is shared with do not see this [recorded].
  if (own) shown.deregistration_protection = "disabled";
  for (const BlockDevice& device : image.block_devices) {
    shown.block_device_mappings.push_back(
        shown_mapping(device, image.state == ImageState::pending));
  }
  shown.tags = shown_tags(call, image.id);
  return shown;
}

bool is_owner_alias(std::string_view owner) {
  return owner == "self" || owner == "amazon" || owner == "aws-marketplace" ||
         owner == "aws-backup-vault";
}

void check_parameters(const api::DescribeImagesRequest& in) {
  for (const std::string& id : in.image_ids) {
    if (!is_resource_id(needed(id, "ImageId"), "ami-")) throw malformed_image_id(id);
  }
  if (!in.image_ids.empty() && in.max_results) throw ids_with_max_results("imageIdsSet");
  for (const std::string& owner : in.owners) {
    if (!is_account_id(owner) && !is_owner_alias(owner)) throw user_id_malformed(owner);
  }
  for (const std::string& user : in.executable_users) {
    if (!is_account_id(user) && user != "self" && user != "all") throw user_id_malformed(user);
  }
}

bool owned_by_one(const Call& call, const Image& image, const std::vector<std::string>& owners) {
  return std::any_of(owners.begin(), owners.end(), [&](const std::string& owner) {
    return owner == image.owner.value || (owner == "self" && image.owner == call.account());
  });
}

// Permissions count, ownership does not: an owner finds its own private image under `self` only if
// it added itself [recorded]. What reaches the caller through its organization counts under `self`
// and its own id; of another account only what names it is known.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html
bool executable_by_one(const Call& call, const Image& image,
                       const std::vector<std::string>& users) {
  return std::any_of(users.begin(), users.end(), [&](const std::string& user) {
    if (user == "all") return is_public(image);
    const std::string& account = user == "self" ? call.account().value : user;
    return std::any_of(image.launch_permissions.begin(), image.launch_permissions.end(),
                       [&](const LaunchPermission& one) {
                         return account == call.account().value
                                    ? reaches(call.world, one, call.account())
                                    : one.user_id == account;
                       });
  });
}

}  // namespace

api::DescribeImagesResponse describe_images(Call& call, const api::DescribeImagesRequest& in) {
  check_parameters(in);
  const Filters<Image> filters(image_fields, in.filters);
  const Page page = read_page(call, in.next_token, in.max_results);
  allow(call, "ec2:DescribeImages");
  end_dry_run(in.dry_run);

  const auto admit = [&](const Image& image) {
    return image.region == call.region && image.state != ImageState::deregistered &&
           visible_to(call.world, image, call.account()) &&
           (in.owners.empty() || owned_by_one(call, image, in.owners)) &&
           (in.executable_users.empty() || executable_by_one(call, image, in.executable_users)) &&
           filters.admit(call, image);
  };
  api::DescribeImagesResponse out;
  if (in.image_ids.empty()) {
    out.next_token = show_page(call, call.world.ec2.images, page, admit, [&](const Image& image) {
      out.images.push_back(shown_image(call, image));
    });
    return out;
  }
  // One that is not visible, or no longer registered, is left out; one that never was is an error
  // [recorded].
  std::vector<std::string> missing;
  for (const std::string& id : in.image_ids) {
    const Image* image = call.world.ec2.images.find(id);
    if (image == nullptr || image->region != call.region) missing.push_back(id);
  }
  if (!missing.empty()) throw images_not_found(missing);
  for (const std::string& id : in.image_ids) {
    const Image& image = call.world.ec2.images.at(id);
    const bool again = std::any_of(out.images.begin(), out.images.end(),
                                   [&](const api::Image& shown) { return shown.image_id == id; });
    if (!again && admit(image)) out.images.push_back(shown_image(call, image));
  }
  return out;
}

}  // namespace amishare::ec2
