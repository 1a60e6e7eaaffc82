// direct.h - what the EBS direct APIs have in common: finding, authorising, keys.
#pragma once
#include <string>
#include <string_view>

#include "crypto/aes.h"
#include "ebs/ebs.h"
#include "ec2/snapshot.h"
#include "policy/context.h"
#include "world/call.h"

namespace amishare::ebs {

// Throws AccessDeniedException unless the caller may do `action` ("ebs:GetSnapshotBlock") to the
// snapshot.
void allow(Call& call, std::string_view action, const ec2::Snapshot& snapshot);
// Throws AccessDeniedException unless the caller may start a snapshot.
void allow_start(Call& call, policy::Context context);

// The completed snapshot of that id in the call's Region that the caller may read, by being its
// owner or by its create-volume permission. Throws ResourceNotFoundException, or
// ValidationException for another's public snapshot, which these APIs do not serve [recorded].
const ec2::Snapshot& find_readable(const Call& call, const std::string& snapshot_id);

// The caller's own snapshot of that id. Throws ResourceNotFoundException.
ec2::Snapshot& find_own(Call& call, const std::string& snapshot_id);

// The caller's forward access session: kms:ViaService is EC2's here too.
Caller session(const Call& call);

// Throws what these APIs say when KMS refused: a key that may not be used is "not found"
// [recorded].
[[noreturn]] void refuse_for_key(const Error& from_kms);

// The disk's data key, which the caller must be allowed to decrypt: no grant is made or needed
// [recorded]. Empty for a plain disk.
crypto::Secret open_for_caller(Call& call, const Disk& disk);

}  // namespace amishare::ebs
