// sessions.h - what the tests of sessions have in common.
#pragma once
#include <string>
#include <utility>

#include "emulator/iam/documents.h"

namespace amishare::sts::test {

// Whoever signs with these credentials.
inline Caller caller_with(const World& world, const std::string& access_key_id) {
  auto found = iam::find_credentials(world, access_key_id);
  REQUIRE(found.size() == 1);
  return {.principal = found[0].principal,
          .access_key_id = access_key_id,
          .token_issued = found[0].issued,
          .secure_transport = true,
          .session_policies = found[0].session_policies,
          .session_tags = found[0].session_tags,
          .source_identity = found[0].source_identity,
          .session_keys = found[0].session_keys};
}

template <class Response>
Caller caller_with(const World& world, const Response& response) {
  return caller_with(world, response.credentials.value().access_key_id);
}

// A role of A with this trust policy.
inline std::string make_role(World& world, const std::string& name, const std::string& trust,
                             const std::string& policy = {}) {
  using namespace amishare::iam::test;
  const auto made = ask<iam::op::CreateRole>(
      world, root(account_a),
      {.role_name = name, .assume_role_policy_document = trust, .max_session_duration = 43200});
  if (!policy.empty()) {
    ask<iam::op::PutRolePolicy>(world, root(account_a),
                                {.role_name = name, .policy_name = "p", .policy_document = policy});
  }
  return made.role.arn;
}

// A trust policy that lets an account do what `actions` says, a JSON list.
inline std::string trusting(const AccountId& account, const std::string& actions,
                            const std::string& condition = "{}") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
         account.value + R"("},"Action":)" + actions + R"(,"Condition":)" + condition + "}]}";
}

}  // namespace amishare::sts::test
