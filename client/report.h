// report.h - what a run of scenarios is told as: text for people, and four formats for programs.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/scenario.h"

namespace amishare::client {

enum class ReportFormat { text, json, junit, tap, github };

// nullopt if `name` is none of "text", "json", "junit", "tap", "github".
std::optional<ReportFormat> report_format(std::string_view name);

struct ReportOptions {
  ReportFormat format = ReportFormat::text;
  bool colour = false;   // text only
  bool verbose = false;  // text only: every step and decision, the set-up's included
};

struct Totals {
  int passed = 0, failed = 0, skipped = 0;
};
Totals count(const std::vector<ScenarioOutcome>& outcomes);
// "3 passed, 1 failed", and ", 2 skipped" if any.
std::string closing_line(const Totals& totals);

// The whole report. Text ends with the closing line.
std::string report(const std::vector<ScenarioOutcome>& outcomes, const ReportOptions& options);

// The parts, one a format (report_*.cpp). A long run shows each scenario in text as it ends.
std::string report_text_one(const ScenarioOutcome& outcome, const ReportOptions& options);
std::string report_text_end(const std::vector<ScenarioOutcome>& outcomes,
                            const ReportOptions& options);
std::string report_text(const std::vector<ScenarioOutcome>& outcomes, const ReportOptions& options);
std::string report_json(const std::vector<ScenarioOutcome>& outcomes);
std::string report_junit(const std::vector<ScenarioOutcome>& outcomes);
std::string report_tap(const std::vector<ScenarioOutcome>& outcomes);
std::string report_github(const std::vector<ScenarioOutcome>& outcomes);
// A table in GitHub's Markdown, for the summary of a workflow's run.
std::string report_markdown(const std::vector<ScenarioOutcome>& outcomes);

// What went wrong in a scenario, one "file:line: step: problem" each.
struct Failure {
  std::string file;
  std::size_t line = 1;
  std::string step;
  std::string problem;
};
std::vector<Failure> failures(const ScenarioOutcome& outcome);
// How a step is called: its title, or its operation and principal.
std::string step_name(const Step& step);

}  // namespace amishare::client
