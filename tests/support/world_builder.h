// world_builder.h - worlds for tests in a few lines, and requests to them without a wire.
#pragma once
#include <ostream>
#include <string>
#include <string_view>
#include <utility>

#include "api/iam.h"
#include "iam/iam.h"
#include "support/catch.h"
#include "world/call.h"
#include "world/error.h"
#include "world/world.h"

namespace amishare {

// So that a failed comparison shows both.
inline std::ostream& operator<<(std::ostream& out, const Error& error) {
  return out << error.status << " " << error.code << ": " << error.message;
}

}  // namespace amishare

namespace amishare::test {

inline const AccountId account_a{"111122223333"};
inline const AccountId account_b{"444455556666"};
inline const Region us_east_1{"us-east-1"};
inline const Region eu_west_1{"eu-west-1"};

// Asks operation `Op` (kms::op::CreateKey) in the caller's name, as the gateway does once a request
// is parsed: the account comes into being, the request gets its entry in the trace, what is due at
// once happens after the response. Throws the Error of a refusal.
template <class Op>
typename Op::Response ask(World& world, const Caller& caller, const typename Op::Request& request,
                          const Region& region = us_east_1) {
  if (!caller.principal->account.value.empty()) world.open(caller.principal->account, region);
  TraceEntry& entry = world.trace.add({.request_id = {},
                                       .at = world.timeline.now(),
                                       .service = std::string(Op::service),
                                       .operation = std::string(Op::name),
                                       .region = region,
                                       .principal = caller.principal});
  Call call(world, caller, region, entry);
  try {
    typename Op::Response response = Op::handler(call, request);
    world.settle();
    return response;
  } catch (const Error& error) {
    entry.error = error;
    throw;
  }
}

// The refusal of a request that must be refused, and must have changed nothing.
template <class Op>
Error refusal_of(World& world, const Caller& caller, const typename Op::Request& request,
                 const Region& region = us_east_1) {
  if (!caller.principal->account.value.empty()) world.open(caller.principal->account, region);
  const World before = world;
  try {
    ask<Op>(world, caller, request, region);
  } catch (const Error& error) {
    CHECK(world == before);
    return error;
  }
  FAIL(Op::name << " was not refused");
  return {};
}

// The account's root user.
inline Caller root(const AccountId& account) {
  return {.principal = iam::root_principal(account), .secure_transport = true};
}

// A new user with this inline policy; with none if it is empty.
inline Caller user(World& world, const AccountId& account, const std::string& name,
                   const std::string& policy = {}) {
  ask<iam::op::CreateUser>(world, root(account), {.user_name = name});
  if (!policy.empty()) {
    ask<iam::op::PutUserPolicy>(
        world, root(account),
        {.user_name = name, .policy_name = "inline", .policy_document = policy});
  }
  return {.principal = iam::principal(*iam::find_user(world, account, name)),
          .secure_transport = true};
}

// A session of a new role with this inline policy; with none if it is empty.
inline Caller role_session(World& world, const AccountId& account, const std::string& name,
                           const std::string& policy = {}) {
  ask<iam::op::CreateRole>(
      world, root(account),
      {.role_name = name,
       .assume_role_policy_document =
           R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":")" +
           account.value + R"("},"Action":"sts:AssumeRole"}]})"});
  if (!policy.empty()) {
    ask<iam::op::PutRolePolicy>(
        world, root(account),
        {.role_name = name, .policy_name = "inline", .policy_document = policy});
  }
  return {.principal = iam::principal(*iam::find_role(world, account, name), "session"),
          .secure_transport = true};
}

// One statement of an identity policy.
inline std::string identity_policy(std::string_view effect, std::string_view action,
                                   std::string_view resource = "*") {
  std::string text = R"({"Version":"2012-10-17","Statement":[{"Effect":")";
  text.append(effect).append(R"(","Action":")").append(action);
  return text.append(R"(","Resource":")").append(resource).append(R"("}]})");
}

}  // namespace amishare::test
