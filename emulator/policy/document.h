// document.h - JSON -> Policy, and every complaint about it in AWS's words.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace amishare::policy {

class Policy;  // compiled; immutable; policy/policy.h

// Whose grammar a document follows. Permissions boundaries are identity documents; resource
// documents are key policies, and what other services attach to their resources.
enum class DocumentKind {
  identity,
  resource,
  trust,
  session,
  service_control,
  resource_control,
  vpc_endpoint
};

struct Complaint {
  std::string message;  // AWS's sentence; empty where AWS sends none (KMS)
  std::size_t line = 0, column = 0;
  std::string detail{};            // what is wrong, in our words
  std::size_t begin = 0, end = 0;  // bytes of the text that it is about
};

struct Parsed {
  std::shared_ptr<const Policy> policy;  // null if there is a complaint
  std::optional<Complaint> complaint;
};

// Reads and compiles `text` as a policy of that kind. Never throws for any text.
Parsed parse(std::string_view text, DocumentKind kind);

// The same for a document that stands within other JSON and has been read with it; `text` is the
// whole. Places count from the document's own beginning.
struct Node;
Parsed parse(const Node& document, std::string_view text, DocumentKind kind);

// AWS's own policy of a kind of organization policies, which allows everything: FullAWSAccess, or
// RCPFullAWSAccess, the one resource control policy that holds an Allow.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
std::string_view full_access_text(DocumentKind kind);
std::shared_ptr<const Policy> full_access(DocumentKind kind);

// Size of a document as IAM's quotas count it: without the white space between its tokens.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
std::size_t counted_size(std::string_view text);

// A policy in a service's state: equal when the documents and the principals they are bound to are
// equal, wherever the compiled form lies.
class StoredPolicy {
 public:
  StoredPolicy() = default;
  StoredPolicy(std::shared_ptr<const Policy> policy) : policy_(std::move(policy)) {}  // NOLINT
  const std::shared_ptr<const Policy>& pointer() const { return policy_; }
  const Policy& operator*() const { return *policy_; }
  const Policy* operator->() const { return policy_.get(); }
  explicit operator bool() const { return policy_ != nullptr; }
  bool operator==(const StoredPolicy& other) const;

 private:
  std::shared_ptr<const Policy> policy_;
};

}  // namespace amishare::policy
