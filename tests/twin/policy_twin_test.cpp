// policy_twin_test.cpp - the policy engine against its twin and against rules that always hold.
#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>

#include "client/policy_eval.h"
#include "policy/explain.h"
#include "policy/fix.h"
#include "support/catch.h"
#include "twin/must.h"

using namespace amishare;
using namespace amishare::policy;
using namespace amishare::policy::twin;

namespace {

constexpr std::uint64_t seed = 20260101;

std::multiset<std::tuple<Layer, std::size_t, std::size_t, bool>> matches_of(
    const Decision& decision) {
  std::multiset<std::tuple<Layer, std::size_t, std::size_t, bool>> matches;
  for (const Match& match : decision.matches) {
    const std::size_t number = match.policy_name.empty() ? 0 : std::stoul(match.policy_name);
    matches.emplace(match.layer, number, match.statement, match.allows);
  }
  return matches;
}

// Whether the engine and its twin say different things of the case.
bool differ(const Case& one) {
  const Decision decision = decide(one);
  const Verdict verdict = judge(one.request, one.documents, one.grants);
  return decision.effect != verdict.effect || decision.resource_allows != verdict.resource_allows ||
         decision.grant_id.empty() == verdict.by_grant || matches_of(decision) != verdict.matches;
}

}  // namespace

TEST_CASE("the policy engine and its twin agree", "[twin][policy]") {
  Generator generator(seed);
  int allowed = 0;
  int denied = 0;
  int by_grant = 0;
  for (int i = 0; i < cases; ++i) {
    const Case one = generator.make_case();
    must_not(differ, seed, i, one);
    const Decision decision = decide(one);
    allowed += decision.allowed() ? 1 : 0;
    denied += decision.effect == Effect::explicit_deny ? 1 : 0;
    by_grant += decision.grant_id.empty() ? 0 : 1;
  }
  // The generator must reach every outcome often, or agreement means little.
  CHECK(allowed > cases / 20);
  CHECK(denied > cases / 20);
  CHECK(cases - allowed - denied > cases / 20);
  CHECK(by_grant > cases / 1000);
}

TEST_CASE("what differs is shrunk to what it takes", "[twin][policy]") {
  // As if the engine were wrong about who is denied by SCPs.
  const Shows shows = [](const Case& one) {
    return decide(one).decided_by == Layer::service_control &&
           decide(one).effect == Effect::explicit_deny;
  };
  Generator generator(seed + 6);
  int shrunken = 0;
  for (int i = 0; i < 300; ++i) {
    const Case one = generator.make_case();
    if (!shows(one)) continue;
    const Case least = shrunk(one, shows);
    must(shows(least), seed + 6, i, least);
    const Json line = case_json(least);
    must(line["policies"].size() == 1 && line["policies"]["scp"].size() == 1, seed + 6, i, least);
    const Json& level = line["policies"]["scp"][0];
    must(level.size() == 1 && level[0]["Statement"].size() == 1, seed + 6, i, least);
    ++shrunken;
  }
  CHECK(shrunken > 5);
}

TEST_CASE("a case written as a line is decided the same", "[twin][policy]") {
  const Shows differs = [](const Case& one) {
    if (!line_says_all(one)) return false;
    client::PolicyEval eval;
    const Json answer = Json::parse(eval.answer(case_json(one).dump()));
    const Decision decision = decide(one);
    std::string effect = "implicitDeny";
    if (decision.allowed()) effect = "allowed";
    if (decision.effect == Effect::explicit_deny) effect = "explicitDeny";
    if (answer.value("decision", "") != effect) return true;
    std::size_t deciding = 0;
    for (const Match& match : decision.matches) {
      const bool counts = decision.effect != Effect::implicit_deny;
      deciding += counts && match.allows == decision.allowed() ? 1 : 0;
    }
    return answer["statements"].size() != deciding;
  };
  Generator generator(seed + 7);
  int asked = 0;
  for (int i = 0; i < rule_cases; ++i) {
    const Case one = generator.make_case();
    asked += line_says_all(one) ? 1 : 0;
    must_not(differs, seed + 7, i, one);
  }
  CHECK(asked > rule_cases / 20);
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
