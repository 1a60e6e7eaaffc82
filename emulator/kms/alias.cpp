// alias.cpp - aliases, which need permission for themselves and for their keys.
//
// https://docs.aws.amazon.com/kms/latest/developerguide/alias-access.html
#include "api/kms.h"
#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/key_id.h"
#include "kms/key_state.h"
#include "kms/page.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

constexpr std::size_t aliases_of_key_limit = 50;

// A name needs more than its prefix. The model's pattern lets a colon pass, its documentation
// does not: "only alphanumeric characters, forward slashes, underscores, and dashes".
// https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
void check_alias_name(std::string_view name) {
  constexpr std::string_view prefix = "alias/";
  if (!name.starts_with(prefix) || name == prefix) throw alias_without_prefix();
  if (name.find(':') != std::string_view::npos) throw alias_characters(name);
  if (is_reserved_alias(name)) throw alias_reserved();
}

std::string own_alias_arn(const Call& call, std::string_view name) {
  return alias_arn(call.region, call.account(), name);
}

// Key policies do not speak of aliases, identity policies alone do.
void allow_alias(Call& call, std::string_view action, std::string_view name) {
  allow_by_identity(call, action, own_alias_arn(call, name), caller_context(call));
}

// The caller's alias of that name. Throws NotFoundException.
Alias& find_alias(Call& call, std::string_view name) {
  const auto shelf = call.world.kms.shelves.find({call.account(), call.region});
  if (shelf != call.world.kms.shelves.end()) {
    const auto alias = shelf->second.aliases.find(name);
    if (alias != shelf->second.aliases.end()) return alias->second;
  }
  throw alias_not_found(own_alias_arn(call, name));
}

Key& find_alias_target(Call& call, std::string_view key_id, std::string_view action) {
  const auto name = read_key_name(key_id);
  if (name && !name->alias.empty()) throw alias_of_alias();
  return find_named(call, key_id, {.action = action}).key;
}

void require_room_for_alias(const Key& key) {
  if (key.aliases.size() >= aliases_of_key_limit) throw too_many_aliases(arn(key));
}

api::AliasListEntry alias_entry(const Call& call, const Alias& alias) {
  return {.alias_name = alias.name,
          .alias_arn = own_alias_arn(call, alias.name),
          .target_key_id = alias.key_id,
          .creation_date = alias.created,
          .last_updated_date = alias.updated};
}

}  // namespace

api::CreateAliasResponse create_alias(Call& call, const api::CreateAliasRequest& in) {
  check_alias_name(in.alias_name);
  Key& key = find_alias_target(call, in.target_key_id, "kms:CreateAlias");
  allow_alias(call, "kms:CreateAlias", in.alias_name);
  allow(call, key, {.operation = "CreateAlias"});
  Shelf& shelf = call.world.kms.shelves.at({key.account, key.region});
  if (shelf.aliases.contains(in.alias_name)) throw alias_exists(own_alias_arn(call, in.alias_name));
  require_not_pending_deletion(key);
  require_room_for_alias(key);

  Alias alias{.name = in.alias_name, .key_id = key.id};
  alias.created = alias.updated = call.now();
  shelf.aliases.emplace(in.alias_name, std::move(alias));
  key.aliases.insert(in.alias_name);
  return {};
}

api::UpdateAliasResponse update_alias(Call& call, const api::UpdateAliasRequest& in) {
  check_alias_name(in.alias_name);
  Alias& alias = find_alias(call, in.alias_name);
  Key& before = call.world.kms.keys.at(alias.key_id);
  Key& key = find_alias_target(call, in.target_key_id, "kms:UpdateAlias");
  allow_alias(call, "kms:UpdateAlias", in.alias_name);
  allow(call, before, {.operation = "UpdateAlias"});
  allow(call, key, {.operation = "UpdateAlias"});
  require_not_pending_deletion(key);  // the old key may be
  if (key.id != before.id) require_room_for_alias(key);

  before.aliases.erase(alias.name);
  key.aliases.insert(alias.name);
  alias.key_id = key.id;
  alias.updated = call.now();
  return {};
}

api::DeleteAliasResponse delete_alias(Call& call, const api::DeleteAliasRequest& in) {
  check_alias_name(in.alias_name);
  Key& key = call.world.kms.keys.at(find_alias(call, in.alias_name).key_id);
  allow_alias(call, "kms:DeleteAlias", in.alias_name);
  allow(call, key, {.operation = "DeleteAlias"});

  key.aliases.erase(in.alias_name);
  call.world.kms.shelves.at({key.account, key.region}).aliases.erase(in.alias_name);
  return {};
}

api::ListAliasesResponse list_aliases(Call& call, const api::ListAliasesRequest& in) {
  const Key* key = nullptr;
  if (in.key_id) key = &find_alias_target(call, *in.key_id, "kms:ListAliases");
  allow_by_identity(call, "kms:ListAliases", "*", {});
  const auto& aliases = call.world.kms.shelf(call.account(), call.region).aliases;
  std::int64_t limit = in.limit.value_or(50);
  api::ListAliasesResponse out;
  out.truncated = false;
  const auto any = [](const auto&) { return true; };
  if (key != nullptr) {
    out.next_marker =
        walk_page(key->aliases, "aliases " + key->id, in.marker, limit, any, [&](const auto& name) {
          out.aliases.push_back(alias_entry(call, aliases.find(name)->second));
        });
  } else {
    const std::string list = "aliases " + call.account().value + " " + call.region.value;
    // AWS's own alias is there from the start; it refers to a key from the key's first use.
    if (!in.marker && !aliases.contains(managed_ebs_alias)) {
      out.aliases.push_back({.alias_name = std::string(managed_ebs_alias),
                             .alias_arn = own_alias_arn(call, managed_ebs_alias)});
      if (--limit == 0 && !aliases.empty()) out.next_marker = marker_after(list, "");
    }
    if (limit > 0) {
      out.next_marker = walk_page(aliases, list, in.marker, limit, any, [&](const auto& alias) {
        out.aliases.push_back(alias_entry(call, alias.second));
      });
    }
  }
  out.truncated = out.next_marker.has_value();
  return out;
}

}  // namespace amishare::kms
