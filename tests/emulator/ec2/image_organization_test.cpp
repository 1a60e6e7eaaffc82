// image_organization_test.cpp - launch permissions for organizations and units follow membership.
#include "api/organizations.h"
#include "image_fixture.h"
#include "organizations/organizations.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;
namespace orgs = amishare::organizations::op;

namespace {

// M has an organization with B in a unit of it; A, who owns the images, is in none.
struct Organized : Accounts {
  Organized() {
    m.ask<orgs::CreateOrganization>({});
    root = *m.ask<orgs::ListRoots>({}).roots.at(0).id;
    const auto invitation =
        m.ask<orgs::InviteAccountToOrganization>({.target = {.id = id_b, .type = "ACCOUNT"}});
    b.ask<orgs::AcceptHandshake>({.handshake_id = *invitation.handshake->id});
    upper = add_unit("Upper", root);
    lower = add_unit("Lower", *upper.id);
    move(root, *lower.id);
  }
  amishare::organizations::api::OrganizationalUnit add_unit(const std::string& name,
                                                            const std::string& parent) {
    return *m.ask<orgs::CreateOrganizationalUnit>({.parent_id = parent, .name = name})
                .organizational_unit;
  }
  void move(const std::string& from, const std::string& to) {
    m.ask<orgs::MoveAccount>(
        {.account_id = id_b, .source_parent_id = from, .destination_parent_id = to});
  }
  void add(const std::string& image, const ec2::api::LaunchPermission& permission) {
    ec2::api::LaunchPermissionModifications changes;
    changes.add = {permission};
    a.ask<op::ModifyImageAttribute>({.image_id = image, .launch_permission = changes});
  }
  bool b_sees(const std::string& image) {
    return b.ask<op::DescribeImages>({.image_ids = {image}}).images.size() == 1;
  }
  bool b_finds(const std::string& user) {
    return b.ask<op::DescribeImages>({.executable_users = {user}}).images.size() == 1;
  }

  Asker m{world, "999988887777"};
  std::string root;
  amishare::organizations::api::OrganizationalUnit upper, lower;
};

}  // namespace

TEST_CASE("B19: a permission for an organization reaches its accounts while they belong to it",
          "[ec2]") {
  Organized world;
  const std::string image = make_image(world.a, "golden");
  const std::string arn = *world.m.ask<orgs::DescribeOrganization>({}).organization->arn;
  CHECK_FALSE(world.b_sees(image));
  world.add(image, {.organization_arn = arn});
  CHECK(world.b_sees(image));
  CHECK_NOTHROW(world.b.ask<op::RunInstances>(
      {.image_id = image, .instance_type = "t3.micro", .max_count = 1, .min_count = 1}));
  const auto shown =
      *world.a.ask<op::DescribeImageAttribute>({.attribute = "launchPermission", .image_id = image})
           .launch_permissions;
  REQUIRE(shown.size() == 1);
  CHECK(shown[0].organization_arn == arn);
  CHECK_FALSE(shown[0].user_id.has_value());
  world.b.ask<orgs::LeaveOrganization>({});
  CHECK_FALSE(world.b_sees(image));
  CHECK(world.b
            .refused<op::RunInstances>(
                {.image_id = image, .instance_type = "t3.micro", .max_count = 1, .min_count = 1})
            .code == "AuthFailure");
}

TEST_CASE("a permission for a unit reaches all below it, and nobody who was moved out", "[ec2]") {
  Organized world;
  const std::string image = make_image(world.a, "golden");
  world.add(image, {.organizational_unit_arn = *world.upper.arn});
  CHECK(world.b_sees(image));
  world.move(*world.lower.id, world.root);
  CHECK_FALSE(world.b_sees(image));
  world.move(world.root, *world.upper.id);
  CHECK(world.b_sees(image));
}

TEST_CASE("taking out one account leaves what its unit gives", "[ec2]") {
  Organized world;
  const std::string image = make_image(world.a, "golden");
  world.add(image, {.organizational_unit_arn = *world.lower.arn});
  ec2::api::LaunchPermissionModifications changes;
  changes.remove = {{.user_id = id_b}};
  world.a.ask<op::ModifyImageAttribute>({.image_id = image, .launch_permission = changes});
  CHECK(world.b_sees(image));
  // Nor can B give up what was not given to it by name.
  CHECK(world.b.refused<op::CancelImageLaunchPermission>({.image_id = image}).code ==
        "AuthFailure");
  changes.remove = {{.organizational_unit_arn = *world.lower.arn}};
  world.a.ask<op::ModifyImageAttribute>({.image_id = image, .launch_permission = changes});
  CHECK_FALSE(world.b_sees(image));
}

TEST_CASE("ExecutableUsers: self counts membership, another's id only its name", "[ec2]") {
  Organized world;
  const std::string image = make_image(world.a, "golden");
  world.add(image, {.organizational_unit_arn = *world.upper.arn});
  CHECK(world.b_finds("self"));
  CHECK(world.b_finds(id_b));
  CHECK_FALSE(world.b_finds("111111111111"));
  // The owner learns of B only what names it.
  CHECK(world.a.ask<op::DescribeImages>({.executable_users = {id_b}}).images.empty());
  share(world.a, image, id_b);
  CHECK(world.a.ask<op::DescribeImages>({.executable_users = {id_b}}).images.size() == 1);
}
