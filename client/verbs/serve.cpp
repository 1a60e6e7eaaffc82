// serve.cpp - `amishare serve`: a world, its gateway and a server in front of it.
#include "client/verbs/serve.h"

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "client/verbs/command_line.h"
#include "server/server.h"
#include "wire/gateway.h"
#include "wire/options.h"
#include "world/world.h"

namespace amishare::client {
namespace {

constexpr std::uint16_t usual_port = 4566;  // where tools for AWS emulators look first

struct ServeArguments {
  std::string host = "127.0.0.1";
  std::uint16_t port = usual_port;
  std::optional<std::uint64_t> seed{};
  std::string pace = "instant";
  std::string auth = "on";
  std::string iam_propagation{}, grant_propagation{};  // durations; empty: none
  bool lenient = false;
  bool verbose = false;
};

Instant real_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Delay delay_of(const std::string& option, const std::string& text) {
  if (text.empty()) return Delay(0);
  const auto delay = wire::read_duration(text);
  if (!delay) throw UsageError(option + " is a span of time such as 500ms, 5s or 2m, not " + text);
  return *delay;
}

Pace pace_of(const ServeArguments& arguments) {
  Pace pace = arguments.pace == "aws" ? Pace::aws() : Pace::instant();
  pace.iam_propagation = delay_of("--iam-propagation", arguments.iam_propagation);
  pace.grant_propagation = delay_of("--grant-propagation", arguments.grant_propagation);
  return pace;
}

// Short enough to be read off a screen and typed again.
std::uint64_t any_seed() {
  std::random_device dice;
  return dice() % 1'000'000'000U;
}

// As many connections as the system lets this process have.
void raise_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
}

void print_start(const ServeArguments& arguments, const server::Server& server,
                 std::uint64_t seed) {
  const bool verifies = arguments.auth == "on";
  std::cout << "amishare " AMISHARE_VERSION "\n"
            << "  endpoint   " << server.endpoint() << "\n"
            << "  seed       " << seed << "\n"
            << "  pace       " << arguments.pace
            << (arguments.pace == "instant" ? " (things are ready at the first look)\n"
                                            : " (things take as long as they take on AWS)\n")
            << "  requests   "
            << (verifies ? "signatures are verified and policies enforced\n"
                         : "signatures are NOT verified; policies are enforced\n")
            << "  keys       an account's twelve digits, with the secret \"test\" (its user admin) "
               "or \"root\" (its root user);\n"
            << "             test, with the secret test, is admin of 000000000000\n"
            << "  try        AWS_ENDPOINT_URL=" << server.endpoint()
            << " AWS_ACCESS_KEY_ID=111111111111 AWS_SECRET_ACCESS_KEY=test "
               "AWS_DEFAULT_REGION=us-east-1 aws sts get-caller-identity\n";
  if (!verifies) {
    std::cerr << "amishare: WARNING: --auth off: no signature is verified. Every caller is taken "
                 "for whom they say they are.\n";
  }
  if (!server.loopback()) {
    std::cerr << "amishare: WARNING: " << arguments.host
              << " is not a loopback address: whoever can reach this machine can use and change "
                 "what is emulated here, over unencrypted HTTP.\n";
  }
  std::cout << "Ready." << std::endl;
}

int serve(const ServeArguments& arguments) {
  raise_file_limit();
  const std::uint64_t seed = arguments.seed ? *arguments.seed : any_seed();
  World world({.seed = seed, .start = real_now(), .pace = pace_of(arguments)});
  const auto warn = [](std::string_view line) { std::cerr << "amishare: " << line << "\n"; };
  wire::GatewayOptions gateway_options{.verify_signatures = arguments.auth == "on",
                                       .lenient = arguments.lenient};
  gateway_options.warn = warn;
  if (arguments.verbose) {
    gateway_options.log = [](std::string_view line) { std::cerr << line << "\n"; };
  }
  wire::Gateway gateway(world, gateway_options);

  server::Options options;
  options.host = arguments.host;
  options.port = arguments.port;
  options.stop_on_signals = true;
  options.log = warn;
  // SDKs correct their clocks by what servers say, so that they follow a world whose time was
  // moved.
  options.now = [&world] { return std::chrono::floor<std::chrono::seconds>(world.timeline.now()); };
  server::Server server(options, [&gateway](const wire::HttpRequest& request) {
    gateway.pace_to(real_now());
    return gateway.handle(request);
  });
  print_start(arguments, server, seed);
  server.run();
  return 0;
}

}  // namespace

void add_serve(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ServeArguments>();
  CLI::App* verb = app.add_subcommand("serve", "Serve the emulator over HTTP until interrupted");
  verb->add_option("--host", arguments->host, "Address to listen on")
      ->type_name("ADDRESS")
      ->capture_default_str();
  verb->add_option("--port", arguments->port, "Port to listen on; 0: any that is free")
      ->check(CLI::Range(0, 65535))
      ->type_name("PORT")
      ->capture_default_str();
  verb->add_option("--seed", arguments->seed,
                   "Same seed and same requests: same ids, same bytes\n(default: random, printed)")
      ->check(CLI::NonNegativeNumber)
      ->type_name("NUMBER");
  verb->add_option("--pace", arguments->pace,
                   "instant: ready at the first look; aws: as slow as recorded on AWS")
      ->check(CLI::IsMember({"instant", "aws"}))
      ->capture_default_str();
  verb->add_option("--iam-propagation", arguments->iam_propagation,
                   "How long roles, policies and their changes take to be seen, as 5s\n"
                   "(default: they are seen at once)")
      ->type_name("SPAN");
  verb->add_option("--grant-propagation", arguments->grant_propagation,
                   "How long a KMS grant takes to hold without its token, as 5s\n"
                   "(default: it holds at once)")
      ->type_name("SPAN");
  verb->add_option("--auth", arguments->auth,
                   "off: verify no signatures, for clients that can't sign")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  verb->add_flag("--lenient", arguments->lenient,
                 "Overlook, with a warning, parameters of AWS that are not emulated");
  verb->add_flag("-v,--verbose", arguments->verbose, "One line for each call on stderr");
  verb->footer(
      "It prints its endpoint and then \"Ready.\"; Ctrl-C ends it. Everything is in memory.\n"
      "\n"
      "Examples:\n"
      "  amishare serve\n"
      "  amishare serve --port 0 --seed 7      any free port, always the same ids\n"
      "  amishare serve --pace aws             instances are pending for a while, as on AWS");
  verb->callback([arguments, &exit_code] {
    exit_code = guarded([&] {
      try {
        return serve(*arguments);
      } catch (const server::ListenError& problem) {
        throw UsageError(problem.what());
      }
    });
  });
}

}  // namespace amishare::client
