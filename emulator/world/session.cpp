// session.cpp - when two lists of session policies are the same.
#include "world/session.h"

#include <algorithm>

#include "policy/document.h"

namespace amishare {

bool SessionPolicies::operator==(const SessionPolicies& other) const {
  if (get() == other.get()) return true;
  if (!*this || !other) return false;
  return std::equal(get()->begin(), get()->end(), other->begin(), other->end(),
                    [](const policy::NamedPolicy& left, const policy::NamedPolicy& right) {
                      return left.name == right.name && left.arn == right.arn &&
                             policy::StoredPolicy(left.policy) ==
                                 policy::StoredPolicy(right.policy);
                    });
}

}  // namespace amishare
