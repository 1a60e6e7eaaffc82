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

// What stands in a cell of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("|<>*_`[]\\").find(c) != std::string_view::npos) out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string trouble(const ScenarioOutcome& outcome) {
  if (!outcome.skipped.empty()) return outcome.skipped;
  std::string text;
  for (const Failure& failure : failures(outcome)) {
    text += fmt::format("{}{}:{}: {}", text.empty() ? "" : "; ", failure.file, failure.line,
                        failure.problem);
  }
  return text;
}

}  // namespace

std::string report_markdown(const std::vector<ScenarioOutcome>& outcomes) {
  std::string out = "### amishare: " + closing_line(count(outcomes)) + "\n\n";
  std::string rows;
  for (const ScenarioOutcome& outcome : outcomes) {
    if (outcome.passed() && outcome.skipped.empty()) continue;
    rows += fmt::format("| {} | {} | {} |\n", outcome.skipped.empty() ? "failed" : "skipped",
                        cell(outcome.scenario.title), cell(trouble(outcome)));
  }
  if (!rows.empty()) out += "| | scenario | |\n|---|---|---|\n" + rows;
  return out + "\n";
}

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
