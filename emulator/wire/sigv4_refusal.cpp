// sigv4_refusal.cpp - how each protocol says that a signature is not good.
#include "wire/sigv4.h"

namespace amishare::wire {
namespace {

constexpr int bad_request = 400;
constexpr int unauthorized = 401;
constexpr int forbidden = 403;

// EC2 has sentences of its own for all but the malformed. Of those that are malformed there is no
// recording; they are worded here as the other query services word them.
// Recorded: no signature, unknown key, wrong signature, skewed clock, expired token or time.
Error ec2_refusal(const SignatureFailure& failure) {
  switch (failure.fault) {
    case SignatureFault::malformed_path:
      return {"", "", bad_request};
    case SignatureFault::malformed_query:
      return {"MalformedQueryString", failure.message, bad_request};
    case SignatureFault::incomplete:
      return {"IncompleteSignature", failure.message, bad_request};
    case SignatureFault::missing:
      return {"MissingParameter", "The request must contain the parameter AWSAccessKeyId",
              bad_request};
    case SignatureFault::expired:
    case SignatureFault::expired_token:
      return {"RequestExpired", "Request has expired.", bad_request};
    case SignatureFault::two_signatures:
    case SignatureFault::host_not_signed:
    case SignatureFault::not_yet_current:
    case SignatureFault::wrong_scope:
    case SignatureFault::invalid_token:
    case SignatureFault::unknown_key:
    case SignatureFault::wrong_signature:
      break;
  }
  return {"AuthFailure", "AWS was not able to validate the provided access credentials",
          unauthorized};
}

// IAM and STS, recorded.
Error query_refusal(const SignatureFailure& failure) {
  const auto [fault, message] = failure;
  switch (fault) {
    case SignatureFault::malformed_path:
      return {"", "", bad_request};
    case SignatureFault::malformed_query:
      return {"MalformedQueryString", message, bad_request};
    case SignatureFault::missing:
      return {"MissingAuthenticationToken", message, forbidden};
    case SignatureFault::incomplete:
      return {"IncompleteSignature", message, bad_request};
    case SignatureFault::invalid_token:
    case SignatureFault::unknown_key:
      return {"InvalidClientTokenId", message, forbidden};
    case SignatureFault::expired_token:
      return {"ExpiredToken", message, forbidden};
    case SignatureFault::two_signatures:
    case SignatureFault::host_not_signed:
    case SignatureFault::expired:
    case SignatureFault::not_yet_current:
    case SignatureFault::wrong_scope:
    case SignatureFault::wrong_signature:
      break;
  }
  return {"SignatureDoesNotMatch", message, forbidden};
}

// The JSON services' names for the same, recorded of DynamoDB. `status` is 400 there; that REST
// services answer 403 is inferred from others of their kind.
Error json_refusal(const SignatureFailure& failure, int status) {
  const auto [fault, message] = failure;
  switch (fault) {
    case SignatureFault::malformed_path:
      return {"", "", bad_request};
    case SignatureFault::malformed_query:
      return {"MalformedQueryString", message, bad_request};
    case SignatureFault::missing:
      return {"MissingAuthenticationTokenException", message, status};
    case SignatureFault::incomplete:
      return {"IncompleteSignatureException", message, status};
    case SignatureFault::invalid_token:
    case SignatureFault::unknown_key:
      return {"UnrecognizedClientException", message, status};
    case SignatureFault::expired_token:
      return {"ExpiredTokenException", message, status};
    case SignatureFault::two_signatures:
    case SignatureFault::host_not_signed:
    case SignatureFault::expired:
    case SignatureFault::not_yet_current:
    case SignatureFault::wrong_scope:
    case SignatureFault::wrong_signature:
      break;
  }
  return {"InvalidSignatureException", message, status};
}

}  // namespace

Error signature_refusal(Protocol protocol, const SignatureFailure& failure) {
  switch (protocol) {
    case Protocol::ec2:
      return ec2_refusal(failure);
    case Protocol::query:
      return query_refusal(failure);
    case Protocol::json:
      return json_refusal(failure, bad_request);
    case Protocol::rest_json:
      break;
  }
  return json_refusal(failure, forbidden);
}

Error stray_key(Protocol protocol) {
  return signature_refusal(protocol, {SignatureFault::unknown_key,
                                      "The security token included in the request is invalid."});
}

VerifiedSignature verify_signature(const SignatureRules& rules, const HttpRequest& request,
                                   Instant now, const FindCandidates& find, SigningKeys& keys) {
  auto checked = check_signature(rules, request, now, find, keys);
  if (const auto* failure = std::get_if<SignatureFailure>(&checked)) {
    throw signature_refusal(rules.protocol, *failure);
  }
  return std::get<VerifiedSignature>(std::move(checked));
}

}  // namespace amishare::wire
