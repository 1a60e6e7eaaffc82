// volume_test.cpp - making, attaching, detaching and deleting volumes, and what AWS refuses.
#include "ec2/volume.h"

#include "ec2/region.h"
#include "shared_storage.h"

namespace amishare::test {
namespace {

using namespace std::chrono_literals;
using CreateVolume = ec2::op::CreateVolume;

const std::string zone = "us-east-1a";
const std::string instance_id = "i-0123456789abcdef0";

// An instance of B as far as volumes care for it.
ec2::Instance& add_instance(World& world, ec2::InstanceState state) {
  ec2::Instance instance;
  instance.id = instance_id;
  instance.owner = account_b;
  instance.region = us_east_1;
  instance.availability_zone = zone;
  instance.state = state;
  return world.ec2.instances.add(std::move(instance));
}

Error refusal(SharedStorage& storage, const CreateVolume::Request& request) {
  return refusal_of<CreateVolume>(storage.world, storage.b, request);
}

ec2::op::AttachVolume::Request attachment_of(const std::string& volume_id) {
  return {.device = "/dev/sdf", .instance_id = instance_id, .volume_id = volume_id};
}

}  // namespace

TEST_CASE("a volume is being created, then available, at AWS's pace", "[ec2][volume]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const auto made = ask<CreateVolume>(
      world, storage.b, {.availability_zone = zone, .size = 10, .volume_type = "gp3"});
  CHECK(made.state == "creating");
  CHECK(made.iops == 3000);
  CHECK(made.throughput == 125);
  CHECK(made.snapshot_id == "");
  CHECK(made.encrypted == false);
  CHECK_FALSE(made.kms_key_id);
  CHECK(world.ec2.volumes.at(*made.volume_id).state == ec2::VolumeState::creating);
  world.advance(3s);
  CHECK(world.ec2.volumes.at(*made.volume_id).state == ec2::VolumeState::available);
}

TEST_CASE("a volume whose key is of no use is seen for a moment and vanishes", "[ec2][volume]") {
  SharedStorage storage({.right = "kms:CreateGrant"}, Pace::aws());
  World& world = storage.world;
  const std::string id = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  const auto shown = ask<ec2::op::DescribeVolumes>(world, storage.b, {.volume_ids = {id}});
  CHECK(shown.volumes[0].state == "creating");
  world.advance(2s);
  CHECK(refusal_of<ec2::op::DescribeVolumes>(world, storage.b, {.volume_ids = {id}}).code ==
        "InvalidVolume.NotFound");
}

TEST_CASE("a key that does not exist is found out later, unlike in copies", "[ec2][volume]") {
  SharedStorage storage;
  const std::string id = storage.create_volume(storage.b, "", "alias/none");
  CHECK(storage.world.ec2.volumes.find(id) == nullptr);
}

TEST_CASE("the key is echoed as it was given and shown by its ARN", "[ec2][volume]") {
  SharedStorage storage;
  const std::string bare = storage.key_b.substr(storage.key_b.rfind('/') + 1);
  const auto made = ask<CreateVolume>(
      storage.world, storage.b,
      {.availability_zone = zone, .encrypted = true, .kms_key_id = bare, .size = 1});
  CHECK(made.kms_key_id == bare);
  const auto shown =
      ask<ec2::op::DescribeVolumes>(storage.world, storage.b, {.volume_ids = {*made.volume_id}});
  CHECK(shown.volumes[0].kms_key_id == storage.key_b);
}

TEST_CASE("the wrong kind of volume is refused in AWS's words", "[ec2][volume]") {
  SharedStorage storage;
  CHECK(refusal(storage, {.size = 1}) ==
        Error{"MissingParameter", "The request must contain the parameter zone"});
  CHECK(refusal(storage, {.availability_zone = "us-east-1z", .size = 1}) ==
        Error{"InvalidZone.NotFound", "The zone 'us-east-1z' does not exist."});
  CHECK(refusal(storage, {.availability_zone = zone, .snapshot_id = "snap-x"}) ==
        Error{"InvalidParameterValue",
              "Value (snap-x) for parameter snapshotId is invalid. Expected: 'snap-...'."});
  CHECK(refusal(storage, {.availability_zone = zone}).code == "MissingParameter");
  CHECK(refusal(storage, {.availability_zone = zone, .iops = 500, .size = 1}).code ==
        "InvalidParameterCombination");
  CHECK(refusal(storage, {.availability_zone = zone, .size = 1, .volume_type = "st1"}).code ==
        "InvalidParameterValue");
  CHECK(refusal(storage, {.availability_zone = zone, .size = 0}).code == "InvalidParameterValue");
}

TEST_CASE("sizes and rates are held against the recorded limits, before policies",
          "[ec2][volume]") {
  SharedStorage storage;
  const Caller nobody = user(storage.world, account_b, "nobody");
  const auto fault = [&](const std::string& type, std::optional<std::int64_t> size,
                         std::optional<std::int64_t> iops = {},
                         std::optional<std::int64_t> throughput = {}) {
    CreateVolume::Request request{.availability_zone = zone, .dry_run = true};
    request.volume_type = type;
    request.size = size;
    request.iops = iops;
    request.throughput = throughput;
    const Error error = refusal_of<CreateVolume>(storage.world, nobody, request);
    return error.code == "UnauthorizedOperation" ? std::string() : error.message;
  };
  CHECK(fault("bad", 1) == "Unsupported volume type 'bad' for volume creation. ");
  CHECK(fault("GP3", 1) == "");
  CHECK(fault("", 1) == "");
  CHECK(fault("gp3", {}) == "The request must contain the parameter size/snapshot");
  CHECK(fault("gp3", -1) ==
        "Value (-1) for parameter size is invalid. Value must be a positive integer.");
  CHECK(fault("gp3", 0) ==
        "The volume size is invalid for gp3 volumes: 0 GiB. gp3 volumes must be at least 1 GiB in "
        "size. Please specify a volume size above the minimum limit.");
  CHECK(fault("gp2", 16385) ==
        "Volume of 16385GiB is too large for volume type gp2; maximum is 16384GiB");
  CHECK(fault("gp2", 1, 100) == "The parameter iops is not supported for gp2 volumes.");
  CHECK(fault("gp2", 1, {}, 125) == "The throughput parameter is not supported for gp2 volumes.");
  CHECK(fault("io1", 1) == "The parameter iops must be specified for io1 volumes.");
  CHECK(fault("io1", 1, 64001).starts_with("The volume size is invalid for io1 volumes: 1 GiB."));
  CHECK(fault("io1", 4, 64001) == "Volume iops of 64001 is too high; maximum is 64000.");
  CHECK(fault("io1", 4, 99) == "Volume iops of 99 is too low; minimum is 100.");
  CHECK(fault("io1", 4, 201) ==
        "Iops to volume size ratio of 50.250000 is too high; maximum is 50");
  CHECK(fault("io2", 4, 4001) ==
        "Iops to volume size ratio of 1000.250000 is too high; maximum is 1000");
  CHECK(fault("gp3", 1, -1) ==
        "Value (-1) for parameter iops is invalid. Value must be a positive integer.");
  CHECK(fault("gp3", 1, 0) == "Volume iops of 0 is too low; minimum is 100.");
  CHECK(fault("gp3", 1, 2999) ==
        "Iops to volume size ratio of 2999.000000 is too high; maximum is 500");
  CHECK(fault("gp3", 1, 3000) == "");
  CHECK(fault("gp3", 1, 80001) == "Volume iops of 80001 is too high; maximum is 80000.");
  CHECK(fault("gp3", 1, {}, 2001) == "Volume throughput of 2001 is too high; maximum is 2000.");
  CHECK(fault("gp3", 1, {}, 751) ==
        "Throughput (MiBps) to iops ratio of 0.250333 is too high; maximum is 0.250000 MiBps per "
        "iops");
  CHECK(fault("gp3", 1, 100, 750) == "");
}

TEST_CASE("a gp3 volume has at least what every one has", "[ec2][volume]") {
  SharedStorage storage;
  const auto made = ask<CreateVolume>(
      storage.world, storage.b,
      {.availability_zone = zone, .iops = 500, .size = 1, .volume_type = "GP3", .throughput = 1});
  CHECK(made.volume_type == "gp3");
  CHECK(made.iops == 3000);
  CHECK(made.throughput == 125);
}

TEST_CASE("no volume is attached to several instances", "[ec2][volume]") {
  SharedStorage storage;
  CreateVolume::Request request{.availability_zone = zone, .size = 4};
  request.multi_attach_enabled = true;
  request.volume_type = "gp3";
  CHECK(refusal(storage, request) ==
        Error{"InvalidParameterCombination",
              "The parameter multi-attach-enabled is not supported for gp3 volumes."});
  request.volume_type = "io2";
  request.iops = 100;
  CHECK(refusal(storage, request).code == "UnsupportedOperation");
  request.multi_attach_enabled = false;
  ask<CreateVolume>(storage.world, storage.b, request);
}

TEST_CASE("a zone is named by its name or its id", "[ec2][volume]") {
  SharedStorage storage;
  const std::string zone_id = ec2::zone_id_of(account_b, us_east_1, zone);
  const auto made =
      ask<CreateVolume>(storage.world, storage.b,
                        {.availability_zone_id = zone_id, .size = 1, .client_token = "token"});
  CHECK(made.availability_zone == zone);
  CHECK(made.availability_zone_id == zone_id);
  // For a client token the two are the same.
  CHECK(ask<CreateVolume>(storage.world, storage.b,
                          {.availability_zone = zone, .size = 1, .client_token = "token"})
            .volume_id == made.volume_id);
  CHECK(refusal(storage, {.availability_zone_id = "use1-az999", .size = 1}) ==
        Error{"InvalidZone.NotFound", "The zone 'use1-az999' does not exist."});
  CHECK(refusal(storage, {.availability_zone = zone, .availability_zone_id = zone_id, .size = 1}) ==
        Error{"InvalidParameterCombination",
              "AvailabilityZone and AvailabilityZoneId can't be used together. Specify only one of "
              "these parameters."});
}

TEST_CASE("a volume shows whose it is, and goes even before it is ready", "[ec2][volume]") {
  SharedStorage storage({}, Pace::aws());
  World& world = storage.world;
  const auto made = ask<CreateVolume>(world, storage.b, {.availability_zone = zone, .size = 1});
  CHECK(made.attachments.empty());
  const auto shown = ask<ec2::op::DescribeVolumes>(world, storage.b, {}).volumes.at(0);
  CHECK(shown.owner_id == account_b.value);
  CHECK(shown.volume_arn ==
        "arn:aws:ec2:us-east-1:" + account_b.value + ":volume/" + *made.volume_id);
  CHECK(shown.operator_->managed == false);
  ask<ec2::op::DeleteVolume>(world, storage.b, {.volume_id = *made.volume_id});
  CHECK(ask<ec2::op::DescribeVolumes>(world, storage.b, {}).volumes.at(0).state == "deleting");
  world.advance(10s);
  CHECK(world.ec2.volumes.size() == 0);
  CHECK(refusal_of<ec2::op::DeleteVolume>(world, storage.b, {.volume_id = "bad"}) ==
        Error{"InvalidParameterValue", "The volume ID 'bad' is malformed"});
}

TEST_CASE("a pending snapshot makes no volume", "[ec2][volume]") {
  SharedStorage storage({}, Pace::aws());
  const std::string id = storage.copy(storage.b, storage.snapshot_id, storage.key_b);
  CHECK(refusal(storage, {.availability_zone = zone, .snapshot_id = id}) ==
        Error{"IncorrectState", "Snapshot is in invalid state - pending"});
}

TEST_CASE("a client token makes one volume, and none of a volume that vanished", "[ec2][volume]") {
  SharedStorage storage;
  CreateVolume::Request request{.availability_zone = zone, .size = 1, .client_token = "once"};
  const auto first = ask<CreateVolume>(storage.world, storage.b, request);
  const auto again = ask<CreateVolume>(storage.world, storage.b, request);
  CHECK(first.volume_id == again.volume_id);
  CHECK(again.state == "available");
  CHECK(storage.world.ec2.volumes.size() == 1);
  request.size = 2;
  CHECK(refusal(storage, request) ==
        Error{"IdempotentParameterMismatch",
              "Parameters on this idempotent request are inconsistent with parameters used in "
              "previous request(s)"});
  request.client_token = std::string(65, 't');
  CHECK(
      refusal(storage, request) ==
      Error{"InvalidParameterValue", "Client token must be less than or equal to 64 characters."});
  request.dry_run = true;
  CHECK(refusal(storage, request).code == "DryRunOperation");

  CreateVolume::Request doomed{.availability_zone = zone,
                               .encrypted = true,
                               .kms_key_id = "alias/none",
                               .size = 1,
                               .client_token = "twice"};
  const auto gone = ask<CreateVolume>(storage.world, storage.b, doomed);
  CHECK(refusal(storage, doomed) ==
        Error{"IdempotentParameterMismatch",
              "The client token 'twice' is associated with resource '" + *gone.volume_id +
                  "' which has already been deleted. Please use a different client token."});
  // Other parameters are told first.
  doomed.size = 2;
  CHECK(refusal(storage, doomed).message.starts_with("Parameters on this idempotent request"));
}

TEST_CASE("a policy must allow the new volume and the snapshot behind it", "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  const CreateVolume::Request request{.availability_zone = zone,
                                      .snapshot_id = storage.snapshot_id};
  const auto with = [&](const std::string& name, const std::string& resource) {
    return user(world, account_b, name, identity_policy("Allow", "ec2:CreateVolume", resource));
  };
  const std::string volumes = "arn:aws:ec2:us-east-1:" + account_b.value + ":volume/*";
  const std::string snapshot = "arn:aws:ec2:us-east-1::snapshot/" + storage.snapshot_id;
  for (const auto& [name, allowed, missing] :
       {std::tuple{"one", volumes, snapshot}, std::tuple{"two", snapshot, volumes}}) {
    const Error denied = refusal_of<CreateVolume>(world, with(name, allowed), request);
    CHECK(denied.code == "UnauthorizedOperation");
    CHECK(denied.message.find("on resource: " + missing + " because") != std::string::npos);
  }
}

TEST_CASE("conditions on owner and encryption of the source are met", "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  const auto with = [&](const std::string& name, const std::string& owner) {
    return user(world, account_b, name,
                R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"ec2:CreateVolume","Resource":"arn:aws:ec2:*:*:volume/*"},
      {"Effect":"Allow","Action":"ec2:CreateVolume","Resource":"arn:aws:ec2:*::snapshot/*",
       "Condition":{"StringEquals":{"ec2:Owner":")" +
                    owner + R"(","aws:ResourceAccount":")" + owner +
                    R"("},"Bool":{"ec2:Encrypted":"true"}}}]})");
  };
  const CreateVolume::Request request{.availability_zone = zone,
                                      .snapshot_id = storage.snapshot_id};
  ask<CreateVolume>(world, with("right", account_a.value), request);
  CHECK(refusal_of<CreateVolume>(world, with("wrong", account_b.value), request).status == 403);
}

TEST_CASE("attaching makes the instance's grant, detaching retires it", "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  add_instance(world, ec2::InstanceState::running);
  const std::string id = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  const auto attached = ask<ec2::op::AttachVolume>(world, storage.b, attachment_of(id));
  CHECK(attached.state == "attaching");
  CHECK(storage.kms_calls() ==
        std::vector<std::string>{"CreateGrant by caller", "Decrypt by instance"});
  CHECK(world.kms.grants.size() == 2);
  const auto shown = ask<ec2::op::DescribeVolumes>(world, storage.b, {.volume_ids = {id}});
  CHECK(shown.volumes[0].state == "in-use");
  CHECK(shown.volumes[0].attachments.at(0).state == "attached");
  CHECK(refusal_of<ec2::op::DeleteVolume>(world, storage.b, {.volume_id = id}).code ==
        "VolumeInUse");
  CHECK(refusal_of<ec2::op::AttachVolume>(world, storage.b, attachment_of(id)) ==
        Error{"VolumeInUse", id + " is already attached to an instance"});
  const std::string other = storage.create_volume(storage.b, "");
  CHECK(refusal_of<ec2::op::AttachVolume>(world, storage.b, attachment_of(other)).message ==
        "Invalid value '/dev/sdf' for unixDevice. Attachment point /dev/sdf is already in use");

  CHECK(ask<ec2::op::DetachVolume>(world, storage.b, {.volume_id = id}).state == "detaching");
  CHECK(storage.kms_calls() == std::vector<std::string>{"RetireGrant by service"});
  CHECK(world.kms.grants.size() == 1);
  CHECK(world.ec2.volumes.at(id).state == ec2::VolumeState::available);
  CHECK(world.ec2.volumes_of_instance.empty());
  CHECK(refusal_of<ec2::op::DetachVolume>(world, storage.b, {.volume_id = id}) ==
        Error{"IncorrectState", "Volume '" + id + "' is in the 'available' state."});
}

TEST_CASE("a key that can't be used is told when the volume is attached", "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  add_instance(world, ec2::InstanceState::running);
  const std::string id = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  const Error unusable{"CustomerKeyHasBeenRevoked",
                       "Volume " + id +
                           " cannot be attached. The encrypted volume was unable to access the "
                           "KMS key."};
  const Caller poor = user(world, account_b, "poor", identity_policy("Allow", "ec2:*"));
  CHECK(refusal_of<ec2::op::AttachVolume>(world, poor, attachment_of(id)) == unusable);
  // The grant can be made and the infrastructure is denied: no trace of the grant is left.
  ask<kms::op::PutKeyPolicy>(world, root(account_b),
                             {.key_id = storage.key_b,
                              .policy = R"({
      "Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" +
                                        account_b.value +
                                        R"(:root"},"Action":"kms:*","Resource":"*"},
      {"Effect":"Deny","Principal":"*","Action":"kms:Decrypt","Resource":"*"}]})"});
  CHECK(refusal_of<ec2::op::AttachVolume>(world, storage.b, attachment_of(id)) == unusable);
  ask<kms::op::DisableKey>(world, root(account_b), {.key_id = storage.key_b});
  CHECK(refusal_of<ec2::op::AttachVolume>(world, storage.b, attachment_of(id)) == unusable);
}

TEST_CASE("a stopped instance takes the volume, and the key is asked for when it starts",
          "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  add_instance(world, ec2::InstanceState::stopped);
  const std::string id = storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  ask<ec2::op::AttachVolume>(world, storage.b, attachment_of(id));
  CHECK(storage.kms_calls().empty());
  CHECK(world.ec2.volumes.at(id).state == ec2::VolumeState::in_use);
}

TEST_CASE("volumes stay in their zone", "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  add_instance(world, ec2::InstanceState::running).availability_zone = "us-east-1b";
  const std::string id = storage.create_volume(storage.b, "");
  CHECK(refusal_of<ec2::op::AttachVolume>(world, storage.b, attachment_of(id)).code ==
        "InvalidVolume.ZoneMismatch");
}

TEST_CASE("volumes are filtered", "[ec2][volume]") {
  SharedStorage storage;
  World& world = storage.world;
  const std::string plain = storage.create_volume(storage.b, "");
  const std::string encrypted =
      storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
  const auto found = [&](const std::string& name, const std::string& value) {
    std::vector<std::string> ids;
    for (const auto& volume :
         ask<ec2::op::DescribeVolumes>(world, storage.b,
                                       {.filters = {{.name = name, .values = {value}}}})
             .volumes) {
      ids.push_back(*volume.volume_id);
    }
    return ids;
  };
  using Ids = std::vector<std::string>;
  CHECK(found("encrypted", "true") == Ids{encrypted});
  CHECK(found("encrypted", "false") == Ids{plain});
  CHECK(found("snapshot-id", "snap-*") == Ids{encrypted});
  CHECK(found("status", "available") == Ids{plain, encrypted});
  CHECK(found("size", "2").empty());
  CHECK(refusal_of<ec2::op::DescribeVolumes>(world, storage.b,
                                             {.filters = {{.name = "kms-key-id", .values = {"x"}}}})
            .message == "The filter 'kms-key-id' is invalid");
  CHECK(refusal_of<ec2::op::DescribeVolumes>(world, storage.b,
                                             {.volume_ids = {plain}, .next_token = "x"})
            .code == "InvalidParameterCombination");
  CHECK(refusal_of<ec2::op::DescribeVolumes>(world, storage.b, {.next_token = "x"}).message ==
        "Unable to parse pagination token");
  ask<ec2::op::CreateTags>(world, storage.b,
                           {.resources = {plain}, .tags = {{.key = "k", .value = "v"}}});
  CHECK(found("tag-value", "v") == Ids{plain});
  // Nobody sees another account's volumes.
  CHECK(ask<ec2::op::DescribeVolumes>(world, storage.a, {}).volumes.empty());
}

TEST_CASE("the same seed and the same requests make the same world", "[ec2][volume]") {
  const auto run = [] {
    SharedStorage storage;
    storage.create_volume(storage.b, storage.snapshot_id, storage.key_b);
    storage.copy(storage.b, storage.snapshot_id, storage.key_b);
    storage.copy(storage.b, storage.snapshot_id);
    return storage.world;
  };
  CHECK(run() == run());
}

}  // namespace amishare::test
