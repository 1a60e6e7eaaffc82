// ec2.h - all of EC2's state, and its events.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "ec2/image.h"
#include "ec2/instance.h"
#include "ec2/network.h"
#include "ec2/settings.h"
#include "ec2/snapshot.h"
#include "ec2/tag.h"
#include "ec2/volume.h"
#include "world/name.h"
#include "world/table.h"

namespace amishare {
class World;
}

namespace amishare::ec2 {

// What a client token of CreateVolume stands for.
struct VolumeToken {
  std::string volume_id;
  std::string parameters;  // of the request that came first, as text
  bool operator==(const VolumeToken&) const = default;
};

struct State {
  Table<Image> images;
  std::map<ImageName, std::string> image_names;  // -> id
  std::map<std::tuple<AccountId, Region, std::string>, ImageToken> image_tokens;
  Table<Snapshot> snapshots;
  // How many copies are being made into an account's Region; no entry for none.
  std::map<std::pair<AccountId, Region>, std::size_t> copies_in_progress;
  Table<Volume> volumes;
  Table<Instance> instances;
  Table<Vpc> vpcs;
  Table<Subnet> subnets;
  Table<SecurityGroup> security_groups;
  Table<SshKeyPair> key_pairs;
  std::map<std::pair<AccountId, Region>, Settings> settings;
  // instance id -> the volumes attached to it, in the order of attaching
  std::map<std::string, std::vector<std::string>> volumes_of_instance;
  std::map<std::tuple<AccountId, Region, std::string>, VolumeToken> volume_tokens;
  std::map<std::tuple<AccountId, Region, std::string>, LaunchToken> launch_tokens;
  Tags tags;
  bool operator==(const State&) const = default;
};

// What is still to happen to a resource; plain data, one struct a kind.
using Event = std::variant<ImageReady, SnapshotCompletes, SnapshotCopies, VolumeFills,
                           VolumeAvailable, VolumeVanishes, VolumeAttaches, VolumeDetaches,
                           InstanceLaunches, InstanceStarts, InstanceRuns, InstanceStopped,
                           InstanceGivesUp, InstanceTerminated, InstanceForgotten>;
// Hands the event to the on() of its kind.
void on(World& world, const Event& event);

// What AWS puts into an account's Region before anyone asks: the default VPC with its subnets and
// security group.
void open_region(World& world, const AccountId& account, const Region& region);

}  // namespace amishare::ec2
