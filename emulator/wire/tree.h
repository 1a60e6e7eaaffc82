// tree.h - one form for what any protocol says, and the walker between it and the structs.
#pragma once
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wire/blob.h"
#include "wire/schema.h"
#include "world/timeline.h"

namespace amishare::wire {

// A value as the four syntaxes exchange it. The members of a structure and the entries of a map
// stand in the order in which they came; their names are those of the SDKs (Member::name).
class Tree {
 public:
  using List = std::vector<Tree>;
  using Entry = std::pair<std::string, Tree>;
  using Map = std::vector<Entry>;
  using Value = std::variant<std::monostate, bool, std::int64_t, double, std::string, Blob, Instant,
                             List, Map>;

  Tree() = default;
  Tree(bool value) : value_(value) {}
  Tree(std::int64_t value) : value_(value) {}
  Tree(int value) : value_(std::int64_t{value}) {}
  Tree(double value) : value_(value) {}
  Tree(std::string value) : value_(std::move(value)) {}
  Tree(std::string_view value) : value_(std::string(value)) {}
  Tree(const char* value) : value_(std::string(value)) {}
  Tree(Blob value) : value_(std::move(value)) {}
  Tree(Instant value) : value_(value) {}
  Tree(List value) : value_(std::move(value)) {}
  Tree(Map value) : value_(std::move(value)) {}

  bool is_null() const { return value_.index() == 0; }
  // The value if it is of that type, otherwise null.
  template <class T>
  const T* as() const {
    return std::get_if<T>(&value_);
  }
  template <class T>
  T* as() {
    return std::get_if<T>(&value_);
  }
  const Value& value() const { return value_; }

  // Of a structure or map: the first entry of that name. Null if there is none.
  const Tree* find(std::string_view name) const;
  Tree* find(std::string_view name);
  // Of a structure or map, which an empty Tree becomes: adds an entry at the end.
  Tree& add(std::string name, Tree value);
  // Of a list, which an empty Tree becomes.
  Tree& append(Tree value);

  bool operator==(const Tree& other) const;

 private:
  Value value_;
};

// Thrown on the client's side only: a response that cannot be understood.
class UnreadableResponse : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Fills the struct at `object`, whose shape is `schema`, from a Tree that was checked (check.h).
// Members that are not in the Tree keep their initial values; what the schema has not is left out.
void fill(const Schema& schema, Tree tree, void* object);

// What the struct at `object` says: absent members are left out, empty lists too unless @shown.
// Texts and bytes are moved out of the struct.
Tree tell(const Schema& schema, void* object);

// The typed half of an operation; the generated tables point here.
template <class Op>
Tree serve(const Operation& operation, Call& call, Tree asked) {
  typename Op::Request request{};
  fill(*operation.input, std::move(asked), &request);
  typename Op::Response response = Op::handler(call, request);
  return tell(*operation.output, &response);
}

}  // namespace amishare::wire
