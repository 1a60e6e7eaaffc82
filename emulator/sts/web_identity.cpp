// web_identity.cpp - temporary credentials for whom an identity provider vouches for.
//
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
#include <algorithm>
#include <utility>

#include "api/sts.h"
#include "iam/session.h"
#include "sts/errors.h"
#include "sts/role_session.h"
#include "sts/session_request.h"
#include "wire/web_token.h"
#include "world/world.h"

namespace amishare::sts {
namespace {

constexpr std::string_view scheme = "https://";
constexpr std::string_view assume = "sts:AssumeRoleWithWebIdentity";

std::string issuer_name(const wire::WebToken& token) {
  return token.issuer.starts_with(scheme) ? token.issuer.substr(scheme.size()) : token.issuer;
}

// The provider of the role's account that speaks for the token's issuer.
const iam::OidcProvider& provider_of(const World& world, const AccountId& account,
                                     const wire::WebToken& token) {
  const auto owner = world.iam.accounts.find(account);
  if (owner != world.iam.accounts.end()) {
    const auto& providers = owner->second.oidc_providers;
    const auto found = providers.find(issuer_name(token));
    if (found != providers.end()) return found->second;
  }
  throw no_such_provider(token.issuer);
}

Instant instant_of(std::int64_t seconds) { return Instant(std::chrono::seconds(seconds)); }

void check_claims(const wire::WebToken& token, Instant now) {
  if (token.subject.empty()) throw missing_claim("sub");
  if (token.audiences.empty()) throw missing_claim("aud");
  if (!token.expires) throw missing_claim("exp");
  if (instant_of(*token.expires) <= now) throw web_token_expired(now, instant_of(*token.expires));
  constexpr std::chrono::minutes tolerance{5};
  for (const auto& since : {token.not_before, token.issued}) {
    if (since && instant_of(*since) > now + tolerance) throw web_token_not_yet_valid();
  }
}

void check_signature(const World& world, const wire::WebToken& token) {
  const auto keys = world.iam.issuers.find(issuer_name(token));
  if (keys == world.iam.issuers.end()) throw no_verification_key();
  const auto holds = wire::is_signed_by(token, keys->second);
  if (!holds) throw no_verification_key();
  if (!*holds) throw wrong_token_signature();
}

// Whom the token is for: its authorized party if it names one, else one of its audiences that the
// provider knows as a client. That is the condition key :aud; the token's own "aud" is then :oaud.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
std::string client_of(const iam::OidcProvider& provider, const wire::WebToken& token) {
  const auto known = [&](const std::string& client) {
    return std::find(provider.client_ids.begin(), provider.client_ids.end(), client) !=
           provider.client_ids.end();
  };
  if (!token.authorized_party.empty() && known(token.authorized_party)) {
    return token.authorized_party;
  }
  for (const std::string& audience : token.audiences) {
    if (known(audience)) return audience;
  }
  throw wrong_audience();
}

// The keys of the token, which trust policies know by the issuer's name.
policy::Context token_keys(const iam::OidcProvider& provider, const wire::WebToken& token,
                           const std::string& client) {
  policy::Context context;
  const std::string prefix = provider.url + ":";
  context.set(prefix + "aud", client);
  context.set(prefix + "sub", token.subject);
  if (client != token.audiences.front()) context.set(prefix + "oaud", token.audiences.front());
  if (!token.email.empty()) context.set(prefix + "email", token.email);
  if (!token.methods.empty()) context.set_many(prefix + "amr", token.methods);
  context.set("aws:FederatedProvider", iam::arn(provider));
  return context;
}

// The principal of such a request: nobody but whom the provider vouches for.
Caller vouched_for(const Caller& caller, const iam::OidcProvider& provider) {
  policy::Principal principal;
  principal.provider = iam::arn(provider);
  Caller vouched;
  vouched.principal = std::move(principal);
  vouched.source_ip = caller.source_ip;
  vouched.user_agent = caller.user_agent;
  vouched.secure_transport = caller.secure_transport;
  return vouched;
}

void allow(Call& call, const iam::Role& role, const std::string& session_name,
           const iam::OidcProvider& provider, const wire::WebToken& token,
           const std::vector<SessionTag>& tags, const std::string& client) {
  policy::Context context = role_keys(role, session_name);
  context.add(token_keys(provider, token, client));
  add_tag_keys(context, tags);
  if (!token.source_identity.empty()) context.set("sts:SourceIdentity", token.source_identity);
  Call vouched(call.world, vouched_for(call.caller, provider), call.region, call.entry);
  const auto ask = [&](std::string_view action) {
    if (!may_assume(vouched, role, action, context)) throw web_identity_may_not(action);
  };
  ask(assume);
  if (!tags.empty()) ask("sts:TagSession");
  if (!token.source_identity.empty()) ask("sts:SetSourceIdentity");
}

std::vector<SessionTag> tags_of(const wire::WebToken& token) {
  std::vector<api::Tag> tags;
  for (const auto& [key, value] : token.tags) tags.push_back({.key = key, .value = value});
  return read_tags(Caller{}, tags, token.transitive_keys);
}

}  // namespace

api::AssumeRoleWithWebIdentityResponse assume_role_with_web_identity(
    Call& call, const api::AssumeRoleWithWebIdentityRequest& in) {
  const iam::Role* role = find_role(call.world, in.role_arn);
  const auto token = wire::read_web_token(in.web_identity_token);
  if (!token) throw not_a_web_token();
  const AccountId account{Arn::parse(in.role_arn).account};
  const iam::OidcProvider& provider = provider_of(call.world, account, *token);
  check_signature(call.world, *token);
  check_claims(*token, call.now());
  const std::string client = client_of(provider, *token);
  std::vector<SessionTag> tags = tags_of(*token);
  if (role == nullptr) throw web_identity_may_not(assume);
  PassedPolicies policies = read_policies(call.world, account, in.policy, in.policy_arns);
  allow(call, *role, in.role_session_name, provider, *token, tags, client);
  const auto lasting = session_duration(*role, /*chained=*/false, in.duration_seconds);
  const bool packed = policies.any() || !tags.empty();
  const std::int64_t packed_percent = packed_size(policies, tags);

  api::AssumeRoleWithWebIdentityResponse response{
      .subject_from_web_identity_token = token->subject,
      .assumed_role_user = show_user(*role, in.role_session_name),
      .provider = iam::arn(provider),
      .audience = client};
  if (packed) response.packed_policy_size = packed_percent;
  if (!token->source_identity.empty()) response.source_identity = token->source_identity;
  iam::Session session = session_of(*role, in.role_session_name);
  pass_on(session, std::move(policies), std::move(tags));
  session.source_identity = token->source_identity;
  // Of the token's keys this one alone stays with the session (inferred).
  session.keys = {{"aws:FederatedProvider", iam::arn(provider)}};
  response.credentials =
      show_credentials(iam::give_session(call.world, std::move(session), lasting));
  return response;
}

}  // namespace amishare::sts
