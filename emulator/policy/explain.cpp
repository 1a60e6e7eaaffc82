// explain.cpp - how every statement fared, and what the nearest one lacks.
#include "policy/explain.h"

#include <utility>

#include "policy/grant.h"
#include "policy/match.h"
#include "policy/policy.h"

namespace amishare::policy {
namespace {

std::vector<ConditionTrial> failed_conditions(const Statement& statement, const Context& context) {
  std::vector<ConditionTrial> failed;
  for (const Condition& condition : statement.conditions) {
    if (holds(condition, context, statement.allows)) continue;
    ConditionTrial trial{condition.operator_name, condition.key, condition.texts, std::nullopt};
    if (const auto* entry = context.find(condition.key)) trial.actual = entry->values;
    failed.push_back(std::move(trial));
  }
  return failed;
}

class Examination {
 public:
  Examination(const Request& request, const Policies& policies)
      : request_(request), policies_(policies), subject_(request) {
    subject_.has_boundary = policies.permissions_boundary.has_value();
  }

  std::vector<StatementTrial> statements() {
    for (const auto& level : policies_.resource_control) add(Layer::resource_control, level);
    for (const auto& level : policies_.service_control) add(Layer::service_control, level);
    if (policies_.vpc_endpoint) add(Layer::vpc_endpoint, *policies_.vpc_endpoint);
    if (policies_.resource) add(Layer::resource, NamedPolicy{policies_.resource, ""});
    add(Layer::identity, policies_.identity);
    if (policies_.permissions_boundary) {
      add(Layer::permissions_boundary, *policies_.permissions_boundary);
    }
    if (policies_.session) add(Layer::session, *policies_.session);
    return std::move(trials_);
  }

  GrantTrial grant(const Grant& grant) const {
    return {grant.id, grantee_of(grant, subject_) != Grantee::nobody,
            grant_permits_action(grant, subject_), grant_constraint_holds(grant, subject_)};
  }

 private:
  void add(Layer layer, const std::vector<NamedPolicy>& policies) {
    for (const NamedPolicy& named : policies) add(layer, named);
  }

  void add(Layer layer, const NamedPolicy& named) {
    if (!named.policy) return;
    const auto& statements = named.policy->statements();
    for (std::size_t index = 0; index < statements.size(); ++index) {
      const Statement& statement = statements[index];
      StatementTrial& trial = trials_.emplace_back();
      trial.layer = layer;
      trial.policy_name = named.name;
      trial.policy_arn = named.arn;
      trial.statement = index;
      trial.sid = statement.sid;
      trial.line = statement.line;
      trial.allows = statement.allows;
      trial.action = action_matches(statement, subject_);
      trial.resource = resource_matches(statement, subject_);
      trial.principal = principal_matches(statement, subject_) != Admission::none;
      trial.failed = failed_conditions(statement, request_.context);
    }
  }

  const Request& request_;
  const Policies& policies_;
  Subject subject_;
  std::vector<StatementTrial> trials_;
};

// How far a statement is from allowing: the number of its parts that do not fit, and among equals
// the part that is easiest to mend.
struct Distance {
  int parts = 0;
  Fix::Remedy remedy = Fix::Remedy::add_statement;
};

Distance distance(const StatementTrial& trial) {
  Distance distance;
  const auto miss = [&](bool fits, Fix::Remedy remedy) {
    if (fits) return;
    ++distance.parts;
    distance.remedy = remedy;
  };
  miss(trial.failed.empty(), Fix::Remedy::meet_condition);
  miss(trial.principal, Fix::Remedy::add_principal);
  miss(trial.resource, Fix::Remedy::add_resource);
  miss(trial.action, Fix::Remedy::add_action);
  return distance;
}

void name_statement(Fix& fix, const StatementTrial& trial) {
  fix.policy_name = trial.policy_name;
  fix.statement = trial.statement;
  fix.sid = trial.sid;
}

}  // namespace

Trial examine(const Request& request, const Policies& policies, std::span<const Grant> grants) {
  Trial trial;
  trial.decision = evaluate(request, policies, grants);
  Examination examination(request, policies);
  trial.statements = examination.statements();
  for (const Grant& grant : grants) trial.grants.push_back(examination.grant(grant));
  return trial;
}

std::optional<Fix> smallest_fix(const Decision& decision) {
  if (decision.allowed()) return std::nullopt;
  Fix fix;
  fix.layer = decision.decided_by;
  if (decision.effect != Effect::explicit_deny) return fix;
  fix.remedy = Fix::Remedy::drop_denial;
  for (const Match& match : decision.matches) {
    if (match.allows || match.layer != fix.layer) continue;
    fix.policy_name = match.policy_name;
    fix.statement = match.statement;
    fix.sid = match.sid;
    break;
  }
  return fix;
}

std::optional<Fix> smallest_fix(const Trial& trial) {
  std::optional<Fix> fix = smallest_fix(trial.decision);
  if (!fix || fix->remedy == Fix::Remedy::drop_denial) return fix;
  for (const StatementTrial& statement : trial.statements) {
    // Only a statement that lacks one part is near; one that matches is not what is missing.
    if (statement.layer != fix->layer || !statement.allows) continue;
    const Distance found = distance(statement);
    if (found.parts != 1) continue;
    // A condition that is not met says most about what went wrong.
    const bool better = !fix->statement || (found.remedy == Fix::Remedy::meet_condition &&
                                            fix->remedy != Fix::Remedy::meet_condition);
    if (!better) continue;
    fix->remedy = found.remedy;
    name_statement(*fix, statement);
    fix->conditions = statement.failed;
  }
  return fix;
}

}  // namespace amishare::policy
