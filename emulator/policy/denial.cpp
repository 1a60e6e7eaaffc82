// denial.cpp - how AWS words a denial.
#include <algorithm>
#include <string>
#include <string_view>

#include "policy/explain.h"
#include "policy/pattern.h"

namespace amishare::policy {
namespace {

constexpr std::string_view hidden_reason =
    "because the resource does not exist in this Region, no resource-based policies allow access, "
    "or "
    "a resource-based policy explicitly denies access";

bool is_about_trust(std::string_view action) { return lower(action).starts_with("sts:assumerole"); }

std::string policy_type(std::string_view action, Layer layer) {
  switch (layer) {
    case Layer::identity:
      return "identity-based policy";
    case Layer::resource:
      return is_about_trust(action) ? "role trust policy" : "resource-based policy";
    case Layer::permissions_boundary:
      return "permissions boundary";
    case Layer::session:
      return "session policy";
    case Layer::service_control:
      return "service control policy";
    case Layer::resource_control:
      return "resource control policy";
    case Layer::vpc_endpoint:
      return "VPC endpoint policy";
    case Layer::grant:
      return "grant";
  }
  return "policy";
}

std::string article(std::string_view action, Layer layer) {
  if (layer == Layer::identity) return "an ";
  return layer == Layer::resource && is_about_trust(action) ? "the " : "a ";
}

std::string start(const Principal& principal, std::string_view action) {
  // An unsigned caller has no ARN.
  const std::string who = principal.arn.empty() ? "anonymous" : principal.arn;
  return "User: " + who + " is not authorized to perform: " + std::string(action);
}

std::string_view hidden_resource(ResourceShown shown) {
  return shown == ResourceShown::behind_ciphertext
             ? " on the resource associated with this ciphertext "
             : " on this resource ";
}

// Whether the denial is the resource owner's, which a caller of another account is not told.
bool is_owners_denial(const Decision& decision) {
  if (decision.effect == Effect::explicit_deny) {
    return decision.decided_by == Layer::resource || decision.decided_by == Layer::resource_control;
  }
  return !decision.resource_allows;
}

}  // namespace

std::string denial_reason(std::string_view action, const Decision& decision) {
  const std::string type = policy_type(action, decision.decided_by);
  if (decision.effect != Effect::explicit_deny) {
    return "because no " + type + " allows the " + std::string(action) + " action";
  }
  std::string reason = "with an explicit deny in " + article(action, decision.decided_by) + type;
  // Since 2026-01, within an account and within an organization.
  const bool told = !decision.cross_account || decision.same_organization;
  const auto denial = std::find_if(
      decision.matches.begin(), decision.matches.end(),
      [&](const Match& match) { return !match.allows && match.layer == decision.decided_by; });
  if (denial != decision.matches.end() && !denial->policy_arn.empty() && told) {
    reason += ": " + denial->policy_arn;
  }
  return reason;
}

std::string denial_reason(const Request& request, const Decision& decision) {
  return denial_reason(request.action, decision);
}

std::string denial_sentence(const Principal& principal, std::string_view action,
                            std::string_view resource, const Decision& decision) {
  return denial_without_reason(principal, action, resource) + " " + denial_reason(action, decision);
}

std::string denial_sentence(const Request& request, const Decision& decision, ResourceShown shown) {
  const std::string head = start(request.principal, request.action);
  switch (shown) {
    case ResourceShown::arn:
      return denial_sentence(request.principal, request.action, request.resource, decision);
    case ResourceShown::omitted:
      return head + " " + denial_reason(request, decision);
    case ResourceShown::this_resource:
    case ResourceShown::behind_ciphertext:
      break;
  }
  return head + std::string(hidden_resource(shown)) +
         (is_owners_denial(decision) ? std::string(hidden_reason)
                                     : denial_reason(request, decision));
}

std::string denial_without_reason(const Principal& principal, std::string_view action,
                                  std::string_view resource) {
  std::string sentence = start(principal, action);
  if (!resource.empty()) sentence.append(" on resource: ").append(resource);
  return sentence;
}

std::string hidden_denial(const Principal& principal, std::string_view action,
                          ResourceShown shown) {
  return start(principal, action) + std::string(hidden_resource(shown)) +
         std::string(hidden_reason);
}

}  // namespace amishare::policy
