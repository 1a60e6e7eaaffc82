// hostile_requests_test.cpp - HTTP that is well-formed and asks for nonsense; the server goes on.
//
// Each request is signed as it is, so that it gets as far as it can, and goes through a socket to
// a gateway that checks that nothing changed where something was refused.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "client/transport.h"
#include "crypto/hash.h"
#include "support/catch.h"
#include "support/raw_connection.h"
#include "wire/canonical_request.h"
#include "wire/error.h"
#include "wire/gateway.h"

using namespace amishare;
using namespace amishare::test;

namespace {

class HostileClient {
 public:
  // "400 SerializationException", or the status alone where there is no code.
  std::string verdict(const wire::HttpRequest& request) {
    const wire::HttpResponse response = transport_->send(request);
    const std::string code = wire::decode_error(response).code;
    if (response.status < 300 || code.empty()) return std::to_string(response.status);
    return std::to_string(response.status) + " " + code;
  }

  std::string kms(const std::string& operation, const std::string& body) {
    return sent("kms", {.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                    {"X-Amz-Target", "TrentService." + operation}},
                        .body = body});
  }
  std::string form(const std::string& service, const std::string& body) {
    return sent(service,
                {.headers = {{"Content-Type", "application/x-www-form-urlencoded"}}, .body = body});
  }
  std::string ec2(const std::string& rest) {
    return form("ec2", "Version=2016-11-15&Action=" + rest);
  }
  std::string iam(const std::string& rest) {
    return form("iam", "Version=2010-05-08&Action=" + rest);
  }
  std::string sts(const std::string& rest) {
    return form("sts", "Version=2011-06-15&Action=" + rest);
  }
  std::string ebs(const std::string& method, const std::string& target,
                  const std::string& body = "", wire::Headers headers = {}) {
    return sent("ebs",
                {.method = method, .target = target, .headers = std::move(headers), .body = body});
  }
  std::string sent(const std::string& service, wire::HttpRequest request) {
    request.headers.emplace_back("Host", host_);
    wire::sign(request, {"111122223333", "test"}, "us-east-1", service, world_.timeline.now());
    return verdict(request);
  }
  // With this in the place of the right Authorization header.
  std::string with_authorization(const std::string& value) {
    return verdict({.headers = {{"Host", host_},
                                {"Content-Type", "application/x-www-form-urlencoded"},
                                {"X-Amz-Date", wire::basic_time(world_.timeline.now())},
                                {"Authorization", value}},
                    .body = "Action=GetCallerIdentity&Version=2011-06-15"});
  }
  // A key of KMS; the world's things are few.
  std::string make_key() {
    wire::HttpRequest request{.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                                          {"X-Amz-Target", "TrentService.CreateKey"},
                                          {"Host", host_}},
                              .body = "{}"};
    wire::sign(request, {"111122223333", "test"}, "us-east-1", "kms", world_.timeline.now());
    const std::string body = transport_->send(request).body;
    const auto start = body.find("\"KeyId\":\"") + 9;
    return body.substr(start, 36);
  }
  bool goes_on() { return sts("GetCallerIdentity") == "200"; }
  const std::string& defects() const { return defects_; }

 private:
  static wire::GatewayOptions options(std::string& defects) {
    wire::GatewayOptions options{.check_refusals = true};
    options.warn = [&defects](std::string_view line) { defects += line; };
    return options;
  }

  World world_;
  std::string defects_;
  wire::Gateway gateway_{world_, options(defects_)};
  RunningServer running_{
      {}, [this](const wire::HttpRequest& request) { return gateway_.handle(request); }};
  std::string host_ = client::host_of_endpoint(running_.server().endpoint());
  std::unique_ptr<client::Transport> transport_ =
      client::http_transport(running_.server().endpoint());
};

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

const std::string serialization = "400 SerializationException";
const std::string validation = "400 ValidationException";
const std::string malformed_query = "400 MalformedQueryString";
const std::string incomplete = "400 IncompleteSignature";

}  // namespace

TEST_CASE("JSON that is none, or is not what was asked for", "[server][hostile]") {
  HostileClient client;
  const std::string key = client.make_key();
  const std::string id = R"("KeyId": ")" + key + R"(")";
  for (const std::string& body :
       std::vector<std::string>{"{",
                                "}",
                                "[",
                                "[]",
                                "null",
                                "1",
                                "\"text\"",
                                "{]",
                                "{\"KeyId\"}",
                                "{\"KeyId\":}",
                                "{\"KeyId\": 'x'}",
                                "{\"KeyId\": \"x\",}",
                                "{KeyId: \"x\"}",
                                "// {}\n{}",
                                "{} {}",
                                "{\"KeyId\": \"x\"} trailing",
                                "{\"KeyId\": NaN}",
                                "{\"Limit\": 01}",
                                "{\"Limit\": 1e999}",
                                "{\"KeyId\": \"\\ud800\"}",
                                "{\"KeyId\": \"\\x41\"}",
                                "{\"KeyId\": \"a\nb\"}",
                                std::string("{\"KeyId\": \"\0\"}", 13),
                                "{\"KeyId\": \"\xff\"}",
                                "{\"KeyId\": \"\xc0\xaf\"}",
                                "{\"KeyId\": \"\xed\xa0\x80\"}",
                                "{\"KeyId\": \"\xf5\x80\x80\x80\"}",
                                "\xff\xfe{\0}\0",
                                std::string("{\0}\0", 4),
                                repeated("[", 100'000),
                                repeated("{\"a\":", 100'000),
                                "{\"a\":" + repeated("[", 70) + repeated("]", 70) + "}",
                                R"({"KeyId": 1})",
                                R"({"KeyId": true})",
                                R"({"KeyId": {}})",
                                R"({"KeyId": []})"}) {
    CAPTURE(body.substr(0, 100));
    CHECK(client.kms("DescribeKey", body) == serialization);
  }
  // A name twice counts as its last; what nobody knows is passed over; both as SDKs' servers do.
  CHECK(client.kms("DescribeKey", R"({"KeyId": "x", )" + id + "}") == "200");
  CHECK(client.kms("DescribeKey", R"({"Unknown": {"a": [1, {"b": null}]}, )" + id + "}") == "200");
  CHECK(client.kms("DescribeKey", "{" + id + R"(, "": 1, "GrantTokens": null})") == "200");
  CHECK(client.kms("DescribeKey", R"({"KeyId": ")" + std::string(900'000, 'x') + R"("})") ==
        validation);
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("base64 that is none", "[server][hostile]") {
  HostileClient client;
  const std::string id = R"("KeyId": ")" + client.make_key() + R"(")";
  for (const char* text :
       {"*", "A", "AAA", "AA=A", "=AAA", "AAAA=", "AA A", "AA\\n==", "-_-_", "\xc3\xa4\xc3\xb6"}) {
    CAPTURE(text);
    CHECK(client.kms("Encrypt", "{" + id + R"(, "Plaintext": ")" + text + "\"}") == serialization);
    CHECK(client.kms("Decrypt", std::string(R"({"CiphertextBlob": ")") + text + "\"}") ==
          serialization);
  }
  CHECK(client.kms("Encrypt", "{" + id + R"(, "Plaintext": ""})") == validation);
  CHECK(client.kms("Decrypt", R"({"CiphertextBlob": "AAAA"})") == "400 InvalidCiphertextException");
  CHECK(client.kms("Encrypt", "{" + id + R"(, "Plaintext": ")" +
                                  crypto::to_base64(std::string(4097, 'x')) + "\"}") == validation);
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("absurd numbers", "[server][hostile]") {
  HostileClient client;
  const std::string id = R"("KeyId": ")" + client.make_key() + R"(")";
  for (const char* number :
       {"0", "-1", "1025", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "99999999999999999999999", "1e300", "-1e300", "0.9"}) {
    CAPTURE(number);
    CHECK(client.kms("GenerateRandom", std::string(R"({"NumberOfBytes": )") + number + "}") ==
          validation);
  }
  for (const char* number : {"\"1\"", "true", "[1]", "{}"}) {
    CHECK(client.kms("GenerateRandom", std::string(R"({"NumberOfBytes": )") + number + "}") ==
          serialization);
  }
  for (const char* number :
       {"0", "-1", "99999999999999999999", "9223372036854775807", "-9223372036854775808", "1e3",
        "0x10", "1.5", "one", "+-1", "%00", "1%00", "%EF%BC%91"}) {
    CAPTURE(number);
    CHECK(client.ec2(std::string("DescribeImages&MaxResults=") + number) ==
          "400 InvalidParameterValue");
    CHECK(client.ec2(std::string("CreateVolume&AvailabilityZone=us-east-1a&Size=") + number)
              .starts_with("400 Invalid"));
    const std::string taken = client.sts(
        std::string("AssumeRole&RoleArn=arn:aws:iam::111122223333:role/x&RoleSessionName=x"
                    "&DurationSeconds=") +
        number);
    CHECK((taken == "400 ValidationError" || taken == "400 MalformedInput"));
  }
  for (const char* number : {"0", "99999999999999999999", "2147483648", "-1", "x"}) {
    CAPTURE(number);
    CHECK(client
              .ec2(std::string("RunInstances&ImageId=ami-0123456789abcdef0&MinCount=1&MaxCount=") +
                   number)
              .starts_with("400 Invalid"));
  }
  CHECK(client.ebs("POST", "/snapshots", R"({"VolumeSize": 99999999999999999999})") == validation);
  CHECK(client.ebs("POST", "/snapshots", R"({"VolumeSize": -1})") == validation);
  CHECK(client.ebs("GET", "/snapshots/snap-0123456789abcdef0/blocks?maxResults=1")
            .starts_with("400 "));
  CHECK(client
            .ebs("GET",
                 "/snapshots/snap-0123456789abcdef0/blocks/99999999999999999999"
                 "?blockToken=x")
            .starts_with("400 "));
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("forms that are none", "[server][hostile]") {
  HostileClient client;
  for (const char* broken : {"&a=%", "&a=%4", "&a=%zz", "&%=1", "&a=%-1", "&a=%C3%28", "&a=%FF",
                             "&a=%ED%A0%80", "&a=%C0%80", "&a=\xff\xfe"}) {
    CAPTURE(broken);
    CHECK(client.ec2(std::string("DescribeRegions") + broken) == malformed_query);
    CHECK(client.sts(std::string("GetCallerIdentity") + broken) == malformed_query);
  }
  for (const char* strange :
       {"&ImageId=ami-1", "&ImageId.0=x", "&ImageId.x=x", "&ImageId.-1=x", "&ImageId.1.2=x",
        "&ImageId.1.Value=x", "&ImageId.9999999999=x", "&Filter.1.Name.1=x", "&Filter.Name=x",
        "&Filter.1.=x", "&.=x", "&...=x", "&imageid.1=ami-1"}) {
    CAPTURE(strange);
    CHECK(client.ec2(std::string("DescribeImages") + strange).starts_with("400 "));
  }
  CHECK(client.ec2("DescribeImages&" + repeated("A.", 100'000) + "=x") == "400 UnknownParameter");
  CHECK(client.ec2("DescribeImages&Filter.1." + repeated("Value.", 100'000) + "1=x") ==
        "400 UnknownParameter");
  CHECK(client.ec2("DescribeImages" + repeated("&ImageId.1=ami-0123456789abcdef0", 20'000)) ==
        "400 InvalidAMIID.NotFound");
  CHECK(client.ec2("DescribeImages&ImageId.999999999=ami-0123456789abcdef0") ==
        "400 InvalidAMIID.NotFound");
  CHECK(client.ec2("DescribeImages&" + repeated("&&=&", 100'000)) == "200");
  CHECK(client.ec2("DescribeImages&=x") == "400 UnknownParameter");
  CHECK(client.iam("CreateUser&UserName=a%00b") == "400 ValidationError");
  CHECK(client.iam("CreateUser&UserName=" + std::string(500'000, 'x')) == "400 ValidationError");
  CHECK(client.iam("CreateUser&UserName=%F0%9F%98%80") == "400 ValidationError");
  CHECK(client.form("ec2", "") == "400 MissingAction");
  CHECK(client.form("ec2", "Action=") == "400 MissingAction");
  CHECK(client.form("sts", "Version=2011-06-15").starts_with("400 "));
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("documents that are nested deeply or not at all", "[server][hostile]") {
  HostileClient client;
  const std::string key = client.make_key();
  const std::vector<std::string> documents = {
      "{",
      "null",
      "[]",
      "not json",
      repeated("[", 30'000),
      repeated("{\"Statement\":", 2'000),
      R"({"Version":"2012-10-17","Statement":)" + repeated("[", 5'000) + repeated("]", 5'000) + "}",
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*",)"
      R"("Condition":)" +
          repeated("{\"StringEquals\":", 2'000) + "1" + repeated("}", 2'000) + "}}"};
  for (const std::string& document : documents) {
    CAPTURE(document.substr(0, 60));
    std::string quoted;
    for (const char c : document) quoted += c == '"' ? std::string("\\\"") : std::string(1, c);
    CHECK(client.kms("PutKeyPolicy", R"({"KeyId":")" + key + R"(","Policy":")" + quoted + "\"}")
              .starts_with("400 "));
    const std::string escaped = wire::percent_encoded(document);
    CHECK(client.iam("CreatePolicy&PolicyName=x&PolicyDocument=" + escaped).starts_with("400 "));
    CHECK(client.iam("CreateRole&RoleName=x&AssumeRolePolicyDocument=" + escaped)
              .starts_with("400 "));
  }
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("signatures that are none", "[server][hostile]") {
  HostileClient client;
  for (const std::string& value : std::vector<std::string>{
           "Bearer abc", "Basic dGVzdDp0ZXN0", "AWS test:abc", "AWS4-HMAC-SHA256",
           "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential", "AWS4-HMAC-SHA256 Credential=",
           "AWS4-HMAC-SHA256 Credential=a/b/c/sts/e", "AWS4-HMAC-SHA256 =,=,=",
           "AWS4-HMAC-SHA512 Credential=a, SignedHeaders=host, Signature=b",
           "AWS4-ECDSA-P256-SHA256 Credential=a, SignedHeaders=host, Signature=b",
           "AWS4-HMAC-SHA256 " + repeated(",", 20'000),
           "AWS4-HMAC-SHA256 Credential=" + repeated("/", 20'000) +
               "sts/x, SignedHeaders=host, Signature=0",
           "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts, SignedHeaders=host, "
           "Signature=0",
           "AWS4-HMAC-SHA256 Credential=\xff\xfe/\x80, SignedHeaders=host, Signature=0"}) {
    CAPTURE(value.substr(0, 80));
    CHECK(client.with_authorization(value).starts_with("400 I"));
  }
  const std::string scope = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sts/aws4_request";
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {", SignedHeaders=host, Signature=", incomplete},
      {", SignedHeaders=, Signature=0", incomplete},
      {", SignedHeaders=;;;, Signature=0", "403 SignatureDoesNotMatch"},
      {", SignedHeaders=x-amz-date, Signature=0", "403 SignatureDoesNotMatch"},
      {", SignedHeaders=host, Signature=0", "403 SignatureDoesNotMatch"},
      {", SignedHeaders=host, Signature=" + std::string(64, 'z'), "403 SignatureDoesNotMatch"},
      {", SignedHeaders=host, Signature=" + std::string(20'000, '0'), "403 SignatureDoesNotMatch"},
      {", SignedHeaders=host;" + repeated("x;", 9'000) + ", Signature=0",
       "403 SignatureDoesNotMatch"},
  };
  for (const auto& [rest, verdict] : wrong) {
    CAPTURE(rest.substr(0, 80));
    CHECK(client.with_authorization(scope + rest) == verdict);
  }
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("presigned queries that are none", "[server][hostile]") {
  HostileClient client;
  const auto get = [&](const std::string& query) {
    return client.verdict({.method = "GET",
                           .target = "/?Action=GetCallerIdentity&Version=2011-06-15" + query,
                           .headers = {{"Host", "localhost"}}});
  };
  const std::string algorithm = "&X-Amz-Algorithm=AWS4-HMAC-SHA256";
  const std::string credential =
      "&X-Amz-Credential=test%2F20260101%2Fus-east-1%2Fsts%2Faws4_request";
  const std::string end = "&X-Amz-SignedHeaders=host&X-Amz-Signature=0";
  CHECK(get("") == "403 MissingAuthenticationToken");
  CHECK(get("&X-Amz-Signature=0") == "403 MissingAuthenticationToken");
  CHECK(get("&X-Amz-Algorithm=") == incomplete);
  CHECK(get("&X-Amz-Algorithm=%zz") == malformed_query);
  CHECK(get(algorithm) == incomplete);
  CHECK(get(algorithm + credential + end) == incomplete);
  CHECK(get(algorithm + credential + end + "&X-Amz-Date=99999999T999999Z") == incomplete);
  CHECK(get(algorithm + credential + end + "&X-Amz-Date=" + std::string(20'000, '1')) ==
        incomplete);
  CHECK(get(algorithm + credential + end + "&X-Amz-Date=00010101T000000Z") ==
        "403 SignatureDoesNotMatch");
  CHECK(get(algorithm + credential + end + "&X-Amz-Date=99991231T235959Z") ==
        "403 SignatureDoesNotMatch");
  for (const char* expires : {"0", "-1", "604801", "99999999999999999999", "x", ""}) {
    CAPTURE(expires);
    CHECK(get(algorithm + credential + end + "&X-Amz-Date=20260101T000000Z&X-Amz-Expires=" +
              expires) == "403 SignatureDoesNotMatch");
  }
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}

TEST_CASE("paths and methods that lead nowhere", "[server][hostile]") {
  HostileClient client;
  for (const char* target : {"/..", "/../..", "/%", "/%zz", "*", "/snapshots/../../x",
                             "http://localhost/", "//", "/."}) {
    CAPTURE(target);
    const std::string verdict = client.verdict({.method = "GET", .target = target});
    CHECK(verdict.starts_with("4"));
  }
  for (const char* method : {"OPTIONS", "TRACE", "CONNECT", "PATCH", "BREW"}) {
    CAPTURE(method);
    CHECK(client.verdict({.method = method, .target = "/"}).starts_with("4"));
  }
  CHECK(client.ebs("GET", "/snapshots/%2e%2e/blocks").starts_with("400 "));
  CHECK(client.ebs("GET", "/snapshots/" + std::string(20'000, 'x') + "/blocks").starts_with("4"));
  CHECK(client.ebs("GET", "/snapshots//blocks").starts_with("4"));
  CHECK(client
            .ebs("PUT", "/snapshots/snap-0123456789abcdef0/blocks/0", std::string(600'000, 'x'),
                 {{"x-amz-Data-Length", "524288"},
                  {"x-amz-Checksum", "YQ=="},
                  {"x-amz-Checksum-Algorithm", "SHA256"}})
            .starts_with("4"));
  CHECK(client.goes_on());
  CHECK(client.defects().empty());
}
