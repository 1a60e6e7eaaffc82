// must.h - how many cases are asked, and how one that breaks a rule is told.
#pragma once
#include <cstdint>
#include <string>

#include "support/catch.h"
#include "twin/case_line.h"
#include "twin/policy_generator.h"
#include "twin/shrink.h"

namespace amishare::policy::twin {

// As many as take some seconds: many where the twin is compiled to run quickly. Under sanitizers,
// of which g++ tells by macros and clang by features, few.
#if !defined(__has_feature)
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr int cases = 10000;
#elif defined(__OPTIMIZE__)
inline constexpr int cases = 300000;
#else
inline constexpr int cases = 20000;
#endif
inline constexpr int rule_cases = cases / 20;

inline Decision decide(const Case& one) { return evaluate(one.request, one.policies, one.grants); }

// The case as a line for `policy eval`, with what the line leaves to it.
inline std::string describe(const Case& one) {
  return std::string(one.request.rule == ResourceRule::mandatory ? "rule: mandatory\n"
                                                                 : "rule: ordinary\n") +
         case_json(one).dump();
}

// Fails if this case does not hold, with the seed and the case. There are many, so that nothing is
// written of those that do.
inline void must(bool holds, std::uint64_t from_seed, int number, const Case& one) {
  if (holds) return;
  FAIL("seed " << from_seed << ", case " << number << "\n" << describe(one));
}
// The same for a rule that can be asked again of smaller cases, with the smallest that breaks it.
inline void must_not(const Shows& broken, std::uint64_t from_seed, int number, const Case& one) {
  if (!broken(one)) return;
  FAIL("seed " << from_seed << ", case " << number << "\n" << describe(shrunk(one, broken)));
}

}  // namespace amishare::policy::twin
