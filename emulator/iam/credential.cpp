// credential.cpp - what an access key id stands for.
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

}  // namespace

void note_use(World& world, std::string_view access_key_id, const Use& use) {
  State& state = world.iam;
  if (const auto key = state.access_keys.find(access_key_id); key != state.access_keys.end()) {
    key->second.last_use = use;
    return;
  }
  const auto session = state.sessions.find(access_key_id);
  if (session == state.sessions.end()) return;
  const auto place = state.places.find(session->second.role_id);
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
    const Session& found = session->second;
    // A role that was deleted takes its sessions with it (inferred: AWS then says that the token is
    // invalid).
    const Role* role = find_role_by_id(world, found.role_id);
    if (role == nullptr) return {};
    return {Credential{.access_key_id = found.access_key_id,
                       .secret_access_key = found.secret,
                       .session_token = found.token,
                       .principal = principal(*role, found.name),
                       .issued = found.issued,
                       .expires = found.expires}};
  }
  return {};
}

}  // namespace amishare::iam
