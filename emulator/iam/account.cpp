// account.cpp - handlers about the account as a whole: its alias, and how much it holds.
#include <algorithm>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// Actions about no resource.
void allow_on_all(Call& call, std::string_view action) {
  allow(call, action, {.arn = "*", .shown = "*"});
}

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

// ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$
void check_alias(const std::string& alias) {
  const bool formed = !alias.empty() && is_lower_or_digit(alias.front()) &&
                      is_lower_or_digit(alias.back()) && alias.find("--") == std::string::npos &&
                      std::all_of(alias.begin(), alias.end(),
                                  [](char c) { return is_lower_or_digit(c) || c == '-'; });
  if (!formed) throw alias_not_valid(alias);
}

std::int64_t number(std::size_t count) { return static_cast<std::int64_t>(count); }

std::size_t versions_in_use(const Account& account) {
  std::size_t versions = 0;
  for (const auto& entry : account.policies) versions += entry.second.versions.size();
  return versions;
}

bool has_root_keys(const State& state, const AccountId& account) {
  return std::any_of(
      state.access_keys.begin(), state.access_keys.end(),
      [&account](const auto& entry) { return entry.second.owner_id == account.value; });
}

}  // namespace

api::CreateAccountAliasResponse create_account_alias(Call& call,
                                                     const api::CreateAccountAliasRequest& in) {
  const std::string& alias = in.account_alias;
  check_alias(alias);
  allow_on_all(call, "iam:CreateAccountAlias");
  State& state = call.world.iam;
  // Aliases are in the addresses of sign-in pages, so no two accounts may have the same.
  if (state.aliases.contains(alias)) throw alias_already_exists(alias);
  // "If you create a new alias for your account, the new alias overwrites the previous alias."
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/console_account-alias.html
  Account& account = own_account(call);
  state.aliases.erase(account.alias);
  account.alias = alias;
  state.aliases.emplace(alias, call.account());
  return {};
}

api::DeleteAccountAliasResponse delete_account_alias(Call& call,
                                                     const api::DeleteAccountAliasRequest& in) {
  check_alias(in.account_alias);
  allow_on_all(call, "iam:DeleteAccountAlias");
  Account& account = own_account(call);
  if (account.alias != in.account_alias) throw no_such_alias(in.account_alias);
  call.world.iam.aliases.erase(account.alias);
  account.alias.clear();
  return {};
}

api::ListAccountAliasesResponse list_account_aliases(Call& call,
                                                     const api::ListAccountAliasesRequest& in) {
  allow_on_all(call, "iam:ListAccountAliases");
  std::map<std::string, std::string> rows;
  const Account& account = own_account(call);
  if (!account.alias.empty()) rows.emplace(account.alias, account.alias);
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListAccountAliasesResponse response{.account_aliases = page.items};
  finish(response, page);
  return response;
}

// What is not emulated is not there, but its quota is.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
api::GetAccountSummaryResponse get_account_summary(Call& call,
                                                   const api::GetAccountSummaryRequest&) {
  allow_on_all(call, "iam:GetAccountSummary");
  const Account& account = own_account(call);
  const std::int64_t attached = number(quota::policies_per_identity);
  return {.summary_map = {
              {"Users", number(account.users.size())},
              {"UsersQuota", number(quota::users_per_account)},
              {"Groups", number(account.groups.size())},
              {"GroupsQuota", number(quota::groups_per_account)},
              {"Roles", number(account.roles.size())},
              {"RolesQuota", number(quota::roles_per_account)},
              {"Policies", number(account.policies.size())},
              {"PoliciesQuota", number(quota::policies_per_account)},
              {"InstanceProfiles", number(account.instance_profiles.size())},
              {"InstanceProfilesQuota", number(quota::instance_profiles_per_account)},
              {"PolicyVersionsInUse", number(versions_in_use(account))},
              {"PolicyVersionsInUseQuota", 10000},
              {"VersionsPerPolicyQuota", number(quota::versions_per_policy)},
              {"UserPolicySizeQuota", number(quota::user_policy_size)},
              {"GroupPolicySizeQuota", number(quota::group_policy_size)},
              {"RolePolicySizeQuota", number(quota::role_policy_size)},
              {"PolicySizeQuota", number(quota::policy_size)},
              {"AssumeRolePolicySizeQuota", number(quota::trust_policy_size)},
              {"GroupsPerUserQuota", number(quota::groups_per_user)},
              {"AccessKeysPerUserQuota", number(quota::access_keys_per_user)},
              {"AttachedPoliciesPerUserQuota", attached},
              {"AttachedPoliciesPerGroupQuota", attached},
              {"AttachedPoliciesPerRoleQuota", attached},
              {"AccountAccessKeysPresent", has_root_keys(call.world.iam, call.account()) ? 1 : 0},
              {"AccountMFAEnabled", 0},
              {"AccountPasswordPresent", 0},
              {"AccountSigningCertificatesPresent", 0},
              {"GlobalEndpointTokenVersion", 1},
              {"MFADevices", 0},
              {"MFADevicesInUse", 0},
              {"Providers", 0},
              {"ServerCertificates", 0},
              {"ServerCertificatesQuota", 20},
              {"SigningCertificatesPerUserQuota", 2},
          }};
}

}  // namespace amishare::iam
