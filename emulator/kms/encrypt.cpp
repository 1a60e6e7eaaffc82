// encrypt.cpp - encrypting, decrypting, and moving a ciphertext from one key to another.
#include <algorithm>

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

constexpr std::string_view symmetric_algorithm = "SYMMETRIC_DEFAULT";

void require_symmetric(const std::optional<std::string>& algorithm) {
  if (algorithm.value_or(std::string(symmetric_algorithm)) != symmetric_algorithm) {
    throw unsuitable_algorithm(*algorithm, symmetric_algorithm);
  }
}

bool ignores_ciphertext(const std::optional<bool>& dry_run,
                        const std::vector<std::string>& modifiers) {
  return dry_run.value_or(false) &&
         std::find(modifiers.begin(), modifiers.end(), "IGNORE_CIPHERTEXT") != modifiers.end();
}

// What is decrypted, and with which key.
struct Source {
  Key& key;
  std::optional<Envelope> envelope{};  // nothing when a dry run ignores the ciphertext
  std::string alias{};
  policy::ResourceShown foreign = policy::ResourceShown::this_resource;
};

// Without a KeyId the ciphertext names its key, in whatever account it lies.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html
Source find_key_of_source(Call& call, const Envelope& envelope, std::string_view action) {
  const auto place = call.world.kms.by_internal_id.find(envelope.internal_id);
  if (place != call.world.kms.by_internal_id.end()) {
    Key& key = call.world.kms.keys.at(place->second);
    if (key.region == call.region)
      return {key, envelope, {}, policy::ResourceShown::behind_ciphertext};
  }
  // The key is gone or in another Region; in which words AWS says so today is inferred.
  throw access_denied(policy::hidden_denial(call.caller.principal, action,
                                            policy::ResourceShown::behind_ciphertext));
}

struct SourceRequest {
  const std::optional<Blob>& ciphertext;
  const std::optional<std::string>& key_id;
  bool ignores_ciphertext = false;
  std::string_view action;
};

// The order is inferred: the ciphertext's form, the KeyId, then whether they belong together.
Source find_source(Call& call, const SourceRequest& asked) {
  const Lookup lookup{
      .action = asked.action, .forms = Forms::key_or_alias, .reach = Reach::any_account};
  if (asked.ignores_ciphertext) {
    if (!asked.key_id) throw missing("keyId");
    Found found = find_named(call, *asked.key_id, lookup);
    return {found.key, std::nullopt, std::move(found.alias)};
  }
  if (!asked.ciphertext) throw missing("ciphertextBlob");
  const auto envelope = parse_envelope(asked.ciphertext->bytes);
  if (!envelope) throw invalid_ciphertext();
  if (!asked.key_id) return find_key_of_source(call, *envelope, asked.action);
  const auto named_inside = call.world.kms.by_internal_id.find(envelope->internal_id);
  const bool known = named_inside != call.world.kms.by_internal_id.end();
  // Of symmetric ciphertexts another account's key may be named by its bare id.
  if (known && *asked.key_id == named_inside->second) {
    Source source = find_key_of_source(call, *envelope, asked.action);
    source.foreign = policy::ResourceShown::this_resource;
    return source;
  }
  Found found = find_named(call, *asked.key_id, lookup);
  if (!known || named_inside->second != found.key.id) throw incorrect_key();
  return {found.key, envelope, std::move(found.alias)};
}

void allow_source(Call& call, const Source& source, std::string_view operation,
                  const EncryptionContext& encryption_context, policy::Context context,
                  const std::vector<std::string>& grant_tokens) {
  context.add(cryptography_keys(encryption_context));
  add_request_alias(context, source.alias);
  allow(call, source.key,
        {.operation = operation,
         .context = std::move(context),
         .foreign = source.foreign,
         .encryption_context = &encryption_context,
         .grant_tokens = &grant_tokens});
}

// Throws InvalidCiphertextException if the bytes were not sealed by this key with this context.
Opened open_source(const Source& source, const EncryptionContext& encryption_context) {
  auto opened = open(source.key, encryption_context, source.envelope.value());
  if (!opened) throw invalid_ciphertext();
  return *std::move(opened);
}

}  // namespace

api::EncryptResponse encrypt(Call& call, const api::EncryptRequest& in) {
  const Found found = find_named(
      call, in.key_id,
      {.action = "kms:Encrypt", .forms = Forms::key_or_alias, .reach = Reach::any_account});
  check_grant_tokens(call.world, in.grant_tokens);
  policy::Context context = cryptography_keys(in.encryption_context);
  add_request_alias(context, found.alias);
  allow(call, found.key,
        {.operation = "Encrypt",
         .context = std::move(context),
         .encryption_context = &in.encryption_context,
         .grant_tokens = &in.grant_tokens});
  require_enabled(found.key);
  require_symmetric(in.encryption_algorithm);
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  return {.ciphertext_blob =
              Blob{seal(found.key, in.encryption_context, in.plaintext.bytes, call.world.random)},
          .key_id = arn(found.key),
          .encryption_algorithm = std::string(symmetric_algorithm)};
}

api::DecryptResponse decrypt(Call& call, const api::DecryptRequest& in) {
  const Source source =
      find_source(call, {.ciphertext = in.ciphertext_blob,
                         .key_id = in.key_id,
                         .ignores_ciphertext = ignores_ciphertext(in.dry_run, in.dry_run_modifiers),
                         .action = "kms:Decrypt"});
  check_grant_tokens(call.world, in.grant_tokens);
  allow_source(call, source, "Decrypt", in.encryption_context, {}, in.grant_tokens);
  require_enabled(source.key);
  require_symmetric(in.encryption_algorithm);
  if (!source.envelope) throw dry_run_succeeded();
  const Opened opened = open_source(source, in.encryption_context);
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  return {.key_id = arn(source.key),
          .plaintext = Blob{opened.plaintext.bytes()},
          .encryption_algorithm = std::string(symmetric_algorithm),
          .key_material_id = opened.material_id};
}

// Two decisions, about two keys of perhaps two accounts: kms:ReEncryptFrom and kms:ReEncryptTo.
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html
api::ReEncryptResponse re_encrypt(Call& call, const api::ReEncryptRequest& in) {
  const Source source =
      find_source(call, {.ciphertext = in.ciphertext_blob,
                         .key_id = in.source_key_id,
                         .ignores_ciphertext = ignores_ciphertext(in.dry_run, in.dry_run_modifiers),
                         .action = "kms:ReEncryptFrom"});
  const Found to = find_named(
      call, in.destination_key_id,
      {.action = "kms:ReEncryptTo", .forms = Forms::key_or_alias, .reach = Reach::any_account});
  check_grant_tokens(call.world, in.grant_tokens);
  policy::Context both;
  both.set("kms:ReEncryptOnSameKey", source.key.id == to.key.id ? "true" : "false");
  allow_source(call, source, "ReEncryptFrom", in.source_encryption_context, both, in.grant_tokens);
  both.add(cryptography_keys(in.destination_encryption_context));
  add_request_alias(both, to.alias);
  allow(call, to.key,
        {.operation = "ReEncryptTo",
         .context = std::move(both),
         .encryption_context = &in.destination_encryption_context,
         .grant_tokens = &in.grant_tokens});
  require_enabled(source.key);
  require_enabled(to.key);
  require_symmetric(in.source_encryption_algorithm);
  require_symmetric(in.destination_encryption_algorithm);
  if (!source.envelope) throw dry_run_succeeded();
  const Opened opened = open_source(source, in.source_encryption_context);
  if (in.dry_run.value_or(false)) throw dry_run_succeeded();

  return {.ciphertext_blob = Blob{seal(to.key, in.destination_encryption_context,
                                       opened.plaintext.bytes(), call.world.random)},
          .source_key_id = arn(source.key),
          .key_id = arn(to.key),
          .source_encryption_algorithm = std::string(symmetric_algorithm),
          .destination_encryption_algorithm = std::string(symmetric_algorithm),
          .source_key_material_id = opened.material_id,
          .destination_key_material_id = to.key.materials.back().id};
}

}  // namespace amishare::kms
