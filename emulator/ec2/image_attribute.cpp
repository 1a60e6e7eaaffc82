// image_attribute.cpp - an image's attributes shown, reset, and a share that its receiver gives up.
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/parameter.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// An attribute without a value is shown as an empty structure [recorded].
api::AttributeValue shown_value(const std::string& text) {
  if (text.empty()) return {};
  return {.value = text};
}

api::LaunchPermission shown_permission(const LaunchPermission& item) {
  api::LaunchPermission shown;
  if (!item.user_id.empty()) shown.user_id = item.user_id;
  if (!item.group.empty()) shown.group = item.group;
  if (!item.organization_arn.empty()) shown.organization_arn = item.organization_arn;
  if (!item.organizational_unit_arn.empty()) {
    shown.organizational_unit_arn = item.organizational_unit_arn;
  }
  return shown;
}

constexpr std::array<std::string_view, 13> attributes{"description",
                                                      "kernel",
                                                      "ramdisk",
                                                      "launchPermission",
                                                      "productCodes",
                                                      "sriovNetSupport",
                                                      "bootMode",
                                                      "tpmSupport",
                                                      "blockDeviceMapping",
                                                      "imdsSupport",
                                                      "uefiData",
                                                      "lastLaunchedTime",
                                                      "deregistrationProtection"};

// Names count in any case, as some clients begin them with a capital.
std::string_view attribute_named(const std::string& name) {
  needed(name, "Attribute");
  const auto place = std::find_if(attributes.begin(), attributes.end(),
                                  [&](std::string_view known) { return same_name(known, name); });
  if (place == attributes.end()) throw snapshot_attribute_unknown();
  return *place;
}

}  // namespace

api::DescribeImageAttributeResponse describe_image_attribute(
    Call& call, const api::DescribeImageAttributeRequest& in) {
  const std::string_view attribute = attribute_named(in.attribute);
  const Image& image = find_own_image(call, in.image_id);
  allow(call, "ec2:DescribeImageAttribute", image_resource(call, image));
  end_dry_run(in.dry_run);
  // Even for the owner [recorded].
  if (attribute == "blockDeviceMapping") throw restricted_image_attribute();

  api::DescribeImageAttributeResponse out{.image_id = image.id};
  if (attribute == "description") out.description = shown_value(image.description);
  if (attribute == "kernel") out.kernel_id = shown_value(image.kernel_id);
  if (attribute == "ramdisk") out.ramdisk_id = shown_value(image.ramdisk_id);
  if (attribute == "sriovNetSupport") out.sriov_net_support = shown_value(image.sriov_net_support);
  if (attribute == "bootMode") out.boot_mode = shown_value(image.boot_mode);
  if (attribute == "tpmSupport") out.tpm_support = shown_value(image.tpm_support);
  if (attribute == "uefiData") out.uefi_data = shown_value("");
  if (attribute == "lastLaunchedTime") out.last_launched_time = shown_value("");
  if (attribute == "imdsSupport") out.imds_support = shown_value(image.imds_support);
  if (attribute == "deregistrationProtection") {
    out.deregistration_protection = shown_value("disabled");
  }
  if (attribute == "productCodes") out.product_codes.emplace();
  if (attribute == "launchPermission") {
    out.launch_permissions.emplace();
    for (const LaunchPermission& item : image.launch_permissions) {
      out.launch_permissions->push_back(shown_permission(item));
    }
  }
  return out;
}

api::ResetImageAttributeResponse reset_image_attribute(Call& call,
                                                       const api::ResetImageAttributeRequest& in) {
  // Launch permission is all that can be reset, to the owner alone [recorded].
  if (!same_name(needed(in.attribute, "Attribute"), "launchPermission")) {
    throw only_launch_permission_resets();
  }
  Image& image = find_own_image(call, in.image_id);
  Resource resource = image_resource(call, image);
  resource.context.set("ec2:Attribute", "LaunchPermission");
  allow(call, "ec2:ResetImageAttribute", resource);
  end_dry_run(in.dry_run);

  image.launch_permissions.clear();
  return {};
}

api::CancelImageLaunchPermissionResponse cancel_image_launch_permission(
    Call& call, const api::CancelImageLaunchPermissionRequest& in) {
  Image& image = find_image(call, call.region, in.image_id);
  allow(call, "ec2:CancelImageLaunchPermission", image_resource(call, image));
  end_dry_run(in.dry_run);
  // Only an entry for the caller's own account can be given up, not what comes through a group or
  // an organisation. That this is the answer is inferred from the other actions.
  auto& items = image.launch_permissions;
  const LaunchPermission own{.user_id = call.account().value};
  const auto place = std::find(items.begin(), items.end(), own);
  if (place == items.end()) throw not_authorized_for_image(image.id);

  items.erase(place);
  return {.return_ = true};
}

}  // namespace amishare::ec2
