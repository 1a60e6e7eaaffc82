// simulate_test.cpp - simulations of policies, which say what real requests are told.
#include "emulator/iam/documents.h"
#include "iam/simulation.h"
#include "policy/document.h"
#include "policy/policy.h"

namespace amishare::iam::test {

namespace {

const std::string user_u = "arn:aws:iam::111122223333:user/u";

std::string conditional(const std::string& action, const std::string& condition) {
  return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" + action +
         R"(","Resource":"*","Condition":)" + condition + "}}";
}

std::vector<api::EvaluationResult> results(World& world,
                                           const api::SimulatePrincipalPolicyRequest& request) {
  return ask<op::SimulatePrincipalPolicy>(world, root(account_a), request).evaluation_results;
}

std::vector<api::EvaluationResult> custom(World& world,
                                          const api::SimulateCustomPolicyRequest& request) {
  return ask<op::SimulateCustomPolicy>(world, root(account_a), request).evaluation_results;
}

Error refused(World& world, const api::SimulateCustomPolicyRequest& request) {
  return refusal_of<op::SimulateCustomPolicy>(world, root(account_a), request);
}

bool stands_at(const api::Position& position, std::int64_t line, std::int64_t column) {
  return position.line == line && position.column == column;
}

std::shared_ptr<const policy::Policy> parsed(const std::string& text) {
  return policy::parse(text, policy::DocumentKind::identity).policy;
}

}  // namespace

TEST_CASE("B26: a simulation knows allowed, denied and never mentioned", "[iam]") {
  World world;
  user(world, account_a, "u",
       R"({"Version":"2012-10-17","Statement":[
         {"Effect":"Allow","Action":"ec2:*","Resource":"*"},
         {"Effect":"Deny","Action":"ec2:TerminateInstances","Resource":"*"}]})");
  const auto found = results(
      world, {.policy_source_arn = user_u,
              .action_names = {"ec2:RunInstances", "ec2:TerminateInstances", "kms:Encrypt"}});
  REQUIRE(found.size() == 3);
  CHECK(found[0].eval_action_name == "ec2:RunInstances");
  CHECK(found[0].eval_resource_name == "*");
  CHECK(found[0].eval_decision == "allowed");
  CHECK(found[1].eval_decision == "explicitDeny");
  CHECK(found[2].eval_decision == "implicitDeny");
  // The statements that decided: of a denial the Deny alone.
  REQUIRE(found[0].matched_statements.size() == 1);
  CHECK(found[0].matched_statements[0].source_policy_id == "user_u_inline");
  CHECK(found[0].matched_statements[0].source_policy_type == "IAM Policy");
  CHECK(stands_at(*found[0].matched_statements[0].start_position, 1, 38));
  REQUIRE(found[1].matched_statements.size() == 1);
  CHECK(stands_at(*found[1].matched_statements[0].end_position, 3, 76));
  CHECK(found[2].matched_statements.empty());
  CHECK(!found[0].eval_decision_details.has_value());
  CHECK(found[0].resource_specific_results.empty());
}

TEST_CASE("a simulation asks what policies, groups and inputs say together", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u");
  ask<op::CreateGroup>(world, a, {.group_name = "g"});
  ask<op::PutGroupPolicy>(world, a,
                          {.group_name = "g",
                           .policy_name = "p",
                           .policy_document = identity_policy("Allow", "ec2:*")});
  ask<op::AddUserToGroup>(world, a, {.group_name = "g", .user_name = "u"});
  ask<op::AttachUserPolicy>(world, a, {.user_name = "u", .policy_arn = administrator});
  const auto both =
      results(world, {.policy_source_arn = user_u, .action_names = {"ec2:RunInstances"}});
  REQUIRE(both.at(0).matched_statements.size() == 2);
  CHECK(both[0].matched_statements[0].source_policy_id == "AdministratorAccess");
  // Recorded from AWS for this document.
  CHECK(stands_at(*both[0].matched_statements[0].start_position, 3, 17));
  CHECK(stands_at(*both[0].matched_statements[0].end_position, 8, 6));
  CHECK(both[0].matched_statements[1].source_policy_id == "group_g_p");

  const auto denied_by_input =
      results(world, {.policy_source_arn = user_u,
                      .policy_input_list = {identity_policy("Deny", "ec2:*")},
                      .action_names = {"ec2:RunInstances"}});
  CHECK(denied_by_input.at(0).eval_decision == "explicitDeny");
  CHECK(denied_by_input[0].matched_statements.at(0).source_policy_id == "PolicyInputList.1");

  // A group and a role can be sources too.
  role_session(world, account_a, "r", identity_policy("Allow", "kms:*"));
  for (const std::string source :
       {"arn:aws:iam::111122223333:group/g", "arn:aws:iam::111122223333:role/r"}) {
    const auto found = results(
        world, {.policy_source_arn = source, .action_names = {"ec2:RunInstances", "kms:Decrypt"}});
    const bool is_group = source.ends_with("/g");
    CHECK(found.at(0).eval_decision == (is_group ? "allowed" : "implicitDeny"));
    CHECK(found.at(1).eval_decision == (is_group ? "implicitDeny" : "allowed"));
  }
}

TEST_CASE("a boundary caps a simulation, its own or one that is tried out", "[iam]") {
  World world;
  const Caller a = root(account_a);
  user(world, account_a, "u", allow_all);
  const std::vector<std::string> actions = {"ec2:RunInstances", "kms:Decrypt"};
  const auto free = results(world, {.policy_source_arn = user_u, .action_names = actions});
  CHECK(!free.at(0).permissions_boundary_decision_detail.has_value());

  ask<op::CreatePolicy>(world, a,
                        {.policy_name = "b", .policy_document = identity_policy("Allow", "ec2:*")});
  ask<op::PutUserPermissionsBoundary>(
      world, a, {.user_name = "u", .permissions_boundary = "arn:aws:iam::111122223333:policy/b"});
  const auto below = results(world, {.policy_source_arn = user_u, .action_names = actions});
  CHECK(below.at(0).eval_decision == "allowed");
  CHECK(below[0].permissions_boundary_decision_detail->allowed_by_permissions_boundary == true);
  CHECK(below[0].matched_statements.size() == 1);
  CHECK(below.at(1).eval_decision == "implicitDeny");
  CHECK(below[1].permissions_boundary_decision_detail->allowed_by_permissions_boundary == false);

  // "If a permissions boundary is attached to an entity and you pass in a different permissions
  // boundary policy using this parameter, then the new one is used."
  const auto other =
      results(world, {.policy_source_arn = user_u,
                      .permissions_boundary_policy_input_list = {identity_policy("Allow", "kms:*")},
                      .action_names = actions});
  CHECK(other.at(0).eval_decision == "implicitDeny");
  CHECK(other.at(1).eval_decision == "allowed");
  CHECK(refused(world, {.policy_input_list = {allow_all},
                        .permissions_boundary_policy_input_list = {allow_all, allow_all},
                        .action_names = actions})
            .code == "InvalidInput");
}

TEST_CASE("AWS's example of a simulation in one account", "[iam]") {
  World world;
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
  user(world, account_a, "u", identity_policy("Allow", "iam:GetRole"));
  const std::string role = "arn:aws:iam::111122223333:role/pol-sim-test";
  const auto found = results(
      world,
      {.policy_source_arn = user_u,
       .permissions_boundary_policy_input_list =
           {R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["iam:*","s3:*"],)"
            R"("Resource":["*"]}})"},
       .action_names = {"iam:GetRole"},
       .resource_arns = {role}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].eval_decision == "allowed");
  CHECK(found[0].eval_resource_name == role);
  REQUIRE(found[0].eval_decision_details.has_value());
  CHECK(found[0].eval_decision_details->empty());
  CHECK(found[0].matched_statements.size() == 1);
  REQUIRE(found[0].resource_specific_results.size() == 1);
  const api::ResourceSpecificResult& specific = found[0].resource_specific_results[0];
  CHECK(specific.eval_resource_name == role);
  CHECK(specific.eval_resource_decision == "allowed");
  CHECK(specific.matched_statements.size() == 1);
  CHECK(specific.permissions_boundary_decision_detail->allowed_by_permissions_boundary == true);
}

TEST_CASE("AWS's example of a simulation across accounts", "[iam]") {
  World world;
  user(world, account_a, "u");
  const std::string resource_policy =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":")" + user_u +
      R"("},"Action":["s3:List*","s3:Put*"],"Resource":["arn:aws:s3:::mary/*"]}})";
  api::SimulatePrincipalPolicyRequest request{
      .policy_source_arn = user_u,
      .permissions_boundary_policy_input_list = {identity_policy("Allow", "iam:*")},
      .action_names = {"s3:PutObject"},
      .resource_arns = {"arn:aws:s3:::mary/Test"},
      .resource_policy = resource_policy,
      .resource_owner = "arn:aws:iam::444455556666:root"};
  auto found = results(world, request);
  REQUIRE(found.size() == 1);
  CHECK(found[0].eval_decision == "implicitDeny");
  const std::map<std::string, std::string> details = {
      {"IAM Policy", "implicitDeny"},
      {"Permissions Boundary Policy", "implicitDeny"},
      {"Resource Policy", "allowed"}};
  CHECK(found[0].eval_decision_details == details);
  CHECK(found[0].matched_statements.empty());
  const api::ResourceSpecificResult& specific = found[0].resource_specific_results.at(0);
  CHECK(specific.eval_decision_details == details);
  REQUIRE(specific.matched_statements.size() == 1);
  CHECK(specific.matched_statements[0].source_policy_id == "ResourcePolicy");
  CHECK(specific.matched_statements[0].source_policy_type == "Resource Policy");

  // With both sides willing it is allowed, and in one account the resource's side is enough.
  request.permissions_boundary_policy_input_list.clear();
  request.policy_input_list = {allow_all};
  CHECK(results(world, request).at(0).eval_decision == "allowed");
  request.policy_input_list.clear();
  CHECK(results(world, request).at(0).eval_decision == "implicitDeny");
  request.resource_owner.reset();
  CHECK(results(world, request).at(0).eval_decision == "allowed");
  CHECK(refused(world, {.policy_input_list = {allow_all},
                        .action_names = {"s3:PutObject"},
                        .resource_policy = resource_policy})
            .code == "InvalidInput");  // nobody calls
}

TEST_CASE("context entries are what conditions see, and what is missing is told", "[iam]") {
  World world;
  const std::string team =
      conditional("ec2:*", R"({"StringEquals":{"aws:RequestTag/team":"red"}})");
  api::SimulateCustomPolicyRequest request{.policy_input_list = {team},
                                           .action_names = {"ec2:CreateTags"}};
  auto found = custom(world, request);
  CHECK(found.at(0).eval_decision == "implicitDeny");
  CHECK(found[0].missing_context_values == std::vector<std::string>{"aws:RequestTag/team"});
  request.context_entries = {{"aws:requesttag/team", {"red"}, "string"}};
  found = custom(world, request);
  CHECK(found.at(0).eval_decision == "allowed");
  CHECK(found[0].missing_context_values.empty());
  // Of other actions nothing is missing; below a resource the keys stand there.
  request.context_entries.clear();
  request.action_names = {"kms:Decrypt", "ec2:CreateTags"};
  request.resource_arns = {"arn:aws:ec2:us-east-1:111122223333:instance/i-1"};
  found = custom(world, request);
  CHECK(found.at(0).resource_specific_results.at(0).missing_context_values.empty());
  CHECK(found.at(1).missing_context_values.empty());
  CHECK(found.at(1).resource_specific_results.at(0).missing_context_values.size() == 1);
}

TEST_CASE("context entries have types", "[iam]") {
  World world;
  const auto verdict = [&](const std::string& condition, const api::ContextEntry& entry) {
    return custom(world, {.policy_input_list = {conditional("ec2:*", condition)},
                          .action_names = {"ec2:RunInstances"},
                          .context_entries = {entry}})
        .at(0)
        .eval_decision;
  };
  CHECK(verdict(R"({"NumericLessThan":{"ec2:VolumeSize":"10"}})",
                {"ec2:VolumeSize", {"9.5"}, "numeric"}) == "allowed");
  CHECK(verdict(R"({"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})",
                {"aws:SourceIp", {"203.0.113.9"}, "ip"}) == "allowed");
  CHECK(verdict(R"({"Bool":{"ec2:Public":"false"}})", {"ec2:Public", {"true"}, "boolean"}) ==
        "implicitDeny");
  CHECK(verdict(R"({"DateGreaterThan":{"aws:CurrentTime":"2026-01-01T00:00:00Z"}})",
                {"aws:CurrentTime", {"2026-06-01T00:00:00Z"}, "date"}) == "allowed");
  CHECK(verdict(R"({"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}})",
                {"aws:TagKeys", {"a", "c"}, "stringList"}) == "implicitDeny");

  const auto bad = [&](const api::ContextEntry& entry) {
    return refused(world, {.policy_input_list = {allow_all},
                           .action_names = {"ec2:RunInstances"},
                           .context_entries = {entry}})
        .code;
  };
  CHECK(bad({"ec2:VolumeSize", {"ten"}, "numeric"}) == "InvalidInput");
  CHECK(bad({"aws:SourceIp", {"here"}, "ip"}) == "InvalidInput");
  CHECK(bad({"ec2:Public", {"yes"}, "boolean"}) == "InvalidInput");
  CHECK(bad({"aws:CurrentTime", {"soon"}, "date"}) == "InvalidInput");
  CHECK(bad({"aws:TagKeys", {"a", "b"}, "string"}) == "InvalidInput");
  CHECK(bad({std::nullopt, {"a"}, "string"}) == "InvalidInput");
}

TEST_CASE("every action is tried with every resource, in pages", "[iam]") {
  World world;
  api::SimulateCustomPolicyRequest request{
      .policy_input_list = {identity_policy("Allow", "s3:GetObject", "arn:aws:s3:::b/*")},
      .action_names = {"s3:GetObject", "s3:PutObject"},
      .resource_arns = {"arn:aws:s3:::b/1", "arn:aws:s3:::c/1"},
      .max_items = 3};
  auto page = ask<op::SimulateCustomPolicy>(world, root(account_a), request);
  REQUIRE(page.evaluation_results.size() == 3);
  CHECK(page.evaluation_results[0].eval_decision == "allowed");
  CHECK(page.evaluation_results[1].eval_resource_name == "arn:aws:s3:::c/1");
  CHECK(page.evaluation_results[1].eval_decision == "implicitDeny");
  CHECK(page.evaluation_results[2].eval_action_name == "s3:PutObject");
  CHECK(page.is_truncated == true);
  request.marker = page.marker;
  page = ask<op::SimulateCustomPolicy>(world, root(account_a), request);
  CHECK(page.evaluation_results.size() == 1);
  CHECK(page.is_truncated == false);
}

TEST_CASE("what can't be simulated is refused", "[iam]") {
  World world;
  const std::vector<std::string> actions = {"ec2:RunInstances"};
  CHECK(refused(world, {.policy_input_list = {"{"}, .action_names = actions}).code ==
        "InvalidInput");
  CHECK(refused(world, {.policy_input_list = {allow_all}, .action_names = {"RunInstances"}}).code ==
        "InvalidInput");
  CHECK(refused(world, {.policy_input_list = {allow_all},
                        .action_names = actions,
                        .caller_arn = "arn:aws:sts::111122223333:assumed-role/r/s"})
            .code == "InvalidInput");
  const auto refused_source = [&](const std::string& source) {
    return refusal_of<op::SimulatePrincipalPolicy>(
        world, root(account_a), {.policy_source_arn = source, .action_names = actions});
  };
  CHECK(refused_source(user_u) == no_such("The user with name u cannot be found."));
  CHECK(refused_source("arn:aws:iam::111122223333:policy/p").code == "InvalidInput");
  CHECK(refused_source("arn:aws:iam::444455556666:user/admin").status >= 400);
  ask<op::CreateGroup>(world, root(account_a), {.path = "/p/", .group_name = "g"});
  CHECK(refused_source("arn:aws:iam::111122223333:group/g") ==
        no_such("The group with name g cannot be found."));
  const Caller nobody = user(world, account_a, "nobody");
  CHECK(refusal_of<op::SimulateCustomPolicy>(
            world, nobody, {.policy_input_list = {allow_all}, .action_names = actions}) ==
        denied(nobody, "iam:SimulateCustomPolicy", "*"));
  CHECK(refusal_of<op::SimulatePrincipalPolicy>(
            world, nobody, {.policy_source_arn = nobody.principal->arn, .action_names = actions}) ==
        denied(nobody, "iam:SimulatePrincipalPolicy", nobody.principal->arn));
}

TEST_CASE("the condition keys and variables of policies can be asked for", "[iam]") {
  World world;
  const std::string document = R"({"Version":"2012-10-17","Statement":[
    {"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::home/${aws:username}/*",
     "Condition":{"StringLike":{"s3:prefix":["${aws:PrincipalTag/team, 'none'}*","${*}"]},
                  "Bool":{"aws:SecureTransport":"true","AWS:SecureTransport":"true"}}}]})";
  const std::vector<std::string> keys = {"aws:username", "s3:prefix", "aws:PrincipalTag/team",
                                         "aws:SecureTransport"};
  CHECK(ask<op::GetContextKeysForCustomPolicy>(world, root(account_a),
                                               {.policy_input_list = {document}})
            .context_key_names == keys);
  user(world, account_a, "u", document);
  CHECK(ask<op::GetContextKeysForPrincipalPolicy>(world, root(account_a),
                                                  {.policy_source_arn = user_u})
            .context_key_names == keys);
}

TEST_CASE("statements stand where AWS says they do", "[iam]") {
  // Recorded: a document of one line and 113 characters, whose statement is an object.
  const std::string statement =
      R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"     })";
  const auto object = parsed(R"({"Version": "2012-10-17", "Statement": )" + statement + "}");
  REQUIRE(object != nullptr);
  const StatementPlace place = statement_place(*object, 0);
  CHECK(stands_at(place.start, 1, 41));
  CHECK(stands_at(place.end, 1, static_cast<std::int64_t>(object->text().size())));
  const auto two =
      parsed("{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + ",\n " + statement + "]}");
  REQUIRE(two != nullptr);
  CHECK(stands_at(statement_place(*two, 0).start, 1, 38));
  CHECK(
      stands_at(statement_place(*two, 1).end, 2, static_cast<std::int64_t>(statement.size()) + 2));
}

}  // namespace amishare::iam::test
