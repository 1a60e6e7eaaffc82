// instance_profile_test.cpp - giving instances roles, and taking them away.
#include "emulator/ec2/launch_fixture.h"

namespace amishare::test {
namespace {

const std::string guest_arn = "arn:aws:iam::444455556666:instance-profile/guest";

// B with two instance profiles and a running instance of its own.
struct Profiled {
  World world;
  Caller b = root(account_b);
  std::string instance;

  explicit Profiled(const std::string& profile = {}) {
    for (const char* name : {"guest", "host"}) add_profile(name);
    const std::string image =
        make_image(world, account_b, "plain", make_snapshot(world, account_b, "text"));
    auto request = launch_request(image);
    if (!profile.empty()) {
      request.iam_instance_profile = ec2::api::IamInstanceProfileSpecification{.name = profile};
    }
    instance = *ask<ec2::op::RunInstances>(world, b, request).instances.at(0).instance_id;
    look(world, account_b, instance);
  }

  void add_profile(const std::string& name) {
    ask<iam::op::CreateRole>(
        world, b,
        {.role_name = name,
         .assume_role_policy_document =
             R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
             R"({"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})"});
    ask<iam::op::CreateInstanceProfile>(world, b, {.instance_profile_name = name});
    ask<iam::op::AddRoleToInstanceProfile>(world, b,
                                           {.instance_profile_name = name, .role_name = name});
  }
  ec2::api::AssociateIamInstanceProfileRequest associate(const std::string& name) const {
    return {.iam_instance_profile = {.name = name}, .instance_id = instance};
  }
  auto associations(const ec2::api::DescribeIamInstanceProfileAssociationsRequest& in = {}) {
    return ask<ec2::op::DescribeIamInstanceProfileAssociations>(world, b, in)
        .iam_instance_profile_associations;
  }
};

Caller passing(World& world, const std::string& name, const std::string& condition) {
  return user(world, account_b, name,
              R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:*",)"
              R"("Resource":"*"},{"Effect":"Allow","Action":"iam:PassRole","Resource":"*",)"
              R"("Condition":)" +
                  condition + "}]}");
}

}  // namespace

TEST_CASE("a launch with an instance profile makes an association", "[ec2]") {
  Profiled world{"guest"};
  const auto found = world.associations();
  REQUIRE(found.size() == 1);
  CHECK(found[0].association_id->starts_with("iip-assoc-0"));
  CHECK(found[0].instance_id == world.instance);
  CHECK(found[0].state == "associated");
  CHECK(found[0].iam_instance_profile->arn == guest_arn);
}

TEST_CASE("a running instance can be given a role, another, and none", "[ec2]") {
  Profiled world;
  CHECK(world.associations().empty());
  const auto first =
      ask<ec2::op::AssociateIamInstanceProfile>(world.world, world.b, world.associate("guest"))
          .iam_instance_profile_association.value();
  CHECK(first.state == "associating");
  CHECK(look(world.world, account_b, world.instance).iam_instance_profile->arn == guest_arn);
  const Error again = refusal_of<ec2::op::AssociateIamInstanceProfile>(world.world, world.b,
                                                                       world.associate("host"));
  CHECK(again.code == "IncorrectState");
  CHECK(again.message == "There is an existing association for instance " + world.instance);

  const auto second =
      ask<ec2::op::ReplaceIamInstanceProfileAssociation>(
          world.world, world.b,
          {.iam_instance_profile = {.name = "host"}, .association_id = *first.association_id})
          .iam_instance_profile_association.value();
  CHECK(second.association_id != first.association_id);
  const ec2::api::DisassociateIamInstanceProfileRequest old{.association_id =
                                                                *first.association_id};
  CHECK(refusal_of<ec2::op::DisassociateIamInstanceProfile>(world.world, world.b, old).code ==
        "InvalidAssociationID.NotFound");
  const auto last = ask<ec2::op::DisassociateIamInstanceProfile>(
                        world.world, world.b, {.association_id = *second.association_id})
                        .iam_instance_profile_association.value();
  CHECK(last.state == "disassociating");
  CHECK(world.associations().empty());
  CHECK_FALSE(look(world.world, account_b, world.instance).iam_instance_profile);
}

TEST_CASE("who passes a role needs the right for it, and for that instance", "[ec2]") {
  Profiled world;
  const std::string arn = "arn:aws:ec2:us-east-1:444455556666:instance/" + world.instance;
  const auto fares = [&](const std::string& name, const std::string& condition) {
    World fork = world.world;
    const Caller caller = passing(fork, name, condition);
    try {
      ask<ec2::op::AssociateIamInstanceProfile>(fork, caller, world.associate("guest"));
      return true;
    } catch (const Error& error) {
      CHECK(error.code == "UnauthorizedOperation");
      CHECK(error.message.find("iam:PassRole on resource: arn:aws:iam::444455556666:role/guest") !=
            std::string::npos);
      return false;
    }
  };
  CHECK(fares("u1", R"({"StringEquals":{"iam:PassedToService":"ec2.amazonaws.com"}})"));
  CHECK_FALSE(fares("u2", R"({"StringEquals":{"iam:PassedToService":"lambda.amazonaws.com"}})"));
  CHECK(fares("u3", R"({"ArnEquals":{"iam:AssociatedResourceArn":")" + arn + R"("}})"));
  CHECK_FALSE(fares("u4", R"({"ArnEquals":{"iam:AssociatedResourceArn":")" + arn + R"(0"}})"));
}

TEST_CASE("no role of another account can be passed", "[ec2]") {
  Profiled world;
  const Caller a = root(account_a);
  ask<iam::op::CreateInstanceProfile>(world.world, a, {.instance_profile_name = "foreign"});
  const std::string foreign = "arn:aws:iam::111122223333:instance-profile/foreign";
  const Error error = refusal_of<ec2::op::AssociateIamInstanceProfile>(
      world.world, world.b,
      {.iam_instance_profile = {.arn = foreign}, .instance_id = world.instance});
  CHECK(error.code == "InvalidParameterValue");
  CHECK(error.message ==
        "Value (" + foreign +
            ") for parameter iamInstanceProfile.arn is invalid. Invalid IAM Instance Profile name");
}

TEST_CASE("associations are listed by id, by filter and page by page", "[ec2]") {
  Profiled world{"guest"};
  const std::string id = *world.associations()[0].association_id;
  CHECK(world.associations({.association_ids = {id}}).size() == 1);
  CHECK(world.associations({.filters = {{.name = "instance-id", .values = {world.instance}}}})
            .size() == 1);
  CHECK(world.associations({.filters = {{.name = "instance-id", .values = {"i-1"}}}}).empty());
  CHECK(refusal_of<ec2::op::DescribeIamInstanceProfileAssociations>(
            world.world, world.b, {.association_ids = {"iip-assoc-00000000000000000"}})
            .code == "InvalidAssociationID.NotFound");
  ask<ec2::op::TerminateInstances>(world.world, world.b, {.instance_ids = {world.instance}});
  look(world.world, account_b, world.instance);
  CHECK(world.associations().empty());
  CHECK(refusal_of<ec2::op::AssociateIamInstanceProfile>(world.world, world.b,
                                                         world.associate("guest"))
            .code == "IncorrectInstanceState");
}

}  // namespace amishare::test
