// oidc_provider.h - identity providers that an account trusts, and the keys that they sign with.
#pragma once
#include <string>
#include <vector>

#include "iam/identity.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::iam {

// An IAM OpenID Connect identity provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html
struct OidcProvider {
  std::string url;  // without its scheme, as ARNs and condition keys have it
  AccountId account;
  std::vector<std::string> client_ids{};   // in the order in which they came
  std::vector<std::string> thumbprints{};  // kept and shown; there is no TLS to hold them against
  Instant created{};
  Tags tags{};
  bool operator==(const OidcProvider&) const = default;
};

std::string arn(const OidcProvider& provider);

// A public key of an issuer of tokens. AWS fetches them from the issuer; here, where nothing is
// fetched, they are an option of the world (wire/options.h).
struct IssuerKey {
  std::string id;          // the "kid" of its tokens
  std::string algorithm;   // "RS256" or "ES256"
  std::string public_key;  // DER, as crypto/signature.h takes it
  std::string jwk;         // as it was given, in JSON
  bool operator==(const IssuerKey&) const = default;
};

}  // namespace amishare::iam
