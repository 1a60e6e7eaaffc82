// tag_request.h - tags as requests bring them, policies see them and answers show them.
#pragma once
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "api/ec2.h"
#include "ec2/authorize.h"
#include "ec2/tag.h"
#include "policy/context.h"
#include "world/call.h"

namespace amishare::ec2 {

inline constexpr std::size_t most_tags = 50;

// Tags that come with what they are on, and those of CreateTags, are refused in different words.
enum class TagsBy { creation, create_tags };

// The tags of a request as a map. Throws InvalidParameterValue for an empty key, a key that begins
// with "aws:", one that stands there twice, or a text that is too long; TagLimitExceeded for more
// than
// 50. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html#tag-restrictions
TagMap checked_tags(const std::vector<api::Tag>& tags, TagsBy by);

// The tags that a creation is to put on what it makes of `type` ("image", "snapshot", ...), out of
// its TagSpecifications, which may speak of `types` only. Call it once for each type that is made.
// Throws InvalidParameterValue for another type or none, and as checked_tags does.
TagMap tags_on_create(const std::vector<api::TagSpecification>& specifications,
                      std::string_view type, std::initializer_list<std::string_view> types);

// Adds aws:RequestTag/<key> and aws:TagKeys.
void add_request_tags(policy::Context& context, const TagMap& tags);
// Adds ec2:ResourceTag/<key> and aws:ResourceTag/<key> for the tags that the caller's own account
// has on a resource: those of a shared image's owner are not seen.
void add_resource_tags(policy::Context& context, const Call& call, std::string_view resource_id);
void add_resource_tags(policy::Context& context, const TagMap& tags);

// Nothing if `tags` is empty; otherwise asks for ec2:CreateTags on the resource that
// `create_action`
// ("RunInstances") is to make, with ec2:CreateAction. Throws UnauthorizedOperation.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
void allow_tags_on_create(Call& call, std::string_view create_action, Resource resource,
                          const TagMap& tags);

// The caller's account's tags on a resource, as an answer's TagSet has them.
std::vector<api::Tag> shown_tags(const Call& call, std::string_view resource_id);

}  // namespace amishare::ec2
