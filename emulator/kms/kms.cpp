// kms.cpp - keys come and go.
#include "kms/kms.h"

#include <utility>

#include "kms/envelope.h"
#include "kms/key_policy.h"
#include "world/require.h"
#include "world/world.h"

namespace amishare::kms {

std::string arn(const Key& key) {
  return arn_text("kms", key.region, key.account, "key/" + key.id);
}

const Shelf& State::shelf(const AccountId& account, const Region& region) const {
  static const Shelf empty;
  const auto place = shelves.find({account, region});
  return place == shelves.end() ? empty : place->second;
}

Key& State::add(Key key) {
  Shelf& shelf = shelves[{key.account, key.region}];
  key.number = shelf.next_number++;
  shelf.keys.emplace(key.number, key.id);
  const bool fresh = by_internal_id.emplace(key.internal_id, key.id).second;
  require(fresh, "an internal key id is given once");
  return keys.add(std::move(key));
}

void State::erase(const std::string& key_id) {
  const Key& key = keys.at(key_id);
  Shelf& shelf = shelves.at({key.account, key.region});
  for (const std::string& alias : key.aliases) shelf.aliases.erase(alias);
  shelf.keys.erase(key.number);
  by_internal_id.erase(key.internal_id);
  grants.erase_of_key(key.id);
  keys.erase(std::string(key_id));
}

const Key* find_key_of_ciphertext(const World& world, std::string_view ciphertext) {
  const auto envelope = parse_envelope(ciphertext);
  if (!envelope) return nullptr;
  const auto place = world.kms.by_internal_id.find(envelope->internal_id);
  return place == world.kms.by_internal_id.end() ? nullptr : world.kms.keys.find(place->second);
}

Key make_key(Random& random, const AccountId& account, const Region& region, Instant now) {
  Key key{.id = random.uuid("key-id"), .account = account, .region = region};
  key.internal_id = random.bytes("kms-internal-id", 32);
  key.materials.push_back({.id = random.hex("kms-material-id", 64),
                           .secret = crypto::Secret(random.bytes("kms-material", 32))});
  key.created = now;
  return key;
}

Key make_managed_ebs_key(Random& random, const AccountId& account, const Region& region,
                         Instant now) {
  Key key = make_key(random, account, region, now);
  key.aws_managed = true;
  key.description = "Default key that protects my EBS volumes when no other key is defined";
  key.policy = managed_ebs_policy(account, region);
  key.aliases.emplace(managed_ebs_alias);
  return key;
}

const Key& add_managed_ebs_key(World& world, Key key) {
  const Key& kept = world.kms.add(std::move(key));
  Alias alias{.name = std::string(managed_ebs_alias), .key_id = kept.id};
  alias.created = alias.updated = kept.created;
  world.kms.shelves.at({kept.account, kept.region}).aliases.emplace(alias.name, alias);
  return kept;
}

const Key& managed_ebs_key(World& world, const AccountId& account, const Region& region) {
  const Key* key = find_key(world, account, region, managed_ebs_alias);
  if (key != nullptr) return *key;
  return add_managed_ebs_key(
      world, make_managed_ebs_key(world.random, account, region, world.timeline.now()));
}

void on(World& world, const Event& event) {
  const auto& due = std::get<KeyDeletionDue>(event);
  const Key* key = world.kms.keys.find(due.key_id);
  // The deletion may have been cancelled, or cancelled and scheduled anew for a later date.
  if (key == nullptr || key->state != KeyState::pending_deletion) return;
  if (key->deletion_date.value() > world.timeline.now()) return;
  world.kms.erase(due.key_id);
}

}  // namespace amishare::kms
