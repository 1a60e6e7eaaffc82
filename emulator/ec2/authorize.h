// authorize.h - may the caller do this to that, in EC2's way of asking and of refusing.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "policy/context.h"
#include "policy/evaluate.h"
#include "world/call.h"

namespace amishare::ec2 {

// One resource of an EC2 action, as policies see it.
struct Resource {
  std::string arn = "*";  // "*" for actions without resources
  AccountId owner{};      // aws:ResourceAccount; empty: the caller's account
  // ec2:Owner, ec2:Encrypted, ...: all that is known of it. Which of them are keys of the action is
  // told by action_keys.h. ec2:Region is added.
  policy::Context context{};
  // The action that the encoded message names, if not the one that is asked for ("RunInstances").
  std::string decoded_action{};
};

// Throws UnauthorizedOperation (403) unless the caller may do `action` ("ec2:RunInstances") to the
// resource. EC2 asks once for each resource that an action touches; the first refusal is reported.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-policy-structure.html
void allow(Call& call, std::string_view action, const Resource& resource = {});

// Throws UnauthorizedOperation for a decision that was made elsewhere, about iam:PassRole: EC2
// words that as one of its own.
[[noreturn]] void refuse(Call& call, std::string_view action, const Resource& resource,
                         const policy::Decision& decision);

// Throws DryRunOperation (412) if `dry_run`: everything before it was only asking.
void end_dry_run(std::optional<bool> dry_run);

// ARNs. Images and snapshots have no account in theirs; `id` may be "*" for what is being created.
std::string image_arn(const Region& region, std::string_view id);
std::string snapshot_arn(const Region& region, std::string_view id);
// volume, instance, subnet, security-group, network-interface, key-pair, vpc.
std::string arn(const Call& call, std::string_view type, std::string_view id);

}  // namespace amishare::ec2
