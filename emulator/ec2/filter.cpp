// filter.cpp - patterns of filters, and filters on tags.
#include "ec2/filter.h"

#include "ec2/errors.h"
#include "ec2/parameter.h"
#include "ec2/tag.h"

namespace amishare::ec2 {
namespace {

constexpr std::size_t most_values = 200;
constexpr std::size_t most_characters = 255;

constexpr std::string_view tag_prefix = "tag:";

}  // namespace

bool matches_filter(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0;
  // Where the latest star stands, and how far the text went when it was met.
  std::size_t star = std::string_view::npos, kept = 0;
  while (t < text.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      kept = t;
      continue;
    }
    if (p < pattern.size() && t < text.size()) {
      const bool escaped = pattern[p] == '\\' && p + 1 < pattern.size();
      const char wanted = pattern[escaped ? p + 1 : p];
      if ((!escaped && wanted == '?') || wanted == text[t]) {
        p += escaped ? 2 : 1;
        ++t;
        continue;
      }
    }
    if (star == std::string_view::npos || kept >= text.size()) return false;
    p = star + 1;
    t = ++kept;
  }
  return true;
}

bool is_tag_filter(const api::Filter& filter) {
  const std::string_view name = filter.name ? std::string_view(*filter.name) : std::string_view();
  return name == "tag-key" || (name.starts_with(tag_prefix) && name.size() > tag_prefix.size());
}

void check_filters(const std::vector<api::Filter>& asked,
                   const std::vector<std::string_view>& known, TagFilters tag_filters) {
  std::size_t values = 0;
  for (const api::Filter& filter : asked) {
    // A filter without a name is what clients send for an empty list of filters.
    if (!filter.name) throw invalid_filter("null");
    const bool found = std::find(known.begin(), known.end(), *filter.name) != known.end() ||
                       (tag_filters == TagFilters::known && is_tag_filter(filter));
    if (!found) throw invalid_filter(*filter.name);
    values += filter.values.size();
    for (const std::string& value : filter.values) {
      if (characters(value) > most_characters) throw filter_value_too_long();
    }
  }
  if (values > most_values) throw too_many_filter_values();
}

bool tags_admitted(const Call& call, const api::Filter& filter, std::string_view resource_id) {
  const TagMap& tags = tags_of(call.world, call.account(), call.region, resource_id);
  const auto wanted = [&](std::string_view text) {
    return std::any_of(filter.values.begin(), filter.values.end(),
                       [&](const std::string& value) { return matches_filter(value, text); });
  };
  const std::string name = filter.name.value_or("");
  if (name == "tag-key") {
    return std::any_of(tags.begin(), tags.end(),
                       [&](const auto& tag) { return wanted(tag.first); });
  }
  const auto tag = tags.find(name.substr(tag_prefix.size()));
  return tag != tags.end() && wanted(tag->second);
}

}  // namespace amishare::ec2
