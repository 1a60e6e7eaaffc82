// snapshot_test.cpp - making, sharing, listing, copying and deleting snapshots, and refusals.
#include "ec2/snapshot.h"

#include "shared_storage.h"

namespace amishare::test {
namespace {

using namespace std::chrono_literals;

Error not_found(const std::string& id) {
  return {"InvalidSnapshot.NotFound", "The snapshot '" + id + "' does not exist."};
}

std::vector<std::string> ids_of(const ec2::api::DescribeSnapshotsResponse& response) {
  std::vector<std::string> ids;
  for (const auto& snapshot : response.snapshots) ids.push_back(*snapshot.snapshot_id);
  return ids;
}

ec2::op::ModifySnapshotAttribute::Request adding(const std::string& id, const std::string& user) {
  ec2::op::ModifySnapshotAttribute::Request request{.snapshot_id = id};
  request.create_volume_permission.emplace().add.push_back({.user_id = user});
  return request;
}

std::vector<std::string> users_of(SharedStorage& storage, const std::string& id) {
  std::vector<std::string> users;
  for (const auto& entry :
       ask<ec2::op::DescribeSnapshotAttribute>(
           storage.world, storage.a, {.attribute = "createVolumePermission", .snapshot_id = id})
           .create_volume_permissions) {
    users.push_back(entry.user_id ? *entry.user_id : "group " + entry.group.value_or(""));
  }
  return users;
}

using Users = std::vector<std::string>;

}  // namespace

TEST_CASE("a snapshot of an encrypted volume keeps key and data key, and asks KMS nothing",
          "[ec2][snapshot]") {
  SharedStorage storage;
  const std::string volume = storage.create_volume(storage.a, storage.snapshot_id);
  const auto made = ask<ec2::op::CreateSnapshot>(storage.world, storage.a,
                                                 {.description = "mine", .volume_id = volume});
  CHECK(storage.kms_calls().empty());
  CHECK(made.state == "pending");
  CHECK(made.progress == "");
  CHECK(made.encrypted == true);
  CHECK_FALSE(made.kms_key_id);
  const auto shown = ask<ec2::op::DescribeSnapshots>(storage.world, storage.a,
                                                     {.snapshot_ids = {*made.snapshot_id}});
  REQUIRE(shown.snapshots.size() == 1);
  // B17: other emulators lose the key here.
  CHECK(shown.snapshots[0].kms_key_id == storage.key_a);
  CHECK(shown.snapshots[0].state == "completed");
  CHECK(shown.snapshots[0].progress == "100%");
  CHECK(shown.snapshots[0].description == "mine");
  CHECK(shown.snapshots[0].volume_id == volume);
  const auto& disks = storage.world.ebs.disks;
  CHECK(disks.at(*made.snapshot_id).key == disks.at(volume).key);
  CHECK(storage.read(storage.a, *made.snapshot_id) == storage.block_text);
}

TEST_CASE("a snapshot takes its time at AWS's pace, and so does the next one", "[ec2][snapshot]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const std::string volume = storage.create_volume(storage.a, storage.snapshot_id);
  world.advance(5s);
  const std::string id =
      *ask<ec2::op::CreateSnapshot>(world, storage.a, {.volume_id = volume}).snapshot_id;
  CHECK(world.ec2.snapshots.at(id).state == ec2::SnapshotState::pending);
  CHECK(refusal_of<ec2::op::CreateSnapshot>(world, storage.a, {.volume_id = volume}).code ==
        "SnapshotCreationPerVolumeRateExceeded");
  world.advance(15s);
  CHECK(world.ec2.snapshots.at(id).state == ec2::SnapshotState::pending);
  ask<ec2::op::CreateSnapshot>(world, storage.a, {.volume_id = volume});
  world.advance(15s);
  CHECK(world.ec2.snapshots.at(id).state == ec2::SnapshotState::completed);
}

TEST_CASE("a shared snapshot is listed for whom it is shared with, as recorded",
          "[ec2][snapshot]") {
  SharedStorage storage;
  const std::string& id = storage.snapshot_id;
  const auto listed = [&](const ec2::op::DescribeSnapshots::Request& request) {
    return ids_of(ask<ec2::op::DescribeSnapshots>(storage.world, storage.b, request));
  };
  using Ids = std::vector<std::string>;
  CHECK(listed({.snapshot_ids = {id}}) == Ids{id});
  CHECK(listed({.owner_ids = {account_a.value}}) == Ids{id});
  CHECK(listed({.restorable_by_user_ids = {"self"}}) == Ids{id});
  CHECK(listed({.restorable_by_user_ids = {account_b.value}}) == Ids{id});
  CHECK(listed({.owner_ids = {"self"}}).empty());
  CHECK(listed({.restorable_by_user_ids = {account_a.value}}).empty());
  CHECK(listed({.restorable_by_user_ids = {"all"}}).empty());
  CHECK(listed({}) == Ids{id});

  const auto shown =
      ask<ec2::op::DescribeSnapshots>(storage.world, storage.b, {.snapshot_ids = {id}});
  CHECK(shown.snapshots[0].kms_key_id == storage.key_a);
  CHECK(shown.snapshots[0].owner_id == account_a.value);
}

TEST_CASE("a snapshot that is not shared does not exist for others", "[ec2][snapshot]") {
  SharedStorage storage;
  const std::string id = storage.upload(storage.a, storage.key_a);
  World& world = storage.world;
  CHECK(refusal_of<ec2::op::DescribeSnapshots>(world, storage.b, {.snapshot_ids = {id}}) ==
        not_found(id));
  CHECK(refusal_of<ec2::op::DeleteSnapshot>(world, storage.b, {.snapshot_id = id}) ==
        not_found(id));
  CHECK(refusal_of<ec2::op::ModifySnapshotAttribute>(world, storage.b,
                                                     adding(id, account_b.value)) == not_found(id));
  CHECK(refusal_of<ec2::op::CreateVolume>(world, storage.b,
                                          {.availability_zone = "us-east-1a", .snapshot_id = id}) ==
        not_found(id));
  // And one that is shared belongs to its owner still.
  CHECK(
      refusal_of<ec2::op::DeleteSnapshot>(world, storage.b, {.snapshot_id = storage.snapshot_id}) ==
      not_found(storage.snapshot_id));
  CHECK(refusal_of<ec2::op::DescribeSnapshotAttribute>(
            world, storage.b,
            {.attribute = "createVolumePermission", .snapshot_id = storage.snapshot_id}) ==
        not_found(storage.snapshot_id));
}

TEST_CASE("permission withdrawn is permission gone at once", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  ask<ec2::op::ResetSnapshotAttribute>(
      world, storage.a,
      {.attribute = "createVolumePermission", .snapshot_id = storage.snapshot_id});
  CHECK(users_of(storage, storage.snapshot_id).empty());
  CHECK(refusal_of<ec2::op::DescribeSnapshots>(world, storage.b,
                                               {.snapshot_ids = {storage.snapshot_id}}) ==
        not_found(storage.snapshot_id));
  const std::string copy = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(world.ec2.snapshots.at(copy).state == ec2::SnapshotState::error);
  CHECK(world.ec2.snapshots.at(copy).state_message == "Source snapshot is not found");
}

TEST_CASE("every form of sharing is understood, and none shares twice", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string id = storage.upload(storage.a, storage.key_a);
  ask<ec2::op::ModifySnapshotAttribute>(world, storage.a, adding(id, "333333333333"));
  // Packer's: both forms at once; Ansible's: an attribute in upper case.
  auto both = adding(id, "444455556666");
  both.user_ids = {"444455556666"};
  ask<ec2::op::ModifySnapshotAttribute>(world, storage.a, both);
  ask<ec2::op::ModifySnapshotAttribute>(world, storage.a,
                                        {.attribute = "CreateVolumePermission",
                                         .operation_type = "add",
                                         .snapshot_id = id,
                                         .user_ids = {"222222222222", "333333333333"}});
  CHECK(users_of(storage, id) == Users{"333333333333", "444455556666", "222222222222"});
  ask<ec2::op::ModifySnapshotAttribute>(world, storage.a,
                                        {.attribute = "createVolumePermission",
                                         .operation_type = "remove",
                                         .snapshot_id = id,
                                         .user_ids = {"444455556666", "999999999999"}});
  CHECK(users_of(storage, id) == Users{"333333333333", "222222222222"});
}

TEST_CASE("sharing is refused in AWS's words", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string& id = storage.snapshot_id;
  const auto refusal = [&](const ec2::op::ModifySnapshotAttribute::Request& request) {
    return refusal_of<ec2::op::ModifySnapshotAttribute>(world, storage.a, request);
  };
  auto both = adding(id, account_b.value);
  both.create_volume_permission->remove.push_back({.user_id = account_b.value});
  CHECK(refusal(both) ==
        Error{"InvalidParameterCombination",
              "One and only one operation type may be specified for createVolumePermissions"});
  CHECK(refusal({.snapshot_id = id}) ==
        Error{"InvalidParameterCombination", "No attributes specified."});
  CHECK(refusal({.attribute = "bogus", .snapshot_id = id}) ==
        Error{"InvalidParameterValue", "Unrecognized attribute."});
  CHECK(
      refusal(
          {.attribute = "createVolumePermission", .snapshot_id = id, .user_ids = {account_b.value}})
          .message == "No operation specified for createVolumePermission attribute.");
  CHECK(refusal(adding(id, "123")) == Error{"InvalidAMIAttributeItemValue", "UserId 123"});
  CHECK(refusal({.attribute = "createVolumePermission",
                 .operation_type = "add",
                 .snapshot_id = id,
                 .user_ids = {"123"}}) ==
        Error{"InvalidAMIAttributeItemValue", "UserId (123) is invalid."});
  CHECK(refusal({.attribute = "createVolumePermission",
                 .group_names = {"everyone"},
                 .operation_type = "add",
                 .snapshot_id = id}) ==
        Error{"InvalidAMIAttributeItemValue", "UserGroup everyone"});
  auto many = adding(id, account_b.value);
  many.create_volume_permission->add.resize(501, {.user_id = account_b.value});
  CHECK(refusal(many) ==
        Error{"InvalidParameterValue", "Modification size must not be greater than 500."});
}

TEST_CASE("B16: an encrypted snapshot is not made public, one under aws/ebs is not shared",
          "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto publishing = [](const std::string& id) {
    return ec2::op::ModifySnapshotAttribute::Request{.attribute = "createVolumePermission",
                                                     .group_names = {"all"},
                                                     .operation_type = "add",
                                                     .snapshot_id = id};
  };
  const Error not_public{"OperationNotPermitted", "Encrypted snapshots cannot be shared publicly."};
  const Error not_shared{"OperationNotPermitted",
                         "Encrypted snapshots with EBS default key cannot be shared"};
  const std::string under_default = storage.copy(storage.a, storage.snapshot_id);
  const auto refusal = [&](const ec2::op::ModifySnapshotAttribute::Request& request) {
    return refusal_of<ec2::op::ModifySnapshotAttribute>(world, storage.a, request);
  };
  CHECK(refusal(publishing(storage.snapshot_id)) == not_public);
  CHECK(refusal(publishing(under_default)) == not_public);
  CHECK(refusal(adding(under_default, account_b.value)) == not_shared);
  CHECK(refusal(adding(under_default, account_a.value)) == not_shared);
  // Taking back is no sharing.
  ask<ec2::op::ModifySnapshotAttribute>(world, storage.a,
                                        {.attribute = "createVolumePermission",
                                         .operation_type = "remove",
                                         .snapshot_id = under_default,
                                         .user_ids = {account_b.value}});
  ask<ec2::op::ResetSnapshotAttribute>(
      world, storage.a, {.attribute = "createVolumePermission", .snapshot_id = under_default});

  const std::string plain = storage.upload(storage.a, "");
  ask<ec2::op::ModifySnapshotAttribute>(world, storage.a, publishing(plain));
  CHECK(users_of(storage, plain) == Users{"group all"});
  CHECK(ec2::storage_readable_by(world.ec2.snapshots.at(plain), AccountId{"999999999999"}));
}

TEST_CASE("a dry run comes after policies, and before existence only where recorded",
          "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string missing = "snap-0123456789abcdef0";
  auto sharing = adding(missing, account_b.value);
  CHECK(refusal_of<ec2::op::ModifySnapshotAttribute>(world, storage.a, sharing) ==
        not_found(missing));
  sharing.dry_run = true;
  CHECK(refusal_of<ec2::op::ModifySnapshotAttribute>(world, storage.a, sharing).code ==
        "DryRunOperation");
  CHECK(refusal_of<ec2::op::ResetSnapshotAttribute>(
            world, storage.a,
            {.attribute = "createVolumePermission", .snapshot_id = missing, .dry_run = true})
            .status == 412);
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<ec2::op::ResetSnapshotAttribute>(
            world, nobody, {.attribute = "createVolumePermission", .snapshot_id = missing})
            .code == "UnauthorizedOperation");
  CHECK(refusal_of<ec2::op::ModifySnapshotAttribute>(
            world, nobody, adding(missing, account_b.value)) == not_found(missing));
}

TEST_CASE("with whom a snapshot may be shared can be left to a policy", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const Caller careful = user(world, account_a, "careful",
                              R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"ec2:ModifySnapshotAttribute","Resource":"*","Condition":
        {"ForAllValues:StringEquals":{"ec2:Add/userId":")" +
                                  account_b.value + R"("}}}]})");
  ask<ec2::op::ModifySnapshotAttribute>(world, careful,
                                        adding(storage.snapshot_id, account_b.value));
  CHECK(refusal_of<ec2::op::ModifySnapshotAttribute>(world, careful,
                                                     adding(storage.snapshot_id, "999999999999"))
            .status == 403);
}

TEST_CASE("CopySnapshot refuses at once what AWS refuses at once", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto refusal = [&](const ec2::op::CopySnapshot::Request& request) {
    return refusal_of<ec2::op::CopySnapshot>(world, storage.b, request);
  };
  const std::string& id = storage.snapshot_id;
  const std::string region = us_east_1.value;
  CHECK(refusal({.source_region = region}) ==
        Error{"MissingParameter", "The request must contain the parameter SourceSnapshotId"});
  CHECK(refusal({.source_region = region, .source_snapshot_id = "snap-xyz"}) ==
        Error{"InvalidParameterValue", "The specified snapshotId is invalid"});
  CHECK(refusal({.source_region = region, .source_snapshot_id = ""}) ==
        Error{"InvalidParameterValue", "The specified snapshotId is invalid"});
  CHECK(refusal({.source_snapshot_id = id}).code == "InternalError");
  CHECK(refusal({.source_region = "", .source_snapshot_id = id}) ==
        Error{"InvalidRegion", " is not a valid region name."});
  CHECK(refusal({.source_region = "nowhere-1", .source_snapshot_id = id}) ==
        Error{"InvalidRegion", "nowhere-1 is not a valid region name."});
  CHECK(
      refusal(
          {.destination_region = "us-west-2", .source_region = region, .source_snapshot_id = id}) ==
      Error{"InvalidParameterValue",
            "DestinationRegion 'us-west-2' does not match the current region (us-east-1)"});
  const auto with_key = [&](const std::string& key) {
    return ec2::op::CopySnapshot::Request{
        .encrypted = true, .kms_key_id = key, .source_region = region, .source_snapshot_id = id};
  };
  CHECK(refusal(with_key("alias/none")) ==
        Error{"InvalidParameterValue", "The specified keyId alias/none is invalid"});
  ask<kms::op::DisableKey>(world, root(account_b), {.key_id = storage.key_b});
  CHECK(refusal(with_key(storage.key_b)) ==
        Error{"InvalidParameterValue", "The specified keyId " + storage.key_b + " is disabled"});
}

TEST_CASE("twenty copies are made into a Region at a time", "[ec2][snapshot]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const ec2::op::CopySnapshot::Request request{.source_region = us_east_1.value,
                                               .source_snapshot_id = storage.snapshot_id};
  std::string last;
  for (int i = 0; i < 20; ++i) last = storage.copy(storage.b, storage.snapshot_id);
  const Error full{
      "ResourceLimitExceeded",
      "Too many snapshot copies in progress. The limit is 20 for this destination region."};
  CHECK(refusal_of<ec2::op::CopySnapshot>(world, storage.b, request) == full);
  // Another account and another Region have their own.
  storage.copy(storage.a, storage.snapshot_id);
  ask<ec2::op::CopySnapshot>(world, storage.b, request, eu_west_1);
  ask<ec2::op::DeleteSnapshot>(world, storage.b, {.snapshot_id = last});
  storage.copy(storage.b, storage.snapshot_id);
  CHECK(refusal_of<ec2::op::CopySnapshot>(world, storage.b, request) == full);
  world.advance(std::chrono::minutes(1));
  CHECK(world.ec2.copies_in_progress.empty());
  storage.copy(storage.b, storage.snapshot_id);
}

TEST_CASE("CopySnapshot takes any source, and finds out later", "[ec2][snapshot]") {
  SharedStorage storage;
  const std::string id = storage.copy(storage.b, "snap-0123456789abcdef0");
  const ec2::Snapshot& copy = storage.world.ec2.snapshots.at(id);
  CHECK(copy.state == ec2::SnapshotState::error);
  CHECK(copy.state_message == "Source snapshot is not found");
  CHECK(copy.volume_id == "vol-ffffffff");
  CHECK(copy.volume_size_gib == 0);
}

TEST_CASE("a pending copy shows nothing of its source, then its size and key, then all",
          "[ec2][snapshot]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const std::string id = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  const ec2::Snapshot& copy = world.ec2.snapshots.at(id);
  CHECK(copy.state == ec2::SnapshotState::pending);
  CHECK(copy.state_message == "Metadata not updated");
  CHECK(copy.volume_size_gib == 0);
  CHECK_FALSE(copy.encrypted);
  world.advance(3s);
  CHECK(copy.state == ec2::SnapshotState::pending);
  CHECK(copy.state_message == "Metadata updated");
  CHECK(copy.volume_size_gib == 1);
  CHECK(copy.kms_key_arn == storage.key_b);
  world.advance(6s);
  CHECK(copy.state == ec2::SnapshotState::completed);
  CHECK(copy.state_message.empty());
}

TEST_CASE("what a copy needs is asked when it is made, in the name of who asked for it",
          "[ec2][snapshot]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const std::string id = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  ask<iam::op::DeleteRolePolicy>(world, root(account_b),
                                 {.role_name = "launcher", .policy_name = "inline"});
  world.advance(10s);
  CHECK(world.ec2.snapshots.at(id).state_message == "Given key ID is not accessible");
}

TEST_CASE("a policy must allow the new snapshot and the source", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  const ec2::op::CopySnapshot::Request request{.source_region = us_east_1.value,
                                               .source_snapshot_id = storage.snapshot_id};
  const std::string source = "arn:aws:ec2:us-east-1::snapshot/" + storage.snapshot_id;
  const std::string made = "arn:aws:ec2:us-east-1::snapshot/*";
  const auto with = [&](const std::string& name, const std::string& resource) {
    return user(world, account_b, name, identity_policy("Allow", "ec2:CopySnapshot", resource));
  };
  const Error denied = refusal_of<ec2::op::CopySnapshot>(world, with("one", source), request);
  CHECK(denied.code == "UnauthorizedOperation");
  CHECK(denied.message.find("on resource: " + made + " because") != std::string::npos);
  // A filled-in account never matches.
  CHECK(refusal_of<ec2::op::CopySnapshot>(
            world, with("two", "arn:aws:ec2:us-east-1:" + account_a.value + ":snapshot/*"), request)
            .status == 403);
  ask<ec2::op::CopySnapshot>(world, with("three", made), request);
}

TEST_CASE("a snapshot in use by an image stays, and says by which", "[ec2][snapshot]") {
  SharedStorage storage;
  World& world = storage.world;
  for (const std::string id : {"ami-0a", "ami-0b"}) {
    world.ec2.images.add(
        {.id = id,
         .owner = account_a,
         .region = us_east_1,
         .name = id,
         .block_devices = {{.device_name = "/dev/sda1"},
                           {.device_name = "/dev/sdb", .snapshot_id = storage.snapshot_id}}});
  }
  CHECK(
      refusal_of<ec2::op::DeleteSnapshot>(world, storage.a, {.snapshot_id = storage.snapshot_id}) ==
      Error{"InvalidSnapshot.InUse",
            "The snapshot " + storage.snapshot_id + " is currently in use by ami-0a, ami-0b"});
  world.ec2.images.at("ami-0a").state = ec2::ImageState::deregistered;
  world.ec2.images.erase("ami-0b");
  storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);  // no hindrance
  ask<ec2::op::DeleteSnapshot>(world, storage.a, {.snapshot_id = storage.snapshot_id});
  CHECK(world.ebs.disks.find(storage.snapshot_id) == nullptr);
}

TEST_CASE("a copy outlives its source and its permission", "[ec2][snapshot]") {
  SharedStorage storage;
  const std::string id = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  ask<ec2::op::DeleteSnapshot>(storage.world, storage.a, {.snapshot_id = storage.snapshot_id});
  CHECK(storage.read(storage.b, id) == storage.block_text);
}

TEST_CASE("lists of snapshots come in pages", "[ec2][snapshot]") {
  SharedStorage storage;
  std::vector<std::string> all = {storage.snapshot_id};
  for (int i = 0; i < 6; ++i) all.push_back(storage.upload(storage.a, ""));
  std::vector<std::string> seen;
  std::optional<std::string> token;
  do {
    const auto page = ask<ec2::op::DescribeSnapshots>(storage.world, storage.a,
                                                      {.max_results = 5, .next_token = token});
    CHECK(page.snapshots.size() <= 5);
    for (const std::string& id : ids_of(page)) seen.push_back(id);
    token = page.next_token;
  } while (token);
  CHECK(seen == all);
}

}  // namespace amishare::test
