// stage.h - where scenarios run: worlds in process, or a server.
#pragma once
#include <cstdint>
#include <string>

#include "client/scenario.h"
#include "wire/gateway.h"

namespace amishare::client {

// Each scenario in a world of its own, in this process, through the same bytes as over HTTP.
Stage in_process_stage(std::uint64_t seed, const wire::GatewayOptions& gateway = {});

// All scenarios against the server at `endpoint`, each with account ids that no other scenario and
// no earlier run has (drawn from `seed`, or at random if it is 0). `accounts_file` may be empty;
// else it names accounts and credentials to use. Throws std::runtime_error if the file is wrong.
Stage http_stage(const std::string& endpoint, std::uint64_t seed, const std::string& accounts_file);

}  // namespace amishare::client
