// session_tag_test.cpp - tags and source identities of sessions, and how they follow a chain.
#include "emulator/sts/sessions.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;

namespace {

const std::string everything = R"(["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"])";

api::AssumeRoleRequest tagged(const std::string& target_role, std::vector<api::Tag> tags,
                              std::vector<std::string> transitive = {}) {
  return {.role_arn = target_role,
          .role_session_name = "s",
          .tags = std::move(tags),
          .transitive_tag_keys = std::move(transitive)};
}

Error may_not(const Caller& caller, const std::string& action, const std::string& target_role) {
  return error("AccessDenied",
               "User: " + caller.principal->arn + " is not authorized to perform: " + action +
                   " on resource: " + target_role,
               403);
}

Error invalid(const std::string& sentence) { return error("InvalidParameterValue", sentence, 400); }

}  // namespace

TEST_CASE("a session has the tags that it was given, and tells how much room they take", "[sts]") {
  World world;
  const std::string role = make_role(world, "r", trusting(account_a, everything));
  const Caller u = user(world, account_a, "u", allow_all);
  const auto made =
      ask<op::AssumeRole>(world, u, tagged(role, {{"Team", "red"}, {"cost", "1"}}, {"team"}));
  CHECK(made.packed_policy_size == 1);
  const Caller session = caller_with(world, made);
  CHECK(session.session_tags ==
        std::vector<SessionTag>{{"cost", "1", false}, {"Team", "red", true}});
  // Without policy and tags nothing is said of it [recorded].
  CHECK_FALSE(ask<op::AssumeRole>(world, u, tagged(role, {})).packed_policy_size);
}

TEST_CASE("tags are refused in AWS's words", "[sts]") {
  World world;
  const std::string role = make_role(world, "r", trusting(account_a, everything));
  const Caller u = user(world, account_a, "u", allow_all);
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, {{"a", "1"}}, {"b"})) ==
        invalid("The specified transitive tag key must be included in the requested tags."));
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, {{"a", "1"}, {"A", "2"}})) ==
        invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive."));
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, {{"aws:x", "1"}})).code ==
        "InvalidParameterValue");
  std::vector<api::Tag> many;
  for (int i = 0; i < 50; ++i) many.push_back({std::to_string(i), std::string(60, 'v')});
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, many)) ==
        error("PackedPolicyTooLarge",
              "Packed policy consumes 151% of allotted space, please use smaller policy.", 400));
}

TEST_CASE("sts:TagSession is asked for in the trust policy and in the caller's own", "[sts]") {
  World world;
  const std::string plain = make_role(world, "plain", trusting(account_a, R"("sts:AssumeRole")"));
  const std::string open = make_role(world, "open", trusting(account_a, everything));
  const Caller able = user(world, account_a, "able", allow_all);
  const Caller unable =
      user(world, account_a, "unable", identity_policy("Allow", "sts:AssumeRole"));
  CHECK(refusal_of<op::AssumeRole>(world, able, tagged(plain, {{"a", "1"}})) ==
        may_not(able, "sts:TagSession", plain));
  CHECK(refusal_of<op::AssumeRole>(world, unable, tagged(open, {{"a", "1"}})) ==
        may_not(unable, "sts:TagSession", open));
  CHECK_NOTHROW(ask<op::AssumeRole>(world, able, tagged(open, {{"a", "1"}})));
  CHECK_NOTHROW(ask<op::AssumeRole>(world, unable, tagged(open, {})));
}

TEST_CASE("trust policies see the tags of a request", "[sts]") {
  World world;
  const std::string role =
      make_role(world, "r",
                trusting(account_a, everything,
                         R"({"StringEquals":{"aws:RequestTag/team":"red"},)"
                         R"("ForAllValues:StringEquals":{"aws:TagKeys":["team"],)"
                         R"("sts:TransitiveTagKeys":["team"]}})"));
  const Caller u = user(world, account_a, "u", allow_all);
  CHECK_NOTHROW(ask<op::AssumeRole>(world, u, tagged(role, {{"team", "red"}}, {"team"})));
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, {{"team", "blue"}})).status == 403);
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, {{"team", "red"}, {"x", "1"}})).status ==
        403);
  CHECK(refusal_of<op::AssumeRole>(world, u, tagged(role, {})).status == 403);
}

TEST_CASE("transitive tags follow the chain, the others do not", "[sts]") {
  World world;
  const std::string first = make_role(world, "first", trusting(account_a, everything), allow_all);
  const std::string second = make_role(world, "second", trusting(account_a, everything), allow_all);
  const std::string strict =
      make_role(world, "strict", trusting(account_a, R"("sts:AssumeRole")"), allow_all);
  const Caller u = user(world, account_a, "u", allow_all);
  const Caller one = caller_with(
      world, ask<op::AssumeRole>(world, u, tagged(first, {{"team", "red"}, {"x", "1"}}, {"team"})));
  const Caller two =
      caller_with(world, ask<op::AssumeRole>(world, one, tagged(second, {{"y", "2"}})));
  CHECK(two.session_tags == std::vector<SessionTag>{{"y", "2", false}, {"team", "red", true}});
  const Caller three = caller_with(world, ask<op::AssumeRole>(world, two, tagged(first, {})));
  CHECK(three.session_tags == std::vector<SessionTag>{{"team", "red", true}});
  // What is passed on needs the right, too, and nobody can put another in its place.
  CHECK(refusal_of<op::AssumeRole>(world, two, tagged(strict, {})) ==
        may_not(two, "sts:TagSession", strict));
  CHECK(refusal_of<op::AssumeRole>(world, two, tagged(first, {{"TEAM", "blue"}})) ==
        invalid("One of the specified transitive tag keys can't be set because it conflicts with "
                "a transitive tag key from the calling session."));
}

TEST_CASE("a source identity needs its right on both sides, is told, and sticks", "[sts]") {
  World world;
  const std::string first = make_role(world, "first", trusting(account_a, everything), allow_all);
  const std::string second = make_role(world, "second", trusting(account_a, everything), allow_all);
  const std::string strict =
      make_role(world, "strict", trusting(account_a, R"("sts:AssumeRole")"), allow_all);
  const Caller u = user(world, account_a, "u", allow_all);
  const auto as = [](const std::string& role, std::optional<std::string> identity) {
    return api::AssumeRoleRequest{
        .role_arn = role, .role_session_name = "s", .source_identity = std::move(identity)};
  };
  CHECK(refusal_of<op::AssumeRole>(world, u, as(strict, "ana")) ==
        may_not(u, "sts:SetSourceIdentity", strict));
  const auto made = ask<op::AssumeRole>(world, u, as(first, "ana"));
  CHECK(made.source_identity == "ana");
  const Caller one = caller_with(world, made);
  CHECK(one.source_identity == "ana");
  const auto next = ask<op::AssumeRole>(world, one, as(second, std::nullopt));
  CHECK(next.source_identity == "ana");
  CHECK(caller_with(world, next).source_identity == "ana");
  CHECK_NOTHROW(ask<op::AssumeRole>(world, one, as(second, "ana")));
  CHECK(refusal_of<op::AssumeRole>(world, one, as(second, "bob")) ==
        may_not(one, "sts:SetSourceIdentity", second));
  CHECK(refusal_of<op::AssumeRole>(world, one, as(strict, std::nullopt)) ==
        may_not(one, "sts:SetSourceIdentity", strict));
}

TEST_CASE("trust policies see the source identity that is asked for", "[sts]") {
  World world;
  const std::string role =
      make_role(world, "r",
                trusting(account_a, everything,
                         R"({"StringLike":{"sts:SourceIdentity":"${aws:username}"}})"));
  const Caller u = user(world, account_a, "u", allow_all);
  const auto as = [&](const char* identity) {
    return api::AssumeRoleRequest{
        .role_arn = role, .role_session_name = "s", .source_identity = identity};
  };
  CHECK_NOTHROW(ask<op::AssumeRole>(world, u, as("u")));
  CHECK(refusal_of<op::AssumeRole>(world, u, as("ub")) == may_not(u, "sts:AssumeRole", role));
}

}  // namespace amishare::sts::test
