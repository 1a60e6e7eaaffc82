// policy_lint.cpp - `amishare policy lint`: reads a file, reports.
#include "client/verbs/policy_lint.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "client/policy_lint.h"
#include "client/verbs/command_line.h"

namespace amishare::client {
namespace {

struct LintArguments {
  std::string file, as, format = "text";
  bool strict = false;
};

// No policy that AWS takes comes near this size.
constexpr std::size_t largest_file = std::size_t{4} << 20U;

std::string read_document(const std::string& file) {
  std::ifstream opened;
  if (file != "-") {
    opened.open(file, std::ios::binary);
    if (!opened) throw UsageError(file + " can't be read");
  }
  std::istream& in = file == "-" ? std::cin : opened;
  std::string text;
  std::vector<char> buffer(std::size_t{64} << 10U);
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (text.size() > largest_file) throw UsageError(file + " is larger than 4 MiB");
  }
  if (in.bad() || (!in.eof() && in.fail())) throw UsageError(file + " can't be read");
  return text;
}

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const PolicyType& type : policy_types()) names.emplace_back(type.name);
  return names;
}

const PolicyType* type_named(const std::string& name) {
  for (const PolicyType& type : policy_types()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

int lint_file(const LintArguments& arguments) {
  const LintReport report =
      lint_document(arguments.file, read_document(arguments.file), type_named(arguments.as));
  std::cout << (arguments.format == "json" ? lint_json(report) : lint_text(report));
  return report.has_error() || (arguments.strict && !report.findings.empty()) ? 1 : 0;
}

}  // namespace

void add_policy_lint(CLI::App& policy, int& exit_code) {
  auto arguments = std::make_shared<LintArguments>();
  CLI::App* verb = policy.add_subcommand(
      "lint", "What AWS would say of a policy document, and what in it is surely not meant");
  verb->add_option("file", arguments->file, "The document, or - for stdin")
      ->type_name("FILE")
      ->required();
  verb->add_option("--as", arguments->as,
                   "identity, boundary, session, trust, resource, key, scp, rcp or\n"
                   "vpc-endpoint (default: what it looks like, and in short as each)")
      ->check(CLI::IsMember(type_names()))
      ->type_name("TYPE");
  verb->add_option("--format", arguments->format, "text (default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
  verb->add_flag("--strict", arguments->strict, "Warnings count as errors");
  verb->footer(
      "Exit codes: 0 AWS would store it, 1 it would not, 2 the command line is wrong or the\n"
      "file can't be read.\n"
      "\n"
      "Examples:\n"
      "  amishare policy lint policy.json\n"
      "  amishare policy lint key-policy.json --as key --format json\n"
      "  aws iam get-role --role-name r --query Role.AssumeRolePolicyDocument |\n"
      "    amishare policy lint - --as trust --strict");
  verb->callback(
      [arguments, &exit_code] { exit_code = guarded([&] { return lint_file(*arguments); }); });
}

}  // namespace amishare::client
