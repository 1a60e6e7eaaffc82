// filter.h - the Filters of the Describe actions.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "world/call.h"

namespace amishare::ec2 {

// Whether `text` is as `pattern` says: `*` stands for any number of characters, `?` for one, and a
// backslash takes from the next character its meaning. Letters count in their case.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html#filtering-wildcards
bool matches_filter(std::string_view pattern, std::string_view text);

// What a thing shows under a filter's name: no text, one, or (an image with two disks) several.
using FilterTexts = std::vector<std::string>;
inline FilterTexts filter_bool(bool value) { return {value ? "true" : "false"}; }
// An empty text is none.
inline FilterTexts filter_text(std::string_view text) {
  return text.empty() ? FilterTexts{} : FilterTexts{std::string(text)};
}

// One filter that an action knows. A list's filters stand in a table, constexpr and static:
//   constexpr FilterField<Image> fields[] = {
//     {"image-id", [](const Call&, const Image& image) { return filter_text(image.id); }}, ...};
template <class Thing>
struct FilterField {
  std::string_view name;
  FilterTexts (*texts)(const Call&, const Thing&);
};

// Whether tag:<key> and tag-key are filters of the action.
enum class TagFilters { known, unknown };

// Throws InvalidParameterValue `The filter 'x' is invalid` for a name that is not in `known`,
// FilterLimitExceeded for more than 200 values in all or one longer than 255 characters.
void check_filters(const std::vector<api::Filter>& asked,
                   const std::vector<std::string_view>& known, TagFilters tag_filters);
// Whether the caller's account's tags on a resource are as a filter tag:<key> or tag-key wants
// them.
bool tags_admitted(const Call& call, const api::Filter& filter, std::string_view resource_id);
bool is_tag_filter(const api::Filter& filter);

// The filters of one request over things with an `id`. Values of one filter are alternatives, all
// filters must hold; one without values admits nothing.
template <class Thing>
class Filters {
 public:
  // Throws as check_filters does. `fields` and `asked` must outlive this.
  Filters(std::span<const FilterField<Thing>> fields, const std::vector<api::Filter>& asked,
          TagFilters tag_filters = TagFilters::known) {
    std::vector<std::string_view> known;
    for (const FilterField<Thing>& field : fields) known.push_back(field.name);
    check_filters(asked, known, tag_filters);
    for (const api::Filter& filter : asked) {
      const auto place = std::find(known.begin(), known.end(), filter.name.value_or(""));
      filters_.push_back({&filter, place == known.end()
                                       ? nullptr
                                       : &fields[static_cast<std::size_t>(place - known.begin())]});
    }
  }

  bool empty() const { return filters_.empty(); }

  bool admit(const Call& call, const Thing& thing) const {
    return std::all_of(filters_.begin(), filters_.end(), [&](const One& one) {
      if (one.field == nullptr) return tags_admitted(call, *one.filter, thing.id);
      const FilterTexts texts = one.field->texts(call, thing);
      return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
        return std::any_of(one.filter->values.begin(), one.filter->values.end(),
                           [&](const std::string& value) { return matches_filter(value, text); });
      });
    });
  }

 private:
  struct One {
    const api::Filter* filter;
    const FilterField<Thing>* field;  // null: a filter on tags
  };
  std::vector<One> filters_;
};

}  // namespace amishare::ec2
