// command_line.cpp - what stands between main() and the verbs.
#include "client/verbs/command_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "client/aws_settings.h"
#include "client/nearest.h"
#include "client/scenario_value.h"
#include "client/transport.h"
#include "world/error.h"

namespace amishare::client {
namespace {

std::vector<std::string> verbs_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(verb->get_name());
  }
  return names;
}

std::vector<std::string> options_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// What is wrong with the words themselves, in our sentence; empty if it is something else.
std::string unknown_word(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* verb = nullptr;
  for (const std::string& word : words) {
    if (word == "--") break;
    const bool option = word.starts_with("--");
    const CLI::App& at = verb == nullptr ? app : *verb;
    const std::vector<std::string> verbs = verbs_of(at);
    if (!option && (word.starts_with("-") || (verb != nullptr && verbs.empty()))) continue;
    if (!option && contains(verbs, word)) {
      verb = at.get_subcommand(word);
      continue;
    }
    const std::string name = word.substr(0, word.find('='));
    const std::vector<std::string> known = option ? options_of(at) : verbs;
    if (contains(known, name)) continue;
    return (option ? fmt::format("there is no option {}", name)
                   : fmt::format("there is no verb \"{}\"", name)) +
           did_you_mean(name, known);
  }
  return {};
}

// "run", or "policy eval", if the command line names a verb, to point at its help.
std::string verb_among(const CLI::App& app, const std::vector<std::string>& words) {
  std::string path;
  const CLI::App* at = &app;
  for (const std::string& word : words) {
    if (!contains(verbs_of(*at), word)) continue;
    at = at->get_subcommand(word);
    path += word + " ";
  }
  return path;
}

}  // namespace

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  try {
    if (words.empty()) {
      std::cerr << app.help();
      return 2;
    }
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& problem) {
    if (problem.get_exit_code() == 0) return app.exit(problem);
    std::string what = unknown_word(app, words);
    if (what.empty()) what = problem.what();
    std::cerr << fmt::format("amishare: {}\nTry `amishare {}--help`.\n", what,
                             verb_among(app, words));
    return 2;
  }
}

int guarded(const std::function<int()>& body) {
  const auto say = [](int exit_code, const std::string& what) {
    std::cerr << "amishare: " << what << "\n";
    return exit_code;
  };
  try {
    return body();
  } catch (const Error& error) {
    // The encoded part of an EC2 denial is opaque and long.
    const std::string message =
        error.message.substr(0, error.message.find(" Encoded authorization failure message: "));
    return say(1, fmt::format("refused: {} ({}): {}", error.code, error.status, message));
  } catch (const UsageError& problem) {
    return say(2, problem.what());
  } catch (const SettingsError& problem) {
    return say(2, problem.what());
  } catch (const ScenarioError& problem) {
    return say(2, problem.what());
  } catch (const TransportError& problem) {
    return say(2, problem.what());
  } catch (const std::invalid_argument& problem) {
    return say(2, problem.what());
  } catch (const std::exception& defect) {
    return say(3, fmt::format("defect: {}", defect.what()));
  }
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

bool wants_colour() {
  if (!environment("NO_COLOR").empty()) return false;
  if (!environment("FORCE_COLOR").empty()) return true;
  return isatty(STDOUT_FILENO) != 0 && environment("TERM") != "dumb";
}

}  // namespace amishare::client
