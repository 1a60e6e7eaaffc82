// document.h - policy documents as they come in and as they are given back.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "iam/iam.h"
#include "policy/document.h"

namespace amishare::iam {

// Throws MalformedPolicyDocument with AWS's complaint.
policy::StoredPolicy read_identity_policy(std::string_view text);
// Throws that too if the document names a user or role that does not exist, and LimitExceeded if it
// is larger than a trust policy may be. The principals are bound to their unique ids.
policy::StoredPolicy read_trust_policy(const World& world, std::string_view text);

// Size as quotas count it.
std::size_t counted_size(const policy::StoredPolicy& document);

// The text as responses carry it, encoded as in a URL (RFC 3986: a space is %20).
std::string shown_document(const policy::StoredPolicy& document);
// A trust policy, in which a user or role that was deleted shows as its unique id.
std::string shown_trust_policy(const World& world, const policy::StoredPolicy& document);

std::string percent_encoded(std::string_view text);

}  // namespace amishare::iam
