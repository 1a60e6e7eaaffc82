// direct.cpp - who may read a snapshot block by block, and with which key.
#include "ebs/direct.h"

#include <utility>

#include "api/kms.h"
#include "ebs/errors.h"
#include "ec2/authorize.h"
#include "ec2/tag.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::ebs {
namespace {

void ask(Call& call, std::string_view action, const std::string& resource_arn,
         const AccountId& owner, policy::Context context) {
  // As in EC2, the owner of a snapshot shows in this key alone: snapshots have no policies.
  context.set("aws:ResourceAccount", owner.value);
  const policy::Decision& decision = call.decide(
      {.action = std::string(action), .resource = resource_arn, .context = std::move(context)});
  if (decision.allowed()) return;
  throw access_denied(
      policy::denial_sentence(call.caller.principal, action, resource_arn, decision));
}

}  // namespace

void allow(Call& call, std::string_view action, const ec2::Snapshot& snapshot) {
  policy::Context context;
  // The caller's own tags: those that the owner of a shared snapshot put on it are not shared.
  const auto& tags = ec2::tags_of(call.world, call.account(), call.region, snapshot.id);
  for (const auto& [key, value] : tags) context.set("aws:ResourceTag/" + key, value);
  ask(call, action, ec2::snapshot_arn(call.region, snapshot.id), snapshot.owner,
      std::move(context));
}

void allow_start(Call& call, policy::Context context) {
  ask(call, "ebs:StartSnapshot", ec2::snapshot_arn(call.region, "*"), call.account(),
      std::move(context));
}

const ec2::Snapshot& find_readable(const Call& call, const std::string& snapshot_id) {
  const ec2::Snapshot* snapshot = call.world.ec2.snapshots.find(snapshot_id);
  if (snapshot == nullptr || snapshot->region != call.region ||
      !ec2::storage_readable_by(*snapshot, call.account())) {
    throw snapshot_not_found(snapshot_id);
  }
  if (snapshot->owner != call.account() && snapshot->create_volume_public) {
    throw public_snapshot();
  }
  if (snapshot->state != ec2::SnapshotState::completed) throw snapshot_not_found(snapshot_id);
  return *snapshot;
}

ec2::Snapshot& find_own(Call& call, const std::string& snapshot_id) {
  ec2::Snapshot* snapshot = call.world.ec2.snapshots.find(snapshot_id);
  if (snapshot == nullptr || snapshot->region != call.region || snapshot->owner != call.account()) {
    throw snapshot_not_found(snapshot_id);
  }
  return *snapshot;
}

Caller session(const Call& call) {
  Caller caller = call.caller.through("ebs", call.region);
  // EBS's calls, these too, carry the name of EC2: the policy of alias/aws/ebs admits only that.
  caller.via_service = "ec2." + call.region.value + ".amazonaws.com";
  caller.user_agent = "ebs.amazonaws.com";
  return caller;
}

void refuse_for_key(const Error& from_kms) {
  if (from_kms.code == "DisabledException" || from_kms.code == "KMSInvalidStateException") {
    throw kms_key_invalid();
  }
  throw kms_key_not_found();
}

crypto::Secret open_for_caller(Call& call, const Disk& disk) {
  if (!disk.key) return {};
  try {
    auto decrypted =
        implied<kms::op::Decrypt>(call, session(call),
                                  {.ciphertext_blob = Blob{disk.key->ciphertext},
                                   .encryption_context = {{"aws:ebs:id", disk.key->context_id}}});
    return crypto::Secret(std::move(decrypted.plaintext.value().bytes));  // no copy stays behind
  } catch (const Error& error) {
    refuse_for_key(error);
  }
}

}  // namespace amishare::ebs
