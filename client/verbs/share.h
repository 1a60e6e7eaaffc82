// share.h - `amishare share`: the owner's side of sharing an encrypted image.
#pragma once
#include <CLI/CLI.hpp>

namespace amishare::client {

// Adds the verb. When it was asked for, `exit_code` is 0 if the image is shared (or would be, with
// --dry-run), 1 if it can't be, 2 if the command line, the credentials or the endpoint are wrong.
void add_share(CLI::App& app, int& exit_code);

}  // namespace amishare::client
