// tag_actions.cpp - CreateTags, DeleteTags and DescribeTags.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/page.h"
#include "ec2/tag_request.h"
#include "ec2/tag_target.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// Once each, in the order of asking.
std::vector<Resource> targets_of(Call& call, const std::vector<std::string>& ids) {
  if (ids.empty()) throw missing_parameter("resourceIdSet");
  std::vector<Resource> targets;
  for (const std::string& id : ids) targets.push_back(tag_target(call, id));
  return targets;
}

// One tag of one resource, as DescribeTags lists it.
struct TagRow {
  std::string id;  // the resource's
  std::string key, value;
  std::string_view type;
};

constexpr FilterField<TagRow> tag_fields[] = {
    {"key", [](const Call&, const TagRow& row) { return filter_text(row.key); }},
    {"resource-id", [](const Call&, const TagRow& row) { return filter_text(row.id); }},
    {"resource-type", [](const Call&, const TagRow& row) { return filter_text(row.type); }},
    {"value", [](const Call&, const TagRow& row) { return FilterTexts{row.value}; }},
};

// tag:<key> and tag-key speak here of the row itself, not of the other tags of its resource.
bool row_admitted(const TagRow& row, const api::Filter& filter) {
  const std::string& name = *filter.name;
  const bool by_key = name == "tag-key";
  if (!by_key && name.substr(std::string_view("tag:").size()) != row.key) return false;
  const std::string& text = by_key ? row.key : row.value;
  return std::any_of(filter.values.begin(), filter.values.end(),
                     [&](const std::string& value) { return matches_filter(value, text); });
}

// Every tag of the caller's account in the Region from the cursor on: resource, blank, key.
template <class Visit>
void walk_tags(const Call& call, const std::string& cursor, Visit&& visit) {
  const std::string first_id = cursor.substr(0, cursor.find(' '));
  const std::string first_key = cursor.empty() ? "" : cursor.substr(first_id.size() + 1);
  const Tags& tags = call.world.ec2.tags;
  for (auto place = tags.lower_bound({call.account(), call.region, first_id});
       place != tags.end() && place->first.account == call.account() &&
       place->first.region == call.region;
       ++place) {
    const std::string& id = place->first.resource_id;
    for (const auto& [key, value] : place->second) {
      if (id == first_id && key < first_key) continue;
      if (!visit(TagRow{.id = id, .key = key, .value = value, .type = resource_type_of(id)}))
        return;
    }
  }
}

}  // namespace

api::CreateTagsResponse create_tags(Call& call, const api::CreateTagsRequest& in) {
  if (in.tags.empty()) throw missing_parameter("tagSet");
  const TagMap tags = checked_tags(in.tags, TagsBy::create_tags);
  std::vector<Resource> targets = targets_of(call, in.resources);
  for (Resource& target : targets) {
    add_request_tags(target.context, tags);
    allow(call, "ec2:CreateTags", target);
  }
  end_dry_run(in.dry_run);
  for (const std::string& id : in.resources) {
    TagMap all = tags_of(call.world, call.account(), call.region, id);
    for (const auto& [key, value] : tags) all.insert_or_assign(key, value);
    if (all.size() > most_tags) throw tag_limit_exceeded();
  }

  for (const std::string& id : in.resources) {
    put_tags(call.world, call.account(), call.region, id, tags);
  }
  return {};
}

api::DeleteTagsResponse delete_tags(Call& call, const api::DeleteTagsRequest& in) {
  TagMap named;
  for (const api::Tag& tag : in.tags) {
    const std::string key = tag.key.value_or("");
    if (key.empty()) throw empty_tag_key();
    named.insert_or_assign(key, tag.value.value_or(""));
  }
  std::vector<Resource> targets = targets_of(call, in.resources);
  for (Resource& target : targets) {
    add_request_tags(target.context, named);
    allow(call, "ec2:DeleteTags", target);
  }
  end_dry_run(in.dry_run);

  // Without tags all go; a tag with a value goes only if the value is the same, one with an empty
  // value only if it is empty.
  // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteTags.html
  for (const std::string& id : in.resources) {
    const auto place = call.world.ec2.tags.find({call.account(), call.region, id});
    if (place == call.world.ec2.tags.end()) continue;
    if (in.tags.empty()) place->second.clear();
    for (const api::Tag& tag : in.tags) {
      const auto present = place->second.find(*tag.key);
      if (present == place->second.end()) continue;
      if (!tag.value || *tag.value == present->second) place->second.erase(present);
    }
    if (place->second.empty()) call.world.ec2.tags.erase(place);
  }
  return {};
}

api::DescribeTagsResponse describe_tags(Call& call, const api::DescribeTagsRequest& in) {
  std::vector<api::Filter> of_row, of_tag;
  for (const api::Filter& filter : in.filters) {
    (filter.name && is_tag_filter(filter) ? of_tag : of_row).push_back(filter);
  }
  check_filters(in.filters, {"key", "resource-id", "resource-type", "value"}, TagFilters::known);
  const Filters<TagRow> filters(tag_fields, of_row, TagFilters::unknown);
  const Page page = read_page(call, in.next_token, in.max_results);
  allow(call, "ec2:DescribeTags");
  end_dry_run(in.dry_run);

  api::DescribeTagsResponse out;
  walk_tags(call, page.cursor, [&](const TagRow& row) {
    const bool admitted = filters.admit(call, row) &&
                          std::all_of(of_tag.begin(), of_tag.end(), [&](const api::Filter& filter) {
                            return row_admitted(row, filter);
                          });
    if (!admitted) return true;
    if (out.tags.size() == page.most) {
      out.next_token = token_for(call, row.id + " " + row.key);
      return false;
    }
    out.tags.push_back({.key = row.key,
                        .resource_id = row.id,
                        .resource_type = std::string(row.type),
                        .value = row.value});
    return true;
  });
  return out;
}

}  // namespace amishare::ec2
