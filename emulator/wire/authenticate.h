// authenticate.h - from a signature to a caller.
#pragma once
#include <cstddef>
#include <string>

#include "wire/http.h"
#include "wire/schema.h"
#include "wire/sigv4.h"
#include "world/call.h"
#include "world/world.h"

namespace amishare::wire {

// Whom a request's signature proves it to be from: one of the credentials behind its access key id.
struct Identity {
  std::string access_key_id;
  std::size_t credential = 0;  // index into iam::find_credentials()
  AccountId account;
  Region region;
};

// Verifies the signature of a request to `service`. Changes nothing but the cache of keys. Throws
// the refusal in the service's own words (facts of IAM, D2 to D6).
Identity authenticate(const World& world, const Service& service, const HttpRequest& request,
                      SigningKeys& keys);

// For `--auth off`: whoever the access key id stands for, unproved; admin of 000000000000 where it
// stands for nobody.
Identity take_at_word(const World& world, const HttpRequest& request);

// The caller behind an identity. Requires that its account was opened.
Caller caller_of(const World& world, const Identity& identity, const HttpRequest& request);

}  // namespace amishare::wire
