// sigv4_test.cpp - requests that others signed are taken, and none of them once it is changed.
#include "wire/sigv4.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "crypto/hash.h"
#include "support/catch.h"
#include "wire/canonical_request.h"

using namespace amishare;
using namespace amishare::wire;
using nlohmann::json;

namespace {

struct Vector {
  std::string title, service, region, unsigned_target;
  SigningCredentials credentials;
  std::chrono::seconds presigned;
  HttpRequest request;
};

// What botocore signed; see tests/wire/sigv4/make_vectors.py.
std::vector<Vector> botocore_vectors() {
  std::ifstream file(AMISHARE_SOURCE_DIR "/tests/wire/sigv4/botocore.json");
  const json document = json::parse(file);
  std::vector<Vector> vectors;
  for (const json& item : document["vectors"]) {
    Vector vector{
        item["title"], item["service"], item["region"], item["unsigned_target"], {}, {}, {}};
    const json& credentials = item["credentials"];
    vector.credentials = {credentials["access_key_id"], credentials["secret_access_key"],
                          credentials["session_token"]};
    vector.presigned = std::chrono::seconds(item["presigned"].get<int>());
    vector.request.method = item["method"];
    vector.request.target = item["target"];
    vector.request.body = crypto::from_base64(item["body"].get<std::string>()).value();
    for (const json& header : item["headers"]) {
      vector.request.headers.emplace_back(header[0], header[1]);
    }
    vectors.push_back(std::move(vector));
  }
  REQUIRE(vectors.size() > 40);
  return vectors;
}

Instant botocore_time() {
  using namespace std::chrono;
  return sys_days(year(2026) / 1 / 2) + hours(3) + minutes(4) + seconds(5);
}

bool is_region(std::string_view name) {
  return name == "us-east-1" || name == "eu-west-1" || name == "ap-northeast-2";
}

SignatureRules rules_of(std::string_view service) {
  if (service == "ec2") return {service, Protocol::ec2, &is_region};
  if (service == "kms") return {service, Protocol::json, &is_region};
  if (service == "ebs") return {service, Protocol::rest_json, &is_region};
  return {service, Protocol::query, &is_region};
}

// Empty if the signature is good.
std::string failure_of(const Vector& vector, const HttpRequest& request, SigningKeys& keys) {
  const auto find = [&](std::string_view id) -> std::vector<SigningCandidate> {
    if (id != vector.credentials.access_key_id) return {};
    return {{vector.credentials.secret_access_key, vector.credentials.session_token}};
  };
  const auto result =
      check_signature(rules_of(vector.service), request, botocore_time(), find, keys);
  if (const auto* failure = std::get_if<SignatureFailure>(&result)) {
    return failure->message.empty() ? "refused" : failure->message;
  }
  CHECK(std::get<VerifiedSignature>(result).region == vector.region);
  return "";
}

// The names that a request's signature covers, and those that make it.
std::set<std::string> covered_names(const HttpRequest& request) {
  std::set<std::string> names = {"authorization", "x-amz-date", "x-amz-security-token"};
  const std::string authorization(header(request.headers, "authorization"));
  const auto start = authorization.find("SignedHeaders=");
  if (start != std::string::npos) {
    const auto end = authorization.find(',', start);
    for (const auto& name : signed_header_names(authorization.substr(start + 14, end - start - 14)))
      names.insert(name);
  } else {
    names.insert({"host", "x-k8s-aws-id"});
  }
  return names;
}

std::string in_lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// Every text that differs from `text` in one character.
std::vector<std::string> changed(const std::string& text) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    texts.push_back(text);
    texts.back()[i] = text[i] == 'x' ? 'y' : 'x';
  }
  texts.push_back(text + "x");
  return texts;
}

}  // namespace

TEST_CASE("what botocore signed is taken", "[wire][sigv4]") {
  SigningKeys keys;
  for (const Vector& vector : botocore_vectors()) {
    CAPTURE(vector.title);
    CHECK(failure_of(vector, vector.request, keys) == "");
    CHECK(failure_of(vector, vector.request, keys) == "");  // now with the kept key
  }
}

TEST_CASE("a changed request is refused, whatever was changed", "[wire][sigv4]") {
  SigningKeys keys;
  for (const Vector& vector : botocore_vectors()) {
    CAPTURE(vector.title);
    HttpRequest request = vector.request;
    for (const std::string& method : changed(request.method)) {
      request.method = method;
      CHECK(failure_of(vector, request, keys) != "");
    }
    request = vector.request;
    for (const std::string& target : changed(request.target)) {
      // A path that normalises to the same one is the same request.
      if (canonical_path(split_target(target).path) ==
              canonical_path(split_target(vector.request.target).path) &&
          split_target(target).query == split_target(vector.request.target).query) {
        continue;
      }
      request.target = target;
      CAPTURE(target);
      CHECK(failure_of(vector, request, keys) != "");
    }
    const auto covered = covered_names(vector.request);
    for (std::size_t i = 0; i < vector.request.headers.size(); ++i) {
      request = vector.request;
      const auto& [name, value] = vector.request.headers[i];
      if (!covered.contains(in_lower_case(name))) continue;
      for (const std::string& other : changed(value)) {
        request.headers[i].second = other;
        CAPTURE(name, other);
        CHECK(failure_of(vector, request, keys) != "");
      }
      request.headers.erase(request.headers.begin() + static_cast<std::ptrdiff_t>(i));
      CAPTURE(name);
      CHECK(failure_of(vector, request, keys) != "");
      request = vector.request;
      if (in_lower_case(name) == "authorization" || in_lower_case(name) == "date") continue;
      if (in_lower_case(name) == "x-amz-date") continue;  // the first counts, and is the same
      request.headers.emplace_back(name, "x");
      // Of an unsigned security token there is none here: every client signs it.
      CHECK(failure_of(vector, request, keys) != "");
    }
    const bool body_is_signed =
        header(vector.request.headers, "x-amz-content-sha256") != "UNSIGNED-PAYLOAD";
    request = vector.request;
    for (const std::string& body : changed(vector.request.body)) {
      request.body = body;
      CHECK((failure_of(vector, request, keys) != "") == body_is_signed);
    }
  }
}

TEST_CASE("we sign as botocore signs", "[wire][sigv4]") {
  for (const Vector& vector : botocore_vectors()) {
    CAPTURE(vector.title);
    const bool other_date = !header(vector.request.headers, "date").empty();
    if (other_date || vector.title == "a body not hashed") continue;  // we do neither
    HttpRequest request = vector.request;
    request.target = vector.unsigned_target;
    if (vector.presigned.count() == 0) {
      sign(request, vector.credentials, vector.region, vector.service, botocore_time());
      CHECK(header(request.headers, "authorization") ==
            header(vector.request.headers, "authorization"));
      CHECK(header(request.headers, "x-amz-date") == "20260102T030405Z");
    } else {
      presign(request, vector.credentials, vector.region, vector.service, botocore_time(),
              vector.presigned);
      const auto signature = [](const std::string& target) {
        return target.substr(target.find("&X-Amz-Signature="));
      };
      CHECK(signature(request.target) == signature(vector.request.target));
      SigningKeys keys;
      CHECK(failure_of(vector, request, keys) == "");
    }
  }
}

// The request that AWS's own description signs step by step:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
TEST_CASE("AWS's worked example is signed as AWS signs it", "[wire][sigv4]") {
  HttpRequest request{
      .method = "GET",
      .target = "/?Action=ListUsers&Version=2010-05-08",
      .headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"},
                  {"Host", "iam.amazonaws.com"}}};
  using namespace std::chrono;
  const Instant then = sys_days(year(2015) / 8 / 30) + hours(12) + minutes(36);
  sign(request, {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, "us-east-1", "iam",
       then);
  CHECK(header(request.headers, "authorization") ==
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
}

// Signatures of AWS's test suite (awslabs/aws-c-auth, tests/aws-signing-test-suite/v4): key
// AKIDEXAMPLE, service "service", 2015-08-30T12:36:00Z.
TEST_CASE("AWS's test suite is signed as AWS signs it", "[wire][sigv4]") {
  struct Case {
    std::string target;
    Headers headers;
    std::string signature;
  };
  const Case cases[] = {
      {"/", {}, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"/example/..", {}, "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
      {"//example//", {}, "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84"},
      {"/\xe1\x88\xb4", {}, "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"},
      {"/example space/", {}, "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"},
      {"/?Param1=value1", {}, "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"},
      {"/?Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
       {},
       "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac"},
      {"/?\xe1\x88\xb4=bar",
       {},
       "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04"},
      {"/",
       {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}},
       "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea"},
  };
  using namespace std::chrono;
  const Instant then = sys_days(year(2015) / 8 / 30) + hours(12) + minutes(36);
  for (const Case& item : cases) {
    CAPTURE(item.target);
    HttpRequest request{.method = "GET", .target = item.target, .headers = item.headers};
    request.headers.emplace_back("Host", "example.amazonaws.com");
    sign(request, {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, "us-east-1",
         "service", then);
    const std::string_view authorization = header(request.headers, "authorization");
    CHECK(authorization.substr(authorization.size() - 64) == item.signature);
  }
}

TEST_CASE("of several secrets behind a key the one that signed is found", "[wire][sigv4]") {
  const auto find = [](std::string_view) -> std::vector<SigningCandidate> {
    return {{"test"}, {"root"}, {"third"}};
  };
  SigningKeys keys;
  for (const auto& [secret, index] :
       {std::pair("test", 0U), std::pair("root", 1U), std::pair("third", 2U)}) {
    HttpRequest request{.headers = {{"Host", "localhost"}}};
    sign(request, {"111122223333", secret}, "us-east-1", "kms", botocore_time());
    const auto verified = verify_signature(rules_of("kms"), request, botocore_time(), find, keys);
    CHECK(verified.candidate == index);
    CHECK(verified.access_key_id == "111122223333");
  }
}

TEST_CASE("the keys that are kept are bounded, and no two are mixed up", "[wire][sigv4]") {
  SigningKeys keys(4);
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    seen.insert(keys.key("secret", "20260101", "us-east-1", "s" + std::to_string(i)));
    CHECK(keys.size() <= 4);
  }
  CHECK(seen.size() == 100);
  const std::string key = keys.key("secret", "20260101", "us-east-1", "kms");
  CHECK(keys.key("secret", "20260101", "us-east-1", "kms") == key);
  CHECK(keys.key("secret", "20260102", "us-east-1", "kms") != key);
  CHECK(keys.key("secret", "20260101", "us-east-2", "kms") != key);
  CHECK(keys.key("Secret", "20260101", "us-east-1", "kms") != key);
}

TEST_CASE("times are written in the basic format", "[wire][sigv4]") {
  CHECK(basic_time(Instant()) == "19700101T000000Z");
  CHECK(basic_time(botocore_time()) == "20260102T030405Z");
  CHECK(basic_time(botocore_time() + std::chrono::milliseconds(999)) == "20260102T030405Z");
}
