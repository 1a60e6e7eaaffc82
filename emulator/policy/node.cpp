// node.cpp - a strict JSON reader that copies nothing but strings with escapes.
#include "policy/node.h"

#include <algorithm>

namespace amishare::policy {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view not_json = "this is not JSON";

// Bytes that follow the first one of a UTF-8 character, by RFC 3629; 0 if none may start so.
struct Utf8 {
  int more = 0;
  unsigned char low = 0x80, high = 0xBF;  // what the second byte may be
};
Utf8 utf8_after(unsigned char first) {
  if (first >= 0xC2 && first <= 0xDF) return {1};
  if (first == 0xE0) return {2, 0xA0, 0xBF};
  if (first == 0xED) return {2, 0x80, 0x9F};
  if (first >= 0xE1 && first <= 0xEF) return {2};
  if (first == 0xF0) return {3, 0x90, 0xBF};
  if (first >= 0xF1 && first <= 0xF3) return {3};
  if (first == 0xF4) return {3, 0x80, 0x8F};
  return {};
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | code >> 6U);
    put(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    put(0xE0U | code >> 12U);
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  } else {
    put(0xF0U | code >> 18U);
    put(0x80U | (code >> 12U & 0x3FU));
    put(0x80U | (code >> 6U & 0x3FU));
    put(0x80U | (code & 0x3FU));
  }
}

}  // namespace

bool NodeTree::fail(std::string_view problem) {
  problem_ = problem;
  return false;
}

void NodeTree::skip_blanks() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    ++at_;
  }
}

Node& NodeTree::add(Node::Kind kind) {
  Node& node = nodes_.emplace_back();
  node.kind = kind;
  node.key = key_;
  node.key_begin = key_begin_;
  node.begin = at_;
  return node;
}

bool NodeTree::read(std::string_view text) {
  text_ = text;
  at_ = 0;
  problem_ = {};
  nodes_.clear();
  open_.clear();
  unescaped_.clear();
  key_ = {};
  key_begin_ = 0;
  if (text.size() > UINT32_MAX) return fail("the text is too long");
  skip_blanks();
  if (!value()) return false;
  while (!open_.empty()) {
    skip_blanks();
    const bool object = nodes_[open_.back()].is_object();
    const bool first = open_.back() + 1 == nodes_.size();
    if (peek() == (object ? '}' : ']')) {
      if (!close(object ? '}' : ']')) return false;
      continue;
    }
    if (!first) {
      if (peek() != ',') return fail(not_json);
      ++at_;
      skip_blanks();
    }
    key_ = {};
    if (object && !key()) return false;
    if (!value()) return false;
  }
  skip_blanks();
  return at_ == text_.size() ? true : fail("something follows the JSON value");
}

bool NodeTree::value() {
  const char c = peek();
  if (c == '"') {
    const std::size_t index = nodes_.size();
    add(Node::Kind::string);
    std::string_view value;
    if (!string(value)) return false;
    nodes_[index].text = value;
    nodes_[index].end = at_;
    return true;
  }
  if (c == '{') return open(Node::Kind::object);
  if (c == '[') return open(Node::Kind::array);
  if (c == '-' || is_digit(c)) return number();
  if (c == 't') return word("true", Node::Kind::boolean);
  if (c == 'f') return word("false", Node::Kind::boolean);
  if (c == 'n') return word("null", Node::Kind::null);
  return fail(not_json);
}

bool NodeTree::open(Node::Kind kind) {
  if (open_.size() >= deepest_) return fail("this is nested too deeply");
  open_.push_back(nodes_.size());
  add(kind);
  ++at_;
  return true;
}

bool NodeTree::close(char bracket) {
  const std::size_t index = open_.back();
  open_.pop_back();
  ++at_;
  Node& node = nodes_[index];
  node.end = at_;
  node.span = static_cast<std::uint32_t>(nodes_.size() - index);
  return bracket == ']' || no_key_twice(index);
}

bool NodeTree::no_key_twice(std::size_t object) {
  const Node& node = nodes_[object];
  constexpr std::size_t few = 12;
  sorted_.clear();
  for (const Node& member : children(node)) sorted_.push_back(&member);
  const Node* twice = nullptr;
  if (sorted_.size() <= few) {
    for (std::size_t i = 1; i < sorted_.size() && twice == nullptr; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (sorted_[i]->key == sorted_[j]->key) twice = sorted_[i];
      }
    }
  } else {
    std::sort(sorted_.begin(), sorted_.end(), [](const Node* left, const Node* right) {
      return left->key != right->key ? left->key < right->key : left < right;
    });
    const auto same = std::adjacent_find(
        sorted_.begin(), sorted_.end(),
        [](const Node* left, const Node* right) { return left->key == right->key; });
    if (same != sorted_.end()) twice = *std::next(same);
  }
  if (twice == nullptr) return true;
  at_ = twice->key_begin;
  return fail("this key is there already");
}

bool NodeTree::key() {
  if (peek() != '"') return fail(not_json);
  key_begin_ = at_;
  if (!string(key_)) return false;
  skip_blanks();
  if (peek() != ':') return fail(not_json);
  ++at_;
  skip_blanks();
  return true;
}

bool NodeTree::word(std::string_view word, Node::Kind kind) {
  if (text_.substr(at_, word.size()) != word) return fail(not_json);
  Node& node = add(kind);
  node.text = word;
  at_ += word.size();
  node.end = at_;
  return true;
}

bool NodeTree::number() {
  Node& node = add(Node::Kind::number);
  const auto digits = [&] {
    const std::size_t from = at_;
    while (is_digit(peek())) ++at_;
    return at_ != from;
  };
  if (peek() == '-') ++at_;
  if (peek() == '0') {
    ++at_;
  } else if (!digits()) {
    return fail(not_json);
  }
  if (peek() == '.') {
    ++at_;
    if (!digits()) return fail(not_json);
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    if (!digits()) return fail(not_json);
  }
  node.end = at_;
  node.text = text_.substr(node.begin, at_ - node.begin);
  return true;
}

bool NodeTree::string(std::string_view& value) {
  const std::size_t begin = ++at_;
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '"') {
      value = text_.substr(begin, at_ - begin);
      ++at_;
      return true;
    }
    if (c == '\\') return escaped(begin, value);
    if (c < 0x20) return fail("a control character stands in a string");
    if (c < 0x80) {
      ++at_;
    } else if (!utf8_character()) {
      return false;
    }
  }
  return fail("a string does not end");
}

// The rest of a string that began at `begin` and has an escape here.
bool NodeTree::escaped(std::size_t begin, std::string_view& value) {
  std::string& out = unescaped_.emplace_back(text_.substr(begin, at_ - begin));
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c == '"') {
      ++at_;
      value = out;
      return true;
    }
    const std::size_t from = at_;
    if (c == '\\') {
      if (!escape(out)) return false;
      continue;
    }
    if (c < 0x20) return fail("a control character stands in a string");
    if (c < 0x80) {
      ++at_;
    } else if (!utf8_character()) {
      return false;
    }
    out.append(text_, from, at_ - from);
  }
  return fail("a string does not end");
}

bool NodeTree::escape(std::string& out) {
  constexpr std::string_view bad = "no such escape";
  ++at_;
  const char c = peek();
  constexpr std::string_view names = "\"\\/bfnrt";
  constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (const auto found = names.find(c); c != '\0' && found != std::string_view::npos) {
    out += meanings[found];
    ++at_;
    return true;
  }
  if (c != 'u') return fail(bad);
  std::uint32_t code = 0;
  if (!code_unit(code)) return fail(bad);
  if (code >= 0xDC00 && code <= 0xDFFF) return fail(bad);
  if (code >= 0xD800 && code <= 0xDBFF) {
    std::uint32_t second = 0;
    if (peek() != '\\' || ++at_ >= text_.size() || peek() != 'u' || !code_unit(second)) {
      return fail(bad);
    }
    if (second < 0xDC00 || second > 0xDFFF) return fail(bad);
    code = 0x10000 + ((code - 0xD800) << 10U) + (second - 0xDC00);
  }
  append_utf8(out, code);
  return true;
}

// The four digits behind the "u" at which the reader stands.
bool NodeTree::code_unit(std::uint32_t& unit) {
  ++at_;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char c = peek();
    const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!letter && !is_digit(c)) return false;
    const int digit = letter ? (c | 0x20) - 'a' + 10 : c - '0';
    unit = unit << 4U | static_cast<std::uint32_t>(digit);
  }
  return true;
}

bool NodeTree::utf8_character() {
  const Utf8 after = utf8_after(static_cast<unsigned char>(text_[at_]));
  if (after.more == 0) return fail("a byte is not of UTF-8");
  ++at_;
  for (int i = 0; i < after.more; ++i, ++at_) {
    const auto c = static_cast<unsigned char>(peek());
    const bool fits = i == 0 ? c >= after.low && c <= after.high : (c & 0xC0U) == 0x80U;
    if (!fits) return fail("a byte is not of UTF-8");
  }
  return true;
}

}  // namespace amishare::policy
