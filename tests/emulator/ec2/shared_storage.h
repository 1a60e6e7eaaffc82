// shared_storage.h - an encrypted snapshot that A shares, and a role of B with all rights but one.
#pragma once
#include <string>
#include <vector>

#include "api/ebs.h"
#include "api/ec2.h"
#include "api/kms.h"
#include "crypto/hash.h"
#include "ebs/ebs.h"
#include "support/world_builder.h"

namespace amishare::test {

// Every right on keys that AWS's documents or its recordings speak of.
inline const std::vector<std::string> key_rights = {
    "kms:CreateGrant",   "kms:Decrypt",         "kms:DescribeKey",
    "kms:Encrypt",       "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom", "kms:ReEncryptTo"};

inline std::string statement(const std::vector<std::string>& actions, const std::string& resource) {
  std::string list;
  for (const std::string& action : actions) {
    if (!list.empty()) list += ",";
    list += "\"" + action + "\"";
  }
  return R"({"Effect":"Allow","Action":[)" + list + R"(],"Resource":")" + resource + R"("})";
}

// A right left out: which, and on whose key.
struct Missing {
  std::string right{};
  bool on_source = false;
};

class SharedStorage {
 public:
  World world;
  Caller a = root(account_a);
  Caller b{};
  std::string key_a, key_b;  // ARNs
  std::string snapshot_id;
  const std::string block_text = std::string(ebs::block_size, 's');

  explicit SharedStorage(const Missing& missing = {}, const Pace& pace = Pace::instant())
      : world(WorldOptions{.seed = 7, .pace = pace}) {
    key_a = make_key(a);
    key_b = make_key(root(account_b));
    ask<kms::op::PutKeyPolicy>(world, a, {.key_id = key_a, .policy = policy_of_a()});
    b = role_session(world, account_b, "launcher", policy_of_b(missing));
    snapshot_id = upload(a, key_a);
    share(snapshot_id);
  }

  std::string make_key(const Caller& caller) {
    return ask<kms::op::CreateKey>(world, caller, {}).key_metadata->arn.value();
  }

  // A snapshot of 1 GiB with one block of text, encrypted unless the key is empty.
  std::string upload(const Caller& caller, const std::string& key) {
    ebs::op::StartSnapshot::Request start{.volume_size = 1};
    if (!key.empty()) {
      start.encrypted = true;
      start.kms_key_arn = key;
    }
    const std::string id = ask<ebs::op::StartSnapshot>(world, caller, start).snapshot_id.value();
    ask<ebs::op::PutSnapshotBlock>(world, caller,
                                   {.snapshot_id = id,
                                    .block_index = 3,
                                    .block_data = Blob{block_text},
                                    .data_length = static_cast<std::int64_t>(ebs::block_size),
                                    .checksum = crypto::to_base64(crypto::sha256(block_text)),
                                    .checksum_algorithm = "SHA256"});
    ask<ebs::op::CompleteSnapshot>(world, caller, {.snapshot_id = id, .changed_blocks_count = 1});
    world.advance(std::chrono::minutes(1));
    return id;
  }

  void share(const std::string& id) {
    ask<ec2::op::ModifySnapshotAttribute>(world, a,
                                          {.attribute = "createVolumePermission",
                                           .operation_type = "add",
                                           .snapshot_id = id,
                                           .user_ids = {account_b.value}});
  }

  std::string copy(const Caller& caller, const std::string& source, const std::string& key = {}) {
    ec2::op::CopySnapshot::Request request{.source_region = us_east_1.value,
                                           .source_snapshot_id = source};
    if (!key.empty()) {
      request.encrypted = true;
      request.kms_key_id = key;
    }
    return ask<ec2::op::CopySnapshot>(world, caller, request).snapshot_id.value();
  }

  std::string create_volume(const Caller& caller, const std::string& source,
                            const std::string& key = {}) {
    ec2::op::CreateVolume::Request request{.availability_zone = "us-east-1a"};
    if (source.empty()) request.size = 1;
    if (!source.empty()) request.snapshot_id = source;
    if (!key.empty()) {
      request.encrypted = true;
      request.kms_key_id = key;
    }
    return ask<ec2::op::CreateVolume>(world, caller, request).volume_id.value();
  }

  // What the request that was served last asked of KMS: "GenerateDataKeyWithoutPlaintext by
  // caller", with "!" behind what was refused.
  std::vector<std::string> kms_calls() const {
    std::vector<std::string> calls;
    for (const TraceEntry& entry : world.trace.entries().back().implied) {
      calls.push_back(entry.operation + " by " + who(entry.principal) + (entry.error ? "!" : ""));
    }
    return calls;
  }

  // The block as a reader gets it through the direct APIs.
  std::string read(const Caller& caller, const std::string& id) {
    const auto list = ask<ebs::op::ListSnapshotBlocks>(world, caller, {.snapshot_id = id});
    REQUIRE(list.blocks.size() == 1);
    return ask<ebs::op::GetSnapshotBlock>(world, caller,
                                          {.snapshot_id = id,
                                           .block_index = *list.blocks[0].block_index,
                                           .block_token = *list.blocks[0].block_token})
        .block_data->bytes;
  }

 private:
  static std::string who(const policy::Principal& principal) {
    if (principal.kind == policy::PrincipalKind::service) return "service";
    return principal.arn.find("aws:ec2-infrastructure") != std::string::npos ? "instance"
                                                                             : "caller";
  }

  static std::string policy_of_a() {
    return R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" +
           account_a.value + R"(:root"},"Action":"kms:*","Resource":"*"},
      {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" +
           account_b.value + R"(:root"},"Action":"kms:*","Resource":"*"}]})";
  }

  // All of EC2 and EBS direct, and every right on both keys but the missing one. The default key of
  // the account needs none.
  std::string policy_of_b(const Missing& missing) const {
    std::vector<std::string> on_a, on_b;
    for (const std::string& right : key_rights) {
      if (right != missing.right || !missing.on_source) on_a.push_back(right);
      if (right != missing.right || missing.on_source) on_b.push_back(right);
    }
    return R"({"Version":"2012-10-17","Statement":[)" + statement({"ec2:*", "ebs:*"}, "*") + "," +
           statement(on_a, key_a) + "," + statement(on_b, key_b) + "]}";
  }
};

}  // namespace amishare::test
