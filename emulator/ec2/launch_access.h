// launch_access.h - what a launch needs and whether the caller may have it.
#pragma once
#include <string>
#include <vector>

#include "api/ec2.h"
#include "ec2/image.h"
#include "ec2/instance.h"
#include "ec2/network.h"
#include "iam/iam.h"
#include "world/call.h"

namespace amishare::ec2 {

// More than this at once is more than any account's vCPU quota admits.
inline constexpr std::int64_t launch_count_max = 1000;

// Everything that a launch refers to, found.
struct LaunchPlan {
  const Image* image = nullptr;
  std::string type;
  const Subnet* subnet = nullptr;
  std::vector<std::string> security_group_ids;
  const SshKeyPair* key_pair = nullptr;           // null: none was asked for
  const iam::InstanceProfile* profile = nullptr;  // null: none was asked for
  const iam::Role* role = nullptr;                // the profile's
  std::vector<LaunchDisk> disks;
  MetadataOptions metadata{};
  TagMap tags{};              // of the instances
  TagMap interface_tags{};    // of their network interfaces
  std::string address{};      // the private one; empty: any
  std::string description{};  // of the network interface
  bool public_address = false;
  bool ebs_optimized = false;
};

// Throws InvalidParameterValue unless it is a type, and one for images of that architecture.
void check_instance_type(const std::string& type, const std::string& of_image);
// Throws InvalidUserData.Malformed, or InvalidParameterValue for more than 16 KiB.
void check_user_data(const std::string& user_data);

// Finds them. Throws what AWS refuses at once. Changes nothing.
LaunchPlan plan_launch(Call& call, const Image& image, const api::RunInstancesRequest& in);

// Asks for ec2:RunInstances on every resource that the launch touches, for the tags, and for
// iam:PassRole. Throws UnauthorizedOperation for the first that is refused.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ExamplePolicies_EC2.html#iam-example-runinstances
void allow_launch(Call& call, const LaunchPlan& plan);

}  // namespace amishare::ec2
