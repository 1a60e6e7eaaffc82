// report_github.cpp - the report as GitHub workflow commands: an annotation for each failure.
#include <fmt/format.h>

#include "client/report.h"

namespace amishare::client {
namespace {

// https://docs.github.com/actions/reference/workflow-commands-for-github-actions
std::string data(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '%':
        out += "%25";
        break;
      case '\r':
        out += "%0D";
        break;
      case '\n':
        out += "%0A";
        break;
      case ':':
        out += property ? "%3A" : ":";
        break;
      case ',':
        out += property ? "%2C" : ",";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace

std::string report_github(const std::vector<ScenarioOutcome>& outcomes) {
  std::string out;
  for (const ScenarioOutcome& outcome : outcomes) {
    for (const Failure& failure : failures(outcome)) {
      const std::string what =
          failure.step.empty() ? failure.problem : failure.step + ": " + failure.problem;
      out += fmt::format("::error file={},line={},title={}::{}\n", data(failure.file, true),
                         failure.line, data(outcome.scenario.title, true), data(what, false));
    }
    if (!outcome.skipped.empty()) {
      out += fmt::format("::notice file={},line=1,title={}::skipped: {}\n",
                         data(outcome.scenario.path, true), data(outcome.scenario.title, true),
                         data(outcome.skipped, false));
    }
  }
  return out + closing_line(count(outcomes)) + "\n";
}

}  // namespace amishare::client
