// run.cpp - `amishare run`: runs scenarios and reports.
#include "client/verbs/run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include "client/report.h"
#include "client/scenario.h"
#include "client/stage.h"

namespace amishare::client {
namespace {

namespace fs = std::filesystem;

struct RunArguments {
  std::vector<std::string> paths;
  std::string filter, endpoint, format, accounts;
  std::optional<std::uint64_t> seed{};  // none: 1 in process, at random over HTTP
  bool verbose = false;
};

bool environment_says(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

// The scenarios that come with amishare: those of the folder one stands in, or of the sources.
fs::path own_scenarios() {
  return fs::is_directory("scenarios") ? fs::path("scenarios") : fs::path(AMISHARE_SCENARIOS);
}

bool contains(std::string_view text, std::string_view part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

ReportOptions report_options(const RunArguments& arguments) {
  ReportOptions options;
  const std::string name = !arguments.format.empty()            ? arguments.format
                           : environment_says("GITHUB_ACTIONS") ? "github"
                                                                : "text";
  options.format = *report_format(name);
  options.colour = isatty(STDOUT_FILENO) != 0 && !environment_says("NO_COLOR");
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
    return outcome;
  }
}

int run(const RunArguments& arguments) {
  const ReportOptions options = report_options(arguments);
  std::vector<fs::path> paths(arguments.paths.begin(), arguments.paths.end());
  if (paths.empty()) paths.push_back(own_scenarios());
  const Stage stage =
      arguments.endpoint.empty()
          ? in_process_stage(arguments.seed.value_or(1))
          : http_stage(arguments.endpoint, arguments.seed.value_or(0), arguments.accounts);
  std::vector<ScenarioOutcome> outcomes;
  for (const fs::path& path : find_scenarios(paths)) {
    if (!arguments.filter.empty() && !contains(path.string(), arguments.filter)) {
      try {
        if (!contains(read_scenario(path).title, arguments.filter)) continue;
      } catch (const ScenarioError&) {
        continue;
      }
    }
    outcomes.push_back(run_file(path, stage));
    if (options.format == ReportFormat::text) {
      std::cout << report_text_one(outcomes.back(), options) << std::flush;
    }
  }
  if (outcomes.empty()) {
    std::cerr << "amishare: no scenario matched\n";
    return 5;
  }
  const Totals totals = count(outcomes);
  if (options.format == ReportFormat::text) {
    std::cout << report_text_end(outcomes, options);
  } else {
    std::cout << report(outcomes, options);
  }
  return totals.failed > 0 ? 1 : 0;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* verb = app.add_subcommand("run", "Run scenarios and report how they ended");
  verb->add_option("path", arguments->paths,
                   "Scenario files, or folders of them (default: all that come with amishare)");
  verb->add_option("--filter", arguments->filter,
                   "Only scenarios whose title or path contains this");
  verb->add_option("--endpoint", arguments->endpoint,
                   "Run over HTTP against this server, e.g. http://127.0.0.1:4566");
  verb->add_option("--accounts", arguments->accounts,
                   "JSON file: account name -> {account, access_key_id, secret_access_key}, for an "
                   "endpoint with accounts of its own");
  verb->add_option("--format", arguments->format, "text, json, junit, tap or github")
      ->check(CLI::IsMember({"text", "json", "junit", "tap", "github"}));
  verb->add_option("--seed", arguments->seed, "Of the worlds, and of account ids over HTTP");
  verb->add_flag("-v,--verbose", arguments->verbose, "Every step and every decision");
  verb->callback([arguments, &exit_code] {
    try {
      exit_code = run(*arguments);
    } catch (const std::exception& problem) {
      std::cerr << "amishare: " << problem.what() << "\n";
      exit_code = 2;
    }
  });
}

}  // namespace amishare::client
