// invitation_test.cpp - accounts invited, and what becomes of it.
#include "emulator/organizations/fixture.h"

namespace amishare::organizations::test {

using namespace std::chrono_literals;

namespace {

op::InviteAccountToOrganization::Request invitation(const AccountId& account) {
  return {.target = {.id = account.value, .type = "ACCOUNT"}};
}

std::string invite_b(Organized& organized) {
  return *organized.asks<op::InviteAccountToOrganization>(invitation(account_b)).handshake->id;
}

}  // namespace

TEST_CASE("an invitation shows both parties and who invites", "[organizations]") {
  Organized organized;
  auto request = invitation(account_b);
  request.notes = "Join us";
  const auto made = *organized.asks<op::InviteAccountToOrganization>(request).handshake;
  CHECK(made.id->starts_with("h-"));
  CHECK(*made.arn ==
        "arn:aws:organizations::999988887777:handshake/" + organized.id + "/invite/" + *made.id);
  CHECK(*made.state == "OPEN");
  CHECK(*made.action == "INVITE");
  CHECK(*made.expiration_timestamp == *made.requested_timestamp + 24h * 15);
  REQUIRE(made.parties.size() == 2);
  CHECK(made.parties[0].id == organized.id);
  CHECK(made.parties[0].type == "ORGANIZATION");
  CHECK(made.parties[1].id == account_b.value);
  CHECK(made.parties[1].type == "ACCOUNT");
  REQUIRE(made.resources.size() == 3);
  CHECK(made.resources[0].resources.size() == 3);
  CHECK(*made.resources[0].resources[0].value == "999988887777@example.com");
  CHECK(*made.resources[1].value == account_b.value);
  CHECK(*made.resources[2].value == "Join us");
  // The invited account sees it, and so does who invited; nobody else.
  CHECK(ask<op::ListHandshakesForAccount>(organized.world, root(account_b), {}).handshakes.size() ==
        1);
  CHECK_NOTHROW(
      ask<op::DescribeHandshake>(organized.world, root(account_b), {.handshake_id = *made.id}));
  CHECK_NOTHROW(organized.asks<op::DescribeHandshake>({.handshake_id = *made.id}));
  CHECK(refusal_of<op::DescribeHandshake>(organized.world, root(AccountId{"121212121212"}),
                                          {.handshake_id = *made.id})
            .code == "AccessDeniedException");
}

TEST_CASE("who accepts is a member with the tags of the invitation", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  auto request = invitation(account_b);
  request.tags = {{.key = "team", .value = "red"}};
  const std::string id = *organized.asks<op::InviteAccountToOrganization>(request).handshake->id;
  CHECK(organization_id(world, account_b).empty());
  const auto accepted =
      *ask<op::AcceptHandshake>(world, root(account_b), {.handshake_id = id}).handshake;
  CHECK(*accepted.state == "ACCEPTED");
  CHECK(organization_id(world, account_b) == organized.id);
  const auto account =
      *organized.asks<op::DescribeAccount>({.account_id = account_b.value}).account;
  CHECK(*account.joined_method == "INVITED");
  CHECK(organized.asks<op::ListTagsForResource>({.resource_id = account_b.value}).tags.at(0).key ==
        "team");
  CHECK(refusal_of<op::AcceptHandshake>(world, root(account_b), {.handshake_id = id}).code ==
        "HandshakeAlreadyInStateException");
  CHECK(refusal_of<op::DeclineHandshake>(world, root(account_b), {.handshake_id = id}).code ==
        "InvalidHandshakeTransitionException");
}

TEST_CASE("only the invited answers, only the inviter takes back", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const std::string id = invite_b(organized);
  CHECK(organized.refused<op::AcceptHandshake>({.handshake_id = id}).code ==
        "AccessDeniedException");
  CHECK(organized.refused<op::DeclineHandshake>({.handshake_id = id}).code ==
        "AccessDeniedException");
  CHECK(refusal_of<op::CancelHandshake>(world, root(account_b), {.handshake_id = id}).code ==
        "AccessDeniedException");
  CHECK(*organized.asks<op::CancelHandshake>({.handshake_id = id}).handshake->state == "CANCELED");
  CHECK(organized.refused<op::CancelHandshake>({.handshake_id = id}).code ==
        "HandshakeAlreadyInStateException");
  CHECK(refusal_of<op::AcceptHandshake>(world, root(account_b), {.handshake_id = id}).code ==
        "InvalidHandshakeTransitionException");
  const std::string second = invite_b(organized);
  CHECK(*ask<op::DeclineHandshake>(world, root(account_b), {.handshake_id = second})
             .handshake->state == "DECLINED");
  CHECK(organized.refused<op::DescribeHandshake>({.handshake_id = "h-nowhere1234"}).code ==
        "HandshakeNotFoundException");
}

TEST_CASE("an invitation expires after fifteen days and is forgotten thirty later",
          "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const std::string id = invite_b(organized);
  world.advance(24h * 15 - 1ms);
  CHECK(*organized.asks<op::DescribeHandshake>({.handshake_id = id}).handshake->state == "OPEN");
  world.advance(1ms);
  CHECK(*organized.asks<op::DescribeHandshake>({.handshake_id = id}).handshake->state == "EXPIRED");
  CHECK(refusal_of<op::AcceptHandshake>(world, root(account_b), {.handshake_id = id}).code ==
        "InvalidHandshakeTransitionException");
  CHECK_NOTHROW(invite_b(organized));  // it is no duplicate of one that is over
  world.advance(24h * 30);
  CHECK(organized.refused<op::DescribeHandshake>({.handshake_id = id}).code ==
        "HandshakeNotFoundException");
  CHECK(organized.asks<op::ListHandshakesForOrganization>({}).handshakes.size() == 1);
  // The next invitation drops what is forgotten.
  CHECK(world.organizations.handshakes.size() == 3);
  invite_b(organized);
  CHECK(world.organizations.handshakes.size() == 2);
}

TEST_CASE("an invitation by e-mail reaches the account of that address", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  world.open(account_b, us_east_1);
  const auto made = *organized
                         .asks<op::InviteAccountToOrganization>(
                             {.target = {.id = "444455556666@example.com", .type = "EMAIL"}})
                         .handshake;
  CHECK(made.parties[1].id == "444455556666@example.com");
  CHECK(made.parties[1].type == "EMAIL");
  ask<op::AcceptHandshake>(world, root(account_b), {.handshake_id = *made.id});
  CHECK(organization_id(world, account_b) == organized.id);
  const auto refused = [&](const std::string& id, const std::string& type) {
    return verdict(
        organized.refused<op::InviteAccountToOrganization>({.target = {.id = id, .type = type}}));
  };
  CHECK(refused("nobody@example.org", "EMAIL") ==
        "InvalidInputException INVALID_EMAIL_ADDRESS_TARGET");
  CHECK(refused("o-exampleorgid", "ORGANIZATION") ==
        "InvalidInputException INVALID_PARTY_TYPE_TARGET");
  CHECK(refused("12", "ACCOUNT") == "InvalidInputException INVALID_PATTERN_TARGET_ID");
}

TEST_CASE("who is invited already, is a member already, or is one too many", "[organizations]") {
  Organized organized;
  invite_b(organized);
  CHECK(organized.refused<op::InviteAccountToOrganization>(invitation(account_b)).code ==
        "DuplicateHandshakeException");
  CHECK(verdict(organized.refused<op::InviteAccountToOrganization>(invitation(account_a))) ==
        "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION");
  // Two accounts and an invitation are there; ten have room.
  for (int i = 0; i < 7; ++i) {
    organized.asks<op::InviteAccountToOrganization>(
        invitation(AccountId{std::to_string(200'000'000'000 + i)}));
  }
  const Error full =
      organized.refused<op::InviteAccountToOrganization>(invitation(AccountId{"121212121212"}));
  CHECK(verdict(full) == "HandshakeConstraintViolationException ACCOUNT_NUMBER_LIMIT_EXCEEDED");
  CHECK(full.message == "You have exceeded the allowed number of AWS accounts");
}

TEST_CASE("twenty invitations a day, those accepted not counted", "[organizations]") {
  Organized organized;  // one was accepted
  for (int i = 0; i < 20; ++i) {
    organized.asks<op::CancelHandshake>({.handshake_id = invite_b(organized)});
  }
  CHECK(verdict(organized.refused<op::InviteAccountToOrganization>(invitation(account_b))) ==
        "HandshakeConstraintViolationException HANDSHAKE_RATE_LIMIT_EXCEEDED");
  organized.world.advance(24h);
  CHECK_NOTHROW(invite_b(organized));
}

TEST_CASE("a member of another organization goes straight over", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  ask<op::CreateOrganization>(world, root(account_b), {});
  const auto invite_to_b = [&](const AccountId& account) {
    return *ask<op::InviteAccountToOrganization>(world, root(account_b), invitation(account))
                .handshake->id;
  };
  const std::string id = invite_to_b(account_a);
  // Leaving has to be allowed.
  const Caller stays =
      user(world, account_a, "stays",
           R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":)"
           R"(["organizations:AcceptHandshake","iam:CreateServiceLinkedRole"]}]})");
  CHECK(refusal_of<op::AcceptHandshake>(world, stays, {.handshake_id = id})
            .message.find("organizations:LeaveOrganization") != std::string::npos);
  CHECK(organization_id(world, account_a) == organized.id);
  ask<op::AcceptHandshake>(world, root(account_a), {.handshake_id = id});
  CHECK(organization_id(world, account_a) == organization_id(world, account_b));
  CHECK(organized.asks<op::ListAccounts>({}).accounts.size() == 1);
  // A management account has to give up its organization first.
  CHECK(verdict(refusal_of<op::AcceptHandshake>(world, root(management),
                                                {.handshake_id = invite_to_b(management)})) ==
        "HandshakeConstraintViolationException ALREADY_IN_AN_ORGANIZATION");
}

TEST_CASE("lists of invitations are filtered by kind", "[organizations]") {
  Organized organized;
  invite_b(organized);
  const auto count = [&](const op::ListHandshakesForOrganization::Request& request) {
    return organized.asks<op::ListHandshakesForOrganization>(request).handshakes.size();
  };
  CHECK(count({}) == 2);
  CHECK(count({.filter = op::ListHandshakesForOrganization::Request{}.filter}) == 2);
  op::ListHandshakesForOrganization::Request request;
  request.filter.emplace().action_type = "INVITE";
  CHECK(count(request) == 2);
  request.filter->action_type = "ENABLE_ALL_FEATURES";
  CHECK(count(request) == 0);
  request.filter->parent_handshake_id = "h-nowhere1234";
  CHECK(verdict(organized.refused<op::ListHandshakesForOrganization>(request)) ==
        "InvalidInputException MAX_FILTER_LIMIT_EXCEEDED");
  const auto page = organized.asks<op::ListHandshakesForOrganization>({.max_results = 1});
  CHECK(page.handshakes.size() == 1);
  CHECK(organized.asks<op::ListHandshakesForOrganization>({.next_token = page.next_token})
            .handshakes.size() == 1);
}

}  // namespace amishare::organizations::test
