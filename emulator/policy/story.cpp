// story.cpp - decisions and their fixes in English sentences.
#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/explain.h"
#include "policy/fix.h"
#include "policy/pattern.h"

namespace amishare::policy {
namespace {

std::string who(const Request& request) {
  return request.principal->arn.empty() ? "anonymous" : request.principal->arn;
}

std::string list(const std::vector<std::string>& values) {
  if (values.empty()) return "nothing";
  std::string text;
  for (const std::string& value : values) {
    text += fmt::format("{}\"{}\"", text.empty() ? "" : ", ", value);
  }
  return text;
}

// What keeps a statement that names the action from matching.
std::string shortfall(const StatementTrial& trial) {
  if (!trial.principal) return "is for other principals";
  if (!trial.resource) return "is for other resources";
  std::string text = "does not apply: ";
  for (std::size_t i = 0; i < trial.failed.size(); ++i) {
    text += (i == 0 ? "" : "; ") + words(trial.failed[i]);
  }
  return text;
}

void tell_layer(std::vector<std::string>& lines, Layer layer, const Request& request,
                const Trial& trial) {
  const std::string name = layer_name(layer, request);
  std::size_t present = 0;
  std::size_t about_others = 0;
  for (const StatementTrial& statement : trial.statements) {
    if (statement.layer != layer) continue;
    ++present;
    if (!statement.action) {
      ++about_others;
      continue;
    }
    const std::string what =
        statement_name(statement.policy_name, statement.statement, statement.sid);
    const std::string effect = statement.allows ? "Allow" : "Deny";
    lines.push_back(statement.matches()
                        ? fmt::format("{}: {} ({}) matches", name, what, effect)
                        : fmt::format("{}: {} ({}) {}", name, what, effect, shortfall(statement)));
  }
  if (about_others != 0) {
    lines.push_back(fmt::format("{}: {} of {} statements are about other actions", name,
                                about_others, present));
  }
}

void tell_grants(std::vector<std::string>& lines, const Trial& trial) {
  for (const GrantTrial& grant : trial.grants) {
    const std::string fate = grant.permits()  ? "permits this"
                             : !grant.grantee ? "is for another grantee"
                             : !grant.action  ? "does not list this operation"
                                              : "is for another encryption context";
    lines.push_back(fmt::format("grant {}: {}", grant.id, fate));
  }
}

std::string question(const Request& request) {
  return fmt::format("{} asks for {} on {}", who(request), request.action, request.resource);
}

std::string outcome(const Request& request, const Decision& decision) {
  if (decision.allowed()) {
    return decision.decided_by == Layer::grant
               ? fmt::format("allowed by grant {}", decision.grant_id)
               : fmt::format("allowed by the {}", layer_name(decision.decided_by, request));
  }
  return "denied " + denial_reason(request, decision);
}

// As a policy names the principal.
std::string named(const Principal& principal) {
  if (principal.kind == PrincipalKind::anonymous) return "*";
  return principal.kind == PrincipalKind::service ? principal.service : principal.principal_arn;
}

// The policy, and of whom or what it is: there may be many of the name.
std::string policy_words(const Fix& fix, const Request& request) {
  const std::string layer = layer_name(fix.layer, request);
  switch (fix.layer) {
    case Layer::identity:
      return (fix.policy_name.empty() ? "an " : fix.policy_name + ", an ") + layer + " of " +
             request.principal->principal_arn;
    case Layer::resource:
      return "the " + layer + " of " + request.resource;
    default:
      return "the " + layer + (fix.policy_name.empty() ? "" : " " + fix.policy_name);
  }
}

std::string place(const Fix& fix, const Request& request) {
  const std::string policy = policy_words(fix, request);
  if (!fix.statement) return policy;
  return statement_name("", *fix.statement, fix.sid) + " of " + policy;
}

// Nothing for no conditions.
std::string listed(const std::vector<ConditionTrial>& conditions, std::string_view lead) {
  std::string text;
  for (const ConditionTrial& trial : conditions) {
    text.append(text.empty() ? lead : ", and ").append(words(trial));
  }
  return text;
}

std::string new_statement_words(const Fix& fix, const Request& request) {
  const std::string what = request.action + " on " + request.resource;
  switch (fix.layer) {
    case Layer::identity:
      return "add " + what + " to an identity-based policy of " + request.principal->principal_arn;
    case Layer::resource:
      return "add principal " + named(request.principal) + " with action " + request.action +
             " to the " + layer_name(fix.layer, request) + " of " + request.resource;
    default:
      return "allow " + what + " in the " + layer_name(fix.layer, request) + " that applies to " +
             request.principal->arn;
  }
}

std::string denial_words(const Fix& fix, const Request& request) {
  const std::string text = managed_by_aws(fix.policy_arn)
                               ? "detach " + fix.policy_arn + ", which denies this by " +
                                     statement_name("", fix.statement.value_or(0), fix.sid)
                               : "remove or narrow the Deny: " + place(fix, request);
  return text + listed(fix.conditions, ", which applies because ");
}

}  // namespace

std::string words(const ConditionTrial& trial) {
  return fmt::format("{} {} wants {}, the request has {}", trial.operator_name, trial.key,
                     list(trial.wanted), trial.actual ? list(*trial.actual) : "no such key");
}

std::string statement_name(std::string_view policy_name, std::size_t statement,
                           std::string_view sid) {
  std::string name = fmt::format("statement {}", statement + 1);
  if (!sid.empty()) name += fmt::format(" \"{}\"", sid);
  if (!policy_name.empty()) name += fmt::format(" of {}", policy_name);
  return name;
}

std::string layer_name(Layer layer, const Request& request) {
  switch (layer) {
    case Layer::identity:
      return "identity-based policy";
    case Layer::resource:
      if (lower(request.action).starts_with("kms:")) return "key policy";
      if (lower(request.action).starts_with("sts:assumerole")) return "trust policy";
      return "resource-based policy";
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

std::vector<std::string> story(const Request& request, const Trial& trial) {
  std::vector<std::string> lines{question(request)};
  for (const Layer layer : layers_in_order) tell_layer(lines, layer, request, trial);
  tell_grants(lines, trial);
  lines.push_back(outcome(request, trial.decision));
  return lines;
}

std::string words(const Fix& fix, const Request& request) {
  switch (fix.remedy) {
    case Fix::Remedy::add_statement:
      return new_statement_words(fix, request);
    case Fix::Remedy::add_action:
      return "add " + request.action + " to the actions of " + place(fix, request);
    case Fix::Remedy::add_resource:
      return "add " + request.resource + " to the resources of " + place(fix, request);
    case Fix::Remedy::add_principal:
      return "add " + named(request.principal) + " to the principals of " + place(fix, request);
    case Fix::Remedy::meet_condition: {
      return "meet or change the condition of " + place(fix, request) +
             listed(fix.conditions, ": ");
    }
    case Fix::Remedy::drop_denial:
      return denial_words(fix, request);
    case Fix::Remedy::add_grant:
      return "make a grant of " + request.action + " on " + request.resource + " for " +
             request.principal->arn;
    case Fix::Remedy::use_another_key:
      if (lower(request.action).starts_with("sts:")) {
        return "use a role of your own: AWS manages " + request.resource +
               ", and its service alone assumes it";
      }
      return "use a customer managed key: AWS manages " + request.resource +
             ", and nobody can change its key policy";
  }
  return {};
}

std::string words(const Mending& mending, const Request& request) {
  std::string text;
  for (const Fix& fix : mending.fixes) {
    text += (text.empty() ? "" : "; then ") + words(fix, request);
  }
  return text;
}

}  // namespace amishare::policy
