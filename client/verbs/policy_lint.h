// policy_lint.h - `amishare policy lint`: what AWS would say of a document, and what it would not.
#pragma once
#include <CLI/CLI.hpp>

namespace amishare::client {

// Adds the verb to `policy`. When it was asked for, `exit_code` is 0 if AWS would store the
// document, 1 if it would not (or, with --strict, if something in it is surely not meant), 2 if the
// command line is wrong or the file can't be read.
void add_policy_lint(CLI::App& policy, int& exit_code);

}  // namespace amishare::client
