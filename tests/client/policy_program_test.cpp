// policy_program_test.cpp - `amishare policy` as a user meets it: words, files, exit codes.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/catch.h"
#include "support/program.h"

namespace amishare::client {
namespace {

namespace fs = std::filesystem;

struct Outcome {
  int exit_code = 0;
  std::string output, errors;
};

// /bin/sh can give it an input.
Outcome run_policy(const std::vector<std::string>& arguments) {
  test::Program program(arguments);
  Outcome ended;
  ended.output = program.output_until("(nothing says this)");
  ended.exit_code = program.exit_code();
  ended.errors = program.errors();
  return ended;
}

struct PolicyFile {
  fs::path path = fs::temp_directory_path() / "amishare-test-policy.json";
  explicit PolicyFile(const std::string& text) { std::ofstream(path) << text; }
  ~PolicyFile() { fs::remove(path); }
};

}  // namespace

TEST_CASE("lint's exit codes", "[client]") {
  const PolicyFile good(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":)"
                        R"("kms:Decrpyt","Resource":"*"}})");
  Outcome ended = run_policy({"policy", "lint", good.path.string(), "--as", "identity"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.output.find("[unknown-action]") != std::string::npos);
  ended = run_policy({"policy", "lint", good.path.string(), "--as", "identity", "--strict"});
  CHECK(ended.exit_code == 1);
  ended = run_policy({"policy", "lint", good.path.string(), "--as", "trust", "--format", "json"});
  CHECK(ended.exit_code == 1);
  CHECK(ended.output.find("\"stored\": false") != std::string::npos);
  ended = run_policy({"policy", "lint", "/nonexistent/policy.json"});
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors == "amishare: /nonexistent/policy.json can't be read\n");
  ended = run_policy({"policy", "lint", good.path.string(), "--as", "bucket"});
  CHECK(ended.exit_code == 2);
}

TEST_CASE("mistyped words below policy", "[client]") {
  Outcome ended = run_policy({"policy", "evl"});
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors.find("there is no verb \"evl\"; did you mean eval?") != std::string::npos);
  ended = run_policy({"policy", "lint", "x", "--formt", "json"});
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors.find("there is no option --formt; did you mean --format?") !=
        std::string::npos);
  CHECK(ended.errors.find("Try `amishare policy lint --help`.") != std::string::npos);
  ended = run_policy({"policy", "eval"});
  CHECK(ended.exit_code == 2);
  CHECK(ended.errors == "amishare: cases are lines of JSON; say so with --jsonl\n");
  ended = run_policy({"policy"});
  CHECK(ended.exit_code == 2);
  ended = run_policy({"policy", "--help"});
  CHECK(ended.exit_code == 0);
}

}  // namespace amishare::client
