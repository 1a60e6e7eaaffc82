// key_policy.h - the one policy of a key: what it is by default, and what a given one must be.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
#pragma once
#include <string>
#include <string_view>

#include "kms/key.h"
#include "policy/document.h"
#include "world/call.h"
#include "world/name.h"

namespace amishare::kms {

// The policy of a key that is made without one: the account's identity policies decide.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
policy::StoredPolicy default_policy(const AccountId& account);

// The fixed policy of alias/aws/ebs: whoever in the account may use EBS may use it through EC2.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
policy::StoredPolicy managed_ebs_policy(const AccountId& account, const Region& region);

// Reads the policy that a caller gives, bound to the principals that it names. Throws
// LimitExceededException beyond 32 KiB, MalformedPolicyDocumentException if it is no policy or
// names a principal that does not exist.
policy::StoredPolicy read_policy(const World& world, std::string_view text);

// Throws MalformedPolicyDocumentException if the caller could not put another policy in its place.
void check_lockout(Call& call, const Key& key, const policy::StoredPolicy& document);

}  // namespace amishare::kms
