// fix.h - what would turn a denial into an allow with the least change, tried out.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/evaluate.h"
#include "policy/explain.h"

namespace amishare::policy {

// One change to one layer.
struct Fix {
  enum class Remedy : std::uint8_t {
    add_statement,    // no statement comes near: a new one, for just this
    add_action,       // a statement fits but for the action
    add_resource,     // a statement fits but for the resource
    add_principal,    // a statement fits but for the principal
    meet_condition,   // a statement fits but for its conditions
    drop_denial,      // a Deny struck
    add_grant,        // whoever asks can have no policies
    use_another_key,  // the key policy is AWS's own; another role, if a trust policy is
  };
  Remedy remedy = Remedy::add_statement;
  Layer layer = Layer::identity;
  std::string policy_name{};
  std::string policy_arn{};
  std::optional<std::size_t> statement{};  // from 0; the one to be changed, if one is
  std::string sid{};
  std::vector<ConditionTrial> conditions{};  // not met; of a Deny, those by which it applies
  bool operator==(const Fix&) const = default;
};

struct Mending {
  std::vector<Fix> fixes;  // in the order in which they help
  bool proved = false;     // evaluated again with all of them made, the request is allowed
};

// What has to change: one fix for each layer that stands in the way, found by making one and
// evaluating again until the request is allowed. A fix gives the caller what was asked for, and
// nobody else anything: it edits a statement only where that reaches no other principal and hands
// out no administration. Nothing to do for a request that is allowed, and nothing that can be done
// where the resource can have no policy; then there are no fixes.
Mending mend(const Request& request, const Policies& policies, std::span<const Grant> grants = {});

// Whether AWS manages the policy of this ARN, so that an account can attach it and not change it.
bool managed_by_aws(const std::string& policy_arn);

// "add kms:CreateGrant on arn:... to an identity-based policy of arn:..."
std::string words(const Fix& fix, const Request& request);
// All fixes in one sentence; empty if there are none.
std::string words(const Mending& mending, const Request& request);

}  // namespace amishare::policy
