// simulation.cpp - asks the policy engine, and tells which statements decided.
#include "iam/simulation.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "policy/match.h"
#include "policy/pattern.h"
#include "policy/policy.h"

namespace amishare::iam {
namespace {

using policy::Effect;
using policy::Layer;

constexpr std::string_view allow_all_text =
    R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})";

std::string word(Effect effect) {
  switch (effect) {
    case Effect::allowed:
      return "allowed";
    case Effect::explicit_deny:
      return "explicitDeny";
    case Effect::implicit_deny:
      break;
  }
  return "implicitDeny";
}

std::vector<policy::NamedPolicy> allow_all() {
  return {{.policy = policy::parse(allow_all_text, policy::DocumentKind::identity).policy,
           .name = "everything"}};
}

// What these policies say for themselves, whatever others say.
Effect verdict_of(const policy::Request& asked, const std::vector<policy::NamedPolicy>& policies) {
  policy::Request alone = asked;
  alone.rule = policy::ResourceRule::ordinary;
  // In the caller's own account nothing but these has a say.
  alone.resource_account = asked.principal->account;
  policy::Policies only{};
  only.identity = policies;
  return policy::evaluate(alone, only).effect;
}

Effect verdict_of_resource_policy(const policy::Request& asked, const Simulation& simulation) {
  policy::Request alone = asked;
  alone.rule = policy::ResourceRule::mandatory;
  policy::Policies only{};
  only.identity = allow_all();
  only.resource = simulation.policies.resource;
  return policy::evaluate(alone, only).effect;
}

bool allowed_by_organization(const policy::Request& asked, const Simulation& simulation) {
  policy::Policies only{};
  only.identity = allow_all();
  only.service_control = simulation.policies.service_control;
  policy::Request alone = asked;
  alone.resource_account = asked.principal->account;
  alone.rule = policy::ResourceRule::ordinary;
  return policy::evaluate(alone, only).allowed();
}

api::Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line_begin = before.rfind('\n');
  const std::size_t column =
      line_begin == std::string_view::npos ? offset : offset - line_begin - 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {.line = lines + 1, .column = static_cast<std::int64_t>(column) + 1};
}

// The document whose statement matched.
const policy::Policy* document_of(const Simulation& simulation, const policy::Match& match) {
  const auto find = [&match](const std::vector<policy::NamedPolicy>& policies) {
    for (const policy::NamedPolicy& named : policies) {
      if (named.name == match.policy_name && named.arn == match.policy_arn) {
        return named.policy.get();
      }
    }
    return static_cast<const policy::Policy*>(nullptr);
  };
  const policy::Policies& policies = simulation.policies;
  if (match.layer == Layer::identity) return find(policies.identity);
  if (match.layer == Layer::resource) return policies.resource.get();
  if (match.layer == Layer::permissions_boundary && policies.permissions_boundary) {
    return find(*policies.permissions_boundary);
  }
  return nullptr;
}

api::Statement shown(const policy::Match& match, const policy::Policy& document) {
  const bool of_resource = match.layer == Layer::resource;
  const StatementPlace place = statement_place(document, match.statement);
  return {.source_policy_id = of_resource ? "ResourcePolicy" : match.policy_name,
          .source_policy_type = of_resource ? "Resource Policy" : "IAM Policy",
          .start_position = place.start,
          .end_position = place.end};
}

// "Even if multiple statements allow the operation on the resource, if only one statement denies
// that operation, then the explicit deny overrides [and] the deny statement is the only entry
// included in the result." A boundary permits nothing by itself, so only its denials count.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
std::vector<api::Statement> deciding(const Simulation& simulation,
                                     const policy::Decision& decision) {
  std::vector<api::Statement> statements;
  const bool denied = decision.effect == Effect::explicit_deny;
  for (const policy::Match& match : decision.matches) {
    if (match.allows == denied) continue;
    if (match.allows && match.layer == Layer::permissions_boundary) continue;
    const policy::Policy* document = document_of(simulation, match);
    if (document != nullptr) statements.push_back(shown(match, *document));
  }
  return statements;
}

void add_once(std::vector<std::string>& keys, std::string_view key) {
  const bool known = std::any_of(keys.begin(), keys.end(), [key](const std::string& other) {
    return policy::equal_ignoring_case(other, key);
  });
  if (!known) keys.emplace_back(key);
}

// The keys of ${key} and ${key, 'default'} in a text.
void add_variables(std::vector<std::string>& keys, std::string_view text) {
  for (auto at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::string_view rest = text.substr(at + 2);
    const std::string_view key = rest.substr(0, rest.find_first_of(",} "));
    if (key.size() > 1) add_once(keys, key);  // ${*} and its like are no keys
  }
}

void add_keys(std::vector<std::string>& keys, const policy::Statement& statement,
              bool with_conditions, bool variables) {
  if (variables) {
    for (const policy::ResourcePattern& resource : statement.resources) {
      add_variables(keys, resource.text);
    }
  }
  if (!with_conditions) return;
  for (const policy::Condition& condition : statement.conditions) {
    add_once(keys, condition.key);
    for (const std::string& text : condition.texts) {
      if (variables) add_variables(keys, text);
    }
  }
}

bool has_variables(const policy::Policy& policy) { return policy.version() == "2012-10-17"; }

// Keys that statements about the request ask for and that it has not.
std::vector<std::string> missing_keys(const policy::Request& asked, const Simulation& simulation) {
  const policy::Subject subject(asked);
  std::vector<std::string> keys;
  const auto look = [&](const policy::Policy& policy) {
    for (const policy::Statement& statement : policy.statements()) {
      if (!policy::action_matches(statement, subject)) continue;
      add_keys(keys, statement, policy::resource_matches(statement, subject),
               has_variables(policy));
    }
  };
  for (const auto& named : simulation.policies.identity) look(*named.policy);
  for (const auto& named :
       simulation.policies.permissions_boundary.value_or(std::vector<policy::NamedPolicy>{})) {
    look(*named.policy);
  }
  if (simulation.policies.resource) look(*simulation.policies.resource);
  std::erase_if(keys, [&asked](const std::string& key) {
    return static_cast<bool>(asked.context.find(key));
  });
  return keys;
}

// How each type of policy contributes, told across accounts alone.
std::map<std::string, std::string> details(const policy::Request& asked,
                                           const Simulation& simulation) {
  std::map<std::string, std::string> told;
  told["IAM Policy"] = word(verdict_of(asked, simulation.policies.identity));
  told["Resource Policy"] = word(verdict_of_resource_policy(asked, simulation));
  if (simulation.policies.permissions_boundary) {
    told["Permissions Boundary Policy"] =
        word(verdict_of(asked, *simulation.policies.permissions_boundary));
  }
  return told;
}

}  // namespace

api::EvaluationResult simulate(const Simulation& simulation, const std::string& action,
                               const std::string& resource) {
  const AccountId& owner = simulation.resource_owner.value.empty() ? simulation.caller.account
                                                                   : simulation.resource_owner;
  policy::Request asked{.principal = simulation.caller,
                        .action = action,
                        .resource = resource,
                        .resource_account = owner,
                        .context = simulation.context};
  // A key policy is asked first, as in earnest.
  if (simulation.policies.resource && action.starts_with("kms:")) {
    asked.rule = policy::ResourceRule::mandatory;
  }
  const policy::Decision decision = policy::evaluate(asked, simulation.policies);
  const bool across = owner != simulation.caller.account;

  api::EvaluationResult result{.eval_action_name = action,
                               .eval_resource_name = resource,
                               .eval_decision = word(decision.effect)};
  if (simulation.in_organization) {
    result.organizations_decision_detail = api::OrganizationsDecisionDetail{
        .allowed_by_organizations = allowed_by_organization(asked, simulation)};
  }
  if (const auto& boundary = simulation.policies.permissions_boundary) {
    result.permissions_boundary_decision_detail = api::PermissionsBoundaryDecisionDetail{
        .allowed_by_permissions_boundary = verdict_of(asked, *boundary) == Effect::allowed};
  }
  std::vector<api::Statement> statements;
  if (decision.effect != Effect::implicit_deny || across) {
    statements = deciding(simulation, decision);
  }
  // In AWS's example the statements of two accounts stand below the resource alone.
  if (!across) result.matched_statements = statements;
  if (resource == "*") {
    result.missing_context_values = missing_keys(asked, simulation);
    if (across) result.eval_decision_details = details(asked, simulation);
    return result;
  }
  // "If the simulation evaluates policies within the same account and includes a resource ARN, then
  // the parameter is present but the response is empty."
  result.eval_decision_details.emplace();
  api::ResourceSpecificResult& specific = result.resource_specific_results.emplace_back();
  specific.eval_resource_name = resource;
  specific.eval_resource_decision = result.eval_decision;
  specific.matched_statements = std::move(statements);
  specific.missing_context_values = missing_keys(asked, simulation);
  specific.permissions_boundary_decision_detail = result.permissions_boundary_decision_detail;
  if (across) {
    result.eval_decision_details = details(asked, simulation);
    specific.eval_decision_details = *result.eval_decision_details;
  }
  return result;
}

std::vector<std::vector<policy::NamedPolicy>> simulated_levels(
    const std::vector<std::vector<policy::NamedPolicy>>& levels) {
  const auto has_conditions = [](const policy::NamedPolicy& named) {
    const auto& statements = named.policy->statements();
    return std::any_of(
        statements.begin(), statements.end(),
        [](const policy::Statement& statement) { return !statement.conditions.empty(); });
  };
  std::vector<std::vector<policy::NamedPolicy>> looked_at;
  for (const auto& level : levels) {
    std::vector<policy::NamedPolicy> kept;
    std::remove_copy_if(level.begin(), level.end(), std::back_inserter(kept), has_conditions);
    // A level of which nothing is looked at has no say.
    if (!kept.empty()) looked_at.push_back(std::move(kept));
  }
  return looked_at;
}

std::vector<std::string> context_keys(const std::vector<policy::NamedPolicy>& policies) {
  std::vector<std::string> keys;
  for (const policy::NamedPolicy& named : policies) {
    for (const policy::Statement& statement : named.policy->statements()) {
      add_keys(keys, statement, true, has_variables(*named.policy));
    }
  }
  return keys;
}

StatementPlace statement_place(const policy::Policy& policy, std::size_t statement) {
  const std::string_view text = policy.text();
  const policy::Statement& found = policy.statements().at(statement);
  std::size_t start = found.begin + 1;
  if (statement > 0) {
    start = policy.statements()[statement - 1].end;
  } else {
    const auto before = text.find_last_not_of(" \t\r\n", found.begin - 1);
    if (before != std::string_view::npos && text[before] == '[') start = before + 1;
  }
  return {.start = position_of(text, start), .end = position_of(text, found.end)};
}

}  // namespace amishare::iam
