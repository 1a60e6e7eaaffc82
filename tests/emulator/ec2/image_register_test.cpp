// image_register_test.cpp - RegisterImage and its refusals, DeregisterImage and what goes with it.
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;

TEST_CASE("B17: a registered image has what it was registered with", "[ec2]") {
  Accounts accounts;
  const std::string key = make_key(accounts.a);
  const std::string root = encrypted_snapshot(accounts.a, key);
  const std::string data = plain_snapshot(accounts.a, 3);
  auto request = registration("web/2026 (stable)", root);
  request.description = "for the shop";
  request.ena_support = true;
  request.boot_mode = "uefi";
  request.imds_support = "v2.0";
  request.block_device_mappings.push_back(mapping("/dev/sdb", data));
  request.block_device_mappings[1].ebs->delete_on_termination = false;
  request.block_device_mappings[1].ebs->volume_type = "gp3";
  request.block_device_mappings[1].ebs->volume_size = 5;
  request.block_device_mappings[1].ebs->throughput = 250;
  ec2::api::BlockDeviceMapping empty, ephemeral;
  empty.device_name = "/dev/sdc";
  empty.ebs = ec2::api::EbsBlockDevice{.volume_size = 8, .encrypted = true};
  ephemeral.device_name = "/dev/sdd";
  ephemeral.virtual_name = "ephemeral0";
  request.block_device_mappings.push_back(empty);
  request.block_device_mappings.push_back(ephemeral);
  const std::string id = *accounts.a.ask<op::RegisterImage>(request).image_id;
  CHECK(id.size() == 21);
  CHECK(id.starts_with("ami-0"));

  const ec2::api::Image image = look(accounts.a, id);
  CHECK(image.state == "available");
  CHECK(image.name == "web/2026 (stable)");
  CHECK(image.description == "for the shop");
  CHECK(image.owner_id == "111111111111");
  CHECK(image.image_location == "111111111111/web/2026 (stable)");
  CHECK(image.creation_date == "2026-01-01T00:00:00.000Z");
  CHECK(image.public_ == false);
  CHECK(image.architecture == "x86_64");
  CHECK(image.image_type == "machine");
  CHECK(image.hypervisor == "xen");
  CHECK(image.virtualization_type == "hvm");
  CHECK(image.root_device_type == "ebs");
  CHECK(image.root_device_name == "/dev/xvda");
  CHECK(image.platform_details == "Linux/UNIX");
  CHECK(image.usage_operation == "RunInstances");
  CHECK(image.ena_support == true);
  CHECK(image.boot_mode == "uefi");
  CHECK(image.imds_support == "v2.0");
  CHECK(image.deregistration_protection == "disabled");
  // Scripts feed the answer to register-image, where clients refuse these.
  CHECK(!image.free_tier_eligible);
  CHECK(!image.image_allowed);
  CHECK(!image.source_image_id);
  CHECK(!image.source_image_region);
  CHECK(!image.state_reason);

  REQUIRE(image.block_device_mappings.size() == 4);
  const auto& first = *image.block_device_mappings[0].ebs;
  CHECK(image.block_device_mappings[0].device_name == "/dev/xvda");
  CHECK(first.snapshot_id == root);
  CHECK(first.volume_size == 1);
  CHECK(first.volume_type == "gp2");
  CHECK(first.delete_on_termination == true);
  CHECK(first.encrypted == true);
  CHECK(!first.kms_key_id);
  const auto& second = *image.block_device_mappings[1].ebs;
  CHECK(second.snapshot_id == data);
  CHECK(second.volume_size == 5);
  CHECK(second.volume_type == "gp3");
  CHECK(second.throughput == 250);
  CHECK(second.delete_on_termination == false);
  CHECK(second.encrypted == false);
  CHECK(image.block_device_mappings[2].ebs->encrypted == true);
  CHECK(!image.block_device_mappings[2].ebs->snapshot_id);
  CHECK(image.block_device_mappings[3].virtual_name == "ephemeral0");
  CHECK(!image.block_device_mappings[3].ebs);
}

TEST_CASE("RegisterImage's refusals", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a, 2);
  auto request = registration("golden", snapshot);
  const auto refusal = [&] { return text(accounts.a.refused<op::RegisterImage>(request)); };
  constexpr const char* bad_name =
      "InvalidAMIName.Malformed: AMI names must be between 3 and 128 characters long, and may "
      "contain letters, numbers, '(', ')', '.', '-', '/' and '_'";

  SECTION("B23: a name that is taken") {
    const std::string first = make_image(accounts.a, "golden", snapshot);
    CHECK(refusal() ==
          "InvalidAMIName.Duplicate: AMI name golden is already in use by AMI " + first);
    // Names are taken per account and Region, and free again after deregistering.
    CHECK(accounts.b.ask<op::RegisterImage>(registration("golden", plain_snapshot(accounts.b)))
              .image_id);
    const Asker far = accounts.a.in("eu-west-1");
    CHECK(far.ask<op::RegisterImage>(registration("golden", plain_snapshot(far))).image_id);
    accounts.a.ask<op::DeregisterImage>({.image_id = first});
    CHECK(accounts.a.ask<op::RegisterImage>(request).image_id);
  }
  SECTION("names") {
    for (const std::string& name : {std::string("ab"), std::string(129, 'x'), std::string("a:b"),
                                    std::string("caf\xC3\xA9")}) {
      request.name = name;
      CHECK(refusal() == bad_name);
    }
    request.name = "";
    CHECK(refusal() == "MissingParameter: The request must contain the parameter Name");
    request.name = "a (b) [c] d.e/f-g'h@i_J9";
    CHECK(accounts.a.ask<op::RegisterImage>(request).image_id);
  }
  SECTION("no root") {
    constexpr const char* no_root =
        "InvalidBlockDeviceMapping: No root snapshot specified in device mapping.";
    request.root_device_name = "/dev/sda1";
    CHECK(refusal() == no_root);
    request.block_device_mappings.clear();
    CHECK(refusal() == no_root);
  }
  SECTION("a snapshot that does not exist") {
    request.block_device_mappings[0].ebs->snapshot_id = "snap-00000000000000000";
    CHECK(refusal() ==
          "InvalidSnapshotID.NotFound: The snapshot ID 'snap-00000000000000000' does not exist");
    request.block_device_mappings[0].ebs->snapshot_id = "snap-xyz";
    CHECK(refusal() == "InvalidSnapshotID.Malformed: Invalid id: \"snap-xyz\"");
  }
  SECTION("a snapshot of another Region") {
    request.block_device_mappings[0].ebs->snapshot_id = plain_snapshot(accounts.a.in("eu-west-1"));
    CHECK(accounts.a.refused<op::RegisterImage>(request).code == "InvalidSnapshotID.NotFound");
  }
  SECTION("a snapshot of another account, shared or not") {
    const std::string shared = plain_snapshot(accounts.b);
    request.block_device_mappings[0].ebs->snapshot_id = shared;
    CHECK(accounts.a.refused<op::RegisterImage>(request).code == "InvalidSnapshotID.NotFound");
    share_snapshot(accounts.world, shared, "111111111111");
    CHECK(refusal() == "InvalidParameterValue: Invalid value '" + shared +
                           "' for snapshotId. Snapshot does not belong to 111111111111");
  }
  SECTION("a snapshot that is not complete") {
    accounts.world.ec2.snapshots.at(snapshot).state = ec2::SnapshotState::pending;
    CHECK(refusal() == "IncorrectState: Snapshot '" + snapshot + "' is not 'completed'.");
  }
  SECTION("the encrypted flag beside a snapshot") {
    request.block_device_mappings[0].ebs->encrypted = true;
    CHECK(refusal() ==
          "InvalidParameter: Parameter encrypted is invalid. You cannot specify the encrypted flag "
          "if specifying a snapshot id in a block device mapping.");
  }
  SECTION("mappings that say too little or too much") {
    request.block_device_mappings.push_back({.device_name = "/dev/sdb"});
    CHECK(refusal() == "MissingParameter: The request must contain the parameter ebs");
    request.block_device_mappings[1].ebs.emplace();
    CHECK(refusal() ==
          "InvalidBlockDeviceMapping: Either snapshot ID or volume size must be provided for: "
          "/dev/sdb");
    request.block_device_mappings[1] = mapping("/dev/xvda", snapshot);
    CHECK(accounts.a.refused<op::RegisterImage>(request).code == "InvalidBlockDeviceMapping");
    request.block_device_mappings.pop_back();
    request.block_device_mappings[0].ebs->volume_size = 1;
    CHECK(refusal() == "InvalidBlockDeviceMapping: Volume of size 1GB is smaller than  snapshot '" +
                           snapshot + "', expect size >= 2GB");
  }
  SECTION("the image and each snapshot must be allowed") {
    const auto user = [&](const std::string& name, const std::string& resource) {
      return accounts.a.user(name, R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": "ec2:RegisterImage", "Resource": )" +
                                       resource + "}}");
    };
    const auto denied_on = [&](const Asker& who, const std::string& resource) {
      return who.refused<op::RegisterImage>(request).message.find(
                 "ec2:RegisterImage on resource: " + resource + " because") != std::string::npos;
    };
    const std::string arn = "arn:aws:ec2:us-east-1::snapshot/" + snapshot;
    CHECK(denied_on(user("s", "\"" + arn + "\""), "arn:aws:ec2:us-east-1::image/*"));
    CHECK(denied_on(user("i", R"("arn:aws:ec2:us-east-1::image/*")"), arn));
    // An account filled in never matches.
    CHECK(denied_on(user("f", R"(["arn:aws:ec2:*::image/*",
                                  "arn:aws:ec2:us-east-1:111111111111:snapshot/*"])"),
                    arn));
    const Asker both = user("b", R"(["arn:aws:ec2:*::image/*", ")" + arn + "\"]");
    CHECK(both.ask<op::RegisterImage>(request).image_id);
  }
  SECTION("a dry run makes nothing") {
    request.dry_run = true;
    CHECK(accounts.a.refused<op::RegisterImage>(request).code == "DryRunOperation");
  }
}

TEST_CASE("DeregisterImage", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a);
  const std::string image = make_image(accounts.a, "golden", snapshot);
  share(accounts.a, image, "222222222222");
  CHECK(text(accounts.b.refused<op::DeregisterImage>({.image_id = image})) ==
        "AuthFailure: Not authorized for image:" + image);

  const auto answer = accounts.a.ask<op::DeregisterImage>({.image_id = image});
  CHECK(answer.return_ == true);
  CHECK(answer.delete_snapshot_results.empty());
  CHECK(accounts.world.ec2.snapshots.find(snapshot) != nullptr);
  CHECK(text(accounts.a.refused<op::DeregisterImage>({.image_id = image})) ==
        "InvalidAMIID.Unavailable: The image ID '" + image + "' is no longer available");
  CHECK(text(accounts.a.refused<op::DeregisterImage>({.image_id = "ami-0123456789abcdef0"})) ==
        "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");
  CHECK(accounts.a.ask<op::DescribeImages>({.image_ids = {image}}).images.empty());
  CHECK(accounts.b.ask<op::DescribeImages>({.image_ids = {image}}).images.empty());
}

TEST_CASE("DeregisterImage with its snapshots", "[ec2]") {
  Accounts accounts;
  const std::string own = plain_snapshot(accounts.a), common = plain_snapshot(accounts.a);
  auto request = registration("golden", own);
  request.block_device_mappings.push_back(mapping("/dev/sdb", common));
  const std::string image = *accounts.a.ask<op::RegisterImage>(request).image_id;
  make_image(accounts.a, "other", common);
  const auto codes = [&](const Asker& who) {
    std::vector<std::string> out;
    const auto answer =
        who.ask<op::DeregisterImage>({.image_id = image, .delete_associated_snapshots = true});
    for (const auto& one : answer.delete_snapshot_results) {
      out.push_back(*one.snapshot_id + " " + *one.return_code);
    }
    return out;
  };
  SECTION("with the right to delete them") {
    CHECK(codes(accounts.a) == std::vector<std::string>{own + " success", common + " skipped"});
    CHECK(accounts.world.ec2.snapshots.find(own) == nullptr);
    CHECK(accounts.world.ec2.snapshots.find(common) != nullptr);
  }
  SECTION("without it") {
    const Asker user = accounts.a.user("u", R"({"Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "ec2:DeregisterImage", "Resource": "*"}})");
    CHECK(codes(user) ==
          std::vector<std::string>{own + " missing-permissions", common + " skipped"});
    CHECK(accounts.world.ec2.snapshots.find(own) != nullptr);
  }
}

TEST_CASE("the same seed and requests give the same images", "[ec2]") {
  const auto play = [] {
    Accounts accounts;
    for (const char* name : {"one", "two", "three"}) make_image(accounts.a, name);
    return ids(accounts.a.ask<op::DescribeImages>({}));
  };
  CHECK(play() == play());
}
