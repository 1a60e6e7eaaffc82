// grant.h - whether a KMS grant permits a request.
#pragma once
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

// Whether the request's encryption context satisfies the grant's constraint. Pairs compare with
// case. Operations without an encryption context are not constrained; what a grant demands of
// grants made under it is for CreateGrant to check.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html
bool grant_constraint_holds(const Grant& grant, const Subject& subject);

}  // namespace amishare::policy
