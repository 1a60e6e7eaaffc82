// world_test.cpp - a world is a value: it can be copied, compared and made again.
#include "world/world.h"

#include <string>

#include "api/ec2.h"
#include "api/kms.h"
#include "support/catch.h"
#include "support/world_builder.h"

using namespace amishare;
using namespace amishare::test;
using namespace std::chrono_literals;

namespace {

// An encrypted volume with a snapshot of it.
std::string snapshot_in(World& world) {
  ask<kms::op::CreateKey>(world, root(account_a), {});
  const auto volume = ask<ec2::op::CreateVolume>(
      world, root(account_a), {.availability_zone = "us-east-1a", .encrypted = true, .size = 1});
  return *ask<ec2::op::CreateSnapshot>(world, root(account_a), {.volume_id = *volume.volume_id})
              .snapshot_id;
}

}  // namespace

TEST_CASE("seed and requests are all that a world is made of", "[world]") {
  World one({.seed = 3}), same({.seed = 3}), other({.seed = 4});
  CHECK(snapshot_in(one) == snapshot_in(same));
  CHECK(one == same);
  snapshot_in(other);
  CHECK_FALSE(one == other);
}

TEST_CASE("a copy is a fork: what happens in one leaves the other alone", "[world]") {
  World world;
  snapshot_in(world);
  World fork = world;
  CHECK(fork == world);
  snapshot_in(fork);
  CHECK_FALSE(fork == world);
  // The other goes on as if the fork had never been.
  snapshot_in(world);
  CHECK(fork == world);
}

TEST_CASE("pace, switches and time are part of a world; the trace is not", "[world]") {
  const World world;
  World other = world;
  other.trace.add({});
  CHECK(other == world);
  other.pace = Pace::aws();
  CHECK_FALSE(other == world);
  other = world;
  other.switches.legacy_launch_failure = true;
  CHECK_FALSE(other == world);
  other = world;
  other.advance(1ms);
  CHECK_FALSE(other == world);
}

TEST_CASE("accounts and Regions come into being at first use, and once", "[world]") {
  World world;
  CHECK(world.accounts().empty());
  world.open(account_a, us_east_1);
  const World once = world;
  world.open(account_a, us_east_1);
  CHECK(world == once);
  world.open(account_a, eu_west_1);
  world.open(account_b, eu_west_1);
  CHECK(world.accounts() == std::set<AccountId>{account_a, account_b});
  CHECK_FALSE(world == once);
}

TEST_CASE("every resource belongs to one account and one Region", "[world]") {
  World world;
  const std::string snapshot = snapshot_in(world);
  const ec2::api::DescribeSnapshotsRequest by_id{.snapshot_ids = {snapshot}};
  CHECK(ask<ec2::op::DescribeSnapshots>(world, root(account_a), by_id).snapshots.size() == 1);
  CHECK(refusal_of<ec2::op::DescribeSnapshots>(world, root(account_a), by_id, eu_west_1).code ==
        "InvalidSnapshot.NotFound");
  CHECK(refusal_of<ec2::op::DescribeSnapshots>(world, root(account_b), by_id).code ==
        "InvalidSnapshot.NotFound");
}
