// report_tap.cpp - the report in the Test Anything Protocol, version 13.
#include <fmt/format.h>

#include "client/report.h"

namespace amishare::client {
namespace {

// '#' begins a directive, a line break a new line.
std::string tap(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '#') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string report_tap(const std::vector<ScenarioOutcome>& outcomes) {
  std::string out = fmt::format("TAP version 13\n1..{}\n", outcomes.size());
  std::size_t number = 0;
  for (const ScenarioOutcome& outcome : outcomes) {
    const bool skipped = !outcome.skipped.empty();
    out +=
        fmt::format("{} {} - {}{}\n", skipped || outcome.passed() ? "ok" : "not ok", ++number,
                    tap(outcome.scenario.title), skipped ? " # SKIP " + tap(outcome.skipped) : "");
    for (const Failure& failure : failures(outcome)) {
      out +=
          fmt::format("# {}:{}: {}{}\n", tap(failure.file), failure.line,
                      failure.step.empty() ? "" : tap(failure.step) + ": ", tap(failure.problem));
    }
  }
  return out;
}

}  // namespace amishare::client
