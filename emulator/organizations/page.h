// page.h - lists in pages: MaxResults and NextToken.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "world/table.h"

namespace amishare::organizations {

// What a request says about the page that it wants.
struct PageWish {
  const std::optional<std::string>& next_token;
  const std::optional<std::int64_t>& max_results;
};

// A token stands for the row after which the next page begins, in one particular list ("roots
// o-exampleorgid"); what comes or goes in between moves no page.
std::string token_after(std::string_view list, std::string_view row);
// Throws InvalidInputException unless token_after made the token for this list.
std::string row_of_token(std::string_view token, std::string_view list);
std::uint64_t number_of_token(std::string_view token, std::string_view list);
// AWS gives at most twenty.
std::size_t page_size(const PageWish& wish);

// Hands the rows of a table that `admit` takes to `add`, in the order of creation. The token of the
// next page, if there is one.
template <class T, class Admit, class Add>
std::optional<std::string> show_page(const Table<T>& table, std::string_view list,
                                     const PageWish& wish, Admit&& admit, Add&& add) {
  std::uint64_t from = 0;
  if (wish.next_token) from = number_of_token(*wish.next_token, list) + 1;
  std::size_t shown = 0;
  std::uint64_t last = 0;
  for (auto row = table.from(from); row != table.end(); ++row) {
    if (!admit(row->second)) continue;
    if (shown++ == page_size(wish)) return token_after(list, std::to_string(last));
    last = row->first;
    add(row->second);
  }
  return std::nullopt;
}

// The same of a map, in the order of its keys.
template <class T, class Add>
std::optional<std::string> show_page(const std::map<std::string, T>& rows, std::string_view list,
                                     const PageWish& wish, Add&& add) {
  auto row =
      wish.next_token ? rows.upper_bound(row_of_token(*wish.next_token, list)) : rows.begin();
  for (std::size_t shown = 0; row != rows.end(); ++row, ++shown) {
    if (shown == page_size(wish)) return token_after(list, std::prev(row)->first);
    add(row->first, row->second);
  }
  return std::nullopt;
}

}  // namespace amishare::organizations
