// key_pair.cpp - SSH key pairs: create, import, list, delete.
#include <algorithm>
#include <string>
#include <vector>

#include "api/ec2.h"
#include "crypto/key_pair.h"
#include "ec2/authorize.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/network.h"
#include "ec2/parameter.h"
#include "ec2/tag_request.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

Resource pair_resource(const Call& call, const SshKeyPair& pair) {
  Resource resource{.arn = arn(call, "key-pair", pair.name)};
  resource.context.set("ec2:KeyPairName", pair.name);
  resource.context.set("ec2:KeyPairType", pair.type);
  add_resource_tags(resource.context, call, pair.id);
  return resource;
}

// One that is to be made. `type` is empty where AWS has no ec2:KeyPairType: for imported ones.
Resource new_pair_resource(const Call& call, const std::string& name, const std::string& type,
                           const TagMap& tags) {
  Resource resource{.arn = arn(call, "key-pair", name)};
  if (!type.empty()) resource.context.set("ec2:KeyPairType", type);
  add_request_tags(resource.context, tags);
  return resource;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html
void check_name(const std::string& name) {
  needed(name, "KeyName");
  const bool ascii =
      std::all_of(name.begin(), name.end(), [](char c) { return c >= ' ' && c < 127; });
  if (!ascii || name.size() > 255 || name.front() == ' ' || name.back() == ' ') {
    throw key_pair_name_invalid();
  }
}

std::string name_of(crypto::KeyPairType type) {
  return type == crypto::KeyPairType::rsa ? "rsa" : "ed25519";
}

const SshKeyPair& add_pair(Call& call, const std::string& name, crypto::KeyPairType type,
                           std::string fingerprint, const std::string& public_key,
                           const TagMap& tags) {
  World& world = call.world;
  const SshKeyPair& pair =
      world.ec2.key_pairs.add({.id = "key-0" + world.random.hex("key-pair", 16),
                               .owner = call.account(),
                               .region = call.region,
                               .name = name,
                               .type = name_of(type),
                               .fingerprint = std::move(fingerprint),
                               .public_key = public_key + " " + name,
                               .created = call.now()});
  put_tags(world, call.account(), call.region, pair.id, tags);
  return pair;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html
constexpr FilterField<SshKeyPair> key_pair_fields[] = {
    {"fingerprint",
     [](const Call&, const SshKeyPair& pair) { return filter_text(pair.fingerprint); }},
    {"key-name", [](const Call&, const SshKeyPair& pair) { return filter_text(pair.name); }},
    {"key-pair-id", [](const Call&, const SshKeyPair& pair) { return filter_text(pair.id); }},
};

api::KeyPairInfo shown(const Call& call, const SshKeyPair& pair, bool with_public_key) {
  api::KeyPairInfo out{.key_pair_id = pair.id,
                       .key_type = pair.type,
                       .tags = shown_tags(call, pair.id),
                       .create_time = pair.created,
                       .key_name = pair.name,
                       .key_fingerprint = pair.fingerprint};
  if (with_public_key) out.public_key = pair.public_key;
  return out;
}

}  // namespace

api::CreateKeyPairResponse create_key_pair(Call& call, const api::CreateKeyPairRequest& in) {
  const TagMap tags = tags_on_create(in.tag_specifications, "key-pair", {"key-pair"});
  check_name(in.key_name);
  const std::string format = in.key_format.value_or("pem");
  if (format != "pem") throw key_format_not_emulated(format);
  const std::string type = in.key_type.value_or("rsa");
  const Resource made = new_pair_resource(call, in.key_name, type, tags);
  allow(call, "ec2:CreateKeyPair", made);
  allow_tags_on_create(call, "CreateKeyPair", made, tags);
  end_dry_run(in.dry_run);
  if (key_pair_named(call, in.key_name) != nullptr) throw key_pair_name_in_use();

  const auto kind = type == "rsa" ? crypto::KeyPairType::rsa : crypto::KeyPairType::ed25519;
  crypto::KeyPair keys =
      crypto::make_key_pair(kind, call.world.random.bytes("key-pair-material", 32));
  // The private half is told once and not kept.
  const SshKeyPair& pair =
      add_pair(call, in.key_name, kind, keys.fingerprint, keys.public_key, tags);
  return {.key_pair_id = pair.id,
          .tags = shown_tags(call, pair.id),
          .key_name = pair.name,
          .key_fingerprint = pair.fingerprint,
          .key_material = std::move(keys.private_key)};
}

api::ImportKeyPairResponse import_key_pair(Call& call, const api::ImportKeyPairRequest& in) {
  const TagMap tags = tags_on_create(in.tag_specifications, "key-pair", {"key-pair"});
  check_name(in.key_name);
  const auto key = crypto::read_public_key(in.public_key_material.bytes);
  if (!key) throw public_key_unreadable();
  const Resource made = new_pair_resource(call, in.key_name, "", tags);
  allow(call, "ec2:ImportKeyPair", made);
  allow_tags_on_create(call, "ImportKeyPair", made, tags);
  end_dry_run(in.dry_run);
  if (key_pair_named(call, in.key_name) != nullptr) throw key_pair_name_in_use();

  const SshKeyPair& pair =
      add_pair(call, in.key_name, key->type, key->fingerprint, key->public_key, tags);
  return {.key_fingerprint = pair.fingerprint,
          .key_name = pair.name,
          .key_pair_id = pair.id,
          .tags = shown_tags(call, pair.id)};
}

// Deleting a name that nobody has succeeds, as widely relied on.
api::DeleteKeyPairResponse delete_key_pair(Call& call, const api::DeleteKeyPairRequest& in) {
  const std::string& name = given(in.key_name);
  const std::string& id = given(in.key_pair_id);
  if (!name.empty() && !id.empty()) throw key_pair_named_twice();
  if (id.empty()) needed(name, "KeyName");
  const SshKeyPair* pair = id.empty() ? key_pair_named(call, name) : find_key_pair(call, id);
  if (!id.empty() && pair == nullptr) throw key_pair_id_not_found(id);
  allow(
      call, "ec2:DeleteKeyPair",
      pair != nullptr ? pair_resource(call, *pair) : Resource{.arn = arn(call, "key-pair", name)});
  end_dry_run(in.dry_run);

  api::DeleteKeyPairResponse out{.return_ = true};
  if (pair == nullptr) return out;
  out.key_pair_id = pair->id;
  erase_tags(call.world, call.region, *out.key_pair_id);
  call.world.ec2.key_pairs.erase(*out.key_pair_id);
  return out;
}

api::DescribeKeyPairsResponse describe_key_pairs(Call& call,
                                                 const api::DescribeKeyPairsRequest& in) {
  const Filters<SshKeyPair> filters(key_pair_fields, in.filters);
  if (!in.key_names.empty() && !in.key_pair_ids.empty()) throw key_pair_named_twice();
  allow(call, "ec2:DescribeKeyPairs");
  end_dry_run(in.dry_run);
  for (const std::string& name : in.key_names) {
    if (key_pair_named(call, name) == nullptr) throw key_pair_not_found(name);
  }
  for (const std::string& id : in.key_pair_ids) {
    if (find_key_pair(call, id) == nullptr) throw key_pair_id_not_found(id);
  }
  const auto asked = [](const std::vector<std::string>& texts, const std::string& text) {
    return texts.empty() || std::find(texts.begin(), texts.end(), text) != texts.end();
  };
  api::DescribeKeyPairsResponse out;
  for (const auto& [number, pair] : call.world.ec2.key_pairs) {
    if (!belongs_to_caller(call, pair) || !asked(in.key_names, pair.name)) continue;
    if (!asked(in.key_pair_ids, pair.id) || !filters.admit(call, pair)) continue;
    out.key_pairs.push_back(shown(call, pair, in.include_public_key.value_or(false)));
  }
  return out;
}

}  // namespace amishare::ec2
