// keys.h - what the tests of KMS have in common.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/kms.h"
#include "kms/kms.h"
#include "support/world_builder.h"

namespace amishare::kms::test {

using namespace amishare::test;

using Context = std::map<std::string, std::string>;

// The ARN of a new key.
inline std::string create_key(World& world, const Caller& caller,
                              const std::optional<std::string>& policy = {},
                              const Region& region = us_east_1) {
  const auto made = ask<op::CreateKey>(
      world, caller, {.policy = policy, .bypass_policy_lockout_safety_check = policy.has_value()},
      region);
  return made.key_metadata.value().arn.value();
}

inline std::string bare_id(std::string_view key_arn) {
  return std::string(key_arn.substr(key_arn.rfind('/') + 1));
}

// A key policy of one statement; `more` is put behind it, with a comma before.
inline std::string key_policy(std::string_view principal, std::string_view action,
                              std::string_view more = "") {
  std::string text = R"({"Version":"2012-10-17","Statement":[)"
                     R"({"Sid":"first","Effect":"Allow","Principal":{"AWS":")";
  text.append(principal).append(R"("},"Action":")").append(action);
  return text.append(R"(","Resource":"*"})").append(more).append("]}");
}

inline std::string root_arn(const AccountId& account) {
  return "arn:aws:iam::" + account.value + ":root";
}

// A key of account A that delegates to A and to B.
inline std::string create_shared_key(World& world, std::string_view actions_of_b = "kms:*") {
  return create_key(
      world, root(account_a),
      key_policy(root_arn(account_a), "kms:*",
                 R"(,{"Sid":"second","Effect":"Allow","Principal":{"AWS":")" + root_arn(account_b) +
                     R"("},"Action":")" + std::string(actions_of_b) + R"(","Resource":"*"})"));
}

inline std::string encrypted(World& world, const Caller& caller, const std::string& key,
                             const std::string& plaintext, const Context& context = {}) {
  return ask<op::Encrypt>(
             world, caller,
             {.key_id = key, .plaintext = Blob{plaintext}, .encryption_context = context})
      .ciphertext_blob.value()
      .bytes;
}

inline std::string decrypted(World& world, const Caller& caller, const std::string& ciphertext,
                             const Context& context = {}) {
  return ask<op::Decrypt>(world, caller,
                          {.ciphertext_blob = Blob{ciphertext}, .encryption_context = context})
      .plaintext.value()
      .bytes;
}

inline Error error(std::string code, std::string message) {
  return {std::move(code), std::move(message)};
}

// The sentences of AccessDeniedException.
inline Error denied(const Caller& caller, std::string_view action, std::string_view rest) {
  return {"AccessDeniedException", "User: " + caller.principal->arn +
                                       " is not authorized to perform: " + std::string(action) +
                                       std::string(rest)};
}
inline constexpr std::string_view hidden =
    " on this resource because the resource does not exist in this Region, no resource-based "
    "policies allow access, or a resource-based policy explicitly denies access";
inline constexpr std::string_view hidden_ciphertext =
    " on the resource associated with this ciphertext because the resource does not exist in this "
    "Region, no resource-based policies allow access, or a resource-based policy explicitly denies "
    "access";

}  // namespace amishare::kms::test
