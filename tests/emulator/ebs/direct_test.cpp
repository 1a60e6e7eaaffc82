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

TEST_CASE("progress is what the writer says", "[ebs][direct]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const std::string id =
      *ask<ebs::op::StartSnapshot>(world, storage.a, {.volume_size = 1}).snapshot_id;
  const auto progress = [&] {
    return ask<ec2::op::DescribeSnapshots>(world, storage.a, {.snapshot_ids = {id}})
        .snapshots.at(0)
        .progress;
  };
  CHECK(progress() == "0%");
  auto half = block(id, 0, filled('x'));
  half.progress = 50;
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, half);
  CHECK(progress() == "50%");
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, 1, filled('y')));
  CHECK(progress() == "50%");
  ask<ebs::op::CompleteSnapshot>(world, storage.a, {.snapshot_id = id, .changed_blocks_count = 2});
  world.advance(3s);
  CHECK(progress() == "100%");
}

TEST_CASE("a snapshot that is left alone is cancelled after its timeout", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto start = [&](std::optional<std::int64_t> timeout) {
    return *ask<ebs::op::StartSnapshot>(world, storage.a, {.volume_size = 1, .timeout = timeout})
                .snapshot_id;
  };
  const auto state = [&](const std::string& id) { return world.ec2.snapshots.at(id).state; };
  const std::string short_one = start(10);
  const std::string usual = start(std::nullopt);
  const std::string completed = start(10);
  ask<ebs::op::CompleteSnapshot>(world, storage.a,
                                 {.snapshot_id = completed, .changed_blocks_count = 0});
  world.advance(9min);
  ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(short_one, 0, filled('x')));
  world.advance(9min);  // a block was written meanwhile
  CHECK(state(short_one) == ec2::SnapshotState::pending);
  world.advance(1min);
  CHECK(state(short_one) == ec2::SnapshotState::error);
  CHECK(state(completed) == ec2::SnapshotState::completed);
  CHECK(refusal_of<ebs::op::PutSnapshotBlock>(world, storage.a, block(short_one, 1, filled('y')))
            .reason == "INVALID_SNAPSHOT_ID");
  CHECK(refusal_of<ebs::op::CompleteSnapshot>(world, storage.a,
                                              {.snapshot_id = short_one, .changed_blocks_count = 1})
            .reason == "SNAPSHOT_NOT_FOUND");
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = short_one})
            .reason == "SNAPSHOT_NOT_FOUND");
  CHECK(world.ebs.disks.at(short_one).blocks.empty());
  CHECK(state(usual) == ec2::SnapshotState::pending);
  ask<ec2::op::DeleteSnapshot>(world, storage.a, {.snapshot_id = short_one});
  const std::string deleted = start(10);
  ask<ec2::op::DeleteSnapshot>(world, storage.a, {.snapshot_id = deleted});
  world.advance(41min);  // the usual hour
  CHECK(state(usual) == ec2::SnapshotState::error);
}

TEST_CASE("policies see the tags of a snapshot, each account its own", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto only_blue = [](const std::string& action) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":")" + action +
           R"(","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag/Team":"blue"}}}]})";
  };
  const Caller near = user(world, account_a, "near", only_blue("ebs:*"));
  const Caller far = user(world, account_b, "far", only_blue("ebs:*"));
  const ebs::op::ListSnapshotBlocks::Request list{.snapshot_id = storage.snapshot_id};
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(world, near, list).code == "AccessDeniedException");
  const ec2::op::CreateTags::Request tag{.resources = {storage.snapshot_id},
                                         .tags = {{.key = "Team", .value = "blue"}}};
  ask<ec2::op::CreateTags>(world, storage.a, tag);
  ask<ebs::op::ListSnapshotBlocks>(world, near, list);
  CHECK(refusal_of<ebs::op::ListSnapshotBlocks>(world, far, list).code == "AccessDeniedException");
  ask<ec2::op::CreateTags>(world, root(account_b), tag);
  ask<ebs::op::ListSnapshotBlocks>(world, far, list);
}

TEST_CASE("tags that a snapshot cannot be started with", "[ebs][direct]") {
  World world;
  const Caller a = root(account_a);
  const auto reason = [&](const std::vector<ebs::api::Tag>& tags) {
    return refusal_of<ebs::op::StartSnapshot>(world, a, {.volume_size = 1, .tags = tags}).reason;
  };
  CHECK(reason({{.key = "x", .value = "1"}, {.key = "x", .value = "2"}}) == "INVALID_TAG");
  CHECK(reason({{.key = "aws:x", .value = "1"}}) == "INVALID_TAG");
  CHECK(reason({{.value = "1"}}) == "INVALID_TAG");
  std::vector<ebs::api::Tag> many;
  for (int i = 0; i < 51; ++i) many.push_back({.key = std::to_string(i), .value = ""});
  CHECK(reason(many) == "INVALID_TAG");
  many.pop_back();
  CHECK(ask<ebs::op::StartSnapshot>(world, a, {.volume_size = 1, .tags = many}).tags.size() == 50);
}

TEST_CASE("going on from an encrypted parent needs the parent's key", "[ebs][direct]") {
  SharedStorage storage;
  const Caller no_key = user(storage.world, account_a, "no-key", identity_policy("Allow", "ebs:*"));
  const ebs::op::StartSnapshot::Request request{.volume_size = 1,
                                                .parent_snapshot_id = storage.snapshot_id};
  CHECK(refusal_of<ebs::op::StartSnapshot>(storage.world, no_key, request) == key_not_found);
  const std::string plain = storage.upload(storage.a, "");
  ask<ebs::op::StartSnapshot>(storage.world, no_key,
                              {.volume_size = 1, .parent_snapshot_id = plain});
}

TEST_CASE("a deleted key takes the bytes with it", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string copied = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  const std::string upload =
      *ask<ebs::op::StartSnapshot>(
           world, storage.a,
           {.volume_size = 1, .encrypted = true, .kms_key_arn = storage.key_a, .timeout = 4320})
           .snapshot_id;
  ask<kms::op::ScheduleKeyDeletion>(world, storage.a,
                                    {.key_id = storage.key_a, .pending_window_in_days = 7});
  const auto list =
      ask<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = storage.snapshot_id});
  const ebs::op::GetSnapshotBlock::Request request{.snapshot_id = storage.snapshot_id,
                                                   .block_index = 3,
                                                   .block_token = *list.blocks[0].block_token};
  CHECK(refusal_of<ebs::op::GetSnapshotBlock>(world, storage.a, request).reason ==
        "INVALID_CUSTOMER_KEY");
  CHECK(refusal_of<ebs::op::PutSnapshotBlock>(world, storage.a, block(upload, 0, filled('x')))
            .reason == "INVALID_CUSTOMER_KEY");
  world.advance(168h);
  CHECK(world.kms.keys.find(storage.key_a.substr(storage.key_a.rfind('/') + 1)) == nullptr);
  const auto later =
      ask<ebs::op::ListSnapshotBlocks>(world, storage.a, {.snapshot_id = storage.snapshot_id});
  CHECK(refusal_of<ebs::op::GetSnapshotBlock>(world, storage.a,
                                              {.snapshot_id = storage.snapshot_id,
                                               .block_index = 3,
                                               .block_token = *later.blocks[0].block_token}) ==
        key_not_found);
  CHECK(refusal_of<ebs::op::StartSnapshot>(
            world, storage.a,
            {.volume_size = 1, .encrypted = true, .kms_key_arn = storage.key_a}) == key_not_found);
  // What B copied under its own key stays.
  CHECK(storage.read(storage.b, copied) == storage.block_text);
}

TEST_CASE("changed blocks are those that were written since", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string& parent = storage.snapshot_id;  // has block 3
  const auto child_of = [&](const std::string& of, const std::vector<std::int64_t>& written) {
    const std::string id =
        *ask<ebs::op::StartSnapshot>(world, storage.a, {.volume_size = 1, .parent_snapshot_id = of})
             .snapshot_id;
    for (const std::int64_t index : written) {
      ask<ebs::op::PutSnapshotBlock>(world, storage.a, block(id, index, storage.block_text));
    }
    ask<ebs::op::CompleteSnapshot>(
        world, storage.a,
        {.snapshot_id = id, .changed_blocks_count = static_cast<std::int64_t>(written.size())});
    return id;
  };
  const std::string child = child_of(parent, {1, 7});
  const std::string grandchild = child_of(child, {3, 7});
  const auto changed = [&](const std::string& first, const std::string& second) {
    std::vector<std::int64_t> indexes;
    for (const auto& entry :
         ask<ebs::op::ListChangedBlocks>(world, storage.a,
                                         {.first_snapshot_id = first, .second_snapshot_id = second})
             .changed_blocks) {
      indexes.push_back(*entry.block_index);
    }
    return indexes;
  };
  using Indexes = std::vector<std::int64_t>;
  CHECK(changed(parent, child) == Indexes{1, 7});
  CHECK(changed(child, parent) == Indexes{1, 7});
  CHECK(changed(child, grandchild) == Indexes{3, 7});
  CHECK(changed(parent, grandchild) == Indexes{1, 3, 7});
  CHECK(changed(child, child).empty());

  // Tokens open the block of either, where there is one.
  const auto list = ask<ebs::op::ListChangedBlocks>(
      world, storage.a,
      {.first_snapshot_id = parent, .second_snapshot_id = grandchild, .starting_block_index = 2});
  REQUIRE(list.changed_blocks.size() == 2);
  const auto& third = list.changed_blocks[0];
  for (const auto& [id, token] : {std::pair{parent, third.first_block_token},
                                  std::pair{grandchild, third.second_block_token}}) {
    const auto got = ask<ebs::op::GetSnapshotBlock>(
        world, storage.a, {.snapshot_id = id, .block_index = 3, .block_token = token.value()});
    CHECK(got.block_data->bytes == storage.block_text);
  }
  CHECK(list.changed_blocks[1].first_block_token == std::nullopt);
  CHECK(list.volume_size == 1);

  // Page by page.
  std::vector<std::int64_t> many;
  for (std::int64_t i = 100; i < 350; ++i) many.push_back(i);
  ebs::Disk& disk = world.ebs.disks.at(grandchild);
  for (const std::int64_t i : many) {
    disk.blocks.emplace(static_cast<std::uint64_t>(i), disk.blocks.at(3));
  }
  std::vector<std::int64_t> paged;
  std::optional<std::string> next;
  do {
    const auto page = ask<ebs::op::ListChangedBlocks>(world, storage.a,
                                                      {.first_snapshot_id = child,
                                                       .second_snapshot_id = grandchild,
                                                       .next_token = next,
                                                       .max_results = 100,
                                                       .starting_block_index = 100});
    CHECK(page.changed_blocks.size() <= 100);
    for (const auto& entry : page.changed_blocks) paged.push_back(*entry.block_index);
    next = page.next_token;
  } while (next);
  CHECK(paged == many);
}

TEST_CASE("changed blocks are asked of one lineage, by who may", "[ebs][direct]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string volume = storage.create_volume(storage.a, storage.snapshot_id);
  const std::string of_volume =
      *ask<ec2::op::CreateSnapshot>(world, storage.a, {.volume_id = volume}).snapshot_id;
  world.advance(std::chrono::minutes(1));
  const auto list = [](const std::string& first, const std::string& second) {
    return ebs::op::ListChangedBlocks::Request{.first_snapshot_id = first,
                                               .second_snapshot_id = second};
  };
  CHECK(ask<ebs::op::ListChangedBlocks>(world, storage.a, list(storage.snapshot_id, of_volume))
            .changed_blocks.empty());

  const auto reason = [&](const std::string& first, const std::string& second) {
    return refusal_of<ebs::op::ListChangedBlocks>(world, storage.b, list(first, second)).reason;
  };
  const std::string copied = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(reason(storage.snapshot_id, copied) == "UNRELATED_SNAPSHOTS");
  CHECK(reason(storage.snapshot_id, of_volume) == "SNAPSHOT_NOT_FOUND");  // not shared
  CHECK(refusal_of<ebs::op::ListChangedBlocks>(
            world, storage.a, list(storage.snapshot_id, storage.upload(storage.a, "")))
            .reason == "UNRELATED_SNAPSHOTS");
  CHECK(refusal_of<ebs::op::ListChangedBlocks>(world, storage.a,
                                               {.second_snapshot_id = storage.snapshot_id})
            .reason == "INVALID_PARAMETER_VALUE");
  // The right is needed on both.
  const Caller one =
      user(world, account_a, "one",
           identity_policy("Allow", "ebs:*", "arn:aws:ec2:us-east-1::snapshot/" + of_volume));
  CHECK(refusal_of<ebs::op::ListChangedBlocks>(world, one, list(storage.snapshot_id, of_volume))
            .status == 403);
}

}  // namespace amishare::test
