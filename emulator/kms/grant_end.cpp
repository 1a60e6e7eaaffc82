// grant_end.cpp - revoking and retiring grants.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/grant-delete.html
#include <algorithm>

#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/grant_token.h"
#include "kms/key_id.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

const Grant& find_grant(const World& world, const Key& key, std::string_view grant_id) {
  const Grant* grant = world.kms.grants.find(grant_id);
  if (grant == nullptr || grant->key_id != key.id) throw grant_not_found(grant_id);
  return *grant;
}

const Grant& find_retired(Call& call, const api::RetireGrantRequest& in) {
  if (in.grant_token) {
    if (in.key_id || in.grant_id) throw grant_named_twice();
    const auto subject = read_grant_token(call.world, *in.grant_token);
    if (!subject || subject->key->region != call.region) throw invalid_grant_token();
    return find_grant(call.world, *subject->key, subject->grant_id);
  }
  // "Both the grant ID and a key identifier (key ID or key ARN) of the KMS key."
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html
  if (!in.key_id || !in.grant_id) throw grant_not_named();
  const Found found =
      find_named(call, *in.key_id, {.action = "kms:RetireGrant", .reach = Reach::any_account});
  return find_grant(call.world, found.key, *in.grant_id);
}

// The right to retire, as the engine reads it: the retiring principal has it, the grantee if the
// grant says so, and the account that issued the grant. An account's right is its root user's, and
// that of whoever has it from an identity policy there.
std::vector<policy::Grant> rights_to_retire(const Grant& grant) {
  std::vector<policy::Grant> rights;
  const auto add = [&](const GrantPrincipal& named) {
    rights.push_back({.id = grant.id,
                      .grantee = named.name,
                      .grantee_unique_id = named.unique_id,
                      .actions = {"kms:RetireGrant"}});
  };
  if (grant.retiring) add(*grant.retiring);
  const auto& operations = grant.operations;
  if (std::find(operations.begin(), operations.end(), "RetireGrant") != operations.end()) {
    add(grant.grantee);
  }
  add({iam_arn_text(grant.issuing_account, "root")});
  return rights;
}

// Key policies have no say in kms:RetireGrant; the grant has, and identity policies that deny it.
// https://docs.aws.amazon.com/kms/latest/developerguide/kms-api-permissions-reference.html
void allow_retiring(Call& call, const Key& key, const Grant& grant) {
  Ask question{.action = "kms:RetireGrant",
               .resource = arn(key),
               .resource_account = key.account,
               .context = grant_constraint_context(grant.constraints),
               .rule = policy::ResourceRule::mandatory,
               .grants = rights_to_retire(grant)};
  question.context.add(key_context(call, key));
  if (!call.decide(question).allowed()) {
    throw refusal(call, key, policy::ResourceShown::this_resource);
  }
}

}  // namespace

api::RevokeGrantResponse revoke_grant(Call& call, const api::RevokeGrantRequest& in) {
  const Key& key =
      find_named(call, in.key_id, {.action = "kms:RevokeGrant", .reach = Reach::any_account}).key;
  policy::Context context;
  add_grant_is_for_aws_resource(context, call);
  allow(call, key, {.operation = "RevokeGrant", .context = context});
  const Grant& grant = find_grant(call.world, key, in.grant_id);
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  call.world.kms.grants.erase(std::string(grant.id));
  return {};
}

api::RetireGrantResponse retire_grant(Call& call, const api::RetireGrantRequest& in) {
  const Grant& grant = find_retired(call, in);
  allow_retiring(call, call.world.kms.keys.at(grant.key_id), grant);
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  call.world.kms.grants.erase(std::string(grant.id));
  return {};
}

}  // namespace amishare::kms
