// match.h - whether a statement is about a request: its action, resource, principal, conditions.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "policy/evaluate.h"
#include "policy/policy.h"

namespace amishare::policy {

// How a resource-based policy admits a principal, weakest first.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
enum class Admission : std::uint8_t {
  none,
  account,  // its account is named: the account may delegate
  role,     // the role behind the session is named
  direct,   // the user, session or service itself, or everyone
};

// A request taken apart once, for all statements. Refers to the request.
struct Subject {
  explicit Subject(const Request& request);
  const Request& request;
  const Principal& principal;
  std::string action;                          // in lower case
  std::string_view partition;                  // of the principal's ARN
  std::string_view role_name;                  // role sessions only, without path
  std::string_view session_name;               // role sessions only
  std::array<std::string_view, 6> resource{};  // its ARN's parts
  std::size_t resource_parts = 0;              // 6, or fewer if it is no ARN
  bool has_boundary = false;                   // its principal has a permissions boundary
};

bool action_matches(const Statement& statement, const Subject& subject);
bool resource_matches(const Statement& statement, const Subject& subject);
// direct for a statement without principals, which is about whoever it is attached to.
Admission principal_matches(const Statement& statement, const Subject& subject);
bool conditions_match(const Statement& statement, const Subject& subject);

// Reads a Resource. `kind` decides what an ARN of fewer than six parts means.
ResourcePattern read_resource(std::string_view text, DocumentKind kind, bool variables);

// Reads a principal under `key` ("AWS", "Service", ...).
PrincipalElement read_principal(std::string_view key, std::string_view text);

// Whether `name`, a service's regional or global name, is what a policy calls `element`:
// "ec2.amazonaws.com" is also "ec2.us-east-1.amazonaws.com", but not the other way round.
bool service_matches(std::string_view element, std::string_view name);

// Whether one principal element names the subject's principal.
Admission element_matches(const PrincipalElement& element, const Subject& subject);

}  // namespace amishare::policy
