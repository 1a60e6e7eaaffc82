// security_group_test.cpp - security groups as far as clients need them to launch.
#include "api/ec2.h"
#include "ec2/ec2.h"
#include "support/world_builder.h"

namespace amishare::test {
namespace {

using ec2::op::AuthorizeSecurityGroupIngress;
using ec2::op::CreateSecurityGroup;
using ec2::op::DeleteSecurityGroup;
using ec2::op::DescribeSecurityGroups;

std::string make_group(World& world, const Caller& caller, const std::string& name) {
  return *ask<CreateSecurityGroup>(world, caller, {.description = "for tests", .group_name = name})
              .group_id;
}

ec2::api::IpPermission ssh_from(const std::string& cidr) {
  return {.ip_protocol = "tcp",
          .from_port = 22,
          .to_port = 22,
          .ip_ranges = {{.description = "me", .cidr_ip = cidr}}};
}

Error refusal_of_rule(World& world, const std::string& group_id,
                      ec2::api::IpPermission permission) {
  return refusal_of<AuthorizeSecurityGroupIngress>(
      world, root(account_a), {.group_id = group_id, .ip_permissions = {std::move(permission)}});
}

TEST_CASE("A group is made in the default VPC, listed, and deleted", "[ec2][security_group]") {
  World world;
  const Caller caller = root(account_a);
  const auto made =
      ask<CreateSecurityGroup>(world, caller,
                               {.description = "Temporary group for Packer",
                                .group_name = "packer_1",
                                .tag_specifications = {{.resource_type = "security-group",
                                                        .tags = {{.key = "who", .value = "me"}}}}});
  CHECK(made.group_id->starts_with("sg-0"));
  CHECK(made.security_group_arn ==
        "arn:aws:ec2:us-east-1:111122223333:security-group/" + *made.group_id);

  const auto shown = ask<DescribeSecurityGroups>(world, caller, {.group_ids = {*made.group_id}});
  REQUIRE(shown.security_groups.size() == 1);
  const auto& group = shown.security_groups[0];
  CHECK(group.group_name == "packer_1");
  CHECK(group.tags.at(0).value == "me");
  CHECK(group.ip_permissions.empty());
  CHECK(group.ip_permissions_egress.at(0).ip_protocol == "-1");
  CHECK(ask<DescribeSecurityGroups>(world, caller,
                                    {.filters = {{.name = "tag:who", .values = {"me"}}}})
            .security_groups.size() == 1);

  ask<DeleteSecurityGroup>(world, caller, {.group_name = "packer_1"});
  CHECK(
      refusal_of<DescribeSecurityGroups>(world, caller, {.group_ids = {*made.group_id}}) ==
      Error{"InvalidGroup.NotFound", "The security group '" + *made.group_id + "' does not exist"});
  CHECK(world.ec2.tags.empty());
}

TEST_CASE("Rules are let in one by one and shown together", "[ec2][security_group]") {
  World world;
  const Caller caller = root(account_a);
  const std::string id = make_group(world, caller, "web");
  const auto added = ask<AuthorizeSecurityGroupIngress>(
      world, caller, {.group_id = id, .ip_permissions = {ssh_from("10.0.0.0/8")}});
  CHECK(added.return_ == true);
  REQUIRE(added.security_group_rules.size() == 1);
  CHECK(added.security_group_rules[0].security_group_rule_id->starts_with("sgr-0"));
  CHECK(added.security_group_rules[0].cidr_ipv4 == "10.0.0.0/8");

  // The old way of asking, by name.
  ask<AuthorizeSecurityGroupIngress>(world, caller,
                                     {.cidr_ip = "192.168.0.0/16",
                                      .from_port = 22,
                                      .group_name = "web",
                                      .ip_protocol = "6",
                                      .to_port = 22});
  ask<AuthorizeSecurityGroupIngress>(
      world, caller,
      {.group_id = id,
       .ip_permissions = {{.ip_protocol = "all", .ipv6_ranges = {{.cidr_ipv6 = "2001:db8::/32"}}},
                          {.ip_protocol = "all", .user_id_group_pairs = {{.group_id = id}}}}});
  const auto permissions = ask<DescribeSecurityGroups>(world, caller, {.group_ids = {id}})
                               .security_groups.at(0)
                               .ip_permissions;
  REQUIRE(permissions.size() == 2);
  CHECK(permissions[0].ip_protocol == "tcp");
  REQUIRE(permissions[0].ip_ranges.size() == 2);
  CHECK(permissions[0].ip_ranges[0].description == "me");
  CHECK(permissions[0].ip_ranges[1].cidr_ip == "192.168.0.0/16");
  CHECK(permissions[1].ip_protocol == "-1");
  CHECK(permissions[1].ipv6_ranges.size() == 1);
  CHECK(permissions[1].user_id_group_pairs.size() == 1);
}

TEST_CASE("Rules that are none are refused", "[ec2][security_group]") {
  World world;
  const std::string id = make_group(world, root(account_a), "web");
  ask<AuthorizeSecurityGroupIngress>(world, root(account_a),
                                     {.group_id = id, .ip_permissions = {ssh_from("0.0.0.0/0")}});
  CHECK(refusal_of_rule(world, id, ssh_from("0.0.0.0/0")) ==
        Error{"InvalidPermission.Duplicate",
              "the specified rule \"peer: 0.0.0.0/0, TCP, from port: 22, to port: 22, ALLOW\" "
              "already exists"});
  CHECK(refusal_of_rule(world, id, ssh_from("10.0.0/8")) ==
        Error{"InvalidParameterValue", "CIDR block 10.0.0/8 is malformed"});
  CHECK(refusal_of_rule(world, id, ssh_from("10.0.0.0/33")).code == "InvalidParameterValue");
  CHECK(refusal_of_rule(world, id, ssh_from("10.0.0.0")).code == "InvalidParameterValue");
  CHECK(refusal_of_rule(world, id,
                        {.ip_protocol = "tcp",
                         .from_port = 80,
                         .to_port = 22,
                         .ip_ranges = {{.cidr_ip = "0.0.0.0/0"}}}) ==
        Error{"InvalidParameterValue", "Invalid TCP/UDP port range (80:22)"});
  CHECK(refusal_of_rule(world, id,
                        {.ip_protocol = "carrier-pigeon", .ip_ranges = {{.cidr_ip = "0.0.0.0/0"}}})
            .code == "InvalidParameterValue");
  CHECK(refusal_of_rule(
            world, id,
            {.ip_protocol = "-1", .user_id_group_pairs = {{.group_id = "sg-0123456789abcdef0"}}})
            .code == "InvalidGroup.NotFound");
  CHECK(refusal_of_rule(world, id, {.ip_protocol = "-1"}).code == "MissingParameter");
  ec2::api::IpPermission twice = ssh_from("10.0.0.0/8");
  twice.ip_ranges.push_back(twice.ip_ranges[0]);
  CHECK(refusal_of_rule(world, id, twice) ==
        Error{"InvalidParameterValue", "The same permission must not appear multiple times"});
}

TEST_CASE("What may not be made or deleted", "[ec2][security_group]") {
  World world;
  const Caller caller = root(account_a);
  const std::string web = make_group(world, caller, "web");
  const std::string vpc = world.ec2.security_groups.at(web).vpc_id;
  CHECK(refusal_of<CreateSecurityGroup>(world, caller, {.description = "d", .group_name = "web"}) ==
        Error{"InvalidGroup.Duplicate",
              "The security group 'web' already exists for VPC '" + vpc + "'"});
  CHECK(refusal_of<CreateSecurityGroup>(world, caller, {.description = "d", .group_name = "sg-1"})
            .code == "InvalidParameterValue");
  CHECK(refusal_of<CreateSecurityGroup>(world, caller, {.description = "a\tb", .group_name = "x"})
            .code == "InvalidParameterValue");
  const std::string standard =
      *ask<DescribeSecurityGroups>(world, caller, {.group_names = {"default"}})
           .security_groups.at(0)
           .group_id;
  CHECK(refusal_of<DeleteSecurityGroup>(world, caller, {.group_id = standard}).code ==
        "CannotDelete");
  const std::string user_of_web = make_group(world, caller, "behind");
  ask<AuthorizeSecurityGroupIngress>(
      world, caller,
      {.group_id = user_of_web,
       .ip_permissions = {{.ip_protocol = "-1", .user_id_group_pairs = {{.group_id = web}}}}});
  CHECK(refusal_of<DeleteSecurityGroup>(world, caller, {.group_id = web}) ==
        Error{"DependencyViolation", "resource " + web + " has a dependent object"});
  CHECK(refusal_of<DeleteSecurityGroup>(world, root(account_b), {.group_id = web}).code ==
        "InvalidGroup.NotFound");
  CHECK(refusal_of<DeleteSecurityGroup>(world, caller, {}).code == "MissingParameter");
}

TEST_CASE("A policy may speak of one group", "[ec2][security_group]") {
  World world;
  const std::string mine = make_group(world, root(account_a), "mine");
  const std::string other = make_group(world, root(account_a), "other");
  const Caller caller =
      user(world, account_a, "keeper",
           identity_policy("Allow", "ec2:*",
                           "arn:aws:ec2:us-east-1:111122223333:security-group/" + mine));
  CHECK(refusal_of<DeleteSecurityGroup>(world, caller, {.group_id = mine, .dry_run = true}) ==
        Error{"DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412});
  const Error error = refusal_of<DeleteSecurityGroup>(world, caller, {.group_id = other});
  CHECK(error.code == "UnauthorizedOperation");
  CHECK(error.message.find("on resource: arn:aws:ec2:us-east-1:111122223333:security-group/" +
                           other) != std::string::npos);
  // The VPC is a resource of its own when a group is made.
  CHECK(refusal_of<CreateSecurityGroup>(world, caller, {.description = "d", .group_name = "x"})
            .message.find("security-group/*") != std::string::npos);
}

}  // namespace
}  // namespace amishare::test
