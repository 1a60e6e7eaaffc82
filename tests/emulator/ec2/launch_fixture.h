// launch_fixture.h - A with an encrypted image that is shared with B, and B who launches it.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ebs.h"
#include "api/ec2.h"
#include "api/kms.h"
#include "crypto/hash.h"
#include "ebs/ebs.h"
#include "ec2/ec2.h"
#include "support/world_builder.h"

namespace amishare::test {

// One statement that refuses.
struct Denied {
  std::string action;
  std::string resource = "*";
};

// A policy that allows all of EC2 and KMS but these.
inline std::string all_but(const std::vector<Denied>& denied) {
  std::string text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["ec2:*","kms:*"],)"
      R"("Resource":"*"})";
  for (const Denied& one : denied) {
    text += R"(,{"Effect":"Deny","Action":")" + one.action + R"(","Resource":")" + one.resource +
            R"("})";
  }
  return text + "]}";
}

// What the root user of the account may do with its key, and another account's IAM with it.
inline std::string key_policy(const AccountId& owner, const std::vector<AccountId>& users) {
  std::string text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
      iam_arn_text(owner, "root") + R"("},"Action":"kms:*","Resource":"*"})";
  for (const AccountId& account : users) {
    text += R"(,{"Effect":"Allow","Principal":{"AWS":")" + iam_arn_text(account, "root") +
            R"("},"Action":["kms:DescribeKey","kms:Encrypt","kms:Decrypt","kms:ReEncrypt*",)"
            R"("kms:GenerateDataKey*","kms:CreateGrant"],"Resource":"*"})";
  }
  return text + "]}";
}

inline std::string make_key(World& world, const AccountId& owner,
                            const std::vector<AccountId>& users = {}) {
  return *ask<kms::op::CreateKey>(world, root(owner), {.policy = key_policy(owner, users)})
              .key_metadata->arn;
}

// A snapshot of 1 GiB that begins with `text`; plain if no key is given.
inline std::string make_snapshot(World& world, const AccountId& owner, const std::string& text,
                                 const std::string& kms_key_arn = {}) {
  ebs::api::StartSnapshotRequest start{.volume_size = 1};
  if (!kms_key_arn.empty()) {
    start.encrypted = true;
    start.kms_key_arn = kms_key_arn;
  }
  const std::string id = *ask<ebs::op::StartSnapshot>(world, root(owner), start).snapshot_id;
  std::string block = text;
  block.resize(ebs::block_size, '\0');
  ask<ebs::op::PutSnapshotBlock>(world, root(owner),
                                 {.snapshot_id = id,
                                  .block_index = 0,
                                  .block_data = Blob{block},
                                  .data_length = static_cast<std::int64_t>(ebs::block_size),
                                  .checksum = crypto::to_base64(crypto::sha256(block)),
                                  .checksum_algorithm = "SHA256"});
  ask<ebs::op::CompleteSnapshot>(world, root(owner),
                                 {.snapshot_id = id, .changed_blocks_count = 1});
  world.advance(world.pace.snapshot_seal);
  return id;
}

inline std::string make_image(World& world, const AccountId& owner, const std::string& name,
                              const std::string& snapshot_id) {
  ec2::api::BlockDeviceMapping mapping;
  mapping.device_name = "/dev/xvda";
  mapping.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot_id};
  return *ask<ec2::op::RegisterImage>(world, root(owner),
                                      {.name = name,
                                       .architecture = "x86_64",
                                       .root_device_name = "/dev/xvda",
                                       .block_device_mappings = {mapping},
                                       .virtualization_type = "hvm"})
              .image_id;
}

inline void share_image(World& world, const AccountId& owner, const std::string& image_id,
                        const AccountId& with) {
  ec2::api::LaunchPermissionModifications changes;
  changes.add = {{.user_id = with.value}};
  ask<ec2::op::ModifyImageAttribute>(world, root(owner),
                                     {.image_id = image_id, .launch_permission = changes});
}

// The root device under the key; under the account's default key if it is empty.
inline std::vector<ec2::api::BlockDeviceMapping> under(const std::string& kms_key_id) {
  ec2::api::BlockDeviceMapping mapping;
  mapping.device_name = "/dev/xvda";
  mapping.ebs = ec2::api::EbsBlockDevice{};
  mapping.ebs->encrypted = true;
  if (!kms_key_id.empty()) mapping.ebs->kms_key_id = kms_key_id;
  return {mapping};
}

inline ec2::api::RunInstancesRequest launch_request(
    const std::string& image_id, std::vector<ec2::api::BlockDeviceMapping> mappings = {}) {
  return {.block_device_mappings = std::move(mappings),
          .image_id = image_id,
          .instance_type = "t3.micro",
          .max_count = 1,
          .min_count = 1};
}

// Launches one instance and lets happen what is due at once; its id.
inline std::string launch(World& world, const Caller& caller, const std::string& image_id,
                          std::vector<ec2::api::BlockDeviceMapping> mappings = {}) {
  return *ask<ec2::op::RunInstances>(world, caller, launch_request(image_id, std::move(mappings)))
              .instances.at(0)
              .instance_id;
}

inline ec2::api::Instance look(World& world, const AccountId& owner,
                               const std::string& instance_id) {
  return ask<ec2::op::DescribeInstances>(world, root(owner), {.instance_ids = {instance_id}})
      .reservations.at(0)
      .instances.at(0);
}
inline std::string state_of(World& world, const AccountId& owner, const std::string& instance_id) {
  return *look(world, owner, instance_id).state->name;
}
inline std::string console_of(World& world, const AccountId& owner,
                              const std::string& instance_id) {
  const auto out = ask<ec2::op::GetConsoleOutput>(world, root(owner), {.instance_id = instance_id});
  return crypto::from_base64(out.output.value_or("")).value();
}

// The root volume of an instance that runs.
inline const ec2::Volume& root_volume(const World& world, const std::string& instance_id) {
  return world.ec2.volumes.at(world.ec2.volumes_of_instance.at(instance_id).at(0));
}

inline std::size_t grants_on(World& world, const AccountId& owner, const std::string& key_arn) {
  return ask<kms::op::ListGrants>(world, root(owner), {.key_id = key_arn}).grants.size();
}

// The two accounts, the key, the image and what stands at the beginning of its disk.
struct Sharing {
  explicit Sharing(const WorldOptions& options = {}) : world(options) {
    key_of_a = make_key(world, account_a, {account_b});
    key_of_b = make_key(world, account_b);
    snapshot_id = make_snapshot(world, account_a, text, key_of_a);
    image_id = make_image(world, account_a, "golden", snapshot_id);
    share_image(world, account_a, image_id, account_b);
  }

  // A user of B who may do everything with EC2 and KMS but these.
  Caller launcher(const std::vector<Denied>& denied = {}) {
    return user(world, account_b, "launcher" + std::to_string(++launchers), all_but(denied));
  }

  World world;
  std::string text = "written in account A\n";
  std::string key_of_a, key_of_b, snapshot_id, image_id;
  int launchers = 0;
};

// The operations that a request had AWS ask of KMS, in order; a refused one ends with '!'.
inline std::vector<std::string> implied_calls(const World& world, std::string_view operation) {
  std::vector<std::string> calls;
  for (const TraceEntry& entry : world.trace.entries()) {
    if (entry.operation != operation) continue;
    calls.clear();
    for (const TraceEntry& one : entry.implied) {
      calls.push_back(one.operation + (one.error ? "!" : ""));
    }
  }
  return calls;
}

}  // namespace amishare::test
