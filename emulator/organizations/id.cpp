// id.cpp - draws ids until one is new.
#include "organizations/id.h"

#include <string_view>

#include "world/world.h"

namespace amishare::organizations {
namespace {

// AWS's alphabet has four letters more, but a draw of 32 is even.
constexpr std::string_view id_alphabet = "abcdefghijklmnopqrstuvwxyz012345";

template <class Taken>
std::string draw_id(Call& call, std::string_view kind, std::string_view prefix, std::size_t length,
                    Taken&& taken) {
  for (;;) {
    std::string id = std::string(prefix) + call.world.random.letters(kind, length, id_alphabet);
    if (!taken(id)) return id;
  }
}

}  // namespace

std::string new_organization_id(Call& call) {
  return draw_id(call, "organization", "o-", 10, [&](const std::string& id) {
    return call.world.organizations.organizations.contains(id);
  });
}

std::string new_root_id(Call& call) {
  return draw_id(call, "organization-root", "r-", 4, [](const std::string&) { return false; });
}

std::string new_unit_id(Call& call, const Organization& of) {
  return draw_id(call, "organizational-unit", "ou-" + of.root.substr(2) + "-", 8,
                 [&](const std::string& id) { return of.nodes.find(id) != nullptr; });
}

std::string new_policy_id(Call& call, const Organization& of) {
  return draw_id(call, "organization-policy", "p-", 8,
                 [&](const std::string& id) { return of.policies.find(id) != nullptr; });
}

std::string new_creation_id(Call& call, const Organization& of) {
  return draw_id(call, "account-creation", "car-", 32,
                 [&](const std::string& id) { return of.creations.find(id) != nullptr; });
}

std::string new_handshake_id(Call& call) {
  return draw_id(call, "handshake", "h-", 32, [&](const std::string& id) {
    return call.world.organizations.handshakes.find(id) != nullptr;
  });
}

}  // namespace amishare::organizations
