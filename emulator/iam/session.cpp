// session.cpp - temporary credentials come into being, and are forgotten.
#include "iam/session.h"

#include <utility>

#include "iam/iam.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

constexpr std::chrono::hours remembered{24};

void forget_old_sessions(State& state, Instant now) {
  auto& ends = state.session_ends;
  while (!ends.empty() && ends.begin()->first + remembered <= now) {
    state.sessions.erase(ends.begin()->second);
    ends.erase(ends.begin());
  }
}

}  // namespace

const Session& give_session(World& world, Session session, std::chrono::seconds lasting) {
  State& state = world.iam;
  const Instant now = world.timeline.now();
  forget_old_sessions(state, now);
  session.access_key_id =
      new_id(world.random, session_key_prefix, session.account,
             [&state](const std::string& id) { return state.sessions.contains(id); });
  session.secret = new_secret(world.random);
  session.token = new_session_token(world.random);
  session.issued = now;
  // What is told has whole seconds, and what is told is what holds.
  session.expires = std::chrono::floor<std::chrono::seconds>(now) + lasting;
  state.session_ends.emplace(session.expires, session.access_key_id);
  const std::string id = session.access_key_id;
  return state.sessions.emplace(id, std::move(session)).first->second;
}

}  // namespace amishare::iam
