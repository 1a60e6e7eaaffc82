// rules_test.cpp - what holds of every decision when the question changes.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"
#include "twin/must.h"

using namespace amishare;
using namespace amishare::policy;
using namespace amishare::policy::twin;

namespace {

constexpr std::uint64_t rules_seed = 20260202;

// Each document of a case with its compiled form.
template <class Visit>
void each_document(Case& one, Visit visit) {
  const auto list = [&](auto& named, auto& documents, Layer layer) {
    for (std::size_t i = 0; i < named.size(); ++i) visit(named[i].policy, documents[i], layer);
  };
  Policies& policies = one.policies;
  Documents& documents = one.documents;
  list(policies.identity, documents.identity, Layer::identity);
  if (policies.resource) visit(policies.resource, *documents.resource, Layer::resource);
  if (policies.permissions_boundary) {
    list(*policies.permissions_boundary, *documents.permissions_boundary,
         Layer::permissions_boundary);
  }
  if (policies.session) list(*policies.session, *documents.session, Layer::session);
  if (policies.vpc_endpoint) {
    list(*policies.vpc_endpoint, *documents.vpc_endpoint, Layer::vpc_endpoint);
  }
  for (std::size_t i = 0; i < policies.service_control.size(); ++i) {
    list(policies.service_control[i], documents.service_control[i], Layer::service_control);
  }
  for (std::size_t i = 0; i < policies.resource_control.size(); ++i) {
    list(policies.resource_control[i], documents.resource_control[i], Layer::resource_control);
  }
}

// The case with every document changed.
Case changed(Case one, const std::function<void(Json&)>& change) {
  each_document(one, [&](std::shared_ptr<const Policy>& policy, Document& document, Layer) {
    Json json = *document;
    change(json);
    Pair made = Generator::pair(json, policy->kind());
    policy = std::move(made.policy);
    document = std::move(made.json);
  });
  return one;
}

// Asks a rule of many cases.
void always(std::uint64_t offset, const Shows& broken) {
  Generator generator(rules_seed + offset);
  for (int i = 0; i < rule_cases; ++i) {
    must_not(broken, rules_seed + offset, i, generator.make_case());
  }
}

bool same_decision(const Case& left, const Case& right) {
  const Decision one = decide(left);
  const Decision other = decide(right);
  return one.effect == other.effect && one.decided_by == other.decided_by &&
         one.resource_allows == other.resource_allows &&
         one.matches.size() == other.matches.size() &&
         one.grant_id.empty() == other.grant_id.empty();
}

Pair simple(const char* effect, const char* action, bool principal, DocumentKind kind) {
  Json statement{{"Effect", effect}, {"Action", action}, {"Resource", "*"}};
  if (principal) statement["Principal"] = "*";
  return Generator::pair(Json{{"Version", "2012-10-17"}, {"Statement", {statement}}}, kind);
}

// The same statement added to one layer, at every level.
void add_to(Case& one, Layer layer, const char* effect, const char* action) {
  const bool principal =
      layer == Layer::resource || layer == Layer::vpc_endpoint || layer == Layer::resource_control;
  const Pair made = simple(effect, action, principal,
                           principal ? DocumentKind::resource : DocumentKind::identity);
  const auto push = [&](auto& named) { named.push_back({made.policy, "added"}); };
  switch (layer) {
    case Layer::identity:
      return push(one.policies.identity);
    case Layer::resource: {
      Json json = one.documents.resource
                      ? **one.documents.resource
                      : Json{{"Version", "2012-10-17"}, {"Statement", Json::array()}};
      json["Statement"].push_back((*made.json)["Statement"][0]);
      one.policies.resource = Generator::pair(json, DocumentKind::resource).policy;
      return;
    }
    case Layer::permissions_boundary:
      if (one.policies.permissions_boundary) push(*one.policies.permissions_boundary);
      return;
    case Layer::session:
      if (one.policies.session) push(*one.policies.session);
      return;
    case Layer::vpc_endpoint:
      if (one.policies.vpc_endpoint) push(*one.policies.vpc_endpoint);
      return;
    case Layer::service_control:
      for (auto& level : one.policies.service_control) push(level);
      return;
    case Layer::resource_control:
      for (auto& level : one.policies.resource_control) push(level);
      return;
    case Layer::grant:
      return;
  }
}

constexpr Layer all_layers[] = {Layer::identity,        Layer::resource,
                                Layer::session,         Layer::permissions_boundary,
                                Layer::service_control, Layer::resource_control,
                                Layer::vpc_endpoint};

}  // namespace

TEST_CASE("an added Deny never allows", "[twin][policy]") {
  always(1, [](const Case& one) {
    const bool before = decide(one).allowed();
    return std::any_of(std::begin(all_layers), std::end(all_layers), [&](Layer layer) {
      Case more = one;
      add_to(more, layer, "Deny", "kms:D*");
      return decide(more).allowed() && !before;
    });
  });
}

TEST_CASE("a Deny of everything in any layer that counts denies", "[twin][policy]") {
  always(2, [](const Case& one) {
    const PrincipalKind kind = static_cast<const Principal&>(one.request.principal).kind;
    const bool outsider = kind == PrincipalKind::service || kind == PrincipalKind::anonymous;
    Case more = one;
    add_to(more, outsider ? Layer::resource : Layer::identity, "Deny", "*");
    return decide(more).effect != Effect::explicit_deny;
  });
}

TEST_CASE("an unrelated Allow changes nothing", "[twin][policy]") {
  always(3, [](const Case& one) {
    return std::any_of(std::begin(all_layers), std::end(all_layers), [&](Layer layer) {
      // A resource without a policy is another thing than one with a policy that says nothing.
      Case more = one;
      add_to(more, layer, "Allow", "unrelated:*");
      return !same_decision(one, more);
    });
  });
}

TEST_CASE("an added Allow never denies, and lifts no explicit Deny", "[twin][policy]") {
  always(4, [](const Case& one) {
    const Decision before = decide(one);
    return std::any_of(std::begin(all_layers), std::end(all_layers), [&](Layer layer) {
      Case more = one;
      add_to(more, layer, "Allow", "*");
      const Decision after = decide(more);
      if (before.effect == Effect::explicit_deny) return after.effect != Effect::explicit_deny;
      return before.allowed() && !after.allowed();
    });
  });
}

TEST_CASE("without its ceilings nobody may less", "[twin][policy]") {
  always(5, [](const Case& one) {
    if (!decide(one).allowed()) return false;
    Case free = one;
    free.policies.permissions_boundary.reset();
    free.policies.vpc_endpoint.reset();
    free.policies.service_control.clear();
    free.policies.resource_control.clear();
    // To a federated user a session policy gives what it has.
    const PrincipalKind kind = static_cast<const Principal&>(one.request.principal).kind;
    if (kind != PrincipalKind::federated_user) free.policies.session.reset();
    return !decide(free).allowed();
  });
}

TEST_CASE("the order of statements, policies, values, keys and grants never matters",
          "[twin][policy]") {
  always(6, [](const Case& one) {
    Case mixed = changed(one, [](Json& document) {
      Json& statements = document["Statement"];
      std::reverse(statements.begin(), statements.end());
      for (Json& statement : statements) {
        for (const char* element : {"Action", "NotAction", "Resource", "NotResource"}) {
          if (statement.contains(element)) {
            std::reverse(statement[element].begin(), statement[element].end());
          }
        }
        if (!statement.contains("Condition")) continue;
        for (auto& by_key : statement["Condition"].items()) {
          for (auto& values : by_key.value().items()) {
            std::reverse(values.value().begin(), values.value().end());
          }
        }
      }
    });
    std::reverse(mixed.policies.identity.begin(), mixed.policies.identity.end());
    std::reverse(mixed.policies.service_control.begin(), mixed.policies.service_control.end());
    std::reverse(mixed.policies.resource_control.begin(), mixed.policies.resource_control.end());
    std::reverse(mixed.grants.begin(), mixed.grants.end());
    const auto entries = one.request.context.entries();
    Context backwards;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      const std::vector<std::string> values(entry->values.begin(), entry->values.end());
      if (entry->multivalued) {
        backwards.set_many(entry->key, values);
      } else {
        backwards.set(entry->key, values.front());
      }
    }
    mixed.request.context = backwards;
    return !same_decision(one, mixed);
  });
}

TEST_CASE("the case of actions and of condition keys never matters", "[twin][policy]") {
  always(7, [](const Case& one) {
    const Case louder = changed(one, [](Json& document) {
      for (Json& statement : document["Statement"]) {
        for (const char* element : {"Action", "NotAction"}) {
          if (!statement.contains(element)) continue;
          for (Json& action : statement[element]) {
            std::string text = action;
            std::transform(text.begin(), text.end(), text.begin(),
                           [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
            action = text;
          }
        }
        if (!statement.contains("Condition")) continue;
        for (auto& by_key : statement["Condition"].items()) {
          Json lower = Json::object();
          for (const auto& values : by_key.value().items()) {
            // Two spellings of one key under one operator are two conditions.
            const std::string key = lower_case(values.key());
            if (lower.contains(key)) return;
            lower[key] = values.value();
          }
          by_key.value() = lower;
        }
      }
    });
    return !same_decision(one, louder);
  });
}

TEST_CASE("one statement of several actions is as good as several of one", "[twin][policy]") {
  always(8, [](const Case& one) {
    const Case split = changed(one, [](Json& document) {
      Json statements = Json::array();
      for (const Json& statement : document["Statement"]) {
        if (!statement.contains("Action")) {
          statements.push_back(statement);
          continue;
        }
        for (const Json& action : statement["Action"]) {
          statements.push_back(statement);
          statements.back()["Action"] = Json::array({action});
        }
      }
      document["Statement"] = statements;
    });
    return decide(one).effect != decide(split).effect;
  });
}

TEST_CASE("a policy that is attached twice says no more than once", "[twin][policy]") {
  always(9, [](const Case& one) {
    Case twice = one;
    auto& identity = twice.policies.identity;
    const std::vector<NamedPolicy> again = identity;
    identity.insert(identity.end(), again.begin(), again.end());
    for (auto& level : twice.policies.service_control) {
      const std::vector<NamedPolicy> same = level;
      level.insert(level.end(), same.begin(), same.end());
    }
    return decide(one).effect != decide(twice).effect;
  });
}

TEST_CASE("the same seed asks the same", "[twin][policy]") {
  Generator left(rules_seed), right(rules_seed);
  for (int i = 0; i < 200; ++i) CHECK(describe(left.make_case()) == describe(right.make_case()));
}
