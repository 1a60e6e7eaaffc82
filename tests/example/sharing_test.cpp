// sharing_test.cpp - an example: someone's own sharing logic, tested in process.
#include <cstdlib>
#include <iostream>
#include <string>

#include "api/ec2.h"
#include "api/iam.h"
#include "api/kms.h"
#include "client/cloud.h"

namespace {

using namespace amishare;

// The logic under test: share an image, and forget about its key. (It is not a good one.)
void share(client::Cloud& cloud, const client::Session& owner, const std::string& image,
           const std::string& account) {
  cloud.call<ec2::op::ModifyImageAttribute>(
      owner, {.image_id = image,
              .launch_permission =
                  ec2::api::LaunchPermissionModifications{.add = {{.user_id = account}}}});
}

std::string encrypted_image(client::Cloud& cloud, const client::Session& owner) {
  const auto key = cloud.call<kms::op::CreateKey>(owner, {}).key_metadata->arn;
  const auto volume = cloud.call<ec2::op::CreateVolume>(
      owner, {.availability_zone = "us-east-1a", .encrypted = true, .kms_key_id = key, .size = 1});
  const auto snapshot =
      cloud.call<ec2::op::CreateSnapshot>(owner, {.volume_id = *volume.volume_id});
  return *cloud
              .call<ec2::op::RegisterImage>(
                  owner, {.name = "golden",
                          .root_device_name = "/dev/xvda",
                          .block_device_mappings = {{.ebs =
                                                         ec2::api::EbsBlockDevice{
                                                             .snapshot_id = snapshot.snapshot_id},
                                                     .device_name = "/dev/xvda"}}})
              .image_id;
}

void check(bool condition, const std::string& what) {
  if (condition) return;
  std::cerr << "not so: " << what << "\n";
  std::exit(1);
}

}  // namespace

int main() {
  client::Cloud cloud;                                                          // a world,
  const auto a = cloud.admin("111111111111"), b = cloud.admin("222222222222");  // two accounts

  const std::string image = encrypted_image(cloud, a);
  share(cloud, a, image, "222222222222");

  // AWS says nothing is wrong at first ...
  const auto launched = cloud.call<ec2::op::RunInstances>(
      b, {.image_id = image, .instance_type = "t3.micro", .max_count = 1, .min_count = 1});
  check(launched.instances.at(0).state->name == "pending", "the launch is accepted");
  const std::uint64_t launch = cloud.trace().last();

  // ... and then the instance terminates by itself. The trace knows why.
  const auto found = cloud.call<ec2::op::DescribeInstances>(
      b, {.instance_ids = {*launched.instances[0].instance_id}});
  const auto& ended = found.reservations.at(0).instances.at(0);
  check(ended.state->name == "terminated", "it terminates by itself");
  check(ended.state_reason->code == "Client.InvalidKMSKey.InvalidState", "for its key");
  check(client::was_refused(*cloud.world().trace.find(launch), "kms:ReEncryptFrom"),
        "A's key policy does not let B re-encrypt");

  // Time is moved by hand: an hour later AWS no longer shows the instance.
  cloud.advance(std::chrono::minutes(61));
  check(cloud.refusal<ec2::op::DescribeInstances>(
            b, {.instance_ids = {*launched.instances[0].instance_id}}) ==
            "InvalidInstanceID.NotFound",
        "an hour later it is gone");
  std::cout << "as expected\n";
}
