// data_key.cpp - data keys and random bytes.
//
// A data key is random bytes and the same bytes encrypted, so Decrypt and ReEncrypt take its
// ciphertext like any other. https://docs.aws.amazon.com/kms/latest/developerguide/data-keys.html
#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/envelope.h"
#include "kms/errors.h"
#include "kms/grant_token.h"
#include "kms/key_id.h"
#include "kms/key_state.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

std::size_t data_key_size(const std::optional<std::int64_t>& number_of_bytes,
                          const std::optional<std::string>& key_spec) {
  if (number_of_bytes.has_value() == key_spec.has_value()) throw number_of_bytes_or_key_spec();
  if (number_of_bytes) return static_cast<std::size_t>(*number_of_bytes);
  return *key_spec == "AES_128" ? 16 : 32;
}

struct DataKey {
  crypto::Secret plaintext;
  std::string ciphertext;
  std::string key_arn;
  std::string material_id;
};

// Both operations are one, but for their names and for what they tell.
template <class Request>
DataKey generate(Call& call, const Request& in, std::string_view operation) {
  const std::size_t size = data_key_size(in.number_of_bytes, in.key_spec);
  const std::string action = "kms:" + std::string(operation);
  const Found found =
      find_named(call, in.key_id,
                 {.action = action, .forms = Forms::key_or_alias, .reach = Reach::any_account});
  check_grant_tokens(call.world, in.grant_tokens);
  policy::Context context = cryptography_keys(in.encryption_context);
  add_request_alias(context, found.alias);
  allow(call, found.key,
        {.operation = operation,
         .context = std::move(context),
         .encryption_context = &in.encryption_context,
         .grant_tokens = &in.grant_tokens});
  require_enabled(found.key);
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  DataKey made{.plaintext = crypto::Secret(call.world.random.bytes("kms-data-key", size)),
               .ciphertext = {},
               .key_arn = arn(found.key),
               .material_id = found.key.materials.back().id};
  made.ciphertext =
      seal(found.key, in.encryption_context, made.plaintext.bytes(), call.world.random);
  return made;
}

}  // namespace

api::GenerateDataKeyResponse generate_data_key(Call& call, const api::GenerateDataKeyRequest& in) {
  const DataKey made = generate(call, in, "GenerateDataKey");
  return {.ciphertext_blob = Blob{made.ciphertext},
          .plaintext = Blob{made.plaintext.bytes()},
          .key_id = made.key_arn,
          .key_material_id = made.material_id};
}

api::GenerateDataKeyWithoutPlaintextResponse generate_data_key_without_plaintext(
    Call& call, const api::GenerateDataKeyWithoutPlaintextRequest& in) {
  const DataKey made = generate(call, in, "GenerateDataKeyWithoutPlaintext");
  return {.ciphertext_blob = Blob{made.ciphertext},
          .key_id = made.key_arn,
          .key_material_id = made.material_id};
}

api::GenerateRandomResponse generate_random(Call& call, const api::GenerateRandomRequest& in) {
  if (!in.number_of_bytes) throw number_of_bytes_is_required();
  allow_by_identity(call, "kms:GenerateRandom", "*", {});
  const auto size = static_cast<std::size_t>(*in.number_of_bytes);
  return {.plaintext = Blob{call.world.random.bytes("kms-random", size)}};
}

}  // namespace amishare::kms
