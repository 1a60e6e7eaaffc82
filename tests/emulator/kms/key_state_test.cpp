// key_state_test.cpp - every operation in every state of a key, and a key's end.
#include <functional>

#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

// What became of an operation: "" or the code of its refusal.
std::string outcome(World& world, const std::function<void(World&)>& operation) {
  const World before = world;
  try {
    operation(world);
    return "";
  } catch (const Error& error) {
    CHECK(world == before);
    if (error.code == "DisabledException") CHECK(error.message.ends_with(" is disabled."));
    if (error.code == "KMSInvalidStateException") {
      CHECK((error.message.ends_with(" is pending deletion.") ||
             error.message.ends_with(" is not pending deletion.")));
    }
    return error.code;
  }
}

struct Row {
  std::string operation;
  std::function<void(World&, const std::string& key)> serve;
  std::string enabled, disabled, pending_deletion;  // outcomes
};

const std::string ok;
const std::string is_disabled = "DisabledException";
const std::string bad_state = "KMSInvalidStateException";

Blob ciphertext_of(World& world, const std::string& key) {
  World fork = world;  // where the key can be used
  fork.kms.keys.at(bare_id(key)).state = KeyState::enabled;
  return Blob{encrypted(fork, root(account_a), key, "x")};
}

}  // namespace

// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
TEST_CASE("B22: each operation does or refuses what the table of key states says", "[kms]") {
  const Caller a = root(account_a);
  World start;
  const std::string key = create_key(start, a);
  const std::string other = create_key(start, a);
  const std::vector<Row> table = {
      {"CancelKeyDeletion",
       [&](World& w, const std::string& k) { ask<op::CancelKeyDeletion>(w, a, {.key_id = k}); },
       bad_state, bad_state, ok},
      {"CreateAlias",
       [&](World& w, const std::string& k) {
         ask<op::CreateAlias>(w, a, {.alias_name = "alias/new", .target_key_id = k});
       },
       ok, ok, bad_state},
      {"CreateGrant",
       [&](World& w, const std::string& k) {
         ask<op::CreateGrant>(
             w, a,
             {.key_id = k, .grantee_principal = root_arn(account_a), .operations = {"Decrypt"}});
       },
       ok, is_disabled, bad_state},
      {"Decrypt",
       [&](World& w, const std::string& k) {
         ask<op::Decrypt>(w, a, {.ciphertext_blob = ciphertext_of(w, k)});
       },
       ok, is_disabled, bad_state},
      {"DeleteAlias",
       [&](World& w, const std::string&) {
         ask<op::DeleteAlias>(w, a, {.alias_name = "alias/old"});
       },
       ok, ok, ok},
      {"DescribeKey",
       [&](World& w, const std::string& k) { ask<op::DescribeKey>(w, a, {.key_id = k}); }, ok, ok,
       ok},
      {"DisableKey",
       [&](World& w, const std::string& k) { ask<op::DisableKey>(w, a, {.key_id = k}); }, ok, ok,
       bad_state},
      {"EnableKey",
       [&](World& w, const std::string& k) { ask<op::EnableKey>(w, a, {.key_id = k}); }, ok, ok,
       bad_state},
      {"Encrypt",
       [&](World& w, const std::string& k) {
         ask<op::Encrypt>(w, a, {.key_id = k, .plaintext = Blob{"x"}});
       },
       ok, is_disabled, bad_state},
      {"GenerateDataKey",
       [&](World& w, const std::string& k) {
         ask<op::GenerateDataKey>(w, a, {.key_id = k, .number_of_bytes = 64});
       },
       ok, is_disabled, bad_state},
      {"GenerateDataKeyWithoutPlaintext",
       [&](World& w, const std::string& k) {
         ask<op::GenerateDataKeyWithoutPlaintext>(w, a, {.key_id = k, .number_of_bytes = 64});
       },
       ok, is_disabled, bad_state},
      {"GetKeyPolicy",
       [&](World& w, const std::string& k) { ask<op::GetKeyPolicy>(w, a, {.key_id = k}); }, ok, ok,
       ok},
      {"ListAliases",
       [&](World& w, const std::string& k) { ask<op::ListAliases>(w, a, {.key_id = k}); }, ok, ok,
       ok},
      {"ListGrants",
       [&](World& w, const std::string& k) { ask<op::ListGrants>(w, a, {.key_id = k}); }, ok, ok,
       ok},
      {"ListKeyPolicies",
       [&](World& w, const std::string& k) { ask<op::ListKeyPolicies>(w, a, {.key_id = k}); }, ok,
       ok, ok},
      {"ListResourceTags",
       [&](World& w, const std::string& k) { ask<op::ListResourceTags>(w, a, {.key_id = k}); }, ok,
       ok, ok},
      {"PutKeyPolicy",
       [&](World& w, const std::string& k) {
         ask<op::PutKeyPolicy>(w, a,
                               {.key_id = k, .policy = key_policy(root_arn(account_a), "kms:*")});
       },
       ok, ok, ok},
      {"ReEncrypt, from it",
       [&](World& w, const std::string& k) {
         ask<op::ReEncrypt>(w, a,
                            {.ciphertext_blob = ciphertext_of(w, k), .destination_key_id = other});
       },
       ok, is_disabled, bad_state},
      {"RetireGrant",
       [&](World& w, const std::string& k) {
         ask<op::RetireGrant>(w, a, {.key_id = k, .grant_id = w.kms.grants.at(1).id});
       },
       ok, ok, ok},
      {"RevokeGrant",
       [&](World& w, const std::string& k) {
         ask<op::RevokeGrant>(w, a, {.key_id = k, .grant_id = w.kms.grants.at(1).id});
       },
       ok, ok, ok},
      {"ScheduleKeyDeletion",
       [&](World& w, const std::string& k) { ask<op::ScheduleKeyDeletion>(w, a, {.key_id = k}); },
       ok, ok, bad_state},
      {"TagResource",
       [&](World& w, const std::string& k) {
         ask<op::TagResource>(w, a, {.key_id = k, .tags = {{"x", "y"}}});
       },
       ok, ok, bad_state},
      {"UntagResource",
       [&](World& w, const std::string& k) {
         ask<op::UntagResource>(w, a, {.key_id = k, .tag_keys = {"x"}});
       },
       ok, ok, bad_state},
      {"UpdateAlias, away from it",
       [&](World& w, const std::string&) {
         ask<op::UpdateAlias>(w, a, {.alias_name = "alias/old", .target_key_id = other});
       },
       ok, ok, ok},
      {"UpdateAlias, to it",
       [&](World& w, const std::string& k) {
         ask<op::UpdateAlias>(w, a, {.alias_name = "alias/other", .target_key_id = k});
       },
       ok, ok, bad_state},
      {"UpdateKeyDescription",
       [&](World& w, const std::string& k) {
         ask<op::UpdateKeyDescription>(w, a, {.key_id = k, .description = "x"});
       },
       ok, ok, bad_state},
  };
  ask<op::CreateAlias>(start, a, {.alias_name = "alias/old", .target_key_id = key});
  ask<op::CreateAlias>(start, a, {.alias_name = "alias/other", .target_key_id = other});
  ask<op::CreateGrant>(
      start, a,
      {.key_id = key, .grantee_principal = root_arn(account_a), .operations = {"Decrypt"}});
  World disabled = start;
  ask<op::DisableKey>(disabled, a, {.key_id = key});
  World pending = start;
  ask<op::ScheduleKeyDeletion>(pending, a, {.key_id = key});

  for (const Row& row : table) {
    INFO(row.operation);
    const auto serve = [&](World& world) { row.serve(world, key); };
    World in_enabled = start;
    World in_disabled = disabled;
    World in_pending = pending;
    CHECK(outcome(in_enabled, serve) == row.enabled);
    CHECK(outcome(in_disabled, serve) == row.disabled);
    CHECK(outcome(in_pending, serve) == row.pending_deletion);
  }
}

TEST_CASE("ReEncrypt needs both keys enabled", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string from = create_key(world, a);
  const std::string to = create_key(world, a);
  const Blob blob{encrypted(world, a, from, "x")};
  ask<op::DisableKey>(world, a, {.key_id = to});
  CHECK(refusal_of<op::ReEncrypt>(world, a, {.ciphertext_blob = blob, .destination_key_id = to}) ==
        error("DisabledException", to + " is disabled."));
}

TEST_CASE("a key is disabled and enabled again", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string blob = encrypted(world, a, key, "hello");
  ask<op::DisableKey>(world, a, {.key_id = key});
  const auto described = ask<op::DescribeKey>(world, a, {.key_id = key}).key_metadata.value();
  CHECK(described.key_state == "Disabled");
  CHECK(described.enabled == false);
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = Blob{blob}}) ==
        error("DisabledException", key + " is disabled."));
  ask<op::EnableKey>(world, a, {.key_id = key});
  CHECK(decrypted(world, a, blob) == "hello");
}

TEST_CASE("a key scheduled for deletion vanishes at its date with all that refers to it", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string kept = create_key(world, a);
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key});
  for (const std::string& of : {key, kept}) {
    ask<op::CreateGrant>(world, a,
                         {.key_id = of,
                          .grantee_principal = root_arn(account_b),
                          .retiring_principal = root_arn(account_b),
                          .operations = {"Decrypt"}});
  }
  const Instant due = world.timeline.now() + std::chrono::hours(24 * 10);
  const auto scheduled = ask<op::ScheduleKeyDeletion>(
      world, a, {.key_id = bare_id(key), .pending_window_in_days = 10});
  CHECK(scheduled.key_id == key);
  CHECK(scheduled.deletion_date == due);
  CHECK(scheduled.key_state == "PendingDeletion");
  CHECK(scheduled.pending_window_in_days == 10);
  const auto described = ask<op::DescribeKey>(world, a, {.key_id = key}).key_metadata.value();
  CHECK(described.key_state == "PendingDeletion");
  CHECK(described.enabled == false);
  CHECK(described.deletion_date == due);

  world.advance_to(due - Delay(1));
  CHECK(ask<op::ListKeys>(world, a, {}).keys.size() == 2);
  world.advance_to(due);
  CHECK(refusal_of<op::DescribeKey>(world, a, {.key_id = key}) ==
        error("NotFoundException", "Key '" + key + "' does not exist"));
  CHECK(refusal_of<op::DescribeKey>(world, a, {.key_id = "alias/x"}).code == "NotFoundException");
  CHECK(ask<op::ListKeys>(world, a, {}).keys.size() == 1);
  const auto retirable = ask<op::ListRetirableGrants>(world, root(account_b),
                                                      {.retiring_principal = root_arn(account_b)});
  REQUIRE(retirable.grants.size() == 1);
  CHECK(retirable.grants[0].key_id == kept);
  CHECK(world.kms.grants.size() == 1);
  // The name is free again.
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = kept});
}

TEST_CASE("the waiting period is 30 days unless it is said", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const auto scheduled = ask<op::ScheduleKeyDeletion>(world, a, {.key_id = create_key(world, a)});
  CHECK(scheduled.pending_window_in_days == 30);
  CHECK(scheduled.deletion_date == world.timeline.now() + std::chrono::hours(24 * 30));
}

TEST_CASE("a cancelled deletion leaves the key disabled, and its first date passes", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  ask<op::ScheduleKeyDeletion>(world, a, {.key_id = key, .pending_window_in_days = 7});
  world.advance(std::chrono::hours(24));
  CHECK(ask<op::CancelKeyDeletion>(world, a, {.key_id = bare_id(key)}).key_id == key);
  const auto described = ask<op::DescribeKey>(world, a, {.key_id = key}).key_metadata.value();
  CHECK(described.key_state == "Disabled");
  CHECK(described.deletion_date == std::nullopt);
  // Scheduled anew, for later: the first date is not its end.
  ask<op::ScheduleKeyDeletion>(world, a, {.key_id = key, .pending_window_in_days = 10});
  world.advance(std::chrono::hours(24 * 8));
  CHECK(ask<op::DescribeKey>(world, a, {.key_id = key}).key_metadata->key_state ==
        "PendingDeletion");
  world.advance(std::chrono::hours(24 * 2));
  CHECK(refusal_of<op::DescribeKey>(world, a, {.key_id = key}).code == "NotFoundException");
}

}  // namespace amishare::kms::test
