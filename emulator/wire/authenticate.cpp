// authenticate.cpp - credentials looked up, the signature checked, the caller put together.
#include "wire/authenticate.h"

#include <utility>
#include <vector>

#include "ec2/region.h"
#include "iam/iam.h"
#include "organizations/organizations.h"
#include "wire/message.h"
#include "wire/routing.h"

namespace amishare::wire {
namespace {

constexpr std::string_view home_region = "us-east-1";

// Those behind the access key id. An account that was closed has none any more; AWS's own word for
// them is taken to be that for unknown ones (inferred).
// https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html
std::vector<iam::Credential> credentials_of(const World& world, std::string_view access_key_id) {
  std::vector<iam::Credential> found = iam::find_credentials(world, access_key_id);
  std::erase_if(found, [&world](const iam::Credential& one) {
    return organizations::is_closed(world, one.principal->account);
  });
  return found;
}

std::vector<SigningCandidate> candidates(const std::vector<iam::Credential>& credentials) {
  std::vector<SigningCandidate> found;
  found.reserve(credentials.size());
  for (const iam::Credential& credential : credentials) {
    found.push_back({.secret_access_key = credential.secret_access_key,
                     .session_token = credential.session_token,
                     .expires = credential.expires,
                     .active = credential.active});
  }
  return found;
}

// "You cannot call any IAM API operations unless MFA authentication information is included", say
// GetSessionToken and GetFederationToken, and no device for it is emulated. That IAM then takes the
// token for invalid, is what users report.
void check_use_of_iam(const Service& service, const iam::Credential& credential) {
  if (!credential.issued || credential.principal->kind == policy::PrincipalKind::role_session)
    return;
  throw signature_refusal(
      service.protocol,
      {SignatureFault::invalid_token, "The security token included in the request is invalid"});
}

}  // namespace

Identity authenticate(const World& world, const Service& service, const HttpRequest& request,
                      std::optional<Instant> other_clock, SigningKeys& keys) {
  const SignatureRules rules{.service = service.name,
                             .protocol = service.protocol,
                             .is_region = &ec2::is_region,
                             .other_clock = other_clock};
  std::vector<iam::Credential> found;
  VerifiedSignature signature = verify_signature(
      rules, request, world.timeline.now(),
      [&](std::string_view id) {
        found = credentials_of(world, id);
        return candidates(found);
      },
      keys);
  if (service.name == "iam") check_use_of_iam(service, found.at(signature.candidate));
  return {.credential = std::move(found.at(signature.candidate)),
          .region = Region{std::move(signature.region)}};
}

bool is_stray_key(const World& world, const HttpRequest& request) {
  const std::string id = claimed_scope(request).access_key_id;
  return resembles_real_key(id) && iam::find_credentials(world, id).empty();
}

Identity take_at_word(const World& world, const HttpRequest& request) {
  const ClaimedScope scope = claimed_scope(request);
  const std::string_view region =
      ec2::is_region(scope.region) ? std::string_view(scope.region) : home_region;
  auto found = credentials_of(world, scope.access_key_id);
  if (found.empty()) found = iam::find_credentials(world, "test");
  // Even the admin may have been deleted; the root user of an account is always there.
  if (found.empty()) found = iam::find_credentials(world, "000000000000");
  return {.credential = std::move(found.front()), .region = Region{std::string(region)}};
}

bool needs_no_signature(const Service& service, const HttpRequest& request) {
  if (service.name != "sts" || !header(request.headers, "authorization").empty() ||
      request.target.find("X-Amz-Algorithm=") != std::string::npos) {
    return false;
  }
  const std::string operation = operation_name(service, request);
  return operation == "AssumeRoleWithWebIdentity" || operation == "AssumeRoleWithSAML";
}

Identity nobody(const HttpRequest& request) {
  // sts.us-west-2.amazonaws.com
  std::string_view host = header(request.headers, "host");
  constexpr std::string_view start = "sts.";
  if (host.starts_with(start)) host.remove_prefix(start.size());
  const std::string_view name = host.substr(0, host.find('.'));
  return {.credential = {},
          .region = Region{std::string(ec2::is_region(name) ? name : home_region)}};
}

Caller caller_of(Identity identity, const HttpRequest& request) {
  iam::Credential& credential = identity.credential;
  return {.principal = std::move(credential.principal),
          .access_key_id = std::move(credential.access_key_id),
          .token_issued = credential.issued,
          .source_ip = request.remote_address,
          .user_agent = std::string(header(request.headers, "user-agent")),
          .secure_transport = request.secure,
          .session_policies = std::move(credential.session_policies),
          .session_tags = std::move(credential.session_tags),
          .source_identity = std::move(credential.source_identity),
          .session_keys = std::move(credential.session_keys)};
}

}  // namespace amishare::wire
