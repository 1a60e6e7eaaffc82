// authorize_test.cpp - who may do what with a key, and the sentences of refusals.
#include <algorithm>

#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

std::string no_identity(std::string_view on, std::string_view action) {
  return std::string(on) + " because no identity-based policy allows the " + std::string(action) +
         " action";
}
std::string no_resource(std::string_view on, std::string_view action) {
  return std::string(on) + " because no resource-based policy allows the " + std::string(action) +
         " action";
}

// The values of a condition key in the first decision of the latest request.
std::vector<std::string> asked_with(const World& world, std::string_view key) {
  const auto& decisions = world.trace.entries().back().decisions;
  REQUIRE_FALSE(decisions.empty());
  const auto entry = decisions.front().request.context.find(key);
  return entry ? entry->values.list() : std::vector<std::string>{"(absent)"};
}
using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("B8: an identity policy alone opens no key", "[kms]") {
  World world;
  const Caller admin = user(world, account_a, "everything", identity_policy("Allow", "*"));
  const Caller owner = user(world, account_a, "owner");
  const std::string key =
      create_key(world, root(account_a), key_policy(owner.principal->arn, "kms:*"));
  const Error refused =
      denied(admin, "kms:Encrypt", no_resource(" on resource: " + key, "kms:Encrypt"));
  CHECK(refusal_of<op::Encrypt>(world, admin, {.key_id = key, .plaintext = Blob{"x"}}) == refused);
  // Nor is the account's root user above the key policy.
  CHECK(refusal_of<op::DescribeKey>(world, root(account_a), {.key_id = key}).code ==
        "AccessDeniedException");
  // Named there, one needs nothing else.
  CHECK(ask<op::Encrypt>(world, owner, {.key_id = key, .plaintext = Blob{"x"}}).key_id == key);
}

TEST_CASE("a policy that names the account leaves it to identity policies", "[kms]") {
  World world;
  const std::string key = create_key(world, root(account_a));
  const Caller allowed =
      user(world, account_a, "allowed", identity_policy("Allow", "kms:Encrypt", key));
  const Caller nobody = user(world, account_a, "nobody");
  const Caller session = role_session(world, account_a, "role");
  ask<op::Encrypt>(world, allowed, {.key_id = key, .plaintext = Blob{"x"}});
  for (const Caller& caller : {nobody, session}) {
    CHECK(refusal_of<op::Encrypt>(world, caller, {.key_id = key, .plaintext = Blob{"x"}}) ==
          denied(caller, "kms:Encrypt", no_identity(" on resource: " + key, "kms:Encrypt")));
  }
}

TEST_CASE("an explicit deny wins wherever it stands, and is named", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const Caller by_identity = user(world, account_a, "by-identity",
                                  R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"kms:*","Resource":"*"},
      {"Effect":"Deny","Action":"kms:Decrypt","Resource":"*"}]})");
  const Caller by_key = user(world, account_a, "by-key", identity_policy("Allow", "kms:*"));
  const std::string key =
      create_key(world, a,
                 key_policy(root_arn(account_a), "kms:*",
                            R"(,{"Effect":"Deny","Principal":{"AWS":")" + by_key.principal->arn +
                                R"("},"Action":"kms:Decrypt","Resource":"*"})"));
  const Blob blob{encrypted(world, a, key, "x")};
  const std::string on = " on resource: " + key;
  CHECK(refusal_of<op::Decrypt>(world, by_identity, {.ciphertext_blob = blob}) ==
        denied(by_identity, "kms:Decrypt",
               on + " with an explicit deny in an identity-based policy"));
  CHECK(refusal_of<op::Decrypt>(world, by_key, {.ciphertext_blob = blob}) ==
        denied(by_key, "kms:Decrypt", on + " with an explicit deny in a resource-based policy"));
}

TEST_CASE("another account needs the key policy and its own policy", "[kms]") {
  World world;
  const std::string shared = create_shared_key(world, "kms:Encrypt");
  const std::string closed = create_key(world, root(account_a));
  const Caller allowed =
      user(world, account_b, "allowed", identity_policy("Allow", "kms:*", shared));
  const Caller everything = user(world, account_b, "everything", identity_policy("Allow", "kms:*"));
  const Caller nobody = user(world, account_b, "nobody");
  const auto encrypt = [](const std::string& key) {
    return api::EncryptRequest{.key_id = key, .plaintext = Blob{"x"}};
  };
  CHECK(ask<op::Encrypt>(world, allowed, encrypt(shared)).key_id == shared);
  CHECK(ask<op::Encrypt>(world, root(account_b), encrypt(shared)).key_id == shared);
  CHECK(refusal_of<op::Encrypt>(world, everything, encrypt(closed)) ==
        denied(everything, "kms:Encrypt", hidden));
  CHECK(refusal_of<op::Encrypt>(world, nobody, encrypt(shared)) ==
        denied(nobody, "kms:Encrypt", no_identity(" on this resource", "kms:Encrypt")));
  // An alias ARN of the other account finds the key; what is decided is the key.
  ask<op::CreateAlias>(world, root(account_a), {.alias_name = "alias/x", .target_key_id = shared});
  CHECK(ask<op::Encrypt>(world, allowed, encrypt("arn:aws:kms:us-east-1:111122223333:alias/x"))
            .key_id == shared);
}

TEST_CASE("B9: Decrypt without KeyId is decided on the key of the ciphertext", "[kms]") {
  World world;
  const std::string key = create_shared_key(world);
  const std::string closed = create_key(world, root(account_a));
  const Blob blob{encrypted(world, root(account_a), key, "hello")};
  const Blob closed_blob{encrypted(world, root(account_a), closed, "hello")};

  // Within the account the refusal shows the key.
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<op::Decrypt>(world, nobody, {.ciphertext_blob = blob}) ==
        denied(nobody, "kms:Decrypt", no_identity(" on resource: " + key, "kms:Decrypt")));
  // A policy for that very key is enough.
  const Caller one_key =
      user(world, account_a, "one-key", identity_policy("Allow", "kms:Decrypt", key));
  CHECK(decrypted(world, one_key, blob.bytes) == "hello");
  CHECK(refusal_of<op::Decrypt>(world, one_key, {.ciphertext_blob = closed_blob}).code ==
        "AccessDeniedException");

  // Across accounts it does not.
  const Caller foreign = user(world, account_b, "foreign");
  const Caller foreign_one_key =
      user(world, account_b, "one-key", identity_policy("Allow", "kms:Decrypt", key));
  const std::string_view on = " on the resource associated with this ciphertext";
  CHECK(refusal_of<op::Decrypt>(world, foreign, {.ciphertext_blob = blob}) ==
        denied(foreign, "kms:Decrypt", no_identity(on, "kms:Decrypt")));
  CHECK(refusal_of<op::Decrypt>(world, foreign, {.ciphertext_blob = closed_blob}) ==
        denied(foreign, "kms:Decrypt", hidden_ciphertext));
  CHECK(decrypted(world, foreign_one_key, blob.bytes) == "hello");
  // With a KeyId, "this resource"; the bare id of a foreign key will do.
  CHECK(refusal_of<op::Decrypt>(world, foreign, {.ciphertext_blob = blob, .key_id = key}) ==
        denied(foreign, "kms:Decrypt", no_identity(" on this resource", "kms:Decrypt")));
  CHECK(ask<op::Decrypt>(world, foreign_one_key, {.ciphertext_blob = blob, .key_id = bare_id(key)})
            .key_id == key);
}

TEST_CASE("ReEncrypt names the half that is refused", "[kms]") {
  World world;
  const std::string from = create_shared_key(world);
  const std::string to = create_key(world, root(account_b));
  const Blob blob{encrypted(world, root(account_a), from, "hello")};
  const Caller no_from =
      user(world, account_b, "no-from", identity_policy("Allow", "kms:ReEncryptTo"));
  const Caller no_to =
      user(world, account_b, "no-to", identity_policy("Allow", "kms:ReEncryptFrom"));
  const Caller both = user(world, account_b, "both", identity_policy("Allow", "kms:ReEncrypt*"));
  const api::ReEncryptRequest move{.ciphertext_blob = blob, .destination_key_id = to};
  CHECK(
      refusal_of<op::ReEncrypt>(world, no_from, move) ==
      denied(no_from, "kms:ReEncryptFrom",
             no_identity(" on the resource associated with this ciphertext", "kms:ReEncryptFrom")));
  CHECK(refusal_of<op::ReEncrypt>(world, no_to, move) ==
        denied(no_to, "kms:ReEncryptTo", no_identity(" on resource: " + to, "kms:ReEncryptTo")));
  const auto moved = ask<op::ReEncrypt>(world, both, move);
  CHECK(decrypted(world, root(account_b), moved.ciphertext_blob->bytes) == "hello");
}

TEST_CASE("some operations stay in the account, whatever the key policy says", "[kms]") {
  World world;
  const std::string key = create_shared_key(world);
  const Caller b = root(account_b);
  const auto check = [&](const Error& refused, std::string_view action) {
    CHECK(refused == denied(b, action, hidden));
  };
  check(refusal_of<op::DisableKey>(world, b, {.key_id = key}), "kms:DisableKey");
  check(refusal_of<op::EnableKey>(world, b, {.key_id = key}), "kms:EnableKey");
  check(refusal_of<op::ScheduleKeyDeletion>(world, b, {.key_id = key}), "kms:ScheduleKeyDeletion");
  check(refusal_of<op::CancelKeyDeletion>(world, b, {.key_id = key}), "kms:CancelKeyDeletion");
  check(refusal_of<op::GetKeyPolicy>(world, b, {.key_id = key}), "kms:GetKeyPolicy");
  check(refusal_of<op::PutKeyPolicy>(world, b, {.key_id = key, .policy = "{}"}),
        "kms:PutKeyPolicy");
  check(refusal_of<op::ListKeyPolicies>(world, b, {.key_id = key}), "kms:ListKeyPolicies");
  check(refusal_of<op::TagResource>(world, b, {.key_id = key, .tags = {{"x", "y"}}}),
        "kms:TagResource");
  check(refusal_of<op::UntagResource>(world, b, {.key_id = key, .tag_keys = {"x"}}),
        "kms:UntagResource");
  check(refusal_of<op::ListResourceTags>(world, b, {.key_id = key}), "kms:ListResourceTags");
  check(refusal_of<op::UpdateKeyDescription>(world, b, {.key_id = key, .description = "x"}),
        "kms:UpdateKeyDescription");
  check(refusal_of<op::ListAliases>(world, b, {.key_id = key}), "kms:ListAliases");
  // These go across.
  ask<op::DescribeKey>(world, b, {.key_id = key});
  ask<op::ListGrants>(world, b, {.key_id = key});
}

TEST_CASE("operations without a key are the identity policies' alone", "[kms]") {
  World world;
  const Caller nobody = user(world, account_a, "nobody");
  const auto on_all = [&](std::string_view action) {
    return denied(nobody, action, no_identity(" on resource: *", action));
  };
  CHECK(refusal_of<op::CreateKey>(world, nobody, {}) == on_all("kms:CreateKey"));
  CHECK(refusal_of<op::ListKeys>(world, nobody, {}) == on_all("kms:ListKeys"));
  CHECK(refusal_of<op::ListAliases>(world, nobody, {}) == on_all("kms:ListAliases"));
  CHECK(refusal_of<op::GenerateRandom>(world, nobody, {.number_of_bytes = 1}) ==
        on_all("kms:GenerateRandom"));
  CHECK(refusal_of<op::ListRetirableGrants>(world, nobody,
                                            {.retiring_principal = root_arn(account_a)}) ==
        denied(nobody, "kms:ListRetirableGrants",
               no_identity(" on resource: " + root_arn(account_a), "kms:ListRetirableGrants")));
  const Caller of_one =
      user(world, account_a, "of-one",
           identity_policy("Allow", "kms:ListRetirableGrants", nobody.principal->arn));
  ask<op::ListRetirableGrants>(world, of_one, {.retiring_principal = nobody.principal->arn});

  // A key with tags needs kms:TagResource too; that refusal names no resource.
  const Caller maker = user(world, account_a, "maker", identity_policy("Allow", "kms:CreateKey"));
  ask<op::CreateKey>(world, maker, {});
  CHECK(refusal_of<op::CreateKey>(world, maker, {.tags = {{"x", "y"}}}) ==
        denied(maker, "kms:TagResource", no_identity("", "kms:TagResource")));
}

TEST_CASE("conditions see what is asked", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key =
      ask<op::CreateKey>(world, a, {.tags = {{"Team", "red"}}}).key_metadata->arn.value();
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key});
  ask<op::Encrypt>(world, a,
                   {.key_id = "alias/x",
                    .plaintext = Blob{"x"},
                    .encryption_context = {{"aws:ebs:id", "vol-1"}, {"b", "2"}}});
  CHECK(asked_with(world, "kms:CallerAccount") == Values{account_a.value});
  CHECK(asked_with(world, "kms:ViaService") == Values{"(absent)"});
  CHECK(asked_with(world, "kms:KeySpec") == Values{"SYMMETRIC_DEFAULT"});
  CHECK(asked_with(world, "kms:KeyUsage") == Values{"ENCRYPT_DECRYPT"});
  CHECK(asked_with(world, "kms:KeyOrigin") == Values{"AWS_KMS"});
  CHECK(asked_with(world, "kms:MultiRegion") == Values{"false"});
  CHECK(asked_with(world, "kms:ResourceAliases") == Values{"alias/x"});
  CHECK(asked_with(world, "kms:RequestAlias") == Values{"alias/x"});
  CHECK(asked_with(world, "kms:EncryptionAlgorithm") == Values{"SYMMETRIC_DEFAULT"});
  CHECK(asked_with(world, "kms:EncryptionContext:aws:ebs:id") == Values{"vol-1"});
  CHECK(asked_with(world, "kms:EncryptionContextKeys") == Values{"aws:ebs:id", "b"});
  CHECK(asked_with(world, "aws:ResourceTag/Team") == Values{"red"});

  ask<op::Encrypt>(world, a, {.key_id = key, .plaintext = Blob{"x"}});
  CHECK(asked_with(world, "kms:RequestAlias") == Values{"(absent)"});
  CHECK(asked_with(world, "kms:EncryptionContextKeys") == Values{"(absent)"});

  ask<op::ScheduleKeyDeletion>(world, a, {.key_id = key, .pending_window_in_days = 9});
  CHECK(asked_with(world, "kms:ScheduleKeyDeletionPendingWindowInDays") == Values{"9"});
  ask<op::CreateKey>(world, a, {.tags = {{"Team", "blue"}}});
  CHECK(asked_with(world, "aws:RequestTag/Team") == Values{"blue"});
  CHECK(asked_with(world, "aws:TagKeys") == Values{"Team"});
  CHECK(asked_with(world, "kms:BypassPolicyLockoutSafetyCheck") == Values{"false"});
}

TEST_CASE("conditions of a key policy decide", "[kms]") {
  World world;
  const std::string key = create_key(
      world, root(account_a),
      key_policy(root_arn(account_a), "kms:*",
                 R"(,{"Effect":"Allow","Principal":{"AWS":")" + root_arn(account_b) +
                     R"("},"Action":["kms:Encrypt","kms:CreateGrant"],"Resource":"*","Condition":{)"
                     R"("StringEquals":{"kms:EncryptionContext:aws:ebs:id":"vol-1"}}})"));
  const Caller b = root(account_b);
  const auto encrypt = [&](const Context& context) {
    return api::EncryptRequest{
        .key_id = key, .plaintext = Blob{"x"}, .encryption_context = context};
  };
  ask<op::Encrypt>(world, b, encrypt({{"aws:ebs:id", "vol-1"}}));
  CHECK(refusal_of<op::Encrypt>(world, b, encrypt({{"aws:ebs:id", "vol-2"}})).code ==
        "AccessDeniedException");
  CHECK(refusal_of<op::Encrypt>(world, b, encrypt({})).code == "AccessDeniedException");
  // For CreateGrant the pairs are those of the constraint.
  ask<op::CreateGrant>(world, b,
                       {.key_id = key,
                        .grantee_principal = root_arn(account_b),
                        .operations = {"Decrypt"},
                        .constraints = api::GrantConstraints{
                            .encryption_context_subset = {{"aws:ebs:id", "vol-1"}}}});
  CHECK(asked_with(world, "kms:GrantConstraintType") == Values{"EncryptionContextSubset"});
  CHECK(refusal_of<op::CreateGrant>(
            world, b,
            {.key_id = key, .grantee_principal = root_arn(account_b), .operations = {"Decrypt"}})
            .code == "AccessDeniedException");
}

TEST_CASE("DescribeKey makes the account's EBS key, if it is allowed to", "[kms]") {
  World world;
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<op::DescribeKey>(world, nobody, {.key_id = "alias/aws/ebs"}).code ==
        "AccessDeniedException");
  const Caller a = root(account_a);
  CHECK(refusal_of<op::Encrypt>(world, a, {.key_id = "alias/aws/ebs", .plaintext = Blob{"x"}}) ==
        error("NotFoundException",
              "Alias arn:aws:kms:us-east-1:111122223333:alias/aws/ebs is not found."));
  const auto made =
      ask<op::DescribeKey>(world, a, {.key_id = "alias/aws/ebs"}).key_metadata.value();
  CHECK(made.key_manager == "AWS");
  CHECK(made.description ==
        "Default key that protects my EBS volumes when no other key is defined");
  CHECK(ask<op::DescribeKey>(world, a, {.key_id = "alias/aws/ebs"}).key_metadata->arn == made.arn);
  CHECK(managed_ebs_key(world, account_a, us_east_1).id == made.key_id);
  CHECK(ask<op::ListKeys>(world, a, {}).keys.size() == 1);
  CHECK(ask<op::DescribeKey>(world, a, {.key_id = "alias/aws/ebs"}, eu_west_1).key_metadata->arn !=
        made.arn);
}

TEST_CASE("the account's EBS key works through EC2, in the account, and cannot be changed",
          "[kms]") {
  World world;
  const std::string key = arn(managed_ebs_key(world, account_a, us_east_1));
  const Caller nobody = user(world, account_a, "nobody");
  const Caller a = root(account_a);
  const Caller b = user(world, account_b, "everything", identity_policy("Allow", "*"));
  const api::GenerateDataKeyWithoutPlaintextRequest generate{.key_id = key, .number_of_bytes = 64};
  using Generate = op::GenerateDataKeyWithoutPlaintext;
  // Whoever may use EBS needs no right of his own.
  ask<Generate>(world, nobody.through("ec2", us_east_1), generate);
  CHECK(refusal_of<Generate>(world, a, generate) ==
        denied(a, "kms:GenerateDataKeyWithoutPlaintext",
               no_resource(" on resource: " + key, "kms:GenerateDataKeyWithoutPlaintext")));
  CHECK(refusal_of<Generate>(world, a.through("ec2", eu_west_1), generate).code ==
        "AccessDeniedException");
  CHECK(refusal_of<Generate>(world, b.through("ec2", us_east_1), generate) ==
        denied(b, "kms:GenerateDataKeyWithoutPlaintext", hidden));

  const auto forbidden = [&](const Error& refused) {
    CHECK(refused.code == "AccessDeniedException");
    CHECK(refused.message.find("no resource-based policy") != std::string::npos);
  };
  forbidden(refusal_of<op::PutKeyPolicy>(
      world, a, {.key_id = key, .policy = key_policy(root_arn(account_a), "kms:*")}));
  forbidden(refusal_of<op::DisableKey>(world, a, {.key_id = key}));
  forbidden(refusal_of<op::ScheduleKeyDeletion>(world, a, {.key_id = key}));
  forbidden(refusal_of<op::TagResource>(world, a, {.key_id = key, .tags = {{"x", "y"}}}));
  forbidden(refusal_of<op::UpdateKeyDescription>(world, a, {.key_id = key, .description = "x"}));
  forbidden(refusal_of<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key}));
  forbidden(refusal_of<op::CreateGrant>(
      world, a,
      {.key_id = key, .grantee_principal = root_arn(account_b), .operations = {"Decrypt"}}));
}

TEST_CASE("a deny by a managed policy is named", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Caller caller = user(world, account_a, "caller", identity_policy("Allow", "kms:*"));
  const auto made = ask<iam::op::CreatePolicy>(
      world, a,
      {.policy_name = "no-keys", .policy_document = identity_policy("Deny", "kms:DescribeKey")});
  const std::string policy_arn = made.policy->arn.value();
  ask<iam::op::AttachUserPolicy>(world, a, {.user_name = "caller", .policy_arn = policy_arn});
  CHECK(refusal_of<op::DescribeKey>(world, caller, {.key_id = key}) ==
        denied(caller, "kms:DescribeKey",
               " on resource: " + key +
                   " with an explicit deny in an identity-based policy: " + policy_arn));
}

}  // namespace amishare::kms::test
