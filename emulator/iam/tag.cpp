// tag.cpp - handlers about tags.
#include <algorithm>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/quota.h"
#include "iam/show.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

policy::Context request_keys(const Tags& tags) {
  policy::Context keys;
  add_request_tags(keys, tags);
  return keys;
}

policy::Context removal_keys(const std::vector<std::string>& keys) {
  policy::Context context;
  if (!keys.empty()) context.set_many("aws:TagKeys", keys);
  return context;
}

// The old tags with the new ones over them; where case is ignored, a key is then written as the new
// tag has it. Throws LimitExceeded.
Tags merged_tags(const Tags& old_tags, const Tags& new_tags, std::string_view quota,
                 TagCase tag_case = TagCase::ignored) {
  std::map<std::string, Tag> by_key;
  for (const Tag& tag : old_tags) by_key[tag_key(tag.key, tag_case)] = tag;
  for (const Tag& tag : new_tags) by_key[tag_key(tag.key, tag_case)] = tag;
  if (by_key.size() > quota::tags_per_entity) throw quota_exceeded(quota, quota::tags_per_entity);
  Tags tags;
  for (auto& entry : by_key) tags.push_back(std::move(entry.second));
  return tags;
}

// Keys that are not there are no mistake.
void remove_tags(Tags& tags, const std::vector<std::string>& keys,
                 TagCase tag_case = TagCase::ignored) {
  for (const std::string& key : keys) {
    const auto same = [&](const Tag& tag) {
      return tag_key(tag.key, tag_case) == tag_key(key, tag_case);
    };
    tags.erase(std::remove_if(tags.begin(), tags.end(), same), tags.end());
  }
}

template <class Response, class Request>
Response list_tags(const Tags& tags, const Request& in, TagCase tag_case = TagCase::ignored) {
  std::map<std::string, api::Tag> rows;
  for (const Tag& tag : tags)
    rows.emplace(tag_key(tag.key, tag_case), api::Tag{tag.key, tag.value});
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  Response response;
  response.tags = page.items;
  finish(response, page);
  return response;
}

}  // namespace

api::TagUserResponse tag_user(Call& call, const api::TagUserRequest& in) {
  const Tags tags = read_tags(in.tags);
  User& user = user_for(call, "iam:TagUser", in.user_name, request_keys(tags));
  user.tags = merged_tags(user.tags, tags, "TagsPerUser");
  return {};
}
api::TagRoleResponse tag_role(Call& call, const api::TagRoleRequest& in) {
  const Tags tags = read_tags(in.tags);
  Role& role = role_for(call, "iam:TagRole", in.role_name, request_keys(tags));
  role.tags = merged_tags(role.tags, tags, "TagsPerRole");
  return {};
}

api::TagPolicyResponse tag_policy(Call& call, const api::TagPolicyRequest& in) {
  const Tags tags = read_tags(in.tags, TagCase::matters);
  ManagedPolicy& policy = own_policy_for(call, "iam:TagPolicy", in.policy_arn, request_keys(tags));
  policy.tags = merged_tags(policy.tags, tags, "TagsPerPolicy", TagCase::matters);
  return {};
}
api::TagInstanceProfileResponse tag_instance_profile(Call& call,
                                                     const api::TagInstanceProfileRequest& in) {
  const Tags tags = read_tags(in.tags, TagCase::matters);
  InstanceProfile& profile = instance_profile_for(call, "iam:TagInstanceProfile",
                                                  in.instance_profile_name, request_keys(tags));
  profile.tags = merged_tags(profile.tags, tags, "TagsPerInstanceProfile", TagCase::matters);
  return {};
}

api::UntagUserResponse untag_user(Call& call, const api::UntagUserRequest& in) {
  remove_tags(user_for(call, "iam:UntagUser", in.user_name, removal_keys(in.tag_keys)).tags,
              in.tag_keys);
  return {};
}
api::UntagRoleResponse untag_role(Call& call, const api::UntagRoleRequest& in) {
  remove_tags(role_for(call, "iam:UntagRole", in.role_name, removal_keys(in.tag_keys)).tags,
              in.tag_keys);
  return {};
}

api::UntagPolicyResponse untag_policy(Call& call, const api::UntagPolicyRequest& in) {
  remove_tags(
      own_policy_for(call, "iam:UntagPolicy", in.policy_arn, removal_keys(in.tag_keys)).tags,
      in.tag_keys, TagCase::matters);
  return {};
}
api::UntagInstanceProfileResponse untag_instance_profile(
    Call& call, const api::UntagInstanceProfileRequest& in) {
  remove_tags(instance_profile_for(call, "iam:UntagInstanceProfile", in.instance_profile_name,
                                   removal_keys(in.tag_keys))
                  .tags,
              in.tag_keys, TagCase::matters);
  return {};
}

api::ListUserTagsResponse list_user_tags(Call& call, const api::ListUserTagsRequest& in) {
  return list_tags<api::ListUserTagsResponse>(user_for(call, "iam:ListUserTags", in.user_name).tags,
                                              in);
}
api::ListRoleTagsResponse list_role_tags(Call& call, const api::ListRoleTagsRequest& in) {
  return list_tags<api::ListRoleTagsResponse>(role_for(call, "iam:ListRoleTags", in.role_name).tags,
                                              in);
}
api::ListPolicyTagsResponse list_policy_tags(Call& call, const api::ListPolicyTagsRequest& in) {
  return list_tags<api::ListPolicyTagsResponse>(
      policy_for(call, "iam:ListPolicyTags", in.policy_arn).tags, in, TagCase::matters);
}
api::ListInstanceProfileTagsResponse list_instance_profile_tags(
    Call& call, const api::ListInstanceProfileTagsRequest& in) {
  return list_tags<api::ListInstanceProfileTagsResponse>(
      instance_profile_for(call, "iam:ListInstanceProfileTags", in.instance_profile_name).tags, in,
      TagCase::matters);
}

}  // namespace amishare::iam
