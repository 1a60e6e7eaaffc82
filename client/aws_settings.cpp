// aws_settings.cpp - the environment, the shared files, and which of them wins.
#include "client/aws_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "api/sts.h"

namespace amishare::client {
namespace {

constexpr const char* local_amishare = "http://127.0.0.1:4566";

using Section = std::map<std::string, std::string, std::less<>>;
using Sections = std::map<std::string, Section, std::less<>>;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const auto start = text.find_first_not_of(blanks);
  if (start == text.npos) return {};
  return text.substr(start, text.find_last_not_of(blanks) - start + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return out;
}

// The name in "[profile "x y"]": without the kind and the quotes.
std::string section_name(std::string_view text) {
  std::string name(trimmed(text));
  std::erase(name, '"');
  std::erase(name, '\'');
  return name;
}

// Reads a file of AWS's shared format. An indented line belongs to the key above it, as in
//   [services local]
//   ec2 =
//     endpoint_url = http://localhost:4566
// and is told as "ec2.endpoint_url".
Sections read_sections(const std::string& text, const std::string& path) {
  Sections sections;
  Section* section = nullptr;
  std::string outer;
  std::istringstream lines(text);
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const bool indented = !line.empty() && (line[0] == ' ' || line[0] == '\t');
    const std::string_view rest = trimmed(line);
    if (rest.empty() || rest.front() == '#' || rest.front() == ';') continue;
    if (rest.front() == '[' && !indented) {
      const auto end = rest.find(']');
      if (end == rest.npos) {
        throw SettingsError(fmt::format("{}:{}: a section's '[' has no ']'", path, number));
      }
      section = &sections[section_name(rest.substr(1, end - 1))];
      outer.clear();
      continue;
    }
    const auto equals = rest.find('=');
    if (section == nullptr || equals == rest.npos) {
      if (indented && section != nullptr) continue;  // a value's continuation, which nothing uses
      throw SettingsError(
          fmt::format("{}:{}: this is neither [section] nor key = value", path, number));
    }
    const std::string key = lower(trimmed(rest.substr(0, equals)));
    const std::string value(trimmed(rest.substr(equals + 1)));
    if (!indented) outer = key;
    (*section)[indented && !outer.empty() ? outer + "." + key : key] = value;
  }
  return sections;
}

class Finder {
 public:
  Finder(const GivenSettings& given, const Surroundings& around) : given_(given), around_(around) {
    const std::string home = around.environment("HOME");
    credentials_ = read(
        first_of({around.environment("AWS_SHARED_CREDENTIALS_FILE"), home + "/.aws/credentials"}));
    config_ = read(first_of({around.environment("AWS_CONFIG_FILE"), home + "/.aws/config"}));
    profile_ = first_of({given.profile, around.environment("AWS_PROFILE"),
                         around.environment("AWS_DEFAULT_PROFILE"), "default"});
  }

  AwsSettings find() {
    AwsSettings found;
    const Section profile = profile_named(profile_);
    const bool named = profile_ != "default";
    if (named && profile.empty()) {
      throw SettingsError(fmt::format(
          "there is no profile \"{}\" in ~/.aws/credentials or ~/.aws/config", profile_));
    }
    found.session = keys(found.roles);
    found.session.region = first_of({given_.region, around_.environment("AWS_REGION"),
                                     around_.environment("AWS_DEFAULT_REGION"),
                                     value(profile, "region"), "us-east-1"});
    found.endpoints = endpoints(profile);
    return found;
  }

 private:
  static std::string first_of(std::initializer_list<std::string> values) {
    for (const std::string& value : values) {
      if (!value.empty()) return value;
    }
    return {};
  }

  static std::string value(const Section& section, std::string_view key) {
    const auto found = section.find(key);
    return found == section.end() ? std::string() : found->second;
  }

  Sections read(const std::string& path) const {
    const std::optional<std::string> text = around_.file(path);
    return text ? read_sections(*text, path) : Sections();
  }

  // What both files say about a profile; the credentials file wins.
  Section profile_named(const std::string& name) const {
    Section both;
    const auto add = [&](const Sections& sections, const std::string& section) {
      const auto found = sections.find(section);
      if (found != sections.end()) both.insert(found->second.begin(), found->second.end());
    };
    add(credentials_, name);
    add(config_, "profile " + name);
    if (name == "default") add(config_, name);
    return both;
  }

  Session environment_keys() const {
    return {.access_key_id = around_.environment("AWS_ACCESS_KEY_ID"),
            .secret_access_key = around_.environment("AWS_SECRET_ACCESS_KEY"),
            .session_token = around_.environment("AWS_SESSION_TOKEN")};
  }

  Session keys(std::vector<RoleToAssume>& roles) {
    const Session set = environment_keys();
    if (given_.profile.empty() && !set.access_key_id.empty()) {
      if (set.secret_access_key.empty()) {
        throw SettingsError("AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not");
      }
      return set;
    }
    std::set<std::string> seen;
    const Session found = keys_of(profile_, roles, seen);
    std::reverse(roles.begin(), roles.end());
    return found;
  }

  // Follows source_profile until keys stand there; the roles on the way are noted, the last first.
  Session keys_of(const std::string& name, std::vector<RoleToAssume>& roles,
                  std::set<std::string>& seen) {
    const Section profile = profile_named(name);
    const std::string role = value(profile, "role_arn"), source = value(profile, "source_profile");
    // A profile that names itself as its source has the keys and the role.
    if (!role.empty() && seen.insert(name).second) {
      if (profile.contains("web_identity_token_file")) refuse(name, "a web identity");
      if (profile.contains("mfa_serial")) refuse(name, "a code of an MFA device");
      roles.push_back(role_of(name, profile));
      if (!source.empty()) return keys_of(source, roles, seen);
      if (value(profile, "credential_source") == "Environment") return keys_or_throw(name);
      throw SettingsError(
          fmt::format("profile \"{}\" has a role_arn and neither source_profile nor "
                      "credential_source = Environment, so nobody is there to assume the role",
                      name));
    }
    if (!role.empty() && source != name) {
      throw SettingsError(fmt::format("the source_profile of \"{}\" leads in a circle", name));
    }
    Session found{.access_key_id = value(profile, "aws_access_key_id"),
                  .secret_access_key = value(profile, "aws_secret_access_key"),
                  .session_token = value(profile, "aws_session_token")};
    if (!found.access_key_id.empty() && !found.secret_access_key.empty()) return found;
    if (profile.contains("sso_session") || profile.contains("sso_start_url")) {
      refuse(name, "IAM Identity Center");
    }
    if (profile.contains("credential_process")) refuse(name, "a process");
    throw SettingsError(no_keys(name));
  }

  static RoleToAssume role_of(const std::string& name, const Section& profile) {
    RoleToAssume role{.arn = value(profile, "role_arn"),
                      .session_name = first_of({value(profile, "role_session_name"), "amishare"}),
                      .external_id = value(profile, "external_id")};
    const std::string duration = value(profile, "duration_seconds");
    if (duration.empty()) return role;
    const char* end = duration.data() + duration.size();
    const auto [rest, problem] = std::from_chars(duration.data(), end, role.duration_seconds);
    if (problem != std::errc{} || rest != end) {
      throw SettingsError(fmt::format("duration_seconds of profile \"{}\" is no number", name));
    }
    return role;
  }

  Session keys_or_throw(const std::string& name) const {
    Session set = environment_keys();
    if (set.access_key_id.empty() || set.secret_access_key.empty()) {
      throw SettingsError(
          fmt::format("profile \"{}\" takes its keys from the environment, which has none", name));
    }
    return set;
  }

  [[noreturn]] static void refuse(const std::string& name, const std::string& source) {
    throw SettingsError(
        fmt::format("profile \"{0}\" gets its credentials from {1}, which amishare does not ask. "
                    "Let the AWS CLI do it, and run this again:\n"
                    "  eval \"$(aws configure export-credentials --profile {0} --format env)\"",
                    name, source));
  }

  static std::string no_keys(const std::string& name) {
    const std::string where = name == "default"
                                  ? "there are no credentials"
                                  : fmt::format("profile \"{}\" has no credentials", name);
    return where +
           ": set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) to those of "
           "the image's owner, or name a profile with --profile.\nAgainst amishare they are the "
           "account's twelve digits and \"test\"";
  }

  Endpoints endpoints(const Section& profile) const {
    Endpoints found{.usual = first_of({given_.endpoint, local_amishare})};
    if (!given_.endpoint.empty()) return found;
    const std::string ignored =
        lower(first_of({around_.environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"),
                        value(profile, "ignore_configured_endpoint_urls")}));
    if (ignored == "true") return found;
    found.usual = first_of(
        {around_.environment("AWS_ENDPOINT_URL"), value(profile, "endpoint_url"), local_amishare});
    const auto services = config_.find("services " + value(profile, "services"));
    for (const auto& [service, name] :
         {std::pair("ec2", "EC2"), std::pair("kms", "KMS"), std::pair("sts", "STS")}) {
      // A general endpoint of the environment wins over a service's own in the file.
      const std::string in_file =
          services == config_.end() || !around_.environment("AWS_ENDPOINT_URL").empty()
              ? std::string()
              : value(services->second, std::string(service) + ".endpoint_url");
      const std::string own =
          first_of({around_.environment(std::string("AWS_ENDPOINT_URL_") + name), in_file});
      if (!own.empty()) found.of_service[service] = own;
    }
    return found;
  }

  const GivenSettings& given_;
  const Surroundings& around_;
  Sections credentials_, config_;
  std::string profile_;
};

}  // namespace

Surroundings real_surroundings() {
  return {.environment =
              [](const std::string& name) {
                const char* value = std::getenv(name.c_str());
                return value == nullptr ? std::string() : std::string(value);
              },
          .file = [](const std::string& path) -> std::optional<std::string> {
            std::ifstream in(path, std::ios::binary);
            if (!in) return std::nullopt;
            std::ostringstream text;
            text << in.rdbuf();
            return text.str();
          }};
}

AwsSettings find_settings(const GivenSettings& given, const Surroundings& around) {
  return Finder(given, around).find();
}

Session open_session(Aws& aws, const AwsSettings& settings) {
  Session session = settings.session;
  for (const RoleToAssume& role : settings.roles) {
    sts::api::AssumeRoleRequest request{.role_arn = role.arn,
                                        .role_session_name = role.session_name,
                                        .duration_seconds = role.duration_seconds};
    if (!role.external_id.empty()) request.external_id = role.external_id;
    const auto keys = aws.call<sts::op::AssumeRole>(session, request).credentials.value();
    session.access_key_id = keys.access_key_id;
    session.secret_access_key = keys.secret_access_key;
    session.session_token = keys.session_token;
  }
  return session;
}

}  // namespace amishare::client
