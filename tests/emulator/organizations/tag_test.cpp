// tag_test.cpp - tags, services with access and delegated administrators.
#include "emulator/organizations/fixture.h"

namespace amishare::organizations::test {

TEST_CASE("roots, units, accounts and policies have tags", "[organizations]") {
  Organized organized;
  const std::string scp = organized.policy("scp", deny_launch);
  for (const std::string& id : {organized.root, organized.unit("Prod"), account_a.value, scp}) {
    organized.asks<op::TagResource>(
        {.resource_id = id, .tags = {{.key = "b", .value = "1"}, {.key = "a", .value = "2"}}});
    organized.asks<op::TagResource>({.resource_id = id, .tags = {{.key = "b", .value = "3"}}});
    const auto tags = organized.asks<op::ListTagsForResource>({.resource_id = id}).tags;
    REQUIRE(tags.size() == 2);
    CHECK(tags[0].key == "a");
    CHECK(tags[1].value == "3");
    organized.asks<op::UntagResource>({.resource_id = id, .tag_keys = {"a", "absent"}});
    CHECK(organized.asks<op::ListTagsForResource>({.resource_id = id}).tags.size() == 1);
  }
}

TEST_CASE("which tags are refused", "[organizations]") {
  Organized organized;
  const auto refused = [&](const std::string& id, const std::vector<api::Tag>& tags) {
    return verdict(organized.refused<op::TagResource>({.resource_id = id, .tags = tags}));
  };
  const std::string& a = account_a.value;
  CHECK(refused(account_b.value, {{.key = "k", .value = ""}}) == "TargetNotFoundException");
  CHECK(refused("p-FullAWSAccess", {{.key = "k", .value = ""}}) ==
        "InvalidInputException TARGET_NOT_SUPPORTED");
  CHECK(refused(a, {{.key = "k", .value = "1"}, {.key = "k", .value = "2"}}) ==
        "InvalidInputException DUPLICATE_TAG_KEY");
  CHECK(refused(a, {{.key = "AWS:k", .value = "1"}}) ==
        "InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER");
  CHECK(verdict(organized.refused<op::UntagResource>(
            {.resource_id = a, .tag_keys = {"aws:createdBy"}})) ==
        "InvalidInputException INVALID_SYSTEM_TAGS_PARAMETER");
  std::vector<api::Tag> many;
  for (int i = 0; i < 50; ++i) many.push_back({.key = "k" + std::to_string(i), .value = ""});
  organized.asks<op::TagResource>({.resource_id = a, .tags = many});
  CHECK(refused(a, {{.key = "more", .value = ""}}) ==
        "ConstraintViolationException MAX_TAG_LIMIT_EXCEEDED");
  CHECK_NOTHROW(
      organized.asks<op::TagResource>({.resource_id = a, .tags = {{.key = "k1", .value = "x"}}}));
  CHECK(
      verdict(organized.refused<op::ListTagsForResource>({.resource_id = a, .next_token = "x"})) ==
      "InvalidInputException INVALID_PAGINATION_TOKEN");
}

TEST_CASE("a delegated administrator reads the organization and changes nothing",
          "[organizations]") {
  Organized organized;
  World& world = organized.world;
  const std::string service = "access-analyzer.amazonaws.com";
  const op::RegisterDelegatedAdministrator::Request request{.account_id = account_a.value,
                                                            .service_principal = service};
  CHECK(verdict(organized.refused<op::RegisterDelegatedAdministrator>(request)) ==
        "ConstraintViolationException SERVICE_ACCESS_NOT_ENABLED");
  organized.asks<op::EnableAWSServiceAccess>({.service_principal = service});
  CHECK(refusal_of<op::ListAccounts>(world, root(account_a), {}).code == "AccessDeniedException");
  organized.asks<op::RegisterDelegatedAdministrator>(request);
  CHECK(ask<op::ListAccounts>(world, root(account_a), {}).accounts.size() == 2);
  CHECK_NOTHROW(ask<op::DescribeAccount>(world, root(account_a), {.account_id = management.value}));
  CHECK(refusal_of<op::CreateOrganizationalUnit>(world, root(account_a),
                                                 {.parent_id = organized.root, .name = "x"})
            .code == "AccessDeniedException");
  CHECK(organized.refused<op::RegisterDelegatedAdministrator>(request).code ==
        "AccountAlreadyRegisteredException");
  CHECK(verdict(organized.refused<op::RemoveAccountFromOrganization>(
            {.account_id = account_a.value})) ==
        "ConstraintViolationException CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG");
  CHECK(verdict(organized.refused<op::RegisterDelegatedAdministrator>(
            {.account_id = management.value, .service_principal = service})) ==
        "ConstraintViolationException CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR");
  CHECK(verdict(organized.refused<op::EnableAWSServiceAccess>({.service_principal = "nobody"})) ==
        "InvalidInputException UNRECOGNIZED_SERVICE_PRINCIPAL");

  const auto administrators =
      organized.asks<op::ListDelegatedAdministrators>({}).delegated_administrators;
  REQUIRE(administrators.size() == 1);
  CHECK(*administrators[0].id == account_a.value);
  CHECK(administrators[0].delegation_enabled_date.has_value());
  CHECK(organized.asks<op::ListDelegatedAdministrators>({.service_principal = "ram.amazonaws.com"})
            .delegated_administrators.empty());
  CHECK(*organized.asks<op::ListDelegatedServicesForAccount>({.account_id = account_a.value})
             .delegated_services.at(0)
             .service_principal == service);
  organized.asks<op::DeregisterDelegatedAdministrator>(
      {.account_id = account_a.value, .service_principal = service});
  CHECK(organized
            .refused<op::DeregisterDelegatedAdministrator>(
                {.account_id = account_a.value, .service_principal = service})
            .code == "AccountNotRegisteredException");
  CHECK(organized.refused<op::ListDelegatedServicesForAccount>({.account_id = account_a.value})
            .code == "AccountNotRegisteredException");
  CHECK(refusal_of<op::ListAccounts>(world, root(account_a), {}).code == "AccessDeniedException");
}

TEST_CASE("services with access are listed in pages", "[organizations]") {
  Organized organized;
  for (const char* name : {"a", "b", "c"}) {
    organized.asks<op::EnableAWSServiceAccess>(
        {.service_principal = std::string(name) + ".amazonaws.com"});
  }
  const auto first = organized.asks<op::ListAWSServiceAccessForOrganization>({.max_results = 2});
  REQUIRE(first.enabled_service_principals.size() == 2);
  CHECK(*first.enabled_service_principals[0].service_principal == "a.amazonaws.com");
  const auto second = organized.asks<op::ListAWSServiceAccessForOrganization>(
      {.next_token = first.next_token, .max_results = 2});
  REQUIRE(second.enabled_service_principals.size() == 1);
  CHECK(!second.next_token.has_value());
  organized.asks<op::DisableAWSServiceAccess>({.service_principal = "a.amazonaws.com"});
  CHECK(organized.asks<op::ListAWSServiceAccessForOrganization>({})
            .enabled_service_principals.size() == 2);
}

}  // namespace amishare::organizations::test
