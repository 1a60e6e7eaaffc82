// key_custody_test.cpp - which right on which key breaks what, row by row as recorded from AWS.
#include "ec2/key_custody.h"

#include "ec2/volume.h"
#include "shared_storage.h"

namespace amishare::test {
namespace {

using Calls = std::vector<std::string>;

// What becomes of something when one right is missing.
enum class Outcome { succeeds, refused, fails_later };

struct RightRow {
  Missing missing;
  Outcome copy, volume, launch;
};

constexpr Outcome ok = Outcome::succeeds;
constexpr Outcome refused = Outcome::refused;
constexpr Outcome late = Outcome::fails_later;

Missing on_target(const std::string& right) { return {.right = right}; }
Missing on_source(const std::string& right) { return {.right = right, .on_source = true}; }

const std::vector<RightRow>& deny_matrix() {
  static const std::vector<RightRow> rows = {
      {{}, ok, ok, ok},
      {on_target("kms:DescribeKey"), refused, ok, ok},
      {on_target("kms:GenerateDataKeyWithoutPlaintext"), late, late, late},
      {on_target("kms:CreateGrant"), late, late, late},
      {on_target("kms:Decrypt"), ok, ok, ok},
      {on_target("kms:GenerateDataKey"), ok, ok, ok},
      {on_target("kms:Encrypt"), ok, ok, ok},
      {on_target("kms:ReEncryptTo"), ok, late, ok},
      {on_target("kms:ReEncryptFrom"), ok, ok, ok},
      {on_source("kms:CreateGrant"), late, ok, ok},
      {on_source("kms:ReEncryptFrom"), ok, late, ok},
      {on_source("kms:Decrypt"), ok, ok, ok},
      {on_source("kms:DescribeKey"), ok, ok, ok},
      {on_source("kms:ReEncryptTo"), ok, ok, ok},
      {on_source("kms:GenerateDataKeyWithoutPlaintext"), ok, ok, ok},
  };
  return rows;
}

std::string name_of(const RightRow& row) {
  if (row.missing.right.empty()) return "nothing missing";
  return row.missing.right +
         (row.missing.on_source ? " on the source's key" : " on the target key");
}

// The disk of a launch, without the instance around it: A volume that is filled for an instance,
// and opened by it.
Outcome launch_from_plain(SharedStorage& storage, const std::string& plain) {
  World& world = storage.world;
  TraceEntry& entry = world.trace.add({.request_id = "launch", .at = world.timeline.now()});
  Call call(world, storage.b, us_east_1, entry);
  const ec2::VolumePlan plan = ec2::plan_volume(call, {.availability_zone = "us-east-1a",
                                                       .snapshot_id = plain,
                                                       .through_image = true,
                                                       .purpose = ec2::DiskPurpose::launch,
                                                       .encrypted = true,
                                                       .kms_key_id = storage.key_b});
  const std::string id = ec2::add_volume(call, plan).id;
  ec2::attach(world, id, "i-00000000000000001", "/dev/xvda", true);
  try {
    ec2::fill_volume(call, id, plan.target);
    CHECK_FALSE(ec2::open_for_instance(call, id).empty());
    return ok;
  } catch (const Error&) {
    ec2::erase_volume(call, id);
    CHECK(world.kms.grants.size() == 0);
    CHECK(world.ec2.volumes.find(id) == nullptr);
    return late;
  }
}

}  // namespace

TEST_CASE("a missing right breaks a copy exactly where AWS asks for it", "[ec2][key_custody]") {
  for (const RightRow& row : deny_matrix()) {
    SharedStorage storage(row.missing);
    INFO(name_of(row));
    if (row.copy == refused) {
      const Error error =
          refusal_of<ec2::op::CopySnapshot>(storage.world, storage.b,
                                            {.encrypted = true,
                                             .kms_key_id = storage.key_b,
                                             .source_region = us_east_1.value,
                                             .source_snapshot_id = storage.snapshot_id});
      CHECK(error == Error{"AuthFailure", "Not authorized to use key " + storage.key_b + " ", 403});
      continue;
    }
    const std::string id = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
    const ec2::Snapshot& copy = storage.world.ec2.snapshots.at(id);
    CHECK(copy.encrypted);
    CHECK(copy.kms_key_arn == storage.key_b);
    CHECK(copy.volume_size_gib == 1);
    if (row.copy == ok) {
      CHECK(copy.state == ec2::SnapshotState::completed);
      CHECK(copy.progress == "100%");
    } else {
      CHECK(copy.state == ec2::SnapshotState::error);
      CHECK(copy.state_message == "Given key ID is not accessible");
      CHECK(copy.progress == "0%");
      CHECK(storage.world.ebs.disks.find(id) == nullptr);
    }
    CHECK(storage.world.kms.grants.size() == 0);
  }
}

TEST_CASE("a missing right lets a volume vanish exactly where AWS asks for it",
          "[ec2][key_custody]") {
  for (const RightRow& row : deny_matrix()) {
    SharedStorage storage(row.missing);
    INFO(name_of(row));
    const std::string id = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
    const ec2::Volume* volume = storage.world.ec2.volumes.find(id);
    if (row.volume == ok) {
      REQUIRE(volume != nullptr);
      CHECK(volume->state == ec2::VolumeState::available);
      CHECK(volume->kms_key_arn == storage.key_b);
      CHECK(storage.world.kms.grants.size() == 1);
    } else {
      CHECK(volume == nullptr);
      CHECK(storage.world.ebs.disks.find(id) == nullptr);
      CHECK(storage.world.kms.grants.size() == 0);
      const Error error =
          refusal_of<ec2::op::DescribeVolumes>(storage.world, storage.b, {.volume_ids = {id}});
      CHECK(error == Error{"InvalidVolume.NotFound", "The volume '" + id + "' does not exist."});
    }
  }
}

TEST_CASE("a missing right breaks a launch from a plain image exactly where AWS asks for it",
          "[ec2][key_custody]") {
  for (const RightRow& row : deny_matrix()) {
    SharedStorage storage(row.missing);
    INFO(name_of(row));
    const std::string plain = storage.upload(storage.a, "");
    CHECK(launch_from_plain(storage, plain) == row.launch);
  }
}

TEST_CASE("KMS is asked for a copy in the recorded order", "[ec2][key_custody]") {
  SharedStorage storage;
  storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(storage.kms_calls() ==
        Calls{"DescribeKey by caller", "GenerateDataKeyWithoutPlaintext by caller",
              "CreateGrant by caller", "CreateGrant by caller", "Decrypt by service",
              "Decrypt by service", "RetireGrant by service", "RetireGrant by service"});
}

TEST_CASE("a copy for an image asks for its key later, with everything else",
          "[ec2][key_custody]") {
  for (const bool described : {true, false}) {
    SharedStorage storage(described ? Missing{} : on_target("kms:DescribeKey"));
    World& world = storage.world;
    TraceEntry& entry = world.trace.add({.request_id = "copy", .at = world.timeline.now()});
    Call call(world, storage.b, us_east_1, entry);
    const std::string id =
        ec2::begin_snapshot_copy(call, {.source_snapshot_id = storage.snapshot_id,
                                        .source_region = us_east_1,
                                        .encrypted = true,
                                        .kms_key_id = storage.key_b})
            .id;
    CHECK(entry.implied.empty());
    world.settle();
    CHECK(storage.kms_calls().front() ==
          (described ? "DescribeKey by caller" : "DescribeKey by caller!"));
    CHECK(world.ec2.snapshots.at(id).state ==
          (described ? ec2::SnapshotState::completed : ec2::SnapshotState::error));
    CHECK(world.kms.grants.size() == 0);
  }
}

TEST_CASE("KMS is asked for a volume under another key in the recorded order",
          "[ec2][key_custody]") {
  SharedStorage storage;
  storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(storage.kms_calls() ==
        Calls{"ReEncrypt by caller", "GenerateDataKeyWithoutPlaintext by caller",
              "CreateGrant by caller", "Decrypt by service", "Decrypt by service"});
}

TEST_CASE("KMS is asked for a launch from a plain image in the recorded order",
          "[ec2][key_custody]") {
  SharedStorage storage;
  const std::string plain = storage.upload(storage.a, "");
  launch_from_plain(storage, plain);
  CHECK(storage.kms_calls() == Calls{"GenerateDataKeyWithoutPlaintext by caller",
                                     "CreateGrant by caller", "CreateGrant by caller",
                                     "Decrypt by service", "Decrypt by instance"});
}

TEST_CASE("a volume of an own snapshot under its key keeps the data key", "[ec2][key_custody]") {
  SharedStorage storage;
  const std::string id = storage.create_volume(storage.a, storage.snapshot_id);
  CHECK(storage.kms_calls() == Calls{"ReEncrypt by caller"});
  const ebs::Disk& disk = storage.world.ebs.disks.at(id);
  const ebs::Disk& source = storage.world.ebs.disks.at(storage.snapshot_id);
  CHECK(disk.key->lineage == source.key->lineage);
  CHECK(disk.key->ciphertext != source.key->ciphertext);
  CHECK(disk.key->context_id == id);
  CHECK(disk.blocks.at(3).shared_with(source.blocks.at(3)));
}

TEST_CASE("a copy under the same key in the same Region is only wrapped anew",
          "[ec2][key_custody]") {
  SharedStorage storage;
  const std::string id = storage.copy(storage.a, storage.snapshot_id, storage.key_a);
  CHECK(storage.kms_calls() == Calls{"DescribeKey by caller", "CreateGrant by caller",
                                     "CreateGrant by caller", "Decrypt by service",
                                     "Encrypt by service", "RetireGrant by service",
                                     "RetireGrant by service"});
  CHECK(storage.world.ebs.disks.at(id).key->context_id == id);
  CHECK(storage.read(storage.a, id) == storage.block_text);
}

TEST_CASE("a repeated copy under the same key needs no new data key", "[ec2][key_custody]") {
  SharedStorage storage(on_target("kms:nothing"));
  const std::string first = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  const std::string second = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  const Calls calls = storage.kms_calls();
  CHECK(std::find(calls.begin(), calls.end(), "GenerateDataKeyWithoutPlaintext by caller") ==
        calls.end());
  const auto& disks = storage.world.ebs.disks;
  CHECK(disks.at(second).key->lineage == disks.at(first).key->lineage);
  CHECK(storage.read(storage.b, second) == storage.block_text);
}

TEST_CASE("what is re-encrypted is readable under the new key and nowhere without it",
          "[ec2][key_custody]") {
  SharedStorage storage;
  const std::string id = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  const auto& disks = storage.world.ebs.disks;
  CHECK(disks.at(id).blocks.at(3).bytes() != disks.at(storage.snapshot_id).blocks.at(3).bytes());
  CHECK(disks.at(id).blocks.at(3).bytes() != storage.block_text);
  CHECK(disks.at(id).key->lineage != disks.at(storage.snapshot_id).key->lineage);
  CHECK(storage.read(storage.b, id) == storage.block_text);
  // A's key may go: the copy is B's own.
  ask<kms::op::DisableKey>(storage.world, storage.a, {.key_id = storage.key_a});
  CHECK(storage.read(storage.b, id) == storage.block_text);
  ask<kms::op::DisableKey>(storage.world, root(account_b), {.key_id = storage.key_b});
  CHECK_THROWS_AS(storage.read(storage.b, id), Error);
}

TEST_CASE("a disabled key fails as a missing right does", "[ec2][key_custody]") {
  SharedStorage storage;
  ask<kms::op::DisableKey>(storage.world, storage.a, {.key_id = storage.key_a});
  const std::string volume = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(storage.world.ec2.volumes.find(volume) == nullptr);
  const std::string copy = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(storage.world.ec2.snapshots.at(copy).state_message == "Given key ID is not accessible");
  CHECK(storage.world.kms.grants.size() == 0);
}

TEST_CASE("the service's grant goes with the volume", "[ec2][key_custody]") {
  SharedStorage storage;
  const std::string id = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  REQUIRE(storage.world.kms.grants.size() == 1);
  ask<ec2::op::DeleteVolume>(storage.world, storage.b, {.volume_id = id});
  CHECK(storage.kms_calls() == Calls{"RetireGrant by service"});
  CHECK(storage.world.kms.grants.size() == 0);
  CHECK(storage.world.ec2.volumes.find(id) == nullptr);
}

TEST_CASE("the instance's grant names its infrastructure and holds for its volume alone",
          "[ec2][key_custody]") {
  SharedStorage storage;
  launch_from_plain(storage, storage.upload(storage.a, ""));
  const auto& grants = storage.world.kms.grants;
  REQUIRE(grants.size() == 2);
  const std::string key_id = storage.key_b.substr(storage.key_b.rfind('/') + 1);
  const std::string volume = storage.world.ec2.volumes.begin()->second.id;
  const std::string infrastructure = "arn:aws:sts::" + account_b.value +
                                     ":assumed-role/aws:ec2-infrastructure/i-00000000000000001";
  const std::map<std::string, std::string> context = {{"aws:ebs:id", volume}};
  std::vector<std::string> grantees;
  for (const std::uint64_t number : grants.of_key(key_id)) {
    const kms::Grant& grant = grants.at(number);
    grantees.push_back(grant.grantee.name);
    CHECK(grant.retiring->name == "ec2.us-east-1.amazonaws.com");
    CHECK(grant.operations == std::vector<std::string>{"Decrypt"});
    CHECK(grant.constraints.subset == context);
  }
  CHECK(grantees == std::vector<std::string>{"ec2.us-east-1.amazonaws.com", infrastructure});
}

}  // namespace amishare::test
