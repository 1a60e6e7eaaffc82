// settings.cpp - encryption by default, and the key that it takes.
#include "ec2/settings.h"

#include "api/ec2.h"
#include "ec2/authorize.h"
#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "world/call.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

Settings& own_settings(Call& call) {
  return call.world.ec2.settings[{call.account(), call.region}];
}

// The key as the answers of these operations show it: an ARN, or the alias when nothing is set
// [recorded].
std::string shown_default_key(const Call& call) {
  return default_kms_key(call.world, call.account(), call.region);
}

}  // namespace

Settings settings_of(const World& world, const AccountId& account, const Region& region) {
  const auto place = world.ec2.settings.find({account, region});
  return place == world.ec2.settings.end() ? Settings{} : place->second;
}

std::string default_kms_key(const World& world, const AccountId& account, const Region& region) {
  const Settings settings = settings_of(world, account, region);
  return settings.default_kms_key.empty() ? std::string(kms::managed_ebs_alias)
                                          : settings.default_kms_key;
}

api::EnableEbsEncryptionByDefaultResponse enable_ebs_encryption_by_default(
    Call& call, const api::EnableEbsEncryptionByDefaultRequest& in) {
  allow(call, "ec2:EnableEbsEncryptionByDefault");
  end_dry_run(in.dry_run);
  own_settings(call).encryption_by_default = true;
  return {.ebs_encryption_by_default = true};
}

api::DisableEbsEncryptionByDefaultResponse disable_ebs_encryption_by_default(
    Call& call, const api::DisableEbsEncryptionByDefaultRequest& in) {
  allow(call, "ec2:DisableEbsEncryptionByDefault");
  end_dry_run(in.dry_run);
  own_settings(call).encryption_by_default = false;
  return {.ebs_encryption_by_default = false};
}

api::GetEbsEncryptionByDefaultResponse get_ebs_encryption_by_default(
    Call& call, const api::GetEbsEncryptionByDefaultRequest& in) {
  allow(call, "ec2:GetEbsEncryptionByDefault");
  end_dry_run(in.dry_run);
  const bool on = settings_of(call.world, call.account(), call.region).encryption_by_default;
  api::GetEbsEncryptionByDefaultResponse out{.ebs_encryption_by_default = on};
  // Absent while it is off [recorded]; which of its values is sent when it is on was not recorded.
  if (on) out.sse_type = "sse-kms";
  return out;
}

api::GetEbsDefaultKmsKeyIdResponse get_ebs_default_kms_key_id(
    Call& call, const api::GetEbsDefaultKmsKeyIdRequest& in) {
  allow(call, "ec2:GetEbsDefaultKmsKeyId");
  end_dry_run(in.dry_run);
  return {.kms_key_id = shown_default_key(call)};
}

// AWS looks at the key later, so an id that names nothing is taken: what uses it will fail. Which
// right on the key AWS asks of the caller was not measured, and none is asked here.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifyEbsDefaultKmsKeyId.html
api::ModifyEbsDefaultKmsKeyIdResponse modify_ebs_default_kms_key_id(
    Call& call, const api::ModifyEbsDefaultKmsKeyIdRequest& in) {
  needed(in.kms_key_id, "kmsKeyId");
  allow(call, "ec2:ModifyEbsDefaultKmsKeyId");
  end_dry_run(in.dry_run);
  const bool managed = in.kms_key_id == kms::managed_ebs_alias;
  const kms::Key* key = managed
                            ? &kms::managed_ebs_key(call.world, call.account(), call.region)
                            : kms::find_key(call.world, call.account(), call.region, in.kms_key_id);
  own_settings(call).default_kms_key = key != nullptr ? kms::arn(*key) : in.kms_key_id;
  return {.kms_key_id = shown_default_key(call)};
}

api::ResetEbsDefaultKmsKeyIdResponse reset_ebs_default_kms_key_id(
    Call& call, const api::ResetEbsDefaultKmsKeyIdRequest& in) {
  allow(call, "ec2:ResetEbsDefaultKmsKeyId");
  end_dry_run(in.dry_run);
  own_settings(call).default_kms_key.clear();
  return {.kms_key_id = shown_default_key(call)};
}

}  // namespace amishare::ec2
