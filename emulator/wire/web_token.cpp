// web_token.cpp - tokens and key sets, out of their JSON.
#include "wire/web_token.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "crypto/hash.h"
#include "crypto/signature.h"

namespace amishare::wire {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_keys = 100;
constexpr std::string_view aws_claims = "https://aws.amazon.com/";

// Base64url without padding, as RFC 7515 has it.
std::optional<std::string> from_url_text(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '-', '+');
  std::replace(padded.begin(), padded.end(), '_', '/');
  while (padded.size() % 4 != 0) padded += '=';
  return crypto::from_base64(padded);
}

std::optional<Json> object_in(std::string_view part) {
  const auto text = from_url_text(part);
  if (!text) return std::nullopt;
  Json json = Json::parse(*text, nullptr, /*allow_exceptions=*/false);
  return json.is_object() ? std::optional(std::move(json)) : std::nullopt;
}

std::string text_of(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// A claim that is one text or a list of them.
std::vector<std::string> texts_of(const Json& object, std::string_view name) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (found->is_string()) return {found->get<std::string>()};
  std::vector<std::string> texts;
  if (!found->is_array()) return texts;
  for (const Json& each : *found) {
    if (each.is_string()) texts.push_back(each.get<std::string>());
  }
  return texts;
}

std::optional<std::int64_t> seconds_of(const Json& object, std::string_view name) {
  constexpr double last = 253402300799;  // the year 9999
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double since_1970 = found->get<double>();
  if (!(since_1970 >= 0 && since_1970 <= last)) return std::nullopt;
  return static_cast<std::int64_t>(std::floor(since_1970));
}

void read_aws_claims(const Json& claims, WebToken& token) {
  const std::string prefix(aws_claims);
  token.source_identity = text_of(claims, prefix + "source_identity");
  const auto tags = claims.find(prefix + "tags");
  if (tags == claims.end() || !tags->is_object()) return;
  token.transitive_keys = texts_of(*tags, "transitive_tag_keys");
  const auto principal_tags = tags->find("principal_tags");
  if (principal_tags == tags->end() || !principal_tags->is_object()) return;
  for (const auto& [key, unused] : principal_tags->items()) {
    const auto values = texts_of(*principal_tags, key);
    if (!values.empty()) token.tags.emplace_back(key, values.front());
  }
}

// An unsigned number of a key.
std::string number_in(const Json& jwk, std::string_view name) {
  return from_url_text(text_of(jwk, name)).value_or("");
}

// What of a key is kept, to be told again.
Json known_members(const Json& jwk) {
  Json kept = Json::object();
  for (const char* name : {"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"}) {
    const auto found = jwk.find(name);
    if (found != jwk.end() && found->is_string()) kept[name] = *found;
  }
  return kept;
}

std::optional<iam::IssuerKey> read_key(const Json& jwk) {
  iam::IssuerKey key{
      .id = text_of(jwk, "kid"),
      .algorithm = {},
      .public_key = {},
      .jwk = known_members(jwk).dump(-1, ' ', false, Json::error_handler_t::replace)};
  std::optional<std::string> der;
  if (text_of(jwk, "kty") == "RSA") {
    key.algorithm = "RS256";
    der = crypto::rsa_public_key(number_in(jwk, "n"), number_in(jwk, "e"));
  } else if (text_of(jwk, "kty") == "EC" && text_of(jwk, "crv") == "P-256") {
    key.algorithm = "ES256";
    der = crypto::p256_public_key(number_in(jwk, "x"), number_in(jwk, "y"));
  } else {
    return std::nullopt;
  }
  if (!der) throw std::invalid_argument("key \"" + key.id.substr(0, 80) + "\" is none");
  key.public_key = *std::move(der);
  return key;
}

}  // namespace

std::optional<WebToken> read_web_token(std::string_view text) {
  const auto first = text.find('.');
  const auto last = text.rfind('.');
  if (first == std::string_view::npos || last == first) return std::nullopt;
  const auto header = object_in(text.substr(0, first));
  const auto claims = object_in(text.substr(first + 1, last - first - 1));
  auto signature = from_url_text(text.substr(last + 1));
  if (!header || !claims || !signature || signature->empty()) return std::nullopt;
  WebToken token{.algorithm = text_of(*header, "alg"),
                 .key_id = text_of(*header, "kid"),
                 .signed_bytes = std::string(text.substr(0, last)),
                 .signature = *std::move(signature),
                 .issuer = text_of(*claims, "iss"),
                 .subject = text_of(*claims, "sub"),
                 .authorized_party = text_of(*claims, "azp"),
                 .email = text_of(*claims, "email"),
                 .audiences = texts_of(*claims, "aud"),
                 .methods = texts_of(*claims, "amr"),
                 .expires = seconds_of(*claims, "exp"),
                 .not_before = seconds_of(*claims, "nbf"),
                 .issued = seconds_of(*claims, "iat"),
                 .tags = {},
                 .transitive_keys = {},
                 .source_identity = {}};
  read_aws_claims(*claims, token);
  return token;
}

std::optional<bool> is_signed_by(const WebToken& token, const std::vector<iam::IssuerKey>& keys) {
  bool found = false;
  for (const iam::IssuerKey& key : keys) {
    if (key.algorithm != token.algorithm || (!token.key_id.empty() && key.id != token.key_id)) {
      continue;
    }
    found = true;
    const auto scheme = key.algorithm == "RS256" ? crypto::SignatureAlgorithm::rs256
                                                 : crypto::SignatureAlgorithm::es256;
    if (crypto::signature_holds(scheme, key.public_key, token.signed_bytes, token.signature)) {
      return true;
    }
  }
  return found ? std::optional(false) : std::nullopt;
}

std::vector<iam::IssuerKey> read_issuer_keys(std::string_view json_text) {
  const Json json = Json::parse(json_text, nullptr, /*allow_exceptions=*/false);
  const auto keys = json.is_object() ? json.find("keys") : json.end();
  if (!json.is_object() || keys == json.end() || !keys->is_array()) {
    throw std::invalid_argument("a key set is an object with a list \"keys\"");
  }
  if (keys->size() > most_keys) throw std::invalid_argument("a key set has at most 100 keys");
  std::vector<iam::IssuerKey> read;
  for (const Json& jwk : *keys) {
    if (!jwk.is_object()) throw std::invalid_argument("a key is an object");
    if (auto key = read_key(jwk)) read.push_back(*std::move(key));
  }
  return read;
}

}  // namespace amishare::wire
