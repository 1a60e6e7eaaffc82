// share_test.cpp - the owner's side of sharing: what it changes, refuses, and takes back.
#include "client/share.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "api/iam.h"
#include "api/kms.h"
#include "client/cloud.h"
#include "client/diff.h"
#include "client/share_policy.h"
#include "support/catch.h"

namespace amishare::client {
namespace {

const std::string account_a = "111111111111", account_b = "222222222222";

std::string snapshot_of(Cloud& cloud, const Session& a, bool encrypted, const std::string& key) {
  ec2::api::CreateVolumeRequest order{
      .availability_zone = "us-east-1a", .encrypted = encrypted, .size = 1};
  if (!key.empty()) order.kms_key_id = key;
  const auto volume = cloud.call<ec2::op::CreateVolume>(a, order);
  return *cloud.call<ec2::op::CreateSnapshot>(a, {.volume_id = *volume.volume_id}).snapshot_id;
}

std::string image_of(Cloud& cloud, const Session& a, const std::vector<std::string>& snapshots,
                     const std::string& name = "golden") {
  ec2::api::RegisterImageRequest image{.name = name, .root_device_name = "/dev/xvda"};
  char device = 'a';
  for (const std::string& snapshot : snapshots) {
    image.block_device_mappings.push_back({.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot},
                                           .device_name = std::string("/dev/xvd") + device++});
  }
  return *cloud.call<ec2::op::RegisterImage>(a, image).image_id;
}

// A's image, encrypted under A's key or, with an empty key, under alias/aws/ebs.
std::string image_under(Cloud& cloud, const Session& a, const std::string& key,
                        const std::string& name = "golden") {
  return image_of(cloud, a, {snapshot_of(cloud, a, true, key)}, name);
}

// A role of B with the policy.
std::string role_of(Cloud& cloud, const Session& b, const std::string& name,
                    const std::string& policy) {
  const auto role = cloud.call<iam::op::CreateRole>(
      b, {.role_name = name,
          .assume_role_policy_document =
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
              account_b + R"("},"Action":"sts:AssumeRole"}]})"});
  cloud.call<iam::op::PutRolePolicy>(
      b, {.role_name = name, .policy_name = "it", .policy_document = policy});
  return role.role.arn;
}

const std::string all_rights =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})";

std::size_t occurrences(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::string new_key(Cloud& cloud, const Session& a) {
  return *cloud.call<kms::op::CreateKey>(a, {}).key_metadata->arn;
}

std::string policy_of(Cloud& cloud, const Session& a, const std::string& key) {
  return *cloud.call<kms::op::GetKeyPolicy>(a, {.key_id = key}).policy;
}

std::string state_of_launch(Cloud& cloud, const Session& session, const std::string& image) {
  const auto launched = cloud.call<ec2::op::RunInstances>(
      session, {.image_id = image, .instance_type = "t3.micro", .max_count = 1, .min_count = 1});
  const auto found = cloud.call<ec2::op::DescribeInstances>(
      session, {.instance_ids = {*launched.instances.at(0).instance_id}});
  return *found.reservations.at(0).instances.at(0).state->name;
}

}  // namespace

TEST_CASE("sharing makes a launch possible, and undoing impossible again", "[client]") {
  for (const ShareWith with : {ShareWith::key_policy, ShareWith::grant}) {
    Cloud cloud;
    const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
    const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
    const std::string policy = policy_of(cloud, a, key);
    const ShareRequest request{.image_id = image, .account = account_b, .with = with};

    const ShareReport shared = share(cloud.aws(), a, request, false);
    CHECK(shared.changes.size() == 2);
    CHECK_FALSE(shared.verified.empty());
    CHECK(state_of_launch(cloud, b, image) == "running");
    // A second run finds nothing to do.
    CHECK(share(cloud.aws(), a, request, false).changes.empty());

    unshare(cloud.aws(), a, request, false);
    CHECK(
        cloud.refusal<ec2::op::RunInstances>(
            b, {.image_id = image, .instance_type = "t3.micro", .max_count = 1, .min_count = 1}) ==
        "AuthFailure");
    CHECK(diff(policy, policy_of(cloud, a, key)).empty() == (with == ShareWith::grant));
    CHECK(policy_of(cloud, a, key).find(account_b) == std::string::npos);
  }
}

TEST_CASE("the IAM policy that sharing prints is what a role of B needs", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
  const std::string image = image_under(cloud, a, new_key(cloud, a));
  const ShareReport shared =
      share(cloud.aws(), a, {.image_id = image, .account = account_b}, false);
  const std::string role = role_of(cloud, b, "launcher", shared.principal_policy);
  CHECK(state_of_launch(cloud, cloud.assume(b, role), image) == "running");
}

TEST_CASE("a dry run changes nothing and shows every change", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a);
  const std::string image = image_under(cloud, a, new_key(cloud, a));
  const World before = cloud.world();
  std::size_t told = 0;
  const ShareReport report =
      share(cloud.aws(), a, {.image_id = image, .account = account_b, .copy = true}, true,
            {.before_change = [&](const ShareChange& change) {
              ++told;
              CHECK_FALSE(change.made);
              CHECK(change.diff.find("+ ") != std::string::npos);
            }});
  CHECK(told == 3);
  CHECK(report.changes.size() == 3);
  CHECK(before == cloud.world());
}

TEST_CASE("what can't be shared is refused with the way out", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
  const auto refusal = [&](const Session& session, const std::string& image) {
    try {
      share(cloud.aws(), session, {.image_id = image, .account = account_b}, false);
    } catch (const CantShare& problem) {
      CHECK_FALSE(problem.way_out.empty());
      return std::string(problem.what());
    }
    return std::string();
  };
  const std::string managed = image_under(cloud, a, "");
  CHECK(refusal(a, managed).find("AWS managed key") != std::string::npos);
  CHECK(refusal(b, managed).find("is the account of these credentials") != std::string::npos);
  CHECK(refusal(Cloud::admin("333333333333"), managed).find("can't be seen") != std::string::npos);
  cloud.call<ec2::op::DeregisterImage>(a, {.image_id = managed});
  const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
  cloud.call<kms::op::DisableKey>(a, {.key_id = key});
  CHECK(refusal(a, image).find("is Disabled") != std::string::npos);
}

TEST_CASE("an image of several snapshots is shared with all of its keys", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
  const std::string first = new_key(cloud, a), second = new_key(cloud, a);
  const std::string image =
      image_of(cloud, a,
               {snapshot_of(cloud, a, true, first), snapshot_of(cloud, a, false, ""),
                snapshot_of(cloud, a, true, second), snapshot_of(cloud, a, true, first)});
  const ShareRequest request{.image_id = image, .account = account_b, .copy = true};
  const ShareReport shared = share(cloud.aws(), a, request, false);
  CHECK(shared.findings.at(0).find("has 4 snapshots, 3 encrypted") != std::string::npos);
  CHECK(shared.changes.size() == 2 + 4 + 1);  // keys, snapshots, image
  CHECK(shared.changes.back().title.find("launch permissions") != std::string::npos);
  CHECK(occurrences(shared.principal_policy, first) == 2);
  CHECK(occurrences(shared.principal_policy, second) == 2);
  CHECK(state_of_launch(cloud, b, image) == "running");
  const auto copy = cloud.call<ec2::op::CopyImage>(
      b, {.name = "mine", .source_image_id = image, .source_region = "us-east-1"});
  CHECK(
      cloud.call<ec2::op::DescribeImages>(b, {.image_ids = {*copy.image_id}}).images.at(0).state ==
      "available");
  CHECK(share(cloud.aws(), a, request, false).changes.empty());
  CHECK(unshare(cloud.aws(), a, request, false).changes.size() == 7);
  CHECK(unshare(cloud.aws(), a, request, false).changes.empty());
}

TEST_CASE("an unencrypted image needs the launch permission alone", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
  const std::string image = image_of(cloud, a, {snapshot_of(cloud, a, false, "")});
  const ShareReport shared =
      share(cloud.aws(), a, {.image_id = image, .account = account_b}, false);
  CHECK(shared.changes.size() == 1);
  CHECK(shared.principal_policy.find("kms:") == std::string::npos);
  CHECK(state_of_launch(cloud, b, image) == "running");
}

TEST_CASE("sharing with two principals of an account leaves each its own", "[client]") {
  for (const ShareWith with : {ShareWith::key_policy, ShareWith::grant}) {
    Cloud cloud;
    const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
    const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
    const std::string before = policy_of(cloud, a, key);
    const std::string first = role_of(cloud, b, "first", all_rights),
                      second = role_of(cloud, b, "second", all_rights),
                      third = role_of(cloud, b, "third", all_rights);
    ShareRequest request{.image_id = image, .account = account_b, .principal = first, .with = with};
    share(cloud.aws(), a, request, false);
    CHECK(state_of_launch(cloud, cloud.assume(b, second), image) == "terminated");
    request.principal = second;
    CHECK(share(cloud.aws(), a, request, false).changes.size() == 1);
    CHECK(state_of_launch(cloud, cloud.assume(b, first), image) == "running");
    CHECK(state_of_launch(cloud, cloud.assume(b, second), image) == "running");
    CHECK(state_of_launch(cloud, cloud.assume(b, third), image) == "terminated");

    // Undoing one leaves the other, and the launch permission that it needs.
    const ShareReport undone = unshare(cloud.aws(), a, request, false);
    CHECK(undone.notes.at(0).find("keeps the launch permission") != std::string::npos);
    CHECK(state_of_launch(cloud, cloud.assume(b, first), image) == "running");
    CHECK(state_of_launch(cloud, cloud.assume(b, second), image) == "terminated");
    request.principal.clear();
    unshare(cloud.aws(), a, request, false);
    CHECK(occurrences(policy_of(cloud, a, key), "amishare") == 0);
    CHECK(nlohmann::json::parse(policy_of(cloud, a, key)) == nlohmann::json::parse(before));
    for (const auto& grant : cloud.call<kms::op::ListGrants>(a, {.key_id = key}).grants) {
      CHECK(grant.name.value_or("").find("amishare") == std::string::npos);
    }
  }
}

TEST_CASE("a key that two shared images need stays open until both are taken back", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
  const std::string key = new_key(cloud, a);
  const std::string one = image_under(cloud, a, key, "one"),
                    two = image_under(cloud, a, key, "two");
  share(cloud.aws(), a, {.image_id = one, .account = account_b}, false);
  const ShareReport second = share(cloud.aws(), a, {.image_id = two, .account = account_b}, false);
  CHECK(second.changes.size() == 1);  // the key is open already
  CHECK(occurrences(policy_of(cloud, a, key), "amishare: ") == 2);

  const ShareReport undone =
      unshare(cloud.aws(), a, {.image_id = one, .account = account_b}, false);
  CHECK(undone.notes.at(0).find(two) != std::string::npos);
  CHECK(state_of_launch(cloud, b, two) == "running");
  unshare(cloud.aws(), a, {.image_id = two, .account = account_b}, false);
  CHECK(occurrences(policy_of(cloud, a, key), "amishare: ") == 0);
}

TEST_CASE("what the key policy says already is not said again, and the rest is kept", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a);
  const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
  const auto policy_with = [&](const std::string& statements) {
    return R"({"Version":"2012-10-17","Id":"mine","Statement":[{"Sid":"Root","Effect":"Allow",)"
           R"("Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*",)"
           R"("Resource":"*"})" +
           statements + "]}";
  };
  const auto put = [&](const std::string& policy) {
    cloud.call<kms::op::PutKeyPolicy>(a, {.key_id = key, .policy = policy});
  };
  const ShareRequest request{.image_id = image, .account = account_b};
  // Somebody else's statement that admits B, in other words than ours.
  put(policy_with(R"(,{"Effect":"Allow","Principal":{"AWS":")" + account_b +
                  R"("},"Action":["kms:ReEncrypt*","kms:De*","kms:CreateGrant"],"Resource":"*"})"));
  CHECK(share(cloud.aws(), a, request, true).changes.size() == 1);
  // One right short.
  put(policy_with(R"(,{"Sid":"Theirs","Effect":"Allow","Principal":{"AWS":")" + account_b +
                  R"("},"Action":["kms:ReEncryptTo","kms:De*"],"Resource":"*",)"
                  R"("Condition":{"StringEquals":{"kms:ViaService":"ec2.us-east-1.amazonaws.com"},)"
                  R"("Bool":{"aws:SecureTransport":"true"}}})"));
  const auto before = nlohmann::ordered_json::parse(policy_of(cloud, a, key));
  CHECK(share(cloud.aws(), a, request, false).changes.size() == 2);
  const auto after = nlohmann::ordered_json::parse(policy_of(cloud, a, key));
  CHECK(after["Id"] == "mine");
  REQUIRE(after["Statement"].size() == 4);
  CHECK(after["Statement"][0].dump() == before["Statement"][0].dump());
  CHECK(after["Statement"][1].dump() == before["Statement"][1].dump());
  // More is asked for: the statements grow; less: they stay.
  ShareRequest more = request;
  more.keep_key = true;
  CHECK(share(cloud.aws(), a, more, false).changes.size() == 1);
  CHECK(share(cloud.aws(), a, request, false).changes.empty());
  unshare(cloud.aws(), a, request, false);
  CHECK(nlohmann::ordered_json::parse(policy_of(cloud, a, key)).dump() == before.dump());
}

TEST_CASE("the key of an image that is gone is closed when it is named", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a);
  const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
  ShareRequest request{.image_id = image, .account = account_b};
  share(cloud.aws(), a, request, false);
  request.with = ShareWith::grant;
  share(cloud.aws(), a, request, false);
  cloud.call<ec2::op::DeregisterImage>(a, {.image_id = image});
  CHECK_THROWS_AS(unshare(cloud.aws(), a, request, false), CantShare);
  request.keys = {key};
  CHECK(unshare(cloud.aws(), a, request, false).changes.size() == 2);
  CHECK(occurrences(policy_of(cloud, a, key), account_b) == 0);
  CHECK(unshare(cloud.aws(), a, request, false).changes.empty());
}

TEST_CASE("a key policy that only AWS understands is added to all the same, once", "[client]") {
  const ShareRequest request{.image_id = "ami-1", .account = account_b};
  const std::string key = "arn:aws:kms:us-east-1:111111111111:key/k";
  const std::string policy =
      R"({"Version":"2030-01-01","Statement":{"Effect":"Allow","Principal":"*",)"
      R"("Action":"kms:*","Resource":"*","Condition":{"Foreseen":{"aws:mood":"good"}}}})";
  CHECK(view_of(policy, request, key).missing.size() == 5);
  const std::string with = with_statements(policy, request);
  CHECK(view_of(with, request, key).missing.empty());
  CHECK(occurrences(with, "Foreseen") == 1);
  CHECK_THROWS_AS(with_statements("no JSON", request), CantShare);
  CHECK_THROWS_AS(with_statements(R"({"Statement": 1})", request), CantShare);
}

TEST_CASE("a Deny in the key policy is found before anything is changed", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a);
  const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
  const std::string denying =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":)"
      R"("arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"},)"
      R"({"Sid":"Not out of the house","Effect":"Deny","Principal":"*",)"
      R"("Action":"kms:ReEncryptFrom","Resource":"*"CONDITION}]})";
  const auto put = [&](const std::string& condition) {
    std::string policy = denying;
    policy.replace(policy.find("CONDITION"), 9, condition);
    cloud.call<kms::op::PutKeyPolicy>(a, {.key_id = key, .policy = policy});
  };
  const ShareRequest request{.image_id = image, .account = account_b};
  put("");
  const World before = cloud.world();
  for (const ShareWith with : {ShareWith::key_policy, ShareWith::grant}) {
    ShareRequest asked = request;
    asked.with = with;
    try {
      share(cloud.aws(), a, asked, false);
      FAIL("it was shared");
    } catch (const CantShare& problem) {
      CHECK(std::string(problem.what()).find("statement \"Not out of the house\"") !=
            std::string::npos);
    }
  }
  CHECK(before.kms == cloud.world().kms);
  CHECK(before.ec2 == cloud.world().ec2);
  // With a condition it may or may not strike.
  put(R"(,"Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}})");
  const ShareReport report = share(cloud.aws(), a, request, true);
  CHECK(report.notes.at(0).find("may strike") != std::string::npos);
}

TEST_CASE("sharing that stopped half way is undone as a whole", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a);
  const std::string key = new_key(cloud, a), image = image_under(cloud, a, key);
  const auto before = nlohmann::json::parse(policy_of(cloud, a, key));
  const ShareRequest request{.image_id = image, .account = account_b, .copy = true};
  struct Stop {};
  for (int changes = 1; changes <= 3; ++changes) {
    int left = changes;
    const auto stop = [&](const ShareChange&) {
      if (left-- == 0) throw Stop();
    };
    for (const bool undo : {false, true}) {
      left = changes;
      try {
        (undo ? unshare : share)(cloud.aws(), a, request, false, {.before_change = stop});
      } catch (const Stop&) {
      }
    }
    unshare(cloud.aws(), a, request, false);
    CHECK(nlohmann::json::parse(policy_of(cloud, a, key)) == before);
    CHECK(cloud
              .call<ec2::op::DescribeImageAttribute>(
                  a, {.attribute = "launchPermission", .image_id = image})
              .launch_permissions.value_or(std::vector<ec2::api::LaunchPermission>{})
              .empty());
    CHECK(unshare(cloud.aws(), a, request, false).changes.empty());
  }
}

TEST_CASE("a diff shows what changed and a little around it", "[client]") {
  CHECK(diff("a\nb\n", "a\nb\n").empty());
  CHECK(diff("a\nb\nc\n", "a\nx\nc\n") == "  a\n- b\n+ x\n  c\n");
  CHECK(diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n7\n") == "  ...\n  3\n  4\n  5\n- 6\n+ 7\n");
}

}  // namespace amishare::client
