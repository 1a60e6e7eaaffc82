// share_test.cpp - the owner's side of sharing: what it changes, refuses, and takes back.
#include "client/share.h"

#include <string>

#include "api/ec2.h"
#include "api/iam.h"
#include "api/kms.h"
#include "client/cloud.h"
#include "client/diff.h"
#include "support/catch.h"

namespace amishare::client {
namespace {

const std::string account_a = "111111111111", account_b = "222222222222";

// A's image, encrypted under A's key or, with an empty key, under alias/aws/ebs.
std::string image_under(Cloud& cloud, const Session& a, const std::string& key) {
  ec2::api::CreateVolumeRequest order{
      .availability_zone = "us-east-1a", .encrypted = true, .size = 1};
  if (!key.empty()) order.kms_key_id = key;
  const auto volume = cloud.call<ec2::op::CreateVolume>(a, order);
  const auto snapshot = cloud.call<ec2::op::CreateSnapshot>(a, {.volume_id = *volume.volume_id});
  return *cloud
              .call<ec2::op::RegisterImage>(
                  a, {.name = "golden",
                      .root_device_name = "/dev/xvda",
                      .block_device_mappings =
                          {{.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot.snapshot_id},
                            .device_name = "/dev/xvda"}}})
              .image_id;
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

    const ShareReport shared = share(cloud.aws(), a, request, false, {});
    CHECK(shared.changes.size() == 2);
    CHECK_FALSE(shared.verified.empty());
    CHECK(state_of_launch(cloud, b, image) == "running");
    // A second run finds nothing to do.
    CHECK(share(cloud.aws(), a, request, false, {}).changes.empty());

    unshare(cloud.aws(), a, request, false, {});
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
      share(cloud.aws(), a, {.image_id = image, .account = account_b}, false, {});
  const auto role = cloud.call<iam::op::CreateRole>(
      b, {.role_name = "launcher",
          .assume_role_policy_document =
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
              account_b + R"("},"Action":"sts:AssumeRole"}]})"});
  cloud.call<iam::op::PutRolePolicy>(b, {.role_name = "launcher",
                                         .policy_name = "printed",
                                         .policy_document = shared.principal_policy});
  CHECK(state_of_launch(cloud, cloud.assume(b, role.role.arn), image) == "running");
}

TEST_CASE("a dry run changes nothing and shows every change", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a);
  const std::string image = image_under(cloud, a, new_key(cloud, a));
  const World before = cloud.world();
  std::size_t told = 0;
  const ShareReport report =
      share(cloud.aws(), a, {.image_id = image, .account = account_b, .copy = true}, true,
            [&](const ShareChange& change) {
              ++told;
              CHECK_FALSE(change.made);
              CHECK(change.diff.find("+ ") != std::string::npos);
            });
  CHECK(told == 3);
  CHECK(report.changes.size() == 3);
  CHECK(before == cloud.world());
}

TEST_CASE("what can't be shared is refused with the way out", "[client]") {
  Cloud cloud;
  const Session a = Cloud::admin(account_a), b = Cloud::admin(account_b);
  const auto refusal = [&](const Session& session, const std::string& image) {
    try {
      share(cloud.aws(), session, {.image_id = image, .account = account_b}, false, {});
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

TEST_CASE("a diff shows what changed and a little around it", "[client]") {
  CHECK(diff("a\nb\n", "a\nb\n").empty());
  CHECK(diff("a\nb\nc\n", "a\nx\nc\n") == "  a\n- b\n+ x\n  c\n");
  CHECK(diff("1\n2\n3\n4\n5\n6\n", "1\n2\n3\n4\n5\n7\n") == "  ...\n  3\n  4\n  5\n- 6\n+ 7\n");
}

}  // namespace amishare::client
