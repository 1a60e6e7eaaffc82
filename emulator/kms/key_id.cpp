// key_id.cpp - key ids, key ARNs, alias names and alias ARNs.
#include "kms/key_id.h"

#include <algorithm>
#include <cstddef>

#include "kms/errors.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

Key* find_by_id(World& world, const AccountId& account, const Region& region, std::string_view id) {
  Key* key = world.kms.keys.find(id);
  return key != nullptr && key->account == account && key->region == region ? key : nullptr;
}

Key* find_by_alias(World& world, const AccountId& account, const Region& region,
                   std::string_view name) {
  const auto& aliases = world.kms.shelf(account, region).aliases;
  const auto alias = aliases.find(name);
  return alias == aliases.end() ? nullptr : &world.kms.keys.at(alias->second.key_id);
}

Key* find_by_name(World& world, const AccountId& account, const Region& region,
                  const KeyName& name) {
  return name.alias.empty() ? find_by_id(world, account, region, name.id)
                            : find_by_alias(world, account, region, name.alias);
}

// Another account's key, of which nothing is told.
Found find_foreign(Call& call, const AccountId& owner, const KeyName& name, const Lookup& lookup) {
  Key* key = lookup.reach == Reach::any_account ? find_by_name(call.world, owner, call.region, name)
                                                : nullptr;
  if (key == nullptr) {
    throw access_denied(policy::hidden_denial(call.caller.principal, lookup.action));
  }
  return {*key, std::string(name.alias)};
}

}  // namespace

bool is_key_id(std::string_view text) {
  if (text.starts_with("mrk-")) return text.size() == 36 && is_hex(text.substr(4));
  if (text.size() != 36) return false;
  std::size_t start = 0;
  for (const std::size_t digits : {8U, 4U, 4U, 4U, 12U}) {
    if (!is_hex(text.substr(start, digits))) return false;
    start += digits + 1;
    if (start <= text.size() && text[start - 1] != '-') return false;
  }
  return true;
}

bool is_reserved_alias(std::string_view text) { return text.starts_with("alias/aws/"); }

std::string alias_arn(const Region& region, const AccountId& account, std::string_view alias_name) {
  return arn_text("kms", region, account, alias_name);
}

std::optional<KeyName> read_key_name(std::string_view text) {
  KeyName name;
  std::string_view rest = text;
  if (text.starts_with("arn:")) {
    const Arn arn = Arn::parse(text);
    if (arn.partition != "aws" || arn.service != "kms" || !is_account_id(arn.account)) {
      return std::nullopt;
    }
    name.is_arn = true;
    rest = text.substr(text.size() - arn.resource.size());
    name.account = text.substr(text.size() - arn.resource.size() - 13, 12);
    const std::string_view before = text.substr(0, text.size() - arn.resource.size() - 14);
    name.region = before.substr(before.rfind(':') + 1);
    if (!rest.starts_with("key/") && !rest.starts_with("alias/")) return std::nullopt;
    if (rest.starts_with("key/")) {
      name.id = rest.substr(4);
      return name;
    }
  }
  (rest.starts_with("alias/") ? name.alias : name.id) = rest;
  return name;
}

Found find_named(Call& call, std::string_view key_id, const Lookup& lookup) {
  const auto name = read_key_name(key_id);
  if (!name) throw malformed_arn(key_id);
  if (name->is_arn && name->region != call.region.value) throw other_region(name->region);
  // Where an alias will not do, AWS takes it for a key id that is none (unverified for alias ARNs).
  if (!name->alias.empty() && lookup.forms == Forms::key) throw invalid_key_id(key_id);
  if (name->is_arn && name->account != call.account().value) {
    return find_foreign(call, AccountId{std::string(name->account)}, *name, lookup);
  }
  Key* key = find_by_name(call.world, call.account(), call.region, *name);
  if (key != nullptr) return {*key, std::string(name->alias)};
  if (!name->alias.empty()) {
    throw alias_not_found(alias_arn(call.region, call.account(), name->alias));
  }
  if (!is_key_id(name->id)) throw invalid_key_id(name->id);
  throw key_not_found(arn_text("kms", call.region, call.account(), "key/" + std::string(name->id)));
}

const Key* find_key(const World& world, const AccountId& account, const Region& region,
                    std::string_view key_id) {
  const auto name = read_key_name(key_id);
  if (!name || (name->is_arn && name->region != region.value)) return nullptr;
  const AccountId owner = name->is_arn ? AccountId{std::string(name->account)} : account;
  return find_by_name(const_cast<World&>(world), owner, region, *name);
}

}  // namespace amishare::kms
