// image_copy_test.cpp - CopyImage within and across accounts and Regions, and how it fails later.
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;
using ec2::api::CopyImageRequest;

namespace {

CopyImageRequest copying(const std::string& image, const std::string& name = "copy") {
  return {.name = name, .source_image_id = image, .source_region = "us-east-1"};
}

const ec2::Snapshot& root_of(const Asker& asker, const std::string& image_id) {
  const auto& device = asker.world().ec2.images.at(image_id).block_devices.front();
  return asker.world().ec2.snapshots.at(device.snapshot_id);
}

// A key of A with which B may do what a copy needs of it.
std::string shared_key(const Asker& owner) {
  return make_key(owner, R"({"Version": "2012-10-17", "Statement": [
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
       "Action": "kms:*", "Resource": "*"},
      {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::222222222222:root"},
       "Action": ["kms:DescribeKey", "kms:CreateGrant", "kms:Decrypt", "kms:ReEncrypt*"],
       "Resource": "*"}]})");
}

}  // namespace

TEST_CASE("a copy under aws/ebs by its alias's ARN shows the key's own ARN", "[ec2]") {
  Accounts accounts;
  const std::string image =
      *accounts.a.ask<op::RegisterImage>(registration("golden", plain_snapshot(accounts.a, 1)))
           .image_id;
  auto request = copying(image);
  request.encrypted = true;
  // In a Region where nobody has used the key yet.
  request.kms_key_id = "arn:aws:kms:us-east-1:111111111111:alias/aws/ebs";
  const std::string id = *accounts.a.ask<op::CopyImage>(request).image_id;
  const ec2::Snapshot& root = root_of(accounts.a, id);
  CHECK(root.state == ec2::SnapshotState::completed);
  CHECK(root.kms_key_arn == accounts.a.world().ebs.disks.at(root.id).key->kms_key_arn);
}

TEST_CASE("B17: a copy is another image with snapshots of its own", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a, 3);
  auto request = registration("golden", snapshot);
  request.ena_support = true;
  request.description = "original";
  request.block_device_mappings[0].ebs->delete_on_termination = false;
  const std::string image = *accounts.a.ask<op::RegisterImage>(request).image_id;
  share(accounts.a, image, id_b);
  accounts.a.ask<op::CreateTags>({.resources = {image}, .tags = {{.key = "k", .value = "v"}}});

  const std::string id = *accounts.a.ask<op::CopyImage>(copying(image)).image_id;
  const auto copy = look(accounts.a, id);
  CHECK(copy.state == "available");
  CHECK(copy.name == "copy");
  CHECK_FALSE(copy.description);
  CHECK(copy.image_location == "111111111111/copy");
  CHECK(copy.source_image_id == image);
  CHECK(copy.source_image_region == "us-east-1");
  CHECK(copy.architecture == "x86_64");
  CHECK(copy.ena_support == true);
  CHECK(copy.tags.empty());
  CHECK(users(accounts.a, id).empty());
  const auto& device = *copy.block_device_mappings.at(0).ebs;
  CHECK(device.snapshot_id != snapshot);
  CHECK(device.volume_size == 3);
  CHECK(device.encrypted == false);
  CHECK(device.delete_on_termination == false);
  CHECK(root_of(accounts.a, id).owner == accounts.a.account());
  CHECK(root_of(accounts.a, id)
            .description.starts_with("Copied for DestinationAmi " + id + " from SourceAmi " +
                                     image + " for SourceSnapshot " + snapshot +
                                     ". Task created on 1,767,225,600,000."));

  SECTION("which outlives its source") {
    accounts.a.ask<op::DeregisterImage>({.image_id = image});
    accounts.a.ask<op::DeleteSnapshot>({.snapshot_id = snapshot});
    CHECK(look(accounts.a, id).state == "available");
  }
  SECTION("with tags if asked") {
    auto again = copying(image, "tagged");
    again.copy_image_tags = true;
    again.tag_specifications = {
        {.resource_type = "image", .tags = {{.key = "n", .value = "1"}}},
        {.resource_type = "snapshot", .tags = {{.key = "s", .value = "2"}}}};
    const std::string tagged = *accounts.a.ask<op::CopyImage>(again).image_id;
    const auto tags = look(accounts.a, tagged).tags;
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].key == "k");
    CHECK(tags[1].key == "n");
    CHECK(ec2::tags_of(accounts.world, accounts.a.account(), accounts.a.region(),
                       root_of(accounts.a, tagged).id) == ec2::TagMap{{"s", "2"}});
  }
}

TEST_CASE("launch permission alone does not let an account copy", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a);
  const std::string image = make_image(accounts.a, "golden", snapshot);
  constexpr const char* no_storage =
      "InvalidRequest: You do not have permission to access the storage of this ami";
  CHECK(text(accounts.b.refused<op::CopyImage>(copying(image))) == no_storage);
  share_snapshot(accounts.world, snapshot, id_b);
  CHECK(text(accounts.b.refused<op::CopyImage>(copying(image))) == no_storage);
  accounts.world.ec2.snapshots.at(snapshot).create_volume_users.clear();
  share(accounts.a, image, id_b);
  CHECK(text(accounts.b.refused<op::CopyImage>(copying(image))) == no_storage);
  share_snapshot(accounts.world, snapshot, id_b);
  const std::string copy = *accounts.b.ask<op::CopyImage>(copying(image)).image_id;
  CHECK(look(accounts.b, copy).owner_id == id_b);
  CHECK(look(accounts.b, copy).state == "available");
  CHECK(accounts.a.ask<op::DescribeImages>({.image_ids = {copy}}).images.empty());
}

TEST_CASE("which key a copy ends under", "[ec2]") {
  Accounts accounts;
  const auto copy_of = [&](const std::string& image, std::optional<bool> encrypted,
                           const std::string& key) {
    auto request = copying(image);
    request.encrypted = encrypted;
    if (!key.empty()) request.kms_key_id = key;
    const std::string id = *accounts.a.ask<op::CopyImage>(request).image_id;
    CHECK(look(accounts.a, id).state == "available");
    CHECK(look(accounts.a, id).block_device_mappings[0].ebs->encrypted ==
          root_of(accounts.a, id).encrypted);
    return root_of(accounts.a, id);
  };
  const auto managed = [&] {
    return kms::arn(
        kms::managed_ebs_key(accounts.world, accounts.a.account(), accounts.a.region()));
  };
  SECTION("plain stays plain") {
    CHECK_FALSE(copy_of(make_image(accounts.a, "golden"), {}, "").encrypted);
  }
  SECTION("plain becomes encrypted") {
    CHECK(copy_of(make_image(accounts.a, "golden"), true, "").kms_key_arn == managed());
  }
  SECTION("plain under a key") {
    const std::string key = make_key(accounts.a);
    CHECK(copy_of(make_image(accounts.a, "golden"), true, key).kms_key_arn == key);
  }
  SECTION("encrypted by default") {
    accounts.a.ask<op::EnableEbsEncryptionByDefault>({});
    CHECK(copy_of(make_image(accounts.a, "golden"), {}, "").kms_key_arn == managed());
  }
  SECTION("encrypted under a key goes to the default key unless one is named") {
    const std::string key = make_key(accounts.a), other = make_key(accounts.a);
    const std::string image = make_image(accounts.a, "golden", encrypted_snapshot(accounts.a, key));
    SECTION("none") { CHECK(copy_of(image, {}, "").kms_key_arn == managed()); }
    SECTION("the same") { CHECK(copy_of(image, true, key).kms_key_arn == key); }
    SECTION("another") { CHECK(copy_of(image, true, other).kms_key_arn == other); }
  }
}

TEST_CASE("CopyImage's refusals", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  auto request = copying(image);
  const auto refusal = [&] { return text(accounts.a.refused<op::CopyImage>(request)); };
  SECTION("parameters") {
    request.source_image_id = "";
    CHECK(refusal() == "MissingParameter: The request must contain the parameter SourceImageId");
    request = copying("ami-x");
    CHECK(refusal() == "InvalidAMIID.Malformed: Invalid id: \"ami-x\"");
    request = copying(image, "?");
    CHECK(refusal().starts_with("InvalidAMIName.Malformed: "));
    request = copying(image);
    request.source_region = "mars-1";
    CHECK(refusal() == "InvalidRegion: mars-1 is not a valid region name.");
    request.source_region = "eu-west-1";
    CHECK(refusal() == "InvalidAMIID.NotFound: The image id '[" + image + "]' does not exist");
  }
  SECTION("a key without Encrypted") {
    request.kms_key_id = make_key(accounts.a);
    CHECK(refusal() ==
          "InvalidParameterDependency: The parameter [KmsKeyId] requires the parameter Encrypted "
          "to be set.");
    request.encrypted = false;
    CHECK(accounts.a.refused<op::CopyImage>(request).code == "InvalidParameterDependency");
    // An empty one is none.
    request.kms_key_id = "";
    CHECK(accounts.a.ask<op::CopyImage>(request).image_id);
  }
  SECTION("decrypting") {
    const std::string snapshot = encrypted_snapshot(accounts.a, make_key(accounts.a));
    request = copying(make_image(accounts.a, "secret", snapshot));
    request.encrypted = false;
    CHECK(refusal() == "InvalidRequest: Snapshot " + snapshot +
                           " is encrypted. Creating an unencrypted copy from an encrypted snapshot "
                           "is not supported.");
  }
  SECTION("B23: a name that is taken") {
    request.name = "golden";
    CHECK(refusal() ==
          "InvalidAMIName.Duplicate: AMI name golden is already in use by AMI " + image);
    CHECK(accounts.a.in("eu-west-1").ask<op::CopyImage>(request).image_id);
  }
  SECTION("an image that is gone") {
    accounts.a.ask<op::DeregisterImage>({.image_id = image});
    CHECK(refusal() ==
          "InvalidAMIID.Unavailable: The image ID '" + image + "' is no longer available");
  }
  SECTION("the image and the snapshots must be allowed") {
    const auto user = [&](const std::string& name, const std::string& resources) {
      return accounts.a.user(name, R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
          "Action": "ec2:CopyImage", "Resource": )" +
                                       resources + "}}");
    };
    const auto denied_on = [&](const Asker& who, const std::string& resource) {
      return who.refused<op::CopyImage>(request).message.find(
                 "ec2:CopyImage on resource: " + resource + " because") != std::string::npos;
    };
    const std::string arn = "arn:aws:ec2:us-east-1::image/" + image;
    CHECK(denied_on(user("s", R"("arn:aws:ec2:*::snapshot/*")"), "arn:aws:ec2:us-east-1::image/*"));
    CHECK(denied_on(user("i", R"("arn:aws:ec2:*::image/*")"), "arn:aws:ec2:us-east-1::snapshot/*"));
    CHECK(user("b", R"(["arn:aws:ec2:*::image/*", "arn:aws:ec2:*::snapshot/*"])")
              .ask<op::CopyImage>(request)
              .image_id);
  }
}

TEST_CASE("a copy is pending until its snapshots are complete", "[ec2]") {
  Accounts accounts;
  accounts.world.pace = Pace::aws();
  const std::string image = make_image(accounts.a, "golden");
  const std::string id = *accounts.a.ask<op::CopyImage>(copying(image)).image_id;
  const auto copy = look(accounts.a, id);
  CHECK(copy.state == "pending");
  CHECK(!copy.block_device_mappings.at(0).ebs->snapshot_id);
  CHECK(!copy.block_device_mappings.at(0).ebs->volume_size);
  CHECK(accounts.a.refused<op::CopyImage>(copying(id, "copy of copy")).code ==
        "InvalidAMIID.Unavailable");
  accounts.world.advance(std::chrono::minutes(2));
  CHECK(look(accounts.a, id).state == "available");
  CHECK(look(accounts.a, id).block_device_mappings.at(0).ebs->snapshot_id);
}

TEST_CASE("a key that cannot be used shows later", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = encrypted_snapshot(accounts.a, make_key(accounts.a));
  const std::string image = make_image(accounts.a, "golden", snapshot);
  share(accounts.a, image, id_b);
  share_snapshot(accounts.world, snapshot, id_b);
  auto request = copying(image);
  const auto failed = [&] {
    const std::string id = *accounts.b.ask<op::CopyImage>(request).image_id;
    const auto copy = look(accounts.b, id);
    CHECK(copy.state == "failed");
    REQUIRE(copy.state_reason);
    CHECK(copy.state_reason->message == "Copy image failed with an internal error");
    CHECK(root_of(accounts.b, id).state == ec2::SnapshotState::error);
    return root_of(accounts.b, id).state_message;
  };
  SECTION("the source's, which A did not open to B") {
    CHECK(failed() == "Given key ID is not accessible");
  }
  SECTION("the destination's, which does not exist") {
    request.encrypted = true;
    request.kms_key_id = "alias/none";
    failed();
  }
}

TEST_CASE("a copy that B makes under its own key", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = encrypted_snapshot(accounts.a, shared_key(accounts.a));
  const std::string image = make_image(accounts.a, "golden", snapshot);
  share(accounts.a, image, id_b);
  share_snapshot(accounts.world, snapshot, id_b);
  const std::string key = make_key(accounts.b);
  auto request = copying(image);
  request.encrypted = true;
  request.kms_key_id = key;
  const std::string id = *accounts.b.ask<op::CopyImage>(request).image_id;
  CHECK(look(accounts.b, id).state == "available");
  CHECK(root_of(accounts.b, id).kms_key_arn == key);
  // It is B's to share, or to keep when A takes back its own.
  accounts.a.ask<op::ResetImageAttribute>({.attribute = "launchPermission", .image_id = image});
  CHECK(look(accounts.b, id).state == "available");
}

TEST_CASE("a copy into another Region looks for its source in its own", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const Asker far = accounts.a.in("eu-west-1");
  const std::string id = *far.ask<op::CopyImage>(copying(image, "golden")).image_id;
  const auto copy = look(far, id);
  CHECK(copy.state == "available");
  CHECK(copy.source_image_id == image);
  CHECK(copy.source_image_region == "us-east-1");
  CHECK(root_of(far, id).region == far.region());
  CHECK(accounts.a.refused<op::DescribeImages>({.image_ids = {id}}).code ==
        "InvalidAMIID.NotFound");
}

TEST_CASE("a client token makes one copy", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  auto request = copying(image);
  request.client_token = "once";
  const auto first = accounts.a.ask<op::CopyImage>(request).image_id;
  CHECK(accounts.a.ask<op::CopyImage>(request).image_id == first);
  CHECK(accounts.world.ec2.images.size() == 2);
  request.name = "other";
  CHECK(accounts.a.refused<op::CopyImage>(request).code == "IdempotentParameterMismatch");
}
