// sealed_text.h - texts that a client carries and gives back but can neither read nor change.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "world/name.h"

namespace amishare::ec2 {

// Whose text it is and what it is for; opening needs the same. The key is derived from the world's
// seed, so sealing draws no dice: a refusal or a list leaves the world as it was.
struct Seal {
  std::uint64_t seed = 0;
  AccountId account;
  std::string purpose;  // "DescribeImages page"
};

// AES-256-GCM, in URL-safe base64 without padding. `salt` tells equal texts apart; the same
// arguments give the same result.
std::string seal_text(const Seal& seal, std::string_view salt, std::string_view text);
// nullopt unless seal_text made `sealed` with an equal seal.
std::optional<std::string> open_text(const Seal& seal, std::string_view sealed);

}  // namespace amishare::ec2
