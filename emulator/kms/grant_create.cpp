// grant_create.cpp - making grants.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/create-grant-overview.html
#include <algorithm>
#include <cstddef>
#include <utility>

#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/grant_principal.h"
#include "kms/grant_token.h"
#include "kms/key_id.h"
#include "kms/key_state.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

constexpr std::size_t grants_of_key_limit = 50000;

// Of the operations that a grant may name, those of symmetric encryption keys.
bool suits_symmetric_keys(std::string_view operation) {
  for (const std::string_view other :
       {"Sign", "Verify", "GetPublicKey", "GenerateMac", "VerifyMac", "DeriveSharedSecret"}) {
    if (operation == other) return false;
  }
  return true;
}

std::vector<std::string> read_operations(const std::vector<std::string>& operations) {
  std::vector<std::string> read;
  for (const std::string& operation : operations) {
    if (!suits_symmetric_keys(operation)) {
      throw unsuitable_grant_operation(operation, "SYMMETRIC_DEFAULT");
    }
    if (std::find(read.begin(), read.end(), operation) == read.end()) read.push_back(operation);
  }
  return read;
}

GrantConstraints read_constraints(const std::optional<api::GrantConstraints>& constraints) {
  GrantConstraints read;
  if (!constraints) return read;
  const auto& equals = constraints->encryption_context_equals;
  const auto& subset = constraints->encryption_context_subset;
  if (!equals.empty() && !subset.empty()) throw more_than_one_constraint();
  if (!equals.empty()) read.equals = equals;
  if (!subset.empty()) read.subset = subset;
  return read;
}

policy::Context creation_context(const Call& call, const Grant& grant) {
  policy::Context context = grant_constraint_context(grant.constraints);
  context.set_many("kms:GrantOperations", grant.operations);
  context.set("kms:GranteePrincipal", grant.grantee.name);
  if (grant.retiring) context.set("kms:RetiringPrincipal", grant.retiring->name);
  add_grant_is_for_aws_resource(context, call);
  return context;
}

bool asks_the_same(const Grant& made, const Grant& asked) {
  return made.name == asked.name && made.grantee == asked.grantee &&
         made.retiring == asked.retiring && made.constraints == asked.constraints &&
         made.issuing_account == asked.issuing_account &&
         std::is_permutation(made.operations.begin(), made.operations.end(),
                             asked.operations.begin(), asked.operations.end());
}

// The grant that an earlier request of the same content made, if it had a name: asking again is
// then no second grant. https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html
const Grant* find_made(const Grants& grants, const Grant& asked) {
  if (asked.name.empty()) return nullptr;
  for (const std::uint64_t number : grants.of_grantee(asked.key_id, asked.grantee.name)) {
    if (asks_the_same(grants.at(number), asked)) return &grants.at(number);
  }
  return nullptr;
}

}  // namespace

api::CreateGrantResponse create_grant(Call& call, const api::CreateGrantRequest& in) {
  Grant grant;
  grant.constraints = read_constraints(in.constraints);
  const Found found =
      find_named(call, in.key_id, {.action = "kms:CreateGrant", .reach = Reach::any_account});
  const Key& key = found.key;
  check_grant_tokens(call.world, in.grant_tokens);
  // What the caller may be refused for is judged by the names as given, before anyone is told
  // whether they exist.
  grant.key_id = key.id;
  grant.grantee = {account_root_of(in.grantee_principal)};
  if (in.retiring_principal) grant.retiring = {account_root_of(*in.retiring_principal)};
  grant.operations = in.operations;
  grant.name = in.name.value_or("");
  grant.issuing_account = call.account();
  allow(call, key,
        {.operation = "CreateGrant",
         .context = creation_context(call, grant),
         .child = &grant,
         .grant_tokens = &in.grant_tokens});
  require_enabled(key);
  grant.operations = read_operations(in.operations);
  grant.grantee = find_grant_principal(call, grant.grantee.name);
  if (grant.retiring) grant.retiring = find_grant_principal(call, grant.retiring->name);
  Grants& grants = call.world.kms.grants;
  const Grant* made = find_made(grants, grant);
  if (made == nullptr && !key.aws_managed && grants.of_key(key.id).size() >= grants_of_key_limit) {
    throw too_many_grants(arn(key));
  }
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  if (made == nullptr) {
    grant.id = call.world.random.hex("grant-id", 64);
    grant.created = call.now();
    made = &grants.add(std::move(grant));
  }
  return {.grant_token = make_grant_token(key, made->id, call.world.random), .grant_id = made->id};
}

}  // namespace amishare::kms
