// pattern.h - the regular expressions that AWS's models use, matched in time linear in the text.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace amishare::wire {

// A compiled pattern. It knows literals, `.`, classes, \w \d \s \uXXXX \p{L} \p{N} \p{Z}, groups,
// alternatives, * + ? {m,n} and the anchors at both ends. (std::regex recurses once for each
// character, so a long policy document would end the process.)
class Pattern {
 public:
  // nullopt if `text` is not such a pattern.
  static std::optional<Pattern> compile(std::string_view text);

  // Whether the pattern matches the whole text, as AWS matches. Requires UTF-8.
  bool matches(std::string_view text) const;

 private:
  friend class PatternCompiler;

  struct Set {  // of code points
    std::vector<std::pair<char32_t, char32_t>> ranges;
    bool has(char32_t code_point) const;
  };
  struct Step {
    enum class Kind : std::uint8_t { take, split, jump, accept } kind;
    std::uint32_t first = 0;   // take: the set; split, jump: where to
    std::uint32_t second = 0;  // split: where else to
  };
  class Run;

  std::vector<Set> sets_;
  std::vector<Step> steps_;
};

}  // namespace amishare::wire
