// tag.cpp - handlers about tags of roots, units, accounts and policies.
#include <algorithm>
#include <map>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// The tags of that resource. Throws TargetNotFoundException, or InvalidInputException for a policy
// that AWS manages (inferred).
Tags& tags_of(Organization& organization, const std::string& resource_id) {
  if (Node* node = organization.nodes.find(resource_id)) return node->tags;
  ControlPolicy* policy = organization.policies.find(resource_id);
  if (policy == nullptr) throw target_not_found();
  if (policy->aws_managed) throw target_not_supported();
  return policy->tags;
}

}  // namespace

api::TagResourceResponse tag_resource(Call& call, const api::TagResourceRequest& in) {
  const Tags given = read_tags(in.tags);
  Organization& organization = organization_for(call, Seat::management, "organizations:TagResource",
                                                {in.resource_id}, request_tag_keys(given));
  Tags& tags = tags_of(organization, in.resource_id);
  std::map<std::string, std::string> merged;
  for (const Tag& tag : tags) merged[tag.key] = tag.value;
  for (const Tag& tag : given) merged[tag.key] = tag.value;
  if (merged.size() > tags_per_resource) throw too_many_tags();

  tags.clear();
  for (const auto& [key, value] : merged) tags.push_back({key, value});
  return {};
}

api::UntagResourceResponse untag_resource(Call& call, const api::UntagResourceRequest& in) {
  for (const std::string& key : in.tag_keys) check_tag_key(key);
  policy::Context keys;
  if (!in.tag_keys.empty()) keys.set_many("aws:TagKeys", in.tag_keys);
  Organization& organization = organization_for(
      call, Seat::management, "organizations:UntagResource", {in.resource_id}, keys);
  Tags& tags = tags_of(organization, in.resource_id);

  const auto named = [&](const Tag& tag) {
    return std::find(in.tag_keys.begin(), in.tag_keys.end(), tag.key) != in.tag_keys.end();
  };
  tags.erase(std::remove_if(tags.begin(), tags.end(), named), tags.end());
  return {};
}

api::ListTagsForResourceResponse list_tags_for_resource(Call& call,
                                                        const api::ListTagsForResourceRequest& in) {
  Organization& organization = organization_for(
      call, Seat::administrator, "organizations:ListTagsForResource", {in.resource_id});
  // All tags fit on one page, so there is none to go on with.
  if (in.next_token) throw invalid_pagination_token();
  api::ListTagsForResourceResponse out;
  for (const Tag& tag : tags_of(organization, in.resource_id)) {
    out.tags.push_back({.key = tag.key, .value = tag.value});
  }
  return out;
}

}  // namespace amishare::organizations
