// sigv4.h - AWS Signature Version 4: who signed a request, and how to sign one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "wire/http.h"
#include "wire/schema.h"
#include "world/error.h"
#include "world/timeline.h"

namespace amishare::wire {

// Keys derived from a secret, a date, a Region and a service, so that a second request under the
// same four costs one HMAC instead of five. Bounded: full, it starts anew.
class SigningKeys {
 public:
  explicit SigningKeys(std::size_t most = 1024) : most_(most) {}

  // 32 bytes; valid until the next call. `date` is "20260101".
  const std::string& key(std::string_view secret_access_key, std::string_view date,
                         std::string_view region, std::string_view service);
  std::size_t size() const { return keys_.size(); }

 private:
  std::size_t most_;
  std::unordered_map<std::string, std::string> keys_;
};

// ---- verifying ---------------------------------------------------------------------------------

// A secret that may stand behind an access key id.
struct SigningCandidate {
  std::string secret_access_key;
  std::string session_token{};       // temporary credentials only
  std::optional<Instant> expires{};  // temporary credentials only
  bool active = true;
};

// All that may stand behind an id; none if there is no such id.
using FindCandidates = std::function<std::vector<SigningCandidate>(std::string_view access_key_id)>;

// What a service expects of a signature.
struct SignatureRules {
  std::string_view service;  // "ec2"
  Protocol protocol;
  // Whether there is such a Region. IAM takes us-east-1 alone, whatever this says.
  bool (*is_region)(std::string_view name);
  // A second clock that a signature's date may go by. Not all SDKs set theirs by a server's Date,
  // so that one whose world was moved ahead takes the real time, too.
  std::optional<Instant> other_clock{};
};

// Who signed, and for which Region.
struct VerifiedSignature {
  std::size_t candidate = 0;  // index into what FindCandidates gave
  std::string access_key_id;
  std::string region;
};

enum class SignatureFault {
  malformed_path,   // an escape is broken, or the path leads above the root
  malformed_query,  // an escape is broken
  missing,          // no signature at all
  two_signatures,   // one in a header and one in the query
  incomplete,       // the signature's parts are not all there, or not as they should be
  host_not_signed,
  expired,          // made too long ago
  not_yet_current,  // made in the future
  wrong_scope,      // for another Region, service or day
  invalid_token,    // a session token that does not belong to the key
  expired_token,    // temporary credentials past their end
  unknown_key,      // no such key, or it is inactive, or its session token is missing
  wrong_signature,
};

struct SignatureFailure {
  SignatureFault fault;
  std::string message;  // AWS's, as its query services (IAM, STS) word it; may be empty
};

// Checks everything there is to check in AWS's order (first failure wins), for the header form and
// for the presigned form, at the time `now`. Changes nothing but the cache. If more than one
// candidate stands behind the key, the one whose signature matches is meant.
std::variant<VerifiedSignature, SignatureFailure> check_signature(const SignatureRules& rules,
                                                                  const HttpRequest& request,
                                                                  Instant now,
                                                                  const FindCandidates& find,
                                                                  SigningKeys& keys);

// What a service of that protocol answers. An Error without a code is sent without a body.
Error signature_refusal(Protocol protocol, const SignatureFailure& failure);

// check_signature(), throwing its refusal.
VerifiedSignature verify_signature(const SignatureRules& rules, const HttpRequest& request,
                                   Instant now, const FindCandidates& find, SigningKeys& keys);

// What is said to a key that nobody has, without its signature being looked at.
Error stray_key(Protocol protocol);

// Whether an access key id looks like one of a real AWS account: such a key was sent here by
// mistake, and its value belongs into no log.
bool resembles_real_key(std::string_view access_key_id);

// ---- signing -----------------------------------------------------------------------------------

struct SigningCredentials {
  std::string access_key_id;
  std::string secret_access_key;
  std::string session_token{};
};

// Signs all that the request has, in headers. Requires a Host header; sets X-Amz-Date,
// X-Amz-Security-Token and Authorization, replacing what was there.
void sign(HttpRequest& request, const SigningCredentials& credentials, std::string_view region,
          std::string_view service, Instant at);

// The same in the query string. Requires a Host header.
void presign(HttpRequest& request, const SigningCredentials& credentials, std::string_view region,
             std::string_view service, Instant at,
             std::chrono::seconds valid_for = std::chrono::hours(1));

// "20260101T000000Z".
std::string basic_time(Instant instant);

}  // namespace amishare::wire
