// table.h - id -> thing, in the order of creation.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "world/require.h"

namespace amishare {

// A table of things that have a string `id`, owned by value. Looking one up takes the same time
// however many there are; walking goes in the order in which they were added, so that lists are the
// same in every run.
template <class T>
class Table {
  using Rows = std::map<std::uint64_t, T>;

 public:
  // Adds `thing` under its id. Requires that the id is new. The reference stays valid until erase.
  T& add(T thing) {
    const auto [place, fresh] = index_.emplace(thing.id, next_);
    require(fresh, "an id is given once");
    return rows_.emplace_hint(rows_.end(), next_++, std::move(thing))->second;
  }

  // Null if there is none.
  T* find(std::string_view id) {
    const auto place = index_.find(id);
    return place == index_.end() ? nullptr : &rows_.find(place->second)->second;
  }
  const T* find(std::string_view id) const { return const_cast<Table*>(this)->find(id); }

  // Its place in the order of creation. Requires that `id` is there.
  std::uint64_t number_of(std::string_view id) const {
    const auto place = index_.find(id);
    require(place != index_.end(), "the id is in the table");
    return place->second;
  }

  // Requires that `id` is there.
  T& at(std::string_view id) {
    T* thing = find(id);
    require(thing != nullptr, "the id is in the table");
    return *thing;
  }
  const T& at(std::string_view id) const { return const_cast<Table*>(this)->at(id); }

  bool erase(std::string_view id) {
    const auto place = index_.find(id);
    if (place == index_.end()) return false;
    rows_.erase(place->second);
    index_.erase(place);
    return true;
  }

  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }

  // for (auto& [number, thing] : table)
  auto begin() { return rows_.begin(); }
  auto end() { return rows_.end(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  // The first whose number is not below `number`.
  auto from(std::uint64_t number) const { return rows_.lower_bound(number); }

  bool operator==(const Table& other) const { return rows_ == other.rows_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::uint64_t next_ = 0;
  Rows rows_;
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> index_;  // never walked
};

}  // namespace amishare
