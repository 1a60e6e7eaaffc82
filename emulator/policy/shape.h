// shape.h - which element of a policy document may hold what, whatever the document's kind.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "policy/node.h"

namespace amishare::policy {

// What is wrong, and where; no node if nothing is.
struct Fault {
  const Node* at = nullptr;
  std::string message{};  // AWS's sentence
  std::string detail{};   // in our words, where AWS's sentence does not tell
  bool at_key = false;    // it is the member's key that is wrong
  explicit operator bool() const { return at != nullptr; }
};

// The first value that cannot stand where it does, or the first element that there is not. The
// message is left empty.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
Fault wrong_shape(const Node& document);

// Requires a document of the right shape.
std::vector<const Node*> statements_of(const Node& document);

}  // namespace amishare::policy
