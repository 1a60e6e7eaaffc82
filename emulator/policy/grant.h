// grant.h - whether a KMS grant permits a request.
#pragma once
#include <map>
#include <string>

#include "policy/evaluate.h"
#include "policy/match.h"

namespace amishare::policy {

// How a grant reaches the principal.
enum class Grantee {
  nobody,
  itself,   // the user, role, session or service is the grantee
  account,  // its account's root is: the account may delegate (inferred from key policies)
};
Grantee grantee_of(const Grant& grant, const Subject& subject);

bool grant_permits_action(const Grant& grant, const Subject& subject);

// The pairs of a constraint and of an encryption context: "the key in each key-value pair is not
// case sensitive, but the value is case sensitive".
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
using EncryptionPairs = std::map<std::string, std::string>;
bool same_pairs(const EncryptionPairs& left, const EncryptionPairs& right);
bool includes_pairs(const EncryptionPairs& all, const EncryptionPairs& part);

// Whether the request's encryption context satisfies the grant's constraint. Operations without an
// encryption context are not constrained; what a grant demands of grants made under it is for
// CreateGrant to check.
bool grant_constraint_holds(const Grant& grant, const Subject& subject);

}  // namespace amishare::policy
