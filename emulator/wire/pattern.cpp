// pattern.cpp - compiles a pattern to a small machine and runs all its threads at once.
#include "wire/pattern.h"

#include <algorithm>
#include <cctype>

#include "wire/text.h"

namespace amishare::wire {
namespace {

constexpr char32_t last_code_point = 0x10FFFF;
constexpr std::size_t steps_max = 20'000;  // bounded repetitions are written out
constexpr int group_depth_max = 50;

using Ranges = std::vector<std::pair<char32_t, char32_t>>;

const Ranges digit_ranges = {{'0', '9'}};
const Ranges word_ranges = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
const Ranges space_ranges = {{'\t', '\r'}, {' ', ' '}};
const Ranges separator_ranges = {{' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680},
                                 {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                 {0x205F, 0x205F}, {0x3000, 0x3000}};
// Letters outside ASCII: all that is neither a separator nor a control character, which takes some
// punctuation and symbols that AWS refuses.
const Ranges letter_ranges = {
    {'A', 'Z'},     {'a', 'z'},       {0xAA, 0xAA},     {0xB5, 0xB5},     {0xBA, 0xBA},
    {0xC0, 0x167F}, {0x1681, 0x1FFF}, {0x2071, 0x2FFF}, {0x3001, 0xD7FF}, {0xF900, 0x10FFFF}};

Ranges complement(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end());
  Ranges out;
  char32_t next = 0;
  for (const auto& [low, high] : ranges) {
    if (low > next) out.emplace_back(next, low - 1);
    next = std::max<char32_t>(next, high + 1);
  }
  if (next <= last_code_point) out.emplace_back(next, last_code_point);
  return out;
}

struct Node {
  enum class Kind { set, sequence, choice, repeat } kind;
  Ranges ranges{};
  std::vector<Node> parts{};
  int low = 0, high = -1;  // of repeat; -1: without end
};

// Recursive descent over the pattern's text; `failed` once it is not one.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Node> parse() {
    if (at_ < text_.size() && text_[at_] == '^') ++at_;
    Node node = choice(0);
    if (failed_ || at_ != text_.size()) return std::nullopt;
    return node;
  }

 private:
  bool more() const { return at_ < text_.size(); }
  bool take(char c) {
    if (!more() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  Node choice(int depth) {
    Node out{Node::Kind::choice};
    if (depth > group_depth_max) failed_ = true;
    do {
      out.parts.push_back(sequence(depth));
    } while (!failed_ && take('|'));
    return out;
  }

  Node sequence(int depth) {
    Node out{Node::Kind::sequence};
    while (!failed_ && more() && text_[at_] != '|' && text_[at_] != ')') {
      if (text_[at_] == '$' &&
          (at_ + 1 == text_.size() || text_[at_ + 1] == ')' || text_[at_ + 1] == '|')) {
        ++at_;
        continue;
      }
      if (text_[at_] == '^' && out.parts.empty()) {
        ++at_;
        continue;
      }
      out.parts.push_back(repeated(atom(depth)));
    }
    return out;
  }

  Node atom(int depth) {
    if (take('(')) {
      if (take('?') && !take(':')) failed_ = true;  // looking ahead and the like
      Node inner = choice(depth + 1);
      if (!take(')')) failed_ = true;
      return inner;
    }
    if (take('[')) return set();
    if (take('.')) return {Node::Kind::set, complement({{'\n', '\n'}, {'\r', '\r'}})};
    if (take('\\')) return {Node::Kind::set, escape()};
    if (text_[at_] == '*' || text_[at_] == '+' || text_[at_] == '?' || text_[at_] == '{')
      failed_ = true;
    const char32_t c = next_code_point(text_, at_);
    return {Node::Kind::set, {{c, c}}};
  }

  Node repeated(Node node) {
    int low = 0, high = -1;
    if (take('+')) {
      low = 1;
    } else if (take('?')) {
      high = 1;
    } else if (take('{')) {
      low = high = number();
      if (take(',')) high = more() && text_[at_] == '}' ? -1 : number();
      if (!take('}') || (high >= 0 && high < low)) failed_ = true;
    } else if (!take('*')) {
      return node;
    }
    Node out{Node::Kind::repeat};
    out.parts.push_back(std::move(node));
    out.low = low;
    out.high = high;
    return out;
  }

  int number() {
    const std::size_t begin = at_;
    int value = 0;
    while (more() && text_[at_] >= '0' && text_[at_] <= '9' && value < 100'000)
      value = value * 10 + (text_[at_++] - '0');
    if (at_ == begin) failed_ = true;
    return value;
  }

  // What stands behind a backslash.
  Ranges escape() {
    if (!more()) {
      failed_ = true;
      return {};
    }
    switch (const char c = text_[at_++]) {
      case 'd':
        return digit_ranges;
      case 'D':
        return complement(digit_ranges);
      case 'w':
        return word_ranges;
      case 'W':
        return complement(word_ranges);
      case 's':
        return space_ranges;
      case 'S':
        return complement(space_ranges);
      case 'n':
        return {{'\n', '\n'}};
      case 'r':
        return {{'\r', '\r'}};
      case 't':
        return {{'\t', '\t'}};
      case 'u':
        return code_point();
      case 'p':
        return property();
      default: {
        const auto plain = static_cast<unsigned char>(c);
        if (std::isalnum(plain)) failed_ = true;
        return {{plain, plain}};
      }
    }
  }

  Ranges code_point() {
    char32_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = more() ? text_[at_++] : 'x';
      if (!std::isxdigit(static_cast<unsigned char>(c))) failed_ = true;
      value = value * 16 + static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return {{value, value}};
  }

  Ranges property() {
    const std::string_view name = text_.substr(at_, 3);
    at_ += name.size();
    if (name == "{L}") return letter_ranges;
    if (name == "{N}") return digit_ranges;
    if (name == "{Z}") return separator_ranges;
    failed_ = true;
    return {};
  }

  // Behind the `[`.
  Node set() {
    const bool negated = take('^');
    Ranges ranges;
    bool first = true;
    while (more() && (text_[at_] != ']' || first)) {
      first = false;
      Ranges low = item();
      const bool range = low.size() == 1 && low[0].first == low[0].second &&
                         at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']';
      if (range) {
        const std::size_t dash = at_++;
        const Ranges high = item();
        const bool single = high.size() == 1 && high[0].first == high[0].second;
        if (single && high[0].first >= low[0].first)
          low[0].second = high[0].first;
        else
          at_ = dash;  // a dash that stands for itself, as in [a-z-_.]
        if (single && high[0].first < low[0].first) failed_ = true;
      }
      ranges.insert(ranges.end(), low.begin(), low.end());
    }
    if (!take(']')) failed_ = true;
    return {Node::Kind::set, negated ? complement(ranges) : ranges};
  }

  Ranges item() {
    if (take('\\')) return escape();
    const char32_t c = next_code_point(text_, at_);
    return {{c, c}};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

class PatternCompiler {
 public:
  explicit PatternCompiler(Pattern& pattern) : pattern_(pattern) {}

  bool compile(const Node& node) {
    emit(node);
    add(Step::Kind::accept);
    return pattern_.steps_.size() < steps_max;
  }

 private:
  using Step = Pattern::Step;

  std::uint32_t here() const { return static_cast<std::uint32_t>(pattern_.steps_.size()); }
  std::uint32_t add(Step::Kind kind, std::uint32_t first = 0, std::uint32_t second = 0) {
    pattern_.steps_.push_back({kind, first, second});
    return here() - 1;
  }

  void emit(const Node& node) {
    if (here() >= steps_max) return;
    switch (node.kind) {
      case Node::Kind::set:
        pattern_.sets_.push_back({node.ranges});
        add(Step::Kind::take, static_cast<std::uint32_t>(pattern_.sets_.size() - 1));
        return;
      case Node::Kind::sequence:
        for (const Node& part : node.parts) emit(part);
        return;
      case Node::Kind::choice:
        return emit_choice(node);
      case Node::Kind::repeat:
        return emit_repeat(node);
    }
  }

  void emit_choice(const Node& node) {
    std::vector<std::uint32_t> ends;
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      const bool last = i + 1 == node.parts.size();
      const std::uint32_t split = last ? 0 : add(Step::Kind::split, here() + 1);
      emit(node.parts[i]);
      if (last) break;
      ends.push_back(add(Step::Kind::jump));
      pattern_.steps_[split].second = here();
    }
    for (const std::uint32_t end : ends) pattern_.steps_[end].first = here();
  }

  void emit_repeat(const Node& node) {
    const Node& part = node.parts[0];
    for (int i = 0; i < node.low && here() < steps_max; ++i) emit(part);
    if (node.high < 0) {
      const std::uint32_t split = add(Step::Kind::split, here() + 1);
      emit(part);
      add(Step::Kind::jump, split);
      pattern_.steps_[split].second = here();
      return;
    }
    std::vector<std::uint32_t> splits;
    for (int i = node.low; i < node.high && here() < steps_max; ++i) {
      splits.push_back(add(Step::Kind::split, here() + 1));
      emit(part);
    }
    for (const std::uint32_t split : splits) pattern_.steps_[split].second = here();
  }

  Pattern& pattern_;
};

std::optional<Pattern> Pattern::compile(std::string_view text) {
  const std::optional<Node> node = Parser(text).parse();
  Pattern pattern;
  if (!node || !PatternCompiler(pattern).compile(*node)) return std::nullopt;
  return pattern;
}

bool Pattern::Set::has(char32_t code_point) const {
  for (const auto& [low, high] : ranges)
    if (code_point >= low && code_point <= high) return true;
  return false;
}

// One run over a text: which steps wait for a character, each at most once.
class Pattern::Run {
 public:
  explicit Run(const Pattern& pattern) : pattern_(pattern), seen_(pattern.steps_.size(), 0) {
    reach(0);
  }

  bool waits() const { return !next_.empty(); }

  void take(char32_t code_point) {
    std::swap(now_, next_);
    next_.clear();
    ++round_;
    for (const std::uint32_t at : now_) {
      const Step& step = pattern_.steps_[at];
      if (step.kind == Step::Kind::take && pattern_.sets_[step.first].has(code_point))
        reach(at + 1);
    }
  }

  bool accepts() const {
    return std::any_of(next_.begin(), next_.end(), [&](std::uint32_t at) {
      return pattern_.steps_[at].kind == Step::Kind::accept;
    });
  }

 private:
  // Adds the steps that `step` leads to without a character.
  void reach(std::uint32_t step) {
    open_.push_back(step);
    while (!open_.empty()) {
      const std::uint32_t at = open_.back();
      open_.pop_back();
      if (seen_[at] == round_) continue;
      seen_[at] = round_;
      const Step& now = pattern_.steps_[at];
      if (now.kind == Step::Kind::split) open_.push_back(now.second);
      if (now.kind == Step::Kind::split || now.kind == Step::Kind::jump)
        open_.push_back(now.first);
      else
        next_.push_back(at);
    }
  }

  const Pattern& pattern_;
  std::vector<std::uint64_t> seen_;  // the round in which a step was last reached
  std::uint64_t round_ = 1;
  std::vector<std::uint32_t> now_, next_, open_;
};

bool Pattern::matches(std::string_view text) const {
  Run run(*this);
  for (std::size_t at = 0; at < text.size() && run.waits();) run.take(next_code_point(text, at));
  return run.accepts();
}

}  // namespace amishare::wire
