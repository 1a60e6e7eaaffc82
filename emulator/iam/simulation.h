// simulation.h - what policies would say to a request that nobody makes.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/iam.h"
#include "policy/evaluate.h"

namespace amishare::iam {

// Who asks, below which policies. Each policy bears the name that results show.
struct Simulation {
  policy::Principal caller{};
  policy::Policies policies{};
  policy::Context context{};
  AccountId resource_owner{};  // empty: the caller's account
  bool in_organization = false;
};

// Of each level of SCPs those that a simulation looks at: "the policy simulator doesn't evaluate
// SCPs that have any conditions".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html
std::vector<std::vector<policy::NamedPolicy>> simulated_levels(
    const std::vector<std::vector<policy::NamedPolicy>>& levels);

// The verdict on one action and one resource ("*" for none in particular), in the shape of
// SimulatePrincipalPolicy. Asks the same engine as real requests do.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
api::EvaluationResult simulate(const Simulation& simulation, const std::string& action,
                               const std::string& resource);

// The condition keys and policy variables in the policies, in order, each once.
std::vector<std::string> context_keys(const std::vector<policy::NamedPolicy>& policies);

// Where a statement stands, as recorded from AWS: lines and columns from 1, each place the one
// right behind the token that is read there. The first statement of an array begins behind the
// bracket; that a later one begins where the one before it ends is inferred.
struct StatementPlace {
  api::Position start;
  api::Position end;
};
StatementPlace statement_place(const policy::Policy& policy, std::size_t statement);

}  // namespace amishare::iam
