// gateway_test.cpp - a request's steps: in which order, in whose words, and what is kept of them.
#include "wire/gateway.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "api/iam.h"
#include "api/kms.h"
#include "api/sts.h"
#include "client/cloud.h"
#include "crypto/hash.h"
#include "support/catch.h"
#include "support/world_builder.h"
#include "wire/control.h"
#include "wire/message.h"
#include "wire/trace_json.h"

using namespace amishare;
using namespace amishare::test;
using namespace std::chrono_literals;

namespace {

constexpr const char* host = "localhost:4566";

wire::HttpRequest form(const std::string& body) {
  return {.headers = {{"Host", host}, {"Content-Type", "application/x-www-form-urlencoded"}},
          .body = body};
}

wire::HttpRequest json_request(const std::string& target, const std::string& body) {
  return {.headers = {{"Host", host},
                      {"Content-Type", "application/x-amz-json-1.1"},
                      {"X-Amz-Target", target}},
          .body = body};
}

struct Emulator {
  explicit Emulator(wire::GatewayOptions options = {})
      : gateway(world, [&] {
          options.check_refusals = true;
          options.log = [this](std::string_view line) { log += std::string(line) + "\n"; };
          options.warn = [this](std::string_view line) { warnings += std::string(line) + "\n"; };
          return options;
        }()) {}

  wire::HttpResponse ask(wire::HttpRequest request) { return gateway.handle(request); }
  wire::HttpResponse ask_signed(wire::HttpRequest request, const std::string& service,
                                const std::string& key = "111122223333",
                                const std::string& secret = "test") {
    wire::sign(request, {key, secret}, "us-east-1", service, world.timeline.now());
    return gateway.handle(request);
  }

  World world;
  std::string log, warnings;
  wire::Gateway gateway;
};

// "400 InvalidAction"
std::string verdict(const wire::HttpResponse& response) {
  return std::to_string(response.status) +
         (response.status < 300 ? "" : " " + wire::decode_error(response).code);
}

std::string content_type(const wire::HttpResponse& response) {
  return std::string(wire::header(response.headers, "Content-Type"));
}

}  // namespace

TEST_CASE("who asks is settled before what is asked", "[wire][gateway]") {
  Emulator emulator;
  const std::string nonsense = "Action=DoTheImpossible&Version=2016-11-15&%zz";
  // No service can be told, only that the form is broken.
  CHECK(verdict(emulator.ask(form(nonsense))) == "400 MalformedQueryString");
  CHECK(verdict(emulator.ask(form(""))) == "400 InvalidAction");
  CHECK(verdict(emulator.ask_signed(form(""), "iam")) == "400 MissingAction");
  CHECK(verdict(emulator.ask(form("Action=DoTheImpossible&Version=2016-11-15"))) ==
        "400 MissingParameter");
  CHECK(verdict(emulator.ask_signed(form(nonsense), "ec2", "111122223333", "guess")) ==
        "401 AuthFailure");
  CHECK(verdict(emulator.ask_signed(form(nonsense), "ec2")) == "400 MalformedQueryString");
  CHECK(verdict(emulator.ask(json_request("TrentService.DoTheImpossible", "{"))) ==
        "400 MissingAuthenticationTokenException");
  CHECK(verdict(emulator.ask_signed(json_request("TrentService.Encrypt", "{"), "kms")) ==
        "400 SerializationException");
  // A form is one by its type.
  wire::HttpRequest disguised = form("Action=DescribeRegions&Version=2016-11-15");
  disguised.headers[1].second = "application/json";
  CHECK(verdict(emulator.ask_signed(disguised, "ec2")) == "400 MissingAction");
  // Shape before permission, permission before existence.
  CHECK(verdict(emulator.ask_signed(form("Action=DescribeImages&Version=2016-11-15&Nothing=1"),
                                    "ec2")) == "400 UnknownParameter");
}

TEST_CASE("what AWS has and amishare has not is refused in the service's own shape, never with 5xx",
          "[wire][gateway]") {
  Emulator emulator;
  for (const wire::Service* service : wire::services()) {
    std::vector<std::string> names(service->not_emulated.begin(), service->not_emulated.end());
    names.emplace_back("DoTheImpossible");
    for (const std::string& name : names) {
      CAPTURE(service->name, name);
      wire::HttpRequest request =
          service->protocol == wire::Protocol::json
              ? json_request(std::string(service->target_prefix) + "." + name, "{}")
              : form("Action=" + name + "&Version=" + std::string(service->version));
      if (service->protocol == wire::Protocol::rest_json) request.target = "/nothing/of/the/kind";
      const auto response = emulator.ask_signed(request, std::string(service->name));
      const std::string message = wire::decode_error(response).message;
      switch (service->protocol) {
        case wire::Protocol::ec2:
          CHECK(verdict(response) == "400 InvalidAction");
          CHECK(content_type(response) == "text/xml;charset=UTF-8");
          CHECK(message.starts_with("The action " + name + " is not valid for this web service."));
          break;
        case wire::Protocol::query:
          CHECK(verdict(response) == "400 InvalidAction");
          CHECK(content_type(response) == "text/xml");
          CHECK(message.starts_with("Could not find operation " + name + " for version "));
          break;
        case wire::Protocol::json:
          CHECK(verdict(response) == "400 UnknownOperationException");
          CHECK(content_type(response) == "application/x-amz-json-1.1");
          break;
        case wire::Protocol::rest_json:
          CHECK(verdict(response) == "404 UnknownOperationException");
          CHECK(content_type(response) == "application/json");
          continue;
      }
      const bool known = name != "DoTheImpossible";
      CHECK((message.find("amishare does not emulate it") != std::string::npos) == known);
    }
  }
  CHECK(verdict(emulator.ask_signed(form("Action=ListBuckets&Version=2006-03-01"), "s3")) ==
        "400 InvalidAction");
  CHECK(verdict(emulator.ask_signed(json_request("DynamoDB_20120810.ListTables", "{}"),
                                    "dynamodb")) == "400 UnknownOperationException");
}

TEST_CASE("query services take a request as a form and as a query", "[wire][gateway]") {
  Emulator emulator;
  const std::string what = "Action=GetCallerIdentity&Version=2011-06-15";
  CHECK(emulator.ask_signed(form(what), "sts").status == 200);
  wire::HttpRequest get{.method = "GET", .target = "/?" + what, .headers = {{"Host", host}}};
  CHECK(emulator.ask_signed(get, "sts").status == 200);
  wire::presign(get, {"111122223333", "test"}, "us-east-1", "sts", emulator.world.timeline.now());
  const auto response = emulator.ask(get);
  CHECK(response.status == 200);
  CHECK(response.body.find("user/admin") != std::string::npos);
}

TEST_CASE("a refused request is kept with what it was refused for", "[wire][gateway]") {
  Emulator emulator;
  emulator.ask(form("Action=DescribeImages&Version=2016-11-15"));
  const TraceEntry& entry = *emulator.world.trace.find(1);
  CHECK(entry.service == "ec2");
  CHECK(entry.error->code == "MissingParameter");
  CHECK(entry.operation.empty());
  // A name is kept as far as it is one.
  emulator.ask_signed(form("Version=2016-11-15&Action=" + std::string(100'000, 'x')), "ec2");
  CHECK(emulator.world.trace.find(2)->operation == std::string(128, 'x'));
}

TEST_CASE("with --auth off callers are taken at their word", "[wire][gateway]") {
  Emulator emulator({.verify_signatures = false});
  const auto who = [&](const std::string& key) {
    wire::HttpRequest request = form("Action=GetCallerIdentity&Version=2011-06-15");
    if (!key.empty()) {
      request.headers.emplace_back("Authorization", "AWS4-HMAC-SHA256 Credential=" + key +
                                                        "/20260101/eu-west-1/sts/aws4_request");
    }
    const auto response = emulator.ask(request);
    if (response.status != 200) return verdict(response);
    const auto start = response.body.find("<Arn>") + 5;
    return response.body.substr(start, response.body.find('<', start) - start);
  };
  CHECK(who("") == "arn:aws:iam::000000000000:user/admin");
  CHECK(who("444455556666") == "arn:aws:iam::444455556666:user/admin");
  CHECK(who("whatever") == "arn:aws:iam::000000000000:user/admin");
  ask<iam::op::DetachUserPolicy>(
      emulator.world, root(AccountId{"000000000000"}),
      {.user_name = "admin", .policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"});
  ask<iam::op::DeleteUser>(emulator.world, root(AccountId{"000000000000"}), {.user_name = "admin"});
  CHECK(who("whatever") == "arn:aws:iam::000000000000:root");
  CHECK(emulator.world.trace.entries().back().region == eu_west_1);
  // Policies hold all the same.
  user(emulator.world, account_b, "carol");
  const auto key =
      ask<iam::op::CreateAccessKey>(emulator.world, root(account_b), {.user_name = "carol"});
  CHECK(who(key.access_key.access_key_id) == "arn:aws:iam::444455556666:user/carol");
  wire::HttpRequest listing = form("Action=ListUsers&Version=2010-05-08");
  listing.headers.emplace_back("Authorization",
                               "AWS4-HMAC-SHA256 Credential=" + key.access_key.access_key_id +
                                   "/20260101/us-east-1/iam/aws4_request");
  CHECK(verdict(emulator.ask(listing)) == "403 AccessDenied");
  CHECK(emulator.warnings.empty());
  // But not whoever seems to come from AWS itself.
  CHECK(who("AKIAIOSFODNN7EXAMPLE") == "403 InvalidClientTokenId");
  CHECK(emulator.warnings.find("looks like one of a real AWS account") != std::string::npos);
}

TEST_CASE("a key that looks real is refused, and kept nowhere", "[wire][gateway]") {
  Emulator emulator;
  const std::string key = "AKIAIOSFODNN7EXAMPLE";
  const std::string secret = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  std::string told;
  for (const auto& response :
       {emulator.ask_signed(form("Action=DescribeImages&Version=2016-11-15"), "ec2", key, secret),
        emulator.ask_signed(form("Action=ListUsers&Version=2010-05-08"), "iam", key, secret),
        emulator.ask_signed(json_request("TrentService.ListKeys", "{}"), "kms", key, secret)}) {
    CHECK(response.status >= 400);
    told += response.body;
  }
  for (const TraceEntry& entry : emulator.world.trace.entries()) told += wire::trace_json(entry);
  told += emulator.log + emulator.warnings;
  CHECK(told.find(key) == std::string::npos);
  CHECK(told.find("IOSFODNN7") == std::string::npos);
  CHECK(emulator.warnings.find("looks like one of a real AWS account") != std::string::npos);
}

TEST_CASE("after the world's clock was moved, clients may go by it or by the real one",
          "[wire][gateway]") {
  Emulator emulator;
  const Instant real = emulator.world.timeline.now() + 1s;
  emulator.gateway.pace_to(real);
  emulator.gateway.advance(24h);
  emulator.gateway.pace_to(real + 1s);
  CHECK(emulator.world.timeline.now() == real + 24h + 1s);
  const auto asked_at = [&](Instant at) {
    wire::HttpRequest request = form("Action=GetCallerIdentity&Version=2011-06-15");
    wire::sign(request, {"111122223333", "test"}, "us-east-1", "sts", at);
    return verdict(emulator.ask(request));
  };
  CHECK(asked_at(real) == "200");
  CHECK(asked_at(real + 24h) == "200");
  CHECK(asked_at(real + 12h) == "403 SignatureDoesNotMatch");
  CHECK(asked_at(real - 16min) == "403 SignatureDoesNotMatch");
  CHECK(asked_at(real + 24h + 16min) == "403 SignatureDoesNotMatch");
}

TEST_CASE("temporary credentials end by the world's clock alone", "[wire][gateway]") {
  Emulator emulator;
  const Instant real = emulator.world.timeline.now();
  emulator.gateway.pace_to(real);
  const Caller role = role_session(emulator.world, account_a, "worker");
  wire::HttpRequest assume = form(
      "Action=AssumeRole&Version=2011-06-15&RoleSessionName=work&DurationSeconds=900&RoleArn=" +
      std::string("arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fworker"));
  const std::string body = emulator.ask_signed(assume, "sts").body;
  INFO(body);
  REQUIRE(body.find("<SessionToken>") != std::string::npos);
  const auto part = [&](const std::string& name) {
    const auto start = body.find("<" + name + ">") + name.size() + 2;
    return body.substr(start, body.find('<', start) - start);
  };
  const wire::SigningCredentials session{part("AccessKeyId"), part("SecretAccessKey"),
                                         part("SessionToken")};
  const auto asked_at = [&](Instant at) {
    wire::HttpRequest request = form("Action=GetCallerIdentity&Version=2011-06-15");
    wire::sign(request, session, "us-east-1", "sts", at);
    return verdict(emulator.ask(request));
  };
  CHECK(asked_at(real) == "200");
  emulator.gateway.advance(901s);
  CHECK(asked_at(real) == "403 ExpiredToken");
  CHECK(asked_at(real + 901s) == "403 ExpiredToken");
}

TEST_CASE("no secret is kept in the trace or told to the log", "[wire][gateway]") {
  std::string log;
  wire::GatewayOptions options{.lenient = true, .check_refusals = true};
  options.log = [&](std::string_view line) { log += line; };
  options.warn = options.log;
  client::Cloud cloud({}, options);
  const auto admin = cloud.admin("111122223333");
  std::vector<std::string> secrets{"test-plaintext-that-nobody-sees", "user-data-of-the-instance"};
  cloud.call<iam::op::CreateUser>(admin, {.user_name = "carol"});
  const auto key = cloud.call<iam::op::CreateAccessKey>(admin, {.user_name = "carol"}).access_key;
  secrets.push_back(key.secret_access_key);
  cloud.call<iam::op::CreateRole>(
      admin, {.role_name = "worker",
              .assume_role_policy_document =
                  R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                  R"("Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}]})"});
  const auto session = cloud.assume(admin, "arn:aws:iam::111122223333:role/worker");
  secrets.push_back(session.secret_access_key);
  secrets.push_back(session.session_token);
  CHECK(cloud.refusal<iam::op::ListUsers>(session, {}) == "AccessDenied");
  const auto kms_key = cloud.call<kms::op::CreateKey>(admin, {}).key_metadata->key_id;
  const auto data =
      cloud.call<kms::op::GenerateDataKey>(admin, {.key_id = kms_key, .key_spec = "AES_256"});
  secrets.push_back(data.plaintext->bytes);
  const auto opened =
      cloud.call<kms::op::Encrypt>(admin, {.key_id = kms_key, .plaintext = Blob{secrets[0]}});
  cloud.call<kms::op::Decrypt>(admin, {.ciphertext_blob = *opened.ciphertext_blob});
  CHECK(cloud.refusal<kms::op::Encrypt>(
            admin, {.key_id = kms_key, .plaintext = Blob{secrets[0] + std::string(5000, 'x')}}) ==
        "ValidationException");
  const auto pair = cloud.call<ec2::op::CreateKeyPair>(admin, {.key_name = "pair"});
  secrets.push_back(pair.key_material->substr(40, 40));
  cloud.refusal<ec2::op::RunInstances>(admin, {.image_id = "ami-0123456789abcdef0",
                                               .max_count = 1,
                                               .min_count = 1,
                                               .user_data = "user-data-of-the-instance"});
  std::string kept = log;
  for (const TraceEntry& entry : cloud.trace().entries()) kept += wire::trace_json(entry);
  REQUIRE(kept.size() > 5000);
  for (const std::string& secret : secrets) {
    CAPTURE(secret);
    CHECK(kept.find(secret) == std::string::npos);
    CHECK(kept.find(crypto::to_base64(secret)) == std::string::npos);
    CHECK(kept.find(crypto::to_hex(secret)) == std::string::npos);
  }
}

TEST_CASE("sessions of users call no operation of IAM, and expire in each service's words",
          "[wire][gateway]") {
  Emulator emulator;
  const auto made = ask<sts::op::GetSessionToken>(
      emulator.world,
      {.principal = iam::find_credentials(emulator.world, "111122223333")[0].principal},
      {.duration_seconds = 900});
  const auto& keys = made.credentials.value();
  const auto ask_with_keys = [&](wire::HttpRequest request, const std::string& service) {
    wire::sign(request, {keys.access_key_id, keys.secret_access_key, keys.session_token},
               "us-east-1", service, emulator.world.timeline.now());
    return emulator.gateway.handle(request);
  };
  const std::string list_users = "Action=ListUsers&Version=2010-05-08";
  const std::string describe = "Action=DescribeVpcs&Version=2016-11-15";
  const std::string identity = "Action=GetCallerIdentity&Version=2011-06-15";
  const auto refused = ask_with_keys(form(list_users), "iam");
  CHECK(verdict(refused) == "403 InvalidClientTokenId");
  CHECK(refused.body.find("The security token included in the request is invalid<") !=
        std::string::npos);
  CHECK(verdict(ask_with_keys(form(describe), "ec2")) == "200");
  CHECK(verdict(ask_with_keys(form(identity), "sts")) == "200");
  emulator.world.advance(15min);
  CHECK(verdict(ask_with_keys(form(describe), "ec2")) == "400 RequestExpired");
  CHECK(verdict(ask_with_keys(form(identity), "sts")) == "403 ExpiredToken");
  CHECK(verdict(ask_with_keys(json_request("TrentService.ListKeys", "{}"), "kms")) ==
        "400 ExpiredTokenException");
}

TEST_CASE("a web identity needs no signature, everything else does", "[wire][gateway]") {
  Emulator emulator;
  const std::string body =
      "Version=2011-06-15&RoleArn=arn:aws:iam::111122223333:role/web&RoleSessionName=session"
      "&WebIdentityToken=none&Action=";
  CHECK(verdict(emulator.ask(form(body + "AssumeRoleWithWebIdentity"))) ==
        "400 InvalidIdentityToken");
  CHECK(verdict(emulator.ask(form(body + "AssumeRole"))) == "403 MissingAuthenticationToken");
  auto host = form(body + "AssumeRoleWithWebIdentity");
  host.headers[0].second = "sts.eu-west-1.amazonaws.com";
  emulator.ask(host);
  CHECK(emulator.world.trace.entries().back().region == eu_west_1);
}
