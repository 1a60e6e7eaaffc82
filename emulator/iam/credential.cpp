// credential.cpp - what an access key id stands for.
#include <memory>
#include <utility>

#include "iam/iam.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// The user `admin` that the account began with: as it is now, or as it will be. Nothing if it was
// deleted.
std::optional<policy::Principal> first_user_principal(const World& world,
                                                      const AccountId& account) {
  const auto opened = world.iam.accounts.find(account);
  if (opened != world.iam.accounts.end()) {
    const User* user = find_user_by_id(world, opened->second.first_user_id);
    return user == nullptr ? std::nullopt : std::optional(principal(*user));
  }
  User user;
  user.id = first_user_id(world.random.seed(), account);
  user.account = account;
  user.name = "admin";
  return principal(user);
}

std::vector<Credential> first_credentials(const World& world, std::string_view access_key_id,
                                          const AccountId& account) {
  std::vector<Credential> credentials;
  if (const auto user = first_user_principal(world, account)) {
    credentials.push_back({.access_key_id = std::string(access_key_id),
                           .secret_access_key = "test",
                           .principal = *user});
  }
  if (access_key_id == account.value) {
    credentials.push_back({.access_key_id = std::string(access_key_id),
                           .secret_access_key = "root",
                           .principal = root_principal(account)});
  }
  return credentials;
}

// Whom a session stands for. Nothing if its role or user was deleted, which takes its sessions with
// it (inferred: AWS then says that the token is invalid).
std::optional<policy::Principal> session_principal(const World& world, const Session& session) {
  if (session.kind == policy::PrincipalKind::role_session) {
    const Role* role = find_role_by_id(world, session.owner_id);
    return role == nullptr ? std::nullopt : std::optional(principal(*role, session.name));
  }
  policy::Principal owner = root_principal(session.account);
  if (session.owner_id != session.account.value) {
    const User* user = find_user_by_id(world, session.owner_id);
    if (user == nullptr) return std::nullopt;
    owner = principal(*user);
  }
  return session.kind == policy::PrincipalKind::federated_user
             ? federated_principal(owner, session.name)
             : owner;
}

// A managed policy counts as it is now (inferred), and one that was deleted allows nothing.
SessionPolicies session_policies(const World& world, const Session& session) {
  if (!session.policy && session.policy_arns.empty()) return {};
  std::vector<policy::NamedPolicy> policies;
  if (session.policy) {
    policies.push_back({.policy = session.policy.pointer(), .name = "session policy"});
  }
  for (const std::string& arn : session.policy_arns) {
    const ManagedPolicy* managed = find_policy_by_arn(world, arn);
    if (managed == nullptr) continue;
    const policy::StoredPolicy& document = managed->versions.at(managed->default_version).document;
    policies.push_back({.policy = document.pointer(), .name = managed->name, .arn = arn});
  }
  return {std::make_shared<const std::vector<policy::NamedPolicy>>(std::move(policies))};
}

std::vector<Credential> session_credentials(const World& world, const Session& session) {
  auto who = session_principal(world, session);
  if (!who) return {};
  return {Credential{.access_key_id = session.access_key_id,
                     .secret_access_key = session.secret,
                     .session_token = session.token,
                     .principal = std::move(*who),
                     .issued = session.issued,
                     .expires = session.expires,
                     .session_policies = session_policies(world, session),
                     .session_tags = session.tags,
                     .source_identity = session.source_identity,
                     .session_keys = session.keys}};
}

}  // namespace

void note_use(World& world, std::string_view access_key_id, const Use& use) {
  State& state = world.iam;
  if (const auto key = state.access_keys.find(access_key_id); key != state.access_keys.end()) {
    key->second.last_use = use;
    return;
  }
  const auto session = state.sessions.find(access_key_id);
  if (session == state.sessions.end()) return;
  const auto place = state.places.find(session->second.owner_id);
  if (place == state.places.end() || place->second.kind != EntityKind::role) return;
  state.accounts.at(place->second.account).roles.find(place->second.key)->second.last_use = use;
}

std::vector<Credential> find_credentials(const World& world, std::string_view access_key_id) {
  if (access_key_id == "test") {
    return first_credentials(world, access_key_id, AccountId{"000000000000"});
  }
  if (is_account_id(access_key_id)) {
    return first_credentials(world, access_key_id, AccountId{std::string(access_key_id)});
  }
  const State& state = world.iam;
  if (const auto key = state.access_keys.find(access_key_id); key != state.access_keys.end()) {
    const AccessKey& found = key->second;
    Credential credential{
        .access_key_id = found.id, .secret_access_key = found.secret, .active = found.active};
    if (found.owner_id == found.account.value) {
      credential.principal = root_principal(found.account);
    } else {
      const User* user = find_user_by_id(world, found.owner_id);
      require(user != nullptr, "the user of an access key exists");
      credential.principal = principal(*user);
    }
    return {std::move(credential)};
  }
  if (const auto session = state.sessions.find(access_key_id); session != state.sessions.end()) {
    return session_credentials(world, session->second);
  }
  return {};
}

}  // namespace amishare::iam
