// grant_list.cpp - listing grants.
#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/grant_principal.h"
#include "kms/key_id.h"
#include "kms/page.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

api::GrantListEntry grant_entry(const World& world, const Grant& grant) {
  api::GrantListEntry entry{.key_id = arn(world.kms.keys.at(grant.key_id)),
                            .grant_id = grant.id,
                            .name = grant.name,  // AWS shows "" for none
                            .creation_date = grant.created,
                            .grantee_principal = shown_principal(world, grant.grantee),
                            .issuing_account = iam_arn_text(grant.issuing_account, "root"),
                            .operations = grant.operations};
  if (grant.retiring) entry.retiring_principal = shown_principal(world, *grant.retiring);
  const GrantConstraints& constraints = grant.constraints;
  if (constraints.equals || constraints.subset) {
    entry.constraints.emplace();
    entry.constraints->encryption_context_subset = constraints.subset.value_or(EncryptionContext{});
    entry.constraints->encryption_context_equals = constraints.equals.value_or(EncryptionContext{});
  }
  return entry;
}

}  // namespace

api::ListGrantsResponse list_grants(Call& call, const api::ListGrantsRequest& in) {
  const Key& key =
      find_named(call, in.key_id, {.action = "kms:ListGrants", .reach = Reach::any_account}).key;
  policy::Context context;
  add_grant_is_for_aws_resource(context, call);
  allow(call, key, {.operation = "ListGrants", .context = context});

  const Grants& grants = call.world.kms.grants;
  const Grants::Numbers& numbers =
      in.grantee_principal ? grants.of_grantee(key.id, account_root_of(*in.grantee_principal))
                           : grants.of_key(key.id);
  api::ListGrantsResponse out;
  out.next_marker = walk_page(
      numbers, "grants " + key.id, in.marker, in.limit.value_or(50),
      [&](std::uint64_t number) { return !in.grant_id || grants.at(number).id == *in.grant_id; },
      [&](std::uint64_t number) {
        out.grants.push_back(grant_entry(call.world, grants.at(number)));
      });
  out.truncated = out.next_marker.has_value();
  return out;
}

api::ListRetirableGrantsResponse list_retirable_grants(Call& call,
                                                       const api::ListRetirableGrantsRequest& in) {
  const std::string principal = account_root_of(in.retiring_principal);
  // "The authorized resource in ListRetirableGrants calls is the retiring principal."
  // https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
  allow_by_identity(call, "kms:ListRetirableGrants", principal, {});
  // "A principal in your AWS account"; which refusal others get is unverified.
  if (Arn::parse(principal).account != call.account().value) throw invalid_principal(principal);

  const Grants& grants = call.world.kms.grants;
  api::ListRetirableGrantsResponse out;
  out.next_marker = walk_page(
      grants.of_retiring(principal), "retirable " + principal + " " + call.region.value, in.marker,
      in.limit.value_or(50),
      [&](std::uint64_t number) {
        return call.world.kms.keys.at(grants.at(number).key_id).region == call.region;
      },
      [&](std::uint64_t number) {
        out.grants.push_back(grant_entry(call.world, grants.at(number)));
      });
  out.truncated = out.next_marker.has_value();
  return out;
}

}  // namespace amishare::kms
