// share.cpp - `amishare share`: the owner's side of sharing an encrypted image.
#include "client/verbs/share.h"

#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <memory>

#include "client/aws_settings.h"
#include "client/json.h"
#include "client/share.h"
#include "client/verbs/command_line.h"
#include "world/name.h"

namespace amishare::client {
namespace {

struct ShareArguments {
  ShareRequest request{};
  std::vector<std::string> accounts{};
  GivenSettings settings{};
  std::string with = "policy", format = "text";
  bool dry_run = false, undo = false;
};

void check(const ShareArguments& arguments) {
  const std::string& principal = arguments.request.principal;
  for (const std::string& account : arguments.accounts) {
    if (!is_account_id(account)) {
      throw UsageError(fmt::format("\"{}\" is no account: twelve digits", account));
    }
  }
  if (!arguments.request.keys.empty() && !arguments.undo) {
    throw UsageError("--key is for --undo: an image that is there tells its keys");
  }
  if (principal.empty()) return;
  if (arguments.accounts.size() > 1) {
    throw UsageError("--principal names somebody of one account: name one account with it");
  }
  const Arn arn = Arn::parse(principal);
  const bool known = arn.service == "iam" &&
                     (arn.resource.starts_with("role/") || arn.resource.starts_with("user/"));
  if (!known) {
    throw UsageError(fmt::format(
        "\"{}\" is no role or user: --principal takes arn:aws:iam::{}:role/NAME or .../user/NAME",
        principal, arguments.accounts.front()));
  }
  if (arn.account != arguments.accounts.front()) {
    throw UsageError(fmt::format("{} is not of account {}", principal, arguments.accounts.front()));
  }
}

class Printer {
 public:
  explicit Printer(const ShareArguments& arguments)
      : arguments_(arguments), colour_(wants_colour()) {}

  void found(const std::string& finding) const { std::cout << finding << ".\n"; }

  void change(const ShareChange& change) const {
    std::cout << "\n" << in("1", (arguments_.dry_run ? "Would: " : "") + change.title) << "\n";
    std::string_view lines = change.diff;
    while (!lines.empty()) {
      const auto end = std::min(lines.find('\n'), lines.size());
      const std::string line(lines.substr(0, end));
      std::cout << "  "
                << in(line.starts_with("+")   ? "32"
                      : line.starts_with("-") ? "31"
                                              : "",
                      line)
                << "\n";
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
    std::cout << std::flush;
  }

  void rest(const ShareReport& report, const std::string& account,
            const AwsSettings& settings) const {
    std::cout << "\n";
    if (report.changes.empty()) std::cout << "Nothing had to be changed.\n";
    if (arguments_.dry_run) {
      std::cout << "This was a dry run: nothing was changed.\n";
    }
    for (const std::string& so : report.verified) {
      std::cout << in("32", "Verified: ") << so << ".\n";
    }
    for (const std::string& note : report.notes) std::cout << in("33", "Note: ") << note << "\n";
    if (arguments_.undo) return;
    const std::string& endpoint = settings.endpoints.of("ec2");
    const bool delegates = arguments_.request.principal.empty();
    std::cout
        << "\n"
        << in("1", fmt::format("What {} needs, as an IAM policy in account {}:",
                               delegates ? "whoever is to launch" : report.principal, account))
        << "\n"
        << report.principal_policy << "\nThen, in account " << account << ":\n"
        << fmt::format(
               "  aws ec2 run-instances{} --region {} --image-id {} --instance-type t3.micro\n",
               endpoint == real_aws ? "" : " --endpoint-url " + endpoint, settings.session.region,
               arguments_.request.image_id)
        << "To take all of it back:\n  " << undoing(account) << "\n";
  }

 private:
  std::string undoing(const std::string& account) const {
    std::string command = fmt::format("amishare share {} {}", arguments_.request.image_id, account);
    if (!arguments_.request.principal.empty()) {
      command += " --principal " + arguments_.request.principal;
    }
    return command + " --undo";
  }

  std::string in(std::string_view code, const std::string& text) const {
    return colour_ && !code.empty() ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }

  const ShareArguments& arguments_;
  bool colour_;
};

Json json_of(const ShareReport& report, const std::string& with_account, bool dry_run) {
  Json changes = Json::array();
  for (const ShareChange& change : report.changes) {
    changes.push_back({{"title", change.title}, {"diff", change.diff}, {"made", change.made}});
  }
  Json json{{"account", report.account},     {"shared_with", with_account},
            {"principal", report.principal}, {"dry_run", dry_run},
            {"findings", report.findings},   {"changes", std::move(changes)},
            {"verified", report.verified},   {"notes", report.notes}};
  if (!report.principal_policy.empty()) {
    json["principal_policy"] = Json::parse(report.principal_policy);
  }
  return json;
}

// What was done when something came in the way.
void print_half_way(int made) {
  if (made == 0) return;
  std::cerr << fmt::format(
      "{} change{} made before that. The same command goes on from there; with --undo it takes "
      "them back.\n",
      made, made == 1 ? " was" : "s were");
}

int share_or_not(const ShareArguments& arguments) {
  check(arguments);
  const AwsSettings settings = find_settings(arguments.settings, real_surroundings());
  const auto transport = service_transport(settings.endpoints);
  Aws aws(*transport, settings.endpoints, [] {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  });
  const Session session = open_session(aws, settings);
  const bool text = arguments.format == "text";
  const Printer printer(arguments);
  int made = 0;
  ShareTold told{.after_change = [&](const ShareChange&) { ++made; }};
  if (text) {
    told.found = [&](const std::string& finding) { printer.found(finding); };
    told.before_change = [&](const ShareChange& change) { printer.change(change); };
  }
  Json all = Json::array();
  try {
    for (const std::string& account : arguments.accounts) {
      if (text && account != arguments.accounts.front()) std::cout << "\n\n";
      ShareRequest request = arguments.request;
      request.account = account;
      const ShareReport report =
          (arguments.undo ? unshare : share)(aws, session, request, arguments.dry_run, told);
      if (text) printer.rest(report, account, settings);
      all.push_back(json_of(report, account, arguments.dry_run));
    }
  } catch (const CantShare& problem) {
    std::cout << std::flush;
    std::cerr << "amishare: " << problem.what() << ".\n" << problem.way_out << "\n";
    print_half_way(made);
    return 1;
  } catch (...) {
    std::cout << std::flush;
    print_half_way(made);
    throw;
  }
  if (!text) std::cout << (all.size() == 1 ? all[0] : all).dump(2) << "\n";
  return 0;
}

void add_options(CLI::App& verb, ShareArguments& arguments) {
  ShareRequest& request = arguments.request;
  verb.add_option("image", request.image_id, "The image, ami-...")->type_name("")->required();
  verb.add_option("account", arguments.accounts,
                  "The account to share with, twelve digits; or several")
      ->type_name("")
      ->required();
  verb.add_option("--principal", request.principal,
                  "Admit only this role or user of the account, by ARN")
      ->type_name("ARN");
  verb.add_option("--with", arguments.with,
                  "policy: statements in the key policy (default)\ngrant: a grant on the key")
      ->check(CLI::IsMember({"policy", "grant"}))
      ->type_name("WAY");
  verb.add_flag("--copy", request.copy, "The account may copy the image too");
  verb.add_flag("--keep-key", request.keep_key, "The account may keep its volumes under this key");
  verb.add_flag("--dry-run", arguments.dry_run, "Show the changes and make none");
  verb.add_flag("--undo", arguments.undo, "Take back what sharing with this account did");
  verb.add_option("--key", request.keys,
                  "With --undo, when the image is gone: a key to close,\nby ARN; may be repeated")
      ->type_name("ARN");
  verb.add_option("--profile", arguments.settings.profile,
                  "Of ~/.aws/credentials and ~/.aws/config\n(default: AWS_PROFILE)")
      ->type_name("NAME");
  verb.add_option("--region", arguments.settings.region,
                  "Default: AWS_REGION, AWS_DEFAULT_REGION, the profile's,\nor us-east-1")
      ->type_name("REGION");
  verb.add_option("--endpoint", arguments.settings.endpoint,
                  "A URL, or \"aws\" for AWS itself (default: AWS_ENDPOINT_URL,\n"
                  "the profile's, or http://127.0.0.1:4566)")
      ->type_name("URL");
  verb.add_option("--format", arguments.format, "text (default) or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->type_name("FORMAT");
}

}  // namespace

void add_share(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ShareArguments>();
  CLI::App* verb = app.add_subcommand(
      "share", "Share an encrypted image with another account: launch permission and key");
  add_options(*verb, *arguments);
  verb->footer(
      "Credentials are those of the image's owner, found as the AWS CLI finds them: the\n"
      "environment, then the profile, roles to assume included. They need ec2:DescribeImages,\n"
      "DescribeImageAttribute, ModifyImageAttribute and DescribeSnapshots; kms:DescribeKey,\n"
      "GetKeyPolicy and PutKeyPolicy; for --with grant and --undo kms:ListGrants, CreateGrant\n"
      "and RevokeGrant; for --copy and --undo ec2:DescribeSnapshotAttribute and\n"
      "ModifySnapshotAttribute.\n"
      "\n"
      "Examples:\n"
      "  amishare share ami-0123 222222222222 --dry-run\n"
      "  amishare share ami-0123 222222222222 --principal arn:aws:iam::222222222222:role/launcher\n"
      "  amishare share ami-0123 222222222222 333333333333 --with grant --copy\n"
      "  amishare share ami-0123 222222222222 --undo\n"
      "  amishare share ami-0123 222222222222 --profile owner --endpoint aws");
  verb->callback([arguments, &exit_code] {
    arguments->request.with = arguments->with == "grant" ? ShareWith::grant : ShareWith::key_policy;
    exit_code = guarded([&] { return share_or_not(*arguments); });
  });
}

}  // namespace amishare::client
