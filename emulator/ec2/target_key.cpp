// target_key.cpp - the tables of encryption outcomes, as code.
#include "ec2/target_key.h"

#include "world/world.h"

namespace amishare::ec2 {
namespace {

TargetKey default_target(const Call& call) {
  return {.encrypted = true,
          .kms_key_id = default_kms_key(call.world, call.account(), call.region),
          .by_default = true};
}

// Whether a disk that names no key stays under the key of its encrypted source.
bool keeps_source_key(const Call& call, DiskPurpose purpose, const Snapshot& source) {
  if (purpose == DiskPurpose::snapshot_copy) return false;
  const bool own = source.owner == call.account();
  return own || (purpose == DiskPurpose::launch && call.world.switches.launch_keeps_source_key);
}

}  // namespace

TargetKey target_key(const Call& call, DiskPurpose purpose, const Snapshot* source,
                     std::optional<bool> encrypted, std::string_view kms_key_id) {
  const bool from_encrypted = source != nullptr && source->encrypted;
  const bool wanted = encrypted.value_or(false) ||
                      settings_of(call.world, call.account(), call.region).encryption_by_default;
  if (!from_encrypted && !wanted) return {};
  if (!kms_key_id.empty()) return {.encrypted = true, .kms_key_id = std::string(kms_key_id)};
  if (from_encrypted && keeps_source_key(call, purpose, *source)) {
    return {.encrypted = true, .kms_key_id = source->kms_key_arn};
  }
  return default_target(call);
}

}  // namespace amishare::ec2
