// account_test.cpp - accounts made, moved, taken out and closed.
#include "organizations/account.h"
#include "api/sts.h"
#include "emulator/organizations/fixture.h"

namespace amishare::organizations::test {

using namespace std::chrono_literals;

TEST_CASE("an account is made in its own time", "[organizations]") {
  WorldOptions options;
  options.pace.account_create = 20s;
  Organized organized(options);
  const auto asked = *organized
                          .asks<op::CreateAccount>({.email = "dev@example.org",
                                                    .account_name = "Dev",
                                                    .tags = {{.key = "k", .value = "v"}}})
                          .create_account_status;
  CHECK(asked.id->starts_with("car-"));
  CHECK(*asked.state == "IN_PROGRESS");
  CHECK(*asked.account_name == "Dev");
  CHECK_FALSE(asked.account_id.has_value());
  CHECK_FALSE(asked.completed_timestamp.has_value());
  CHECK(organized.asks<op::ListAccounts>({}).accounts.size() == 2);
  organized.world.advance(20s);
  const auto done =
      *organized.asks<op::DescribeCreateAccountStatus>({.create_account_request_id = *asked.id})
           .create_account_status;
  CHECK(*done.state == "SUCCEEDED");
  CHECK(*done.completed_timestamp == *asked.requested_timestamp + 20s);
  const auto account =
      *organized.asks<op::DescribeAccount>({.account_id = *done.account_id}).account;
  CHECK(*account.email == "dev@example.org");
  CHECK(*account.name == "Dev");
  CHECK(*account.joined_method == "CREATED");
  CHECK(*account.arn ==
        "arn:aws:organizations::999988887777:account/" + organized.id + "/" + *done.account_id);
  CHECK(organized.asks<op::ListTagsForResource>({.resource_id = *done.account_id}).tags.size() ==
        1);
}

TEST_CASE("the management account gets into an account that it made", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const AccountId made = organized.create("dev@example.org");
  const iam::Role* role = iam::find_role(world, made, "OrganizationAccountAccessRole");
  REQUIRE(role != nullptr);
  CHECK(role->attached_policies ==
        std::vector<std::string>{"arn:aws:iam::aws:policy/AdministratorAccess"});
  const Caller admin = user(world, management, "admin2", identity_policy("Allow", "*"));
  CHECK_NOTHROW(ask<sts::op::AssumeRole>(
      world, admin, {.role_arn = iam::arn(*role), .role_session_name = "session"}));
  const Caller other = user(world, account_b, "other", identity_policy("Allow", "*"));
  CHECK(refusal_of<sts::op::AssumeRole>(
            world, other, {.role_arn = iam::arn(*role), .role_session_name = "session"})
            .code == "AccessDenied");
  // Under another name if asked; an invited account has none.
  const auto named = organized.asks<op::CreateAccount>(
      {.email = "x@example.org", .account_name = "x", .role_name = "Admin"});
  const std::string id = *organized
                              .asks<op::DescribeCreateAccountStatus>(
                                  {.create_account_request_id = *named.create_account_status->id})
                              .create_account_status->account_id;
  CHECK(iam::find_role(world, AccountId{id}, "Admin") != nullptr);
  CHECK(iam::find_role(world, account_a, "OrganizationAccountAccessRole") == nullptr);
  CHECK(verdict(organized.refused<op::CreateAccount>(
            {.email = "y@example.org", .account_name = "y", .role_name = "AWSServiceRoleForY"})) ==
        "InvalidInputException INVALID_ROLE_NAME");
}

TEST_CASE("what keeps an account from being made shows in its status", "[organizations]") {
  Organized organized;
  organized.create("dev@example.org");
  const auto failure = [&](const std::string& email) {
    const auto asked = organized.asks<op::CreateAccount>({.email = email, .account_name = "x"});
    const auto status = *organized
                             .asks<op::DescribeCreateAccountStatus>(
                                 {.create_account_request_id = *asked.create_account_status->id})
                             .create_account_status;
    CHECK_FALSE(status.account_id.has_value());
    CHECK(status.completed_timestamp.has_value());
    return *status.state + " " + status.failure_reason.value_or("");
  };
  CHECK(failure("Dev@example.org") == "FAILED EMAIL_ALREADY_EXISTS");
  CHECK(failure("111122223333@example.com") == "FAILED EMAIL_ALREADY_EXISTS");
  for (int i = 0; i < 7; ++i) organized.create("more" + std::to_string(i) + "@example.org");
  CHECK(failure("eleventh@example.org") == "FAILED ACCOUNT_LIMIT_EXCEEDED");
  CHECK(organized.asks<op::ListAccounts>({}).accounts.size() == accounts_per_organization);
  CHECK(organized.asks<op::ListCreateAccountStatus>({.states = {"FAILED"}})
            .create_account_statuses.size() == 3);
  CHECK(organized.asks<op::ListCreateAccountStatus>({.states = {"SUCCEEDED", "FAILED"}})
            .create_account_statuses.size() == 11);
  CHECK(organized.asks<op::ListCreateAccountStatus>({}).create_account_statuses.size() == 11);
  CHECK(
      organized
          .refused<op::DescribeCreateAccountStatus>({.create_account_request_id = "car-nowhere123"})
          .code == "CreateAccountStatusNotFoundException");
}

TEST_CASE("the latest thousand requests for accounts are kept", "[organizations]") {
  Organized organized;
  std::string first;
  for (int i = 0; i < 1001; ++i) {
    const auto asked = organized.asks<op::CreateAccount>(
        {.email = "111122223333@example.com", .account_name = "taken"});
    if (first.empty()) first = *asked.create_account_status->id;
  }
  const auto& state = organized.world.organizations.organizations.at(organized.id);
  CHECK(state.creations.size() == 1000);
  CHECK(organized.refused<op::DescribeCreateAccountStatus>({.create_account_request_id = first})
            .code == "CreateAccountStatusNotFoundException");
}

TEST_CASE("five accounts are made at a time", "[organizations]") {
  WorldOptions options;
  options.pace.account_create = 20s;
  Organized organized(options);
  const auto create = [&](int i) {
    return op::CreateAccount::Request{.email = std::to_string(i) + "@example.org",
                                      .account_name = "x"};
  };
  for (int i = 0; i < 5; ++i) organized.asks<op::CreateAccount>(create(i));
  CHECK(organized.refused<op::CreateAccount>(create(5)).code == "TooManyRequestsException");
  organized.world.advance(20s);
  CHECK_NOTHROW(organized.asks<op::CreateAccount>(create(5)));
}

TEST_CASE("ids of accounts that are made are twelve digits and new", "[organizations]") {
  Organized organized;
  const AccountId one = organized.create("1@example.org");
  const AccountId two = organized.create("2@example.org");
  CHECK(is_account_id(one.value));
  CHECK(one != two);
  CHECK(organized.world.accounts().contains(one));
}

TEST_CASE("an account moves from its parent to another", "[organizations]") {
  Organized organized;
  const std::string prod = organized.unit("Prod");
  const auto moved = [&](const std::string& account, const std::string& from,
                         const std::string& to) {
    return organized
        .refused<op::MoveAccount>(
            {.account_id = account, .source_parent_id = from, .destination_parent_id = to})
        .code;
  };
  const std::string& a = account_a.value;
  CHECK(moved("123412341234", organized.root, prod) == "AccountNotFoundException");
  CHECK(moved(a, "ou-none-12345678", prod) == "SourceParentNotFoundException");
  CHECK(moved(a, prod, "ou-none-12345678") == "DestinationParentNotFoundException");
  CHECK(moved(a, organized.root, organized.root) == "DuplicateAccountException");
  const std::string test = organized.unit("Test");
  CHECK(moved(a, test, prod) == "SourceParentNotFoundException");
  organized.move(account_a, organized.root, prod);
  CHECK(organization_path(organized.world, account_a) ==
        organized.id + "/" + organized.root + "/" + prod + "/");
  CHECK_NOTHROW(organized.move(management, organized.root, prod));
}

TEST_CASE("accounts leave or are taken out, the management account never", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  CHECK(organized.refused<op::LeaveOrganization>({}).code ==
        "MasterCannotLeaveOrganizationException");
  CHECK(
      organized.refused<op::RemoveAccountFromOrganization>({.account_id = management.value}).code ==
      "MasterCannotLeaveOrganizationException");
  CHECK(
      organized.refused<op::RemoveAccountFromOrganization>({.account_id = account_b.value}).code ==
      "AccountNotFoundException");
  organized.asks<op::RemoveAccountFromOrganization>({.account_id = account_a.value});
  CHECK(organization_id(world, account_a).empty());
  CHECK(refusal_of<op::LeaveOrganization>(world, root(account_a), {}).code ==
        "AWSOrganizationsNotInUseException");
  organized.invite(account_a);
  ask<op::LeaveOrganization>(world, root(account_a), {});
  CHECK(organized.asks<op::ListAccounts>({}).accounts.size() == 1);
}

TEST_CASE("an account that was made stays for four days", "[organizations]") {
  Organized organized;
  const AccountId made = organized.create("dev@example.org");
  CHECK(verdict(organized.refused<op::RemoveAccountFromOrganization>({.account_id = made.value})) ==
        "ConstraintViolationException WAIT_PERIOD_ACTIVE");
  CHECK(verdict(refusal_of<op::LeaveOrganization>(organized.world, root(made), {})) ==
        "ConstraintViolationException WAIT_PERIOD_ACTIVE");
  organized.world.advance(24h * 4 - 1ms);
  CHECK(verdict(organized.refused<op::RemoveAccountFromOrganization>({.account_id = made.value})) ==
        "ConstraintViolationException WAIT_PERIOD_ACTIVE");
  organized.world.advance(1ms);
  CHECK_NOTHROW(organized.asks<op::RemoveAccountFromOrganization>({.account_id = made.value}));
}

TEST_CASE("an account closes in steps and is gone after ninety days", "[organizations]") {
  WorldOptions options;
  options.pace.account_close = 2min;
  Organized organized(options);
  World& world = organized.world;
  const auto states = [&] {
    const auto account =
        *organized.asks<op::DescribeAccount>({.account_id = account_a.value}).account;
    return *account.status + " " + *account.state;
  };
  organized.asks<op::CloseAccount>({.account_id = account_a.value});
  CHECK(states() == "PENDING_CLOSURE PENDING_CLOSURE");
  CHECK_FALSE(is_closed(world, account_a));
  CHECK(organized.refused<op::CloseAccount>({.account_id = account_a.value}).code ==
        "ConflictException");
  world.advance(2min);
  CHECK(states() == "SUSPENDED CLOSED");
  CHECK(is_closed(world, account_a));
  CHECK(organized.refused<op::CloseAccount>({.account_id = account_a.value}).code ==
        "AccountAlreadyClosedException");
  world.advance(24h * 90);
  CHECK(organized.refused<op::DescribeAccount>({.account_id = account_a.value}).code ==
        "AccountNotFoundException");
  CHECK(is_closed(world, account_a));
}

TEST_CASE("nobody assumes a role of a closed account", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const AccountId made = organized.create("dev@example.org");
  const Caller admin = user(world, management, "admin2", identity_policy("Allow", "*"));
  const sts::op::AssumeRole::Request request{
      .role_arn = "arn:aws:iam::" + made.value + ":role/OrganizationAccountAccessRole",
      .role_session_name = "session"};
  CHECK_NOTHROW(ask<sts::op::AssumeRole>(world, admin, request));
  organized.asks<op::CloseAccount>({.account_id = made.value});
  CHECK(refusal_of<sts::op::AssumeRole>(world, admin, request).code == "AccessDenied");
}

TEST_CASE("how many accounts are closed at a time and in thirty days", "[organizations]") {
  WorldOptions options;
  options.pace.account_close = 2min;
  Organized organized(options);
  Organization& state = organized.world.organizations.organizations.at(organized.id);
  std::vector<std::string> ids;
  for (int i = 0; i < 15; ++i) {
    ids.push_back(std::to_string(100'000'000'000 + i));
    add_node(state, {.id = ids.back(), .kind = NodeKind::account, .parent = organized.root});
  }
  renew(organized.world.organizations, state);
  const auto close = [&](std::size_t i) {
    organized.asks<op::CloseAccount>({.account_id = ids.at(i)});
  };
  for (std::size_t i = 0; i < 3; ++i) close(i);
  CHECK(verdict(organized.refused<op::CloseAccount>({.account_id = ids[3]})) ==
        "ConstraintViolationException CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED");
  for (std::size_t i = 3; i < 10; ++i) {
    organized.world.advance(2min);
    close(i);
  }
  organized.world.advance(2min);
  CHECK(verdict(organized.refused<op::CloseAccount>({.account_id = ids[10]})) ==
        "ConstraintViolationException CLOSE_ACCOUNT_QUOTA_EXCEEDED");
  organized.world.advance(24h * 30);
  CHECK_NOTHROW(close(10));
  CHECK(verdict(organized.refused<op::CloseAccount>({.account_id = management.value})) ==
        "ConstraintViolationException CANNOT_CLOSE_MANAGEMENT_ACCOUNT");
}

}  // namespace amishare::organizations::test
