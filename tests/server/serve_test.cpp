// serve_test.cpp - `amishare serve` as a process: what it prints, answers and leaves with.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "client/transport.h"
#include "support/catch.h"
#include "support/program.h"
#include "wire/sigv4.h"

using namespace amishare;
using namespace amishare::test;
using nlohmann::json;

namespace {

// The endpoint that the program prints before it is ready.
std::string endpoint_of(Program& program) {
  const std::string text = program.output_until("Ready.");
  REQUIRE(text.ends_with("\nReady.\n"));
  const auto start = text.find("http://");
  REQUIRE(start != std::string::npos);
  return text.substr(start, text.find('\n', start) - start);
}

wire::HttpRequest signed_request(const std::string& endpoint, std::string_view service,
                                 wire::HttpRequest request, const std::string& secret = "test") {
  request.headers.emplace_back("Host", client::host_of_endpoint(endpoint));
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  wire::sign(request, {"111122223333", secret}, "us-east-1", service, now);
  return request;
}

wire::HttpRequest who_am_i() {
  return {.headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
          .body = "Action=GetCallerIdentity&Version=2011-06-15"};
}

wire::HttpRequest create_key() {
  return {.headers = {{"Content-Type", "application/x-amz-json-1.1"},
                      {"X-Amz-Target", "TrentService.CreateKey"}},
          .body = "{}"};
}

}  // namespace

TEST_CASE("serve says where it is and how it was set up, and ends when told to", "[server]") {
  for (const int signal : {SIGTERM, SIGINT}) {
    Program program({"serve", "--port", "0", "--seed", "77"});
    const std::string text = program.output_until("Ready.");
    CHECK(text.find("endpoint   http://127.0.0.1:") != std::string::npos);
    CHECK(text.find("seed       77\n") != std::string::npos);
    CHECK(text.find("pace       instant") != std::string::npos);
    CHECK(text.find("signatures are verified and policies enforced") != std::string::npos);
    program.signal(signal);
    CHECK(program.exit_code() == 0);
    CHECK(program.rest_of_output() == "");
    CHECK(program.errors() == "");
  }
}

TEST_CASE("serve tells its health to whoever asks", "[server]") {
  Program program({"serve", "--port", "0"});
  const auto transport = client::http_transport(endpoint_of(program));
  for (const char* path : {"/health", "/_localstack/health"}) {
    const auto response = transport->send({.method = "GET", .target = path});
    CHECK(response.status == 200);
    const json health = json::parse(response.body);
    CHECK(health["status"] == "running");
    CHECK(health["edition"] == "amishare");
    CHECK(health["services"]["kms"] == "running");
    CHECK(transport->send({.method = "HEAD", .target = path}).status == 200);
  }
  const auto unknown = transport->send({.method = "GET", .target = "/_localstack/nothing"});
  CHECK(unknown.status == 404);
  CHECK(json::parse(unknown.body).contains("paths"));
}

TEST_CASE("serve verifies signatures", "[server]") {
  Program program({"serve", "--port", "0"});
  const std::string endpoint = endpoint_of(program);
  const auto transport = client::http_transport(endpoint);
  const auto good = transport->send(signed_request(endpoint, "sts", who_am_i()));
  CHECK(good.status == 200);
  CHECK(good.body.find("arn:aws:iam::111122223333:user/admin") != std::string::npos);
  const auto root = transport->send(signed_request(endpoint, "sts", who_am_i(), "root"));
  CHECK(root.body.find("arn:aws:iam::111122223333:root") != std::string::npos);
  const auto forged = transport->send(signed_request(endpoint, "sts", who_am_i(), "guess"));
  CHECK(forged.status == 403);
  CHECK(forged.body.find("<Code>SignatureDoesNotMatch</Code>") != std::string::npos);
  const auto bare = transport->send(who_am_i());
  CHECK(bare.status == 403);
  CHECK(bare.body.find("<Code>MissingAuthenticationToken</Code>") != std::string::npos);
}

TEST_CASE("serve without signatures warns loudly", "[server]") {
  Program program({"serve", "--port", "0", "--auth", "off"});
  const std::string endpoint = endpoint_of(program);
  const auto transport = client::http_transport(endpoint);
  CHECK(transport->send(signed_request(endpoint, "sts", who_am_i(), "guess")).status == 200);
  program.signal(SIGTERM);
  CHECK(program.exit_code() == 0);
  CHECK(program.errors().find("WARNING: --auth off") != std::string::npos);
}

TEST_CASE("serve warns when others can connect", "[server]") {
  Program program({"serve", "--port", "0", "--host", "0.0.0.0"});
  program.output_until("Ready.");
  program.signal(SIGTERM);
  CHECK(program.exit_code() == 0);
  CHECK(program.errors().find("WARNING: 0.0.0.0 is not a loopback address") != std::string::npos);
}

TEST_CASE("the same seed makes the same world", "[server]") {
  std::string first;
  for (int i = 0; i < 2; ++i) {
    Program program({"serve", "--port", "0", "--seed", "123"});
    const std::string endpoint = endpoint_of(program);
    const auto transport = client::http_transport(endpoint);
    const auto response = transport->send(signed_request(endpoint, "kms", create_key()));
    REQUIRE(response.status == 200);
    const std::string id = json::parse(response.body)["KeyMetadata"]["KeyId"];
    if (i == 0) first = id;
    CHECK(id == first);
  }
}

TEST_CASE("a command line that is wrong ends with 2", "[server]") {
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"sevre"},
                                                       {"serve", "--prot", "1"},
                                                       {"serve", "--port", "70000"},
                                                       {"serve", "--port", "x"},
                                                       {"serve", "--pace", "slow"},
                                                       {"serve", "--iam-propagation", "soon"},
                                                       {"serve", "--grant-propagation", "5"},
                                                       {"serve", "--auth", "maybe"},
                                                       {"serve", "--seed", "-1"},
                                                       {"serve", "--host", "203.0.113.7"},
                                                       {"serve", "extra"}};
  for (const auto& arguments : wrong) {
    Program program(arguments);
    CAPTURE(arguments);
    CHECK(program.exit_code() == 2);
    CHECK(program.errors() != "");
  }
  for (const auto& arguments : {std::vector<std::string>{"--help"},
                                {"serve", "--help"},
                                std::vector<std::string>{"--version"}}) {
    Program program(arguments);
    CHECK(program.exit_code() == 0);
    CHECK(program.rest_of_output() != "");
  }
}

TEST_CASE("a port that is taken is said in one line", "[server]") {
  Program first({"serve", "--port", "0"});
  const std::string endpoint = endpoint_of(first);
  const std::string port = endpoint.substr(endpoint.rfind(':') + 1);
  Program second({"serve", "--port", port});
  CHECK(second.exit_code() == 2);
  CHECK(second.errors() == "amishare: port " + port +
                               " of 127.0.0.1 is in use; choose another with --port, or 0 for any "
                               "that is free\n");
  CHECK(second.rest_of_output() == "");
}
