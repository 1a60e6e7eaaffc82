// instance.h - an instance and its states.
#pragma once
#include <string>
#include <vector>

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

struct Instance {
  std::string id;
  AccountId owner;
  Region region;
  std::string availability_zone{};
  std::string image_id{};
  std::string reservation_id{};
  InstanceState state = InstanceState::pending;
  std::string state_reason_code{}, state_reason_message{}, state_transition_reason{};
  Instant launched{};
  bool operator==(const Instance&) const = default;
};

}  // namespace amishare::ec2
