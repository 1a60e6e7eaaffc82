// pattern.h - texts of a policy to match against: wildcards and policy variables.
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/context.h"

namespace amishare::policy {

// ASCII only, as action and key names are.
char lower(char c);
std::string lower(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);

// What a text of a policy may hold beside plain characters.
struct PatternSyntax {
  bool wildcards = false;    // * is any number of characters, ? is one
  bool variables = false;    // ${key}, ${key, 'default'}, ${*} ${?} ${$}: Version 2012-10-17
  bool ignore_case = false;  // ASCII
};

// One text of a policy, read once and matched often. Matching takes at most time proportional to
// pattern times text, whatever the wildcards.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
class TextPattern {
 public:
  TextPattern() = default;  // matches the empty text
  TextPattern(std::string_view text, PatternSyntax syntax);

  // A variable without a value and without a default matches nothing.
  bool matches(std::string_view text, const Context& context) const;

  // The pattern with its variables replaced, the wildcards marked as glob_matches() takes them;
  // `buffer` holds it where it has to be made. nullopt if a variable has no value and no default.
  std::optional<std::string_view> resolve(const Context& context, std::string& buffer) const;

  bool any() const { return form_ == Form::any; }      // only * : matches every text
  bool exact() const { return form_ == Form::exact; }  // neither wildcards nor variables
  bool ends_with_star() const;
  bool operator==(const TextPattern&) const = default;

 private:
  enum class Form : std::uint8_t { exact, any, prefix, glob, variables };
  struct Variable {
    std::size_t position = 0;  // in marked_, where its value goes
    std::string key;
    std::optional<std::string> fallback;
    bool operator==(const Variable&) const = default;
  };
  void read(std::string_view text, PatternSyntax syntax);
  void classify();

  Form form_ = Form::exact;
  bool ignore_case_ = false;
  std::string marked_;  // with wildcards as marks that no UTF-8 text contains
  std::vector<Variable> variables_;
};

// Whether `text` fits `marked`, a text in which any_text and any_character stand for wildcards.
// Those two bytes do not occur in UTF-8.
inline constexpr char any_text = '\xff';
inline constexpr char any_character = '\xfe';
bool glob_matches(std::string_view marked, std::string_view text, bool ignore_case = false);

}  // namespace amishare::policy
