// iam.h - users, groups, roles, policies and credentials, and what a principal's policies are.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/evaluate.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::iam {

struct State {
  bool operator==(const State&) const = default;
};

// The account's first moment: its user `admin` with AdministratorAccess, so that set-up needs no
// bootstrap.
void open_account(World& world, const AccountId& account);

// What an access key id stands for.
struct Credential {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token{};  // temporary credentials only
  policy::Principal principal;
  std::optional<Instant> issued{};   // temporary credentials only
  std::optional<Instant> expires{};  // temporary credentials only
  bool active = true;
};

// Keys of CreateAccessKey and AssumeRole, and the two that every account has from the start: its
// twelve digits with the secret "test" (user admin) or "root" (the root user). Which of the two was
// meant shows only when the signature is checked, hence a list to try. Empty for an unknown id.
std::vector<Credential> find_credentials(const World& world, std::string_view access_key_id);

// The identity policies that apply to the principal: its own, attached, and its groups'.
std::vector<policy::NamedPolicy> identity_policies(const World& world,
                                                   const policy::Principal& principal);

// Tags of the principal, as aws:PrincipalTag shows them.
std::vector<std::pair<std::string, std::string>> principal_tags(const World& world,
                                                                const policy::Principal& principal);

// The unique id (AIDA..., AROA..., or the account's digits for a root ARN) behind the ARN of a user,
// a role, a role's session or an account's root. nullopt if no such principal exists: KMS refuses
// policies and grants that name one. Any account is taken to exist.
std::optional<std::string> unique_id_of(const World& world, std::string_view principal_arn);
// The ARN that now has this unique id; nullopt if it was deleted (policies then show the id).
std::optional<std::string> arn_of(const World& world, std::string_view unique_id);

}  // namespace amishare::iam
