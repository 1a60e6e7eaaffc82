// diff.cpp - the longest common subsequence of lines.
#include "client/diff.h"

#include <algorithm>
#include <vector>

namespace amishare::client {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

struct Marked {
  char mark;
  std::string_view line;
};

std::vector<Marked> marked_lines(const std::vector<std::string_view>& before,
                                 const std::vector<std::string_view>& after) {
  const std::size_t rows = before.size(), columns = after.size();
  std::vector<std::vector<std::size_t>> common(rows + 1, std::vector<std::size_t>(columns + 1));
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;) {
      common[i][j] = before[i] == after[j] ? common[i + 1][j + 1] + 1
                                           : std::max(common[i + 1][j], common[i][j + 1]);
    }
  }
  std::vector<Marked> marked;
  std::size_t i = 0, j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && before[i] == after[j]) {
      marked.push_back({' ', before[i]});
      ++i;
      ++j;
    } else if (j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1])) {
      marked.push_back({'-', before[i++]});
    } else {
      marked.push_back({'+', after[j++]});
    }
  }
  return marked;
}

}  // namespace

std::string diff(std::string_view before, std::string_view after) {
  if (before == after) return {};
  const std::vector<Marked> marked = marked_lines(lines_of(before), lines_of(after));
  constexpr std::size_t context = 3;
  std::string out;
  bool cut = false;
  for (std::size_t i = 0; i < marked.size(); ++i) {
    const std::size_t from = i > context ? i - context : 0;
    const std::size_t to = std::min(marked.size(), i + context + 1);
    const bool near = std::any_of(marked.begin() + static_cast<long>(from),
                                  marked.begin() + static_cast<long>(to),
                                  [](const Marked& line) { return line.mark != ' '; });
    if (!near) {
      if (!cut) out += "  ...\n";
      cut = true;
      continue;
    }
    cut = false;
    out.append({marked[i].mark, ' '}).append(marked[i].line).append("\n");
  }
  return out;
}

}  // namespace amishare::client
