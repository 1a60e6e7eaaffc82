// page.h - long lists in parts: MaxResults and NextToken.
#pragma once
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "world/call.h"
#include "world/table.h"

namespace amishare::ec2 {

// The part of a list that a request asks for.
struct Page {
  std::string cursor{};  // where the part before ended; empty: the beginning
  std::size_t most = std::numeric_limits<std::size_t>::max();
};

// Without MaxResults the rest of the list comes at once; more than `most` counts as `most`. An
// empty token is none. Throws InvalidParameterValue for fewer than `least`, and for a token that
// this action did not give to this account.
Page read_page(const Call& call, const std::optional<std::string>& next_token,
               const std::optional<std::int64_t>& max_results, std::int64_t least = 5,
               std::int64_t most = 1000);

// The NextToken that leads to `cursor`.
std::string token_for(const Call& call, std::string_view cursor);

// Walks `table` in the order of creation, shows what is admitted of it, until the page is full.
// Gives the NextToken if more is to come. `admit(const Thing&) -> bool`, `show(const Thing&)`.
template <class Thing, class Admit, class Show>
std::optional<std::string> show_page(const Call& call, const Table<Thing>& table, const Page& page,
                                     Admit&& admit, Show&& show) {
  std::size_t shown = 0;
  const std::uint64_t start = page.cursor.empty() ? 0 : std::stoull(page.cursor);
  for (auto row = table.from(start); row != table.end(); ++row) {
    if (!admit(row->second)) continue;
    if (shown == page.most) return token_for(call, std::to_string(row->first));
    show(row->second);
    ++shown;
  }
  return std::nullopt;
}

// Shows the things that `ids` name and `admit` lets pass, each once, in the order of creation:
// however many others there are. Requires that all are there.
template <class Thing, class Ids, class Admit, class Show>
void show_named(const Table<Thing>& table, const Ids& ids, Admit&& admit, Show&& show) {
  std::map<std::uint64_t, const Thing*> found;
  for (const std::string& id : ids) found.emplace(table.number_of(id), &table.at(id));
  for (const auto& [number, thing] : found) {
    if (admit(*thing)) show(*thing);
  }
}

}  // namespace amishare::ec2
