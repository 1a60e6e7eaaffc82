// key_custody.h - the KMS calls that EC2 and EBS make for a caller so that a disk can be read.
//
// Blocks are encrypted under a data key, and a data key is kept only wrapped by KMS. Every function
// here that needs the bytes of a data key gets them from a KMS Decrypt that succeeded: by the EBS
// service or by the instance's infrastructure, each through a grant that the caller had to be able
// to make. Which calls are made, and so which missing right breaks what, is as recorded from AWS.
// https://docs.aws.amazon.com/kms/latest/developerguide/services-ebs.html
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/aes.h"
#include "ebs/ebs.h"
#include "ec2/target_key.h"
#include "world/call.h"

namespace amishare::ec2 {

struct Snapshot;

// A disk whose blocks are in place, and the grants that stay behind.
struct FilledDisk {
  ebs::Disk disk;
  std::string service_grant_id{};   // on the disk's key, until the volume is deleted
  std::string instance_grant_id{};  // on the disk's key, if made for an instance
};

// The disk of a new volume: empty or from a snapshot, under `target`. Asks KMS as the caller
// through EC2 and as the service; with `instance_id` also makes the instance's grant, in the order
// recorded of launches. Throws the Error of the KMS call that was refused, having retired what it
// was granted.
FilledDisk fill_volume_disk(Call& call, std::string volume_id, std::int64_t size_gib,
                            const Snapshot* source, const TargetKey& target,
                            std::string_view instance_id = {});

// The disk of a new snapshot that copies `source`, likewise. `earlier` is the disk of an earlier
// copy of the same source under the same key, whose data key is used again; null if there is none.
ebs::Disk copy_snapshot_disk(Call& call, std::string snapshot_id, const Snapshot& source,
                             const TargetKey& target, const ebs::Disk* earlier);

// Lets an instance use an encrypted disk: makes a grant for the instance's infrastructure as the
// caller, unless `grant_id` names one already, and decrypts the data key as that infrastructure in
// the account that owns the instance. Throws the Error of the KMS call that was refused; a grant
// made here is retired then.
crypto::Secret open_disk(Call& call, const ebs::Disk& disk, const AccountId& instance_owner,
                         std::string_view instance_id, std::string& grant_id);

// The key id to ask KMS with for `target`: alias/aws/ebs is made at its first use.
std::string kms_key_to_ask_for(Call& call, const TargetKey& target);

// Retires a grant as the service, which is its retiring principal. A grant or key that is gone is
// no error: there is nothing left to retire.
void retire_grant(Call& call, const std::string& kms_key_arn, const std::string& grant_id);

}  // namespace amishare::ec2
