// tag.cpp - tagging keys.
#include "kms/tag.h"

#include <cstddef>

#include "kms/authorize.h"
#include "kms/errors.h"
#include "kms/key_id.h"
#include "kms/key_state.h"
#include "kms/page.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

constexpr std::size_t tag_limit = 50;

// Recorded: refused in any letter case.
bool begins_with_aws(std::string_view key) {
  return key.size() >= 4 && (key[0] == 'a' || key[0] == 'A') && (key[1] == 'w' || key[1] == 'W') &&
         (key[2] == 's' || key[2] == 'S') && key[3] == ':';
}

}  // namespace

Tags read_tags(const std::vector<api::Tag>& tags) {
  Tags read;
  for (const api::Tag& tag : tags) {
    if (begins_with_aws(tag.tag_key)) throw reserved_tag_key();
    if (!read.emplace(tag.tag_key, tag.tag_value).second) throw duplicate_tag_keys();
  }
  return read;
}

void require_room_for_tags(const Tags& tags) {
  if (tags.size() > tag_limit) throw too_many_tags();
}

api::TagResourceResponse tag_resource(Call& call, const api::TagResourceRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:TagResource"}).key;
  policy::Context context;
  add_request_tags(context, in.tags);
  allow(call, key, {.operation = "TagResource", .context = context});
  require_not_pending_deletion(key);
  Tags tags = read_tags(in.tags);
  tags.insert(key.tags.begin(), key.tags.end());  // new values take precedence
  require_room_for_tags(tags);
  key.tags = std::move(tags);
  return {};
}

api::UntagResourceResponse untag_resource(Call& call, const api::UntagResourceRequest& in) {
  Key& key = find_named(call, in.key_id, {.action = "kms:UntagResource"}).key;
  policy::Context context;
  context.set_many("aws:TagKeys", in.tag_keys);
  allow(call, key, {.operation = "UntagResource", .context = context});
  require_not_pending_deletion(key);
  for (const std::string& tag_key : in.tag_keys) key.tags.erase(tag_key);
  return {};
}

api::ListResourceTagsResponse list_resource_tags(Call& call,
                                                 const api::ListResourceTagsRequest& in) {
  const Key& key = find_named(call, in.key_id, {.action = "kms:ListResourceTags"}).key;
  allow(call, key, {.operation = "ListResourceTags"});
  api::ListResourceTagsResponse out;
  out.next_marker = walk_page(
      key.tags, "tags " + key.id, in.marker, in.limit.value_or(50),
      [](const auto&) { return true; },
      [&](const auto& tag) {
        out.tags.push_back({.tag_key = tag.first, .tag_value = tag.second});
      });
  out.truncated = out.next_marker.has_value();
  return out;
}

}  // namespace amishare::kms
