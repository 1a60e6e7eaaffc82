// encoded_message.cpp - AES-256-GCM under a key of the account, and the document inside.
#include "ec2/encoded_message.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "crypto/aes.h"
#include "crypto/hash.h"

namespace amishare::ec2 {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t nonce_size = 12;
constexpr std::string_view purpose = "ec2 authorization message";

// AWS wraps every list of this document in an object.
Json items(Json list) { return Json{{"items", std::move(list)}}; }
Json value(std::string_view text) { return Json{{"value", text}}; }

Json condition(std::string_view key, const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(value(text));
  return Json{{"key", key}, {"values", items(std::move(list))}};
}

// The keys that begin with aws: are for the reader; policies do not see them.
Json conditions(const Refusal& refusal) {
  const Arn arn = Arn::parse(refusal.resource);
  const std::string& resource = arn ? arn.resource : refusal.resource;
  Json list = Json::array();
  list.push_back(condition("aws:Resource", {resource}));
  list.push_back(condition("aws:Account", {refusal.resource_owner.value}));
  list.push_back(condition("aws:Region", {refusal.region.value}));
  list.push_back(condition("aws:Service", {"ec2"}));
  list.push_back(condition("aws:Type", {resource.substr(0, resource.find('/'))}));
  list.push_back(condition("aws:ARN", {refusal.resource}));
  if (resource.ends_with("/*")) list.push_back(condition("aws:ResourceBeingCreated", {"true"}));
  for (const auto& entry : refusal.context.entries()) {
    list.push_back(condition(entry.key, entry.values));
  }
  return list;
}

// A recorded statement names the caller's id and the action and resource that were asked for.
Json matched_statements(const Refusal& refusal) {
  Json list = Json::array();
  for (const policy::Match& match : refusal.decision.matches) {
    if (match.allows) continue;
    list.push_back(Json{{"statementId", match.sid},
                        {"effect", "DENY"},
                        {"principals", items(Json::array({value(refusal.principal.user_id)}))},
                        {"principalGroups", items(Json::array())},
                        {"actions", items(Json::array({value(refusal.action)}))},
                        {"resources", items(Json::array({value(refusal.resource)}))},
                        {"conditions", items(Json::array())}});
  }
  return list;
}

std::string key_of(std::uint64_t seed, const AccountId& account) {
  return crypto::derive_key(crypto::sha256("amishare/" + std::to_string(seed)), purpose,
                            account.value, 32);
}

}  // namespace

std::string refusal_document(const Refusal& refusal) {
  const bool explicit_deny = refusal.decision.effect == policy::Effect::explicit_deny;
  const Json document{
      {"allowed", false},
      {"explicitDeny", explicit_deny},
      {"matchedStatements", items(explicit_deny ? matched_statements(refusal) : Json::array())},
      {"failures", items(Json::array())},
      {"context",
       Json{{"principal", Json{{"id", refusal.principal.user_id}, {"arn", refusal.principal.arn}}},
            {"action", refusal.action},
            {"resource", refusal.resource},
            {"conditions", items(conditions(refusal))}}}};
  // Names that are not UTF-8 were refused long before; nothing here may throw.
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string encode_message(std::uint64_t seed, const AccountId& account, std::uint64_t request,
                           std::string_view document) {
  const std::string key = key_of(seed, account);
  // Derived from what is sealed: a nonce meets another text only if SHA-256 collides.
  const std::string nonce =
      crypto::hmac_sha256(key, std::to_string(request) + "/" + std::string(document))
          .substr(0, nonce_size);
  std::string text = crypto::to_base64(nonce + crypto::gcm_seal(key, nonce, purpose, document));
  text.erase(std::find(text.begin(), text.end(), '='), text.end());
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> decode_message(std::uint64_t seed, const AccountId& account,
                                          std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string standard(text);
  std::replace(standard.begin(), standard.end(), '-', '+');
  std::replace(standard.begin(), standard.end(), '_', '/');
  standard.append((4 - standard.size() % 4) % 4, '=');
  const std::optional<std::string> bytes = crypto::from_base64(standard);
  if (!bytes || bytes->size() < nonce_size) return std::nullopt;
  const std::string_view whole = *bytes;
  return crypto::gcm_open(key_of(seed, account), whole.substr(0, nonce_size), purpose,
                          whole.substr(nonce_size));
}

}  // namespace amishare::ec2
