// aws_settings.h - credentials, Region and endpoints, found where AWS's own tools look for them.
#pragma once
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "client/aws.h"

namespace amishare::client {

// Something is not set, or set wrongly. what() says where, and what to do.
struct SettingsError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What a program finds around it.
struct Surroundings {
  std::function<std::string(const std::string& name)> environment;          // empty: not set
  std::function<std::optional<std::string>(const std::string& path)> file;  // its text, if any
};
Surroundings real_surroundings();

// What the command line says; empty: nothing. Each wins over what is found.
struct GivenSettings {
  std::string profile{}, region{}, endpoint{};
};

// A role that a profile names.
struct RoleToAssume {
  std::string arn;
  std::string session_name{};
  std::string external_id{};
  int duration_seconds = 3600;
};

struct AwsSettings {
  Session session{};                  // the keys that stand somewhere, and the Region
  std::vector<RoleToAssume> roles{};  // to be assumed with them, one after the other
  Endpoints endpoints{};
};

// Looks at the environment (AWS_ACCESS_KEY_ID and so on, AWS_PROFILE, AWS_REGION,
// AWS_DEFAULT_REGION, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_KMS and so on) and at the profiles of
// ~/.aws/credentials and ~/.aws/config, in the order of the AWS CLI: keys of the environment win
// over a profile, unless the command line names the profile. Where no endpoint is set it is a local
// amishare. Throws SettingsError if there are no keys, or if they come from where amishare does not
// get them (SSO, a process, web identity).
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
// https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
AwsSettings find_settings(const GivenSettings& given, const Surroundings& around);

// The session at the end of the roles. Throws the Error of an AssumeRole that is refused.
Session open_session(Aws& aws, const AwsSettings& settings);

}  // namespace amishare::client
