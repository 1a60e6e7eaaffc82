// main.cpp - the program and its verbs.
#include "client/verbs/command_line.h"
#include "client/verbs/policy.h"
#include "client/verbs/run.h"
#include "client/verbs/serve.h"
#include "client/verbs/share.h"

// Exit codes: 0 all as it should be, 1 something claimed was not so or a call was refused, 2 the
// command line or a file is wrong, 3 a defect of amishare, 5 nothing matched.
int main(int argc, char** argv) {
  CLI::App app(
      "amishare: how one AWS account shares an encrypted AMI with another, on your machine",
      "amishare");
  app.set_version_flag("--version", "amishare " AMISHARE_VERSION);
  app.require_subcommand(1);
  int exit_code = 0;
  amishare::client::add_run(app, exit_code);
  amishare::client::add_serve(app, exit_code);
  amishare::client::add_share(app, exit_code);
  amishare::client::add_policy(app, exit_code);
  app.footer(
      "Examples:\n"
      "  amishare run                                 every scenario, with a report\n"
      "  amishare serve                               the emulator, for boto3, the AWS CLI, ...\n"
      "  amishare share ami-0123 222222222222         share an image and its key\n"
      "  amishare policy lint policy.json             what AWS says of a policy document\n"
      "  amishare share --help                        all about one verb");
  return amishare::client::parse(app, argc, argv).value_or(exit_code);
}
