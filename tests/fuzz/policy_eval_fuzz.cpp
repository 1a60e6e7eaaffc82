// policy_eval_fuzz.cpp - any line to `policy eval`: one line of JSON comes back, again and again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "client/policy_eval.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  amishare::client::PolicyEval eval;
  const std::string first(eval.answer(line));
  require(first.find('\n') == std::string::npos);
  const auto answer = nlohmann::json::parse(first, nullptr, false);
  require(!answer.is_discarded() && answer.contains("id"));
  require(answer.contains("error") != answer.contains("decision"));
  // What is remembered of documents changes nothing.
  require(eval.answer(line) == first);
  require(eval.answer(line) == first);
  return 0;
}
