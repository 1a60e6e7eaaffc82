// fix.cpp - makes the smallest change to the layer that denies, and asks the engine again.
#include "policy/fix.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "policy/match.h"
#include "policy/policy.h"
#include "world/name.h"

namespace amishare::policy {
namespace {

using Remedy = Fix::Remedy;

// More layers than there are, and some Denies.
constexpr std::size_t most_fixes = 16;

bool names_principals(Layer layer) {
  return layer == Layer::resource || layer == Layer::vpc_endpoint ||
         layer == Layer::resource_control;
}

// The roles under which AWS's own infrastructure works for an instance have no policies.
bool has_policies(const Principal& principal) {
  return principal.arn.find(":assumed-role/aws:") == std::string::npos;
}

PrincipalElement element_of(const Principal& principal, Layer layer) {
  const bool everyone = layer != Layer::resource || principal.kind == PrincipalKind::anonymous;
  if (everyone) return read_principal("", "*");
  if (principal.kind == PrincipalKind::service) {
    return read_principal("Service", principal.service);
  }
  PrincipalElement element = read_principal("AWS", principal.principal_arn);
  const bool bound = element.form == PrincipalForm::user || element.form == PrincipalForm::role;
  if (bound) element.unique_id = principal.unique_id;
  return element;
}

TextPattern action_pattern(const Request& request) {
  return {request.action, PatternSyntax{.ignore_case = true}};
}

ResourcePattern resource_pattern(const Request& request) {
  ResourcePattern pattern;
  pattern.text = request.resource;
  pattern.form =
      request.resource == "*" ? ResourcePattern::Form::everything : ResourcePattern::Form::exact;
  return pattern;
}

// An Allow for the request and no other.
Statement new_statement(const Request& request, Layer layer) {
  Statement statement;
  statement.allows = true;
  statement.actions.push_back(action_pattern(request));
  statement.action_texts.push_back(request.action);
  statement.has_resources = true;
  statement.resources.push_back(resource_pattern(request));
  if (names_principals(layer)) {
    statement.has_principals = true;
    statement.principals.push_back(element_of(request.principal, layer));
  }
  return statement;
}

std::shared_ptr<const Policy> policy_of(const Policy* old, std::vector<Statement> statements) {
  return std::make_shared<const Policy>(
      old == nullptr ? DocumentKind::identity : old->kind(), old == nullptr ? "" : old->text(),
      old == nullptr ? "2012-10-17" : old->version(), std::move(statements));
}

// The lists of policies of a layer that has such, one for each level.
std::vector<std::vector<NamedPolicy>*> levels_of(Policies& policies, Layer layer) {
  const auto one = [](std::optional<std::vector<NamedPolicy>>& list) {
    if (!list) list.emplace();
    return std::vector<std::vector<NamedPolicy>*>{&*list};
  };
  const auto all = [](std::vector<std::vector<NamedPolicy>>& levels) {
    std::vector<std::vector<NamedPolicy>*> lists;
    for (auto& level : levels) lists.push_back(&level);
    return lists;
  };
  switch (layer) {
    case Layer::identity:
      return {&policies.identity};
    case Layer::permissions_boundary:
      return one(policies.permissions_boundary);
    case Layer::session:
      return one(policies.session);
    case Layer::vpc_endpoint:
      return one(policies.vpc_endpoint);
    case Layer::service_control:
      return all(policies.service_control);
    case Layer::resource_control:
      return all(policies.resource_control);
    case Layer::resource:
    case Layer::grant:
      break;
  }
  return {};
}

// A fix and where its statement is.
struct Candidate {
  Fix fix;
  const StatementTrial* trial = nullptr;
};

// One denied request on its way to being allowed.
class Repair {
 public:
  Repair(const Request& request, const Policies& policies, std::span<const Grant> grants)
      : request_(request),
        subject_(request),
        policies_(policies),
        grants_(grants.begin(), grants.end()) {
    subject_.has_boundary = policies.permissions_boundary.has_value();
  }

  Mending run() {
    Mending mending;
    trial_ = examine(request_, policies_, grants_);
    while (!trial_.decision.allowed() && mending.fixes.size() < most_fixes) {
      auto fix = step();
      if (!fix) return mending;
      mending.fixes.push_back(std::move(*fix));
    }
    mending.proved = trial_.decision.allowed() && !mending.fixes.empty();
    return mending;
  }

 private:
  // Makes the first change that moves the decision on. nullopt if there is none; then nothing can
  // be said of the layer, or only what is given back once and proves nothing.
  std::optional<Fix> step() {
    if (stuck_) return std::nullopt;
    for (const Candidate& candidate : candidates()) {
      Policies changed = policies_;
      std::vector<Grant> grants = grants_;
      if (!make(candidate, changed, grants)) {
        stuck_ = true;
        return candidate.fix;
      }
      Trial after = examine(request_, changed, grants);
      if (!moved_on(after)) continue;
      Fix fix = candidate.fix;
      policies_ = std::move(changed);
      grants_ = std::move(grants);
      trial_ = std::move(after);
      return fix;
    }
    return std::nullopt;
  }

  bool moved_on(const Trial& after) const {
    const Decision& old = trial_.decision;
    const Decision& now = after.decision;
    if (now.allowed() || now.effect != old.effect || now.decided_by != old.decided_by) return true;
    // One Deny, or one level without an Allow, of several.
    return now.matches != old.matches;
  }

  std::vector<Candidate> candidates() const {
    if (trial_.decision.effect == Effect::explicit_deny) return denials();
    const Layer layer = trial_.decision.decided_by;
    Fix fresh{.layer = layer};
    if (layer == Layer::resource && policies_.resource_is_fixed) {
      fresh.remedy = Remedy::use_another_key;
      return {{fresh, nullptr}};
    }
    if (!has_policies(request_.principal)) {
      fresh.remedy = Remedy::add_grant;
      return {{fresh, nullptr}};
    }
    // Nobody can write a policy for a resource that has none.
    const bool none =
        layer == Layer::resource && !policies_.resource && request_.rule != ResourceRule::mandatory;
    if (none) return {};
    std::vector<Candidate> found = near_statements(layer);
    found.push_back({fresh, nullptr});
    return found;
  }

  std::vector<Candidate> denials() const {
    std::vector<Candidate> found;
    for (const StatementTrial& trial : trial_.statements) {
      if (trial.allows || !trial.matches() || trial.layer != trial_.decision.decided_by) continue;
      found.push_back(about(trial, Remedy::drop_denial));
    }
    return found;
  }

  // Statements of the layer that lack just one part and may be given it. A condition that is not
  // met says most about what went wrong, so those come first; then what opens least besides.
  std::vector<Candidate> near_statements(Layer layer) const {
    std::vector<Candidate> found;
    for (const StatementTrial& trial : trial_.statements) {
      if (trial.layer != layer || !trial.allows) continue;
      const auto remedy = missing_part(trial);
      if (remedy && may_be_changed(trial, *remedy)) found.push_back(about(trial, *remedy));
    }
    std::stable_sort(found.begin(), found.end(), [](const Candidate& one, const Candidate& other) {
      return opened(one) < opened(other);
    });
    return found;
  }

  // How much a change opens: one more action on all the statement's resources, one more resource to
  // all its actions. A wildcard is more than any list.
  static std::size_t opened(const Candidate& candidate) {
    constexpr std::size_t wildcard = 1000;
    const Statement& statement =
        candidate.trial->document->statements()[candidate.trial->statement];
    std::size_t count = 0;
    const auto add = [&](const std::string& text) {
      count += text.find('*') == std::string::npos ? 1 : wildcard;
    };
    const Remedy remedy = candidate.fix.remedy;
    if (remedy == Remedy::add_action) {
      // In a resource's own policy "*" is that resource.
      const bool own = candidate.fix.layer == Layer::resource;
      for (const ResourcePattern& resource : statement.resources) add(own ? "" : resource.text);
    } else if (remedy != Remedy::meet_condition) {
      for (const std::string& action : statement.action_texts) add(action);
    }
    return count;
  }

  static std::optional<Remedy> missing_part(const StatementTrial& trial) {
    const std::array<std::pair<bool, Remedy>, 4> parts{{
        {trial.failed.empty(), Remedy::meet_condition},
        {trial.principal, Remedy::add_principal},
        {trial.resource, Remedy::add_resource},
        {trial.action, Remedy::add_action},
    }};
    std::optional<Remedy> missing;
    for (const auto& [fits, remedy] : parts) {
      if (fits) continue;
      if (missing) return std::nullopt;
      missing = remedy;
    }
    return missing;
  }

  bool may_be_changed(const StatementTrial& trial, Remedy remedy) const {
    if (remedy == Remedy::meet_condition) return true;
    if (managed_by_aws(trial.policy_arn)) return false;
    const Statement& statement = trial.document->statements()[trial.statement];
    switch (remedy) {
      case Remedy::add_action:
        return !statement.not_actions && !reaches_others(statement) && is_about_service(statement);
      case Remedy::add_resource:
        return !statement.not_resources && !reaches_others(statement);
      case Remedy::add_principal:
        return !statement.not_principals && !administers(statement);
      default:
        return true;
    }
  }

  // Whether the statement is about the service that is asked: nobody writes KMS into a statement
  // about EC2.
  bool is_about_service(const Statement& statement) const {
    const std::string service = lower(request_.action.substr(0, request_.action.find(':') + 1));
    return std::any_of(statement.action_texts.begin(), statement.action_texts.end(),
                       [&](const std::string& text) { return lower(text).starts_with(service); });
  }

  bool reaches_others(const Statement& statement) const {
    if (!statement.has_principals) return false;
    if (statement.not_principals) return true;
    return std::any_of(statement.principals.begin(), statement.principals.end(),
                       [&](const PrincipalElement& element) {
                         return element.form == PrincipalForm::everyone ||
                                element_matches(element, subject_) == Admission::none;
                       });
  }

  // Whether the statement gives a key away rather than its use.
  bool administers(const Statement& statement) const {
    Request administration = request_;
    administration.action = "kms:PutKeyPolicy";
    return lower(request_.action).starts_with("kms:") &&
           action_matches(statement, Subject(administration));
  }

  static std::shared_ptr<const Policy>& place_of(Policies& policies, const StatementTrial& trial) {
    if (trial.layer == Layer::resource) return policies.resource;
    return (*levels_of(policies, trial.layer)[trial.level])[trial.policy].policy;
  }

  static Candidate about(const StatementTrial& trial, Remedy remedy) {
    return {{.remedy = remedy,
             .layer = trial.layer,
             .policy_name = trial.policy_name,
             .policy_arn = trial.policy_arn,
             .statement = trial.statement,
             .sid = trial.sid,
             .conditions = trial.allows ? trial.failed : trial.met},
            &trial};
  }

  // False if the change is none that policies or grants can show.
  bool make(const Candidate& candidate, Policies& policies, std::vector<Grant>& grants) const {
    if (candidate.fix.remedy == Remedy::use_another_key) return false;
    if (candidate.fix.remedy == Remedy::add_grant) {
      grants.push_back({.id = "new",
                        .grantee = request_.principal->arn,
                        .grantee_unique_id = {},
                        .actions = {request_.action}});
    } else if (candidate.trial == nullptr) {
      add_statement(policies, candidate.fix.layer);
    } else {
      std::shared_ptr<const Policy>& place = place_of(policies, *candidate.trial);
      std::vector<Statement> statements = place->statements();
      change(statements, candidate);
      place = policy_of(place.get(), std::move(statements));
    }
    return true;
  }

  void add_statement(Policies& policies, Layer layer) const {
    const Statement statement = new_statement(request_, layer);
    if (layer == Layer::resource) {
      std::vector<Statement> statements;
      if (policies.resource) statements = policies.resource->statements();
      statements.push_back(statement);
      policies.resource = policy_of(policies.resource.get(), std::move(statements));
      return;
    }
    for (std::vector<NamedPolicy>* level : levels_of(policies, layer)) {
      level->push_back({policy_of(nullptr, {statement}), "new"});
    }
  }

  void change(std::vector<Statement>& statements, const Candidate& candidate) const {
    Statement& statement = statements[candidate.trial->statement];
    switch (candidate.fix.remedy) {
      case Remedy::add_action:
        statement.actions.push_back(action_pattern(request_));
        statement.action_texts.push_back(request_.action);
        break;
      case Remedy::add_resource:
        statement.has_resources = true;
        statement.resources.push_back(resource_pattern(request_));
        break;
      case Remedy::add_principal:
        statement.principals.push_back(element_of(request_.principal, candidate.fix.layer));
        break;
      case Remedy::meet_condition:
        // As if what the request has were what it wants.
        std::erase_if(statement.conditions, [&](const Condition& condition) {
          return !holds(condition, request_.context, statement.allows);
        });
        break;
      default:
        statements.erase(statements.begin() +
                         static_cast<std::ptrdiff_t>(candidate.trial->statement));
    }
  }

  const Request& request_;
  Subject subject_;
  Policies policies_;
  std::vector<Grant> grants_;
  Trial trial_;
  bool stuck_ = false;
};

}  // namespace

bool managed_by_aws(const std::string& policy_arn) {
  return Arn::parse(policy_arn).account == "aws";
}

Mending mend(const Request& request, const Policies& policies, std::span<const Grant> grants) {
  return Repair(request, policies, grants).run();
}

}  // namespace amishare::policy
