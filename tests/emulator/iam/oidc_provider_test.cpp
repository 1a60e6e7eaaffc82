// oidc_provider_test.cpp - identity providers of an account.
#include "emulator/iam/documents.h"

namespace amishare::iam::test {

namespace {

const std::string url = "https://token.example.com/id/1";
const std::string provider = "arn:aws:iam::111122223333:oidc-provider/token.example.com/id/1";
const std::string thumbprint(40, 'a');

void create(World& world) {
  ask<op::CreateOpenIDConnectProvider>(world, root(account_a),
                                       {.url = url,
                                        .client_id_list = {"app", "cli", "app"},
                                        .thumbprint_list = {thumbprint},
                                        .tags = {{.key = "team", .value = "red"}}});
}

api::GetOpenIDConnectProviderResponse get(World& world) {
  return ask<op::GetOpenIDConnectProvider>(world, root(account_a),
                                           {.open_id_connect_provider_arn = provider});
}

}  // namespace

TEST_CASE("a provider is kept by its URL and shown without the scheme", "[iam]") {
  World world;
  create(world);
  const auto shown = get(world);
  CHECK(shown.url == "token.example.com/id/1");
  CHECK(shown.client_id_list == std::vector<std::string>{"app", "cli"});
  CHECK(shown.thumbprint_list == std::vector<std::string>{thumbprint});
  CHECK(shown.create_date == world.timeline.now());
  REQUIRE(shown.tags.size() == 1);
  const auto all = ask<op::ListOpenIDConnectProviders>(world, root(account_a), {});
  REQUIRE(all.open_id_connect_provider_list.size() == 1);
  CHECK(all.open_id_connect_provider_list[0].arn == provider);
  CHECK(ask<op::ListOpenIDConnectProviders>(world, root(account_b), {})
            .open_id_connect_provider_list.empty());
  CHECK(refusal_of<op::CreateOpenIDConnectProvider>(world, root(account_a), {.url = url}) ==
        error("EntityAlreadyExists", "Provider with url " + url + " already exists.", 409));
}

TEST_CASE("clients and thumbprints of a provider can be changed", "[iam]") {
  World world;
  create(world);
  const Caller a = root(account_a);
  ask<op::AddClientIDToOpenIDConnectProvider>(
      world, a, {.open_id_connect_provider_arn = provider, .client_id = "web"});
  ask<op::AddClientIDToOpenIDConnectProvider>(
      world, a, {.open_id_connect_provider_arn = provider, .client_id = "web"});
  ask<op::RemoveClientIDFromOpenIDConnectProvider>(
      world, a, {.open_id_connect_provider_arn = provider, .client_id = "app"});
  CHECK(get(world).client_id_list == std::vector<std::string>{"cli", "web"});
  ask<op::UpdateOpenIDConnectProviderThumbprint>(
      world, a,
      {.open_id_connect_provider_arn = provider, .thumbprint_list = {std::string(40, 'b')}});
  CHECK(get(world).thumbprint_list == std::vector<std::string>{std::string(40, 'b')});
  std::vector<std::string> six;
  for (char c = 'a'; c < 'g'; ++c) six.emplace_back(40, c);
  CHECK(refusal_of<op::UpdateOpenIDConnectProviderThumbprint>(
            world, a, {.open_id_connect_provider_arn = provider, .thumbprint_list = six}) ==
        over_quota("Cannot exceed quota for ThumbprintsPerOpenIdConnectProvider: 5"));
}

TEST_CASE("deleting a provider is no mistake twice", "[iam]") {
  World world;
  create(world);
  for (int i = 0; i < 2; ++i) {
    ask<op::DeleteOpenIDConnectProvider>(world, root(account_a),
                                         {.open_id_connect_provider_arn = provider});
  }
  CHECK(refusal_of<op::GetOpenIDConnectProvider>(world, root(account_a),
                                                 {.open_id_connect_provider_arn = provider}) ==
        no_such("OpenIDConnect Provider not found for arn " + provider));
}

TEST_CASE("a provider's URL has a scheme and no query", "[iam]") {
  World world;
  for (const char* text : {"http://token.example.com", "token.example.com", "https://",
                           "https://token.example.com?x=1", "https:///"}) {
    CHECK(refusal_of<op::CreateOpenIDConnectProvider>(world, root(account_a), {.url = text}) ==
          error("ValidationError", "Invalid Open ID Connect Provider URL", 400));
  }
}

TEST_CASE("each operation on providers asks for its right", "[iam]") {
  World world;
  create(world);
  const Caller u = user(world, account_a, "u");
  CHECK(refusal_of<op::CreateOpenIDConnectProvider>(world, u, {.url = "https://x.example.com"}) ==
        denied(u, "iam:CreateOpenIDConnectProvider",
               "arn:aws:iam::111122223333:oidc-provider/x.example.com"));
  CHECK(refusal_of<op::GetOpenIDConnectProvider>(world, u,
                                                 {.open_id_connect_provider_arn = provider}) ==
        denied(u, "iam:GetOpenIDConnectProvider", provider));
  CHECK(refusal_of<op::DeleteOpenIDConnectProvider>(world, u,
                                                    {.open_id_connect_provider_arn = provider}) ==
        denied(u, "iam:DeleteOpenIDConnectProvider", provider));
  CHECK(refusal_of<op::ListOpenIDConnectProviders>(world, u, {}).code == "AccessDenied");
}

}  // namespace amishare::iam::test
