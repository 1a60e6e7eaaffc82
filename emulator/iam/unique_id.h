// unique_id.h - ids of IAM's things and of credentials, which carry their account as AWS's do.
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "world/name.h"
#include "world/random.h"

namespace amishare::iam {

// Prefixes. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
inline constexpr std::string_view user_prefix = "AIDA";
inline constexpr std::string_view group_prefix = "AGPA";
inline constexpr std::string_view role_prefix = "AROA";
inline constexpr std::string_view policy_prefix = "ANPA";
inline constexpr std::string_view instance_profile_prefix = "AIPA";
inline constexpr std::string_view access_key_prefix = "AKIA";
inline constexpr std::string_view session_key_prefix = "ASIA";

// A new id of 21 characters (20 for the ids of credentials) for which `taken` says no.
std::string new_id(Random& random, std::string_view prefix, const AccountId& account,
                   const std::function<bool(const std::string&)>& taken);

// The id of the user `admin` that the account has from the start: no draw, so that it is known
// before the account is opened.
std::string first_user_id(std::uint64_t seed, const AccountId& account);

// The account that an id carries: after the prefix one bit that is set, then forty bits of account.
// nullopt if `id` is not four letters and at least nine characters of base32, or carries none.
std::optional<AccountId> account_of(std::string_view id);

// Forty characters, as a secret access key has.
std::string new_secret(Random& random);
// Begins as the tokens of the regional STS endpoints do.
std::string new_session_token(Random& random);

}  // namespace amishare::iam
