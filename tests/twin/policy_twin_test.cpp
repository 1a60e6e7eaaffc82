// policy_twin_test.cpp - the policy engine against its twin and against rules that always hold.
#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

#include "policy/explain.h"
#include "policy/fix.h"
#include "support/catch.h"
#include "twin/policy_generator.h"

using namespace amishare;
using namespace amishare::policy;
using namespace amishare::policy::twin;

namespace {

constexpr std::uint64_t seed = 20260101;

std::string describe(const Case& one) {
  std::string text = "principal " + one.request.principal->arn + ", action " + one.request.action +
                     ", resource " + one.request.resource + ", owner " +
                     one.request.resource_account.value;
  for (const auto& entry : one.request.context.entries()) {
    text.append("\n  ").append(entry.key).append(" =");
    for (const std::string_view value : entry.values) text.append(" '").append(value).append("'");
  }
  const auto add = [&](const std::string& layer, const std::vector<Document>& documents) {
    for (const Document& document : documents) text += "\n " + layer + " " + document->dump();
  };
  add("identity", one.documents.identity);
  if (one.documents.resource) add("resource", {one.documents.resource.value()});
  if (one.documents.permissions_boundary) add("boundary", *one.documents.permissions_boundary);
  if (one.documents.session) add("session", *one.documents.session);
  if (one.documents.vpc_endpoint) add("endpoint", *one.documents.vpc_endpoint);
  for (const auto& level : one.documents.service_control) add("SCP", level);
  for (const auto& level : one.documents.resource_control) add("RCP", level);
  return text;
}

std::multiset<std::tuple<Layer, std::size_t, std::size_t, bool>> matches_of(
    const Decision& decision) {
  std::multiset<std::tuple<Layer, std::size_t, std::size_t, bool>> matches;
  for (const Match& match : decision.matches) {
    const std::size_t number = match.policy_name.empty() ? 0 : std::stoul(match.policy_name);
    matches.emplace(match.layer, number, match.statement, match.allows);
  }
  return matches;
}

// Describes the case only if the rule is broken, for there are many.
void must(bool holds, std::uint64_t from_seed, int number, const Case& one) {
  if (holds) return;
  FAIL("seed " << from_seed << ", case " << number << "\n" << describe(one));
}

}  // namespace

TEST_CASE("the policy engine and its twin agree", "[twin][policy]") {
  Generator generator(seed);
  int allowed = 0;
  int denied = 0;
  int by_grant = 0;
  constexpr int cases = 20000;
  for (int i = 0; i < cases; ++i) {
    const Case one = generator.make_case();
    const Decision decision = evaluate(one.request, one.policies, one.grants);
    const Verdict verdict = judge(one.request, one.documents, one.grants);
    const bool agree =
        decision.effect == verdict.effect && decision.resource_allows == verdict.resource_allows &&
        !decision.grant_id.empty() == verdict.by_grant && matches_of(decision) == verdict.matches;
    if (!agree) {
      INFO("seed " << seed << ", case " << i << "\n" << describe(one));
      CHECK(decision.effect == verdict.effect);
      CHECK(decision.resource_allows == verdict.resource_allows);
      CHECK(decision.grant_id.empty() != verdict.by_grant);
      CHECK((matches_of(decision) == verdict.matches));
      return;
    }
    allowed += decision.allowed() ? 1 : 0;
    denied += decision.effect == Effect::explicit_deny ? 1 : 0;
    by_grant += verdict.by_grant ? 1 : 0;
  }
  // The generator must reach every outcome often, or agreement means little.
  CHECK(allowed > cases / 20);
  CHECK(denied > cases / 20);
  CHECK(cases - allowed - denied > cases / 20);
  CHECK(by_grant > cases / 1000);
}

TEST_CASE("an added Deny never allows, and an unrelated Allow changes nothing", "[twin][policy]") {
  Generator generator(seed + 1);
  const Pair unrelated = generator.make_unrelated();
  for (int i = 0; i < 1000; ++i) {
    const Case one = generator.make_case();
    const Decision before = evaluate(one.request, one.policies, one.grants);
    const NamedPolicy denial{generator.make_denial().policy, "denial"};
    Policies more = one.policies;
    more.identity.push_back(denial);
    if (more.permissions_boundary) more.permissions_boundary->push_back(denial);
    if (more.session) more.session->push_back(denial);
    for (auto& level : more.service_control) level.push_back(denial);
    const Decision after = evaluate(one.request, more, one.grants);
    must(before.allowed() || !after.allowed(), seed + 1, i, one);

    Policies same = one.policies;
    same.identity.push_back({unrelated.policy, "unrelated"});
    if (same.permissions_boundary) {
      same.permissions_boundary->insert(same.permissions_boundary->begin(),
                                        {unrelated.policy, "unrelated"});
    }
    for (auto& level : same.service_control) level.push_back({unrelated.policy, "unrelated"});
    must(evaluate(one.request, same, one.grants) == before, seed + 1, i, one);
  }
}

TEST_CASE("neither the order of statements nor that of policies matters", "[twin][policy]") {
  Generator generator(seed + 2);
  for (int i = 0; i < 1000; ++i) {
    const Case one = generator.make_case();
    const Decision before = evaluate(one.request, one.policies, one.grants);
    Policies mixed = one.policies;
    for (std::size_t p = 0; p < mixed.identity.size(); ++p) {
      mixed.identity[p].policy =
          generator.shuffled({one.documents.identity[p], mixed.identity[p].policy}).policy;
    }
    std::reverse(mixed.identity.begin(), mixed.identity.end());
    if (mixed.resource) {
      mixed.resource = generator.shuffled({*one.documents.resource, mixed.resource}).policy;
    }
    std::vector<Grant> grants(one.grants.rbegin(), one.grants.rend());
    const Decision after = evaluate(one.request, mixed, grants);
    must(after.effect == before.effect, seed + 2, i, one);
    must(after.decided_by == before.decided_by, seed + 2, i, one);
    must(after.resource_allows == before.resource_allows, seed + 2, i, one);
    must(after.matches.size() == before.matches.size(), seed + 2, i, one);
    must(after.grant_id.empty() == before.grant_id.empty(), seed + 2, i, one);
  }
}

TEST_CASE("binding principals to their own ids changes no decision", "[twin][policy]") {
  Generator generator(seed + 3);
  const auto id_of = [](std::string_view arn) -> std::optional<std::string> {
    // What the generated principals have; a session's is its role's.
    const auto session = arn.find(":assumed-role/");
    if (session == std::string_view::npos) {
      const auto slash = arn.rfind('/');
      const bool role = arn.find(":role/") != std::string_view::npos;
      const std::string account(arn.substr(13, 12));
      return role
                 ? "ID-arn:aws:iam::" + account + ":role/team/" + std::string(arn.substr(slash + 1))
                 : "ID-" + std::string(arn);
    }
    return "ID-arn:aws:iam::" + std::string(arn.substr(13, 12)) + ":role/team/builder";
  };
  for (int i = 0; i < 1000; ++i) {
    const Case one = generator.make_case();
    if (!one.policies.resource) continue;
    Policies bound = one.policies;
    bound.resource = bind_principals(*one.policies.resource, id_of);
    must(
        evaluate(one.request, bound, one.grants) == evaluate(one.request, one.policies, one.grants),
        seed + 3, i, one);
  }
}

TEST_CASE("an explanation tells of the same decision", "[twin][policy]") {
  Generator generator(seed + 4);
  for (int i = 0; i < 1000; ++i) {
    const Case one = generator.make_case();
    const Trial trial = examine(one.request, one.policies, one.grants);
    const Decision decision = evaluate(one.request, one.policies, one.grants);
    must(trial.decision == decision, seed + 4, i, one);
    for (const Match& match : decision.matches) {
      const bool told = std::any_of(
          trial.statements.begin(), trial.statements.end(), [&](const StatementTrial& statement) {
            return statement.matches() && statement.layer == match.layer &&
                   statement.statement == match.statement && statement.allows == match.allows;
          });
      must(told, seed + 4, i, one);
    }
    must(story(one.request, trial).size() >= 2, seed + 4, i, one);
  }
}

TEST_CASE("every denial has a fix that works, unless the resource can have no policy",
          "[twin][policy]") {
  Generator generator(seed + 5);
  int proved = 0;
  for (int i = 0; i < 1000; ++i) {
    const Case one = generator.make_case();
    const Mending mending = mend(one.request, one.policies, one.grants);
    const bool allowed = evaluate(one.request, one.policies, one.grants).allowed();
    const bool hopeless = !one.policies.resource && one.request.rule == ResourceRule::ordinary;
    must(!allowed || (mending.fixes.empty() && !mending.proved), seed + 5, i, one);
    must(!mending.proved || !mending.fixes.empty(), seed + 5, i, one);
    must(allowed || mending.proved || hopeless, seed + 5, i, one);
    must(words(mending, one.request).empty() == mending.fixes.empty(), seed + 5, i, one);
    proved += mending.proved ? 1 : 0;
  }
  CHECK(proved > 500);
}
