// serve.h - `amishare serve`: the emulator over HTTP.
#pragma once
#include <CLI/CLI.hpp>

namespace amishare::client {

// Adds the verb. When it was asked for, it runs until SIGINT or SIGTERM; `exit_code` is then 0, or
// 2 if it could not listen.
void add_serve(CLI::App& app, int& exit_code);

}  // namespace amishare::client
