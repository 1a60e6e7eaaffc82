// trace_test.cpp - what the trace tells of a decision: statements, story, and a fix that works.
#include <nlohmann/json.hpp>
#include <string>

#include "api/iam.h"
#include "api/kms.h"
#include "api/sts.h"
#include "kms/kms.h"
#include "support/world_builder.h"
#include "wire/trace_json.h"

namespace amishare::test {
namespace {

using Json = nlohmann::json;

Json latest(const World& world) {
  return Json::parse(wire::trace_json(world.trace.entries().back()));
}

}  // namespace

TEST_CASE("a denial across accounts is explained, with a fix on both sides", "[wire][policy]") {
  World world;
  const std::string key =
      ask<kms::op::CreateKey>(world, root(account_a), {}).key_metadata->arn.value();
  const Caller bob = user(world, account_b, "bob", identity_policy("Allow", "ec2:*"));
  refusal_of<kms::op::DescribeKey>(world, bob, {.key_id = key});
  const Json entry = latest(world);
  CHECK(entry["service"] == "kms");
  CHECK(entry["operation"] == "DescribeKey");
  CHECK(entry["principal"] == bob.principal->arn);
  CHECK(entry["error"]["code"] == "AccessDeniedException");
  REQUIRE(entry["decisions"].size() == 1);
  const Json& decision = entry["decisions"][0];
  CHECK(decision["action"] == "kms:DescribeKey");
  CHECK(decision["resource"] == key);
  CHECK(decision["allowed"] == false);
  CHECK(decision["reason"] == "no resource-based policy allows the kms:DescribeKey action");
  CHECK(decision["context"]["kms:CallerAccount"] == account_b.value);
  CHECK(decision["statements"].empty());
  CHECK(decision["story"] ==
        Json({"arn:aws:iam::444455556666:user/bob asks for kms:DescribeKey on " + key,
              "key policy: statement 1 \"Enable IAM User Permissions\" (Allow) is for other "
              "principals",
              "identity-based policy: 1 of 1 statements are about other actions",
              "denied because no resource-based policy allows the kms:DescribeKey action"}));
  CHECK(decision["fix"] ==
        "add principal arn:aws:iam::444455556666:user/bob with action kms:DescribeKey to the key "
        "policy of " +
            key + "; then add kms:DescribeKey on " + key +
            " to an identity-based policy of arn:aws:iam::444455556666:user/bob");
  CHECK(decision["fix_proved"] == true);
}

TEST_CASE("the fix of a denial, made, is enough", "[wire][policy]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = ask<kms::op::CreateKey>(world, a, {}).key_metadata->arn.value();
  const Caller bob = user(world, account_b, "bob");
  ask<kms::op::PutKeyPolicy>(
      world, a,
      {.key_id = key,
       .policy = R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
                 R"({"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},{"Effect":"Allow",)"
                 R"("Principal":{"AWS":"arn:aws:iam::444455556666:user/bob"},)"
                 R"("Action":"kms:DescribeKey","Resource":"*"}]})"});
  ask<iam::op::PutUserPolicy>(
      world, root(account_b),
      {.user_name = "bob",
       .policy_name = "key",
       .policy_document = identity_policy("Allow", "kms:DescribeKey", key)});
  ask<kms::op::DescribeKey>(world, bob, {.key_id = key});
  const Json decision = latest(world)["decisions"][0];
  CHECK(decision["allowed"] == true);
  CHECK(decision["story"].back() == "allowed by the identity-based policy");
  CHECK_FALSE(decision.contains("fix"));
  REQUIRE(decision["statements"].size() == 2);
  CHECK(decision["statements"][1]["policy"] == "key");
  CHECK(decision["statements"][1]["effect"] == "Allow");
}

TEST_CASE("a decision tells of every layer what its statements differ in", "[wire][policy]") {
  World world;
  const Caller a = root(account_a);
  const Caller ana = user(world, account_a, "ana",
                          identity_policy("Allow", "kms:Encrypt", "arn:aws:kms:*:*:key/other"));
  const std::string key = *ask<kms::op::CreateKey>(world, a, {}).key_metadata->arn;
  ask<kms::op::PutKeyPolicy>(
      world, a,
      {.key_id = key,
       .policy = R"({"Version":"2012-10-17","Statement":[{"Sid":"all","Effect":"Allow",)"
                 R"("Principal":{"AWS":"111122223333"},"Action":"kms:*","Resource":"*"},)"
                 R"({"Sid":"via","Effect":"Allow","Principal":"*","Action":"kms:Encrypt",)"
                 R"("Resource":"*","Condition":{"StringEquals":)"
                 R"({"kms:ViaService":"ec2.us-east-1.amazonaws.com"}}}]})"});
  ask<kms::op::CreateGrant>(
      world, a,
      {.key_id = key, .grantee_principal = ana.principal->arn, .operations = {"Decrypt"}});
  refusal_of<kms::op::Encrypt>(world, ana, {.key_id = key, .plaintext = Blob{"x"}});
  const Json decision = latest(world)["decisions"][0];
  const Json& layers = decision["layers"];
  REQUIRE(layers.size() == 2);
  CHECK(layers[0]["policy_type"] == "resource-based policy");
  const Json& in_key_policy = layers[0]["statements"];
  REQUIRE(in_key_policy.size() == 2);
  CHECK(in_key_policy[0]["sid"] == "all");
  CHECK(in_key_policy[0]["matches"] == true);
  CHECK(in_key_policy[0]["differs_in"] == Json::array());
  CHECK(in_key_policy[1]["matches"] == false);
  CHECK(in_key_policy[1]["differs_in"] == Json{"conditions"});
  const Json condition = {{"operator", "StringEquals"},
                          {"key", "kms:ViaService"},
                          {"wanted", {"ec2.us-east-1.amazonaws.com"}},
                          {"actual", nullptr}};
  CHECK(in_key_policy[1]["failed_conditions"] == Json::array({condition}));
  CHECK(layers[1]["policy_type"] == "identity-based policy");
  CHECK(layers[1]["statements"][0]["differs_in"] == Json{"resource"});
  // A grant that nearly held.
  REQUIRE(decision["grants"].size() == 1);
  CHECK(decision["grants"][0]["permits"] == false);
  CHECK(decision["grants"][0]["grantee"] == true);
  CHECK(decision["grants"][0]["operation"] == false);
}

TEST_CASE("the root user's rights are told as what they are", "[wire][policy]") {
  World world;
  ask<iam::op::ListUsers>(world, root(account_a), {});
  CHECK(latest(world)["decisions"][0]["reason"] == "the root user needs no identity-based policy");
}

TEST_CASE("nobody mends the key policy of an AWS managed key", "[wire][policy]") {
  World world;
  const Caller a = root(account_a);
  world.open(account_a, us_east_1);
  const kms::Key& key = kms::managed_ebs_key(world, account_a, us_east_1);
  const std::string arn = kms::arn(key);
  refusal_of<kms::op::Encrypt>(world, a, {.key_id = arn, .plaintext = Blob{"x"}});
  const Json decision = latest(world)["decisions"][0];
  CHECK(decision["fix"] == "use a customer managed key: AWS manages " + arn +
                               ", and nobody can change its key policy");
  CHECK(decision["fix_proved"] == false);
}

TEST_CASE("nobody mends the trust policy of a service-linked role", "[wire][policy]") {
  World world;
  const Caller a = root(account_a);
  const std::string role = ask<iam::op::CreateServiceLinkedRole>(
                               world, a, {.aws_service_name = "autoscaling.amazonaws.com"})
                               .role->arn;
  const Caller ana = user(world, account_a, "ana", identity_policy("Allow", "sts:*"));
  refusal_of<sts::op::AssumeRole>(world, ana, {.role_arn = role, .role_session_name = "session"});
  CHECK(latest(world)["decisions"][0]["fix"] ==
        "use a role of your own: AWS manages " + role + ", and its service alone assumes it");
}

}  // namespace amishare::test
