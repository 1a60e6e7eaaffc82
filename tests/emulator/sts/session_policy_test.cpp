// session_policy_test.cpp - policies that are passed with a session and cap it.
#include "emulator/sts/sessions.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;

namespace {

struct Passing {
  World world;
  std::string role = make_role(world, "r", trusting(account_a, R"("sts:AssumeRole")"), allow_all);
  Caller u = user(world, account_a, "u", allow_all);

  api::AssumeRoleRequest request(std::optional<std::string> policy,
                                 const std::vector<std::string>& arns = {}) const {
    api::AssumeRoleRequest asked{
        .role_arn = role, .role_session_name = "s", .policy = std::move(policy)};
    for (const std::string& arn : arns) asked.policy_arns.push_back({.arn = arn});
    return asked;
  }
};

}  // namespace

TEST_CASE("a session carries the policies that were passed with it", "[sts]") {
  Passing p;
  const auto plain = caller_with(p.world, ask<op::AssumeRole>(p.world, p.u, p.request({})));
  CHECK_FALSE(plain.session_policies);

  const std::string document = identity_policy("Allow", "ec2:*");
  const std::string managed =
      *ask<iam::op::CreatePolicy>(p.world, root(account_a),
                                  {.policy_name = "m", .policy_document = allow_all})
           .policy->arn;
  const auto made =
      ask<op::AssumeRole>(p.world, p.u, p.request(document, {managed, administrator}));
  CHECK(made.packed_policy_size == 9);
  const Caller capped = caller_with(p.world, made);
  REQUIRE(capped.session_policies);
  REQUIRE(capped.session_policies->size() == 3);
  CHECK(capped.session_policies->at(1).arn == managed);
  CHECK(capped.session_policies->at(2).name == "AdministratorAccess");

  // A managed policy counts as it is now; one that was deleted allows nothing, and caps no less.
  ask<iam::op::DeletePolicy>(p.world, root(account_a), {.policy_arn = managed});
  CHECK(caller_with(p.world, made).session_policies->size() == 2);
}

TEST_CASE("two callers are the same when their session policies say the same", "[sts]") {
  Passing p;
  const std::string document = identity_policy("Allow", "ec2:*");
  const auto made = ask<op::AssumeRole>(p.world, p.u, p.request(document, {administrator}));
  const Caller once = caller_with(p.world, made);
  CHECK(once == caller_with(p.world, made));
  Caller other = once;
  other.session_policies = {};
  CHECK_FALSE(once == other);
}

TEST_CASE("the example of AWS's documentation takes about as much room as it says", "[sts]") {
  Passing p;
  // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
  const std::string document =
      R"({"Version":"2012-10-17","Statement":[{"Sid":"Stmt1","Effect":"Allow","Action":"s3:*",)"
      R"("Resource":"*"}]})";
  CHECK(ask<op::AssumeRole>(p.world, p.u, p.request(document)).packed_policy_size ==
        5);  // 6, it says
}

TEST_CASE("session policies are refused in AWS's words", "[sts]") {
  Passing p;
  const auto refused = [&](std::optional<std::string> policy, std::vector<std::string> arns = {}) {
    return refusal_of<op::AssumeRole>(p.world, p.u, p.request(std::move(policy), arns));
  };
  CHECK(refused("{").code == "MalformedPolicyDocument");
  CHECK(refused(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",)"
                R"("Action":"*","Resource":"*"}]})")
            .code == "MalformedPolicyDocument");
  const std::string gone = "arn:aws:iam::111122223333:policy/gone";
  CHECK(refused({}, {gone}) ==
        malformed("Policy " + gone + " does not exist or is not attachable."));
  const std::string role = "arn:aws:iam::111122223333:role/r";
  CHECK(refused({}, {role}) == error("ValidationError", role + " is invalid", 400));
  ask<iam::op::CreatePolicy>(p.world, root(account_b),
                             {.policy_name = "m", .policy_document = allow_all});
  const std::string foreign = "arn:aws:iam::444455556666:policy/m";
  CHECK(refused({}, {foreign}) ==
        malformed("Policy " + foreign + " does not exist or is not attachable."));
  std::string large = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",)"
                      R"("Action":["a:b")";
  while (large.size() < 2100) large += R"(,"service:Action")";
  CHECK(refused(large + "]}]}").code == "PackedPolicyTooLarge");
}

}  // namespace amishare::sts::test
