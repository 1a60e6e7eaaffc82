// image_describe_test.cpp - who sees which images, by id, by owner, by permission and by filter.
#include "image_fixture.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;
using Ids = std::vector<std::string>;

TEST_CASE("B18: an image is seen by its owner and by those whom it is shared with", "[ec2]") {
  Accounts accounts;
  const Asker c(accounts.world, "333333333333");
  const std::string image = make_image(accounts.a, "golden");
  const auto seen = [&](const Asker& who) {
    return ids(who.ask<op::DescribeImages>({})) == Ids{image} &&
           ids(who.ask<op::DescribeImages>({.image_ids = {image}})) == Ids{image};
  };
  const auto hidden = [&](const Asker& who) {
    return who.ask<op::DescribeImages>({}).images.empty() &&
           who.ask<op::DescribeImages>({.image_ids = {image}}).images.empty();
  };
  CHECK(seen(accounts.a));
  CHECK(hidden(accounts.b));
  share(accounts.a, image, "222222222222");
  CHECK(seen(accounts.b));
  CHECK(hidden(c));
  accounts.a.ask<op::ResetImageAttribute>({.attribute = "launchPermission", .image_id = image});
  CHECK(hidden(accounts.b));
  share(accounts.a, image, "222222222222");
  accounts.a.ask<op::ModifyImageAttribute>({.attribute = "launchPermission",
                                            .image_id = image,
                                            .operation_type = "add",
                                            .user_groups = {"all"}});
  CHECK(seen(c));
}

TEST_CASE("those whom an image is shared with see all of it but tags and protection", "[ec2]") {
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a);
  const std::string image = make_image(accounts.a, "golden", snapshot);
  share(accounts.a, image, "222222222222");
  accounts.a.ask<op::CreateTags>({.resources = {image}, .tags = {{.key = "k", .value = "v"}}});
  const auto own = look(accounts.a, image), shared = look(accounts.b, image);
  CHECK(own.tags.size() == 1);
  CHECK(own.deregistration_protection == "disabled");
  CHECK(shared.tags.empty());
  CHECK(!shared.deregistration_protection);
  CHECK(shared.name == "golden");
  CHECK(shared.owner_id == "111111111111");
  CHECK(shared.image_location == "111111111111/golden");
  CHECK(shared.public_ == false);
  CHECK(shared.state == "available");
  REQUIRE(shared.block_device_mappings.size() == 1);
  CHECK(shared.block_device_mappings[0].ebs->snapshot_id == snapshot);
  CHECK(shared.block_device_mappings[0].ebs->encrypted == false);
}

TEST_CASE("DescribeImages by id", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const auto refusal = [&](Ids wanted) {
    return text(accounts.a.refused<op::DescribeImages>({.image_ids = std::move(wanted)}));
  };
  const std::string absent = "ami-0123456789abcdef0";
  CHECK(refusal({absent}) ==
        "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");
  CHECK(refusal({image, absent}) ==
        "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");
  CHECK(refusal({absent, "ami-12345678"}) ==
        "InvalidAMIID.NotFound: The image ids '[ami-0123456789abcdef0, ami-12345678]' do not "
        "exist");
  for (const char* id :
       {"ami-", "ami-123", "ami-0123456789ABCDEF0", "snap-0123456789abcdef0", "x"}) {
    CHECK(refusal({id}) == "InvalidAMIID.Malformed: Invalid id: \"" + std::string(id) + "\"");
  }
  CHECK(refusal({""}) == "MissingParameter: The request must contain the parameter ImageId");
  // An image lives in one Region.
  CHECK(accounts.a.in("eu-west-1").refused<op::DescribeImages>({.image_ids = {image}}).code ==
        "InvalidAMIID.NotFound");
  CHECK(ids(accounts.a.ask<op::DescribeImages>({.image_ids = {image, image}})) == Ids{image});
  // Parameters are looked at before permissions.
  CHECK(accounts.a.user("nobody").refused<op::DescribeImages>({.image_ids = {"x"}}).code ==
        "InvalidAMIID.Malformed");
}

TEST_CASE("DescribeImages by owner and by permission", "[ec2]") {
  Accounts accounts;
  const std::string of_a = make_image(accounts.a, "of A"), of_b = make_image(accounts.b, "of B");
  const std::string own_and_listed = make_image(accounts.b, "listed");
  const std::string open = make_image(accounts.a, "open");
  share(accounts.a, of_a, "222222222222");
  share(accounts.b, own_and_listed, "222222222222");
  accounts.a.ask<op::ModifyImageAttribute>(
      {.image_id = open, .operation_type = "add", .user_groups = {"all"}});
  const auto owned = [&](Ids owners) {
    return ids(accounts.b.ask<op::DescribeImages>({.owners = std::move(owners)}));
  };
  CHECK(owned({"self"}) == Ids{of_b, own_and_listed});
  CHECK(owned({"222222222222"}) == Ids{of_b, own_and_listed});
  CHECK(owned({"111111111111"}) == Ids{of_a, open});
  CHECK(owned({"111111111111", "self"}) == Ids{of_a, of_b, own_and_listed, open});
  CHECK(owned({"amazon"}).empty());
  CHECK(accounts.b.refused<op::DescribeImages>({.owners = {"me"}}).code ==
        "InvalidUserID.Malformed");

  const auto executable = [&](const Asker& who, Ids users) {
    return ids(who.ask<op::DescribeImages>({.executable_users = std::move(users)}));
  };
  // An own private image counts only if its owner stands in its permissions.
  CHECK(executable(accounts.b, {"self"}) == Ids{of_a, own_and_listed});
  CHECK(executable(accounts.b, {"222222222222"}) == Ids{of_a, own_and_listed});
  CHECK(executable(accounts.b, {"all"}) == Ids{open});
  CHECK(executable(accounts.a, {"222222222222"}) == Ids{of_a});
  CHECK(executable(accounts.a, {"self"}).empty());
  CHECK(ids(accounts.b.ask<op::DescribeImages>(
            {.executable_users = {"self"}, .owners = {"self"}})) == Ids{own_and_listed});
}

TEST_CASE("DescribeImages by filter", "[ec2]") {
  Accounts accounts;
  const std::string key = make_key(accounts.a);
  const std::string secret = encrypted_snapshot(accounts.a, key);
  auto request = registration("web-1", secret);
  request.description = "front";
  request.tag_specifications = {
      {.resource_type = "image", .tags = {{.key = "env", .value = "prod"}}}};
  const std::string web = *accounts.a.ask<op::RegisterImage>(request).image_id;
  request = registration("db-1", plain_snapshot(accounts.a, 20));
  request.architecture = "arm64";
  const std::string db = *accounts.a.ask<op::RegisterImage>(request).image_id;

  const auto found = [&](const std::string& name, Ids values) {
    return ids(accounts.a.ask<op::DescribeImages>(
        {.filters = {{.name = name, .values = std::move(values)}}}));
  };
  const Ids none, both{web, db};
  CHECK(found("name", {"web-*"}) == Ids{web});
  CHECK(found("name", {"*-1"}) == both);
  CHECK(found("name", {"web", "db-?"}) == Ids{db});
  CHECK(found("name", {}) == none);
  CHECK(found("description", {"front"}) == Ids{web});
  CHECK(found("architecture", {"arm64"}) == Ids{db});
  CHECK(found("block-device-mapping.encrypted", {"true"}) == Ids{web});
  CHECK(found("block-device-mapping.snapshot-id", {secret}) == Ids{web});
  CHECK(found("block-device-mapping.volume-size", {"20"}) == Ids{db});
  CHECK(found("block-device-mapping.device-name", {"/dev/xvda"}) == both);
  CHECK(found("block-device-mapping.delete-on-termination", {"true"}) == both);
  CHECK(found("block-device-mapping.volume-type", {"gp2"}) == both);
  CHECK(found("creation-date", {"2026-01-*"}) == both);
  CHECK(found("image-id", {db}) == Ids{db});
  CHECK(found("is-public", {"false"}) == both);
  CHECK(found("is-public", {"true"}) == none);
  CHECK(found("owner-id", {"111111111111"}) == both);
  CHECK(found("state", {"available"}) == both);
  CHECK(found("state", {"pending"}) == none);
  CHECK(found("root-device-type", {"ebs"}) == both);
  CHECK(found("root-device-name", {"/dev/xvda"}) == both);
  CHECK(found("virtualization-type", {"hvm"}) == both);
  CHECK(found("hypervisor", {"xen"}) == both);
  CHECK(found("image-type", {"machine"}) == both);
  CHECK(found("manifest-location", {"111111111111/web-1"}) == Ids{web});
  CHECK(found("platform", {"windows"}) == none);
  CHECK(found("source-image-id", {"*"}) == none);
  CHECK(found("tag:env", {"prod"}) == Ids{web});
  CHECK(found("tag:env", {"test"}) == none);
  CHECK(found("tag-key", {"env"}) == Ids{web});
  CHECK(text(accounts.a.refused<op::DescribeImages>(
            {.filters = {{.name = "colour", .values = {"red"}}}})) ==
        "InvalidParameterValue: The filter 'colour' is invalid");

  // Filters hold together, with each other and with the other parameters.
  CHECK(ids(accounts.a.ask<op::DescribeImages>(
            {.filters = {{.name = "name", .values = {"*-1"}},
                         {.name = "architecture", .values = {"arm64"}}}})) == Ids{db});
  CHECK(ids(accounts.a.ask<op::DescribeImages>(
                {.image_ids = {web}, .filters = {{.name = "name", .values = {"db-1"}}}}))
            .empty());
}

TEST_CASE("a lookup by id does not walk the images", "[ec2]") {
  // Not a measurement: with so many images even a short walk for each lookup would be felt.
  Accounts accounts;
  const std::string snapshot = plain_snapshot(accounts.a);
  std::string some;
  for (int i = 0; i < 20000; ++i) {
    some = make_image(accounts.a, "image-" + std::to_string(i), snapshot);
  }
  for (int i = 0; i < 2000; ++i) {
    CHECK(accounts.a.ask<op::DescribeImages>({.image_ids = {some}}).images.size() == 1);
  }
}
