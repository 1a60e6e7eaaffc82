// kms.h - keys, aliases and grants, and how they change.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "kms/grant.h"
#include "kms/key.h"
#include "world/name.h"
#include "world/random.h"
#include "world/table.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::kms {

// What an account has in a Region.
struct Shelf {
  std::uint64_t next_number = 1;
  std::map<std::uint64_t, std::string> keys{};          // number -> key id
  std::map<std::string, Alias, std::less<>> aliases{};  // by name
  bool operator==(const Shelf&) const = default;
};

struct State {
  Table<Key> keys;
  std::map<std::pair<AccountId, Region>, Shelf> shelves;
  std::map<std::string, std::string, std::less<>> by_internal_id;  // -> key id
  Grants grants;
  bool operator==(const State&) const = default;

  // Empty if the account has nothing there yet.
  const Shelf& shelf(const AccountId& account, const Region& region) const;
  // Takes a new key in, and gives it its number. The reference is valid as long as the key exists.
  Key& add(Key key);
  // Takes a key away for good, with its aliases and grants: its ciphertexts are dead.
  void erase(const std::string& key_id);
};

// The key that a key id, key ARN, alias name or alias ARN names for a caller of that account and
// Region; null if there is none, or it lies in another Region. Asks nobody's permission.
const Key* find_key(const World& world, const AccountId& account, const Region& region,
                    std::string_view key_id);

// The key that encrypted `ciphertext`; null if the bytes are not KMS's or the key is gone. The
// Region is the key's own. Asks nobody's permission.
const Key* find_key_of_ciphertext(const World& world, std::string_view ciphertext);

// A new symmetric key with fresh material, drawn from `random` and not yet in the state.
Key make_key(Random& random, const AccountId& account, const Region& region, Instant now);

inline constexpr std::string_view managed_ebs_alias = "alias/aws/ebs";

// The account's AWS managed key for EBS (alias/aws/ebs), made at first use.
// https://docs.aws.amazon.com/ebs/latest/userguide/how-ebs-encryption-works.html
const Key& managed_ebs_key(World& world, const AccountId& account, const Region& region);
// The key that managed_ebs_key would make, drawn from `random`, and taking it in.
Key make_managed_ebs_key(Random& random, const AccountId& account, const Region& region,
                         Instant now);
const Key& add_managed_ebs_key(World& world, Key key);

// A key's waiting period is over.
struct KeyDeletionDue {
  std::string key_id;
  bool operator==(const KeyDeletionDue&) const = default;
};
using Event = std::variant<KeyDeletionDue>;
void on(World& world, const Event& event);

}  // namespace amishare::kms
