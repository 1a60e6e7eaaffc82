// account_test.cpp - aliases of accounts, and the summary of what an account holds.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

namespace {

std::vector<std::string> aliases(World& world, const AccountId& account) {
  return ask<op::ListAccountAliases>(world, root(account), {}).account_aliases;
}

void name_account(World& world, const AccountId& account, const std::string& alias) {
  ask<op::CreateAccountAlias>(world, root(account), {.account_alias = alias});
}

}  // namespace

TEST_CASE("an account has one alias, which no other account may have", "[iam]") {
  World world;
  CHECK(aliases(world, account_a).empty());
  name_account(world, account_a, "images");
  CHECK(aliases(world, account_a) == std::vector<std::string>{"images"});
  CHECK(refusal_of<op::CreateAccountAlias>(world, root(account_b), {.account_alias = "images"}) ==
        error("EntityAlreadyExists", "The account alias images already exists.", 409));
  // A new one takes the place of the old one, which is then free.
  name_account(world, account_a, "golden-images");
  CHECK(aliases(world, account_a) == std::vector<std::string>{"golden-images"});
  CHECK_NOTHROW(name_account(world, account_b, "images"));

  CHECK(refusal_of<op::DeleteAccountAlias>(world, root(account_a), {.account_alias = "images"})
            .code == "NoSuchEntity");
  ask<op::DeleteAccountAlias>(world, root(account_a), {.account_alias = "golden-images"});
  CHECK(aliases(world, account_a).empty());
  CHECK_NOTHROW(name_account(world, account_b, "golden-images"));
}

TEST_CASE("an alias is a part of a host's name", "[iam]") {
  World world;
  for (const std::string alias : {"-ab", "ab-", "a--b", "Abc", "a_b", "a.b"}) {
    CAPTURE(alias);
    CHECK(refusal_of<op::CreateAccountAlias>(world, root(account_a), {.account_alias = alias}) ==
          error("ValidationError",
                "1 validation error detected: Value '" + alias +
                    "' at 'accountAlias' failed to satisfy constraint: Member must satisfy regular "
                    "expression pattern: ^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
                400));
  }
  CHECK_NOTHROW(name_account(world, account_a, "a-1"));
}

TEST_CASE("the summary counts what is there and tells the quotas", "[iam]") {
  World world;
  const Caller a = root(account_a);
  auto summary = ask<op::GetAccountSummary>(world, a, {}).summary_map;
  CHECK(summary.size() == 34);
  CHECK(summary.at("Users") == 1);  // admin
  CHECK(summary.at("UsersQuota") == 5000);
  CHECK(summary.at("AccountAccessKeysPresent") == 0);
  CHECK(summary.at("AssumeRolePolicySizeQuota") == 2048);

  user(world, account_a, "u");
  role_session(world, account_a, "r");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::CreatePolicy>(world, a, {.policy_name = "p", .policy_document = allow_all});
  ask<op::CreatePolicyVersion>(
      world, a, {.policy_arn = "arn:aws:iam::111122223333:policy/p", .policy_document = allow_all});
  ask<op::CreateInstanceProfile>(world, a, {.instance_profile_name = "i"});
  ask<op::CreateAccessKey>(world, a, {});
  summary = ask<op::GetAccountSummary>(world, a, {}).summary_map;
  CHECK(summary.at("Users") == 2);
  CHECK(summary.at("Roles") == 1);
  CHECK(summary.at("Groups") == 1);
  CHECK(summary.at("Policies") == 1);
  CHECK(summary.at("PolicyVersionsInUse") == 2);
  CHECK(summary.at("InstanceProfiles") == 1);
  CHECK(summary.at("AccountAccessKeysPresent") == 1);
}

TEST_CASE("what is about the whole account is allowed on everything or not at all", "[iam]") {
  World world;
  const Caller u = user(world, account_a, "u");
  CHECK(refusal_of<op::GetAccountSummary>(world, u, {}) == denied(u, "iam:GetAccountSummary", "*"));
  CHECK(refusal_of<op::ListAccountAliases>(world, u, {}) ==
        denied(u, "iam:ListAccountAliases", "*"));
  CHECK(refusal_of<op::GetAccountAuthorizationDetails>(world, u, {}) ==
        denied(u, "iam:GetAccountAuthorizationDetails", "*"));
}

}  // namespace amishare::iam::test
