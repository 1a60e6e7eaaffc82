// fixture.h - an organization to test with, asked as its accounts ask.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/organizations.h"
#include "organizations/organizations.h"
#include "support/world_builder.h"

namespace amishare::organizations::test {

using namespace amishare::test;

inline const AccountId management{"999988887777"};

inline const std::string deny_launch = R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny",)"
                                       R"("Action":"ec2:RunInstances","Resource":"*"}]})";
inline const std::string rcp_deny_decrypt =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",)"
    R"("Action":"kms:Decrypt","Resource":"*"}]})";

// A world with an organization of `management`, in which account_a is by invitation.
struct Organized {
  explicit Organized(const WorldOptions& options = {}) : world(options) {
    id = *asks<op::CreateOrganization>({}).organization->id;
    root = *asks<op::ListRoots>({}).roots.at(0).id;
    invite(account_a);
  }

  // Asks in the name of the management account's root user.
  template <class Op>
  typename Op::Response asks(const typename Op::Request& request) {
    return ask<Op>(world, amishare::test::root(management), request);
  }
  template <class Op>
  Error refused(const typename Op::Request& request) {
    return refusal_of<Op>(world, amishare::test::root(management), request);
  }

  void invite(const AccountId& account) {
    const auto invited =
        asks<op::InviteAccountToOrganization>({.target = {.id = account.value, .type = "ACCOUNT"}});
    ask<op::AcceptHandshake>(world, amishare::test::root(account),
                             {.handshake_id = *invited.handshake->id});
  }
  std::string unit(const std::string& name, const std::string& parent = {}) {
    return *asks<op::CreateOrganizationalUnit>(
                {.parent_id = parent.empty() ? root : parent, .name = name})
                .organizational_unit->id;
  }
  std::string policy(const std::string& name, const std::string& content,
                     const std::string& type = "SERVICE_CONTROL_POLICY") {
    return *asks<op::CreatePolicy>(
                {.content = content, .description = "for tests", .name = name, .type = type})
                .policy->policy_summary->id;
  }
  void enable(const std::string& type) {
    asks<op::EnablePolicyType>({.root_id = root, .policy_type = type});
  }
  void move(const AccountId& account, const std::string& from, const std::string& to) {
    asks<op::MoveAccount>(
        {.account_id = account.value, .source_parent_id = from, .destination_parent_id = to});
  }
  // Makes an account, which must work.
  AccountId create(const std::string& email) {
    const auto request =
        asks<op::CreateAccount>({.email = email, .account_name = "made"}).create_account_status;
    const auto status =
        asks<op::DescribeCreateAccountStatus>({.create_account_request_id = *request->id})
            .create_account_status;
    REQUIRE(status->state == "SUCCEEDED");
    return AccountId{*status->account_id};
  }

  World world;
  std::string id, root;
};

// "ConstraintViolationException OU_DEPTH_LIMIT_EXCEEDED"
inline std::string verdict(const Error& error) {
  CHECK(error.status == 400);
  CHECK(!error.message.empty());
  return error.code + (error.reason.empty() ? "" : " " + error.reason);
}

}  // namespace amishare::organizations::test
