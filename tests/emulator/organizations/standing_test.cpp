// standing_test.cpp - what the engine is told of an account's place in its organization.
#include "emulator/organizations/fixture.h"
#include "policy/policy.h"

namespace amishare::organizations::test {

namespace {

// An organization with account_a in ou-ab12-lower, which is in ou-ab12-upper.
Organization& add_organization(World& world) {
  Organization organization = new_organization("o-exampleorgid", "r-ab12", management,
                                               FeatureSet::all, world.timeline.now());
  add_node(organization, {.id = "ou-ab12-upper111", .parent = "r-ab12", .name = "Upper"});
  add_node(organization, {.id = "ou-ab12-lower111", .parent = "ou-ab12-upper111", .name = "Lower"});
  add_node(organization,
           {.id = account_a.value, .kind = NodeKind::account, .parent = "ou-ab12-lower111"});
  State& state = world.organizations;
  Organization& kept =
      state.organizations.emplace("o-exampleorgid", std::move(organization)).first->second;
  renew(state, kept);
  return kept;
}

std::vector<std::string> arns(const std::vector<policy::NamedPolicy>& level) {
  std::vector<std::string> found;
  for (const policy::NamedPolicy& named : level) found.push_back(named.arn);
  return found;
}

}  // namespace

TEST_CASE("an account of no organization has no levels, no id and no path", "[organizations]") {
  World world;
  add_organization(world);
  CHECK(service_control_levels(world, account_b).empty());
  CHECK(resource_control_levels(world, account_b).empty());
  CHECK(organization_id(world, account_b).empty());
  CHECK(organization_path(world, account_b).empty());
  CHECK_FALSE(is_within(world, account_b,
                        "arn:aws:organizations::999988887777:organization/"
                        "o-exampleorgid"));
}

TEST_CASE("an account's path ends with its parent", "[organizations]") {
  World world;
  add_organization(world);
  CHECK(organization_id(world, account_a) == "o-exampleorgid");
  CHECK(organization_path(world, account_a) ==
        "o-exampleorgid/r-ab12/ou-ab12-upper111/ou-ab12-lower111/");
  CHECK(organization_path(world, management) == "o-exampleorgid/r-ab12/");
}

TEST_CASE("levels are there when a type is enabled, and never for the management account",
          "[organizations]") {
  World world;
  Organization& organization = add_organization(world);
  CHECK(service_control_levels(world, account_a).empty());
  enable(organization, PolicyType::service_control);
  renew(world.organizations, organization);
  const Levels& levels = service_control_levels(world, account_a);
  REQUIRE(levels.size() == 4);  // root, two units, the account
  for (const auto& level : levels) {
    CHECK(arns(level) == std::vector<std::string>{"arn:aws:organizations::aws:policy/"
                                                  "service_control_policy/p-FullAWSAccess"});
    CHECK(level[0].name == "FullAWSAccess");
    CHECK(level[0].policy->statements().size() == 1);
  }
  CHECK(resource_control_levels(world, account_a).empty());
  CHECK(service_control_levels(world, management).empty());
  enable(organization, PolicyType::resource_control);
  renew(world.organizations, organization);
  CHECK(arns(resource_control_levels(world, account_a).at(3)) ==
        std::vector<std::string>{"arn:aws:organizations::aws:policy/resource_control_policy/"
                                 "p-RCPFullAWSAccess"});
  CHECK(resource_control_levels(world, management).empty());
  disable(organization, PolicyType::service_control);
  renew(world.organizations, organization);
  CHECK(service_control_levels(world, account_a).empty());
}

TEST_CASE("an account is within its organization and every unit above it", "[organizations]") {
  World world;
  add_organization(world);
  const std::string start = "arn:aws:organizations::999988887777:";
  CHECK(is_within(world, account_a, start + "organization/o-exampleorgid"));
  CHECK(is_within(world, management, start + "organization/o-exampleorgid"));
  CHECK(is_within(world, account_a, start + "ou/o-exampleorgid/ou-ab12-upper111"));
  CHECK(is_within(world, account_a, start + "ou/o-exampleorgid/ou-ab12-lower111"));
  CHECK_FALSE(is_within(world, management, start + "ou/o-exampleorgid/ou-ab12-upper111"));
  // The ARN is AWS's, with the management account in it.
  CHECK_FALSE(is_within(world, account_a,
                        "arn:aws:organizations::111122223333:organization/o-exampleorgid"));
}

TEST_CASE("RCPs reach the services that AWS lists", "[organizations]") {
  CHECK(resource_control_reaches("kms:Decrypt"));
  CHECK(resource_control_reaches("sts:AssumeRole"));
  CHECK(resource_control_reaches("autoscaling:CreateAutoScalingGroup"));
  CHECK_FALSE(resource_control_reaches("ec2:RunInstances"));
  CHECK_FALSE(resource_control_reaches("iam:PassRole"));
  CHECK_FALSE(resource_control_reaches("organizations:ListRoots"));
}

TEST_CASE("a world that was copied goes its own way", "[organizations]") {
  World world;
  Organization& organization = add_organization(world);
  World other = world;
  CHECK(other == world);
  enable(organization, PolicyType::service_control);
  renew(world.organizations, organization);
  CHECK_FALSE(other == world);
  CHECK(service_control_levels(other, account_a).empty());
  CHECK(service_control_levels(world, account_a).size() == 4);
}

}  // namespace amishare::organizations::test
