// identity.h - users, groups and roles: who can be given permissions, and which they have.
#pragma once
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "iam/use.h"
#include "policy/document.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::iam {

struct Tag {
  std::string key;
  std::string value;
  bool operator==(const Tag&) const = default;
};
using Tags = std::vector<Tag>;  // in order of key, compared without case

// What AWS calls an IAM identity. Names are unique in their account without regard to case.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id.html
struct Identity {
  std::string id;  // AIDA..., AGPA..., AROA...: never given twice
  AccountId account;
  std::string path = "/";
  std::string name;
  Instant created{};
  std::map<std::string, policy::StoredPolicy> inline_policies;  // by name
  std::vector<std::string> attached_policies;                   // ARNs, in order of attachment
  bool operator==(const Identity&) const = default;
};

struct User : Identity {
  std::vector<std::string> groups;  // their unique ids, in order of joining
  std::string boundary;             // ARN of the policy that is its permissions boundary, if any
  Tags tags;
  bool operator==(const User&) const = default;
};

struct Group : Identity {
  bool operator==(const Group&) const = default;
};

struct Role : Identity {
  // Bound to the unique ids of the users and roles that it names, so that one made later under an
  // old name is not trusted.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
  policy::StoredPolicy trust;
  std::string description;
  std::chrono::seconds max_session_duration{3600};
  std::string boundary;  // as a user's
  std::optional<Use> last_use;
  Tags tags;
  bool operator==(const Role&) const = default;
};

// A container that hands one role to an instance.
struct InstanceProfile {
  std::string id;  // AIPA...
  AccountId account;
  std::string path = "/";
  std::string name;
  Instant created{};
  std::string role_id{};  // the role's unique id; empty: none
  Tags tags{};
  bool operator==(const InstanceProfile&) const = default;
};

// Whether AWS alone may change the role.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
bool is_service_linked(const Role& role);

// A name as it is compared: in lower case.
std::string name_key(std::string_view name);

std::string arn(const User& user);
std::string arn(const Group& group);
std::string arn(const Role& role);
std::string arn(const InstanceProfile& profile);

}  // namespace amishare::iam
