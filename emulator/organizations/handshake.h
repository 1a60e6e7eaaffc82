// handshake.h - where an invitation stands by now.
#pragma once
#include <string_view>

#include "organizations/organizations.h"

namespace amishare::organizations {

// "OPEN", "EXPIRED" and so on. It expires by itself after fifteen days.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_invites.html
std::string_view state_name(const World& world, const Handshake& handshake);
bool is_open(const World& world, const Handshake& handshake);
// Whether AWS still tells of it: it does for thirty days after its end.
bool is_remembered(const World& world, const Handshake& handshake);

}  // namespace amishare::organizations
