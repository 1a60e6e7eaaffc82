// run.cpp - `amishare run`: runs scenarios and reports.
#include "client/verbs/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "client/report.h"
#include "client/scenario.h"
#include "client/service_transport.h"
#include "client/stage.h"
#include "client/verbs/command_line.h"

namespace amishare::client {
namespace {

namespace fs = std::filesystem;

struct RunArguments {
  std::vector<std::string> paths;
  std::string filter, endpoint, format, accounts;
  std::optional<std::uint64_t> seed{};  // none: 1 in process, at random over HTTP
  int patience_s = 300;
  bool verbose = false;
};

// The scenarios that come with amishare: those of the folder one stands in, or of the sources.
fs::path own_scenarios() {
  return fs::is_directory("scenarios") ? fs::path("scenarios") : fs::path(AMISHARE_SCENARIOS);
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

ReportOptions report_options(const RunArguments& arguments) {
  ReportOptions options;
  const std::string name = !arguments.format.empty()                ? arguments.format
                           : !environment("GITHUB_ACTIONS").empty() ? "github"
                                                                    : "text";
  options.format = *report_format(name);
  options.colour = wants_colour();
  options.verbose = arguments.verbose;
  return options;
}

ScenarioOutcome run_file(const fs::path& path, const Stage& stage) {
  try {
    return run_scenario(read_scenario(path), stage);
  } catch (const ScenarioError& problem) {
    Scenario unreadable;
    unreadable.path = path.string();
    unreadable.title = path.filename().string();
    ScenarioOutcome outcome;
    outcome.scenario = unreadable;
    outcome.broken = problem.what();
    outcome.unreadable = true;
    return outcome;
  }
}

// Whether --filter lets the scenario pass. Of a file that can't be read only the path counts.
bool passes_filter(const fs::path& path, const std::string& filter) {
  if (filter.empty() || contains_ignoring_case(path.string(), filter)) return true;
  try {
    return contains_ignoring_case(read_scenario(path).title, filter);
  } catch (const ScenarioError&) {
    return false;
  }
}

// One sentence for a server that does not answer, instead of one for each scenario.
void knock(const RunArguments& arguments) {
  if (arguments.endpoint.empty() || arguments.endpoint == real_aws) return;
  service_transport({.usual = arguments.endpoint})->send({.method = "GET", .target = "/health"});
}

// https://docs.github.com/actions/reference/workflow-commands-for-github-actions#adding-a-job-summary
void write_step_summary(const std::vector<ScenarioOutcome>& outcomes) {
  const std::string file = environment("GITHUB_STEP_SUMMARY");
  if (file.empty()) return;
  std::ofstream out(file, std::ios::app);
  out << report_markdown(outcomes);
  if (!out) std::cerr << "amishare: GITHUB_STEP_SUMMARY: " << file << " can't be written\n";
}

int exit_code_of(const std::vector<ScenarioOutcome>& outcomes) {
  int exit_code = 0;
  for (const ScenarioOutcome& outcome : outcomes) {
    const bool failed = outcome.skipped.empty() && !outcome.passed();
    exit_code = std::max(exit_code, outcome.defect ? 3 : outcome.unreadable ? 2 : failed ? 1 : 0);
  }
  return exit_code;
}

int run(const RunArguments& arguments) {
  if (!arguments.accounts.empty() && arguments.endpoint.empty()) {
    throw UsageError("--accounts is for an --endpoint");
  }
  const ReportOptions options = report_options(arguments);
  std::vector<fs::path> paths(arguments.paths.begin(), arguments.paths.end());
  if (paths.empty()) paths.push_back(own_scenarios());
  Stage stage =
      arguments.endpoint.empty()
          ? in_process_stage(arguments.seed.value_or(1))
          : http_stage(arguments.endpoint, arguments.seed.value_or(0), arguments.accounts);
  stage.patience = std::chrono::seconds(arguments.patience_s);
  knock(arguments);
  std::vector<ScenarioOutcome> outcomes;
  for (const fs::path& path : find_scenarios(paths)) {
    if (!passes_filter(path, arguments.filter)) continue;
    outcomes.push_back(run_file(path, stage));
    if (options.format == ReportFormat::text) {
      std::cout << report_text_one(outcomes.back(), options) << std::flush;
    }
  }
  if (outcomes.empty()) {
    std::cerr << "amishare: no scenario matched\n";
    return 5;
  }
  if (options.format == ReportFormat::text) {
    std::cout << report_text_end(outcomes, options);
  } else {
    std::cout << report(outcomes, options);
  }
  if (options.format == ReportFormat::github) write_step_summary(outcomes);
  return exit_code_of(outcomes);
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* verb = app.add_subcommand("run", "Run scenarios and report how they ended");
  verb->add_option("path", arguments->paths,
                   "Scenario files, or folders of them (default: all that come\nwith amishare)")
      ->type_name("PATH");
  verb->add_option("--filter", arguments->filter,
                   "Only scenarios whose title or path contains this")
      ->type_name("TEXT");
  verb->add_option("--endpoint", arguments->endpoint,
                   "Run over HTTP against this server, or \"aws\" for AWS itself")
      ->type_name("URL");
  verb->add_option("--accounts", arguments->accounts,
                   "JSON file of accounts and credentials, for an endpoint\n"
                   "with accounts of its own: {\"A\": {\"account\": ...,\n"
                   "\"access_key_id\": ..., \"secret_access_key\": ...}}")
      ->type_name("FILE");
  verb->add_option("--format", arguments->format,
                   "text, json, junit, tap or github (default: text; github\n"
                   "where GITHUB_ACTIONS is set)")
      ->check(CLI::IsMember({"text", "json", "junit", "tap", "github"}))
      ->type_name("FORMAT");
  verb->add_option("--patience", arguments->patience_s,
                   "How long to wait for something to become so, in seconds\n"
                   "(default: 300; amishare's own time is moved instead)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("SECONDS");
  verb->add_option("--seed", arguments->seed, "Of the worlds, and of account ids over HTTP")
      ->type_name("NUMBER");
  verb->add_flag("-v,--verbose", arguments->verbose, "Every step and every decision");
  verb->footer(
      "Exit codes: 0 all as claimed, 1 something was not, 2 the command line or a file is\n"
      "wrong, 3 a defect of amishare, 5 nothing matched.\n"
      "\n"
      "Examples:\n"
      "  amishare run                                      all, in process\n"
      "  amishare run -v --filter grant                    some, with every decision\n"
      "  amishare run my/scenarios --format junit > report.xml\n"
      "  amishare run --endpoint http://127.0.0.1:4566     over HTTP, in accounts of its own");
  verb->callback([arguments, &exit_code] { exit_code = guarded([&] { return run(*arguments); }); });
}

}  // namespace amishare::client
