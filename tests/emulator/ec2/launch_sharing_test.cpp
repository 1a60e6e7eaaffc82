// launch_sharing_test.cpp - A shares an encrypted image, B launches it: the whole way, in process.
#include "launch_fixture.h"

namespace amishare::test {
namespace {

using ec2::op::DescribeImages;
using ec2::op::RunInstances;
using ec2::op::TerminateInstances;

TEST_CASE("Bytes written in A are read in B, under B's default key", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const auto response = ask<RunInstances>(world, caller, launch_request(sharing.image_id));
  REQUIRE(response.instances.size() == 1);
  // The first answer shows nothing of what is to come.
  CHECK(response.instances[0].state->name == "pending");
  CHECK(response.instances[0].block_device_mappings.empty());
  const std::string id = *response.instances[0].instance_id;

  const auto instance = look(world, account_b, id);
  CHECK(instance.state->name == "running");
  REQUIRE(instance.block_device_mappings.size() == 1);
  CHECK(instance.block_device_mappings[0].device_name == "/dev/xvda");
  const ec2::Volume& volume = root_volume(world, id);
  CHECK(volume.owner == account_b);
  CHECK(volume.state == ec2::VolumeState::in_use);
  CHECK(volume.encrypted);
  const kms::Key* standard = kms::find_key(world, account_b, us_east_1, kms::managed_ebs_alias);
  REQUIRE(standard != nullptr);
  CHECK(volume.kms_key_arn == kms::arn(*standard));

  CHECK(console_of(world, account_b, id).find("written in account A") != std::string::npos);
  // Whoever holds the disk without its data key has something else.
  const std::string_view stored = world.ebs.disks.at(volume.id).blocks.at(0).bytes();
  CHECK(stored.find("written in account A") == std::string::npos);
  CHECK(stored != world.ebs.disks.at(sharing.snapshot_id).blocks.at(0).bytes());
}

TEST_CASE("A launch asks KMS for what was recorded, in the launcher's name and the grants'",
          "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  launch(world, caller, sharing.image_id, under(sharing.key_of_b));
  CHECK(implied_calls(world, "RunInstances") ==
        std::vector<std::string>{"ReEncrypt", "GenerateDataKeyWithoutPlaintext", "CreateGrant",
                                 "CreateGrant", "Decrypt", "Decrypt", "Decrypt"});
  const TraceEntry& entry = world.trace.entries().back();
  REQUIRE(entry.operation == "RunInstances");
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(entry.implied[i].principal->arn == caller.principal->arn);
    CHECK(entry.implied[i].via_service == "ec2.us-east-1.amazonaws.com");
  }
  CHECK(entry.implied[4].principal->kind == policy::PrincipalKind::service);
  CHECK(entry.implied[6].principal->arn.starts_with(
      "arn:aws:sts::444455556666:assumed-role/aws:ec2-infrastructure/i-0"));
}

TEST_CASE("A launch may end under a key of one's choice, the source's included", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string own = launch(world, caller, sharing.image_id, under(sharing.key_of_b));
  CHECK(root_volume(world, own).kms_key_arn == sharing.key_of_b);
  const std::string source = launch(world, caller, sharing.image_id, under(sharing.key_of_a));
  CHECK(root_volume(world, source).kms_key_arn == sharing.key_of_a);
  CHECK(state_of(world, account_b, own) == "running");
  CHECK(state_of(world, account_b, source) == "running");
  CHECK(console_of(world, account_b, source).find("written in account A") != std::string::npos);
}

TEST_CASE("With the switch, a launch that names no key stays under the owner's", "[ec2][launch]") {
  Sharing sharing({.switches = {.launch_keeps_source_key = true}});
  World& world = sharing.world;
  const std::string id = launch(world, sharing.launcher(), sharing.image_id);
  CHECK(root_volume(world, id).kms_key_arn == sharing.key_of_a);
  // What older tutorials say is needed then is needed.
  const Caller without = sharing.launcher({{"kms:CreateGrant", sharing.key_of_a}});
  CHECK(state_of(world, account_b, launch(world, without, sharing.image_id)) == "terminated");
}

TEST_CASE("B18: a shared image is seen by those it is shared with, and launched by no others",
          "[ec2][launch][peers]") {
  Sharing sharing;
  World& world = sharing.world;
  CHECK(ask<DescribeImages>(world, root(account_b), {.image_ids = {sharing.image_id}})
            .images.size() == 1);
  const std::string secret = make_image(world, account_a, "secret", sharing.snapshot_id);
  CHECK(ask<DescribeImages>(world, root(account_b), {.image_ids = {secret}}).images.empty());
  const Caller caller = sharing.launcher();
  CHECK(refusal_of<RunInstances>(world, caller, launch_request(secret)) ==
        Error{"AuthFailure", "Not authorized for images: [" + secret + "]"});
  CHECK(refusal_of<RunInstances>(world, caller, launch_request("ami-0123456789abcdef0")) ==
        Error{"InvalidAMIID.NotFound", "The image id '[ami-0123456789abcdef0]' does not exist"});
  CHECK(refusal_of<RunInstances>(world, caller, launch_request(sharing.image_id), eu_west_1).code ==
        "InvalidAMIID.NotFound");
}

TEST_CASE("A permission that was withdrawn ends launches, not instances", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string id = launch(world, caller, sharing.image_id);
  ask<ec2::op::ResetImageAttribute>(
      world, root(account_a), {.attribute = "launchPermission", .image_id = sharing.image_id});
  CHECK(refusal_of<RunInstances>(world, caller, launch_request(sharing.image_id)).code ==
        "AuthFailure");
  CHECK(state_of(world, account_b, id) == "running");

  share_image(world, account_a, sharing.image_id, account_b);
  ask<ec2::op::DeregisterImage>(world, root(account_a), {.image_id = sharing.image_id});
  CHECK(refusal_of<RunInstances>(world, caller, launch_request(sharing.image_id)) ==
        Error{"InvalidAMIID.Unavailable",
              "The image ID '" + sharing.image_id + "' is no longer available"});
  CHECK(state_of(world, account_b, id) == "running");
}

TEST_CASE("The end of an instance leaves nothing behind", "[ec2][launch]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string id = launch(world, caller, sharing.image_id, under(sharing.key_of_b));
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 2);
  CHECK(grants_on(world, account_a, sharing.key_of_a) == 0);
  ask<TerminateInstances>(world, caller, {.instance_ids = {id}});
  CHECK(state_of(world, account_b, id) == "terminated");
  CHECK(world.ec2.volumes.empty());
  CHECK(world.ec2.volumes_of_instance.empty());
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 0);
  // The tombstone is seen for an hour.
  world.advance(std::chrono::hours(1));
  CHECK(refusal_of<ec2::op::DescribeInstances>(world, caller, {.instance_ids = {id}}).code ==
        "InvalidInstanceID.NotFound");
}

TEST_CASE("The same seed and the same requests make the same world", "[ec2][launch]") {
  const auto played = [](std::uint64_t seed) {
    Sharing sharing({.seed = seed});
    const std::string id =
        launch(sharing.world, sharing.launcher(), sharing.image_id, under(sharing.key_of_b));
    launch(sharing.world, sharing.launcher({{"kms:CreateGrant"}}), sharing.image_id);
    ask<TerminateInstances>(sharing.world, root(account_b), {.instance_ids = {id}});
    return sharing.world;
  };
  CHECK(played(1) == played(1));
  CHECK_FALSE(played(1) == played(2));
}

TEST_CASE("A world that was forked goes its own way", "[ec2][launch]") {
  Sharing sharing;
  const Caller caller = sharing.launcher();
  World fork = sharing.world;
  const World before = sharing.world;
  const std::string id = launch(fork, caller, sharing.image_id);
  CHECK(sharing.world == before);
  CHECK(launch(sharing.world, caller, sharing.image_id) == id);
  CHECK(sharing.world == fork);
}

}  // namespace
}  // namespace amishare::test
