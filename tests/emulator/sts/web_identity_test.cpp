// web_identity_test.cpp - roles for whom an identity provider vouches.
#include "api/kms.h"
#include "emulator/sts/sessions.h"
#include "support/web_tokens.h"
#include "wire/options.h"

namespace amishare::sts::test {

using namespace amishare::iam::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string issuer = "https://idp.example.com/tenant";
const std::string provider_arn = "arn:aws:iam::111122223333:oidc-provider/idp.example.com/tenant";
const std::string web_role = "arn:aws:iam::111122223333:role/web";

std::string trust_provider(const std::string& condition = "{}",
                           const std::string& actions = R"("sts:AssumeRoleWithWebIdentity")") {
  return R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":")" +
         provider_arn + R"("},"Action":)" + actions + R"(,"Condition":)" + condition + "}]}";
}

struct Federation {
  World world;
  json claims;

  explicit Federation(const std::string& trust = trust_provider()) {
    wire::set_options(world, json{{"issuers", {{issuer, key_set()}}}}.dump());
    ask<iam::op::CreateOpenIDConnectProvider>(world, root(account_a),
                                              {.url = issuer, .client_id_list = {"app", "cli"}});
    make_role(world, "web", trust);
    claims = {{"iss", issuer}, {"sub", "user-1"}, {"aud", "app"}, {"exp", seconds_from_now(3600)}};
  }

  std::int64_t seconds_from_now(std::int64_t seconds) const {
    return std::chrono::floor<std::chrono::seconds>(world.timeline.now())
               .time_since_epoch()
               .count() +
           seconds;
  }
  static api::AssumeRoleWithWebIdentityRequest request(const std::string& token) {
    return {.role_arn = web_role, .role_session_name = "s", .web_identity_token = token};
  }
  // Without a signature a caller is nobody.
  auto assume(const std::string& token) {
    return ask<op::AssumeRoleWithWebIdentity>(world, Caller{}, request(token));
  }
  Error refusal(const std::string& token) {
    return refusal_of<op::AssumeRoleWithWebIdentity>(world, Caller{}, request(token));
  }
  Error refusal() { return refusal(web_token(claims)); }
};

Error invalid_token(const std::string& sentence) {
  return error("InvalidIdentityToken", sentence, 400);
}

const Error not_authorized =
    error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403);

}  // namespace

TEST_CASE("a token of a provider that the account trusts is worth a session", "[sts]") {
  Federation f;
  for (const char* algorithm : {"RS256", "ES256"}) {
    const auto made = f.assume(web_token(f.claims, algorithm));
    CHECK(made.subject_from_web_identity_token == "user-1");
    CHECK(made.audience == "app");
    CHECK(made.provider == provider_arn);
    CHECK(made.assumed_role_user->arn == "arn:aws:sts::111122223333:assumed-role/web/s");
    const Caller session = caller_with(f.world, made);
    CHECK(session.principal->kind == policy::PrincipalKind::role_session);
    CHECK(session.session_keys == std::vector<std::pair<std::string, std::string>>{
                                      {"aws:FederatedProvider", provider_arn}});
  }
}

TEST_CASE("what is no token of a known provider, is refused as AWS words it", "[sts]") {
  Federation f;
  for (const char* text : {"none", "a.b", "e30.e30.", "e30.bm8.AAAA", "....", "e30.W10.AAAA"}) {
    CHECK(f.refusal(text).message.find("is not a valid JWT") != std::string::npos);
  }
  json claims = f.claims;
  claims["iss"] = "https://other.example.com";
  CHECK(f.refusal(web_token(claims)) ==
        invalid_token(
            "No OpenIDConnect provider found in your account for https://other.example.com"));
  claims = f.claims;
  claims["aud"] = "another app";
  CHECK(f.refusal(web_token(claims)) == invalid_token("Incorrect token audience"));
  for (const char* name : {"sub", "aud", "exp"}) {
    claims = f.claims;
    claims.erase(name);
    CHECK(f.refusal(web_token(claims)) ==
          invalid_token(std::string("Missing a required claim: ") + name));
  }
}

TEST_CASE("the signature is held against the provider's keys", "[sts]") {
  Federation f;
  std::string token = web_token(f.claims);
  token[token.size() - 10] = token[token.size() - 10] == 'A' ? 'B' : 'A';
  CHECK(f.refusal(token) == invalid_token("Token signature is invalid"));
  // What was signed is what counts.
  json other = f.claims;
  other["sub"] = "user-2";
  const std::string forged = web_token(other);
  const std::string good = web_token(f.claims);
  CHECK(f.refusal(forged.substr(0, forged.rfind('.')) + good.substr(good.rfind('.'))) ==
        invalid_token("Token signature is invalid"));
  const Error no_key = invalid_token(
      "Couldn't retrieve verification key from your identity provider,  please reference "
      "AssumeRoleWithWebIdentity documentation for requirements");
  CHECK(f.refusal(web_token(f.claims, "RS256", "old")) == no_key);
  // No algorithm is believed but the key's own.
  const std::string header = base64url(R"({"alg":"none","kid":"rsa"})");
  CHECK(f.refusal(header + good.substr(good.find('.'))) == no_key);
  wire::set_options(f.world, R"({"issuers": {}})");
  CHECK(f.refusal(good) == no_key);
}

TEST_CASE("a token holds between its times", "[sts]") {
  Federation f;
  const std::string token = web_token(f.claims);
  const std::int64_t end = f.claims["exp"];
  f.world.advance(1h);
  CHECK(f.refusal(token) ==
        error("ExpiredTokenException",
              "Token expired: current date/time " + std::to_string(end) +
                  " must be before the expiration date/time " + std::to_string(end),
              400));
  f.claims["exp"] = f.seconds_from_now(7200);
  f.claims["nbf"] = f.seconds_from_now(3600);
  const Error early = f.refusal();
  CHECK(early.code == "IDPRejectedClaim");
  CHECK(early.status == 403);
}

TEST_CASE("trust policies know a token by its issuer's keys", "[sts]") {
  const std::string prefix = R"({"StringEquals":{"idp.example.com/tenant:)";
  const auto fares = [&](const std::string& condition, const json& more = json::object()) {
    Federation f{trust_provider(condition)};
    f.claims.update(more);
    try {
      f.assume(web_token(f.claims));
    } catch (const Error& error) {
      CHECK(error == not_authorized);
      return false;
    }
    return true;
  };
  CHECK(fares(prefix + R"(sub":"user-1"}})"));
  CHECK_FALSE(fares(prefix + R"(sub":"user-2"}})"));
  CHECK(fares(prefix + R"(aud":"app"}})"));
  CHECK_FALSE(fares(prefix + R"(aud":"cli"}})"));
  CHECK(fares(prefix + R"(aud":"cli"}})", {{"aud", {"x", "cli"}}}));
  CHECK(fares(prefix + R"(aud":"cli"}})", {{"azp", "cli"}}));
  CHECK(fares(prefix + R"(oaud":"app"}})", {{"azp", "cli"}}));
  CHECK(fares(R"({"ForAnyValue:StringEquals":{"idp.example.com/tenant:amr":"mfa"}})",
              {{"amr", {"pwd", "mfa"}}}));
  CHECK_FALSE(fares(R"({"ForAnyValue:StringEquals":{"idp.example.com/tenant:amr":"mfa"}})"));
  CHECK(fares(R"({"StringEquals":{"aws:FederatedProvider":")" + provider_arn + R"("}})"));
  CHECK(fares(R"({"StringEquals":{"sts:RoleSessionName":"s"}})"));
}

TEST_CASE("a role that trusts nobody's tokens, and one that is not there, are refused alike",
          "[sts]") {
  Federation f;
  const std::string token = web_token(f.claims);
  make_role(f.world, "plain", trust_account(account_a));
  for (const char* name : {"plain", "none"}) {
    auto asked = Federation::request(token);
    asked.role_arn = std::string("arn:aws:iam::111122223333:role/") + name;
    CHECK(refusal_of<op::AssumeRoleWithWebIdentity>(f.world, Caller{}, asked) == not_authorized);
  }
  auto asked = Federation::request(token);
  asked.role_arn = "arn:aws:iam::444455556666:role/web";
  CHECK(refusal_of<op::AssumeRoleWithWebIdentity>(f.world, Caller{}, asked).message ==
        "No OpenIDConnect provider found in your account for " + issuer);
}

TEST_CASE("a token may bring tags and a source identity along", "[sts]") {
  const json aws{{"https://aws.amazon.com/source_identity", "ana"},
                 {"https://aws.amazon.com/tags",
                  {{"principal_tags", {{"team", {"red"}}}}, {"transitive_tag_keys", {"team"}}}}};
  Federation strict;
  strict.claims.update(aws);
  CHECK(strict.refusal() == error("AccessDenied", "Not authorized to perform sts:TagSession", 403));
  Federation open{trust_provider(
      "{}", R"(["sts:AssumeRoleWithWebIdentity","sts:TagSession","sts:SetSourceIdentity"])")};
  open.claims.update(aws);
  const auto made = open.assume(web_token(open.claims));
  CHECK(made.source_identity == "ana");
  const Caller session = caller_with(open.world, made);
  CHECK(session.source_identity == "ana");
  CHECK(session.session_tags == std::vector<SessionTag>{{"team", "red", true}});
}

}  // namespace amishare::sts::test
