// unique_id.cpp - base32 with the account in its first bits.
#include "iam/unique_id.h"

#include <cstdint>

namespace amishare::iam {
namespace {

constexpr std::string_view base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view base64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t prefix_length = 4;
constexpr std::size_t account_letters = 9;  // 1 + 40 of their 45 bits

std::size_t length_of(std::string_view prefix) {
  return prefix == access_key_prefix || prefix == session_key_prefix ? 20 : 21;
}

// `letters` with its first 41 bits replaced by a set bit and the account.
std::string with_account(std::string letters, const AccountId& account) {
  std::uint64_t bits = (std::uint64_t{1} << 40U) | std::stoull(account.value);
  bits = bits << 4U | (base32.find(letters[account_letters - 1]) & 15U);
  for (std::size_t i = account_letters; i-- > 0; bits >>= 5U) letters[i] = base32[bits & 31U];
  return letters;
}

}  // namespace

std::string new_id(Random& random, std::string_view prefix, const AccountId& account,
                   const std::function<bool(const std::string&)>& taken) {
  const std::string kind = "iam-" + std::string(prefix);
  while (true) {
    const std::string letters = random.letters(kind, length_of(prefix) - prefix.size(), base32);
    std::string id = std::string(prefix) + with_account(letters, account);
    if (!taken(id)) return id;
  }
}

std::string first_user_id(std::uint64_t seed, const AccountId& account) {
  // A stream of its own for each account, apart from the one that CreateUser draws from.
  const std::string letters = Random(seed).letters("iam-first-user/" + account.value, 17, base32);
  return std::string(user_prefix) + with_account(letters, account);
}

std::optional<AccountId> account_of(std::string_view id) {
  if (id.size() < prefix_length + account_letters) return std::nullopt;
  std::uint64_t bits = 0;
  for (const char c : id.substr(prefix_length, account_letters)) {
    const std::size_t digit = base32.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 5U | digit;
  }
  bits >>= 4U;
  if ((bits >> 40U) == 0) return std::nullopt;
  std::string digits = std::to_string(bits & ((std::uint64_t{1} << 40U) - 1));
  if (digits.size() > 12) return std::nullopt;
  return AccountId{std::string(12 - digits.size(), '0') + digits};
}

std::string new_secret(Random& random) { return random.letters("iam-secret", 40, base64); }

std::string new_session_token(Random& random) {
  // A real one is some 300 to 1,100 characters long and holds the session, sealed. Here it is only
  // unguessable; the session is kept in the state.
  return "IQoJb3JpZ2luX2Vj" + random.letters("iam-session-token", 320, base64);
}

}  // namespace amishare::iam
