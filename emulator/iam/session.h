// session.h - giving out temporary credentials.
#pragma once
#include <chrono>

#include "iam/access_key.h"

namespace amishare {
class World;
}

namespace amishare::iam {

// Keeps `session`, of which the ids, the secret and the times are filled in here, for that long
// from now on. Sessions that ended more than a day ago are forgotten; until then they are told to
// have expired. The reference holds until the session is forgotten.
const Session& give_session(World& world, Session session, std::chrono::seconds lasting);

}  // namespace amishare::iam
