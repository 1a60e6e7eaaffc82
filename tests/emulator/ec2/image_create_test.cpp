// image_create_test.cpp - CreateImage: what an instance's volumes become, and what is refused.
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;
using ec2::api::CreateImageRequest;

namespace {

std::string launch(const Asker& asker, const std::string& image_id,
                   std::vector<ec2::api::BlockDeviceMapping> mappings = {}) {
  ec2::api::RunInstancesRequest request{.block_device_mappings = std::move(mappings),
                                        .image_id = image_id,
                                        .instance_type = "t3.micro",
                                        .max_count = 1,
                                        .min_count = 1};
  return *asker.ask<op::RunInstances>(request).instances.at(0).instance_id;
}

std::vector<const ec2::Snapshot*> snapshots_of(const Asker& asker, const std::string& image_id) {
  std::vector<const ec2::Snapshot*> out;
  for (const auto& device : asker.world().ec2.images.at(image_id).block_devices) {
    out.push_back(asker.world().ec2.snapshots.find(device.snapshot_id));
  }
  return out;
}

}  // namespace

TEST_CASE("an image of an instance has snapshots of its volumes", "[ec2]") {
  Accounts accounts;
  auto request = registration("golden", plain_snapshot(accounts.a));
  request.ena_support = true;
  const std::string source = *accounts.a.ask<op::RegisterImage>(request).image_id;
  ec2::api::BlockDeviceMapping data{.device_name = "/dev/sdb"};
  data.ebs = ec2::api::EbsBlockDevice{
      .delete_on_termination = false, .volume_size = 4, .volume_type = "gp3"};
  const std::string instance = launch(accounts.a, source, {data});
  const std::string id =
      *accounts.a
           .ask<op::CreateImage>(
               {.tag_specifications = {{.resource_type = "image", .tags = {{.key = "i"}}},
                                       {.resource_type = "snapshot", .tags = {{.key = "s"}}}},
                .instance_id = instance,
                .name = "of instance",
                .description = "words"})
           .image_id;
  const auto image = look(accounts.a, id);
  CHECK(image.state == "available");
  CHECK(image.name == "of instance");
  CHECK(image.description == "words");
  CHECK(image.source_instance_id == instance);
  CHECK(image.source_image_id == source);
  CHECK(image.source_image_region == "us-east-1");
  CHECK(image.architecture == "x86_64");
  CHECK(image.virtualization_type == "hvm");
  CHECK(image.root_device_name == "/dev/xvda");
  CHECK(image.ena_support == true);
  REQUIRE(image.tags.size() == 1);
  CHECK(image.tags[0].key == "i");
  REQUIRE(image.block_device_mappings.size() == 2);
  CHECK(image.block_device_mappings[0].device_name == "/dev/xvda");
  CHECK(image.block_device_mappings[1].device_name == "/dev/sdb");
  CHECK(image.block_device_mappings[1].ebs->volume_size == 4);
  CHECK(image.block_device_mappings[1].ebs->volume_type == "gp3");
  CHECK(image.block_device_mappings[1].ebs->delete_on_termination == false);
  for (const ec2::Snapshot* snapshot : snapshots_of(accounts.a, id)) {
    REQUIRE(snapshot != nullptr);
    CHECK(snapshot->state == ec2::SnapshotState::completed);
    CHECK(snapshot->description == "Created by CreateImage(" + instance + ") for " + id);
    CHECK(ec2::tags_of(accounts.world, accounts.a.account(), accounts.a.region(), snapshot->id) ==
          ec2::TagMap{{"s", ""}});
  }
  // It can be launched in turn.
  CHECK(launch(accounts.a, id) != instance);
}

TEST_CASE("an image of an encrypted instance stays under the volumes' key", "[ec2]") {
  Accounts accounts;
  const std::string key = make_key(accounts.a);
  const std::string source = make_image(accounts.a, "golden", encrypted_snapshot(accounts.a, key));
  const std::string instance = launch(accounts.a, source);
  // No right in KMS is needed to take the snapshots.
  const Asker creator = accounts.a.user("creator", R"({"Version": "2012-10-17", "Statement": {
      "Effect": "Allow", "Action": "ec2:CreateImage", "Resource": "*"}})");
  const std::string id =
      *creator.ask<op::CreateImage>({.instance_id = instance, .name = "secret"}).image_id;
  CHECK(look(accounts.a, id).state == "available");
  CHECK(look(accounts.a, id).block_device_mappings.at(0).ebs->encrypted == true);
  CHECK(snapshots_of(accounts.a, id).at(0)->kms_key_arn == key);
}

TEST_CASE("while an image is made it shows no snapshots", "[ec2]") {
  Accounts accounts;
  const std::string instance = launch(accounts.a, make_image(accounts.a, "golden"));
  accounts.world.pace = Pace::aws();
  const std::string id =
      *accounts.a.ask<op::CreateImage>({.instance_id = instance, .name = "slow"}).image_id;
  auto image = look(accounts.a, id);
  CHECK(image.state == "pending");
  REQUIRE(image.block_device_mappings.size() == 1);
  CHECK(image.block_device_mappings[0].device_name == "/dev/xvda");
  CHECK(!image.block_device_mappings[0].ebs->snapshot_id);
  CHECK(!image.block_device_mappings[0].ebs->volume_size);
  accounts.world.advance(std::chrono::minutes(2));
  image = look(accounts.a, id);
  CHECK(image.state == "available");
  CHECK(image.block_device_mappings[0].ebs->snapshot_id);
  CHECK(image.block_device_mappings[0].ebs->volume_size == 1);
}

TEST_CASE("an image waits for snapshots that take longer than it", "[ec2]") {
  Accounts accounts;
  const std::string instance = launch(accounts.a, make_image(accounts.a, "golden"));
  accounts.world.pace.snapshot_create = std::chrono::minutes(5);
  const std::string id =
      *accounts.a.ask<op::CreateImage>({.instance_id = instance, .name = "slow"}).image_id;
  accounts.world.advance(std::chrono::minutes(4));
  CHECK(look(accounts.a, id).state == "pending");
  accounts.world.advance(std::chrono::minutes(2));
  CHECK(look(accounts.a, id).state == "available");
}

TEST_CASE("CreateImage takes devices out, changes them and adds some", "[ec2]") {
  Accounts accounts;
  ec2::api::BlockDeviceMapping data{.device_name = "/dev/sdb"};
  data.ebs = ec2::api::EbsBlockDevice{.volume_size = 4};
  const std::string instance = launch(accounts.a, make_image(accounts.a, "golden"), {data});
  CreateImageRequest request{.instance_id = instance, .name = "changed"};
  ec2::api::BlockDeviceMapping root{.device_name = "/dev/xvda"}, none{.device_name = "/dev/sdb"};
  root.ebs = ec2::api::EbsBlockDevice{
      .delete_on_termination = false, .volume_size = 10, .volume_type = "gp3"};
  none.no_device = "";
  ec2::api::BlockDeviceMapping added{.device_name = "/dev/sdc"};
  added.ebs = ec2::api::EbsBlockDevice{.volume_size = 2, .encrypted = true};
  request.block_device_mappings = {root, none, added};
  const std::string id = *accounts.a.ask<op::CreateImage>(request).image_id;
  const auto image = look(accounts.a, id);
  REQUIRE(image.block_device_mappings.size() == 2);
  CHECK(image.block_device_mappings[0].device_name == "/dev/xvda");
  CHECK(image.block_device_mappings[0].ebs->volume_size == 10);
  CHECK(image.block_device_mappings[0].ebs->volume_type == "gp3");
  CHECK(image.block_device_mappings[0].ebs->delete_on_termination == false);
  CHECK(image.block_device_mappings[1].device_name == "/dev/sdc");
  CHECK(image.block_device_mappings[1].ebs->encrypted == true);
  CHECK(!image.block_device_mappings[1].ebs->snapshot_id);

  request.name = "again";
  const auto refusal = [&](ec2::api::BlockDeviceMapping mapping) {
    request.block_device_mappings = {std::move(mapping)};
    return text(accounts.a.refused<op::CreateImage>(request));
  };
  root.ebs = ec2::api::EbsBlockDevice{.encrypted = true};
  CHECK(refusal(root).starts_with("InvalidParameter: Parameter encrypted is invalid. "));
  root.ebs = ec2::api::EbsBlockDevice{.kms_key_id = "alias/x"};
  CHECK(refusal(root).starts_with("InvalidParameter: Parameter kmsKeyId is invalid. "));
  none.device_name = "/dev/xvda";
  CHECK(refusal(none) ==
        "InvalidBlockDeviceMapping: No root snapshot specified in device mapping.");
}

TEST_CASE("CreateImage's refusals", "[ec2]") {
  Accounts accounts;
  const std::string source = make_image(accounts.a, "golden");
  const std::string instance = launch(accounts.a, source);
  CreateImageRequest request{.instance_id = instance, .name = "new"};
  const auto refusal = [&] { return text(accounts.a.refused<op::CreateImage>(request)); };
  SECTION("B23: a name that is taken") {
    request.name = "golden";
    CHECK(refusal() ==
          "InvalidAMIName.Duplicate: AMI name golden is already in use by AMI " + source);
  }
  SECTION("a bad name") {
    request.name = "a*b";
    CHECK(refusal().starts_with("InvalidAMIName.Malformed: "));
  }
  SECTION("an instance of another account, or none") {
    CHECK(accounts.b.refused<op::CreateImage>(request).code == "InvalidInstanceID.NotFound");
    request.instance_id = "i-1";
    CHECK(accounts.a.refused<op::CreateImage>(request).code == "InvalidInstanceID.Malformed");
  }
  SECTION("an instance that has ended") {
    accounts.a.ask<op::TerminateInstances>({.instance_ids = {instance}});
    CHECK(refusal() == "InvalidParameterValue: Invalid value '" + instance +
                           "' for instanceId. Instance is not in state 'running' or 'stopping' or "
                           "'stopped'");
  }
  SECTION("a stopped one will do") {
    accounts.a.ask<op::StopInstances>({.instance_ids = {instance}});
    CHECK(accounts.a.ask<op::CreateImage>(request).image_id);
  }
  SECTION("image, instance and snapshots must be allowed") {
    const std::string parts[] = {
        "arn:aws:ec2:us-east-1::image/*",
        "arn:aws:ec2:us-east-1:111111111111:instance/" + instance,
        "arn:aws:ec2:us-east-1::snapshot/*",
    };
    for (std::size_t missing = 0; missing < 3; ++missing) {
      std::string resources;
      for (std::size_t i = 0; i < 3; ++i) {
        if (i != missing) resources += (resources.empty() ? "\"" : ", \"") + parts[i] + "\"";
      }
      const Asker user = accounts.a.user("u" + std::to_string(missing), R"({"Version":
          "2012-10-17", "Statement": {"Effect": "Allow", "Action": "ec2:CreateImage",
          "Resource": [)" + resources + "]}}");
      const Error error = user.refused<op::CreateImage>(request);
      CHECK(error.code == "UnauthorizedOperation");
      CHECK(error.message.find("ec2:CreateImage on resource: " + parts[missing] + " because") !=
            std::string::npos);
    }
  }
  SECTION("a dry run makes nothing") {
    request.dry_run = true;
    CHECK(accounts.a.refused<op::CreateImage>(request).code == "DryRunOperation");
  }
}
