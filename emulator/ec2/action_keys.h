// action_keys.h - which condition keys each EC2 action has for each type of resource.
#pragma once
#include <span>
#include <string_view>

#include "policy/context.h"

namespace amishare::ec2 {

// One row of AWS's table of actions, as far as it concerns what is emulated here. Keys are names
// without "ec2:", separated by blanks; "RequestTag" stands for aws:RequestTag/... and aws:TagKeys,
// "ResourceTag" for aws:ResourceTag/... and ec2:ResourceTag/..., a name that ends with '/' for all
// that begin so. ec2:Region is a key of every row.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
struct ActionKeys {
  std::string_view action;  // "RunInstances"
  std::string_view type;    // "image", as in the ARN
  bool required;            // every request of the action is asked about a resource of this type
  std::string_view shared_keys;  // those that many rows have
  std::string_view own_keys;
};
std::span<const ActionKeys> action_keys();

// The row of an action ("ec2:RunInstances") for an ARN; null if there is none, as for lists.
const ActionKeys* find_action_keys(std::string_view action, std::string_view arn);

// Takes out of `context` what is no key of the row: a condition on it then sees an absent key.
policy::Context admitted_keys(const ActionKeys& row, const policy::Context& context);

}  // namespace amishare::ec2
