// direct_test.cpp - snapshots written and read block by block, and what the direct APIs refuse.
#include "ebs/direct.h"

#include "emulator/ec2/shared_storage.h"

namespace amishare::test {
namespace {

using namespace std::chrono_literals;

ebs::op::PutSnapshotBlock::Request block(const std::string& id, std::int64_t index,
                                         const std::string& text) {
  return {.snapshot_id = id,
          .block_index = index,
          .block_data = Blob{text},
          .data_length = static_cast<std::int64_t>(text.size()),
          .checksum = crypto::to_base64(crypto::sha256(text)),
          .checksum_algorithm = "SHA256"};
}

std::string filled(char with) { return std::string(ebs::block_size, with); }

const Error key_not_found{"ResourceNotFoundException", "KMS key not found", 404,
                          "DEPENDENCY_RESOURCE_NOT_FOUND"};

}  // namespace

TEST_CASE("bytes go in and come out, encrypted in between", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto started = ask<ebs::op::StartSnapshot>(world, storage.a,
                                                   {.volume_size = 1,
                                                    .tags = {{.key = "Name", .value = "root"}},
                                                    .description = "a disk",
                                                    .encrypted = true,
                                                    .kms_key_arn = storage.key_a});
  CHECK(storage.kms_calls() == std::vector<std::string>{"GenerateDataKey by caller"});
  CHECK(started.status == "pending");
  CHECK(started.block_size == 524288);
  CHECK(started.kms_key_arn == storage.key_a);
  CHECK(started.tags.size() == 1);
  const std::string id = *started.snapshot_id;
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 0, filled('a')));
  CHECK(storage.kms_calls() == std::vector<std::string>{"Decrypt by caller"});
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 2047, filled('b')));
  const std::string checksum =
      crypto::to_base64(crypto::sha256(crypto::sha256(filled('a')) + crypto::sha256(filled('b'))));
  CHECK(ask<ebs::op::CompleteSnapshot>(world, storage.a,
                                       {.snapshot_id = id,
                                        .changed_blocks_count = 2,
                                        .checksum = checksum,
                                        .checksum_algorithm = "SHA256",
                                        .checksum_aggregation_method = "LINEAR"})
            .status == "pending");

  const auto list = ask<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = id});
  REQUIRE(list.blocks.size() == 2);
  CHECK(list.blocks[1].block_index == 2047);
  CHECK(list.volume_size == 1);
  CHECK(list.expiry_time == world.timeline.now() + 168h);
  const auto got = ask<ebs::op::GetSnapshotBlock>(
      world, storage.a,
      {.snapshot_id = id, .block_index = 2047, .block_token = *list.blocks[1].block_token});
  CHECK(got.block_data->bytes == filled('b'));
  CHECK(got.checksum == crypto::to_base64(crypto::sha256(filled('b'))));
  CHECK(world.ebs.disks.at(id).blocks.at(0).bytes() != filled('a'));
}

TEST_CASE("a shared snapshot is read with kms:Decrypt and nothing else", "[ebs][direct]") {
  for (const std::string& right : key_rights) {
    INFO("without " << right);
    SharedStorage storage({.right = right, .on_source = true});
    const auto list = ask<ebs::op::ListSnapshotBlocks>(storage.world, storage.b,
                                                       {.snapshot_id = storage.snapshot_id});
    const ebs::op::GetSnapshotBlock::Request request{.snapshot_id = storage.snapshot_id,
                                                     .block_index = 3,
                                                     .block_token = *list.blocks[0].block_token};
    if (right == "kms:Decrypt") {
      CHECK(refusal_of<ebs::op::GetSnapshotBlock>(storage.world, storage.b, request) ==
            key_not_found);
    } else {
      CHECK(ask<ebs::op::GetSnapshotBlock>(storage.world, storage.b, request).block_data->bytes ==
            storage.block_text);
    }
  }
}

TEST_CASE("who may not see a snapshot may not read it", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string id = storage.upload(storage.a, storage.key_a);
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(world, storage.b, {.snapshot_id = id}) ==
        Error{"ResourceNotFoundException", "The snapshot '" + id + "' does not exist.", 404,
              "SNAPSHOT_NOT_FOUND"});
  const Caller nobody = user(world, account_a, "nobody");
  const Error denied = refusal_of<ebs::op::ListSnapshotBlocks>(world, nobody, {.snapshot_id = id});
  CHECK(denied.code == "AccessDeniedException");
  CHECK(denied.status == 403);
  CHECK(denied.message.find("ebs:ListSnapshotBlocks on resource: arn:aws:ec2:us-east-1::snapshot/" +
                            id) != std::string::npos);
}

TEST_CASE("another's public snapshot is not served", "[ebs][direct]") {
  SharedStorage storage;
  const std::string id = storage.upload(storage.a, "");
  ask<ec2::op::ModifySnapshotAttribute>(storage.world, storage.a,
                                        {.attribute = "createVolumePermission",
                                         .group_names = {"all"},
                                         .operation_type = "add",
                                         .snapshot_id = id});
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(storage.world, storage.b, {.snapshot_id = id}) ==
        Error{"ValidationException", "Public snapshots are not supported", 400,
              "INVALID_SNAPSHOT_ID"});
  CHECK(storage.read(storage.a, id) == storage.block_text);
}

TEST_CASE("tokens are for their block, and for a week", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string& id = storage.snapshot_id;
  const auto list = ask<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = id});
  ebs::op::GetSnapshotBlock::Request request{
      .snapshot_id = id, .block_index = 4, .block_token = *list.blocks[0].block_token};
  const Error invalid{"ValidationException", "Invalid block token", 400, "INVALID_BLOCK_TOKEN"};
  CHECK(refusal_of<ebs::op::GetSnapshotBlock>(world, storage.a, request) == invalid);
  request.block_index = 3;
  world.advance(167h);
  ask<ebs::op::GetSnapshotBlock>(world, storage.a, request);
  world.advance(1h);
  CHECK(refusal_of<ebs::op::GetSnapshotBlock>(world, storage.a, request) == invalid);
}

TEST_CASE("blocks are listed in pages", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  ebs::Disk& disk = world.ebs.disks.at(storage.snapshot_id);
  for (std::uint64_t i = 0; i < 250; ++i) disk.blocks.emplace(i * 2, disk.blocks.at(3));
  std::vector<std::int64_t> indexes;
  std::optional<std::string> token;
  do {
    const auto page = ask<ebs::op::ListSnapshotBlocks>(world, storage.a,
                                                       {.snapshot_id = storage.snapshot_id,
                                                        .next_token = token,
                                                        .max_results = 100,
                                                        .starting_block_index = 10});
    CHECK(page.blocks.size() <= 100);
    for (const auto& entry : page.blocks) indexes.push_back(*entry.block_index);
    token = page.next_token;
  } while (token);
  REQUIRE(indexes.size() == 245);
  CHECK(indexes.front() == 10);
  CHECK(indexes.back() == 498);
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(
            world, storage.a, {.snapshot_id = storage.snapshot_id, .next_token = "AAAA"})
            .reason == "INVALID_PAGE_TOKEN");
}

TEST_CASE("a block is refused that is not what it says", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string id =
      *ask<ebs::op::StartSnapshot>(world, storage.a, {.volume_size = 1}).snapshot_id;
  const auto refusal = [&](const ebs::op::PutSnapshotBlock::Request& request) {
    return refusal_of<ebs::op::PutSnapshotBlock>(world, storage.a, request);
  };
  CHECK(refusal(block(id, 2048, filled('x'))) ==
        Error{"ValidationException", "Block index 2048 is beyond the volume size extent", 400,
              "INVALID_BLOCK"});
  CHECK(refusal(block(id, 0, "short")).reason == "INVALID_PARAMETER_VALUE");
  auto lying = block(id, 0, filled('x'));
  lying.checksum = crypto::to_base64(crypto::sha256("other"));
  CHECK(refusal(lying).reason == "INVALID_PARAMETER_VALUE");
  auto longer = block(id, 0, filled('x'));
  longer.data_length = 1;
  CHECK(refusal(longer).reason == "INVALID_PARAMETER_VALUE");
}

TEST_CASE("a snapshot is completed once, with as many blocks as were put", "[ebs][direct]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const std::string id =
      *ask<ebs::op::StartSnapshot>(world, storage.a, {.volume_size = 1}).snapshot_id;
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 0, filled('x')));
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 0, filled('y')));  // once more
  CHECK(refusal_of<ebs::op::CompleteSnapshot>(world, storage.a,
                                              {.snapshot_id = id, .changed_blocks_count = 2})
            .code == "ValidationException");
  CHECK(refusal_of<ebs::op::CompleteSnapshot>(
            world, storage.a, {.snapshot_id = id, .changed_blocks_count = 1, .checksum = "AAAA"})
            .code == "ValidationException");
  ask<ebs::op::CompleteSnapshot>(world, storage.a, {.snapshot_id = id, .changed_blocks_count = 1});
  CHECK(refusal_of<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 1, filled('z'))) ==
        Error{"ValidationException", "Snapshot is already completed", 400, "INVALID_SNAPSHOT_ID"});
  CHECK(refusal_of<ebs::op::CompleteSnapshot>(world, storage.a,
                                              {.snapshot_id = id, .changed_blocks_count = 1}) ==
        Error{"ResourceNotFoundException", "The snapshot '" + id + "' does not exist.", 404,
              "SNAPSHOT_NOT_FOUND"});
  // Until it is complete nobody reads it.
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = id}).status ==
        404);
  world.advance(3s);
  CHECK(ask<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = id}).blocks.size() == 1);
}

TEST_CASE("StartSnapshot refuses what does not go together", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto refusal = [&](const Caller& caller, const ebs::op::StartSnapshot::Request& request) {
    return refusal_of<ebs::op::StartSnapshot>(world, caller, request);
  };
  CHECK(refusal(storage.a, {.volume_size = 1, .encrypted = false, .kms_key_arn = storage.key_a}) ==
        Error{"ValidationException", "Encrypt cannot be false when KmsKeyArn is specified", 400,
              "INVALID_PARAMETER_VALUE"});
  CHECK(refusal(storage.a,
                {.volume_size = 1, .parent_snapshot_id = storage.snapshot_id, .encrypted = true})
            .code == "ValidationException");
  // A parent that is only shared is not found.
  CHECK(refusal(storage.b, {.volume_size = 1, .parent_snapshot_id = storage.snapshot_id}).reason ==
        "SNAPSHOT_NOT_FOUND");
  const Caller poor = user(world, account_b, "poor", identity_policy("Allow", "ebs:*"));
  CHECK(refusal(poor, {.volume_size = 1, .encrypted = true, .kms_key_arn = storage.key_b}) ==
        key_not_found);
}

TEST_CASE("the default key needs no right, and an explicit denial leaves no trace of its making",
          "[ebs][direct]") {
  World world;
  const Caller plain = user(world, account_a, "plain", identity_policy("Allow", "ebs:*"));
  const Caller denied = user(world, account_a, "denied", R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"ebs:*","Resource":"*"},
      {"Effect":"Deny","Action":"kms:*","Resource":"*"}]})");
  CHECK(refusal_of<ebs::op::StartSnapshot>(world, denied, {.volume_size = 1, .encrypted = true}) ==
        key_not_found);
  CHECK(world.kms.keys.empty());
  const auto started =
      ask<ebs::op::StartSnapshot>(world, plain, {.volume_size = 1, .encrypted = true});
  REQUIRE(world.kms.keys.size() == 1);
  CHECK(started.kms_key_arn == kms::arn(world.kms.keys.begin()->second));
}

TEST_CASE("encryption by default encrypts a snapshot that does not ask for it", "[ebs][direct]") {
  World world;
  const Caller a = root(account_a);
  ask<ec2::op::EnableEbsEncryptionByDefault>(world, a, {});
  CHECK(ask<ebs::op::StartSnapshot>(world, a, {.volume_size = 1}).kms_key_arn.has_value());
}

TEST_CASE("a snapshot goes on from its parent, under the parent's key", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto started = ask<ebs::op::StartSnapshot>(
      world, storage.a, {.volume_size = 2, .parent_snapshot_id = storage.snapshot_id});
  CHECK(started.kms_key_arn == storage.key_a);
  const std::string id = *started.snapshot_id;
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 4095, filled('n')));
  ask<ebs::op::CompleteSnapshot>(world, storage.a, {.snapshot_id = id, .changed_blocks_count = 1});
  const auto list = ask<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = id});
  REQUIRE(list.blocks.size() == 2);
  CHECK(list.blocks[0].block_index == 3);
  const auto old = ask<ebs::op::GetSnapshotBlock>(
      world, storage.a,
      {.snapshot_id = id, .block_index = 3, .block_token = *list.blocks[0].block_token});
  CHECK(old.block_data->bytes == storage.block_text);
}

TEST_CASE("a client token starts one snapshot", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  ebs::op::StartSnapshot::Request request{.volume_size = 1, .client_token = "once"};
  const auto first = ask<ebs::op::StartSnapshot>(world, storage.a, request);
  CHECK(ask<ebs::op::StartSnapshot>(world, storage.a, request).snapshot_id == first.snapshot_id);
  request.volume_size = 2;
  CHECK(refusal_of<ebs::op::StartSnapshot>(world, storage.a, request).status == 409);
}

}  // namespace amishare::test
