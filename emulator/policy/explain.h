// explain.h - Decision -> the wire sentence, and the story that people read.
#pragma once
#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/evaluate.h"

namespace amishare::policy {

// --- what goes over the wire ---

// Why the action was denied, as AWS's denials end: "because no identity-based policy allows the
// kms:Decrypt action", "with an explicit deny in a resource-based policy". A denial by a managed
// policy of the same account ends with that policy's ARN. Requires a decision that denies.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
std::string denial_reason(std::string_view action, const Decision& decision);
std::string denial_reason(const Request& request, const Decision& decision);

// "User: arn:... is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::...:role/
// because ..."; without "on resource" if `resource` is empty.
std::string denial_sentence(const Principal& principal, std::string_view action,
                            std::string_view resource, const Decision& decision);

// How a denial speaks of the resource.
enum class ResourceShown {
  arn,                // "on resource: arn:..."
  omitted,            // nothing: EC2's Describe actions, kms:TagResource at CreateKey
  this_resource,      // "on this resource": KMS, for a key of another account
  behind_ciphertext,  // "on the resource associated with this ciphertext": the same, without KeyId
};

// "User: arn:... is not authorized to perform: kms:Decrypt on resource: arn:... because ...". Where
// the ARN is hidden, the reason is hidden too unless the resource's owner allows the request:
// "because the resource does not exist in this Region, no resource-based policies allow access, or
// a resource-based policy explicitly denies access" (recorded from KMS).
std::string denial_sentence(const Request& request, const Decision& decision,
                            ResourceShown shown = ResourceShown::arn);

// The sentence without a reason, as STS answers AssumeRole (recorded), with the resource if it is
// not empty.
std::string denial_without_reason(const Principal& principal, std::string_view action,
                                  std::string_view resource);

// The sentence for a resource of another account that does not exist, which AWS words like one that
// may not be used.
std::string hidden_denial(const Principal& principal, std::string_view action,
                          ResourceShown shown = ResourceShown::this_resource);

// --- what people read ---

// The layers in the order in which AWS looks at them.
inline constexpr std::array<Layer, 7> layers_in_order = {
    Layer::resource_control, Layer::service_control,      Layer::vpc_endpoint, Layer::resource,
    Layer::identity,         Layer::permissions_boundary, Layer::session};

// One condition and what it found.
struct ConditionTrial {
  std::string operator_name;
  std::string key;
  std::vector<std::string> wanted;
  std::optional<std::vector<std::string>> actual{};  // nullopt if the request has no such key
  bool operator==(const ConditionTrial&) const = default;
};

// One statement held against the request, part by part.
struct StatementTrial {
  Layer layer = Layer::identity;
  std::size_t level = 0, policy = 0;  // where its policy stands in its layer, from 0
  std::shared_ptr<const Policy> document{};
  std::string policy_name;
  std::string policy_arn;
  std::size_t statement = 0;  // from 0
  std::string sid;
  std::size_t line = 1;  // in its document
  bool allows = false;
  bool action = false, resource = false, principal = false;
  std::vector<ConditionTrial> failed{};
  std::vector<ConditionTrial> met{};  // of a Deny
  bool matches() const { return action && resource && principal && failed.empty(); }
};

struct GrantTrial {
  std::string id;
  bool grantee = false, action = false, constraint = false;
  bool permits() const { return grantee && action && constraint; }
};

struct Trial {
  Decision decision;
  std::vector<StatementTrial> statements;  // of every layer, in the order of the documents
  std::vector<GrantTrial> grants;
};

// Evaluates, and keeps how every statement and grant fared.
Trial examine(const Request& request, const Policies& policies, std::span<const Grant> grants = {});

// The story in lines: who asked what, each layer's statements that matched or nearly did, each
// failed condition with what it wanted and what the request had, and the outcome.
std::vector<std::string> story(const Request& request, const Trial& trial);

// "Bool kms:GrantIsForAWSResource wants "true", the request has "false""
std::string words(const ConditionTrial& trial);
// "statement 2 "Attach" of keys", counted from 1.
std::string statement_name(std::string_view policy_name, std::size_t statement,
                           std::string_view sid);
// "identity-based policy", "permissions boundary", ...; for a resource-based policy what it is
// called on that resource: "key policy", "trust policy".
std::string layer_name(Layer layer, const Request& request);

}  // namespace amishare::policy
