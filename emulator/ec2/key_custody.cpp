// key_custody.cpp - the recorded sequences of KMS calls behind volumes, copies and instances.
#include "ec2/key_custody.h"

#include <map>
#include <utility>
#include <vector>

#include "api/kms.h"
#include "ec2/snapshot.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

using EncryptionContext = std::map<std::string, std::string>;

// The one pair that EBS binds into everything that it asks of KMS.
EncryptionContext context_of(const std::string& disk_id) { return {{"aws:ebs:id", disk_id}}; }

struct MadeGrant {
  std::string kms_key_arn;
  std::string id;
};

// The grants of one piece of work. When it fails they are retired, so that nothing stays behind.
template <class Work>
auto with_grants(Call& call, Work&& work) {
  std::vector<MadeGrant> made;
  try {
    return work(made);
  } catch (const Error&) {
    for (const MadeGrant& grant : made) retire_grant(call, grant.kms_key_arn, grant.id);
    throw;
  }
}

// A key is asked in its own Region: copies read their source across Regions.
Region region_of(const Call& call, const std::string& kms_key_id) {
  const Arn arn = Arn::parse(kms_key_id);
  return arn ? Region{arn.region} : call.region;
}

template <class Op>
typename Op::Response ask(Call& call, const Region& region, Caller caller,
                          const typename Op::Request& request) {
  Call there(call.world, call.caller, region, call.entry);
  return implied<Op>(there, std::move(caller), request);
}

// The caller's forward access session through EC2.
Caller session(const Call& call, const Region& region) {
  return call.caller.through("ec2", region);
}

std::string service_name(const Region& region) { return "ec2." + region.value + ".amazonaws.com"; }

// EBS itself, which is what the grants name as ec2.<region>.amazonaws.com.
Caller storage_service(const Region& region) {
  Caller caller = Caller::service("ec2", region);
  caller.user_agent = "ebs.amazonaws.com";
  return caller;
}

// What starts an instance: a session of a role that has no policies and acts through grants alone.
// Principal as recorded; it belongs to the account that owns the instance.
Caller infrastructure(const AccountId& owner, std::string_view instance_id) {
  const std::string role = "aws:ec2-infrastructure";
  const std::string instance(instance_id);
  policy::Principal who;
  who.kind = policy::PrincipalKind::role_session;
  who.account = owner;
  who.arn = arn_text("sts", Region{}, owner, "assumed-role/" + role + "/" + instance);
  who.principal_arn = iam_arn_text(owner, "role/" + role);
  who.unique_id = owner.value + ":" + role;
  who.user_id = who.unique_id + ":" + instance;
  Caller caller;
  caller.principal = std::move(who);
  caller.user_agent = "AWS Internal";
  caller.secure_transport = true;
  return caller;
}

MadeGrant make_grant(Call& call, const Caller& caller, const std::string& kms_key_id,
                     std::string grantee, std::vector<std::string> operations,
                     kms::api::GrantConstraints constraints) {
  const Region region = region_of(call, kms_key_id);
  const auto made = ask<kms::op::CreateGrant>(call, region, caller,
                                              {.key_id = kms_key_id,
                                               .grantee_principal = std::move(grantee),
                                               .retiring_principal = service_name(region),
                                               .operations = std::move(operations),
                                               .constraints = std::move(constraints)});
  return {kms_key_id, made.grant_id.value_or("")};
}

// The grant by which EBS uses a new volume's key until the volume is gone.
MadeGrant grant_to_service(Call& call, const ebs::WrappedKey& key) {
  const Region region = region_of(call, key.kms_key_arn);
  return make_grant(call, session(call, region), key.kms_key_arn, service_name(region), {"Decrypt"},
                    {.encryption_context_subset = context_of(key.context_id)});
}

// The grants of a copy hold for one context exactly [recorded].
MadeGrant grant_to_copy(Call& call, const Caller& caller, const std::string& kms_key_arn,
                        std::vector<std::string> operations, const std::string& context_id) {
  return make_grant(call, caller, kms_key_arn, service_name(region_of(call, kms_key_arn)),
                    std::move(operations), {.encryption_context_equals = context_of(context_id)});
}

MadeGrant grant_to_instance(Call& call, const ebs::WrappedKey& key, const AccountId& owner,
                            std::string_view instance_id) {
  return make_grant(call, session(call, region_of(call, key.kms_key_arn)), key.kms_key_arn,
                    infrastructure(owner, instance_id).principal->arn, {"Decrypt"},
                    {.encryption_context_subset = context_of(key.context_id)});
}

// A new data key, wrapped, that nobody has seen.
ebs::WrappedKey new_data_key(Call& call, const std::string& disk_id,
                             const std::string& kms_key_id) {
  const Region region = region_of(call, kms_key_id);
  auto made = ask<kms::op::GenerateDataKeyWithoutPlaintext>(
      call, region, session(call, region),
      {.key_id = kms_key_id,
       .encryption_context = context_of(disk_id),
       .number_of_bytes = static_cast<std::int64_t>(ebs::data_key_size)});
  return {.kms_key_arn = made.key_id.value_or(""),
          .ciphertext = std::move(made.ciphertext_blob.value_or(Blob{}).bytes),
          .context_id = disk_id,
          .lineage = disk_id};
}

// The same data key for another disk, under the same or another KMS key; its bytes stay in KMS.
ebs::WrappedKey re_wrapped(Call& call, const ebs::WrappedKey& key, const std::string& disk_id,
                           const std::string& kms_key_id) {
  const Region region = region_of(call, kms_key_id);
  auto made = ask<kms::op::ReEncrypt>(call, region, session(call, region),
                                      {.ciphertext_blob = Blob{key.ciphertext},
                                       .source_encryption_context = context_of(key.context_id),
                                       .source_key_id = key.kms_key_arn,
                                       .destination_key_id = kms_key_id,
                                       .destination_encryption_context = context_of(disk_id)});
  return {.kms_key_arn = made.key_id.value_or(""),
          .ciphertext = std::move(made.ciphertext_blob.value_or(Blob{}).bytes),
          .context_id = disk_id,
          .lineage = key.lineage};
}

// The bytes of a data key, for one whom a grant admits.
crypto::Secret decrypted(Call& call, const ebs::WrappedKey& key, const Caller& caller) {
  const Region region = region_of(call, key.kms_key_arn);
  auto made = ask<kms::op::Decrypt>(
      call, region, caller,
      {.ciphertext_blob = Blob{key.ciphertext}, .encryption_context = context_of(key.context_id)});
  return crypto::Secret(std::move(made.plaintext.value().bytes));  // no copy stays behind
}

crypto::Secret decrypted_by_service(Call& call, const ebs::WrappedKey& key) {
  return decrypted(call, key, storage_service(region_of(call, key.kms_key_arn)));
}

// The data key wrapped anew by the service, which a grant lets encrypt.
ebs::WrappedKey encrypted_by_service(Call& call, const crypto::Secret& data_key,
                                     const ebs::WrappedKey& like, const std::string& disk_id) {
  const Region region = region_of(call, like.kms_key_arn);
  kms::op::Encrypt::Request request{.key_id = like.kms_key_arn,
                                    .plaintext = Blob{data_key.bytes()},
                                    .encryption_context = context_of(disk_id)};
  const auto wipe_request = [&] { crypto::wipe(request.plaintext.bytes); };
  try {
    auto made = ask<kms::op::Encrypt>(call, region, storage_service(region), request);
    wipe_request();
    return {.kms_key_arn = like.kms_key_arn,
            .ciphertext = std::move(made.ciphertext_blob.value_or(Blob{}).bytes),
            .context_id = disk_id,
            .lineage = like.lineage};
  } catch (const Error&) {
    wipe_request();
    throw;
  }
}

// Whether the disk can keep the data key of its source: the same KMS key, and the source is one's
// own. https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
bool keeps_data_key(const Call& call, const Snapshot& source, const ebs::Disk& from,
                    const TargetKey& target) {
  if (source.owner != call.account() || source.region != call.region || !from.key) return false;
  const kms::Key* key = kms::find_key(call.world, call.account(), call.region, target.kms_key_id);
  return key != nullptr && kms::arn(*key) == from.key->kms_key_arn;
}

ebs::Disk blank_disk(std::string id, std::int64_t size_gib) {
  return {.id = std::move(id), .size_gib = size_gib};
}

}  // namespace

std::string kms_key_to_ask_for(Call& call, const TargetKey& target) {
  if (target.kms_key_id != kms::managed_ebs_alias) return target.kms_key_id;
  return kms::arn(kms::managed_ebs_key(call.world, call.account(), call.region));
}

FilledDisk fill_volume_disk(Call& call, std::string volume_id, std::int64_t size_gib,
                            const Snapshot* source, const TargetKey& target,
                            std::string_view instance_id) {
  const ebs::Disk* from = source == nullptr ? nullptr : &call.world.ebs.disks.at(source->id);
  FilledDisk filled{.disk = from == nullptr ? blank_disk(volume_id, size_gib)
                                            : ebs::clone(*from, volume_id, size_gib)};
  if (!target.encrypted) return filled;
  const std::string kms_key_id = kms_key_to_ask_for(call, target);
  return with_grants(call, [&](std::vector<MadeGrant>& made) {
    const auto grant_to_the_instance = [&] {
      if (instance_id.empty()) return;
      made.push_back(grant_to_instance(call, *filled.disk.key, call.account(), instance_id));
      filled.instance_grant_id = made.back().id;
    };
    if (from != nullptr && keeps_data_key(call, *source, *from, target)) {
      filled.disk.key = re_wrapped(call, *from->key, volume_id, kms_key_id);
      grant_to_the_instance();
      return std::move(filled);
    }
    // Under the new key first, so that one grant there opens both data keys: the source's key is
    // asked for nothing but kms:ReEncryptFrom [recorded].
    std::optional<ebs::WrappedKey> source_key;
    if (from != nullptr && from->key) {
      source_key = re_wrapped(call, *from->key, volume_id, kms_key_id);
    }
    filled.disk.key = new_data_key(call, volume_id, kms_key_id);
    made.push_back(grant_to_service(call, *filled.disk.key));
    filled.service_grant_id = made.back().id;
    grant_to_the_instance();
    if (from != nullptr) {
      crypto::Secret old_key;
      if (source_key) old_key = decrypted_by_service(call, *source_key);
      ebs::re_encrypt(filled.disk, old_key, decrypted_by_service(call, *filled.disk.key));
    }
    return std::move(filled);
  });
}

namespace {

// The data key of `like` for one more disk: decrypted and encrypted by the service, no new one
// made.
ebs::WrappedKey same_data_key(Call& call, std::vector<MadeGrant>& made, const ebs::WrappedKey& like,
                              const std::string& disk_id) {
  const Caller caller = session(call, region_of(call, like.kms_key_arn));
  made.push_back(grant_to_copy(call, caller, like.kms_key_arn, {"Decrypt"}, like.context_id));
  made.push_back(grant_to_copy(call, caller, like.kms_key_arn, {"Encrypt"}, disk_id));
  return encrypted_by_service(call, decrypted_by_service(call, like), like, disk_id);
}

// The source's data key, through a grant that the caller makes on the source's KMS key.
crypto::Secret data_key_of_source(Call& call, std::vector<MadeGrant>& made,
                                  const ebs::WrappedKey& key) {
  const Region region = region_of(call, key.kms_key_arn);
  Caller caller = session(call, region);
  caller.user_agent = "prod.kms-caller.ebs." + call.region.value + ".amazonaws.com";
  made.push_back(grant_to_copy(call, caller, key.kms_key_arn, {"Decrypt"}, key.context_id));
  return decrypted_by_service(call, key);
}

ebs::Disk copied_under_new_data_key(Call& call, std::vector<MadeGrant>& made, const ebs::Disk& from,
                                    const std::string& snapshot_id, const std::string& kms_key_id) {
  ebs::Disk disk = ebs::clone(from, snapshot_id, from.size_gib);
  disk.key = new_data_key(call, snapshot_id, kms_key_id);
  made.push_back(grant_to_copy(call, session(call, call.region), disk.key->kms_key_arn, {"Decrypt"},
                               snapshot_id));
  crypto::Secret old_key;
  if (from.key) old_key = data_key_of_source(call, made, *from.key);
  ebs::re_encrypt(disk, old_key, decrypted_by_service(call, *disk.key));
  return disk;
}

}  // namespace

ebs::Disk copy_snapshot_disk(Call& call, std::string snapshot_id, const Snapshot& source,
                             const TargetKey& target, const ebs::Disk* earlier) {
  const ebs::Disk& from = call.world.ebs.disks.at(source.id);
  if (!target.encrypted) {
    ebs::Disk copy = ebs::clone(from, snapshot_id, from.size_gib);
    copy.began_as.clear();  // "a full, independent snapshot"
    return copy;
  }
  const std::string kms_key_id = kms_key_to_ask_for(call, target);
  std::vector<MadeGrant> grants;
  ebs::Disk disk = with_grants(call, [&](std::vector<MadeGrant>& made) {
    ebs::Disk copy;
    if (keeps_data_key(call, source, from, target)) {
      copy = ebs::clone(from, snapshot_id, from.size_gib);
      copy.began_as.clear();
      copy.key = same_data_key(call, made, *from.key, snapshot_id);
    } else if (earlier != nullptr) {
      // A repeated copy adds only what changed, under the data key of the first [recorded: it needs
      // no new data key]. The source is still looked into.
      copy = ebs::clone(*earlier, snapshot_id, earlier->size_gib);
      if (from.key) data_key_of_source(call, made, *from.key);
      copy.key = same_data_key(call, made, *earlier->key, snapshot_id);
    } else {
      copy = copied_under_new_data_key(call, made, from, snapshot_id, kms_key_id);
    }
    grants = made;
    return copy;
  });
  for (const MadeGrant& grant : grants) retire_grant(call, grant.kms_key_arn, grant.id);
  return disk;
}

crypto::Secret open_disk(Call& call, const ebs::Disk& disk, const AccountId& instance_owner,
                         std::string_view instance_id, std::string& grant_id) {
  if (!disk.key) return {};
  return with_grants(call, [&](std::vector<MadeGrant>& made) {
    if (grant_id.empty()) {
      made.push_back(grant_to_instance(call, *disk.key, instance_owner, instance_id));
    }
    crypto::Secret data_key =
        decrypted(call, *disk.key, infrastructure(instance_owner, instance_id));
    if (!made.empty()) grant_id = made.back().id;
    return data_key;
  });
}

void retire_grant(Call& call, const std::string& kms_key_arn, const std::string& grant_id) {
  if (grant_id.empty()) return;
  const Region region = region_of(call, kms_key_arn);
  try {
    ask<kms::op::RetireGrant>(call, region, storage_service(region),
                              {.key_id = kms_key_arn, .grant_id = grant_id});
  } catch (const Error&) {
    // Revoked by the key's owner, or the key is gone.
  }
}

}  // namespace amishare::ec2
