// node.h - JSON text as a row of values, with where each stands in the text.
#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace amishare::policy {

// One value. Its children follow it in the row, each with its own behind it, so a node is good only
// where it lies in its tree, and as long as that and the text live.
struct Node {
  enum class Kind : std::uint8_t { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  std::uint32_t span = 1;          // of the row: this node and all below it
  std::string_view key{};          // in an object
  std::string_view text{};         // a string's value; a number or boolean as it is spelled
  std::size_t key_begin = 0;       // byte of the text where the key's quote is
  std::size_t begin = 0, end = 0;  // bytes of the text, quotes and braces included

  bool is_string() const { return kind == Kind::string; }
  bool is_array() const { return kind == Kind::array; }
  bool is_object() const { return kind == Kind::object; }
  bool has_children() const { return span > 1; }

  // Of an array or object, in their order.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using pointer = const Node*;
    using reference = const Node&;
    Iterator() = default;
    explicit Iterator(const Node* at) : at_(at) {}
    const Node& operator*() const { return *at_; }
    const Node* operator->() const { return at_; }
    Iterator& operator++() {
      at_ += at_->span;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator old = *this;
      ++*this;
      return old;
    }
    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const Node* at_ = nullptr;
  };
  Iterator begin_children() const { return Iterator(this + 1); }
  Iterator end_children() const { return Iterator(this + span); }
  // Null if this is no object or has no such member.
  const Node* find(std::string_view name) const;
};

// For range-for over an array's items or an object's members.
struct Children {
  const Node& of;
  Node::Iterator begin() const { return of.begin_children(); }
  Node::Iterator end() const { return of.end_children(); }
};
inline Children children(const Node& node) { return {node}; }

inline const Node* Node::find(std::string_view name) const {
  if (kind != Kind::object) return nullptr;
  for (const Node& member : children(*this)) {
    if (member.key == name) return &member;
  }
  return nullptr;
}

// Calls `visit` with each of an array's items, or with the one value that stands for a list.
template <class Visit>
void each_of(const Node& node, Visit visit) {
  if (!node.is_array()) {
    visit(node);
    return;
  }
  for (const Node& item : children(node)) visit(item);
}

// Reads JSON texts, one after the other into the same memory.
class NodeTree {
 public:
  explicit NodeTree(std::size_t deepest) : deepest_(deepest) {}

  // Strictly RFC 8259 in UTF-8, no key twice in an object, nothing deeper than `deepest`. False for
  // any other text; then failed_at() and problem() say where and why. The nodes refer to `text`.
  bool read(std::string_view text);
  const Node& root() const { return nodes_.front(); }
  std::size_t failed_at() const { return at_; }
  std::string_view problem() const { return problem_; }

 private:
  bool value();
  bool open(Node::Kind kind);
  bool close(char bracket);
  bool key();
  bool string(std::string_view& value);
  bool escaped(std::size_t begin, std::string_view& value);
  bool escape(std::string& out);
  bool code_unit(std::uint32_t& unit);
  bool utf8_character();
  bool number();
  bool word(std::string_view word, Node::Kind kind);
  bool no_key_twice(std::size_t object);
  void skip_blanks();
  bool fail(std::string_view problem);
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  Node& add(Node::Kind kind);

  std::size_t deepest_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view problem_;
  std::vector<Node> nodes_;
  std::vector<std::size_t> open_;  // the arrays and objects around, outermost first
  std::string_view key_;           // of the value to come
  std::size_t key_begin_ = 0;
  std::deque<std::string> unescaped_;
  std::vector<const Node*> sorted_;
};

}  // namespace amishare::policy
