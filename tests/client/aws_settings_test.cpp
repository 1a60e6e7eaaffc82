// aws_settings_test.cpp - where credentials, Region and endpoints come from, and what wins.
#include "client/aws_settings.h"

#include <map>
#include <string>

#include "api/iam.h"
#include "api/sts.h"
#include "client/cloud.h"
#include "support/catch.h"

namespace amishare::client {
namespace {

using Texts = std::map<std::string, std::string>;

AwsSettings found(const GivenSettings& given, Texts environment, Texts files = {}) {
  environment.emplace("HOME", "/home/u");
  const Surroundings around{.environment =
                                [environment](const std::string& name) {
                                  const auto at = environment.find(name);
                                  return at == environment.end() ? std::string() : at->second;
                                },
                            .file = [files](const std::string& path) -> std::optional<std::string> {
                              const auto at = files.find(path);
                              if (at == files.end()) return std::nullopt;
                              return at->second;
                            }};
  return find_settings(given, around);
}

std::string complaint(const GivenSettings& given, const Texts& environment,
                      const Texts& files = {}) {
  try {
    found(given, environment, files);
  } catch (const SettingsError& problem) {
    return problem.what();
  }
  return {};
}

const Texts keys = {{"AWS_ACCESS_KEY_ID", "111111111111"}, {"AWS_SECRET_ACCESS_KEY", "test"}};

Texts with(Texts texts, const Texts& more) {
  for (const auto& [name, value] : more) texts[name] = value;
  return texts;
}

const Texts files = {{"/home/u/.aws/credentials", R"(
# keys
[default]
aws_access_key_id = AKIDEFAULT
aws_secret_access_key = s/e+c=ret

[owner]
aws_access_key_id=AKIOWNER
aws_secret_access_key=secret
aws_session_token = token
region = eu-west-3
)"},
                     {"/home/u/.aws/config", R"(
[default]
region = eu-west-1
[profile owner]
aws_access_key_id = ignored
region = eu-west-2
endpoint_url = http://localhost:1
services = mine
[profile sharer]
role_arn = arn:aws:iam::111111111111:role/sharer
source_profile = owner
external_id = x-1
role_session_name = it
duration_seconds = 900
[profile second]
role_arn = arn:aws:iam::111111111111:role/second
source_profile = sharer
[profile itself]
role_arn = arn:aws:iam::111111111111:role/itself
source_profile = itself
aws_access_key_id = AKIITSELF
aws_secret_access_key = secret
[profile inherits]
role_arn = arn:aws:iam::111111111111:role/inherits
credential_source = Environment
[profile circle]
role_arn = arn:aws:iam::111111111111:role/a
source_profile = circle2
[profile circle2]
role_arn = arn:aws:iam::111111111111:role/b
source_profile = circle
[profile sso]
sso_session = corp
[profile process]
credential_process = /bin/keys
[profile mfa]
role_arn = arn:aws:iam::111111111111:role/a
source_profile = owner
mfa_serial = arn:aws:iam::111111111111:mfa/me
[services mine]
kms =
  endpoint_url = http://localhost:2
s3 =
  endpoint_url = http://localhost:3
)"}};

}  // namespace

TEST_CASE("keys of the environment win over profiles, unless the profile is asked for",
          "[client]") {
  CHECK(found({}, keys, files).session.access_key_id == "111111111111");
  CHECK(found({}, with(keys, {{"AWS_PROFILE", "owner"}}), files).session.access_key_id ==
        "111111111111");
  CHECK(found({.profile = "owner"}, keys, files).session.access_key_id == "AKIOWNER");
  const Session owner = found({}, {{"AWS_PROFILE", "owner"}}, files).session;
  CHECK(owner.access_key_id == "AKIOWNER");
  CHECK(owner.secret_access_key == "secret");
  CHECK(owner.session_token == "token");
  CHECK(found({}, {}, files).session.secret_access_key == "s/e+c=ret");
  CHECK(found({}, with(keys, {{"AWS_SESSION_TOKEN", "t"}})).session.session_token == "t");
}

TEST_CASE("the files may lie elsewhere", "[client]") {
  const AwsSettings settings =
      found({}, {{"AWS_SHARED_CREDENTIALS_FILE", "/c"}, {"AWS_CONFIG_FILE", "/d"}},
            {{"/c", "[default]\naws_access_key_id=A\naws_secret_access_key=B\n"},
             {"/d", "[default]\nregion=ap-south-1\n"}});
  CHECK(settings.session.access_key_id == "A");
  CHECK(settings.session.region == "ap-south-1");
}

TEST_CASE("the Region is the command line's, the environment's, or the profile's", "[client]") {
  CHECK(found({}, keys).session.region == "us-east-1");
  CHECK(found({}, keys, files).session.region == "eu-west-1");
  CHECK(found({.profile = "owner"}, {}, files).session.region == "eu-west-3");
  const Texts both = with(keys, {{"AWS_REGION", "us-west-1"}, {"AWS_DEFAULT_REGION", "us-west-2"}});
  CHECK(found({}, both, files).session.region == "us-west-1");
  CHECK(found({}, with(keys, {{"AWS_DEFAULT_REGION", "us-west-2"}}), files).session.region ==
        "us-west-2");
  CHECK(found({.region = "sa-east-1"}, both, files).session.region == "sa-east-1");
}

TEST_CASE("an endpoint is the most special one that is set", "[client]") {
  CHECK(found({}, keys).endpoints.of("ec2") == "http://127.0.0.1:4566");
  const Endpoints profile = found({.profile = "owner"}, {}, files).endpoints;
  CHECK(profile.of("ec2") == "http://localhost:1");
  CHECK(profile.of("kms") == "http://localhost:2");
  // https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
  const Texts set = {{"AWS_ENDPOINT_URL", "http://localhost:4"},
                     {"AWS_ENDPOINT_URL_EC2", "http://localhost:5"}};
  const Endpoints environment = found({.profile = "owner"}, set, files).endpoints;
  CHECK(environment.of("kms") == "http://localhost:4");
  CHECK(environment.of("ec2") == "http://localhost:5");
  const Endpoints given =
      found({.profile = "owner", .endpoint = "http://localhost:6"}, set, files).endpoints;
  CHECK(given.of("ec2") == "http://localhost:6");
  CHECK(given.of("kms") == "http://localhost:6");
  const Texts ignoring = with(set, {{"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"}});
  CHECK(found({.profile = "owner"}, ignoring, files).endpoints.of("ec2") ==
        "http://127.0.0.1:4566");
}

TEST_CASE("a profile's role is assumed with the keys of its source", "[client]") {
  const AwsSettings one = found({.profile = "sharer"}, {}, files);
  CHECK(one.session.access_key_id == "AKIOWNER");
  REQUIRE(one.roles.size() == 1);
  CHECK(one.roles[0].external_id == "x-1");
  CHECK(one.roles[0].session_name == "it");
  CHECK(one.roles[0].duration_seconds == 900);
  const AwsSettings two = found({.profile = "second"}, {}, files);
  REQUIRE(two.roles.size() == 2);
  CHECK(two.roles[0].arn.ends_with("role/sharer"));
  CHECK(two.roles[1].arn.ends_with("role/second"));
  CHECK(found({.profile = "itself"}, {}, files).session.access_key_id == "AKIITSELF");
  CHECK(found({.profile = "inherits"}, keys, files).session.access_key_id == "111111111111");
}

TEST_CASE("roles are really assumed, one after the other", "[client]") {
  Cloud cloud;
  const Session admin = Cloud::admin("111111111111");
  const std::string trust =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
          "Principal":{"AWS":"111111111111"},"Action":"sts:AssumeRole"}]})";
  for (const char* name : {"first", "second"}) {
    cloud.call<iam::op::CreateRole>(admin,
                                    {.role_name = name, .assume_role_policy_document = trust});
  }
  cloud.call<iam::op::PutRolePolicy>(admin,
                                     {.role_name = "first",
                                      .policy_name = "assume",
                                      .policy_document =
                                          R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                      "Action":"sts:AssumeRole","Resource":"*"}]})"});
  AwsSettings settings{
      .session = admin,
      .roles = {{.arn = "arn:aws:iam::111111111111:role/first", .session_name = "one"},
                {.arn = "arn:aws:iam::111111111111:role/second", .session_name = "two"}}};
  const Session session = open_session(cloud.aws(), settings);
  CHECK(cloud.call<sts::op::GetCallerIdentity>(session, {}).arn ==
        "arn:aws:sts::111111111111:assumed-role/second/two");
  settings.roles.push_back({.arn = "arn:aws:iam::111111111111:role/none", .session_name = "no"});
  CHECK_THROWS_AS(open_session(cloud.aws(), settings), Error);
}

TEST_CASE("what is not set, or can't be used, is said with the way out", "[client]") {
  CHECK(complaint({}, {}).find("there are no credentials: set AWS_ACCESS_KEY_ID") == 0);
  CHECK(complaint({}, {{"AWS_ACCESS_KEY_ID", "A"}}).find("AWS_SECRET_ACCESS_KEY is not") !=
        std::string::npos);
  CHECK(complaint({.profile = "absent"}, keys, files).find("no profile \"absent\"") !=
        std::string::npos);
  CHECK(complaint({}, with(keys, {{"AWS_PROFILE", "absent"}}), files) != "");
  CHECK(complaint({.profile = "circle"}, {}, files).find("leads in a circle") != std::string::npos);
  for (const char* name : {"sso", "process", "mfa"}) {
    CHECK(complaint({.profile = name}, {}, files)
              .find(std::string("aws configure export-credentials --profile ") + name) !=
          std::string::npos);
  }
  CHECK(complaint({.profile = "inherits"}, {}, files).find("the environment, which has none") !=
        std::string::npos);
  CHECK(complaint({}, {}, {{"/home/u/.aws/config", "[default\n"}}).find("config:1:") !=
        std::string::npos);
  CHECK(complaint({}, {}, {{"/home/u/.aws/credentials", "[default]\nnonsense\n"}})
            .find("credentials:2: this is neither") != std::string::npos);
}

}  // namespace amishare::client
