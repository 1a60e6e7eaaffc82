// oidc_provider.cpp - handlers about OpenID Connect identity providers.
//
// Sentences are thread or inferred unless a comment says otherwise.
#include <algorithm>
#include <utility>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/show.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr std::size_t providers_per_account = 100;
constexpr std::size_t client_ids_per_provider = 100;
constexpr std::size_t thumbprints_per_provider = 5;

constexpr std::string_view url_scheme = "https://";
constexpr std::string_view arn_type = "oidc-provider/";

Target provider_target(std::string arn, const OidcProvider* found) {
  Target target{.arn = arn, .shown = std::move(arn)};
  if (found == nullptr) return target;
  for (const Tag& tag : found->tags) {
    target.context.set("aws:ResourceTag/" + tag.key, tag.value);
    target.context.set("iam:ResourceTag/" + tag.key, tag.value);
  }
  return target;
}

// The caller's provider of that ARN, once the caller was found to be allowed `action` on it; null
// if there is none. Throws ValidationError if it is no ARN of a provider, AccessDenied.
OidcProvider* allowed_provider(Call& call, std::string_view action, const std::string& text) {
  const Arn parsed = Arn::parse(text);
  if (parsed.service != "iam" || !parsed.resource.starts_with(arn_type)) {
    throw arn_not_parseable();
  }
  auto& providers = own_account(call).oidc_providers;
  const auto place = providers.find(parsed.resource.substr(arn_type.size()));
  OidcProvider* found =
      place != providers.end() && parsed.account == call.account().value ? &place->second : nullptr;
  Target target = provider_target(text, found);
  if (is_account_id(parsed.account)) target.resource_account = AccountId{parsed.account};
  allow(call, action, target);
  return found;
}

OidcProvider& provider_for(Call& call, std::string_view action, const std::string& arn) {
  OidcProvider* found = allowed_provider(call, action, arn);
  if (found == nullptr) throw no_such_oidc_provider(arn);
  return *found;
}

// Each once, in the order in which they came.
std::vector<std::string> distinct(const std::vector<std::string>& texts) {
  std::vector<std::string> kept;
  for (const std::string& text : texts) {
    if (std::find(kept.begin(), kept.end(), text) == kept.end()) kept.push_back(text);
  }
  return kept;
}

void check_counts(std::size_t client_ids, std::size_t thumbprints) {
  if (client_ids > client_ids_per_provider) {
    throw quota_exceeded("ClientIdsPerOpenIdConnectProvider", client_ids_per_provider);
  }
  if (thumbprints > thumbprints_per_provider) {
    throw quota_exceeded("ThumbprintsPerOpenIdConnectProvider", thumbprints_per_provider);
  }
}

// The URL as ARNs have it. "The URL must begin with https:// and should correspond to the iss claim
// in the provider's OpenID Connect ID tokens. Per the OIDC standard, path components are allowed
// but query parameters are not."
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html
std::string name_of_url(const std::string& url) {
  const bool good = url.starts_with(url_scheme) && url.size() > url_scheme.size() &&
                    url.find_first_of("?# ") == std::string::npos;
  if (!good) throw invalid_oidc_url();
  std::string name = url.substr(url_scheme.size());
  while (name.ends_with('/')) name.pop_back();
  if (name.empty()) throw invalid_oidc_url();
  return name;
}

}  // namespace

std::string arn(const OidcProvider& provider) {
  return iam_arn_text(provider.account, std::string(arn_type) + provider.url);
}

api::CreateOpenIDConnectProviderResponse create_open_id_connect_provider(
    Call& call, const api::CreateOpenIDConnectProviderRequest& in) {
  OidcProvider provider{.url = name_of_url(in.url),
                        .account = call.account(),
                        .client_ids = distinct(in.client_id_list),
                        .thumbprints = distinct(in.thumbprint_list),
                        .created = call.now(),
                        .tags = read_tags(in.tags, TagCase::matters)};
  Target target = provider_target(arn(provider), nullptr);
  add_request_tags(target.context, provider.tags);
  allow_new(call, "iam:CreateOpenIDConnectProvider", "iam:TagOpenIDConnectProvider", target);
  auto& providers = own_account(call).oidc_providers;
  if (providers.contains(provider.url)) throw oidc_provider_already_exists(in.url);
  check_counts(provider.client_ids.size(), provider.thumbprints.size());
  if (providers.size() >= providers_per_account) {
    throw quota_exceeded("OpenIdConnectProvidersPerAccount", providers_per_account);
  }

  api::CreateOpenIDConnectProviderResponse response{.open_id_connect_provider_arn = arn(provider),
                                                    .tags = show_tags(provider.tags)};
  const std::string url = provider.url;
  providers.emplace(url, std::move(provider));
  return response;
}

// The URL is shown without its scheme [recorded: Terraform's provider puts it back].
api::GetOpenIDConnectProviderResponse get_open_id_connect_provider(
    Call& call, const api::GetOpenIDConnectProviderRequest& in) {
  const OidcProvider& provider =
      provider_for(call, "iam:GetOpenIDConnectProvider", in.open_id_connect_provider_arn);
  return {.url = provider.url,
          .client_id_list = provider.client_ids,
          .thumbprint_list = provider.thumbprints,
          .create_date = provider.created,
          .tags = show_tags(provider.tags)};
}

// This list alone has no pages.
api::ListOpenIDConnectProvidersResponse list_open_id_connect_providers(
    Call& call, const api::ListOpenIDConnectProvidersRequest&) {
  allow(call, "iam:ListOpenIDConnectProviders", list_target(call, "oidc-provider"));
  api::ListOpenIDConnectProvidersResponse response;
  for (const auto& [url, provider] : own_account(call).oidc_providers) {
    response.open_id_connect_provider_list.push_back({.arn = arn(provider)});
  }
  return response;
}

// "This operation is idempotent; it does not fail or return an error if you call the operation for
// a provider that does not exist."
api::DeleteOpenIDConnectProviderResponse delete_open_id_connect_provider(
    Call& call, const api::DeleteOpenIDConnectProviderRequest& in) {
  const OidcProvider* provider =
      allowed_provider(call, "iam:DeleteOpenIDConnectProvider", in.open_id_connect_provider_arn);
  if (provider != nullptr) {
    const std::string url = provider->url;
    own_account(call).oidc_providers.erase(url);
  }
  return {};
}

api::AddClientIDToOpenIDConnectProviderResponse add_client_id_to_open_id_connect_provider(
    Call& call, const api::AddClientIDToOpenIDConnectProviderRequest& in) {
  OidcProvider& provider =
      provider_for(call, "iam:AddClientIDToOpenIDConnectProvider", in.open_id_connect_provider_arn);
  std::vector<std::string> ids = provider.client_ids;
  ids.push_back(in.client_id);
  ids = distinct(ids);
  check_counts(ids.size(), 0);
  provider.client_ids = std::move(ids);
  return {};
}

api::RemoveClientIDFromOpenIDConnectProviderResponse remove_client_id_from_open_id_connect_provider(
    Call& call, const api::RemoveClientIDFromOpenIDConnectProviderRequest& in) {
  OidcProvider& provider = provider_for(call, "iam:RemoveClientIDFromOpenIDConnectProvider",
                                        in.open_id_connect_provider_arn);
  std::erase(provider.client_ids, in.client_id);
  return {};
}

api::UpdateOpenIDConnectProviderThumbprintResponse update_open_id_connect_provider_thumbprint(
    Call& call, const api::UpdateOpenIDConnectProviderThumbprintRequest& in) {
  OidcProvider& provider = provider_for(call, "iam:UpdateOpenIDConnectProviderThumbprint",
                                        in.open_id_connect_provider_arn);
  std::vector<std::string> thumbprints = distinct(in.thumbprint_list);
  check_counts(0, thumbprints.size());
  provider.thumbprints = std::move(thumbprints);
  return {};
}

}  // namespace amishare::iam
