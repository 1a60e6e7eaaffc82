// kms.h - keys, aliases and grants, and how they change.
#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "world/name.h"
#include "world/table.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::kms {

struct Key {
  std::string id;  // the bare key id
  AccountId account;
  Region region;
  bool aws_managed = false;
  bool operator==(const Key&) const = default;
};
std::string arn(const Key& key);

struct State {
  Table<Key> keys;
  bool operator==(const State&) const = default;
};

// The key that a key id, key ARN, alias name or alias ARN names for a caller of that account and
// Region; null if there is none, or it lies in another Region. Asks nobody's permission.
const Key* find_key(const World& world, const AccountId& account, const Region& region,
                    std::string_view key_id);

// The account's AWS managed key for EBS (alias/aws/ebs), made at first use.
const Key& managed_ebs_key(World& world, const AccountId& account, const Region& region);

// A key's waiting period is over.
struct KeyDeletionDue {
  std::string key_id;
  bool operator==(const KeyDeletionDue&) const = default;
};
using Event = std::variant<KeyDeletionDue>;
void on(World& world, const Event& event);

}  // namespace amishare::kms
