// settings_test.cpp - encryption by default and its key, per account and Region.
#include "ec2/settings.h"

#include "shared_storage.h"

namespace amishare::test {

TEST_CASE("encryption by default is off until an account's Region is told otherwise",
          "[ec2][settings]") {
  World world;
  const Caller a = root(account_a);
  const auto by_default = [&](const Caller& caller, const Region& region) {
    return *ask<ec2::op::GetEbsEncryptionByDefault>(world, caller, {}, region)
                .ebs_encryption_by_default;
  };
  CHECK_FALSE(by_default(a, us_east_1));
  // "Reserved for future use", and absent [recorded].
  CHECK_FALSE(ask<ec2::op::GetEbsEncryptionByDefault>(world, a, {}).sse_type);
  CHECK(ask<ec2::op::EnableEbsEncryptionByDefault>(world, a, {}).ebs_encryption_by_default == true);
  CHECK(by_default(a, us_east_1));
  CHECK_FALSE(by_default(a, eu_west_1));
  CHECK_FALSE(by_default(root(account_b), us_east_1));
  CHECK(ask<ec2::op::DisableEbsEncryptionByDefault>(world, a, {}).ebs_encryption_by_default ==
        false);
  CHECK_FALSE(by_default(a, us_east_1));
}

TEST_CASE("the default key reads as the alias until it is set, then as an ARN", "[ec2][settings]") {
  SharedStorage storage;
  World& world = storage.world;
  const Caller b = root(account_b);
  const auto key = [&] { return *ask<ec2::op::GetEbsDefaultKmsKeyId>(world, b, {}).kms_key_id; };
  CHECK(key() == "alias/aws/ebs");
  ask<kms::op::CreateAlias>(world, b,
                            {.alias_name = "alias/disks", .target_key_id = storage.key_b});
  for (const std::string& name : {storage.key_b, storage.key_b.substr(storage.key_b.rfind('/') + 1),
                                  std::string("alias/disks")}) {
    CHECK(ask<ec2::op::ModifyEbsDefaultKmsKeyId>(world, b, {.kms_key_id = name}).kms_key_id ==
          storage.key_b);
    CHECK(key() == storage.key_b);
  }
  CHECK(ask<ec2::op::ResetEbsDefaultKmsKeyId>(world, b, {}).kms_key_id == "alias/aws/ebs");
  CHECK(key() == "alias/aws/ebs");
}

TEST_CASE("settings ask for their own rights, and a dry run changes nothing", "[ec2][settings]") {
  World world;
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<ec2::op::EnableEbsEncryptionByDefault>(world, nobody, {}).status == 403);
  CHECK(refusal_of<ec2::op::EnableEbsEncryptionByDefault>(world, root(account_a), {.dry_run = true})
            .status == 412);
  CHECK(refusal_of<ec2::op::ModifyEbsDefaultKmsKeyId>(world, root(account_a),
                                                      {.kms_key_id = "", .dry_run = true})
            .code == "MissingParameter");
}

}  // namespace amishare::test
