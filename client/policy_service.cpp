// policy_service.cpp - rules beside policies, one function each.
#include "client/policy_service.h"

#include <algorithm>
#include <array>

#include "policy/pattern.h"

namespace amishare::client {
namespace {

using namespace policy;

// What KMS does with keys of other accounts.
constexpr std::array<std::string_view, 21> across_accounts = {
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "kms:ReEncrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateDataKeyPair",
    "kms:GenerateDataKeyPairWithoutPlaintext",
    "kms:GenerateMac",
    "kms:VerifyMac",
    "kms:Sign",
    "kms:Verify",
    "kms:DeriveSharedSecret",
    "kms:GetPublicKey",
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:ListGrants",
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:GetKeyRotationStatus"};

bool starts_with_vendor(std::string_view action, std::string_view vendor) {
  return action.size() > vendor.size() && action[vendor.size()] == ':' &&
         equal_ignoring_case(action.substr(0, vendor.size()), vendor);
}

// What follows the fifth colon, if the ARN is one of `service`.
std::string_view resource_of(std::string_view arn, std::string_view service) {
  for (int part = 0; part < 5; ++part) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    if (part == 2 && arn.substr(0, colon) != service) return {};
    arn.remove_prefix(colon + 1);
  }
  return arn;
}

std::string_view account_of(std::string_view arn) {
  for (int part = 0; part < 4; ++part) {
    const auto colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  const std::string_view account = arn.substr(0, arn.find(':'));
  return is_account_id(account) ? account : std::string_view();
}

}  // namespace

bool always_allowed(std::string_view action) {
  return equal_ignoring_case(action, "sts:GetCallerIdentity");
}

bool refused_by_service(const Request& request) {
  const Principal& who = request.principal;
  const std::string_view action = request.action;
  switch (who.kind) {
    case PrincipalKind::root:
      // "Roles may not be assumed by root accounts."
      if (equal_ignoring_case(action, "sts:AssumeRole")) return true;
      break;
    case PrincipalKind::role_session:
      if (equal_ignoring_case(action, "sts:GetFederationToken") ||
          equal_ignoring_case(action, "sts:GetSessionToken")) {
        return true;
      }
      break;
    case PrincipalKind::federated_user:
      if (starts_with_vendor(action, "iam") || starts_with_vendor(action, "sts")) return true;
      break;
    default:
      break;
  }
  const bool foreign_key = starts_with_vendor(action, "kms") && !who.account.value.empty() &&
                           who.account != request.resource_account &&
                           resource_of(request.resource, "kms").starts_with("key/");
  return foreign_key &&
         std::none_of(across_accounts.begin(), across_accounts.end(),
                      [&](std::string_view known) { return equal_ignoring_case(known, action); });
}

bool is_role(std::string_view arn) { return resource_of(arn, "iam").starts_with("role/"); }

ResourceRule rule_of(std::string_view action, std::string_view resource) {
  const bool key =
      starts_with_vendor(action, "kms") && resource_of(resource, "kms").starts_with("key/");
  const bool role = starts_with_vendor(action, "sts") && is_role(resource);
  return key || role ? ResourceRule::mandatory : ResourceRule::ordinary;
}

bool has_resource_policy(std::string_view action, std::string_view resource) {
  if (is_role(resource)) return starts_with_vendor(action, "sts");
  if (starts_with_vendor(action, "kms")) return resource_of(resource, "kms").starts_with("key/");
  return true;
}

bool reached_by_rcps(std::string_view action) {
  return !starts_with_vendor(action, "ec2") && !starts_with_vendor(action, "ebs") &&
         !starts_with_vendor(action, "iam") && !starts_with_vendor(action, "organizations");
}

std::string owner_of(std::string_view resource, std::string_view given,
                     const Principal& principal) {
  const std::string_view ec2 = resource_of(resource, "ec2");
  const bool shared = (ec2.starts_with("image/") || ec2.starts_with("snapshot/")) &&
                      account_of(resource).empty() && !principal.account.value.empty();
  if (shared) return principal.account.value;
  if (!given.empty()) return std::string(given);
  const std::string_view named = account_of(resource);
  return named.empty() ? principal.account.value : std::string(named);
}

std::optional<std::string> beyond_character_set(std::string_view text, DocumentKind kind) {
  if (kind == DocumentKind::service_control || kind == DocumentKind::resource_control ||
      kind == DocumentKind::vpc_endpoint) {
    return std::nullopt;
  }
  // In UTF-8 the characters beyond U+00FF begin with one of these bytes.
  const bool beyond = std::any_of(text.begin(), text.end(),
                                  [](char c) { return static_cast<unsigned char>(c) > 0xC3; });
  if (!beyond) return std::nullopt;
  return "Member must satisfy regular expression pattern: "
         "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+";
}

}  // namespace amishare::client
