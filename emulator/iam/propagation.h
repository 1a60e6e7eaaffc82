// propagation.h - what the rest of AWS knows of IAM while a change has not spread yet.
//
// By default a change is seen at once. With `iam_propagation` in the world's pace the policy
// engine, STS and EC2 see users, groups, roles, policies and instance profiles as they were that
// long ago; IAM itself answers with what it was told last.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
#pragma once
#include <optional>
#include <string_view>

#include "iam/iam.h"

namespace amishare::iam {

// Takes down an account before a request may change it, and remembers it if it did.
class Spreading {
 public:
  // Nothing, unless changes take time.
  Spreading(const World& world, const AccountId& account);
  // The request was served.
  void remember(World& world) const;

 private:
  std::optional<Account> before_;
  AccountId account_;
};

// The account as it is seen; null if there is none.
const Account* seen_account(const World& world, const AccountId& account);
// These, as they are seen. Null if there is none, or none yet.
const User* seen_user(const World& world, const AccountId& account, std::string_view user_id);
const Group* seen_group(const World& world, const AccountId& account, std::string_view group_id);
const Role* seen_role_of_id(const World& world, const AccountId& account, std::string_view role_id);
const Role* seen_role(const World& world, std::string_view role_arn);
const User* seen_user_of_arn(const World& world, std::string_view user_arn);
const ManagedPolicy* seen_policy(const World& world, std::string_view policy_arn);
const InstanceProfile* seen_profile(const World& world, const AccountId& account,
                                    std::string_view name_or_arn);

}  // namespace amishare::iam
