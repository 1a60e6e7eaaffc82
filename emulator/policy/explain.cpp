// explain.cpp - how every statement and grant fared.
#include "policy/explain.h"

#include <utility>

#include "policy/grant.h"
#include "policy/match.h"
#include "policy/policy.h"

namespace amishare::policy {
namespace {

void try_conditions(const Statement& statement, const Context& context, StatementTrial& trial) {
  for (const Condition& condition : statement.conditions) {
    const bool met = holds(condition, context, statement.allows);
    if (met && statement.allows) continue;
    ConditionTrial& tried = (met ? trial.met : trial.failed)
                                .emplace_back(ConditionTrial{condition.operator_name, condition.key,
                                                             condition.texts, std::nullopt});
    if (const auto entry = context.find(condition.key)) tried.actual = entry->values.list();
  }
}

class Examination {
 public:
  Examination(const Request& request, const Policies& policies)
      : request_(request), policies_(policies), subject_(request) {
    subject_.has_boundary = policies.permissions_boundary.has_value();
  }

  std::vector<StatementTrial> statements() {
    add_levels(Layer::resource_control, policies_.resource_control);
    add_levels(Layer::service_control, policies_.service_control);
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
  void add_levels(Layer layer, const std::vector<std::vector<NamedPolicy>>& levels) {
    for (std::size_t level = 0; level < levels.size(); ++level) add(layer, levels[level], level);
  }

  void add(Layer layer, const std::vector<NamedPolicy>& policies, std::size_t level = 0) {
    for (std::size_t index = 0; index < policies.size(); ++index) {
      add(layer, policies[index], level, index);
    }
  }

  void add(Layer layer, const NamedPolicy& named, std::size_t level = 0, std::size_t policy = 0) {
    if (!named.policy) return;
    const auto& statements = named.policy->statements();
    for (std::size_t index = 0; index < statements.size(); ++index) {
      const Statement& statement = statements[index];
      StatementTrial& trial = trials_.emplace_back();
      trial.layer = layer;
      trial.level = level;
      trial.policy = policy;
      trial.document = named.policy;
      trial.policy_name = named.name;
      trial.policy_arn = named.arn;
      trial.statement = index;
      trial.sid = statement.sid;
      trial.line = statement.line;
      trial.allows = statement.allows;
      trial.action = action_matches(statement, subject_);
      trial.resource = resource_matches(statement, subject_);
      trial.principal = principal_matches(statement, subject_) != Admission::none;
      try_conditions(statement, request_.context, trial);
    }
  }

  const Request& request_;
  const Policies& policies_;
  Subject subject_;
  std::vector<StatementTrial> trials_;
};

}  // namespace

Trial examine(const Request& request, const Policies& policies, std::span<const Grant> grants) {
  Trial trial;
  trial.decision = evaluate(request, policies, grants);
  Examination examination(request, policies);
  trial.statements = examination.statements();
  for (const Grant& grant : grants) trial.grants.push_back(examination.grant(grant));
  return trial;
}

}  // namespace amishare::policy
