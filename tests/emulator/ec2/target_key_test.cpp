// target_key_test.cpp - the tables of encryption outcomes, row by row.
#include "ec2/target_key.h"

#include "shared_storage.h"

namespace amishare::test {
namespace {

// Under what something ends.
enum class Under { plain, own_key, key_of_b, default_key, error };

// What B asks for, from which source, with encryption by default or without.
struct KeyRow {
  enum class Source { none, plain, plain_shared, own, shared };
  Source source;
  bool key;
  std::optional<bool> encrypted;
  bool by_default;
  Under result;
};
using Source = KeyRow::Source;

class Outcomes : public SharedStorage {
 public:
  std::string own_key = make_key(root(account_b));  // of B's snapshot; rows name the other
  std::string plain_of_b = upload(root(account_b), "");
  std::string plain_of_a = upload(a, "");
  std::string own_of_b = upload(root(account_b), own_key);

  Outcomes() { share(plain_of_a); }

  std::string id_of(Source source) const {
    switch (source) {
      case Source::none:
        return "";
      case Source::plain:
        return plain_of_b;
      case Source::plain_shared:
        return plain_of_a;
      case Source::own:
        return own_of_b;
      case Source::shared:
        return snapshot_id;
    }
    return "";
  }
  Under under(bool encrypted, const std::string& key) const {
    if (!encrypted) return Under::plain;
    if (key == key_b) return Under::key_of_b;
    if (key == own_key) return Under::own_key;
    const kms::Key* found = kms::find_key(world, account_b, us_east_1, kms::managed_ebs_alias);
    REQUIRE(found != nullptr);
    CHECK(key == kms::arn(*found));
    return Under::default_key;
  }
};

std::string name_of(const KeyRow& row) {
  static const std::vector<std::string> sources = {"none", "plain", "plain shared", "own",
                                                   "shared"};
  return sources[static_cast<std::size_t>(row.source)] + (row.key ? ", key given" : ", no key") +
         (row.encrypted ? (*row.encrypted ? ", encrypted" : ", not encrypted") : "") +
         (row.by_default ? ", by default" : "");
}

constexpr std::nullopt_t omitted = std::nullopt;

}  // namespace

TEST_CASE("volumes end under the keys that AWS's table says", "[ec2][target_key]") {
  const std::vector<KeyRow> rows = {
      {Source::none, false, omitted, false, Under::plain},
      {Source::none, false, false, false, Under::plain},
      {Source::none, false, omitted, true, Under::default_key},
      {Source::none, false, false, true, Under::default_key},
      {Source::none, false, true, false, Under::default_key},
      {Source::none, true, true, false, Under::key_of_b},
      {Source::none, true, true, true, Under::key_of_b},
      {Source::none, true, omitted, false, Under::error},
      {Source::plain, false, omitted, false, Under::plain},
      {Source::plain, false, omitted, true, Under::default_key},
      {Source::plain, false, true, false, Under::default_key},
      {Source::plain, true, true, false, Under::key_of_b},
      {Source::plain_shared, false, omitted, false, Under::plain},
      {Source::plain_shared, false, omitted, true, Under::default_key},
      {Source::plain_shared, true, true, false, Under::key_of_b},
      {Source::own, false, omitted, false, Under::own_key},
      {Source::own, false, omitted, true, Under::own_key},
      {Source::own, false, true, false, Under::own_key},
      {Source::own, true, true, false, Under::key_of_b},
      {Source::own, true, false, false, Under::error},
      {Source::own, false, false, false, Under::error},
      {Source::shared, false, omitted, false, Under::default_key},
      {Source::shared, false, omitted, true, Under::default_key},
      {Source::shared, false, true, false, Under::default_key},
      {Source::shared, true, true, false, Under::key_of_b},
      {Source::shared, true, omitted, false, Under::error},
      {Source::shared, false, false, false, Under::error},
  };
  const Outcomes prepared;
  for (const KeyRow& row : rows) {
    INFO(name_of(row));
    Outcomes storage = prepared;
    const Caller caller = root(account_b);
    if (row.by_default) ask<ec2::op::EnableEbsEncryptionByDefault>(storage.world, caller, {});
    ec2::op::CreateVolume::Request request{.availability_zone = "us-east-1a",
                                           .encrypted = row.encrypted};
    if (row.source == Source::none) request.size = 1;
    request.snapshot_id = storage.id_of(row.source);
    if (row.key) request.kms_key_id = storage.key_b;
    if (row.result == Under::error) {
      const Error error = refusal_of<ec2::op::CreateVolume>(storage.world, caller, request);
      CHECK(error == (row.key ? Error{"InvalidParameterDependency",
                                      "The parameter [KmsKeyId] requires the parameter Encrypted "
                                      "to be set."}
                              : Error{"InvalidParameterCombination",
                                      "Encrypted snapshots must be used to create encrypted "
                                      "volumes."}));
      continue;
    }
    const auto made = ask<ec2::op::CreateVolume>(storage.world, caller, request);
    // The response has the key as it was given, and none that was not.
    CHECK(made.kms_key_id == (row.key ? std::optional(storage.key_b) : std::nullopt));
    const auto shown =
        ask<ec2::op::DescribeVolumes>(storage.world, caller, {.volume_ids = {*made.volume_id}});
    REQUIRE(shown.volumes.size() == 1);
    CHECK(shown.volumes[0].state == "available");
    CHECK(storage.under(*shown.volumes[0].encrypted, shown.volumes[0].kms_key_id.value_or("")) ==
          row.result);
    CHECK(storage.world.ebs.disks.at(*made.volume_id).key.has_value() ==
          (row.result != Under::plain));
  }
}

TEST_CASE("copies end under the keys that were measured", "[ec2][target_key]") {
  const std::vector<KeyRow> rows = {
      {Source::plain, false, omitted, false, Under::plain},
      {Source::plain, false, false, false, Under::plain},
      {Source::plain_shared, false, omitted, false, Under::plain},
      {Source::plain, true, true, false, Under::key_of_b},
      {Source::plain_shared, true, true, false, Under::key_of_b},
      {Source::plain, false, omitted, true, Under::default_key},
      // Not the source's key, and no error, as older documents would have it.
      {Source::own, false, omitted, false, Under::default_key},
      {Source::own, false, false, false, Under::default_key},
      {Source::own, false, true, false, Under::default_key},
      {Source::own, true, true, false, Under::key_of_b},
      {Source::shared, false, omitted, false, Under::default_key},
      {Source::shared, true, true, false, Under::key_of_b},
  };
  const Outcomes prepared;
  for (const KeyRow& row : rows) {
    INFO(name_of(row));
    Outcomes storage = prepared;
    const Caller caller = root(account_b);
    if (row.by_default) ask<ec2::op::EnableEbsEncryptionByDefault>(storage.world, caller, {});
    ec2::op::CopySnapshot::Request request{.encrypted = row.encrypted,
                                           .source_region = us_east_1.value,
                                           .source_snapshot_id = storage.id_of(row.source)};
    if (row.key) request.kms_key_id = storage.key_b;
    const std::string id =
        ask<ec2::op::CopySnapshot>(storage.world, caller, request).snapshot_id.value();
    const auto shown =
        ask<ec2::op::DescribeSnapshots>(storage.world, caller, {.snapshot_ids = {id}});
    REQUIRE(shown.snapshots.size() == 1);
    const auto& snapshot = shown.snapshots[0];
    CHECK(snapshot.state == "completed");
    CHECK(storage.under(*snapshot.encrypted, snapshot.kms_key_id.value_or("")) == row.result);
    CHECK(storage.read(caller, id) == storage.block_text);
  }
}

TEST_CASE("a copy under the source's own key stays under it", "[ec2][target_key]") {
  SharedStorage storage;
  const std::string id = storage.copy(storage.a, storage.snapshot_id, storage.key_a);
  CHECK(storage.world.ec2.snapshots.at(id).kms_key_arn == storage.key_a);
}

TEST_CASE("a copy to another Region ends under that Region's default key", "[ec2][target_key]") {
  SharedStorage storage;
  const auto made = ask<ec2::op::CopySnapshot>(
      storage.world, storage.a,
      {.source_region = us_east_1.value, .source_snapshot_id = storage.snapshot_id}, eu_west_1);
  const ec2::Snapshot& copy = storage.world.ec2.snapshots.at(*made.snapshot_id);
  CHECK(copy.state == ec2::SnapshotState::completed);
  CHECK(copy.region == eu_west_1);
  const kms::Key* key = kms::find_key(storage.world, account_a, eu_west_1, kms::managed_ebs_alias);
  REQUIRE(key != nullptr);
  CHECK(copy.kms_key_arn == kms::arn(*key));
  CHECK(storage.world.kms.grants.size() == 0);
}

TEST_CASE("a configured default key takes the place of alias/aws/ebs", "[ec2][target_key]") {
  SharedStorage storage;
  ask<ec2::op::ModifyEbsDefaultKmsKeyId>(storage.world, root(account_b),
                                         {.kms_key_id = storage.key_b});
  const std::string volume = storage.create_volume(storage.b, storage.snapshot_id);
  CHECK(storage.world.ec2.volumes.at(volume).kms_key_arn == storage.key_b);
  const std::string copy = storage.copy(storage.b, storage.snapshot_id);
  CHECK(storage.world.ec2.snapshots.at(copy).kms_key_arn == storage.key_b);
}

TEST_CASE("a configured default key that may not be described fails copies later",
          "[ec2][target_key]") {
  SharedStorage storage({.right = "kms:DescribeKey"});
  ask<ec2::op::ModifyEbsDefaultKmsKeyId>(storage.world, root(account_b),
                                         {.kms_key_id = storage.key_b});
  const std::string id = storage.copy(storage.b, storage.snapshot_id);
  const ec2::Snapshot& copy = storage.world.ec2.snapshots.at(id);
  CHECK(copy.state == ec2::SnapshotState::error);
  CHECK(copy.state_message ==
        "Given key ID is not accessible. You must have DescribeKey permissions on the default CMK");
}

TEST_CASE("a launch that names no key keeps the owner's only by the switch", "[ec2][target_key]") {
  for (const bool keeps : {false, true}) {
    SharedStorage storage;
    storage.world.switches.launch_keeps_source_key = keeps;
    TraceEntry entry;
    const Call call(storage.world, storage.b, us_east_1, entry);
    const ec2::Snapshot& source = storage.world.ec2.snapshots.at(storage.snapshot_id);
    using ec2::DiskPurpose;
    const auto key_for = [&](DiskPurpose purpose) {
      return ec2::target_key(call, purpose, &source, std::nullopt, "").kms_key_id;
    };
    CHECK(key_for(DiskPurpose::launch) == (keeps ? storage.key_a : "alias/aws/ebs"));
    CHECK(key_for(DiskPurpose::volume) == "alias/aws/ebs");
    CHECK(key_for(DiskPurpose::snapshot_copy) == "alias/aws/ebs");
  }
}

}  // namespace amishare::test
