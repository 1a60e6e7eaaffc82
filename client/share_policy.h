// share_policy.h - the policy texts of sharing: what goes into A's key policy, and what B needs.
#pragma once
#include <string>
#include <vector>

#include "client/share.h"

namespace amishare::client {

// What B's principal has to be allowed on A's key, as operations of a grant. AWS's published list,
// which is sufficient and not minimal:
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/share-amis-with-organizations-and-OUs.html
std::vector<std::string> grant_operations(const ShareRequest& request);

// How a key policy stands to B's principal, when it comes through EC2 and its own policies allow
// everything.
struct KeyPolicyView {
  std::vector<std::string> missing{};    // "kms:Decrypt": no statement admits it
  std::vector<std::string> denied_by{};  // Deny statements that strike in any case
  std::vector<std::string> may_deny{};   // those with conditions that seem to strike
};
KeyPolicyView view_of(const std::string& policy, const ShareRequest& request,
                      const std::string& key_arn);

// The key policy with the statements for B's principal added, or those for the account (or, if the
// request has one, for the principal alone) taken out; the same text if there is nothing to take
// out. Both keep everything else as it is. Throws CantShare if `policy` is no JSON policy.
std::string with_statements(const std::string& policy, const ShareRequest& request);
std::string without_statements(const std::string& policy, const ShareRequest& request);
// Indented, for people and diffs.
std::string pretty(const std::string& policy);

// The IAM policy for B's principal.
std::string principal_policy(const ShareRequest& request, const std::vector<std::string>& key_arns);

// The name by which grants made for this request are known again.
std::string grant_name(const ShareRequest& request);
// The grantee or principal: the request's, or the account's root.
std::string principal_of(const ShareRequest& request);

}  // namespace amishare::client
