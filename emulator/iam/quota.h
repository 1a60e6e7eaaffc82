// quota.h - how many and how large IAM's things may be, as AWS has it until asked for more.
#pragma once
#include <cstddef>

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
namespace amishare::iam::quota {

inline constexpr std::size_t users_per_account = 5000;
inline constexpr std::size_t groups_per_account = 300;
inline constexpr std::size_t roles_per_account = 1000;
inline constexpr std::size_t policies_per_account = 1500;
inline constexpr std::size_t instance_profiles_per_account = 1000;
inline constexpr std::size_t groups_per_user = 10;
inline constexpr std::size_t access_keys_per_user = 2;
inline constexpr std::size_t policies_per_identity = 10;  // attached
inline constexpr std::size_t roles_per_instance_profile = 1;
inline constexpr std::size_t versions_per_policy = 5;
inline constexpr std::size_t tags_per_entity = 50;

// Of documents, white space not counted; inline policies of one identity are counted together.
inline constexpr std::size_t policy_size = 6144;
inline constexpr std::size_t trust_policy_size = 2048;
inline constexpr std::size_t user_policy_size = 2048;
inline constexpr std::size_t group_policy_size = 5120;
inline constexpr std::size_t role_policy_size = 10240;

}  // namespace amishare::iam::quota
