// documents.h - what the tests of IAM and STS have in common.
#pragma once
#include <string>
#include <string_view>

#include "api/iam.h"
#include "api/sts.h"
#include "support/world_builder.h"

namespace amishare::iam::test {

using namespace amishare::test;

inline const std::string administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
inline const std::string allow_all = identity_policy("Allow", "*");

// A trust policy of one statement; `more` stands behind its action, with a comma before.
inline std::string trust(std::string_view principal, std::string_view more = "") {
  std::string text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")";
  text.append(principal).append(R"("},"Action":"sts:AssumeRole")");
  return text.append(more).append("}]}");
}
inline std::string trust_account(const AccountId& account, std::string_view more = "") {
  return trust("arn:aws:iam::" + account.value + ":root", more);
}

inline Error error(std::string code, std::string message, int status) {
  return {std::move(code), std::move(message), status};
}
inline Error no_such(std::string message) { return error("NoSuchEntity", std::move(message), 404); }
inline Error conflict(std::string_view must) {
  return error("DeleteConflict", "Cannot delete entity, must " + std::string(must) + " first.",
               409);
}
inline Error malformed(std::string message) {
  return error("MalformedPolicyDocument", std::move(message), 400);
}
inline Error over_quota(std::string message) {
  return error("LimitExceeded", std::move(message), 409);
}
inline Error denied(const Caller& caller, const std::string& action, const std::string& resource) {
  return error("AccessDenied",
               "User: " + caller.principal->arn + " is not authorized to perform: " + action +
                   " on resource: " + resource + " because no identity-based policy allows the " +
                   action + " action",
               403);
}

}  // namespace amishare::iam::test
