// authenticate.h - from a signature to a caller.
#pragma once
#include <optional>

#include "iam/iam.h"
#include "wire/http.h"
#include "wire/schema.h"
#include "wire/sigv4.h"
#include "world/call.h"
#include "world/world.h"

namespace amishare::wire {

// Whom a request's signature proves it to be from: one of the credentials behind its access key id.
struct Identity {
  iam::Credential credential;
  Region region;
  const AccountId& account() const { return credential.principal->account; }
};

// Verifies the signature of a request to `service`. Its date may go by the world's clock or, if
// there is one, by the `other`. Changes nothing but the cache of keys. Throws the refusal in the
// service's own words.
Identity authenticate(const World& world, const Service& service, const HttpRequest& request,
                      std::optional<Instant> other_clock, SigningKeys& keys);

// Whether the access key id that a request claims looks like one of a real AWS account and is none
// of this world: sent here by mistake, most likely.
bool is_stray_key(const World& world, const HttpRequest& request);

// For `--auth off`: whoever the access key id stands for, unproved; admin of 000000000000 where it
// stands for nobody. Requires that it is no stray key.
Identity take_at_word(const World& world, const HttpRequest& request);

// Whether this is a request that nobody needs to sign, and nobody signed: the token in
// AssumeRoleWithWebIdentity speaks for its bearer, and so would an assertion in AssumeRoleWithSAML.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
bool needs_no_signature(const Service& service, const HttpRequest& request);
// Who such a request is from: nobody, in the Region of the endpoint that it names.
Identity nobody(const HttpRequest& request);

// The caller behind an identity.
Caller caller_of(Identity identity, const HttpRequest& request);

}  // namespace amishare::wire
