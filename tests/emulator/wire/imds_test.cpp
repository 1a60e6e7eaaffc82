// imds_test.cpp - what an instance hears of its metadata service.
#include "wire/imds.h"

#include <nlohmann/json.hpp>

#include "api/ec2.h"
#include "emulator/ec2/launch_fixture.h"
#include "wire/gateway.h"

using namespace amishare;
using namespace amishare::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Software {
  World world;
  wire::Gateway gateway{world};
  std::string instance;

  explicit Software(const std::string& http_tokens = "optional", bool with_profile = true,
                    const std::string& service = "ec2.amazonaws.com") {
    const Caller b = root(account_b);
    const std::string trust =
        R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":")" +
        service + R"("},"Action":"sts:AssumeRole"}]})";
    ask<iam::op::CreateRole>(world, b,
                             {.role_name = "guest", .assume_role_policy_document = trust});
    ask<iam::op::CreateInstanceProfile>(world, b, {.instance_profile_name = "p"});
    ask<iam::op::AddRoleToInstanceProfile>(world, b,
                                           {.instance_profile_name = "p", .role_name = "guest"});
    auto request = launch_request(
        make_image(world, account_b, "plain", make_snapshot(world, account_b, "text")));
    request.metadata_options = ec2::api::InstanceMetadataOptionsRequest{.http_tokens = http_tokens};
    if (with_profile) {
      request.iam_instance_profile = ec2::api::IamInstanceProfileSpecification{.name = "p"};
    }
    instance = *ask<ec2::op::RunInstances>(world, b, request).instances.at(0).instance_id;
    look(world, account_b, instance);
  }

  wire::HttpResponse send(const std::string& method, const std::string& path,
                          wire::Headers headers = {}) {
    return gateway.handle({.method = method,
                           .target = "/_amishare/imds/" + instance + path,
                           .headers = std::move(headers)});
  }
  std::string get(const std::string& path, const std::string& token = {}) {
    wire::Headers headers;
    if (!token.empty()) headers.emplace_back("X-aws-ec2-metadata-token", token);
    const auto response = send("GET", "/latest/" + path, headers);
    return response.status == 200 ? response.body : std::to_string(response.status);
  }
  std::string token(const std::string& ttl = "21600") {
    return send("PUT", "/latest/api/token", {{"x-aws-ec2-metadata-token-ttl-seconds", ttl}}).body;
  }
  json credentials(const std::string& with_token = {}) {
    return json::parse(get("meta-data/iam/security-credentials/guest", with_token));
  }
};

std::string id_of(const json& credentials) { return credentials["AccessKeyId"].get<std::string>(); }

}  // namespace

TEST_CASE("an instance reads about itself", "[wire][imds]") {
  Software software;
  CHECK(software.get("meta-data/instance-id") == software.instance);
  CHECK(software.get("meta-data/placement/region") == "us-east-1");
  CHECK(software.get("meta-data/placement/") == software.get("meta-data/placement"));
  CHECK(software.get("meta-data/placement/") == "availability-zone\navailability-zone-id\nregion");
  CHECK(software.get("meta-data/iam/") == "info\nsecurity-credentials/");
  CHECK(software.get("meta-data/iam/security-credentials/") == "guest");
  CHECK(software.get("").find("meta-data/") != std::string::npos);
  const json info = json::parse(software.get("meta-data/iam/info"));
  CHECK(info["InstanceProfileArn"] == "arn:aws:iam::444455556666:instance-profile/p");
  CHECK(info["InstanceProfileId"].get<std::string>().starts_with("AIPA"));
  const json identity = json::parse(software.get("dynamic/instance-identity/document"));
  CHECK(identity["accountId"] == "444455556666");
  CHECK(identity["instanceId"] == software.instance);
  for (const char* path : {"meta-data/none", "meta-data/instance-id/x", "user-data", "x",
                           "meta-data/iam/security-credentials/other"}) {
    CHECK(software.get(path) == "404");
  }
  software.instance = "i-00000000000000000";
  CHECK(software.get("meta-data/instance-id") == "404");
}

TEST_CASE("version 2 wants a token that it gave to this instance and that lasts", "[wire][imds]") {
  Software software{"required"};
  CHECK(software.get("meta-data/instance-id") == "401");
  const std::string token = software.token("60");
  CHECK(software.get("meta-data/instance-id", token) == software.instance);
  CHECK(software.get("meta-data/instance-id", token + "x") == "401");
  CHECK(software.get("meta-data/instance-id", "bm8=") == "401");
  const std::string other = Software{"required"}.token();
  CHECK(other != token);
  software.world.advance(60s);
  CHECK(software.get("meta-data/instance-id", token) == "401");
  for (const char* ttl : {"", "0", "21601", "-1", "x", "60s"}) {
    CHECK(software.send("PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", ttl}})
              .status == 400);
  }
  CHECK(software.send("PUT", "/latest/api/token").status == 400);
  CHECK(software.send("GET", "/latest/api/token").status == 405);
  CHECK(software.send("POST", "/latest/meta-data/").status == 405);
  CHECK(software
            .send("PUT", "/latest/api/token",
                  {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}, {"X-Forwarded-For", "10.0.0.1"}})
            .status == 403);
  CHECK(software.send("PUT", "/latest/api/token", {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}})
            .headers.back() ==
        std::pair<std::string, std::string>("X-aws-ec2-metadata-token-ttl-seconds", "60"));
}

TEST_CASE("the role's credentials are a session named after the instance", "[wire][imds]") {
  Software software;
  const json one = software.credentials();
  const json two = software.credentials(software.token());
  CHECK(one["Code"] == "Success");
  CHECK(one["Type"] == "AWS-HMAC");
  CHECK(one["AccessKeyId"] != two["AccessKeyId"]);
  for (const auto& [keys, delivery] : {std::pair(one, "1.0"), std::pair(two, "2.0")}) {
    const auto found = iam::find_credentials(software.world, id_of(keys));
    REQUIRE(found.size() == 1);
    CHECK(found[0].session_token == keys["Token"].get<std::string>());
    CHECK(found[0].principal->arn ==
          "arn:aws:sts::444455556666:assumed-role/guest/" + software.instance);
    const auto& network = software.world.ec2.instances.at(software.instance).network;
    CHECK(found[0].session_keys ==
          std::vector<std::pair<std::string, std::string>>{
              {"aws:Ec2InstanceSourceVpc", network.vpc_id},
              {"aws:Ec2InstanceSourcePrivateIPv4", network.private_address},
              {"ec2:SourceInstanceARN",
               "arn:aws:ec2:us-east-1:444455556666:instance/" + software.instance},
              {"ec2:RoleDelivery", delivery}});
  }
  // The same for a while, then new ones, long before the old ones end.
  CHECK(software.credentials() == one);
  software.world.advance(1h);
  const json later = software.credentials();
  CHECK(later["AccessKeyId"] != one["AccessKeyId"]);
  CHECK(iam::find_credentials(software.world, id_of(one))[0].expires >
        software.world.timeline.now());
}

TEST_CASE("without a profile, or without EC2's trust, there are no credentials", "[wire][imds]") {
  Software none{"optional", false};
  CHECK(none.get("meta-data/iam/") == "404");
  CHECK(none.get("meta-data/iam/security-credentials/") == "404");
  Software untrusted{"optional", true, "lambda.amazonaws.com"};
  const json refused = untrusted.credentials();
  CHECK(refused["Code"] == "AssumeRoleUnauthorizedAccess");
  CHECK_FALSE(refused.contains("AccessKeyId"));
}

TEST_CASE("an instance that does not run hears nothing", "[wire][imds]") {
  Software software;
  ask<ec2::op::TerminateInstances>(software.world, root(account_b),
                                   {.instance_ids = {software.instance}});
  look(software.world, account_b, software.instance);
  CHECK(software.get("meta-data/instance-id") == "404");
}
