// policy_eval.h - a question to the policy engine as a line of JSON, and its answer as another.
#pragma once
#include <memory>
#include <string_view>

namespace amishare::client {

// Answers one line after the other. A question holds all that it is decided by: nothing is added to
// its context, and nothing in it is overlooked. What it may hold and what comes of it is described
// in the README.
class PolicyEval {
 public:
  PolicyEval();
  ~PolicyEval();
  PolicyEval(const PolicyEval&) = delete;
  PolicyEval& operator=(const PolicyEval&) = delete;

  // {"id", "decision", "decidedBy", "statements"}, or {"id", "error"} for a line that is no
  // question or a document that AWS would not store. Without a newline; good until the next call.
  std::string_view answer(std::string_view line);

 private:
  class Case;
  struct Memory;
  std::unique_ptr<Memory> memory_;
};

}  // namespace amishare::client
