// policy_eval.h - `amishare policy eval`: decisions of the policy engine, a line each.
#pragma once
#include <CLI/CLI.hpp>

namespace amishare::client {

// Adds the verb to `policy`. When it was asked for, `exit_code` is 0 once every line is answered,
// whatever the answers are, and 1 if the answers could not be written.
void add_policy_eval(CLI::App& policy, int& exit_code);

}  // namespace amishare::client
