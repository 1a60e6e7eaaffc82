// snapshot_share.cpp - who may make volumes of a snapshot: describing, changing and resetting it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/snapshot.h"
#include "ec2/snapshot_resource.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

constexpr std::string_view create_volume_permission = "createVolumePermission";
constexpr std::string_view product_codes = "productCodes";
constexpr std::size_t most_entries = 500;  // of one request, those that stand there twice included

enum class Operation { add, remove };

// One request to share or to take back.
struct Modification {
  Operation operation = Operation::add;
  std::vector<std::string> users{};
  std::vector<std::string> groups{};
  bool structured = false;
};

void take_entries(Modification& modification,
                  const std::vector<api::CreateVolumePermission>& entries) {
  for (const auto& entry : entries) {
    if (!given(entry.user_id).empty()) modification.users.push_back(*entry.user_id);
    if (!given(entry.group).empty()) modification.groups.push_back(*entry.group);
  }
}

// CreateVolumePermission.Add and .Remove, which some clients send together with the older
// parameters, and then mean it once.
Modification read_structured(const api::CreateVolumePermissionModifications& changes) {
  if (!changes.add.empty() && !changes.remove.empty()) throw several_permission_operations();
  Modification modification{.operation = changes.add.empty() ? Operation::remove : Operation::add,
                            .structured = true};
  take_entries(modification, changes.add);
  take_entries(modification, changes.remove);
  return modification;
}

// Attribute, OperationType, UserId.N and UserGroup.N.
Modification read_legacy(const api::ModifySnapshotAttributeRequest& in) {
  const std::string& operation = given(in.operation_type);
  if (operation.empty()) throw no_permission_operation();
  Modification modification;
  if (same_name(operation, "remove")) {
    modification.operation = Operation::remove;
  } else if (!same_name(operation, "add")) {
    throw operation_type_unknown(operation);
  }
  modification.users = in.user_ids;
  modification.groups = in.group_names;
  return modification;
}

Modification read_modification(const api::ModifySnapshotAttributeRequest& in) {
  const std::string& attribute = given(in.attribute);
  if (!attribute.empty() && !same_name(attribute, create_volume_permission)) {
    throw snapshot_attribute_unknown();
  }
  const auto& changes = in.create_volume_permission;
  const bool structured = changes && (!changes->add.empty() || !changes->remove.empty());
  const bool legacy = !attribute.empty() || !given(in.operation_type).empty();
  if (!structured && !legacy) throw no_attributes_specified();
  Modification modification = structured ? read_structured(*changes) : read_legacy(in);
  if (modification.users.size() + modification.groups.size() > most_entries) {
    throw too_many_permission_entries();
  }
  for (const std::string& user : modification.users) {
    if (!is_account_id(user)) {
      throw structured ? permission_user_invalid(user) : legacy_permission_user_invalid(user);
    }
  }
  for (const std::string& group : modification.groups) {
    if (group != "all") throw permission_group_invalid(group);
  }
  if (modification.users.empty() && modification.groups.empty()) throw no_attributes_specified();
  return modification;
}

// The keys by which a policy can say with whom a snapshot may be shared.
void add_sharing_keys(policy::Context& context, const Modification& modification) {
  const std::string verb = modification.operation == Operation::add ? "ec2:Add/" : "ec2:Remove/";
  if (!modification.users.empty()) context.set_many(verb + "userId", modification.users);
  if (!modification.groups.empty()) context.set_many(verb + "group", modification.groups);
}

void add_attribute_keys(policy::Context& context) {
  context.set("ec2:Attribute", std::string(create_volume_permission));
}

// A dry run is the exception to "existence before policies": then policies come first [recorded].
Resource modified_resource(Call& call, const api::ModifySnapshotAttributeRequest& in) {
  if (!in.dry_run.value_or(false)) {
    return resource_of(call, find_own_snapshot(call, in.snapshot_id));
  }
  const Snapshot* snapshot = call.world.ec2.snapshots.find(in.snapshot_id);
  const bool own =
      snapshot != nullptr && snapshot->owner == call.account() && snapshot->region == call.region;
  return own ? resource_of(call, *snapshot) : snapshot_resource(call, in.snapshot_id);
}

// Nothing is asked of KMS: a snapshot can be shared and its key not, and the recipient fails later.
void check_shareable(const World& world, const Snapshot& snapshot,
                     const Modification& modification) {
  if (modification.operation == Operation::remove || !snapshot.encrypted) return;
  // On a snapshot under aws/ebs the group is what is named [recorded].
  if (!modification.groups.empty()) throw encrypted_snapshot_public();
  const kms::Key* key = kms::find_key(world, snapshot.owner, snapshot.region, snapshot.kms_key_arn);
  if (key != nullptr && key->aws_managed) throw default_key_snapshot_shared();
}

void share(Snapshot& snapshot, const Modification& modification) {
  auto& users = snapshot.create_volume_users;
  if (modification.operation == Operation::add) {
    for (const std::string& user : modification.users) {
      if (std::find(users.begin(), users.end(), user) == users.end()) users.push_back(user);
    }
    if (!modification.groups.empty()) snapshot.create_volume_public = true;
  } else {
    for (const std::string& user : modification.users) std::erase(users, user);
    if (!modification.groups.empty()) snapshot.create_volume_public = false;
  }
}

// Policies and a dry run come before existence here [recorded]; what is not there, or not the
// caller's, is known by its id alone.
Resource resource_by_id(const Call& call, const std::string& snapshot_id) {
  const Snapshot* snapshot = call.world.ec2.snapshots.find(snapshot_id);
  const bool seen = snapshot != nullptr && snapshot->region == call.region &&
                    storage_readable_by(*snapshot, call.account());
  return seen ? resource_of(call, *snapshot) : snapshot_resource(call, snapshot_id);
}

void check_id(const std::string& snapshot_id) {
  needed(snapshot_id, "SnapshotId");
  if (!is_resource_id(snapshot_id, "snap-")) throw snapshot_id_malformed(snapshot_id);
}

}  // namespace

api::ModifySnapshotAttributeResponse modify_snapshot_attribute(
    Call& call, const api::ModifySnapshotAttributeRequest& in) {
  check_id(in.snapshot_id);
  const Modification modification = read_modification(in);
  Resource resource = modified_resource(call, in);
  add_attribute_keys(resource.context);
  add_sharing_keys(resource.context, modification);
  allow(call, "ec2:ModifySnapshotAttribute", resource);
  end_dry_run(in.dry_run);
  Snapshot& snapshot = find_own_snapshot(call, in.snapshot_id);
  check_shareable(call.world, snapshot, modification);
  share(snapshot, modification);
  return {};
}

api::DescribeSnapshotAttributeResponse describe_snapshot_attribute(
    Call& call, const api::DescribeSnapshotAttributeRequest& in) {
  check_id(in.snapshot_id);
  needed(in.attribute, "Attribute");
  const bool permission = same_name(in.attribute, create_volume_permission);
  if (!permission && !same_name(in.attribute, product_codes)) throw snapshot_attribute_unknown();
  allow(call, "ec2:DescribeSnapshotAttribute", resource_by_id(call, in.snapshot_id));
  end_dry_run(in.dry_run);
  const Snapshot& snapshot = find_own_snapshot(call, in.snapshot_id);
  api::DescribeSnapshotAttributeResponse out{.snapshot_id = snapshot.id};
  if (!permission) return out;
  if (snapshot.create_volume_public) out.create_volume_permissions.push_back({.group = "all"});
  for (const std::string& user : snapshot.create_volume_users) {
    out.create_volume_permissions.push_back({.user_id = user});
  }
  return out;
}

api::ResetSnapshotAttributeResponse reset_snapshot_attribute(
    Call& call, const api::ResetSnapshotAttributeRequest& in) {
  check_id(in.snapshot_id);
  needed(in.attribute, "Attribute");
  if (!same_name(in.attribute, create_volume_permission)) throw snapshot_attribute_unknown();
  Resource resource = resource_by_id(call, in.snapshot_id);
  add_attribute_keys(resource.context);
  allow(call, "ec2:ResetSnapshotAttribute", resource);
  end_dry_run(in.dry_run);
  Snapshot& snapshot = find_own_snapshot(call, in.snapshot_id);
  snapshot.create_volume_users.clear();
  snapshot.create_volume_public = false;
  return {};
}

}  // namespace amishare::ec2
