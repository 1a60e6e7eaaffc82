// command_line.h - what all verbs share: parsing, help for who mistypes, colours, exit codes.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

namespace amishare::client {

// The command line asks for something that makes no sense.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Parses and runs the verb's callback. The exit code if that ended the program: after --help or
// --version 0, after a wrong command line 2, with what is wrong and what may have been meant on
// stderr.
std::optional<int> parse(CLI::App& app, int argc, char** argv);

// The exit code of a verb: what `body` returns; 1 with the refusal on stderr if a call was refused,
// 2 if the command line, a setting or the endpoint is wrong, 3 for what nobody foresaw.
int guarded(const std::function<int()>& body);

// Whether to write in colours: to a terminal, unless NO_COLOR is set; FORCE_COLOR says so anywhere.
// https://no-color.org https://force-color.org
bool wants_colour();
// The value of an environment variable, empty if it is not set.
std::string environment(const char* name);

}  // namespace amishare::client
