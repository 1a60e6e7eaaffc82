// nearest.cpp - distances between words.
#include "client/nearest.h"

#include <algorithm>
#include <numeric>

namespace amishare::client {
namespace {

// How many letters must be put in, taken out, replaced or swapped with their neighbour.
std::size_t edits(const std::string& from, const std::string& to) {
  std::vector<std::size_t> before(to.size() + 1), row(to.size() + 1), next(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const bool same = from[i - 1] == to[j - 1];
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row[to.size()];
}

}  // namespace

std::optional<std::string> nearest(const std::string& word, const std::vector<std::string>& known) {
  const auto best = std::min_element(
      known.begin(), known.end(),
      [&](const auto& left, const auto& right) { return edits(word, left) < edits(word, right); });
  if (best == known.end() || edits(word, *best) * 3 > std::max(word.size(), best->size())) {
    return std::nullopt;
  }
  return *best;
}

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const auto meant = nearest(word, known);
  return meant ? "; did you mean " + *meant + "?" : "";
}

}  // namespace amishare::client
