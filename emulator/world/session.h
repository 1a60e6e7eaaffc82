// session.h - what temporary credentials carry besides the principal they stand for.
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "policy/evaluate.h"

namespace amishare {

// A tag that was passed when the session was made. It takes the place of the principal's own tag of
// that key; a transitive one goes along into the session of every role assumed from here.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
struct SessionTag {
  std::string key;
  std::string value;
  bool transitive = false;
  bool operator==(const SessionTag&) const = default;
};

// Policies passed when the session was made, which cap what it may do; null if none were. Shared by
// the copies of a caller, and equal when the policies are, wherever they lie.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
struct SessionPolicies : std::shared_ptr<const std::vector<policy::NamedPolicy>> {
  using Shared = std::shared_ptr<const std::vector<policy::NamedPolicy>>;
  SessionPolicies() = default;
  SessionPolicies(Shared policies) : Shared(std::move(policies)) {}  // NOLINT
  bool operator==(const SessionPolicies& other) const;
};

}  // namespace amishare
