// sigv4_refusal_test.cpp - each way in which a signature can be wrong, in each protocol's words.
#include <chrono>
#include <functional>
#include <string>

#include "crypto/hash.h"
#include "support/catch.h"
#include "wire/canonical_request.h"
#include "wire/sigv4.h"

using namespace amishare;
using namespace amishare::wire;
using namespace std::chrono_literals;

namespace {

// 2013-06-09T10:00:15Z, the time of AWS's own samples.
Instant noon() {
  using namespace std::chrono;
  return sys_days(year(2013) / 6 / 9) + hours(10) + seconds(15);
}

bool is_region(std::string_view name) { return name == "us-east-1" || name == "eu-west-1"; }

const SigningCredentials long_term{"111122223333", "test"};
const SigningCredentials temporary{"ASIAIOSFODNN7EXAMPLE", "secret", "token"};

std::vector<SigningCandidate> find(std::string_view id) {
  if (id == long_term.access_key_id) return {{"test"}, {"root"}};
  if (id == temporary.access_key_id) return {{"secret", "token", noon() + 1h}};
  if (id == "ASIAEXPIRED") return {{"secret", "token", noon()}};
  if (id == "AKIAINACTIVE") return {{.secret_access_key = "secret", .active = false}};
  return {};
}

HttpRequest bare(std::string target = "/") {
  return {.target = std::move(target), .headers = {{"Host", "localhost:4566"}}, .body = "body"};
}

HttpRequest signed_by(const SigningCredentials& credentials, std::string_view region = "us-east-1",
                      std::string_view service = "sts", Instant at = noon()) {
  HttpRequest request = bare();
  sign(request, credentials, region, service, at);
  return request;
}

HttpRequest presigned_by(const SigningCredentials& credentials, std::string_view service,
                         Instant at, std::chrono::seconds valid_for) {
  HttpRequest request = bare();
  presign(request, credentials, "us-east-1", service, at, valid_for);
  return request;
}

std::string& value_of(HttpRequest& request, std::string_view name) {
  for (auto& entry : request.headers) {
    if (same_name(entry.first, name)) return entry.second;
  }
  FAIL("no header " << name);
  return request.body;
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
}

Error refusal_of(std::string_view service, Protocol protocol, const HttpRequest& request) {
  SigningKeys keys;
  try {
    verify_signature({service, protocol, &is_region}, request, noon(), &find, keys);
  } catch (const Error& error) {
    return error;
  }
  return {"taken", "", 200};
}

Error from_sts(const HttpRequest& request) { return refusal_of("sts", Protocol::query, request); }

const std::string mismatch =
    "The request signature we calculated does not match the signature you provided. Check your AWS "
    "Secret Access Key and signing method. Consult the service documentation for details.";

// One request for each fault, all for STS in us-east-1.
HttpRequest faulty(SignatureFault fault) {
  HttpRequest request = signed_by(long_term);
  switch (fault) {
    case SignatureFault::malformed_path:
      request.target = "/%zz";
      break;
    case SignatureFault::malformed_query:
      request.target = "/?a=%zz";
      break;
    case SignatureFault::missing:
      return bare();
    case SignatureFault::two_signatures:
      request.target = "/?X-Amz-Algorithm=x";
      break;
    case SignatureFault::incomplete:
      replace(value_of(request, "Authorization"), "Signature=", "Sig=");
      break;
    case SignatureFault::host_not_signed:
      replace(value_of(request, "Authorization"), "SignedHeaders=host;", "SignedHeaders=");
      break;
    case SignatureFault::expired:
      return signed_by(long_term, "us-east-1", "sts", noon() - 901s);
    case SignatureFault::not_yet_current:
      return signed_by(long_term, "us-east-1", "sts", noon() + 901s);
    case SignatureFault::wrong_scope:
      return signed_by(long_term, "mars-1");
    case SignatureFault::invalid_token:
      return signed_by({"111122223333", "test", "token"});
    case SignatureFault::expired_token:
      return signed_by({"ASIAEXPIRED", "secret", "token"});
    case SignatureFault::unknown_key:
      return signed_by({"AKIAIOSFODNN7EXAMPLE", "secret"});
    case SignatureFault::wrong_signature:
      return signed_by({"111122223333", "guess"});
  }
  return request;
}

}  // namespace

TEST_CASE("STS and IAM refuse in the recorded words", "[wire][sigv4]") {
  CHECK(from_sts(faulty(SignatureFault::malformed_path)) == Error{"", "", 400});
  CHECK(from_sts(faulty(SignatureFault::malformed_query)) ==
        Error{"MalformedQueryString", "Illegal hex character in escape % pattern: %zz", 400});
  CHECK(from_sts(faulty(SignatureFault::missing)) ==
        Error{"MissingAuthenticationToken", "Request is missing Authentication Token", 403});
  CHECK(from_sts(faulty(SignatureFault::two_signatures)) ==
        Error{"SignatureDoesNotMatch", "", 403});
  CHECK(from_sts(faulty(SignatureFault::host_not_signed)) ==
        Error{"SignatureDoesNotMatch",
              "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.", 403});
  CHECK(from_sts(faulty(SignatureFault::expired)) ==
        Error{"SignatureDoesNotMatch",
              "Signature expired: 20130609T094514Z is now earlier than 20130609T094515Z "
              "(20130609T100015Z - 15 min.)",
              403});
  CHECK(from_sts(faulty(SignatureFault::not_yet_current)) ==
        Error{"SignatureDoesNotMatch",
              "Signature not yet current: 20130609T101516Z is still later than 20130609T101515Z "
              "(20130609T100015Z + 15 min.)",
              403});
  CHECK(
      from_sts(faulty(SignatureFault::invalid_token)) ==
      Error{"InvalidClientTokenId", "The security token included in the request is invalid", 403});
  CHECK(from_sts(faulty(SignatureFault::expired_token)) ==
        Error{"ExpiredToken", "The security token included in the request is expired", 403});
  CHECK(
      from_sts(faulty(SignatureFault::unknown_key)) ==
      Error{"InvalidClientTokenId", "The security token included in the request is invalid.", 403});
  CHECK(from_sts(faulty(SignatureFault::wrong_signature)) ==
        Error{"SignatureDoesNotMatch", mismatch, 403});
}

TEST_CASE("an incomplete signature is described part by part", "[wire][sigv4]") {
  const auto refusal = [](const std::string& authorization) {
    HttpRequest request = signed_by(long_term);
    value_of(request, "Authorization") = authorization;
    return from_sts(request);
  };
  const auto hash = [](const std::string& text) { return crypto::to_base64(crypto::sha256(text)); };
  CHECK(refusal("Basic dGVzdA==") ==
        Error{"IncompleteSignature", "Unsupported AWS 'algorithm': 'Basic'.", 400});
  CHECK(refusal("") == Error{"IncompleteSignature", "Unsupported AWS 'algorithm': ''.", 400});
  CHECK(refusal("AWS4-HMAC-SHA256 Credential") ==
        Error{"IncompleteSignature",
              "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with "
              "SHA-256 and encoded with Base64): '" +
                  hash("AWS4-HMAC-SHA256 Credential") + "'.",
              400});
  CHECK(refusal("AWS4-HMAC-SHA256") ==
        Error{"IncompleteSignature",
              "Authorization header requires 'Credential' parameter. Authorization header requires "
              "'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. "
              "(Hashed with SHA-256 and encoded with Base64) Authorization=" +
                  hash("AWS4-HMAC-SHA256"),
              400});
  CHECK(
      refusal("AWS4-HMAC-SHA256 Credential=a, Signature=b")
          .message.starts_with("Authorization header requires 'SignedHeaders' parameter. (Hashed"));

  HttpRequest undated = signed_by(long_term);
  std::erase_if(undated.headers, [](const auto& entry) { return entry.first == "X-Amz-Date"; });
  CHECK(from_sts(undated).message.starts_with(
      "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
      "(Hashed"));

  HttpRequest query = bare("/?X-Amz-Algorithm=AWS4-HMAC-SHA256");
  CHECK(from_sts(query) ==
        Error{"IncompleteSignature",
              "AWS query-string parameters must include 'X-Amz-Credential'. AWS "
              "query-string parameters must include 'X-Amz-Signature'. AWS "
              "query-string parameters must include 'X-Amz-SignedHeaders'. AWS "
              "query-string parameters must include 'X-Amz-Date'. Re-examine the "
              "query-string parameters.",
              400});
  query.target = "/?X-Amz-Algorithm=AWS5";
  CHECK(from_sts(query) ==
        Error{"IncompleteSignature", "Unsupported AWS 'algorithm': 'AWS5'.", 400});
}

TEST_CASE("the last of doubled parameters counts in a header, the first in a query",
          "[wire][sigv4]") {
  HttpRequest request = signed_by(long_term);
  std::string& authorization = value_of(request, "Authorization");
  replace(authorization, " Credential=", " Credential=x/y, Signature=z, Credential=");
  CHECK(from_sts(request).code == "taken");

  request = presigned_by(long_term, "sts", noon(), 60s);
  request.target += "&X-Amz-Signature=0000";
  CHECK(from_sts(request).code == "taken");
}

TEST_CASE("dates that are none are refused", "[wire][sigv4]") {
  const auto refusal = [](const std::string& name, const std::string& date) {
    HttpRequest request = signed_by(long_term);
    value_of(request, "X-Amz-Date") = date;
    for (auto& entry : request.headers) {
      if (entry.first == "X-Amz-Date") entry.first = name;
    }
    return from_sts(request);
  };
  for (const char* date :
       {"now", "20130609", "20130609T100015", "20130609T100015X", "20131309T100015Z",
        "20130631T100015Z", "20130609T240015Z", "20130609T106015Z", "2013060 T100015Z",
        "Sun, 09 Jux 2013 10:00:15 GMT", "Sun, 09 unJ 2013 10:00:15 GMT", "+0130609T100015Z"}) {
    CHECK(refusal("X-Amz-Date", date) ==
          Error{"IncompleteSignature",
                "Date must be in ISO-8601 'basic format'. Got '" + std::string(date) +
                    "'. See http://en.wikipedia.org/wiki/ISO_8601",
                400});
  }
  // Read, and found not to be what was signed only where it is another header.
  for (const char* date : {"20130609T100015Z", "2013-06-09T10:00:15Z",
                           "Sun, 09 Jun 2013 10:00:15 GMT", "Sun, 09 Jun 2013 10:00:15 -0000"}) {
    CHECK(refusal("Date", date) == Error{"SignatureDoesNotMatch", mismatch, 403});
  }
}

TEST_CASE("a scope that does not fit is described part by part", "[wire][sigv4]") {
  const auto refusal = [](const std::string& credential) {
    HttpRequest request = signed_by(long_term);
    replace(value_of(request, "Authorization"), "111122223333/20130609/us-east-1/sts/aws4_request",
            credential);
    return from_sts(request);
  };
  CHECK(refusal("a/b/c/d") == Error{"IncompleteSignature",
                                    "Credential must have exactly 5 slash-delimited elements, e.g. "
                                    "keyid/date/region/service/term, got 'a/b/c/d'",
                                    400});
  CHECK(refusal("a/b/c/d/e/f").message.ends_with("got 'a/b/c/d/e/f'"));
  CHECK(refusal("a/b/c/d/e") ==
        Error{"SignatureDoesNotMatch",
              "Credential should be scoped to a valid region, not 'c'. Credential should be scoped "
              "to correct service: 'sts'. Credential should be scoped with a valid terminator: "
              "'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from "
              "ISO-8601 version of date from HTTP: 'b' != '20130609', from '20130609T100015Z'.",
              403});
  CHECK(refusal("a/20130609/us-east-1/ec2/aws4_request").message ==
        "Credential should be scoped to correct service: 'sts'. ");
  // IAM has one Region.
  CHECK(refusal_of("iam", Protocol::query, signed_by(long_term, "eu-west-1", "iam")).message ==
        "Credential should be scoped to a valid region, not 'eu-west-1'. ");
  CHECK(refusal_of("iam", Protocol::query, signed_by(long_term, "us-east-1", "iam")).code ==
        "taken");
}

TEST_CASE("a signature is good for fifteen minutes either way", "[wire][sigv4]") {
  for (const auto shift : {-900s, 0s, 900s}) {
    CHECK(from_sts(signed_by(long_term, "us-east-1", "sts", noon() + shift)).code == "taken");
  }
}

TEST_CASE("a presigned request is good for as long as it says, at STS for fifteen minutes",
          "[wire][sigv4]") {
  const auto ec2 = [](std::chrono::seconds ago, std::chrono::seconds valid_for) {
    return refusal_of("ec2", Protocol::ec2,
                      presigned_by(long_term, "ec2", noon() - ago, valid_for));
  };
  CHECK(ec2(60s, 60s).code == "taken");
  CHECK(ec2(61s, 60s) == Error{"RequestExpired", "Request has expired.", 400});
  CHECK(ec2(3600s, 3600s).code == "taken");
  CHECK(ec2(3601s, 3600s).code == "RequestExpired");
  CHECK(ec2(900s, 700000s).code == "taken");  // longer than a week: not heeded
  CHECK(ec2(901s, 700000s).code == "RequestExpired");
  CHECK(from_sts(presigned_by(long_term, "sts", noon() - 900s, 60s)).code == "taken");
  CHECK(from_sts(presigned_by(long_term, "sts", noon() - 901s, 3600s)).code ==
        "SignatureDoesNotMatch");
  const Error kms =
      refusal_of("kms", Protocol::json, presigned_by(long_term, "kms", noon() - 61s, 30s));
  CHECK(kms.message ==
        "Signature expired: 20130609T095914Z is now earlier than 20130609T095945Z "
        "(20130609T100015Z - 30 sec.)");
}

TEST_CASE("temporary credentials need their token and end", "[wire][sigv4]") {
  CHECK(from_sts(signed_by(temporary)).code == "taken");
  CHECK(from_sts(presigned_by(temporary, "sts", noon(), 60s)).code == "taken");
  CHECK(from_sts(signed_by({temporary.access_key_id, temporary.secret_access_key})).message ==
        "The security token included in the request is invalid.");
  CHECK(from_sts(signed_by({temporary.access_key_id, temporary.secret_access_key, "tokeN"}))
            .message == "The security token included in the request is invalid");
  CHECK(from_sts(signed_by({temporary.access_key_id, "guess", "token"})).message == mismatch);
  CHECK(from_sts(signed_by({"AKIAINACTIVE", "secret"})).code == "InvalidClientTokenId");
}

TEST_CASE("EC2 refuses in its own words", "[wire][sigv4]") {
  const auto ec2 = [](SignatureFault fault) {
    HttpRequest request = faulty(fault);
    return refusal_of("sts", Protocol::ec2, request);
  };
  const Error auth_failure{"AuthFailure",
                           "AWS was not able to validate the provided access credentials", 401};
  const Error expired{"RequestExpired", "Request has expired.", 400};
  CHECK(ec2(SignatureFault::missing) ==
        Error{"MissingParameter", "The request must contain the parameter AWSAccessKeyId", 400});
  for (const SignatureFault fault :
       {SignatureFault::two_signatures, SignatureFault::host_not_signed,
        SignatureFault::not_yet_current, SignatureFault::wrong_scope, SignatureFault::invalid_token,
        SignatureFault::unknown_key, SignatureFault::wrong_signature}) {
    CHECK(ec2(fault) == auth_failure);
  }
  CHECK(ec2(SignatureFault::expired) == expired);
  CHECK(ec2(SignatureFault::expired_token) == expired);
  CHECK(ec2(SignatureFault::incomplete).code == "IncompleteSignature");
  CHECK(ec2(SignatureFault::malformed_query).code == "MalformedQueryString");
}

TEST_CASE("JSON services refuse by the names of exceptions", "[wire][sigv4]") {
  const std::pair<SignatureFault, std::string> codes[] = {
      {SignatureFault::missing, "MissingAuthenticationTokenException"},
      {SignatureFault::incomplete, "IncompleteSignatureException"},
      {SignatureFault::two_signatures, "InvalidSignatureException"},
      {SignatureFault::host_not_signed, "InvalidSignatureException"},
      {SignatureFault::expired, "InvalidSignatureException"},
      {SignatureFault::not_yet_current, "InvalidSignatureException"},
      {SignatureFault::wrong_scope, "InvalidSignatureException"},
      {SignatureFault::wrong_signature, "InvalidSignatureException"},
      {SignatureFault::invalid_token, "UnrecognizedClientException"},
      {SignatureFault::unknown_key, "UnrecognizedClientException"},
      {SignatureFault::expired_token, "ExpiredTokenException"}};
  for (const auto& item : codes) {
    const HttpRequest request = faulty(item.first);
    const std::string message = from_sts(request).message;
    CHECK(refusal_of("sts", Protocol::json, request) == Error{item.second, message, 400});
    CHECK(refusal_of("sts", Protocol::rest_json, request) == Error{item.second, message, 403});
  }
}

TEST_CASE("B15: an unknown key opens nothing, whatever it is called", "[wire][sigv4]") {
  for (const char* id : {"AKIAIOSFODNN7EXAMPLE", "ASIAQQQQQQQQQQQQQQQQ", "test", "mock", "LKIA1",
                         "11112222333", "999999999999", "root"}) {
    CAPTURE(id);
    CHECK(from_sts(signed_by({id, "test"})).code == "InvalidClientTokenId");
    CHECK(refusal_of("kms", Protocol::json, signed_by({id, "test"}, "us-east-1", "kms")).code ==
          "UnrecognizedClientException");
    CHECK(refusal_of("ec2", Protocol::ec2, presigned_by({id, "test"}, "ec2", noon(), 60s)).code ==
          "AuthFailure");
  }
}

TEST_CASE("the first thing wrong is what is said", "[wire][sigv4]") {
  // Wrong in every way but the malformed: each repair brings the next complaint to light.
  HttpRequest request =
      signed_by({"AKIAIOSFODNN7EXAMPLE", "guess", "token"}, "mars-1", "sts", noon() - 2h);
  request.target = "/?X-Amz-Algorithm=x&a=%";
  CHECK(from_sts(request).message == "Incomplete trailing escape % sequence");
  request.target = "/?X-Amz-Algorithm=x";
  CHECK(from_sts(request) == Error{"SignatureDoesNotMatch", "", 403});
  request.target = "/";
  std::string& authorization = value_of(request, "Authorization");
  const std::string whole = authorization;
  replace(authorization, "SignedHeaders=host;", "SignedHeaders=");
  CHECK(from_sts(request).message.starts_with("'Host'"));
  authorization = whole;
  CHECK(from_sts(request).message.starts_with("Signature expired"));
  value_of(request, "X-Amz-Date") = "20130609T100015Z";
  CHECK(from_sts(request).message ==
        "Credential should be scoped to a valid region, not 'mars-1'. ");
  replace(authorization, "mars-1", "us-east-1");
  CHECK(from_sts(request).message == "The security token included in the request is invalid");
  value_of(request, "X-Amz-Security-Token").clear();
  CHECK(from_sts(request).message == "The security token included in the request is invalid.");
  replace(authorization, "AKIAIOSFODNN7EXAMPLE", "111122223333");
  CHECK(from_sts(request).message == mismatch);
}

TEST_CASE("the id of a key that looks real is not repeated", "[wire][sigv4]") {
  HttpRequest request = signed_by(long_term);
  replace(value_of(request, "Authorization"), "111122223333/", "AKIAIOSFODNN7EXAMPLE/x/");
  const std::string message = from_sts(request).message;
  CHECK(message.find("IOSFODNN7EXAMPLE") == std::string::npos);
  CHECK(message.find("'AKIA****************/x/20130609") != std::string::npos);
  CHECK(resembles_real_key("AKIAIOSFODNN7EXAMPLE"));
  CHECK(resembles_real_key("ASIAIOSFODNN7EXAMPLE"));
  CHECK_FALSE(resembles_real_key("AROAIOSFODNN7EXAMPLE"));
  CHECK_FALSE(resembles_real_key("AKIAIOSFODNN7EXAMPL"));
  CHECK_FALSE(resembles_real_key("AKIAIOSFODNN7EXAMPLEX"));
  CHECK_FALSE(resembles_real_key("AKIAiosfodnn7example"));
  CHECK_FALSE(resembles_real_key("111122223333"));
}

TEST_CASE("what is echoed is plain text", "[wire][sigv4]") {
  HttpRequest request = signed_by(long_term);
  value_of(request, "Authorization") = "B\xff\x01\xc3sic x";
  CHECK(from_sts(request).message == "Unsupported AWS 'algorithm': 'B???sic'.");
}

TEST_CASE("paths that are none are refused before anything else", "[wire][sigv4]") {
  for (const char* target :
       {"", "x", "http://host/", "*", "/..", "/a/../..", "/%", "/%4", "/%zz", "/../a", "/./.."}) {
    CAPTURE(target);
    CHECK(from_sts(bare(target)) == Error{"", "", 400});
  }
}

TEST_CASE("a body not hashed is EBS direct's alone", "[wire][sigv4]") {
  const auto refusal = [](std::string_view service, Protocol protocol, bool signed_header) {
    HttpRequest request = bare();
    request.headers.emplace_back("X-Amz-Content-SHA256", "UNSIGNED-PAYLOAD");
    const std::vector<std::string> names =
        signed_header_names(signed_header ? "host;x-amz-content-sha256;x-amz-date" : "host");
    // Signed by hand, as sign() always hashes the body.
    request.headers.emplace_back("X-Amz-Date", basic_time(noon()));
    const std::string canonical =
        canonical_request("POST", "/", "", request.headers, names, "UNSIGNED-PAYLOAD");
    const std::string scope = "20130609/us-east-1/" + std::string(service) + "/aws4_request";
    SigningKeys keys;
    const std::string signature = crypto::to_hex(
        crypto::hmac_sha256(keys.key("test", "20130609", "us-east-1", service),
                            "AWS4-HMAC-SHA256\n" + basic_time(noon()) + "\n" + scope + "\n" +
                                crypto::to_hex(crypto::sha256(canonical))));
    request.headers.emplace_back(
        "Authorization", "AWS4-HMAC-SHA256 Credential=111122223333/" + scope +
                             ", SignedHeaders=" + joined_names(names) + ", Signature=" + signature);
    return refusal_of(service, protocol, request).code;
  };
  CHECK(refusal("ebs", Protocol::rest_json, true) == "taken");
  CHECK(refusal("ebs", Protocol::rest_json, false) == "InvalidSignatureException");
  CHECK(refusal("kms", Protocol::json, true) == "InvalidSignatureException");
}
