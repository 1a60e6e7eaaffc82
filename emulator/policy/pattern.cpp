// pattern.cpp - wildcards without backtracking beyond the last star; variables with defaults.
#include "policy/pattern.h"

#include <algorithm>

namespace amishare::policy {
namespace {

bool has_mark(std::string_view text) {
  return text.find(any_text) != std::string_view::npos ||
         text.find(any_character) != std::string_view::npos;
}

// Bytes of the UTF-8 character that starts `text`; a stray byte counts as a character.
std::size_t character_length(std::string_view text) {
  std::size_t length = 1;
  if ((static_cast<unsigned char>(text[0]) & 0xC0U) == 0xC0U) {
    while (length < text.size() && length < 4 &&
           (static_cast<unsigned char>(text[length]) & 0xC0U) == 0x80U) {
      ++length;
    }
  }
  return length;
}

template <bool ignore_case>
bool glob(std::string_view marked, std::string_view text) {
  std::size_t m = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last star seen, and where its text would end
  std::size_t resume = 0;
  while (t < text.size()) {
    if (m < marked.size() && marked[m] == any_text) {
      star = m++;
      resume = t;
    } else if (m < marked.size() && marked[m] == any_character) {
      t += character_length(text.substr(t));
      ++m;
    } else if (m < marked.size() &&
               (ignore_case ? lower(marked[m]) == lower(text[t]) : marked[m] == text[t])) {
      ++m;
      ++t;
    } else if (star != std::string_view::npos) {
      m = star + 1;
      resume += character_length(text.substr(resume));
      t = resume;
    } else {
      return false;
    }
  }
  while (m < marked.size() && marked[m] == any_text) ++m;
  return m == marked.size();
}

struct Placeholder {
  std::size_t length = 0;  // of the whole ${...}; 0 if there is none here
  std::string_view key;
  std::optional<std::string> fallback;
};

// Reads `${key}` or `${key, 'default'}` at the start of `text`.
Placeholder read_placeholder(std::string_view text) {
  const auto end = text.find('}');
  if (!text.starts_with("${") || end == std::string_view::npos) return {};
  const std::string_view inside = text.substr(2, end - 2);
  const auto comma = inside.find(", '");
  if (comma == std::string_view::npos) return {end + 1, inside, std::nullopt};
  // A default may hold a closing brace, so its end is the closing quote.
  const auto close = text.find("'}", 2 + comma + 3);
  if (close == std::string_view::npos) return {end + 1, inside, std::nullopt};
  const auto from = 2 + comma + 3;
  return {close + 2, inside.substr(0, comma), std::string(text.substr(from, close - from))};
}

}  // namespace

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = lower(c);
  return result;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char l, char r) { return lower(l) == lower(r); });
}

bool glob_matches(std::string_view marked, std::string_view text, bool ignore_case) {
  return ignore_case ? glob<true>(marked, text) : glob<false>(marked, text);
}

TextPattern::TextPattern(std::string_view text, PatternSyntax syntax)
    : ignore_case_(syntax.ignore_case) {
  read(text, syntax);
  classify();
}

void TextPattern::read(std::string_view text, PatternSyntax syntax) {
  // Most texts are plain.
  const auto special = std::find_if(text.begin(), text.end(),
                                    [](char c) { return c == '*' || c == '?' || c == '$'; });
  marked_.assign(text.begin(), special);
  text.remove_prefix(marked_.size());
  while (!text.empty()) {
    const char c = text.front();
    if (syntax.variables && c == '$') {
      const Placeholder found = read_placeholder(text);
      if (found.length != 0) {
        if (found.key == "*" || found.key == "?" || found.key == "$") {
          marked_ += found.key;
        } else {
          variables_.push_back({marked_.size(), lower(found.key), found.fallback});
        }
        text.remove_prefix(found.length);
        continue;
      }
    }
    if (syntax.wildcards && c == '*') {
      // Two stars are one.
      if (marked_.empty() || marked_.back() != any_text ||
          (!variables_.empty() && variables_.back().position == marked_.size())) {
        marked_ += any_text;
      }
    } else {
      marked_ += syntax.wildcards && c == '?' ? any_character : c;
    }
    text.remove_prefix(1);
  }
}

void TextPattern::classify() {
  const auto at = std::find_if(marked_.begin(), marked_.end(),
                               [](char c) { return c == any_text || c == any_character; });
  const auto mark =
      at == marked_.end() ? std::string::npos : static_cast<std::size_t>(at - marked_.begin());
  if (!variables_.empty()) {
    form_ = Form::variables;
  } else if (mark == std::string::npos) {
    form_ = Form::exact;
  } else if (marked_.size() == 1 && marked_[0] == any_text) {
    form_ = Form::any;
  } else if (mark + 1 == marked_.size() && marked_[mark] == any_text) {
    form_ = Form::prefix;
  } else {
    form_ = Form::glob;
  }
}

bool TextPattern::ends_with_star() const {
  return !marked_.empty() && marked_.back() == any_text &&
         (variables_.empty() || variables_.back().position < marked_.size());
}

std::optional<std::string_view> TextPattern::resolve(const Context& context,
                                                     std::string& buffer) const {
  if (variables_.empty()) return marked_;
  buffer.clear();
  std::size_t done = 0;
  for (const Variable& variable : variables_) {
    buffer.append(marked_, done, variable.position - done);
    done = variable.position;
    const auto entry = context.find(variable.key);
    // "You can't use a multivalued condition key as a variable."
    const bool has_value = entry && !entry->multivalued && entry->values.size() == 1;
    if (!has_value && !variable.fallback) return std::nullopt;
    const std::string_view value =
        has_value ? entry->values.front() : std::string_view(*variable.fallback);
    // Wildcards in a value are plain characters (inferred), and no value may forge a mark.
    if (has_mark(value)) return std::nullopt;
    buffer += value;
  }
  buffer.append(marked_, done, std::string::npos);
  return buffer;
}

bool TextPattern::matches(std::string_view text, const Context& context) const {
  switch (form_) {
    case Form::any:
      return true;
    case Form::exact:
      return ignore_case_ ? equal_ignoring_case(marked_, text) : marked_ == text;
    case Form::prefix: {
      const std::string_view start(marked_.data(), marked_.size() - 1);
      const std::string_view head = text.substr(0, start.size());
      return ignore_case_ ? equal_ignoring_case(start, head) : start == head;
    }
    case Form::glob:
      return glob_matches(marked_, text, ignore_case_);
    case Form::variables: {
      std::string buffer;
      const auto marked = resolve(context, buffer);
      return marked && glob_matches(*marked, text, ignore_case_);
    }
  }
  return false;
}

}  // namespace amishare::policy
