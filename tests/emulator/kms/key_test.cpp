// key_test.cpp - making, describing, listing and naming keys.
#include "emulator/kms/keys.h"

namespace amishare::kms::test {

TEST_CASE("a new key is as recorded from AWS", "[kms]") {
  World world;
  const auto made = ask<op::CreateKey>(world, root(account_a), {.description = "of the image"})
                        .key_metadata.value();
  CHECK(made.aws_account_id == account_a.value);
  CHECK(made.arn == "arn:aws:kms:us-east-1:111122223333:key/" + made.key_id);
  CHECK(made.key_id.size() == 36);
  CHECK(made.creation_date == world.timeline.now());
  CHECK(made.enabled == true);
  CHECK(made.description == "of the image");
  CHECK(made.key_usage == "ENCRYPT_DECRYPT");
  CHECK(made.key_state == "Enabled");
  CHECK(made.deletion_date == std::nullopt);
  CHECK(made.origin == "AWS_KMS");
  CHECK(made.key_manager == "CUSTOMER");
  CHECK(made.customer_master_key_spec == "SYMMETRIC_DEFAULT");
  CHECK(made.key_spec == "SYMMETRIC_DEFAULT");
  CHECK(made.encryption_algorithms == std::vector<std::string>{"SYMMETRIC_DEFAULT"});
  CHECK(made.multi_region == false);
  CHECK(made.current_key_material_id.value().size() == 64);
}

TEST_CASE("a key has an empty description unless it is given one", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const auto description = [&] {
    return ask<op::DescribeKey>(world, a, {.key_id = key}).key_metadata->description;
  };
  CHECK(description() == "");
  ask<op::UpdateKeyDescription>(world, a, {.key_id = key, .description = "later"});
  CHECK(description() == "later");
  ask<op::UpdateKeyDescription>(world, a, {.key_id = key, .description = ""});
  CHECK(description() == "");
}

TEST_CASE("kinds of keys that are not emulated are refused by name", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const auto refused = [&](const api::CreateKeyRequest& request) {
    return refusal_of<op::CreateKey>(world, a, request);
  };
  CHECK(refused({.key_usage = "SIGN_VERIFY", .key_spec = "RSA_2048"}).message ==
        "This emulator does not know KeySpec RSA_2048 yet.");
  CHECK(refused({.key_usage = "GENERATE_VERIFY_MAC", .customer_master_key_spec = "HMAC_256"})
            .message == "This emulator does not know CustomerMasterKeySpec HMAC_256 yet.");
  CHECK(refused({.origin = "EXTERNAL"}).message ==
        "This emulator does not know Origin EXTERNAL yet.");
  CHECK(refused({.multi_region = true}).message ==
        "This emulator does not know MultiRegion true yet.");
  CHECK(refused({.key_usage = "SIGN_VERIFY"}) ==
        error("ValidationException",
              "KeyUsage SIGN_VERIFY is not compatible with KeySpec SYMMETRIC_DEFAULT"));
  CHECK(refused({.key_usage = "KEY_AGREEMENT", .key_spec = "RSA_2048"}) ==
        error("ValidationException",
              "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048"));
  CHECK(refused({.key_spec = "RSA_2048"}) ==
        error("ValidationException",
              "You must specify a KeyUsage value for all KMS keys except for symmetric encryption "
              "keys."));
  CHECK(refused({.customer_master_key_spec = "SYMMETRIC_DEFAULT", .key_spec = "SYMMETRIC_DEFAULT"})
            .code == "ValidationException");
}

TEST_CASE("keys are listed page by page, in their account and Region alone", "[kms]") {
  World world;
  const Caller a = root(account_a);
  std::vector<std::string> made;
  for (int i = 0; i < 5; ++i) made.push_back(create_key(world, a));
  create_key(world, root(account_b));
  create_key(world, a, {}, eu_west_1);

  std::vector<std::string> listed;
  std::optional<std::string> marker;
  int pages = 0;
  do {
    const auto page = ask<op::ListKeys>(world, a, {.limit = 2, .marker = marker});
    for (const auto& entry : page.keys) {
      CHECK(entry.key_id == bare_id(entry.key_arn.value()));
      listed.push_back(entry.key_arn.value());
    }
    CHECK(page.truncated == page.next_marker.has_value());
    marker = page.next_marker;
    ++pages;
  } while (marker);
  CHECK(listed == made);
  CHECK(pages == 3);
  CHECK(ask<op::ListKeys>(world, a, {.limit = 5}).truncated == false);
}

TEST_CASE("a page begins where the last one ended, whatever went away in between", "[kms]") {
  World world;
  const Caller a = root(account_a);
  std::vector<std::string> made;
  for (int i = 0; i < 4; ++i) made.push_back(create_key(world, a));
  const auto first = ask<op::ListKeys>(world, a, {.limit = 2});
  for (const std::string& key : {made[0], made[1]}) {
    ask<op::ScheduleKeyDeletion>(world, a, {.key_id = key, .pending_window_in_days = 7});
  }
  world.advance(std::chrono::hours(24 * 7));
  const auto rest = ask<op::ListKeys>(world, a, {.marker = first.next_marker});
  REQUIRE(rest.keys.size() == 2);
  CHECK(rest.keys[0].key_arn == made[2]);
  CHECK(rest.keys[1].key_arn == made[3]);
}

TEST_CASE("a marker that no list gave, or another list gave, is refused", "[kms]") {
  World world;
  const Caller a = root(account_a);
  for (int i = 0; i < 3; ++i) create_key(world, a);
  const auto marker = ask<op::ListKeys>(world, a, {.limit = 1}).next_marker;
  CHECK(refusal_of<op::ListKeys>(world, a, {.marker = "x"}).code == "InvalidMarkerException");
  CHECK(refusal_of<op::ListKeys>(world, root(account_b), {.marker = marker}).code ==
        "InvalidMarkerException");
  CHECK(refusal_of<op::ListAliases>(world, a, {.marker = marker}).code == "InvalidMarkerException");
  CHECK(refusal_of<op::ListKeys>(world, a, {.marker = marker}, eu_west_1).code ==
        "InvalidMarkerException");
}

TEST_CASE("a KeyId that names no key is refused in AWS's words", "[kms]") {
  World world;
  const Caller a = root(account_a);
  create_key(world, a);
  const std::string id = "12345678-1234-1234-1234-123456789012";
  const auto refused = [&](const std::string& key_id) {
    return refusal_of<op::DescribeKey>(world, a, {.key_id = key_id});
  };
  CHECK(refused("fake-key-id") == error("NotFoundException", "Invalid keyId 'fake-key-id'"));
  CHECK(refused("12345678123412341234123456789012") ==
        error("NotFoundException", "Invalid keyId '12345678123412341234123456789012'"));
  CHECK(refused("mrk-fake-key-id") ==
        error("NotFoundException", "Invalid keyId 'mrk-fake-key-id'"));
  const std::string mrk = "mrk-12345678123412341234123456789012";
  CHECK(refused(mrk) == error("NotFoundException", "Key 'arn:aws:kms:us-east-1:111122223333:key/" +
                                                       mrk + "' does not exist"));
  const Error absent{"NotFoundException",
                     "Key 'arn:aws:kms:us-east-1:111122223333:key/" + id + "' does not exist"};
  CHECK(refused(id) == absent);
  CHECK(refused("arn:aws:kms:us-east-1:111122223333:key/" + id) == absent);
  CHECK(refused("arn:aws:kms:eu-west-1:111122223333:key/" + id) ==
        error("NotFoundException", "Invalid arn eu-west-1"));
  CHECK(refused("alias/none") ==
        error("NotFoundException",
              "Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found."));
  CHECK(refused("arn:aws:kms:us-east-1:111122223333:alias/none") ==
        error("NotFoundException",
              "Alias arn:aws:kms:us-east-1:111122223333:alias/none is not found."));
  for (const std::string& malformed :
       {std::string("arn:aws:kms:us-east-1:111122223333"),
        "arn:aws:ec2:us-east-1:111122223333:key/" + id, "arn:aws:kms:us-east-1:1:key/" + id,
        "arn:aws:kms:us-east-1:111122223333:grant/" + id}) {
    CHECK(refused(malformed).code == "InvalidArnException");
  }
}

TEST_CASE("a key of another Region is not there", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  CHECK(refusal_of<op::DescribeKey>(world, a, {.key_id = key}, eu_west_1) ==
        error("NotFoundException", "Invalid arn us-east-1"));
  CHECK(refusal_of<op::DescribeKey>(world, a, {.key_id = bare_id(key)}, eu_west_1) ==
        error("NotFoundException",
              "Key 'arn:aws:kms:eu-west-1:111122223333:key/" + bare_id(key) + "' does not exist"));
}

TEST_CASE("aliases do where AWS takes them, and nowhere else", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  ask<op::CreateAlias>(world, a, {.alias_name = "alias/x", .target_key_id = key});
  const std::string alias_arn = "arn:aws:kms:us-east-1:111122223333:alias/x";
  CHECK(ask<op::DescribeKey>(world, a, {.key_id = alias_arn}).key_metadata->arn == key);
  CHECK(ask<op::Encrypt>(world, a, {.key_id = "alias/x", .plaintext = Blob{"x"}}).key_id == key);
  for (const std::string& name : {std::string("alias/x"), alias_arn}) {
    CHECK(refusal_of<op::DisableKey>(world, a, {.key_id = name}) ==
          error("NotFoundException", "Invalid keyId '" + name + "'"));
  }
}

TEST_CASE("another account's key that is not there is not told from one that is closed", "[kms]") {
  World world;
  const Caller b = root(account_b);
  const std::string closed = create_key(world, root(account_a));
  const std::string absent =
      "arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-123456789012";
  const std::string no_alias = "arn:aws:kms:us-east-1:111122223333:alias/none";
  const Error refused = denied(b, "kms:DescribeKey", hidden);
  for (const std::string& name : {closed, absent, no_alias}) {
    CHECK(refusal_of<op::DescribeKey>(world, b, {.key_id = name}) == refused);
  }
}

TEST_CASE("tags are kept, replaced, taken away and listed", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = ask<op::CreateKey>(world, a, {.tags = {{"Name", "one"}, {"Team", "x"}}})
                              .key_metadata->arn.value();
  ask<op::TagResource>(world, a, {.key_id = key, .tags = {{"Name", "two"}, {"Added", ""}}});
  ask<op::UntagResource>(world, a, {.key_id = key, .tag_keys = {"Team", "unknown"}});
  const auto first = ask<op::ListResourceTags>(world, a, {.key_id = key, .limit = 1});
  const auto rest =
      ask<op::ListResourceTags>(world, a, {.key_id = key, .marker = first.next_marker});
  REQUIRE(first.tags.size() == 1);
  REQUIRE(rest.tags.size() == 1);
  CHECK(first.tags[0].tag_key == "Added");
  CHECK(rest.tags[0].tag_key == "Name");
  CHECK(rest.tags[0].tag_value == "two");
  CHECK(rest.truncated == false);
}

TEST_CASE("tags that AWS does not take", "[kms]") {
  World world;
  const Caller a = root(account_a);
  const std::string key = create_key(world, a);
  const auto refused = [&](const std::vector<api::Tag>& tags) {
    const Error at_key = refusal_of<op::TagResource>(world, a, {.key_id = key, .tags = tags});
    CHECK(refusal_of<op::CreateKey>(world, a, {.tags = tags}) == at_key);
    return at_key;
  };
  CHECK(refused({{"x", "1"}, {"x", "2"}}) == error("TagException", "Duplicate tag keys"));
  CHECK(refused({{"aWs:x", "1"}}) ==
        error("TagException", "Tags beginning with aws: are reserved"));
  std::vector<api::Tag> many;
  for (int i = 0; i < 51; ++i) many.push_back({std::to_string(i), ""});
  CHECK(refused(many) == error("TagException", "Too many tags"));
  many.pop_back();
  ask<op::TagResource>(world, a, {.key_id = key, .tags = many});
  CHECK(refusal_of<op::TagResource>(world, a, {.key_id = key, .tags = {{"one more", ""}}}) ==
        error("TagException", "Too many tags"));
}

TEST_CASE("a refused CreateKey uses up no random number", "[kms]") {
  World left;
  World right;
  const Caller a = root(account_a);
  refusal_of<op::CreateKey>(left, a, {.policy = "not json"});
  right.open(account_a, us_east_1);
  CHECK(create_key(left, a) == create_key(right, a));
}

}  // namespace amishare::kms::test
