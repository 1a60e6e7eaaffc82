// call_test.cpp - what every question to the policy engine carries: the global condition keys.
#include "world/call.h"

#include <string>
#include <vector>

#include "api/iam.h"
#include "api/kms.h"
#include "api/sts.h"
#include "policy/policy.h"
#include "support/world_builder.h"
#include "world/iso8601.h"

namespace amishare::test {
namespace {

using namespace std::chrono_literals;
using Values = std::vector<std::string>;

// The condition keys with which `caller` would ask for `ask`.
policy::Context context_of(World& world, const Caller& caller, const Ask& ask) {
  if (!caller.principal->account.value.empty()) world.open(caller.principal->account, us_east_1);
  TraceEntry entry;
  Call call(world, caller, us_east_1, entry);
  call.decide(ask);
  return entry.decisions.back().request.context;
}

Values value(const policy::Context& context, std::string_view key) {
  const auto entry = context.find(key);
  return entry ? entry->values.list() : Values{"(absent)"};
}
const Values absent{"(absent)"};

// An identity policy that allows everything, and denies it under the condition.
std::string denied_if(const std::string& condition) {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},)"
         R"({"Effect":"Deny","Action":"*","Resource":"*","Condition":)" +
         condition + "}]}";
}

}  // namespace

TEST_CASE("B6: a user's name, id and time are those of the request", "[world][policy]") {
  World world;
  Caller ana = user(world, account_a, "ana");
  ask<iam::op::TagUser>(world, root(account_a), {.user_name = "ana", .tags = {{"Team", "red"}}});
  ana.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  ana.source_ip = "203.0.113.9";
  ana.user_agent = "aws-cli/2";
  const policy::Context context = context_of(world, ana, {.action = "iam:ListUsers"});
  CHECK(value(context, "aws:username") == Values{"ana"});
  CHECK(value(context, "aws:userid") == Values{ana.principal->unique_id});
  CHECK(value(context, "aws:PrincipalArn") == Values{"arn:aws:iam::111122223333:user/ana"});
  CHECK(value(context, "aws:PrincipalAccount") == Values{"111122223333"});
  CHECK(value(context, "aws:PrincipalType") == Values{"User"});
  CHECK(value(context, "aws:PrincipalTag/team") == Values{"red"});
  CHECK(value(context, "aws:PrincipalIsAWSService") == Values{"false"});
  CHECK(value(context, "aws:SourceIp") == Values{"203.0.113.9"});
  CHECK(value(context, "aws:UserAgent") == Values{"aws-cli/2"});
  CHECK(value(context, "aws:SecureTransport") == Values{"true"});
  CHECK(value(context, "aws:RequestedRegion") == Values{"us-east-1"});
  CHECK(value(context, "aws:ViaAWSService") == Values{"false"});
  CHECK(value(context, "aws:ResourceAccount") == Values{"111122223333"});
  // Long-term credentials have neither.
  CHECK(value(context, "aws:TokenIssueTime") == absent);
  CHECK(value(context, "aws:MultiFactorAuthPresent") == absent);
  CHECK(value(context, "aws:CalledVia") == absent);
  CHECK(value(context, "aws:PrincipalServiceName") == absent);

  CHECK(value(context, "aws:CurrentTime") == Values{iso8601_seconds(world.timeline.now())});
  world.advance(90s);
  const policy::Context later = context_of(world, ana, {.action = "iam:ListUsers"});
  CHECK(value(later, "aws:CurrentTime") == Values{iso8601_seconds(world.timeline.now())});
  CHECK(std::stoll(value(later, "aws:EpochTime")[0]) ==
        std::stoll(value(context, "aws:EpochTime")[0]) + 90);
}

TEST_CASE("the keys of other kinds of principals", "[world][policy]") {
  World world;
  SECTION("a session of a role") {
    Caller session = role_session(world, account_a, "builder");
    session.token_issued = world.timeline.now();
    const policy::Context context = context_of(world, session, {.action = "iam:ListUsers"});
    CHECK(value(context, "aws:PrincipalArn") == Values{"arn:aws:iam::111122223333:role/builder"});
    CHECK(value(context, "aws:userid") == Values{session.principal->unique_id + ":session"});
    CHECK(value(context, "aws:PrincipalType") == Values{"AssumedRole"});
    CHECK(value(context, "aws:username") == absent);
    CHECK(value(context, "aws:TokenIssueTime") == Values{iso8601_seconds(world.timeline.now())});
    CHECK(value(context, "aws:MultiFactorAuthPresent") == Values{"false"});
  }
  SECTION("the root user") {
    const policy::Context context = context_of(world, root(account_a), {.action = "iam:ListUsers"});
    CHECK(value(context, "aws:PrincipalArn") == Values{"arn:aws:iam::111122223333:root"});
    CHECK(value(context, "aws:userid") == Values{"111122223333"});
    CHECK(value(context, "aws:PrincipalType") == Values{"Account"});
    CHECK(value(context, "aws:username") == absent);
  }
  SECTION("a user through a service") {
    const Caller ana = user(world, account_a, "ana").through("ec2", us_east_1);
    const policy::Context context = context_of(world, ana, {.action = "kms:Decrypt"});
    CHECK(value(context, "aws:ViaAWSService") == Values{"true"});
    CHECK(value(context, "aws:CalledVia") == Values{"ec2.amazonaws.com"});
    CHECK(context.find("aws:CalledVia")->multivalued);
    CHECK(value(context, "aws:CalledViaFirst") == Values{"ec2.amazonaws.com"});
    CHECK(value(context, "aws:CalledViaLast") == Values{"ec2.amazonaws.com"});
    CHECK(value(context, "aws:PrincipalArn") == Values{"arn:aws:iam::111122223333:user/ana"});
    CHECK(value(context, "aws:SourceIp") == absent);
  }
  SECTION("a service itself") {
    const policy::Context context =
        context_of(world, Caller::service("ec2", us_east_1),
                   {.action = "kms:Decrypt", .resource_account = account_a});
    CHECK(value(context, "aws:PrincipalIsAWSService") == Values{"true"});
    CHECK(value(context, "aws:PrincipalServiceName") == Values{"ec2.us-east-1.amazonaws.com"});
    CHECK(value(context, "aws:PrincipalArn") == absent);
    CHECK(value(context, "aws:PrincipalAccount") == absent);
    CHECK(value(context, "aws:ResourceAccount") == Values{"111122223333"});
  }
}

TEST_CASE("some actions do not tell whose the resource is", "[world][policy]") {
  World world;
  const auto told = [&](const std::string& action) {
    return value(context_of(world, root(account_a), {.action = action}), "aws:ResourceAccount");
  };
  CHECK(told("ec2:RunInstances") == Values{"111122223333"});
  for (const std::string action : {"ec2:CopyImage", "ec2:CopySnapshot", "ec2:CreateVolume",
                                   "ebs:StartSnapshot", "ebs:GetSnapshotBlock"}) {
    INFO(action);
    CHECK(told(action) == absent);
  }
}

TEST_CASE("B5: a conditional Deny fires on what the request really has", "[world][policy]") {
  World world;
  const auto refused = [&](const Caller& caller, const Region& region = us_east_1) {
    try {
      ask<iam::op::ListUsers>(world, caller, {}, region);
      return false;
    } catch (const Error& error) {
      CHECK(error.message.ends_with("with an explicit deny in an identity-based policy"));
      return true;
    }
  };
  Caller here = user(world, account_a, "here",
                     denied_if(R"({"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}})"));
  CHECK(refused(here));  // nowhere
  here.source_ip = "198.51.100.1";
  CHECK(refused(here));
  here.source_ip = "203.0.113.200";
  CHECK_FALSE(refused(here));

  Caller safe =
      user(world, account_a, "safe", denied_if(R"({"Bool":{"aws:SecureTransport":"false"}})"));
  CHECK_FALSE(refused(safe));
  safe.secure_transport = false;
  CHECK(refused(safe));

  const Caller local =
      user(world, account_a, "local",
           denied_if(R"({"StringNotEquals":{"aws:RequestedRegion":"us-east-1"}})"));
  CHECK_FALSE(refused(local));
  CHECK(refused(local, eu_west_1));

  const std::string soon = iso8601_seconds(world.timeline.now() + 1h);
  const Caller early =
      user(world, account_a, "early",
           denied_if(R"({"DateGreaterThan":{"aws:CurrentTime":")" + soon + R"("}})"));
  CHECK_FALSE(refused(early));
  world.advance(61min);
  CHECK(refused(early));
}

TEST_CASE("B27: what is asked about is the thing itself", "[world][policy]") {
  World world;
  const auto asked_about = [&] {
    return world.trace.entries().back().decisions.back().request.resource;
  };
  const Caller a = root(account_a);
  const auto key = ask<kms::op::CreateKey>(world, a, {}).key_metadata->arn;
  CHECK(asked_about() == "*");
  const auto sealed =
      ask<kms::op::Encrypt>(world, a, {.key_id = key.value(), .plaintext = Blob{"x"}});
  CHECK(asked_about() == key);
  ask<kms::op::Decrypt>(world, a, {.ciphertext_blob = sealed.ciphertext_blob.value()});
  CHECK(asked_about() == key);
  role_session(world, account_a, "r");
  ask<iam::op::GetRole>(world, a, {.role_name = "r"});
  CHECK(asked_about() == "arn:aws:iam::111122223333:role/r");
  ask<iam::op::ListRoles>(world, a, {.path_prefix = "/team/"});
  CHECK(asked_about() == "arn:aws:iam::111122223333:role/team/");
  const Caller ana = user(world, account_a, "ana", identity_policy("Allow", "sts:*"));
  ask<sts::op::AssumeRole>(
      world, ana, {.role_arn = "arn:aws:iam::111122223333:role/r", .role_session_name = "session"});
  CHECK(asked_about() == "arn:aws:iam::111122223333:role/r");
}

TEST_CASE("a decision keeps what it was made on", "[world][policy]") {
  World world;
  const Caller nobody = user(world, account_a, "nobody", identity_policy("Allow", "iam:GetUser"));
  refusal_of<iam::op::ListUsers>(world, nobody, {});
  const TraceDecision& denied = world.trace.entries().back().decisions.back();
  const policy::Policies policies = denied.evidence.policies();
  REQUIRE(policies.identity.size() == 1);
  CHECK(policies.identity[0].name == "inline");
  // What was decided on stays, whatever becomes of the policy.
  const std::string text = policies.identity[0].policy->text();
  const Evidence kept = denied.evidence;
  ask<iam::op::DeleteUserPolicy>(world, root(account_a),
                                 {.user_name = "nobody", .policy_name = "inline"});
  CHECK(kept.policies().identity[0].policy->text() == text);
  // Evaluated again it gives the same.
  const TraceDecision& latest = world.trace.entries().back().decisions.back();
  CHECK(policy::evaluate(latest.request, latest.evidence.policies(), latest.evidence.grants) ==
        latest.decision);
}

TEST_CASE("implied calls share the policies of their principal, and of nobody else",
          "[world][policy]") {
  World world;
  world.open(account_a, us_east_1);
  const Caller ana = user(world, account_a, "ana", identity_policy("Allow", "kms:*"));
  const Caller bob = user(world, account_a, "bob", identity_policy("Allow", "kms:*"));
  TraceEntry entry;
  Call call(world, ana, us_east_1, entry);
  for (const Caller& caller : {ana.through("ec2", us_east_1), bob, ana}) {
    implied<kms::op::ListKeys>(call, caller, {});
  }
  const auto policies_of = [&](std::size_t place) {
    return entry.implied.at(place).decisions.at(0).evidence.of_caller;
  };
  CHECK(policies_of(0) == policies_of(2));
  CHECK(policies_of(0) != policies_of(1));
  CHECK(policies_of(0)->identity.size() == 1);
}

}  // namespace amishare::test
