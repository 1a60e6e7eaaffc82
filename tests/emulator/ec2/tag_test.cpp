// tag_test.cpp - tags on creation and afterwards, and that each account has its own.
#include "ec2/tag.h"

#include "ec2/tag_request.h"
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;
using ec2::api::Tag;

namespace {

std::string tags(const Asker& asker, const std::string& image_id) {
  std::string out;
  for (const Tag& tag : look(asker, image_id).tags) out += *tag.key + "=" + *tag.value + ";";
  return out;
}

}  // namespace

TEST_CASE("tags of a request are checked", "[ec2]") {
  const auto check = [](std::vector<Tag> wanted, ec2::TagsBy by = ec2::TagsBy::create_tags) {
    try {
      ec2::checked_tags(wanted, by);
    } catch (const Error& error) {
      return text(error);
    }
    return std::string();
  };
  CHECK(check({{.key = "a", .value = ""}, {.key = "b"}}) == "");
  CHECK(check({{.value = "v"}}) ==
        "InvalidParameterValue: Value (  ) for parameter Tag key is invalid. Tag key cannot be "
        "null or empty.");
  CHECK(check({{.key = "aws:x", .value = "v"}}) ==
        "InvalidParameterValue: Value ( aws:x ) for parameter key is invalid. Tag keys starting "
        "with 'aws:' are reserved for internal use");
  // Tags that come with what they are on [recorded of CreateVolume].
  CHECK(check({{.value = "v"}}, ec2::TagsBy::creation) ==
        "InvalidParameterValue: Tag key must have a value");
  CHECK(check({{.key = "aws:x"}}, ec2::TagsBy::creation) ==
        "InvalidParameterValue: Tag keys starting with 'aws:' are reserved for internal use");
  CHECK(check({{.key = "a", .value = "1"}, {.key = "a", .value = "2"}}) ==
        "InvalidParameterValue: Duplicate tag key 'a' specified.");
  CHECK(check({{.key = std::string(128, 'k'), .value = std::string(256, 'v')}}) == "");
  CHECK(check({{.key = std::string(129, 'k')}}) ==
        "InvalidParameterValue: Tag key exceeds the maximum length of 128 characters");
  CHECK(check({{.key = "k", .value = std::string(257, 'v')}}) ==
        "InvalidParameterValue: Tag value exceeds the maximum length of 256 characters");
  std::vector<Tag> many;
  for (int i = 0; i < 50; ++i) many.push_back({.key = std::to_string(i), .value = "v"});
  CHECK(check(many) == "");
  many.push_back({.key = "one more"});
  CHECK(check(many).starts_with("TagLimitExceeded: "));
}

TEST_CASE("tags on creation", "[ec2]") {
  Accounts accounts;
  auto request = registration("golden", plain_snapshot(accounts.a));
  request.tag_specifications = {
      {.resource_type = "image", .tags = {{.key = "Name", .value = "g"}, {.key = "env"}}}};
  const std::string image = *accounts.a.ask<op::RegisterImage>(request).image_id;
  CHECK(tags(accounts.a, image) == "Name=g;env=;");

  request.name = "other";
  SECTION("of another type") {
    request.tag_specifications[0].resource_type = "volume";
    CHECK(text(accounts.a.refused<op::RegisterImage>(request)) ==
          "InvalidParameterValue: 'volume' is not a valid taggable resource type for this "
          "operation.");
  }
  SECTION("of no type") {
    request.tag_specifications[0].resource_type.reset();
    CHECK(text(accounts.a.refused<op::RegisterImage>(request)) ==
          "InvalidParameterValue: Tag specification resource type must have a value");
  }
  SECTION("the denial names ec2:CreateTags on the new image") {
    const Asker untagging = accounts.a.user("untagging", R"({"Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "ec2:RegisterImage", "Resource": "*"}})");
    const Error error = untagging.refused<op::RegisterImage>(request);
    CHECK(error.code == "UnauthorizedOperation");
    CHECK(
        error.message.find("ec2:CreateTags on resource: arn:aws:ec2:us-east-1::image/* because") !=
        std::string::npos);
    request.tag_specifications.clear();
    CHECK(untagging.ask<op::RegisterImage>(request).image_id);
  }
  SECTION("ec2:CreateAction and aws:RequestTag decide") {
    const Asker tagging = accounts.a.user("tagging", R"({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": "ec2:RegisterImage", "Resource": "*"},
        {"Effect": "Allow", "Action": "ec2:CreateTags", "Resource": "*", "Condition": {
          "StringEquals": {"ec2:CreateAction": "RegisterImage", "aws:RequestTag/Name": "g"},
          "ForAllValues:StringEquals": {"aws:TagKeys": ["Name", "env"]}}}]})");
    const auto made = tagging.ask<op::RegisterImage>(request);
    CHECK(tagging
              .refused<op::CreateTags>(
                  {.resources = {*made.image_id}, .tags = {{.key = "Name", .value = "g"}}})
              .code == "UnauthorizedOperation");
    request.name = "third";
    request.tag_specifications[0].tags.push_back({.key = "cost", .value = "1"});
    CHECK(tagging.refused<op::RegisterImage>(request).code == "UnauthorizedOperation");
  }
}

TEST_CASE("each account sees and has its own tags on a shared image", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  share(accounts.a, image, "222222222222");
  accounts.a.ask<op::CreateTags>({.resources = {image}, .tags = {{.key = "of", .value = "A"}}});
  CHECK(tags(accounts.b, image) == "");
  accounts.b.ask<op::CreateTags>(
      {.resources = {image}, .tags = {{.key = "of", .value = "B"}, {.key = "b", .value = ""}}});
  CHECK(tags(accounts.a, image) == "of=A;");
  CHECK(tags(accounts.b, image) == "b=;of=B;");
  const ec2::api::DescribeImagesRequest of_a{.filters = {{.name = "tag:of", .values = {"A"}}}};
  CHECK(ids(accounts.a.ask<op::DescribeImages>(of_a)).size() == 1);
  CHECK(ids(accounts.b.ask<op::DescribeImages>(of_a)).empty());

  SECTION("policies see those of the caller's account alone") {
    const std::string document = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Action": "ec2:CreateTags", "Resource": "*",
        "Condition": {"StringEquals": {"ec2:ResourceTag/of": "A"}}}})";
    const ec2::api::CreateTagsRequest request{.resources = {image}, .tags = {{.key = "x"}}};
    CHECK(accounts.b.user("u", document).refused<op::CreateTags>(request).code ==
          "UnauthorizedOperation");
    accounts.a.user("u", document).ask<op::CreateTags>(request);
  }
  SECTION("they go with the image") {
    accounts.a.ask<op::DeregisterImage>({.image_id = image});
    CHECK(accounts.world.ec2.tags.empty());
  }
}

TEST_CASE("DeleteTags", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  accounts.a.ask<op::CreateTags>(
      {.resources = {image},
       .tags = {
           {.key = "a", .value = "1"}, {.key = "b", .value = ""}, {.key = "c", .value = "3"}}});
  accounts.a.ask<op::DeleteTags>({.resources = {image}, .tags = {{.key = "a", .value = "2"}}});
  CHECK(tags(accounts.a, image) == "a=1;b=;c=3;");
  accounts.a.ask<op::DeleteTags>({.resources = {image}, .tags = {{.key = "a", .value = ""}}});
  CHECK(tags(accounts.a, image) == "a=1;b=;c=3;");
  accounts.a.ask<op::DeleteTags>({.resources = {image}, .tags = {{.key = "a", .value = "1"}}});
  CHECK(tags(accounts.a, image) == "b=;c=3;");
  accounts.a.ask<op::DeleteTags>({.resources = {image}, .tags = {{.key = "c"}}});
  CHECK(tags(accounts.a, image) == "b=;");
  accounts.a.ask<op::DeleteTags>({.resources = {image}});
  CHECK(accounts.world.ec2.tags.empty());
}

TEST_CASE("CreateTags replaces, and stops at fifty", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  ec2::api::CreateTagsRequest request{.resources = {image}};
  for (int i = 0; i < 50; ++i) {
    request.tags.push_back({.key = std::to_string(i), .value = "v"});
  }
  accounts.a.ask<op::CreateTags>(request);
  request.tags = {{.key = "7", .value = "changed"}};
  accounts.a.ask<op::CreateTags>(request);
  CHECK(look(accounts.a, image).tags.size() == 50);
  request.tags = {{.key = "50", .value = "v"}};
  CHECK(accounts.a.refused<op::CreateTags>(request).code == "TagLimitExceeded");
}

TEST_CASE("tags are put on what is there", "[ec2]") {
  Accounts accounts;
  const auto put = [&](const std::string& id) {
    return text(accounts.b.refused<op::CreateTags>({.resources = {id}, .tags = {{.key = "k"}}}));
  };
  CHECK(put("box-1") == "InvalidID: The ID 'box-1' is not valid");
  CHECK(put("ami-0123456789abcdef0") ==
        "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");
  CHECK(put(make_image(accounts.a, "private")).starts_with("InvalidAMIID.NotFound: "));
  CHECK(put(plain_snapshot(accounts.a)).starts_with("InvalidSnapshot.NotFound: "));
}

TEST_CASE("DescribeTags lists the caller's tags in the Region", "[ec2]") {
  Accounts accounts;
  const std::string one = make_image(accounts.a, "one"), two = make_image(accounts.a, "two");
  const std::string snapshot = plain_snapshot(accounts.a);
  accounts.a.ask<op::CreateTags>(
      {.resources = {one, two}, .tags = {{.key = "Name", .value = "x"}, {.key = "n"}}});
  accounts.a.ask<op::CreateTags>(
      {.resources = {snapshot}, .tags = {{.key = "Name", .value = "disk"}}});
  const auto count = [&](const Asker& asker, std::vector<ec2::api::Filter> filters) {
    return asker.ask<op::DescribeTags>({.filters = std::move(filters)}).tags.size();
  };
  CHECK(count(accounts.a, {}) == 5);
  CHECK(count(accounts.b, {}) == 0);
  CHECK(count(accounts.a.in("eu-west-1"), {}) == 0);
  CHECK(count(accounts.a, {{.name = "resource-type", .values = {"image"}}}) == 4);
  CHECK(count(accounts.a, {{.name = "resource-id", .values = {one, snapshot}}}) == 3);
  CHECK(count(accounts.a, {{.name = "key", .values = {"N*"}}}) == 3);
  CHECK(count(accounts.a, {{.name = "value", .values = {""}}}) == 2);
  CHECK(count(accounts.a, {{.name = "tag:Name", .values = {"x", "disk"}}}) == 3);
  CHECK(count(accounts.a, {{.name = "tag-key", .values = {"n"}}}) == 2);
  CHECK(text(accounts.a.refused<op::DescribeTags>(
            {.filters = {{.name = "image-id", .values = {"x"}}}})) ==
        "InvalidParameterValue: The filter 'image-id' is invalid");

  accounts.a.ask<op::CreateTags>(
      {.resources = {two}, .tags = {{.key = "a"}, {.key = "b"}, {.key = "z"}}});
  const auto first = accounts.a.ask<op::DescribeTags>({.max_results = 5});
  REQUIRE(first.tags.size() == 5);
  const auto rest = accounts.a.ask<op::DescribeTags>({.next_token = first.next_token});
  CHECK(rest.tags.size() == 3);
  CHECK(!rest.next_token);
}
