// policy.h - `amishare policy`: the policy engine by itself.
#pragma once
#include <CLI/CLI.hpp>

namespace amishare::client {

// Adds the verb with `eval` and `lint` below it.
void add_policy(CLI::App& app, int& exit_code);

}  // namespace amishare::client
