// key.cpp - making, describing and listing keys.
#include "kms/key.h"

#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/grant_token.h"
#include "kms/key_id.h"
#include "kms/key_policy.h"
#include "kms/key_state.h"
#include "kms/page.h"
#include "kms/tag.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

constexpr std::string_view symmetric = "SYMMETRIC_DEFAULT";
constexpr std::string_view encrypt_decrypt = "ENCRYPT_DECRYPT";
constexpr std::string_view own_origin = "AWS_KMS";

// As recorded for a symmetric key: members of other kinds of keys are absent.
api::KeyMetadata metadata(const Key& key) {
  return {.aws_account_id = key.account.value,
          .key_id = key.id,
          .arn = arn(key),
          .creation_date = key.created,
          .enabled = key.state == KeyState::enabled,
          .description = key.description,
          .key_usage = std::string(encrypt_decrypt),
          .key_state = std::string(state_name(key.state)),
          .deletion_date = key.deletion_date,
          .origin = std::string(own_origin),
          .key_manager = key.aws_managed ? "AWS" : "CUSTOMER",
          .customer_master_key_spec = std::string(symmetric),
          .key_spec = std::string(symmetric),
          .encryption_algorithms = {std::string(symmetric)},
          .multi_region = false,
          .current_key_material_id = key.materials.back().id};
}

// https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
bool suits(std::string_view usage, std::string_view spec) {
  if (spec == symmetric) return usage == encrypt_decrypt;
  if (spec.starts_with("HMAC_")) return usage == "GENERATE_VERIFY_MAC";
  if (spec.starts_with("RSA_")) return usage == encrypt_decrypt || usage == "SIGN_VERIFY";
  if (spec.starts_with("ECC_NIST_P")) return usage == "SIGN_VERIFY" || usage == "KEY_AGREEMENT";
  if (spec == "SM2") return usage != "GENERATE_VERIFY_MAC";
  return usage == "SIGN_VERIFY";
}

// What is emulated of the kinds of keys: symmetric ones whose material KMS makes.
void require_emulated_kind(const api::CreateKeyRequest& in) {
  if (in.key_spec && in.customer_master_key_spec) throw both_key_specs();
  const std::string spec =
      in.key_spec ? *in.key_spec : in.customer_master_key_spec.value_or(std::string(symmetric));
  if (!in.key_usage && spec != symmetric) throw key_usage_is_required();
  const std::string usage = in.key_usage.value_or(std::string(encrypt_decrypt));
  if (!suits(usage, spec)) throw incompatible_key_usage(usage, spec);
  if (spec != symmetric) {
    throw not_emulated(in.key_spec ? "KeySpec" : "CustomerMasterKeySpec", spec);
  }
  const std::string origin = in.origin.value_or(std::string(own_origin));
  if (origin != own_origin) throw not_emulated("Origin", origin);
  if (in.multi_region.value_or(false)) throw not_emulated("MultiRegion", "true");
}

policy::Context creation_context(const Call& call, const api::CreateKeyRequest& in) {
  policy::Context context = caller_context(call);
  context.set("kms:KeySpec", std::string(symmetric));
  context.set("kms:KeyUsage", std::string(encrypt_decrypt));
  context.set("kms:CustomerMasterKeySpec", std::string(symmetric));
  context.set("kms:CustomerMasterKeyUsage", std::string(encrypt_decrypt));
  context.set("kms:KeyOrigin", std::string(own_origin));
  context.set("kms:MultiRegion", "false");
  context.set("kms:BypassPolicyLockoutSafetyCheck",
              in.bypass_policy_lockout_safety_check.value_or(false) ? "true" : "false");
  add_request_tags(context, in.tags);
  return context;
}

// The key that an account has without having made it, if the request names it and nobody has used
// it yet. DescribeKey makes it; a refused DescribeKey does not.
const Key* make_described_key(Call& call, std::string_view key_id) {
  const auto name = read_key_name(key_id);
  if (!name || name->alias != managed_ebs_alias) return nullptr;
  if (name->is_arn &&
      (name->region != call.region.value || name->account != call.account().value)) {
    return nullptr;
  }
  if (find_key(call.world, call.account(), call.region, managed_ebs_alias) != nullptr) {
    return nullptr;
  }
  Random random = call.world.random;
  Key key = make_managed_ebs_key(random, call.account(), call.region, call.now());
  policy::Context context;
  add_request_alias(context, managed_ebs_alias);
  allow(call, key, {.operation = "DescribeKey", .context = context});
  call.world.random = std::move(random);
  return &add_managed_ebs_key(call.world, std::move(key));
}

}  // namespace

api::CreateKeyResponse create_key(Call& call, const api::CreateKeyRequest& in) {
  require_emulated_kind(in);
  const policy::Context context = creation_context(call, in);
  allow_by_identity(call, "kms:CreateKey", "*", context);
  if (!in.tags.empty()) allow_tagging_new_key(call, context);

  // Drawn from a copy of the dice: a refusal further down leaves the world's own untouched.
  Random random = call.world.random;
  Key key = make_key(random, call.account(), call.region, call.now());
  key.description = in.description.value_or("");
  key.tags = read_tags(in.tags);
  require_room_for_tags(key.tags);
  if (in.policy) {
    key.policy = read_policy(call.world, *in.policy);
    const bool bypass = in.bypass_policy_lockout_safety_check.value_or(false);
    if (!bypass) check_lockout(call, key, key.policy);
  } else {
    key.policy = default_policy(key.account);
  }

  call.world.random = std::move(random);
  return {.key_metadata = metadata(call.world.kms.add(std::move(key)))};
}

api::DescribeKeyResponse describe_key(Call& call, const api::DescribeKeyRequest& in) {
  check_grant_tokens(call.world, in.grant_tokens);
  if (const Key* made = make_described_key(call, in.key_id))
    return {.key_metadata = metadata(*made)};
  const Found found = find_named(
      call, in.key_id,
      {.action = "kms:DescribeKey", .forms = Forms::key_or_alias, .reach = Reach::any_account});
  policy::Context context;
  add_request_alias(context, found.alias);
  allow(call, found.key,
        {.operation = "DescribeKey", .context = context, .grant_tokens = &in.grant_tokens});
  return {.key_metadata = metadata(found.key)};
}

api::ListKeysResponse list_keys(Call& call, const api::ListKeysRequest& in) {
  allow_by_identity(call, "kms:ListKeys", "*", {});
  api::ListKeysResponse out;
  out.next_marker = walk_page(
      call.world.kms.shelf(call.account(), call.region).keys,
      "keys " + call.account().value + " " + call.region.value, in.marker, in.limit.value_or(100),
      [](const auto&) { return true; },
      [&](const auto& numbered) {
        out.keys.push_back(
            {.key_id = numbered.second, .key_arn = arn(call.world.kms.keys.at(numbered.second))});
      });
  out.truncated = out.next_marker.has_value();
  return out;
}

api::UpdateKeyDescriptionResponse update_key_description(
    Call& call, const api::UpdateKeyDescriptionRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:UpdateKeyDescription"}).key;
  allow(call, key, {.operation = "UpdateKeyDescription"});
  require_not_pending_deletion(key);
  key.description = in.description;
  return {};
}

}  // namespace amishare::kms
