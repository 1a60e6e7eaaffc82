// access_key.h - credentials that were given out: long-term keys and sessions.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "iam/use.h"
#include "policy/document.h"
#include "policy/principal.h"
#include "world/name.h"
#include "world/session.h"
#include "world/timeline.h"

namespace amishare::iam {

// A long-term credential of a user, or of an account's root user.
struct AccessKey {
  std::string id;  // AKIA...
  std::string secret;
  AccountId account;
  std::string owner_id;  // the user's unique id, or the account's digits for the root user
  bool active = true;
  Instant created{};
  std::optional<Use> last_use{};
  bool operator==(const AccessKey&) const = default;
};

// Temporary credentials, of a role that was assumed, of a federated user, or of a user or root user
// with a session token.
struct Session {
  std::string access_key_id;  // ASIA...
  std::string secret;
  std::string token;
  policy::PrincipalKind kind = policy::PrincipalKind::role_session;
  AccountId account;
  std::string owner_id;  // the role's or user's unique id; the account's digits for the root user
  std::string name;      // of the role's session or of the federated user; else empty
  Instant issued{};
  Instant expires{};
  policy::StoredPolicy policy{};           // the session policy that was passed, if any
  std::vector<std::string> policy_arns{};  // the managed session policies
  std::vector<SessionTag> tags{};
  std::string source_identity{};
  std::vector<std::pair<std::string, std::string>> keys{};  // condition keys it brings along
  bool operator==(const Session&) const = default;
};

}  // namespace amishare::iam
