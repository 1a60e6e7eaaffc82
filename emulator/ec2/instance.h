// instance.h - an instance, its states, and what is still to happen to it.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ec2/authorize.h"
#include "ec2/tag.h"
#include "ec2/volume.h"
#include "world/call.h"
#include "world/errand.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::ec2 {

// The codes are AWS's.
enum class InstanceState {
  pending = 0,
  running = 16,
  shutting_down = 32,
  terminated = 48,
  stopping = 64,
  stopped = 80
};
std::string_view name_of(InstanceState state);

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html
struct MetadataOptions {
  std::string http_tokens = "optional";
  std::string http_endpoint = "enabled";
  std::string http_protocol_ipv6 = "disabled";
  std::int64_t http_put_response_hop_limit = 1;
  std::string instance_metadata_tags = "disabled";
  bool operator==(const MetadataOptions&) const = default;
};

// Where it is in the network; gone when it terminates.
struct InstanceNetwork {
  std::string vpc_id{}, subnet_id{}, private_address{}, interface_id{}, attachment_id{};
  std::string description{};  // of its interface
  std::vector<std::string> security_group_ids{};
  bool operator==(const InstanceNetwork&) const = default;
};

struct Instance {
  std::string id;
  AccountId owner;
  Region region;
  std::string availability_zone{};
  std::string image_id{};
  std::string reservation_id{};
  std::int64_t launch_index = 0;
  std::string type{};
  InstanceState state = InstanceState::pending;
  // Counts the changes of state: an event that was planned for an earlier one comes to nothing.
  std::uint64_t turn = 0;
  std::string state_reason_code{}, state_reason_message{}, state_transition_reason{};
  Instant launched{};
  std::string architecture{}, root_device_name{}, virtualization_type{}, boot_mode{};
  bool ena_support = false, ebs_optimized = false, monitoring = false;
  bool termination_protected = false, stop_protected = false, terminates_on_shutdown = false;
  std::string key_name{}, client_token{}, user_data{};
  std::string profile_arn{}, profile_id{};  // its instance profile, if it has one
  std::string profile_association_id{};
  Instant profile_associated{};
  // Access key ids of its role's credentials that were handed out last, by version 1 and by
  // version 2 of its metadata service.
  std::array<std::string, 2> role_keys{};
  MetadataOptions metadata{};
  InstanceNetwork network{};
  // What its hypervisor read of the root volume when it started: text if the first bytes are.
  std::string console{};
  std::optional<Instant> console_written{};
  bool operator==(const Instance&) const = default;
};

// The caller's instance of that id. Throws InvalidInstanceID.Malformed or
// InvalidInstanceID.NotFound.
Instance& find_instance(Call& call, const std::string& instance_id);
// An instance of the caller as policies see it, with the keys that decoded denials show.
Resource resource_of(const Call& call, const Instance& instance);

// Changes the state, so that what was planned for the old one no longer happens.
void enter(Instance& instance, InstanceState state);

// One disk that a launch is to give an instance.
struct LaunchDisk {
  std::string device_name;
  VolumePlan plan;
  bool delete_on_termination = true;
  TagMap tags{};
  bool operator==(const LaunchDisk&) const = default;
};

// Events. All say for which turn of the instance they were meant.

// The volumes of a new instance obtain their keys and blocks, and its hypervisor opens them; or the
// launch fails, for a key that can't be used.
struct InstanceLaunches {
  Errand errand;
  std::string instance_id;
  std::uint64_t turn = 0;
  std::vector<LaunchDisk> disks;
  bool operator==(const InstanceLaunches&) const = default;
};
// A stopped instance's hypervisor opens its volumes again.
struct InstanceStarts {
  Errand errand;
  std::string instance_id;
  std::uint64_t turn = 0;
  bool operator==(const InstanceStarts&) const = default;
};
struct InstanceRuns {
  std::string instance_id;
  std::uint64_t turn = 0;
  bool operator==(const InstanceRuns&) const = default;
};
struct InstanceStopped {
  Errand errand;
  std::string instance_id;
  std::uint64_t turn = 0;
  bool operator==(const InstanceStopped&) const = default;
};
// A launch that failed begins to end.
struct InstanceGivesUp {
  Errand errand;
  std::string instance_id;
  std::uint64_t turn = 0;
  bool operator==(const InstanceGivesUp&) const = default;
};
struct InstanceTerminated {
  Errand errand;
  std::string instance_id;
  std::uint64_t turn = 0;
  bool operator==(const InstanceTerminated&) const = default;
};
// A terminated instance is no longer shown.
struct InstanceForgotten {
  std::string instance_id;
  bool operator==(const InstanceForgotten&) const = default;
};
void on(World& world, const InstanceLaunches& event);
void on(World& world, const InstanceStarts& event);
void on(World& world, const InstanceRuns& event);
void on(World& world, const InstanceStopped& event);
void on(World& world, const InstanceGivesUp& event);
void on(World& world, const InstanceTerminated& event);
void on(World& world, const InstanceForgotten& event);

// What a client token of RunInstances stands for.
struct LaunchToken {
  std::string reservation_id;
  std::vector<std::string> instance_ids;
  std::string parameters;  // of the request that came first, as text
  bool operator==(const LaunchToken&) const = default;
};

}  // namespace amishare::ec2
