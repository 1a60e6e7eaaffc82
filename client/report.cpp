// report.cpp - what all formats of the report share.
#include "client/report.h"

#include <fmt/format.h>

namespace amishare::client {

std::optional<ReportFormat> report_format(std::string_view name) {
  if (name == "text") return ReportFormat::text;
  if (name == "json") return ReportFormat::json;
  if (name == "junit") return ReportFormat::junit;
  if (name == "tap") return ReportFormat::tap;
  if (name == "github") return ReportFormat::github;
  return std::nullopt;
}

Totals count(const std::vector<ScenarioOutcome>& outcomes) {
  Totals totals;
  for (const ScenarioOutcome& outcome : outcomes) {
    if (!outcome.skipped.empty()) {
      ++totals.skipped;
    } else if (outcome.passed()) {
      ++totals.passed;
    } else {
      ++totals.failed;
    }
  }
  return totals;
}

std::string closing_line(const Totals& totals) {
  std::string line = fmt::format("{} passed, {} failed", totals.passed, totals.failed);
  if (totals.skipped > 0) line += fmt::format(", {} skipped", totals.skipped);
  return line;
}

std::string step_name(const Step& step) {
  if (!step.title.empty()) return step.title;
  if (!step.call.empty()) {
    return step.as.empty() ? step.call : fmt::format("{} by {}", step.call, step.as);
  }
  if (!step.advance.empty()) return fmt::format("{} pass", step.advance);
  return fmt::format("look back at \"{}\"", step.trace_of);
}

namespace {

// What is told as "file:line: problem" in its parts.
Failure failure_of(const std::string& path, const std::string& broken) {
  for (auto colon = broken.find(':'); colon != std::string::npos;
       colon = broken.find(':', colon + 1)) {
    const auto end = broken.find_first_not_of("0123456789", colon + 1);
    const bool line = end != std::string::npos && end > colon + 1 && end - colon < 9 &&
                      broken.compare(end, 2, ": ") == 0;
    if (!line) continue;
    return {broken.substr(0, colon), std::stoul(broken.substr(colon + 1, end - colon - 1)), "",
            broken.substr(end + 2)};
  }
  return {path, 1, "", broken};
}

}  // namespace

std::vector<Failure> failures(const ScenarioOutcome& outcome) {
  std::vector<Failure> found;
  if (!outcome.broken.empty()) {
    found.push_back(failure_of(outcome.scenario.path, outcome.broken));
  }
  for (const StepOutcome& step : outcome.steps) {
    for (const std::string& problem : step.problems) {
      found.push_back({step.step.file, step.step.line, step_name(step.step), problem});
    }
  }
  return found;
}

std::string report(const std::vector<ScenarioOutcome>& outcomes, const ReportOptions& options) {
  switch (options.format) {
    case ReportFormat::text:
      return report_text(outcomes, options);
    case ReportFormat::json:
      return report_json(outcomes);
    case ReportFormat::junit:
      return report_junit(outcomes);
    case ReportFormat::tap:
      return report_tap(outcomes);
    case ReportFormat::github:
      return report_github(outcomes);
  }
  return {};
}

}  // namespace amishare::client
