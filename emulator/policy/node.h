// node.h - a policy document as JSON gives it, with where each value stands in the text.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace amishare::policy {

struct Member;

struct Node {
  enum class Kind { null, boolean, number, string, array, object };
  Kind kind = Kind::null;
  std::string text{};              // a string's value; a number or boolean as a policy compares it
  std::vector<Node> items{};       // of an array
  std::vector<Member> members;     // of an object, in their order, each key once
  std::size_t begin = 0, end = 0;  // bytes of the text, quotes and braces included

  bool is_string() const { return kind == Kind::string; }
  bool is_array() const { return kind == Kind::array; }
  bool is_object() const { return kind == Kind::object; }
  // Null if this is no object or has no such member.
  const Node* find(std::string_view key) const;
};

struct Member {
  std::string key;
  Node value;
};

inline const Node* Node::find(std::string_view key) const {
  for (const Member& member : members) {
    if (member.key == key) return &member.value;
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
  for (const Node& item : node.items) visit(item);
}

}  // namespace amishare::policy
