// access_key.cpp - handlers about long-term credentials.
#include <algorithm>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// Whose keys: a user's, or the root user's.
struct Owner {
  std::string id;                   // the user's unique id, or the account's digits
  std::optional<std::string> name;  // nothing for the root user
};

// The user who is named or, without a name, the one who asks; once the caller was found to be
// allowed `action` there. Throws AccessDenied, NoSuchEntity, ValidationError.
Owner owner_for(Call& call, std::string_view action, const std::optional<std::string>& name) {
  if (name) {
    const User& user = user_for(call, action, *name);
    return {user.id, user.name};
  }
  const policy::Principal& caller = call.caller.principal;
  if (caller.kind == policy::PrincipalKind::root) {
    allow(call, action, {.arn = caller.arn, .shown = caller.arn});
    return {caller.unique_id, std::nullopt};
  }
  const User* user = caller.kind == policy::PrincipalKind::user
                         ? find_user_by_id(call.world, caller.unique_id)
                         : nullptr;
  if (user == nullptr) throw user_name_needed();
  Target asked = target(call, user, user->name);
  asked.shown = "user null" + user->name;  // recorded: so AWS writes a name that was not given
  allow(call, action, asked);
  return {user->id, user->name};
}

std::vector<AccessKey*> keys_of(State& state, const std::string& owner_id) {
  std::vector<AccessKey*> keys;
  for (auto& entry : state.access_keys) {
    if (entry.second.owner_id == owner_id) keys.push_back(&entry.second);
  }
  return keys;
}

AccessKey& key_of(State& state, const Owner& owner, const std::string& id) {
  const auto place = state.access_keys.find(id);
  if (place == state.access_keys.end() || place->second.owner_id != owner.id) {
    throw no_such_access_key(id);
  }
  return place->second;
}

std::string status(const AccessKey& key) { return key.active ? "Active" : "Inactive"; }

}  // namespace

api::CreateAccessKeyResponse create_access_key(Call& call, const api::CreateAccessKeyRequest& in) {
  const Owner owner = owner_for(call, "iam:CreateAccessKey", in.user_name);
  State& state = call.world.iam;
  if (keys_of(state, owner.id).size() >= quota::access_keys_per_user) {
    throw quota_exceeded("AccessKeysPerUser", quota::access_keys_per_user);
  }

  AccessKey key;
  key.id = new_id(call.world.random, access_key_prefix, call.account(),
                  [&state](const std::string& id) { return state.access_keys.contains(id); });
  key.secret = new_secret(call.world.random);
  key.account = call.account();
  key.owner_id = owner.id;
  key.created = call.now();
  api::CreateAccessKeyResponse response{.access_key = {.user_name = owner.name,
                                                       .access_key_id = key.id,
                                                       .status = status(key),
                                                       .secret_access_key = key.secret,
                                                       .create_date = key.created}};
  state.access_keys.emplace(key.id, std::move(key));
  return response;
}

api::ListAccessKeysResponse list_access_keys(Call& call, const api::ListAccessKeysRequest& in) {
  const Owner owner = owner_for(call, "iam:ListAccessKeys", in.user_name);
  std::map<std::string, api::AccessKeyMetadata> rows;
  for (const AccessKey* key : keys_of(call.world.iam, owner.id)) {
    rows.emplace(key->id, api::AccessKeyMetadata{.user_name = owner.name,
                                                 .access_key_id = key->id,
                                                 .status = status(*key),
                                                 .create_date = key->created});
  }
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  api::ListAccessKeysResponse response{.access_key_metadata = page.items};
  finish(response, page);
  return response;
}

api::GetAccessKeyLastUsedResponse get_access_key_last_used(
    Call& call, const api::GetAccessKeyLastUsedRequest& in) {
  const State& state = call.world.iam;
  const auto place = state.access_keys.find(in.access_key_id);
  const AccessKey* key = place == state.access_keys.end() || place->second.account != call.account()
                             ? nullptr
                             : &place->second;
  const User* owner = key == nullptr ? nullptr : find_user_by_id(call.world, key->owner_id);
  // The user whose key it is; without one every user (inferred).
  allow(call, "iam:GetAccessKeyLastUsed",
        owner != nullptr ? target(call, owner, owner->name) : list_target(call, "user", "/*"));
  if (key == nullptr) throw no_such_access_key(in.access_key_id);
  // "The value of this field is "N/A" when the access key has never been used."
  // https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
  api::AccessKeyLastUsed last_used{.service_name = "N/A", .region = "N/A"};
  if (key->last_use) {
    last_used = {.last_used_date = key->last_use->at,
                 .service_name = key->last_use->service,
                 .region = key->last_use->region.value};
  }
  return {.user_name = owner == nullptr ? std::optional<std::string>() : owner->name,
          .access_key_last_used = last_used};
}

api::UpdateAccessKeyResponse update_access_key(Call& call, const api::UpdateAccessKeyRequest& in) {
  const Owner owner = owner_for(call, "iam:UpdateAccessKey", in.user_name);
  key_of(call.world.iam, owner, in.access_key_id).active = in.status == "Active";
  return {};
}

api::DeleteAccessKeyResponse delete_access_key(Call& call, const api::DeleteAccessKeyRequest& in) {
  const Owner owner = owner_for(call, "iam:DeleteAccessKey", in.user_name);
  State& state = call.world.iam;
  const std::string id = key_of(state, owner, in.access_key_id).id;
  state.access_keys.erase(id);
  return {};
}

}  // namespace amishare::iam
