// launch_rights_test.cpp - which missing right breaks a launch, and which one does not.
#include "launch_fixture.h"

namespace amishare::test {
namespace {

using ec2::op::RunInstances;
using ec2::op::StartInstances;
using ec2::op::StopInstances;

enum class KeyOf { a, b };

// One right that the launcher is denied, and whether the launch ends well all the same.
struct LaunchRow {
  std::string_view action;
  KeyOf key;
  bool launches;
};

std::string outcome(Sharing& sharing, const std::vector<Denied>& denied,
                    const std::vector<ec2::api::BlockDeviceMapping>& mappings) {
  const std::string id =
      launch(sharing.world, sharing.launcher(denied), sharing.image_id, mappings);
  return state_of(sharing.world, account_b, id);
}

void check_rows(const std::vector<LaunchRow>& rows, const std::string& key_named) {
  for (const LaunchRow& row : rows) {
    Sharing sharing;
    const std::string& key = row.key == KeyOf::a ? sharing.key_of_a : sharing.key_of_b;
    const std::string named =
        key_named == "a" ? sharing.key_of_a : (key_named == "b" ? sharing.key_of_b : "");
    CAPTURE(row.action, key_named, row.key == KeyOf::a);
    const auto mappings =
        key_named.empty() ? std::vector<ec2::api::BlockDeviceMapping>{} : under(named);
    CHECK(outcome(sharing, {{std::string(row.action), key}}, mappings) ==
          (row.launches ? "running" : "terminated"));
    if (row.launches) continue;
    // A launch that failed leaves no volume and no grant.
    CHECK(sharing.world.ec2.volumes.empty());
    CHECK(sharing.world.ebs.disks.size() == 1);
    CHECK(grants_on(sharing.world, account_a, sharing.key_of_a) == 0);
    CHECK(grants_on(sharing.world, account_b, sharing.key_of_b) == 0);
  }
}

// As recorded of volumes made from a shared snapshot under a key of one's own.
TEST_CASE("Rights that a launch under B's own key needs", "[ec2][launch]") {
  check_rows({{"kms:ReEncryptFrom", KeyOf::a, false},
              {"kms:CreateGrant", KeyOf::a, true},
              {"kms:Decrypt", KeyOf::a, true},
              {"kms:DescribeKey", KeyOf::a, true},
              {"kms:GenerateDataKey*", KeyOf::a, true},
              {"kms:ReEncryptTo", KeyOf::b, false},
              {"kms:GenerateDataKeyWithoutPlaintext", KeyOf::b, false},
              {"kms:CreateGrant", KeyOf::b, false},
              {"kms:Decrypt", KeyOf::b, true},
              {"kms:DescribeKey", KeyOf::b, true},
              {"kms:GenerateDataKey", KeyOf::b, true},
              {"kms:Encrypt", KeyOf::b, true}},
             "b");
}

TEST_CASE("Rights on A's key that a launch under it needs", "[ec2][launch]") {
  check_rows({{"kms:ReEncryptFrom", KeyOf::a, false},
              {"kms:ReEncryptTo", KeyOf::a, false},
              {"kms:GenerateDataKeyWithoutPlaintext", KeyOf::a, false},
              {"kms:CreateGrant", KeyOf::a, false},
              {"kms:Decrypt", KeyOf::a, true},
              {"kms:DescribeKey", KeyOf::a, true},
              {"kms:Encrypt", KeyOf::a, true}},
             "a");
}

TEST_CASE("Rights on A's key that a launch under B's default key needs", "[ec2][launch]") {
  check_rows({{"kms:ReEncryptFrom", KeyOf::a, false},
              {"kms:ReEncryptTo", KeyOf::a, true},
              {"kms:GenerateDataKeyWithoutPlaintext", KeyOf::a, true},
              {"kms:CreateGrant", KeyOf::a, true},
              {"kms:Decrypt", KeyOf::a, true},
              {"kms:DescribeKey", KeyOf::a, true}},
             "");
}

// The third column of the recorded matrix: a plain image, its root under a key of one's own.
TEST_CASE("Rights that a launch of a plain image under a key needs", "[ec2][launch]") {
  const std::vector<std::pair<std::string, bool>> rows = {
      {"kms:GenerateDataKeyWithoutPlaintext", false},
      {"kms:CreateGrant", false},
      {"kms:ReEncrypt*", true},
      {"kms:Decrypt", true},
      {"kms:DescribeKey", true},
      {"kms:GenerateDataKey", true}};
  for (const auto& [action, launches] : rows) {
    CAPTURE(action);
    Sharing sharing;
    const std::string plain =
        make_image(sharing.world, account_b, "plain", make_snapshot(sharing.world, account_b, "x"));
    const std::string id = launch(sharing.world, sharing.launcher({{action, sharing.key_of_b}}),
                                  plain, under(sharing.key_of_b));
    CHECK(state_of(sharing.world, account_b, id) == (launches ? "running" : "terminated"));
  }
}

TEST_CASE("How a launch ends that may not use its key", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher({{"kms:CreateGrant"}});
  const std::string id = launch(world, caller, sharing.image_id, under(sharing.key_of_b));
  const auto instance = look(world, account_b, id);
  CHECK(instance.state->name == "terminated");
  CHECK(instance.state->code == 48);
  CHECK(instance.state_reason->code == "Client.InvalidKMSKey.InvalidState");
  CHECK(instance.state_reason->message ==
        "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state");
  CHECK(instance.state_transition_reason == "Client.InternalError");
  CHECK(instance.block_device_mappings.empty());
  CHECK(instance.network_interfaces.empty());
  CHECK(instance.security_groups.empty());
  CHECK_FALSE(instance.subnet_id);
  CHECK_FALSE(instance.vpc_id);
  CHECK(instance.private_dns_name.value_or("").empty());
  CHECK(console_of(world, account_b, id).empty());

  const auto calls = implied_calls(world, "RunInstances");
  CHECK(calls ==
        std::vector<std::string>{"ReEncrypt", "GenerateDataKeyWithoutPlaintext", "CreateGrant!"});
  const TraceEntry* entry_refused = nullptr;
  for (const TraceEntry& entry : world.trace.entries()) {
    if (entry.operation == "RunInstances") entry_refused = &entry.implied.back();
  }
  REQUIRE(entry_refused != nullptr);
  CHECK(entry_refused->error->code == "AccessDeniedException");
  CHECK(entry_refused->error->message.find("with an explicit deny in an identity-based policy") !=
        std::string::npos);
}

TEST_CASE("With the switch, a launch fails in the words of before 2023", "[ec2][launch]") {
  Sharing sharing({.switches = {.legacy_launch_failure = true}});
  const std::string id =
      launch(sharing.world, sharing.launcher({{"kms:ReEncryptFrom"}}), sharing.image_id);
  const auto instance = look(sharing.world, account_b, id);
  CHECK(instance.state_reason->code == "Client.InternalError");
  CHECK(instance.state_reason->message == "Client.InternalError: Client error on launch");
}

TEST_CASE("At AWS's pace a launch that fails goes through every state", "[ec2][launch]") {
  using namespace std::chrono_literals;
  Sharing sharing({.pace = Pace::aws()});
  World& world = sharing.world;
  const std::string id = launch(world, sharing.launcher({{"kms:CreateGrant"}}), sharing.image_id);
  CHECK(state_of(world, account_b, id) == "pending");
  world.advance(5s);
  CHECK(state_of(world, account_b, id) == "pending");
  world.advance(6s);
  CHECK(state_of(world, account_b, id) == "shutting-down");
  world.advance(10s);
  CHECK(state_of(world, account_b, id) == "terminated");

  const std::string good = launch(world, sharing.launcher(), sharing.image_id);
  CHECK(state_of(world, account_b, good) == "pending");
  world.advance(10s);
  CHECK(state_of(world, account_b, good) == "running");
}

TEST_CASE("A key that is not opened to B", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  ask<kms::op::PutKeyPolicy>(world, root(account_a),
                             {.key_id = sharing.key_of_a, .policy = key_policy(account_a, {})});
  CHECK(state_of(world, account_b, launch(world, caller, sharing.image_id)) == "terminated");

  SECTION("may be opened by a grant instead, until it is revoked") {
    const auto grant = ask<kms::op::CreateGrant>(world, root(account_a),
                                                 {.key_id = sharing.key_of_a,
                                                  .grantee_principal = caller.principal->arn,
                                                  .operations = {"ReEncryptFrom", "DescribeKey"}});
    const std::string id = launch(world, caller, sharing.image_id);
    CHECK(state_of(world, account_b, id) == "running");
    CHECK(state_of(world, account_b, launch(world, sharing.launcher(), sharing.image_id)) ==
          "terminated");
    ask<kms::op::RevokeGrant>(world, root(account_a),
                              {.key_id = sharing.key_of_a, .grant_id = *grant.grant_id});
    CHECK(state_of(world, account_b, launch(world, caller, sharing.image_id)) == "terminated");
    CHECK(state_of(world, account_b, id) == "running");
  }
}

TEST_CASE("A key that can't be used now", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string under_a = launch(world, caller, sharing.image_id, under(sharing.key_of_a));
  const std::string under_b = launch(world, caller, sharing.image_id, under(sharing.key_of_b));
  SECTION("because it is disabled") {
    ask<kms::op::DisableKey>(world, root(account_a), {.key_id = sharing.key_of_a});
  }
  SECTION("because it is to be deleted") {
    ask<kms::op::ScheduleKeyDeletion>(world, root(account_a), {.key_id = sharing.key_of_a});
  }
  const auto failed = look(world, account_b, launch(world, caller, sharing.image_id));
  CHECK(failed.state->name == "terminated");
  CHECK(failed.state_reason->code == "Client.InvalidKMSKey.InvalidState");
  // What runs goes on, and starts again only if its own key can be used.
  CHECK(state_of(world, account_b, under_a) == "running");
  ask<StopInstances>(world, caller, {.instance_ids = {under_a, under_b}});
  ask<StartInstances>(world, caller, {.instance_ids = {under_a, under_b}});
  CHECK(state_of(world, account_b, under_a) == "stopped");
  CHECK(state_of(world, account_b, under_b) == "running");
}

TEST_CASE("Whoever starts an instance needs kms:CreateGrant", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const std::string id =
      launch(world, sharing.launcher(), sharing.image_id, under(sharing.key_of_b));
  ask<StopInstances>(world, root(account_b), {.instance_ids = {id}});
  CHECK(state_of(world, account_b, id) == "stopped");
  // The service's own grant lives as long as the volume.
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 1);

  const auto started =
      ask<StartInstances>(world, sharing.launcher({{"kms:CreateGrant"}}), {.instance_ids = {id}});
  CHECK(started.starting_instances.at(0).current_state->name == "pending");
  const auto instance = look(world, account_b, id);
  CHECK(instance.state->name == "stopped");
  CHECK(instance.state_transition_reason == "Client.InternalError");
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 1);

  ask<StartInstances>(world, sharing.launcher({{"kms:Decrypt"}}), {.instance_ids = {id}});
  CHECK(state_of(world, account_b, id) == "running");
  CHECK(implied_calls(world, "StartInstances") ==
        std::vector<std::string>{"CreateGrant", "Decrypt"});
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 2);
  CHECK(console_of(world, account_b, id).find("written in account A") != std::string::npos);
}

TEST_CASE("A dry run says nothing of keys", "[ec2][launch]") {
  Sharing sharing;
  auto request = launch_request(sharing.image_id);
  request.dry_run = true;
  CHECK(refusal_of<RunInstances>(sharing.world, sharing.launcher({{"kms:*"}}), request) ==
        Error{"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412});
}

TEST_CASE("Permission by way of EC2 only, and for its grants only", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const auto via = [&](const std::string& service) {
    return user(world, account_b,
                "via-" + service.substr(0, service.find('.')) + std::to_string(++sharing.launchers),
                R"({"Version":"2012-10-17","Statement":[
                  {"Effect":"Allow","Action":"ec2:*","Resource":"*"},
                  {"Effect":"Allow","Action":"kms:*","Resource":"*","Condition":{
                    "StringEquals":{"kms:ViaService":")" +
                    service +
                    R"(","kms:CallerAccount":"444455556666"}}},
                  {"Effect":"Deny","Action":"kms:CreateGrant","Resource":"*","Condition":{
                    "Bool":{"kms:GrantIsForAWSResource":"false"}}}]})");
  };
  const auto mappings = under(sharing.key_of_b);
  CHECK(state_of(world, account_b,
                 launch(world, via("ec2.us-east-1.amazonaws.com"), sharing.image_id, mappings)) ==
        "running");
  CHECK(state_of(world, account_b,
                 launch(world, via("ec2.eu-west-1.amazonaws.com"), sharing.image_id, mappings)) ==
        "terminated");
}

}  // namespace
}  // namespace amishare::test
