// run.h - `amishare run`: runs scenarios and reports.
#pragma once
#include <CLI/CLI.hpp>

namespace amishare::client {

// Adds the verb. When it was asked for, `exit_code` is 0 if all ended as claimed, 1 if one did not,
// 2 if a file or an option is wrong, 5 if nothing matched.
void add_run(CLI::App& app, int& exit_code);

}  // namespace amishare::client
