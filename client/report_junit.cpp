// report_junit.cpp - the report as JUnit XML, one test case a scenario.
#include <fmt/format.h>

#include "client/report.h"

namespace amishare::client {
namespace {

// Escaped for an attribute or a text; control characters, which XML 1.0 forbids, become '?'.
std::string xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\t' ? '?' : c;
    }
  }
  return out;
}

}  // namespace

std::string report_junit(const std::vector<ScenarioOutcome>& outcomes) {
  const Totals totals = count(outcomes);
  double seconds = 0;
  int errors = 0;
  for (const ScenarioOutcome& outcome : outcomes) {
    seconds += outcome.seconds;
    errors += outcome.broken.empty() ? 0 : 1;
  }
  std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += fmt::format(
      "<testsuites><testsuite name=\"amishare\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
      "skipped=\"{}\" time=\"{:.6f}\">\n",
      outcomes.size(), totals.failed - errors, errors, totals.skipped, seconds);
  for (const ScenarioOutcome& outcome : outcomes) {
    out += fmt::format("  <testcase name=\"{}\" classname=\"{}\" file=\"{}\" time=\"{:.6f}\">\n",
                       xml(outcome.scenario.title), xml(outcome.scenario.path),
                       xml(outcome.scenario.path), outcome.seconds);
    if (!outcome.skipped.empty()) {
      out += fmt::format("    <skipped message=\"{}\"/>\n", xml(outcome.skipped));
    }
    // JUnit's error is what could not be run, its failure what did not end as claimed.
    const char* kind = outcome.broken.empty() ? "failure" : "error";
    for (const Failure& failure : failures(outcome)) {
      out += fmt::format("    <{0} message=\"{1}\">{2}:{3}: {4}{1}</{0}>\n", kind,
                         xml(failure.problem), xml(failure.file), failure.line,
                         failure.step.empty() ? "" : xml(failure.step) + ": ");
    }
    out += "  </testcase>\n";
  }
  return out + "</testsuite></testsuites>\n";
}

}  // namespace amishare::client
