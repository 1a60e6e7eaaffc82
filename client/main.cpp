// main.cpp - the program and its verbs.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "client/verbs/run.h"
#include "client/verbs/serve.h"
#include "client/verbs/share.h"

// Exit codes: 0 all as it should be, 1 something claimed was not so, 2 the command line or a file
// is wrong, 3 a defect of amishare, 5 nothing matched.
int main(int argc, char** argv) {
  CLI::App app(
      "amishare: how one AWS account shares an encrypted AMI with another, on your machine");
  app.set_version_flag("--version", "amishare " AMISHARE_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  amishare::client::add_run(app, exit_code);
  amishare::client::add_serve(app, exit_code);
  amishare::client::add_share(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    return app.exit(problem) == 0 ? 0 : 2;
  } catch (const std::exception& defect) {
    std::cerr << "amishare: defect: " << defect.what() << "\n";
    return 3;
  }
  return exit_code;
}
