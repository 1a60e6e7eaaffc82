// page.h - lists in pages: Limit, Marker, NextMarker, Truncated.
//
// https://docs.aws.amazon.com/kms/latest/APIReference/API_ListKeys.html
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace amishare::kms {

// What a marker stands for: the element of one particular list ("grants 1234abcd-...") after which
// the next page begins. What is made or taken away in between moves no page.
std::string marker_after(std::string_view list, std::string_view element);
// Throws InvalidMarkerException unless marker_after made `marker` for this list.
std::string element_before(std::string_view marker, std::string_view list);

// How elements of ordered containers are written in markers.
inline std::string marker_text(const std::string& name) { return name; }
inline std::string marker_text(std::uint64_t number) { return std::to_string(number); }
void read_marker_text(std::string_view text, std::string& name);
void read_marker_text(std::string_view text, std::uint64_t& number);
template <class Key>
const Key& key_of(const Key& element) {
  return element;
}
template <class Key, class Value>
const Key& key_of(const std::pair<const Key, Value>& element) {
  return element.first;
}

// Hands those elements of `all` (a set or a map) that `belong` to `add`, from the marker on, at
// most `limit` of them. Gives the marker of the next page; nothing if there is none. Throws
// InvalidMarkerException.
template <class Ordered, class Belongs, class Add>
std::optional<std::string> walk_page(const Ordered& all, std::string_view list,
                                     const std::optional<std::string>& marker, std::int64_t limit,
                                     Belongs&& belongs, Add&& add) {
  auto place = all.begin();
  typename Ordered::key_type last{};
  if (marker) {
    read_marker_text(element_before(*marker, list), last);
    place = all.upper_bound(last);
  }
  for (std::int64_t taken = 0; place != all.end(); ++place) {
    if (!belongs(*place)) continue;
    if (taken++ == limit) return marker_after(list, marker_text(last));
    add(*place);
    last = key_of(*place);
  }
  return std::nullopt;
}

}  // namespace amishare::kms
