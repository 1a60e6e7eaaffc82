// simulate_organization_test.cpp - what control policies say in a simulation.
#include "emulator/iam/documents.h"
#include "emulator/organizations/fixture.h"

namespace amishare::iam::test {

namespace {

using organizations::test::Organized;

const std::string source = "arn:aws:iam::111122223333:user/u";

api::EvaluationResult simulated(World& world, const std::string& action) {
  return ask<op::SimulatePrincipalPolicy>(world, root(account_a),
                                          {.policy_source_arn = source, .action_names = {action}})
      .evaluation_results.at(0);
}

// Attaches a control policy to account_a.
void control(Organized& organized, const std::string& name, const std::string& document) {
  const std::string policy = organized.policy(name, document);
  organized.asks<organizations::op::AttachPolicy>(
      {.policy_id = policy, .target_id = account_a.value});
}

}  // namespace

TEST_CASE("in no organization a simulation does not speak of one", "[iam]") {
  World world;
  user(world, account_a, "u", allow_all);
  CHECK(!simulated(world, "ec2:RunInstances").organizations_decision_detail.has_value());
}

TEST_CASE("a control policy that denies ends a simulation, and no statement is shown", "[iam]") {
  Organized organized;
  World& world = organized.world;
  user(world, account_a, "u", allow_all);
  organized.enable("SERVICE_CONTROL_POLICY");
  const auto free = simulated(world, "ec2:RunInstances");
  CHECK(free.eval_decision == "allowed");
  CHECK(free.organizations_decision_detail->allowed_by_organizations == true);

  control(organized, "no-launches", organizations::test::deny_launch);
  const auto denied_launch = simulated(world, "ec2:RunInstances");
  CHECK(denied_launch.eval_decision == "explicitDeny");
  CHECK(denied_launch.organizations_decision_detail->allowed_by_organizations == false);
  CHECK(denied_launch.matched_statements.empty());
  CHECK(simulated(world, "ec2:StopInstances").eval_decision == "allowed");
}

TEST_CASE("the simulator does not look at control policies with conditions", "[iam]") {
  Organized organized;
  World& world = organized.world;
  user(world, account_a, "u", allow_all);
  organized.enable("SERVICE_CONTROL_POLICY");
  control(organized, "elsewhere", R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Deny","Action":"ec2:RunInstances","Resource":"*",
     "Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}}]})");
  const auto found = simulated(world, "ec2:RunInstances");
  CHECK(found.eval_decision == "allowed");
  CHECK(found.organizations_decision_detail->allowed_by_organizations == true);
}

}  // namespace amishare::iam::test
