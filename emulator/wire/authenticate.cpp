// authenticate.cpp - credentials looked up, the signature checked, the caller put together.
#include "wire/authenticate.h"

#include <vector>

#include "ec2/region.h"
#include "iam/iam.h"
#include "wire/routing.h"
#include "world/require.h"

namespace amishare::wire {
namespace {

constexpr std::string_view home_region = "us-east-1";

std::vector<SigningCandidate> candidates(const World& world, std::string_view access_key_id) {
  std::vector<SigningCandidate> found;
  for (const iam::Credential& credential : iam::find_credentials(world, access_key_id)) {
    found.push_back({.secret_access_key = credential.secret_access_key,
                     .session_token = credential.session_token,
                     .expires = credential.expires,
                     .active = credential.active});
  }
  return found;
}

Identity identity(const World& world, std::string access_key_id, std::size_t credential,
                  std::string_view region) {
  const auto found = iam::find_credentials(world, access_key_id);
  require(credential < found.size(), "a verified signature has a credential");
  return {.access_key_id = std::move(access_key_id),
          .credential = credential,
          .account = found[credential].principal.account,
          .region = Region{std::string(region)}};
}

}  // namespace

Identity authenticate(const World& world, const Service& service, const HttpRequest& request,
                      std::optional<Instant> other_clock, SigningKeys& keys) {
  const SignatureRules rules{.service = service.name,
                             .protocol = service.protocol,
                             .is_region = &ec2::is_region,
                             .other_clock = other_clock};
  const VerifiedSignature signature = verify_signature(
      rules, request, world.timeline.now(),
      [&world](std::string_view id) { return candidates(world, id); }, keys);
  return identity(world, signature.access_key_id, signature.candidate, signature.region);
}

bool is_stray_key(const World& world, const HttpRequest& request) {
  const std::string id = claimed_scope(request).access_key_id;
  return resembles_real_key(id) && iam::find_credentials(world, id).empty();
}

Identity take_at_word(const World& world, const HttpRequest& request) {
  const ClaimedScope scope = claimed_scope(request);
  const std::string_view region =
      ec2::is_region(scope.region) ? std::string_view(scope.region) : home_region;
  const bool known = !iam::find_credentials(world, scope.access_key_id).empty();
  return identity(world, known ? scope.access_key_id : "test", 0, region);
}

Caller caller_of(const World& world, const Identity& identity, const HttpRequest& request) {
  const iam::Credential credential =
      iam::find_credentials(world, identity.access_key_id).at(identity.credential);
  return {.principal = credential.principal,
          .access_key_id = identity.access_key_id,
          .token_issued = credential.issued,
          .source_ip = request.remote_address,
          .user_agent = std::string(header(request.headers, "user-agent")),
          .secure_transport = request.secure};
}

}  // namespace amishare::wire
