// alias_test.cpp - aliases: names, targets, and the two permissions they need.
#include "emulator/kms/keys.h"

namespace amishare::kms::test {
namespace {

const std::string alias_x_arn = "arn:aws:kms:us-east-1:111122223333:alias/x";

}  // namespace

TEST_CASE("an alias is made, moved, listed and deleted", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string one = create_key(world, a);
  const std::string two = create_key(world, a);
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = bare_id(one)});
  const Instant made = world.timeline.now();
  world.advance(std::chrono::seconds(5));
  ask<op::UpdateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = two});
  const auto listed = ask<op::ListAliases>(world, a, {.key_id = two});
  REQUIRE(listed.aliases.size() == 1);
  CHECK(listed.aliases[0].alias_name == "alias/x");
  CHECK(listed.aliases[0].alias_arn == alias_x_arn);
  CHECK(listed.aliases[0].target_key_id == bare_id(two));
  CHECK(listed.aliases[0].creation_date == made);
  CHECK(listed.aliases[0].last_updated_date == world.timeline.now());
  CHECK(ask<op::ListAliases>(world, a, {.key_id = one}).aliases.empty());
  ask<op::DeleteAlias>(world, a, {.alias_name = "alias/x"});
  const Error gone{"NotFoundException", "Alias " + alias_x_arn + " is not found."};
  CHECK(refusal_of<op::DeleteAlias>(world, a, {.alias_name = "alias/x"}) == gone);
  CHECK(refusal_of<op::UpdateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = one}) ==
        gone);
  CHECK(refusal_of<op::DescribeKey>(world, a, {.key_id = "alias/x"}) == gone);
}

TEST_CASE("what no alias can be called", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key});
  const auto refused = [&](const std::string& name) {
    return refusal_of<op::CreateAlias>(world, a, {.alias_name = name, .target_key_id = key});
  };
  const Error no_prefix{"ValidationException",
                        "Alias must start with the prefix \"alias/\". Please see "
                        "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"};
  CHECK(refused("x") == no_prefix);
  CHECK(refused("alias/") == no_prefix);
  CHECK(refusal_of<op::UpdateAlias>(world, a, {.alias_name = "x", .target_key_id = key}) ==
        no_prefix);
  CHECK(refusal_of<op::DeleteAlias>(world, a, {.alias_name = "x"}) == no_prefix);
  CHECK(refused("alias/a:b") ==
        error("ValidationException", "alias/a:b contains invalid characters for an alias"));
  CHECK(refused("alias/aws/mine") == error("NotAuthorizedException", ""));
  CHECK(refused("alias/x") == error("AlreadyExistsException",
                                    "An alias with the name " + alias_x_arn + " already exists"));
  CHECK(refusal_of<op::CreateAlias>(world, a,
                                    {.alias_name = "alias/y", .target_key_id = "alias/x"}) ==
        error("ValidationException", "Aliases must refer to keys. Not aliases"));
}

TEST_CASE("AWS's own alias is there from the start and cannot be changed", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const auto before = ask<op::ListAliases>(world, a, {});
  REQUIRE(before.aliases.size() == 1);
  CHECK(before.aliases[0].alias_name == "alias/aws/ebs");
  CHECK(before.aliases[0].alias_arn == "arn:aws:kms:us-east-1:111122223333:alias/aws/ebs");
  CHECK(before.aliases[0].target_key_id == std::nullopt);
  managed_ebs_key(world, account_a, us_east_1);
  const auto after = ask<op::ListAliases>(world, a, {});
  REQUIRE(after.aliases.size() == 1);
  CHECK(after.aliases[0].target_key_id.has_value());
  const std::string key = create_key(world, a);
  CHECK(refusal_of<op::DeleteAlias>(world, a, {.alias_name = "alias/aws/ebs"}).code ==
        "NotAuthorizedException");
  CHECK(refusal_of<op::UpdateAlias>(world, a, {.alias_name = "alias/aws/ebs", .target_key_id = key})
            .code == "NotAuthorizedException");
}

TEST_CASE("aliases are listed page by page", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  for (const std::string name : {"c", "a", "d", "b"}) {
    ask<op::CreateAlias>(world, a, {.alias_name = "alias/" + name, .target_key_id = key});
  }
  const auto names = [&](const std::optional<std::string>& of_key, std::int64_t limit) {
    std::vector<std::string> all;
    std::optional<std::string> marker;
    do {
      const auto page =
          ask<op::ListAliases>(world, a, {.key_id = of_key, .limit = limit, .marker = marker});
      CHECK(static_cast<std::int64_t>(page.aliases.size()) <= limit);
      CHECK(page.truncated == page.next_marker.has_value());
      for (const auto& alias : page.aliases) all.push_back(alias.alias_name.value());
      marker = page.next_marker;
    } while (marker);
    return all;
  };
  const std::vector<std::string> own{"alias/a", "alias/b", "alias/c", "alias/d"};
  std::vector<std::string> all{"alias/aws/ebs"};
  all.insert(all.end(), own.begin(), own.end());
  for (const std::int64_t limit : {1, 2, 3, 4, 5, 100}) {
    INFO("limit " << limit);
    CHECK(names(std::nullopt, limit) == all);
    CHECK(names(key, limit) == own);
  }
}

TEST_CASE("a key has at most 50 aliases", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const std::string other = create_key(world, a);
  for (int i = 0; i < 50; ++i) {
    ask<op::CreateAlias>(world, a,
                         {.alias_name = "alias/" + std::to_string(i), .target_key_id = key});
  }
  CHECK(
      refusal_of<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key}).code ==
      "LimitExceededException");
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = other});
  CHECK(
      refusal_of<op::UpdateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key}).code ==
      "LimitExceededException");
  // Moving one of the 50 to where it is is no 51st.
  ask<op::UpdateAlias>(world, a, {.alias_name = "alias/7", .target_key_id = key});
}

TEST_CASE("an alias needs a permission for itself and one for its key", "[kms]") {
  World world;
  const std::string key = create_key(world, root(account_a));
  const Caller nobody = user(world, account_a, "nobody");
  const Caller only_key =
      user(world, account_a, "only-key", identity_policy("Allow", "kms:*Alias", key));
  const Caller only_alias =
      user(world, account_a, "only-alias", identity_policy("Allow", "kms:*Alias", alias_x_arn));
  const Caller both = user(world, account_a, "both", identity_policy("Allow", "kms:*Alias"));
  const api::CreateAliasRequest create{.alias_name = "alias/x", .target_key_id = key};
  const std::string on_alias =
      " on resource: " + alias_x_arn +
      " because no identity-based policy allows the kms:CreateAlias action";
  const std::string on_key = " on resource: " + key +
                             " because no identity-based policy allows the kms:CreateAlias action";
  CHECK(refusal_of<op::CreateAlias>(world, nobody, create) ==
        denied(nobody, "kms:CreateAlias", on_alias));
  CHECK(refusal_of<op::CreateAlias>(world, only_key, create) ==
        denied(only_key, "kms:CreateAlias", on_alias));
  CHECK(refusal_of<op::CreateAlias>(world, only_alias, create) ==
        denied(only_alias, "kms:CreateAlias", on_key));
  ask<op::CreateAlias>(world, both, create);
  CHECK(refusal_of<op::DeleteAlias>(world, only_alias, {.alias_name = "alias/x"}).code ==
        "AccessDeniedException");

  // UpdateAlias asks about the old key and the new one.
  const std::string other = create_key(world, root(account_a));
  const Caller no_new =
      user(world, account_a, "no-new", identity_policy("Allow", "kms:*Alias", key));
  ask<iam::op::PutUserPolicy>(
      world, root(account_a),
      {.user_name = "no-new",
       .policy_name = "alias",
       .policy_document = identity_policy("Allow", "kms:*Alias", alias_x_arn)});
  CHECK(
      refusal_of<op::UpdateAlias>(world, no_new, {.alias_name = "alias/x", .target_key_id = other})
          .message.find(other) != std::string::npos);
  const Caller no_old =
      user(world, account_a, "no-old", identity_policy("Allow", "kms:*Alias", other));
  ask<iam::op::PutUserPolicy>(
      world, root(account_a),
      {.user_name = "no-old",
       .policy_name = "alias",
       .policy_document = identity_policy("Allow", "kms:*Alias", alias_x_arn)});
  CHECK(
      refusal_of<op::UpdateAlias>(world, no_old, {.alias_name = "alias/x", .target_key_id = other})
          .message.find(key) != std::string::npos);
  ask<op::DeleteAlias>(world, both, {.alias_name = "alias/x"});
}

TEST_CASE("another account's key takes no alias, whatever its policy says", "[kms]") {
  World world;
  const Caller b = root(account_b);
  const std::string key = create_shared_key(world);
  CHECK(refusal_of<op::CreateAlias>(world, b, {.alias_name = "alias/x", .target_key_id = key}) ==
        denied(b, "kms:CreateAlias", hidden));
}

}  // namespace amishare::kms::test
