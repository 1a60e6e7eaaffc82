// tag_request.cpp - checks the tags of a request and turns them into condition keys.
#include "ec2/tag_request.h"

#include <algorithm>
#include <utility>

#include "ec2/errors.h"
#include "ec2/parameter.h"

namespace amishare::ec2 {
namespace {

constexpr std::size_t most_key_characters = 128;
constexpr std::size_t most_value_characters = 256;

}  // namespace

TagMap checked_tags(const std::vector<api::Tag>& tags, TagsBy by) {
  const bool creation = by == TagsBy::creation;
  TagMap checked;
  for (const api::Tag& tag : tags) {
    const std::string key = tag.key.value_or("");
    const std::string value = tag.value.value_or("");
    if (key.empty()) throw creation ? empty_tag_key_on_create() : empty_tag_key();
    if (key.starts_with("aws:")) {
      throw creation ? reserved_tag_key_on_create() : reserved_tag_key(key);
    }
    if (characters(key) > most_key_characters) throw tag_key_too_long();
    if (characters(value) > most_value_characters) throw tag_value_too_long();
    if (!checked.emplace(key, value).second) throw duplicate_tag_key(key);
  }
  if (checked.size() > most_tags) throw tag_limit_exceeded();
  return checked;
}

TagMap tags_on_create(const std::vector<api::TagSpecification>& specifications,
                      std::string_view type, std::initializer_list<std::string_view> types) {
  std::vector<api::Tag> wanted;
  for (const api::TagSpecification& specification : specifications) {
    const std::string named = specification.resource_type.value_or("");
    if (named.empty()) throw tag_specification_without_type();
    if (std::find(types.begin(), types.end(), named) == types.end()) throw untaggable_type(named);
    if (specification.tags.empty()) throw tag_specification_without_tags();
    checked_tags(specification.tags, TagsBy::creation);
    if (named != type) continue;
    wanted.insert(wanted.end(), specification.tags.begin(), specification.tags.end());
  }
  return checked_tags(wanted, TagsBy::creation);
}

void add_request_tags(policy::Context& context, const TagMap& tags) {
  if (tags.empty()) return;
  std::vector<std::string> keys;
  for (const auto& [key, value] : tags) {
    context.set("aws:RequestTag/" + key, value);
    keys.push_back(key);
  }
  context.set_many("aws:TagKeys", std::move(keys));
}

void add_resource_tags(policy::Context& context, const Call& call, std::string_view resource_id) {
  add_resource_tags(context, tags_of(call.world, call.account(), call.region, resource_id));
}

void add_resource_tags(policy::Context& context, const TagMap& tags) {
  for (const auto& [key, value] : tags) {
    context.set("aws:ResourceTag/" + key, value);
    context.set("ec2:ResourceTag/" + key, value);
  }
}

void allow_tags_on_create(Call& call, std::string_view create_action, Resource resource,
                          const TagMap& tags) {
  if (tags.empty()) return;
  add_request_tags(resource.context, tags);
  resource.context.set("ec2:CreateAction", std::string(create_action));
  // Recorded: RunInstances names itself in the encoded message, RegisterImage names CreateTags.
  if (create_action == "RunInstances") resource.decoded_action = create_action;
  allow(call, "ec2:CreateTags", resource);
}

std::vector<api::Tag> shown_tags(const Call& call, std::string_view resource_id) {
  std::vector<api::Tag> shown;
  for (const auto& [key, value] : tags_of(call.world, call.account(), call.region, resource_id)) {
    shown.push_back({.key = key, .value = value});
  }
  return shown;
}

}  // namespace amishare::ec2
