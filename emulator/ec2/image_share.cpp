// image_share.cpp - ModifyImageAttribute: who may launch an image, and its few other attributes.
#include <algorithm>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/image_access.h"
#include "ec2/parameter.h"
#include "ec2/snapshot.h"
#include "kms/kms.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// What a request wants to change, whichever of its forms it came in.
struct Changes {
  std::vector<LaunchPermission> add, remove;
  bool permissions_named = false;
  std::optional<std::string> description, imds_support;
};

// The names by which the items are called in errors [recorded; quoted in public issues].
void check_item(const LaunchPermission& item) {
  // https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html and
  // API_OrganizationalUnit.html give the patterns.
  static const std::regex organization(
      "arn:aws:organizations::[0-9]{12}:organization/o-[a-z0-9]{10,32}");
  static const std::regex unit(
      "arn:aws:organizations::[0-9]{12}:ou/o-[a-z0-9]{10,32}/ou-[0-9a-z]{4,32}-[a-z0-9]{8,32}");
  // Accounts and groups are printed with a blank behind them, ARNs without.
  if (!item.user_id.empty() && !is_account_id(item.user_id)) {
    throw invalid_attribute_item(item.user_id + " ", "userId");
  }
  if (!item.group.empty() && item.group != "all") {
    throw invalid_attribute_item(item.group + " ", "UserGroup");
  }
  if (!item.organization_arn.empty() && !std::regex_match(item.organization_arn, organization)) {
    throw invalid_attribute_item(item.organization_arn, "OrganizationArn");
  }
  if (!item.organizational_unit_arn.empty() &&
      !std::regex_match(item.organizational_unit_arn, unit)) {
    throw invalid_attribute_item(item.organizational_unit_arn, "OrganizationalUnitArn");
  }
}

// Each member that is set becomes an item of its own.
void append(std::vector<LaunchPermission>& items, const api::LaunchPermission& in) {
  if (!given(in.user_id).empty()) items.push_back({.user_id = *in.user_id});
  if (!given(in.group).empty()) items.push_back({.group = *in.group});
  if (!given(in.organization_arn).empty()) {
    items.push_back({.organization_arn = *in.organization_arn});
  }
  if (!given(in.organizational_unit_arn).empty()) {
    items.push_back({.organizational_unit_arn = *in.organizational_unit_arn});
  }
}

std::vector<LaunchPermission> flat_items(const api::ModifyImageAttributeRequest& in) {
  std::vector<LaunchPermission> items;
  for (const auto& id : in.user_ids) append(items, {.user_id = id});
  for (const auto& group : in.user_groups) append(items, {.group = group});
  for (const auto& arn : in.organization_arns) append(items, {.organization_arn = arn});
  for (const auto& arn : in.organizational_unit_arns) {
    append(items, {.organizational_unit_arn = arn});
  }
  return items;
}

// Permissions come as LaunchPermission.Add/Remove, as UserId and its like with OperationType, or as
// both at once, as some clients send them; the same item twice counts once.
void read_permissions(const api::ModifyImageAttributeRequest& in, Changes& changes) {
  if (in.launch_permission) {
    for (const auto& item : in.launch_permission->add) append(changes.add, item);
    for (const auto& item : in.launch_permission->remove) append(changes.remove, item);
  }
  const std::vector<LaunchPermission> flat = flat_items(in);
  const bool structured = !changes.add.empty() || !changes.remove.empty();
  changes.permissions_named = structured || !flat.empty();
  // Beside the structured form the flat one repeats it.
  if (flat.empty() || (structured && given(in.operation_type).empty())) return;
  if (given(in.operation_type).empty()) throw no_operation_specified();
  auto& side = *in.operation_type == "remove" ? changes.remove : changes.add;
  side.insert(side.end(), flat.begin(), flat.end());
}

Changes read_changes(const api::ModifyImageAttributeRequest& in) {
  Changes changes;
  const std::string& attribute = given(in.attribute);
  const bool of_description = same_name(attribute, "description");
  const bool of_imds = same_name(attribute, "imdsSupport");
  if (!attribute.empty() && !of_description && !of_imds &&
      !same_name(attribute, "launchPermission")) {
    throw snapshot_attribute_unknown();
  }
  if (in.description) changes.description = given(in.description->value);
  if (in.imds_support) changes.imds_support = given(in.imds_support->value);
  if (of_description && in.value) changes.description = *in.value;
  if (of_imds && in.value) changes.imds_support = *in.value;
  read_permissions(in, changes);

  std::string fields;
  const auto name_field = [&](bool named, std::string_view name) {
    if (named) fields.append(fields.empty() ? "" : ", ").append(name);
  };
  name_field(changes.description.has_value(), "description");
  name_field(changes.imds_support.has_value(), "imdsSupport");
  name_field(changes.permissions_named, "launchPermission");
  if (fields.empty()) throw no_attributes_specified();
  if (fields.find(',') != std::string::npos) throw several_attributes_specified(fields);
  if (changes.description && changes.description->empty()) throw missing_parameter("description");
  if (changes.imds_support && *changes.imds_support != "v2.0") {
    throw missing_parameter("imdsSupport with value v2.0");
  }
  for (const LaunchPermission& item : changes.add) check_item(item);
  for (const LaunchPermission& item : changes.remove) check_item(item);
  return changes;
}

// ec2:Attribute and ec2:Attribute/<name>. The names' spelling is documented by example
// (ec2:Attribute/LaunchPermission); the values of the second are inferred.
void add_attribute_keys(policy::Context& context, const Changes& changes) {
  if (changes.description) {
    context.set("ec2:Attribute", "Description");
    context.set("ec2:Attribute/Description", *changes.description);
  } else if (changes.imds_support) {
    context.set("ec2:Attribute", "ImdsSupport");
    context.set("ec2:Attribute/ImdsSupport", *changes.imds_support);
  } else {
    std::vector<std::string> items;
    for (const auto* side : {&changes.add, &changes.remove}) {
      for (const LaunchPermission& item : *side) {
        items.push_back(item.user_id + item.group + item.organization_arn +
                        item.organizational_unit_arn);
      }
    }
    context.set("ec2:Attribute", "LaunchPermission");
    context.set_many("ec2:Attribute/LaunchPermission", std::move(items));
  }
}

bool under_managed_key(const Call& call, const Snapshot& snapshot) {
  if (!snapshot.encrypted) return false;
  const kms::Key* key =
      kms::find_key(call.world, snapshot.owner, snapshot.region, snapshot.kms_key_arn);
  return key != nullptr && key->aws_managed;
}

// An image can be no more open than its snapshots' keys allow. The order is that of snapshots,
// where "public" is answered first [recorded].
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharingamis-intro.html
void check_shareable(const Call& call, const Image& image,
                     const std::vector<LaunchPermission>& add) {
  if (add.empty()) return;
  const bool to_everyone = std::any_of(
      add.begin(), add.end(), [](const LaunchPermission& item) { return !item.group.empty(); });
  for (const BlockDevice& device : image.block_devices) {
    const Snapshot* snapshot = call.world.ec2.snapshots.find(device.snapshot_id);
    if (snapshot == nullptr || !snapshot->encrypted) continue;
    if (to_everyone) throw encrypted_image_public();
    if (under_managed_key(call, *snapshot)) throw managed_key_snapshot_shared();
  }
}

void change_permissions(Image& image, const Changes& changes) {
  auto& items = image.launch_permissions;
  for (const LaunchPermission& item : changes.add) {
    if (std::find(items.begin(), items.end(), item) == items.end()) items.push_back(item);
  }
  for (const LaunchPermission& item : changes.remove) {
    items.erase(std::remove(items.begin(), items.end(), item), items.end());
  }
}

}  // namespace

api::ModifyImageAttributeResponse modify_image_attribute(
    Call& call, const api::ModifyImageAttributeRequest& in) {
  const Changes changes = read_changes(in);
  Image& image = find_own_image(call, in.image_id);
  Resource resource = image_resource(call, image);
  add_attribute_keys(resource.context, changes);
  allow(call, "ec2:ModifyImageAttribute", resource);
  end_dry_run(in.dry_run);
  // Nobody can launch what failed.
  if (image.state == ImageState::failed) throw image_unavailable(image.id);
  check_shareable(call, image, changes.add);

  if (changes.description) image.description = *changes.description;
  if (changes.imds_support) image.imds_support = *changes.imds_support;
  change_permissions(image, changes);
  return {};
}

}  // namespace amishare::ec2
