// web_token.h - JSON Web Tokens, and the keys that issuers of them publish.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "iam/oidc_provider.h"

namespace amishare::wire {

// What a token says, and what it is signed with. Nothing of it is verified yet.
struct WebToken {
  std::string algorithm, key_id;  // "RS256"; the "kid", which may be empty
  std::string signed_bytes, signature;
  // Claims. https://openid.net/specs/openid-connect-core-1_0.html#IDToken
  std::string issuer, subject, authorized_party, email;
  std::vector<std::string> audiences, methods;              // "aud", "amr"
  std::optional<std::int64_t> expires, not_before, issued;  // seconds since 1970
  // Session tags, transitive keys and source identity, as AWS reads them from a token.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp
  std::vector<std::pair<std::string, std::string>> tags;
  std::vector<std::string> transitive_keys;
  std::string source_identity;
};

// nullopt if `text` is not a token that is signed and whose parts are JSON objects.
std::optional<WebToken> read_web_token(std::string_view text);

// Whether one of the keys made the token's signature; nullopt if none of them is the one it names.
std::optional<bool> is_signed_by(const WebToken& token, const std::vector<iam::IssuerKey>& keys);

// The keys of a JSON Web Key Set (RFC 7517), of which RSA and P-256 are read. Throws
// std::invalid_argument with a sentence if `json_text` is none, or has more than 100 keys.
std::vector<iam::IssuerKey> read_issuer_keys(std::string_view json_text);

}  // namespace amishare::wire
