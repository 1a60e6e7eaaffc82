// organization_test.cpp - an organization made, shown and deleted, and who may ask about it.
#include "emulator/organizations/fixture.h"

namespace amishare::organizations::test {

namespace {

const std::string only_management = "You don't have permissions to access this resource.";

}  // namespace

TEST_CASE("an organization has its account, one root and AWS's ARNs", "[organizations]") {
  World world;
  const auto made = *ask<op::CreateOrganization>(world, root(management), {}).organization;
  CHECK(made.id->starts_with("o-"));
  CHECK(made.id->size() == 12);
  CHECK(*made.arn == "arn:aws:organizations::999988887777:organization/" + *made.id);
  CHECK(*made.feature_set == "ALL");
  CHECK(*made.master_account_id == management.value);
  CHECK(*made.master_account_arn ==
        "arn:aws:organizations::999988887777:account/" + *made.id + "/999988887777");
  CHECK(*made.master_account_email == "999988887777@example.com");
  const auto roots = ask<op::ListRoots>(world, root(management), {}).roots;
  REQUIRE(roots.size() == 1);
  CHECK(roots[0].id->starts_with("r-"));
  CHECK(*roots[0].arn ==
        "arn:aws:organizations::999988887777:root/" + *made.id + "/" + *roots[0].id);
  CHECK(*roots[0].name == "Root");
  CHECK(roots[0].policy_types.empty());
  const auto accounts = ask<op::ListAccounts>(world, root(management), {}).accounts;
  REQUIRE(accounts.size() == 1);
  CHECK(*accounts[0].id == management.value);
  CHECK(*accounts[0].status == "ACTIVE");
  CHECK(*accounts[0].state == "ACTIVE");
  CHECK(accounts[0].paths ==
        std::vector<std::string>{*made.id + "/" + *roots[0].id + "/999988887777/"});
}

TEST_CASE("an account is in one organization at a time", "[organizations]") {
  Organized organized;
  CHECK(organized.refused<op::CreateOrganization>({}) ==
        Error{"AlreadyInOrganizationException",
              "The AWS account is already a member of an organization."});
  CHECK(refusal_of<op::CreateOrganization>(organized.world, root(account_a), {}).code ==
        "AlreadyInOrganizationException");
}

TEST_CASE("members see their organization and no more of it", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  CHECK(*ask<op::DescribeOrganization>(world, root(account_a), {}).organization->id ==
        organized.id);
  const Error refusal = refusal_of<op::ListRoots>(world, root(account_a), {});
  CHECK(refusal == Error{"AccessDeniedException", only_management});
  CHECK(refusal_of<op::ListAccounts>(world, root(account_a), {}) == refusal);
  CHECK(refusal_of<op::CreateOrganizationalUnit>(
            world, root(account_a), {.parent_id = organized.root, .name = "x"}) == refusal);
  const Error none{"AWSOrganizationsNotInUseException",
                   "Your account is not a member of an organization."};
  CHECK(refusal_of<op::DescribeOrganization>(world, root(account_b), {}) == none);
  CHECK(refusal_of<op::ListRoots>(world, root(account_b), {}) == none);
}

TEST_CASE("policies decide first, and are told of with AWS's ARNs", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const Caller nobody = user(world, management, "nobody");
  const std::string start =
      "User: arn:aws:iam::999988887777:user/nobody is not authorized to "
      "perform: organizations:";
  CHECK(refusal_of<op::ListAccounts>(world, nobody, {}) ==
        Error{"AccessDeniedException",
              start + "ListAccounts on resource: * because no identity-based policy allows the "
                      "organizations:ListAccounts action"});
  CHECK(refusal_of<op::DescribeAccount>(world, nobody, {.account_id = account_a.value}).message ==
        start + "DescribeAccount on resource: arn:aws:organizations::999988887777:account/" +
            organized.id +
            "/111122223333 because no identity-based policy allows the "
            "organizations:DescribeAccount action");
  // Of one that is not there, too, and before that is told.
  CHECK(refusal_of<op::DescribeAccount>(world, nobody, {.account_id = "123412341234"}).code ==
        "AccessDeniedException");
  // A caller without rights in a member account hears of its rights first.
  const Caller member = user(world, account_a, "member");
  CHECK(refusal_of<op::ListRoots>(world, member, {}).message.starts_with("User: "));
}

TEST_CASE("what a policy allows of one thing it does not allow of another", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const std::string mine = organized.unit("mine");
  const std::string other = organized.unit("other");
  const std::string ou = "arn:aws:organizations::999988887777:ou/" + organized.id + "/";
  const Caller keeper =
      user(world, management, "keeper",
           identity_policy("Allow", "organizations:DeleteOrganizationalUnit", ou + mine));
  CHECK(refusal_of<op::DeleteOrganizationalUnit>(world, keeper, {.organizational_unit_id = other})
            .code == "AccessDeniedException");
  CHECK_NOTHROW(ask<op::DeleteOrganizationalUnit>(world, keeper, {.organizational_unit_id = mine}));
  // Attaching asks for the policy and for the target.
  organized.enable("SERVICE_CONTROL_POLICY");
  const std::string scp = organized.policy("scp", deny_launch);
  const Caller attacher =
      user(world, management, "attacher",
           identity_policy("Allow", "organizations:AttachPolicy",
                           "arn:aws:organizations::999988887777:policy/" + organized.id +
                               "/service_control_policy/" + scp));
  CHECK(
      refusal_of<op::AttachPolicy>(world, attacher, {.policy_id = scp, .target_id = organized.root})
          .message.find("root/" + organized.id) != std::string::npos);
}

TEST_CASE("condition keys are the type of a policy, tags of things and tags asked for",
          "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const auto condition = [](std::string_view action, const std::string& block) {
    return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*","Action":[)" +
           std::string(action) + R"(],"Condition":)" + block + "}]}";
  };
  const Caller scps =
      user(world, management, "scps",
           condition(R"("organizations:CreatePolicy")",
                     R"({"StringEquals":{"organizations:PolicyType":"SERVICE_CONTROL_POLICY"}})"));
  CHECK_NOTHROW(ask<op::CreatePolicy>(world, scps,
                                      {.content = deny_launch,
                                       .description = "",
                                       .name = "one",
                                       .type = "SERVICE_CONTROL_POLICY"}));
  CHECK(refusal_of<op::CreatePolicy>(world, scps,
                                     {.content = rcp_deny_decrypt,
                                      .description = "",
                                      .name = "two",
                                      .type = "RESOURCE_CONTROL_POLICY"})
            .code == "AccessDeniedException");
  const Caller reds = user(world, management, "reds",
                           condition(R"("organizations:CreateOrganizationalUnit",)"
                                     R"("organizations:TagResource",)"
                                     R"("organizations:DeleteOrganizationalUnit")",
                                     R"({"StringEquals":{"aws:RequestTag/team":"red"}})"));
  const auto made = ask<op::CreateOrganizationalUnit>(
      world, reds,
      {.parent_id = organized.root, .name = "red", .tags = {{.key = "team", .value = "red"}}});
  CHECK(refusal_of<op::CreateOrganizationalUnit>(world, reds,
                                                 {.parent_id = organized.root, .name = "plain"})
            .code == "AccessDeniedException");
  const Caller sweeper = user(world, management, "sweeper",
                              condition(R"("organizations:DeleteOrganizationalUnit")",
                                        R"({"StringEquals":{"aws:ResourceTag/team":"red"}})"));
  const std::string plain = organized.unit("plain");
  CHECK(refusal_of<op::DeleteOrganizationalUnit>(world, sweeper, {.organizational_unit_id = plain})
            .code == "AccessDeniedException");
  CHECK_NOTHROW(ask<op::DeleteOrganizationalUnit>(
      world, sweeper, {.organizational_unit_id = *made.organizational_unit->id}));
}

TEST_CASE("tags at creation need the right to tag", "[organizations]") {
  Organized organized;
  const Caller maker = user(organized.world, management, "maker",
                            identity_policy("Allow", "organizations:CreateOrganizationalUnit"));
  CHECK_NOTHROW(ask<op::CreateOrganizationalUnit>(organized.world, maker,
                                                  {.parent_id = organized.root, .name = "a"}));
  CHECK(refusal_of<op::CreateOrganizationalUnit>(
            organized.world, maker,
            {.parent_id = organized.root, .name = "b", .tags = {{.key = "k", .value = "v"}}})
            .message.find("organizations:TagResource") != std::string::npos);
}

TEST_CASE("all features need a service-linked role, and the right to make it", "[organizations]") {
  World world;
  const Caller maker = user(world, management, "maker",
                            identity_policy("Allow", "organizations:CreateOrganization"));
  CHECK(verdict(refusal_of<op::CreateOrganization>(world, maker, {})) ==
        "AccessDeniedForDependencyException ACCESS_DENIED_DURING_CREATE_SERVICE_LINKED_ROLE");
  CHECK(*ask<op::CreateOrganization>(world, maker, {.feature_set = "CONSOLIDATED_BILLING"})
             .organization->feature_set == "CONSOLIDATED_BILLING");
}

TEST_CASE("consolidated billing knows no policies and no trusted services", "[organizations]") {
  World world;
  const Caller caller = root(management);
  ask<op::CreateOrganization>(world, caller, {.feature_set = "CONSOLIDATED_BILLING"});
  const std::string root_id = *ask<op::ListRoots>(world, caller, {}).roots.at(0).id;
  CHECK(refusal_of<op::EnablePolicyType>(
            world, caller, {.root_id = root_id, .policy_type = "SERVICE_CONTROL_POLICY"})
            .code == "PolicyTypeNotAvailableForOrganizationException");
  CHECK(refusal_of<op::CreatePolicy>(world, caller,
                                     {.content = deny_launch,
                                      .description = "",
                                      .name = "x",
                                      .type = "SERVICE_CONTROL_POLICY"})
            .code == "PolicyTypeNotAvailableForOrganizationException");
  CHECK(verdict(refusal_of<op::EnableAWSServiceAccess>(
            world, caller, {.service_principal = "ram.amazonaws.com"})) ==
        "ConstraintViolationException ORGANIZATION_NOT_IN_ALL_FEATURES_MODE");
}

TEST_CASE("an organization is deleted when only its management account is left",
          "[organizations]") {
  Organized organized;
  CHECK(organized.refused<op::DeleteOrganization>({}).code == "OrganizationNotEmptyException");
  const auto open = organized.asks<op::InviteAccountToOrganization>(
      {.target = {.id = account_b.value, .type = "ACCOUNT"}});
  ask<op::LeaveOrganization>(organized.world, root(account_a), {});
  organized.asks<op::DeleteOrganization>({});
  CHECK(organized.refused<op::DescribeOrganization>({}).code ==
        "AWSOrganizationsNotInUseException");
  // Its invitations are worth nothing now.
  CHECK(refusal_of<op::AcceptHandshake>(organized.world, root(account_b),
                                        {.handshake_id = *open.handshake->id})
            .code == "InvalidHandshakeTransitionException");
  CHECK(*organized.asks<op::CreateOrganization>({}).organization->id != organized.id);
}

TEST_CASE("two organizations of a world know nothing of each other", "[organizations]") {
  Organized organized;
  World& world = organized.world;
  ask<op::CreateOrganization>(world, root(account_b), {});
  const std::string other = *ask<op::ListRoots>(world, root(account_b), {}).roots.at(0).id;
  CHECK(refusal_of<op::CreateOrganizationalUnit>(world, root(account_b),
                                                 {.parent_id = organized.root, .name = "x"})
            .code == "ParentNotFoundException");
  CHECK(organized.refused<op::ListChildren>({.parent_id = other, .child_type = "ACCOUNT"}).code ==
        "ParentNotFoundException");
  CHECK(refusal_of<op::DescribeAccount>(world, root(account_b), {.account_id = account_a.value})
            .code == "AccountNotFoundException");
}

}  // namespace amishare::organizations::test
