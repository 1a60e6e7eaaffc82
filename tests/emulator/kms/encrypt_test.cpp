// encrypt_test.cpp - Encrypt, Decrypt, ReEncrypt and data keys as requests.
#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

const Error invalid_ciphertext{"InvalidCiphertextException", ""};
const Error incorrect_key{
    "IncorrectKeyException",
    "The key ID in the request does not identify a CMK that can perform this operation."};
const Error dry_run{"DryRunOperationException",
                    "The request would have succeeded, but the DryRun option is set."};

}  // namespace

TEST_CASE("what is encrypted is decrypted, and both say under which key", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const auto sealed =
      ask<op::Encrypt>(world, a, {.key_id = bare_id(key), .plaintext = Blob{"hello"}});
  CHECK(sealed.key_id == key);
  CHECK(sealed.encryption_algorithm == "SYMMETRIC_DEFAULT");
  const auto opened = ask<op::Decrypt>(world, a, {.ciphertext_blob = sealed.ciphertext_blob});
  CHECK(opened.plaintext->bytes == "hello");
  CHECK(opened.key_id == key);
  CHECK(opened.encryption_algorithm == "SYMMETRIC_DEFAULT");
  const auto described = ask<op::DescribeKey>(world, a, {.key_id = key});
  CHECK(opened.key_material_id == described.key_metadata->current_key_material_id);
}

TEST_CASE("B20: the encryption context has to be the same", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string blob = encrypted(world, a, key, "hello", {{"aws:ebs:id", "vol-1"}});
  CHECK(decrypted(world, a, blob, {{"aws:ebs:id", "vol-1"}}) == "hello");
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = Blob{blob}}) == invalid_ciphertext);
  CHECK(refusal_of<op::Decrypt>(
            world, a,
            {.ciphertext_blob = Blob{blob}, .encryption_context = {{"aws:ebs:id", "vol-2"}}}) ==
        invalid_ciphertext);
  CHECK(refusal_of<op::ReEncrypt>(world, a,
                                  {.ciphertext_blob = Blob{blob}, .destination_key_id = key}) ==
        invalid_ciphertext);
}

TEST_CASE("what is no ciphertext is an invalid one", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = Blob{"hello"}}) ==
        invalid_ciphertext);
  CHECK(refusal_of<op::Decrypt>(world, a, {.key_id = key}) ==
        error("ValidationException",
              "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy "
              "constraint: Member must not be null"));
}

TEST_CASE("a KeyId has to be that of the key in the ciphertext", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string other = create_key(world, a);
  const Blob blob{encrypted(world, a, key, "hello")};
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key});
  for (const std::string& name : {key, bare_id(key), std::string("alias/x"),
                                  "arn:aws:kms:us-east-1:" + account_a.value + ":alias/x"}) {
    CHECK(ask<op::Decrypt>(world, a, {.ciphertext_blob = blob, .key_id = name}).key_id == key);
  }
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = blob, .key_id = other}) ==
        incorrect_key);
  CHECK(
      refusal_of<op::ReEncrypt>(
          world, a, {.ciphertext_blob = blob, .source_key_id = other, .destination_key_id = key}) ==
      incorrect_key);
}

TEST_CASE("the ciphertext of a key that is gone, or elsewhere, tells nothing", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Blob blob{encrypted(world, a, key, "hello")};
  const Error refused = denied(a, "kms:Decrypt", hidden_ciphertext);
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = blob}, eu_west_1) == refused);
  ask<op::ScheduleKeyDeletion>(world, a, {.key_id = key, .pending_window_in_days = 7});
  world.advance(std::chrono::hours(24 * 7));
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = blob}) == refused);
  const std::string other = create_key(world, a);
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = blob, .key_id = other}) ==
        incorrect_key);
}

TEST_CASE("ReEncrypt moves a ciphertext to another key and another context", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string from = create_key(world, a);
  const std::string to = create_key(world, a);
  const std::string blob = encrypted(world, a, from, "hello", {{"id", "1"}});
  const auto moved = ask<op::ReEncrypt>(world, a,
                                        {.ciphertext_blob = Blob{blob},
                                         .source_encryption_context = {{"id", "1"}},
                                         .destination_key_id = bare_id(to),
                                         .destination_encryption_context = {{"id", "2"}}});
  CHECK(moved.source_key_id == from);
  CHECK(moved.key_id == to);
  CHECK(moved.source_encryption_algorithm == "SYMMETRIC_DEFAULT");
  CHECK(moved.destination_encryption_algorithm == "SYMMETRIC_DEFAULT");
  CHECK(moved.source_key_material_id != moved.destination_key_material_id);
  const std::string bytes = moved.ciphertext_blob->bytes;
  CHECK(decrypted(world, a, bytes, {{"id", "2"}}) == "hello");
  // The old one stays good, and the old key does not open the new one.
  CHECK(decrypted(world, a, blob, {{"id", "1"}}) == "hello");
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = Blob{bytes}, .key_id = from}) ==
        incorrect_key);
}

TEST_CASE("ReEncrypt is two decisions that know whether the key stays the same", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string from = create_key(world, a);
  const std::string to = create_key(world, a);
  const Blob blob{encrypted(world, a, from, "hello")};
  const auto same_key = [&](const std::string& destination) {
    ask<op::ReEncrypt>(world, a, {.ciphertext_blob = blob, .destination_key_id = destination});
    const auto& decisions = world.trace.entries().back().decisions;
    REQUIRE(decisions.size() == 2);
    CHECK(decisions[0].request.action == "kms:ReEncryptFrom");
    CHECK(decisions[0].request.resource == from);
    CHECK(decisions[1].request.action == "kms:ReEncryptTo");
    CHECK(decisions[1].request.resource == destination);
    const auto first = decisions[0].request.context.find("kms:ReEncryptOnSameKey");
    const auto second = decisions[1].request.context.find("kms:ReEncryptOnSameKey");
    REQUIRE(first.has_value());
    REQUIRE(second.has_value());
    CHECK(first->values == second->values);
    return first->values.front();
  };
  CHECK(same_key(to) == "false");
  CHECK(same_key(from) == "true");
}

TEST_CASE("a data key is random bytes and the same bytes encrypted", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const auto made = ask<op::GenerateDataKey>(
      world, a, {.key_id = key, .encryption_context = {{"id", "1"}}, .number_of_bytes = 64});
  CHECK(made.key_id == key);
  CHECK(made.plaintext->bytes.size() == 64);
  CHECK(decrypted(world, a, made.ciphertext_blob->bytes, {{"id", "1"}}) == made.plaintext->bytes);
  CHECK(made.key_material_id.value().size() == 64);

  const auto size = [&](const std::string& spec) {
    return ask<op::GenerateDataKey>(world, a, {.key_id = key, .key_spec = spec})
        .plaintext->bytes.size();
  };
  CHECK(size("AES_256") == 32);
  CHECK(size("AES_128") == 16);

  const auto blind =
      ask<op::GenerateDataKeyWithoutPlaintext>(world, a, {.key_id = key, .key_spec = "AES_256"});
  CHECK(blind.key_id == key);
  CHECK(decrypted(world, a, blind.ciphertext_blob->bytes).size() == 32);
}

TEST_CASE("a data key has a length or a kind, not both and not neither", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Error refused{"ValidationException", "Please specify either number of bytes or key spec."};
  CHECK(refusal_of<op::GenerateDataKey>(world, a, {.key_id = key}) == refused);
  CHECK(refusal_of<op::GenerateDataKeyWithoutPlaintext>(
            world, a, {.key_id = key, .key_spec = "AES_256", .number_of_bytes = 32}) == refused);
}

TEST_CASE("a dry run of what would succeed says so and does nothing", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const Blob blob{encrypted(world, a, key, "hello")};
  CHECK(refusal_of<op::Encrypt>(
            world, a, {.key_id = key, .plaintext = Blob{"x"}, .dry_run = true}) == dry_run);
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = blob, .dry_run = true}) == dry_run);
  CHECK(refusal_of<op::ReEncrypt>(
            world, a, {.ciphertext_blob = blob, .destination_key_id = key, .dry_run = true}) ==
        dry_run);
  CHECK(refusal_of<op::GenerateDataKey>(
            world, a, {.key_id = key, .number_of_bytes = 32, .dry_run = true}) == dry_run);
  CHECK(refusal_of<op::GenerateDataKeyWithoutPlaintext>(
            world, a, {.key_id = key, .number_of_bytes = 32, .dry_run = true}) == dry_run);
  CHECK(refusal_of<op::CreateGrant>(world, a,
                                    {.key_id = key,
                                     .grantee_principal = root_arn(account_a),
                                     .operations = {"Decrypt"},
                                     .dry_run = true}) == dry_run);
}

TEST_CASE("a dry run of what would fail gives the failure", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  CHECK(refusal_of<op::Decrypt>(world, a, {.ciphertext_blob = Blob{"no"}, .dry_run = true}) ==
        invalid_ciphertext);
  ask<op::DisableKey>(world, a, {.key_id = key});
  CHECK(
      refusal_of<op::Encrypt>(world, a, {.key_id = key, .plaintext = Blob{"x"}, .dry_run = true}) ==
      error("DisabledException", key + " is disabled."));
}

TEST_CASE("a dry run can leave the ciphertext aside if it names the key", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::vector<std::string> ignore{"IGNORE_CIPHERTEXT"};
  CHECK(refusal_of<op::Decrypt>(
            world, a, {.key_id = key, .dry_run = true, .dry_run_modifiers = ignore}) == dry_run);
  CHECK(refusal_of<op::ReEncrypt>(world, a,
                                  {.ciphertext_blob = Blob{"fake"},
                                   .source_key_id = key,
                                   .destination_key_id = key,
                                   .dry_run = true,
                                   .dry_run_modifiers = ignore}) == dry_run);
  CHECK(refusal_of<op::Decrypt>(world, a, {.dry_run = true, .dry_run_modifiers = ignore}).code ==
        "ValidationException");
}

TEST_CASE("other algorithms do not suit a symmetric key", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  CHECK(refusal_of<op::Encrypt>(
            world, a,
            {.key_id = key, .plaintext = Blob{"x"}, .encryption_algorithm = "RSAES_OAEP_SHA_256"})
            .code == "InvalidKeyUsageException");
}

TEST_CASE("GenerateRandom gives as many bytes as asked, new ones each time", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const auto first = ask<op::GenerateRandom>(world, a, {.number_of_bytes = 40});
  const auto second = ask<op::GenerateRandom>(world, a, {.number_of_bytes = 40});
  CHECK(first.plaintext->bytes.size() == 40);
  CHECK(first.plaintext != second.plaintext);
  CHECK(refusal_of<op::GenerateRandom>(world, a, {}) ==
        error("ValidationException", "NumberOfBytes is required."));
}

TEST_CASE("the same seed and the same requests give the same bytes", "[kms]") {
  const auto run = [](std::uint64_t seed) {
    World world({.seed = seed});
    const Caller a = root(account_a);
    const std::string key = create_key(world, a);
    return key + encrypted(world, a, key, "hello") +
           ask<op::GenerateDataKey>(world, a, {.key_id = key, .key_spec = "AES_256"})
               .plaintext->bytes;
  };
  CHECK(run(1) == run(1));
  CHECK(run(1) != run(2));
}

}  // namespace amishare::kms::test
