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

std::vector<Failure> failures(const ScenarioOutcome& outcome) {
  std::vector<Failure> found;
  if (!outcome.broken.empty()) {
    found.push_back({outcome.scenario.path, 1, "", outcome.broken});
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
