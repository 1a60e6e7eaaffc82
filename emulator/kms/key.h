// key.h - a KMS key as it is kept.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crypto/aes.h"
#include "policy/document.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::kms {

// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
enum class KeyState { enabled, disabled, pending_deletion };

// What encrypts: 32 secret bytes, and the id under which responses name them (64 hex digits).
struct KeyMaterial {
  std::string id;
  crypto::Secret secret;
  bool operator==(const KeyMaterial&) const = default;
};

using Tags = std::map<std::string, std::string, std::less<>>;

struct Key {
  std::string id;  // the bare key id
  AccountId account;
  Region region;
  bool aws_managed = false;
  std::uint64_t number = 0;   // the order of creation in its account and Region
  std::string internal_id{};  // 32 bytes; ciphertexts and grant tokens name the key by them
  std::vector<KeyMaterial> materials{};  // the current one last
  std::string description{};
  KeyState state = KeyState::enabled;
  Instant created{};
  std::optional<Instant> deletion_date{};  // pending deletion only
  policy::StoredPolicy policy{};           // bound to the unique ids of its principals
  Tags tags{};
  std::set<std::string> aliases{};  // names of the aliases that refer to it
  bool operator==(const Key&) const = default;
};

// arn:aws:kms:<region>:<account>:key/<id>
std::string arn(const Key& key);

// The name of an alias in an account's Region, and what it refers to.
struct Alias {
  std::string name;    // "alias/..."
  std::string key_id;  // of a key in the same account and Region
  Instant created{};
  Instant updated{};
  bool operator==(const Alias&) const = default;
};

}  // namespace amishare::kms
