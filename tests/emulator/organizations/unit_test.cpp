// unit_test.cpp - organizational units and the tree that they make.
#include "emulator/organizations/fixture.h"

namespace amishare::organizations::test {

TEST_CASE("a unit has an id of its root, an ARN and a path", "[organizations]") {
  Organized organized;
  const auto made =
      *organized.asks<op::CreateOrganizationalUnit>({.parent_id = organized.root, .name = "Prod"})
           .organizational_unit;
  CHECK(made.id->starts_with("ou-" + organized.root.substr(2) + "-"));
  CHECK(*made.arn == "arn:aws:organizations::999988887777:ou/" + organized.id + "/" + *made.id);
  CHECK(*made.path == organized.id + "/" + organized.root + "/" + *made.id + "/");
  const auto described =
      *organized.asks<op::DescribeOrganizationalUnit>({.organizational_unit_id = *made.id})
           .organizational_unit;
  CHECK(described.name == "Prod");
  CHECK(described.arn == made.arn);
}

TEST_CASE("a name is taken among the units of one parent", "[organizations]") {
  Organized organized;
  const std::string prod = organized.unit("Prod");
  CHECK(
      organized.refused<op::CreateOrganizationalUnit>({.parent_id = organized.root, .name = "Prod"})
          .code == "DuplicateOrganizationalUnitException");
  CHECK_NOTHROW(organized.unit("Prod", prod));
  const std::string test = organized.unit("Test");
  CHECK(organized
            .refused<op::UpdateOrganizationalUnit>({.organizational_unit_id = test, .name = "Prod"})
            .code == "DuplicateOrganizationalUnitException");
  CHECK(*organized
             .asks<op::UpdateOrganizationalUnit>({.organizational_unit_id = test, .name = "Stage"})
             .organizational_unit->name == "Stage");
  // Its own name is no other's.
  CHECK_NOTHROW(organized.asks<op::UpdateOrganizationalUnit>(
      {.organizational_unit_id = test, .name = "Stage"}));
}

TEST_CASE("units are five levels deep under the root, and no more", "[organizations]") {
  Organized organized;
  std::string parent = organized.root;
  for (int level = 1; level <= 5; ++level) parent = organized.unit("level", parent);
  const Error refusal =
      organized.refused<op::CreateOrganizationalUnit>({.parent_id = parent, .name = "six"});
  CHECK(verdict(refusal) == "ConstraintViolationException OU_DEPTH_LIMIT_EXCEEDED");
  CHECK(refusal.message ==
        "You cannot add an organizational unit to the specified parent because it would exceed "
        "the max depth allowed.");
}

TEST_CASE("an organization has at most two thousand units", "[organizations]") {
  Organized organized;
  Organization& state = organized.world.organizations.organizations.at(organized.id);
  for (int i = 0; i < 2000; ++i) {
    add_node(
        state,
        {.id = "ou-" + std::to_string(i), .parent = organized.root, .name = std::to_string(i)});
  }
  CHECK(verdict(organized.refused<op::CreateOrganizationalUnit>(
            {.parent_id = organized.root, .name = "more"})) ==
        "ConstraintViolationException OU_NUMBER_LIMIT_EXCEEDED");
}

TEST_CASE("a unit is deleted when it is empty", "[organizations]") {
  Organized organized;
  const std::string upper = organized.unit("upper");
  const std::string lower = organized.unit("lower", upper);
  CHECK(organized.refused<op::DeleteOrganizationalUnit>({.organizational_unit_id = upper}).code ==
        "OrganizationalUnitNotEmptyException");
  organized.move(account_a, organized.root, lower);
  CHECK(organized.refused<op::DeleteOrganizationalUnit>({.organizational_unit_id = lower}).code ==
        "OrganizationalUnitNotEmptyException");
  organized.move(account_a, lower, organized.root);
  organized.asks<op::DeleteOrganizationalUnit>({.organizational_unit_id = lower});
  CHECK_NOTHROW(organized.asks<op::DeleteOrganizationalUnit>({.organizational_unit_id = upper}));
  CHECK(organized.refused<op::DescribeOrganizationalUnit>({.organizational_unit_id = upper}) ==
        Error{"OrganizationalUnitNotFoundException",
              "You specified an organizational unit that doesn't exist."});
  // An account or a root is no unit.
  CHECK(
      organized.refused<op::DescribeOrganizationalUnit>({.organizational_unit_id = account_a.value})
          .code == "OrganizationalUnitNotFoundException");
}

TEST_CASE("parents and children, units and accounts apart", "[organizations]") {
  Organized organized;
  const std::string prod = organized.unit("Prod");
  organized.move(account_a, organized.root, prod);
  const auto units = organized.asks<op::ListChildren>(
      {.parent_id = organized.root, .child_type = "ORGANIZATIONAL_UNIT"});
  REQUIRE(units.children.size() == 1);
  CHECK(*units.children[0].id == prod);
  CHECK(*units.children[0].type == "ORGANIZATIONAL_UNIT");
  const auto accounts =
      organized.asks<op::ListChildren>({.parent_id = prod, .child_type = "ACCOUNT"});
  REQUIRE(accounts.children.size() == 1);
  CHECK(*accounts.children[0].id == account_a.value);
  CHECK(organized.asks<op::ListAccountsForParent>({.parent_id = organized.root}).accounts.size() ==
        1);
  CHECK(*organized.asks<op::ListAccountsForParent>({.parent_id = prod}).accounts.at(0).id ==
        account_a.value);
  CHECK(*organized.asks<op::ListOrganizationalUnitsForParent>({.parent_id = organized.root})
             .organizational_units.at(0)
             .name == "Prod");
  const auto of_account = organized.asks<op::ListParents>({.child_id = account_a.value}).parents;
  REQUIRE(of_account.size() == 1);
  CHECK(*of_account[0].id == prod);
  CHECK(*of_account[0].type == "ORGANIZATIONAL_UNIT");
  CHECK(*organized.asks<op::ListParents>({.child_id = prod}).parents.at(0).type == "ROOT");
  CHECK(organized.refused<op::ListParents>({.child_id = "123412341234"}).code ==
        "ChildNotFoundException");
  CHECK(organized.refused<op::ListParents>({.child_id = organized.root}).code ==
        "ChildNotFoundException");
  CHECK(organized.refused<op::ListAccountsForParent>({.parent_id = "r-none"}).code ==
        "ParentNotFoundException");
}

TEST_CASE("lists come in pages, in the order of creation", "[organizations]") {
  Organized organized;
  std::vector<std::string> made, listed;
  for (int i = 0; i < 45; ++i) made.push_back(organized.unit("unit " + std::to_string(i)));
  std::optional<std::string> token;
  std::vector<std::size_t> sizes;
  do {
    const auto page = organized.asks<op::ListOrganizationalUnitsForParent>(
        {.parent_id = organized.root, .next_token = token});
    sizes.push_back(page.organizational_units.size());
    for (const auto& unit : page.organizational_units) listed.push_back(*unit.id);
    token = page.next_token;
  } while (token);
  CHECK(listed == made);
  CHECK(sizes == std::vector<std::size_t>{20, 20, 5});
  const auto first = organized.asks<op::ListOrganizationalUnitsForParent>(
      {.parent_id = organized.root, .max_results = 3});
  CHECK(first.organizational_units.size() == 3);
  // What goes in between moves no page.
  organized.asks<op::DeleteOrganizationalUnit>({.organizational_unit_id = made[0]});
  const auto second = organized.asks<op::ListOrganizationalUnitsForParent>(
      {.parent_id = organized.root, .next_token = first.next_token, .max_results = 3});
  CHECK(*second.organizational_units.at(0).id == made[3]);
  // A token is one list's.
  for (const std::string& bad : {*first.next_token, std::string("nonsense"), std::string()}) {
    CHECK(verdict(organized.refused<op::ListAccounts>({.next_token = bad})) ==
          "InvalidInputException INVALID_PAGINATION_TOKEN");
  }
}

}  // namespace amishare::organizations::test
