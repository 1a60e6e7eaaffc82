// iam.h - users, groups, roles, policies and credentials, and what a principal's policies are.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iam/access_key.h"
#include "iam/identity.h"
#include "iam/managed_policy.h"
#include "iam/oidc_provider.h"
#include "policy/evaluate.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::iam {

enum class EntityKind { user, group, role };

// The part of IAM that one account sees. Keys are names in lower case, because AWS takes names that
// differ by case alone for the same.
struct Account {
  Instant created{};
  std::string first_user_id;  // of `admin`, which was there from the start
  std::string alias;          // empty: none
  std::map<std::string, User, std::less<>> users;
  std::map<std::string, Group, std::less<>> groups;
  std::map<std::string, Role, std::less<>> roles;
  std::map<std::string, ManagedPolicy, std::less<>> policies;
  std::map<std::string, InstanceProfile, std::less<>> instance_profiles;
  std::map<std::string, OidcProvider, std::less<>> oidc_providers;  // by URL without its scheme
  std::vector<std::string> deletion_tasks;  // of service-linked roles, the latest last
  bool operator==(const Account&) const = default;
};

// Where the identity of a unique id is kept.
struct EntityPlace {
  EntityKind kind = EntityKind::user;
  AccountId account;
  std::string key;
  bool operator==(const EntityPlace&) const = default;
};

// An account as it was before changes that have not spread yet; see iam/propagation.h.
struct PastAccount {
  Instant until{};  // when they have
  Account account;
  bool operator==(const PastAccount&) const = default;
};

struct State {
  std::map<AccountId, Account> accounts;
  std::map<AccountId, std::vector<PastAccount>> past;                  // in order of `until`
  std::map<std::string, std::vector<IssuerKey>, std::less<>> issuers;  // by URL without its scheme
  std::map<std::string, EntityPlace, std::less<>> places;     // by the unique id of an identity
  std::map<std::string, AccessKey, std::less<>> access_keys;  // by id
  std::map<std::string, Session, std::less<>> sessions;       // by access key id
  std::map<std::string, AccountId, std::less<>> aliases;      // of all accounts
  // Sessions by the end of their time, so that those long over can be forgotten.
  std::set<std::pair<Instant, std::string>> session_ends;
  bool operator==(const State&) const = default;
};

// The account's first moment: its user `admin` with AdministratorAccess, so that set-up needs no
// bootstrap. The user's unique id is a function of seed and account, because policies may name it
// before the account was ever used.
void open_account(World& world, const AccountId& account);

// What an access key id stands for.
struct Credential {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token{};  // temporary credentials only
  policy::SharedPrincipal principal{};
  std::optional<Instant> issued{};   // temporary credentials only
  std::optional<Instant> expires{};  // temporary credentials only; the past is reported as it is
  bool active = true;
  // What a session carries; see Caller.
  SessionPolicies session_policies{};
  std::vector<SessionTag> session_tags{};
  std::string source_identity{};
  std::vector<std::pair<std::string, std::string>> session_keys{};
};

// Keys of CreateAccessKey and of sessions, and the two that every account has from the start: its
// twelve digits with the secret "test" (user admin) or "root" (the root user). Which of the two was
// meant shows only when the signature is checked, hence a list to try. Empty for an unknown id.
// An account need not be open: the principal is told as it will be, and whoever serves a request of
// it calls World::open first.
std::vector<Credential> find_credentials(const World& world, std::string_view access_key_id);

// Remembers that this access key, or the role whose session it is, was used; also when the request
// is then refused, as AWS does.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
void note_use(World& world, std::string_view access_key_id, const Use& use);

// The identity policies that apply to the principal: its own, attached, and its groups'. None for
// the root user, who needs none, and for one that was deleted. A federated user has those of the
// user who asked for it; a root user's has AdministratorAccess.
std::vector<policy::NamedPolicy> identity_policies(const World& world,
                                                   const policy::Principal& principal);

// The permissions boundary of the user or role behind the principal: the most that its identity
// policies can give it. nullopt if it has none.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
std::optional<std::vector<policy::NamedPolicy>> permissions_boundary(
    const World& world, const policy::Principal& principal);

// Tags of the principal, as aws:PrincipalTag shows them.
std::vector<std::pair<std::string, std::string>> principal_tags(const World& world,
                                                                const policy::Principal& principal);

// The unique id (AIDA..., AROA..., or the account's digits for a root ARN) behind the ARN of a
// user, a role, a role's session or an account's root. nullopt if no such principal exists: KMS
// refuses policies and grants that name one. Any account is taken to exist.
std::optional<std::string> unique_id_of(const World& world, std::string_view principal_arn);
// The ARN that now has this unique id; nullopt if it was deleted (policies then show the id).
std::optional<std::string> arn_of(const World& world, std::string_view unique_id);

// These, by name in the account (case does not matter), by ARN, or by unique id. Null if there is
// none.
const User* find_user(const World& world, const AccountId& account, std::string_view name);
const Group* find_group(const World& world, const AccountId& account, std::string_view name);
const Role* find_role(const World& world, const AccountId& account, std::string_view name);
const User* find_user_by_arn(const World& world, std::string_view user_arn);
const Role* find_role_by_arn(const World& world, std::string_view role_arn);
const User* find_user_by_id(const World& world, std::string_view user_id);
const Group* find_group_by_id(const World& world, std::string_view group_id);
const Role* find_role_by_id(const World& world, std::string_view role_id);
const InstanceProfile* find_instance_profile(const World& world, const AccountId& account,
                                             std::string_view name_or_arn);
const ManagedPolicy* find_policy_by_arn(const World& world, std::string_view policy_arn);

// These as principals of requests.
policy::Principal root_principal(const AccountId& account);
policy::Principal principal(const User& user);
policy::Principal principal(const Role& role, std::string_view session_name);
// The federated user of that name for whom `federator`, a user or a root user, asked.
policy::Principal federated_principal(const policy::Principal& federator, std::string_view name);

}  // namespace amishare::iam
