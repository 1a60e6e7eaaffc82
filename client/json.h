// json.h - JSON with its members in the order in which people put them.
#pragma once
#include <nlohmann/json.hpp>

namespace amishare::client {

using Json = nlohmann::ordered_json;

}  // namespace amishare::client
