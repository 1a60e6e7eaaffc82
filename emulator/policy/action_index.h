// action_index.h - which statements of a policy may be about an action, without asking each.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amishare::policy {

struct Statement;

// An account may have hundreds of statements, and few of them are about any one action.
class ActionIndex {
 public:
  ActionIndex() = default;
  explicit ActionIndex(std::span<const Statement> statements);

  // Calls `visit` with the place, from 0, of every statement whose Action or NotAction may match
  // `action` ("kms:decrypt", in lower case), in order. Those left out do not match it.
  template <class Visit>
  void each(std::string_view action, Visit&& visit) const;

  bool operator==(const ActionIndex&) const = default;

 private:
  using Places = std::vector<std::uint32_t>;
  static constexpr std::size_t worth_it = 8;  // statements; fewer are faster asked than looked up

  const Places& of_action(std::string_view action) const;
  const Places& of_service(std::string_view action) const;

  std::size_t statements_ = 0;
  Places open_;                                          // NotAction, and services with wildcards
  std::vector<std::pair<std::string, Places>> service_;  // "kms": wildcards in the name, sorted
  std::vector<std::pair<std::string, Places>> exact_;    // "kms:decrypt", sorted
};

template <class Visit>
void ActionIndex::each(std::string_view action, Visit&& visit) const {
  if (statements_ <= worth_it) {
    for (std::size_t i = 0; i < statements_; ++i) visit(i);
    return;
  }
  std::span<const std::uint32_t> left[] = {open_, of_service(action), of_action(action)};
  while (true) {
    std::size_t next = statements_;
    for (const auto& places : left) {
      if (!places.empty()) next = std::min<std::size_t>(next, places.front());
    }
    if (next == statements_) return;
    for (auto& places : left) {
      if (!places.empty() && places.front() == next) places = places.subspan(1);
    }
    visit(next);
  }
}

}  // namespace amishare::policy
