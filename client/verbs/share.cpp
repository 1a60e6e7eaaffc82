// share.cpp - `amishare share`: the owner's side of sharing an encrypted image.
#include "client/verbs/share.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "client/service_transport.h"
#include "client/share.h"
#include "client/share_policy.h"
#include "world/name.h"

namespace amishare::client {
namespace {

using Json = nlohmann::ordered_json;

struct ShareArguments {
  ShareRequest request;
  std::string with = "policy", region, endpoint, format = "text";
  bool dry_run = false, undo = false;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : std::string(value);
}

// The first of them that says something.
std::string first_of(std::initializer_list<std::string> values) {
  for (const std::string& value : values) {
    if (!value.empty()) return value;
  }
  return {};
}

struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

Session session_of(const ShareArguments& arguments) {
  Session session{.access_key_id = environment("AWS_ACCESS_KEY_ID"),
                  .secret_access_key = environment("AWS_SECRET_ACCESS_KEY"),
                  .session_token = environment("AWS_SESSION_TOKEN"),
                  .region = first_of({arguments.region, environment("AWS_REGION"),
                                      environment("AWS_DEFAULT_REGION"), "us-east-1"})};
  if (session.access_key_id.empty() || session.secret_access_key.empty()) {
    throw UsageError(
        "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and "
        "AWS_SESSION_TOKEN) to those of the image's owner; against amishare, the account's twelve "
        "digits and \"test\"");
  }
  return session;
}

class Printer {
 public:
  explicit Printer(bool dry_run)
      : dry_run_(dry_run), colour_(isatty(STDOUT_FILENO) != 0 && environment("NO_COLOR").empty()) {}

  void change(const ShareChange& change) const {
    std::cout << "\n" << (dry_run_ ? "Would: " : "") << change.title << "\n";
    std::string_view lines = change.diff;
    while (!lines.empty()) {
      const auto end = std::min(lines.find('\n'), lines.size());
      line(lines.substr(0, end));
      lines.remove_prefix(std::min(end + 1, lines.size()));
    }
  }

  void rest(const ShareReport& report, const ShareArguments& arguments) const {
    std::cout << "\n";
    for (const std::string& finding : report.findings) std::cout << "Seen: " << finding << ".\n";
    if (report.changes.empty()) std::cout << "Nothing had to be changed.\n";
    if (dry_run_) {
      std::cout << "Nothing was changed: this was a dry run.\n";
    } else {
      for (const std::string& so : report.verified) std::cout << "Verified: " << so << ".\n";
    }
    for (const std::string& note : report.notes) std::cout << "Note: " << note << "\n";
    if (report.principal_policy.empty()) return;
    std::cout << "\nWhat " << principal_of(arguments.request)
              << (arguments.request.principal.empty() ? " has to give to whoever is to launch"
                                                      : " needs")
              << ", as an IAM policy in account " << arguments.request.account << ":\n"
              << report.principal_policy;
  }

 private:
  void line(std::string_view text) const {
    const char* code = text.starts_with("+") ? "32" : text.starts_with("-") ? "31" : nullptr;
    if (colour_ && code != nullptr) {
      std::cout << "  \x1b[" << code << "m" << text << "\x1b[0m\n";
    } else {
      std::cout << "  " << text << "\n";
    }
  }

  bool dry_run_, colour_;
};

void print_json(const ShareReport& report, bool dry_run) {
  Json changes = Json::array();
  for (const ShareChange& change : report.changes) {
    changes.push_back({{"title", change.title}, {"diff", change.diff}, {"made", change.made}});
  }
  Json json{{"account", report.account},   {"dry_run", dry_run},
            {"findings", report.findings}, {"changes", std::move(changes)},
            {"verified", report.verified}, {"notes", report.notes}};
  if (!report.principal_policy.empty()) {
    json["principal_policy"] = Json::parse(report.principal_policy);
  }
  std::cout << json.dump(2) << "\n";
}

int share_or_not(const ShareArguments& arguments) {
  if (!is_account_id(arguments.request.account)) {
    throw UsageError(fmt::format("\"{}\" is no account: twelve digits", arguments.request.account));
  }
  const Session session = session_of(arguments);
  const std::string endpoint =
      first_of({arguments.endpoint, environment("AWS_ENDPOINT_URL"), "http://127.0.0.1:4566"});
  const auto transport = service_transport(endpoint);
  Aws aws(*transport, endpoint, [] {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  });
  const bool text = arguments.format == "text";
  const Printer printer(arguments.dry_run);
  const auto told = [&](const ShareChange& change) {
    if (text) printer.change(change);
  };
  const ShareReport report = arguments.undo
                                 ? unshare(aws, session, arguments.request, arguments.dry_run, told)
                                 : share(aws, session, arguments.request, arguments.dry_run, told);
  if (text) {
    printer.rest(report, arguments);
  } else {
    print_json(report, arguments.dry_run);
  }
  return 0;
}

int guarded(const ShareArguments& arguments) {
  try {
    return share_or_not(arguments);
  } catch (const CantShare& problem) {
    std::cerr << "amishare: " << problem.what() << ".\n" << problem.way_out << "\n";
    return 1;
  } catch (const Error& error) {
    std::cerr << fmt::format("amishare: refused: {} ({}): {}\n", error.code, error.status,
                             error.message);
    return 1;
  } catch (const std::exception& problem) {
    std::cerr << "amishare: " << problem.what() << "\n";
    return 2;
  }
}

}  // namespace

void add_share(CLI::App& app, int& exit_code) {
  auto arguments = std::make_shared<ShareArguments>();
  CLI::App* verb = app.add_subcommand(
      "share", "Share an encrypted image with another account: launch permission and key");
  ShareRequest& request = arguments->request;
  verb->add_option("image", request.image_id, "The image, ami-...")->required();
  verb->add_option("account", request.account, "The account to share with, twelve digits")
      ->required();
  verb->add_option("--principal", request.principal,
                   "Admit only this role or user of the account, by ARN");
  verb->add_option("--with", arguments->with,
                   "policy: statements in the key policy; grant: a grant on the key")
      ->check(CLI::IsMember({"policy", "grant"}));
  verb->add_flag("--copy", request.copy, "The account may copy the image too");
  verb->add_flag("--keep-key", request.keep_key, "The account may keep its volumes under this key");
  verb->add_flag("--dry-run", arguments->dry_run, "Show the changes and make none");
  verb->add_flag("--undo", arguments->undo, "Take back what sharing with this account did");
  verb->add_option("--region", arguments->region, "Default: AWS_REGION, or us-east-1");
  verb->add_option("--endpoint", arguments->endpoint,
                   "URL, or \"aws\" for AWS itself (default: AWS_ENDPOINT_URL, or "
                   "http://127.0.0.1:4566)");
  verb->add_option("--format", arguments->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
  verb->callback([arguments, &exit_code] {
    arguments->request.with = arguments->with == "grant" ? ShareWith::grant : ShareWith::key_policy;
    exit_code = guarded(*arguments);
  });
}

}  // namespace amishare::client
