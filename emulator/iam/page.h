// page.h - a part of a list that is too long for one answer.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amishare::iam {

template <class Item>
struct Page {
  std::vector<Item> items;
  bool is_truncated = false;
  std::optional<std::string> marker{};  // of the next page, if there is one
};

// A marker stands for the last row that was shown, so that rows may come and go between two pages.
std::string marker_after(std::string_view key);
// The key in a marker; nothing before the first page. Throws ValidationError if it is none of ours.
std::optional<std::string> key_of_marker(const std::optional<std::string>& marker);

// The rows that follow `marker`, at most `max_items` (100 if nothing is asked). AWS promises no
// order of its lists; here it is that of the keys.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html
template <class Item>
Page<Item> page_of(std::map<std::string, Item> rows, const std::optional<std::string>& marker,
                   const std::optional<std::int64_t>& max_items) {
  Page<Item> page;
  const std::optional<std::string> after = key_of_marker(marker);
  const auto limit = static_cast<std::size_t>(max_items.value_or(100));
  auto row = after ? rows.upper_bound(*after) : rows.begin();
  for (; row != rows.end(); ++row) {
    if (page.items.size() == limit) {
      page.is_truncated = true;
      page.marker = marker_after(std::prev(row)->first);
      break;
    }
    page.items.push_back(std::move(row->second));
  }
  return page;
}

// Puts what all lists have in common into a response.
template <class Response, class Item>
void finish(Response& response, const Page<Item>& page) {
  response.is_truncated = page.is_truncated;
  response.marker = page.marker;
}

}  // namespace amishare::iam
