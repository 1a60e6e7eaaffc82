// action_index.cpp - statements sorted by the actions that they name.
#include "policy/action_index.h"

#include <algorithm>
#include <map>

#include "policy/pattern.h"
#include "policy/policy.h"

namespace amishare::policy {
namespace {

using PlacesByName = std::map<std::string, std::vector<std::uint32_t>, std::less<>>;

bool has_marks(std::string_view text) {
  return text.find_first_of("*?$") != std::string_view::npos;
}

void put(std::vector<std::uint32_t>& places, std::size_t place) {
  const auto number = static_cast<std::uint32_t>(place);
  if (places.empty() || places.back() != number) places.push_back(number);
}

// Where `name` is in a sorted list.
const std::vector<std::uint32_t>& places_of(
    const std::vector<std::pair<std::string, std::vector<std::uint32_t>>>& list,
    std::string_view name) {
  static const std::vector<std::uint32_t> none;
  const auto found = std::lower_bound(
      list.begin(), list.end(), name,
      [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
  return found == list.end() || found->first != name ? none : found->second;
}

}  // namespace

ActionIndex::ActionIndex(std::span<const Statement> statements) : statements_(statements.size()) {
  if (statements_ <= worth_it) return;
  PlacesByName services;
  PlacesByName exact;
  for (std::size_t place = 0; place < statements.size(); ++place) {
    const Statement& statement = statements[place];
    if (statement.not_actions) {
      put(open_, place);
      continue;
    }
    for (const std::string& text : statement.action_texts) {
      const std::string action = lower(text);
      const auto colon = action.find(':');
      if (colon == std::string::npos || has_marks(std::string_view(action).substr(0, colon))) {
        put(open_, place);
      } else if (has_marks(action)) {
        put(services[action.substr(0, colon)], place);
      } else {
        put(exact[action], place);
      }
    }
  }
  service_.assign(services.begin(), services.end());
  exact_.assign(exact.begin(), exact.end());
}

const ActionIndex::Places& ActionIndex::of_action(std::string_view action) const {
  return places_of(exact_, action);
}

const ActionIndex::Places& ActionIndex::of_service(std::string_view action) const {
  return places_of(service_, action.substr(0, action.find(':')));
}

}  // namespace amishare::policy
