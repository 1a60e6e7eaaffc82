// access_key.h - credentials that were given out: long-term keys and the sessions of roles.
#pragma once
#include <optional>
#include <string>

#include "iam/use.h"
#include "world/name.h"
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

// A role that was assumed: temporary credentials.
struct Session {
  std::string access_key_id;  // ASIA...
  std::string secret;
  std::string token;
  std::string role_id;
  std::string name;
  Instant issued{};
  Instant expires{};
  bool operator==(const Session&) const = default;
};

}  // namespace amishare::iam
