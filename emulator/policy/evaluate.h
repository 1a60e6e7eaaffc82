// evaluate.h - (request, policies, grants) -> Decision, and the statements that made it.
#pragma once
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/context.h"
#include "policy/document.h"
#include "policy/principal.h"

namespace amishare::policy {

// What a resource-based policy counts for in the account that owns the resource.
enum class ResourceRule {
  ordinary,   // an Allow in either policy is enough (also: the service has no resource policies)
  mandatory,  // key policies and trust policies: without an Allow or a delegation there, nothing is
};

struct Request {
  SharedPrincipal principal;
  std::string action;    // "kms:Decrypt"
  std::string resource;  // an ARN, or "*" for actions without resources
  AccountId resource_account;
  Context context;
  ResourceRule rule = ResourceRule::ordinary;
  bool same_organization = false;  // the caller's account and the owner's are in one
};

struct NamedPolicy {
  std::shared_ptr<const Policy> policy;
  std::string name;
  std::string arn{};  // managed policies only; denials may name it
};

// The layers that apply to one request. A layer without a value does not exist for this request.
struct Policies {
  std::vector<NamedPolicy> identity;
  std::shared_ptr<const Policy> resource;
  bool resource_is_fixed = false;  // AWS's own, which nobody can change: for explanations alone
  // SCPs and RCPs have one list per level, the root first. Requests to the emulator come through no
  // VPC endpoint; such policies are for those who ask the engine themselves.
  std::optional<std::vector<NamedPolicy>> permissions_boundary{};
  std::optional<std::vector<NamedPolicy>> session{};
  std::vector<std::vector<NamedPolicy>> service_control{};
  std::vector<std::vector<NamedPolicy>> resource_control{};
  std::optional<std::vector<NamedPolicy>> vpc_endpoint{};
};

// What a KMS grant permits, as the engine needs to know it.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
struct Grant {
  std::string id;
  std::string grantee;               // a principal's ARN, or a service's name
  std::string grantee_unique_id{};   // when set, only the principal of this id
  std::vector<std::string> actions;  // "kms:Decrypt"
  std::optional<std::map<std::string, std::string>> encryption_context_equals{};
  std::optional<std::map<std::string, std::string>> encryption_context_subset{};
};

enum class Effect { allowed, implicit_deny, explicit_deny };

enum class Layer {
  identity,
  resource,
  permissions_boundary,
  session,
  service_control,
  resource_control,
  vpc_endpoint,
  grant,
};

// A statement that matched the request, principal and conditions included.
struct Match {
  Layer layer = Layer::identity;
  std::string policy_name;
  std::string policy_arn;
  std::size_t statement = 0;  // from 0
  std::string sid;
  bool allows = false;
  bool operator==(const Match&) const = default;
};

struct Decision {
  Effect effect = Effect::implicit_deny;
  Layer decided_by =
      Layer::identity;         // whose Allow sufficed, whose Deny struck, or whose is missing
  std::vector<Match> matches;  // every matching statement, denials first
  std::string grant_id;        // the grant that allowed, if one did
  bool cross_account = false;
  bool same_organization = false;  // as the request has it
  bool resource_allows = false;    // some resource-based Allow admits the principal or its account
  bool allowed() const { return effect == Effect::allowed; }
  bool operator==(const Decision&) const = default;
};

// Whether the request is allowed. Pure: no clock, no state. Fails closed.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
Decision evaluate(const Request& request, const Policies& policies,
                  std::span<const Grant> grants = {});

}  // namespace amishare::policy
