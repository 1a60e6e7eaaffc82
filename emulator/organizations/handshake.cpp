// handshake.cpp - the state of an invitation, which time alone may change.
#include "organizations/handshake.h"

#include <chrono>

#include "world/world.h"

namespace amishare::organizations {
namespace {

// https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html
constexpr std::chrono::hours remembered_for{24 * 30};

bool has_expired(const World& world, const Handshake& handshake) {
  return handshake.state == HandshakeState::open && world.timeline.now() >= handshake.expires;
}

}  // namespace

std::string_view state_name(const World& world, const Handshake& handshake) {
  if (has_expired(world, handshake)) return "EXPIRED";
  switch (handshake.state) {
    case HandshakeState::open:
      return "OPEN";
    case HandshakeState::canceled:
      return "CANCELED";
    case HandshakeState::accepted:
      return "ACCEPTED";
    case HandshakeState::declined:
      return "DECLINED";
  }
  return "OPEN";
}

bool is_open(const World& world, const Handshake& handshake) {
  return handshake.state == HandshakeState::open && !has_expired(world, handshake);
}

bool is_remembered(const World& world, const Handshake& handshake) {
  if (is_open(world, handshake)) return true;
  const Instant end = handshake.state == HandshakeState::open ? handshake.expires : handshake.ended;
  return world.timeline.now() < end + remembered_for;
}

}  // namespace amishare::organizations
