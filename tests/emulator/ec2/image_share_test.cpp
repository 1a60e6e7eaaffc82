// image_share_test.cpp - launch permissions in all forms that clients send, and other attributes.
#include "image_fixture.h"
#include "wire/schema.h"
#include "wire/tree.h"

using namespace amishare;
using namespace amishare::test;
namespace op = ec2::op;
using ec2::api::LaunchPermission;
using ec2::api::ModifyImageAttributeRequest;
using Items = std::vector<std::string>;

namespace {


ModifyImageAttributeRequest adding(const std::string& image, LaunchPermission item) {
  ModifyImageAttributeRequest request{.image_id = image};
  request.launch_permission.emplace().add.push_back(std::move(item));
  return request;
}

ModifyImageAttributeRequest removing(const std::string& image, LaunchPermission item) {
  ModifyImageAttributeRequest request{.image_id = image};
  request.launch_permission.emplace().remove.push_back(std::move(item));
  return request;
}

}  // namespace

TEST_CASE("launch permission arrives in four forms and counts once", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  ModifyImageAttributeRequest request{.image_id = image};
  SECTION("structured") { request = adding(image, {.user_id = id_b}); }
  SECTION("flat") {
    request.attribute = "launchPermission";
    request.operation_type = "add";
    request.user_ids = {id_b};
  }
  SECTION("both, as Packer sends them") {
    request = adding(image, {.user_id = id_b});
    request.user_ids = {id_b};
  }
  SECTION("with a capital, as Ansible sends it") {
    request = adding(image, {.user_id = id_b});
    request.attribute = "LaunchPermission";
  }
  SECTION("both in full") {
    request = adding(image, {.user_id = id_b});
    request.attribute = "launchPermission";
    request.operation_type = "add";
    request.user_ids = {id_b, id_b};
  }
  accounts.a.ask<op::ModifyImageAttribute>(request);
  accounts.a.ask<op::ModifyImageAttribute>(request);
  CHECK(users(accounts.a, image) == Items{id_b});
}

TEST_CASE("permissions keep the order of adding, and go one by one", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  accounts.a.ask<op::ModifyImageAttribute>({.image_id = image,
                                            .operation_type = "add",
                                            .user_groups = {"all"},
                                            .user_ids = {"999999999999", id_b, "111111111111"}});
  CHECK(users(accounts.a, image) == Items{"999999999999", id_b, "111111111111", "all"});
  accounts.a.ask<op::ModifyImageAttribute>(removing(image, {.user_id = id_b}));
  CHECK(users(accounts.a, image) == Items{"999999999999", "111111111111", "all"});
  accounts.a.ask<op::ModifyImageAttribute>(removing(image, {.user_id = id_b}));
  accounts.a.ask<op::ModifyImageAttribute>(
      {.image_id = image, .operation_type = "remove", .user_groups = {"all"}});
  CHECK(users(accounts.a, image) == Items{"999999999999", "111111111111"});
  CHECK(look(accounts.a, image).public_ == false);

  ModifyImageAttributeRequest both = adding(image, {.user_id = id_b});
  both.launch_permission->remove = {{.user_id = "999999999999"}};
  accounts.a.ask<op::ModifyImageAttribute>(both);
  CHECK(users(accounts.a, image) == Items{"111111111111", id_b});

  accounts.a.ask<op::ResetImageAttribute>({.attribute = "LaunchPermission", .image_id = image});
  CHECK(users(accounts.a, image).empty());
}

TEST_CASE("ModifyImageAttribute's refusals", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const auto refusal = [&](const ModifyImageAttributeRequest& request) {
    return text(accounts.a.refused<op::ModifyImageAttribute>(request));
  };
  constexpr const char* nothing = "InvalidParameterCombination: No attributes specified.";
  CHECK(refusal({.image_id = image}) == nothing);
  CHECK(refusal({.attribute = "launchPermission", .image_id = image}) == nothing);
  CHECK(refusal({.image_id = image,
                 .launch_permission = ec2::api::LaunchPermissionModifications{}}) == nothing);
  CHECK(refusal({.description = ec2::api::AttributeValue{.value = "x"},
                 .image_id = image,
                 .imds_support = ec2::api::AttributeValue{.value = "v2.0"}}) ==
        "InvalidParameterCombination: Fields for multiple attribute types specified: description, "
        "imdsSupport");
  CHECK(refusal({.description = ec2::api::AttributeValue{.value = ""}, .image_id = image}) ==
        "MissingParameter: The request must contain the parameter description");
  CHECK(refusal({.image_id = image, .imds_support = ec2::api::AttributeValue{.value = ""}}) ==
        "MissingParameter: The request must contain the parameter imdsSupport with value v2.0");
  CHECK(refusal({.attribute = "colour", .image_id = image, .value = "red"}) ==
        "InvalidParameterValue: Unrecognized attribute.");
  CHECK(refusal({.image_id = image, .user_ids = {id_b}}) ==
        "InvalidParameterCombination: No operation specified for launchPermission attribute.");
  CHECK(refusal(adding(image, {.user_id = "123"})) ==
        "InvalidAMIAttributeItemValue: Invalid attribute item value \"123 \" for userId item "
        "type.");
  CHECK(refusal(removing(image, {.user_id = "123"})).starts_with("InvalidAMIAttributeItemValue"));
  CHECK(refusal(adding(image, {.group = "everyone"})) ==
        "InvalidAMIAttributeItemValue: Invalid attribute item value \"everyone \" for UserGroup "
        "item type.");
  CHECK(refusal(adding("", {.user_id = id_b})) ==
        "MissingParameter: The request must contain the parameter ImageId");
  CHECK(refusal(adding("ami-1", {.user_id = id_b})) ==
        "InvalidAMIID.Malformed: Invalid id: \"ami-1\"");
  CHECK(refusal(adding("ami-0123456789abcdef0", {.user_id = id_b})) ==
        "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");

  const auto by_b = [&] {
    return text(accounts.b.refused<op::ModifyImageAttribute>(adding(image, {.user_id = id_b})));
  };
  CHECK(by_b() == "AuthFailure: Not authorized for image:" + image);
  share(accounts.a, image, id_b);
  CHECK(by_b() == "AuthFailure: Not authorized for image:" + image);
  accounts.a.ask<op::DeregisterImage>({.image_id = image});
  CHECK(refusal(adding(image, {.user_id = id_b})) ==
        "InvalidAMIID.Unavailable: The image ID '" + image + "' is no longer available");
}

TEST_CASE("B19: organisations are named by whole ARNs", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const std::string organization = "arn:aws:organizations::123456789012:organization/o-a1b2c3d4e5";
  const std::string unit = "arn:aws:organizations::123456789012:ou/o-a1b2c3d4e5/ou-ab12-11111111";
  accounts.a.ask<op::ModifyImageAttribute>(adding(image, {.organization_arn = organization}));
  accounts.a.ask<op::ModifyImageAttribute>(
      {.image_id = image, .operation_type = "add", .organizational_unit_arns = {unit}});
  const auto items = permissions(accounts.a, image);
  REQUIRE(items.size() == 2);
  CHECK(items[0].organization_arn == organization);
  CHECK(!items[0].user_id);
  CHECK(items[1].organizational_unit_arn == unit);
  // Nobody is known to be a member.
  CHECK(accounts.b.ask<op::DescribeImages>({.image_ids = {image}}).images.empty());

  const auto refusal = [&](LaunchPermission item) {
    return text(accounts.a.refused<op::ModifyImageAttribute>(adding(image, std::move(item))));
  };
  for (const std::string& bad :
       {std::string("o-a1b2c3d4e5"), organization + "/x", unit,
        std::string("arn:aws:organizations::123456789012:account/o-a1b2c3d4e5"),
        std::string("arn:aws:organizations::1234:organization/o-a1b2c3d4e5")}) {
    CHECK(refusal({.organization_arn = bad}) ==
          "InvalidAMIAttributeItemValue: Invalid attribute item value \"" + bad +
              "\" for OrganizationArn item type.");
  }
  for (const std::string& bad : {organization, std::string("ou-ab12-11111111")}) {
    CHECK(refusal({.organizational_unit_arn = bad}) ==
          "InvalidAMIAttributeItemValue: Invalid attribute item value \"" + bad +
              "\" for OrganizationalUnitArn item type.");
  }
  CHECK(permissions(accounts.a, image).size() == 2);
}

TEST_CASE("B16: an image is no more open than its snapshots' keys allow", "[ec2]") {
  Accounts accounts;
  constexpr const char* managed =
      "InvalidParameter: Snapshots encrypted with the AWS Managed CMK can't be shared. Specify "
      "another snapshot.";
  constexpr const char* open =
      "UnsupportedOperation: Encrypted snapshots can't be shared publicly. Specify another "
      "snapshot.";
  const auto refusal = [&](const ModifyImageAttributeRequest& request) {
    return text(accounts.a.refused<op::ModifyImageAttribute>(request));
  };
  SECTION("under the AWS managed key, in any of its mappings") {
    auto request = registration("golden", plain_snapshot(accounts.a));
    request.block_device_mappings.push_back(mapping("/dev/sdb", encrypted_snapshot(accounts.a)));
    const std::string image = *accounts.a.ask<op::RegisterImage>(request).image_id;
    CHECK(refusal(adding(image, {.user_id = id_b})) == managed);
    CHECK(refusal(adding(image, {.user_id = "111111111111"})) == managed);
    CHECK(refusal(adding(image, {.group = "all"})) == open);
    // Taking away, and what is no sharing, works.
    accounts.a.ask<op::ModifyImageAttribute>(removing(image, {.user_id = id_b}));
    accounts.a.ask<op::ModifyImageAttribute>(
        {.description = ec2::api::AttributeValue{.value = "x"}, .image_id = image});
  }
  SECTION("under a customer managed key") {
    const std::string image =
        make_image(accounts.a, "golden", encrypted_snapshot(accounts.a, make_key(accounts.a)));
    accounts.a.ask<op::ModifyImageAttribute>(adding(image, {.user_id = id_b}));
    CHECK(users(accounts.a, image) == Items{id_b});
    CHECK(refusal(adding(image, {.group = "all"})) == open);
  }
}

TEST_CASE("description and imdsSupport", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  // Shown only when there is something to show, as ImdsSupport [recorded].
  CHECK_FALSE(look(accounts.a, image).description);
  CHECK_FALSE(look(accounts.a, image).ena_support);
  accounts.a.ask<op::ModifyImageAttribute>(
      {.description = ec2::api::AttributeValue{.value = "one"}, .image_id = image});
  CHECK(look(accounts.a, image).description == "one");
  accounts.a.ask<op::ModifyImageAttribute>({.attribute = "Description",
                                            .description = ec2::api::AttributeValue{.value = "two"},
                                            .image_id = image});
  CHECK(look(accounts.a, image).description == "two");
  accounts.a.ask<op::ModifyImageAttribute>(
      {.attribute = "description", .image_id = image, .value = "three"});
  CHECK(look(accounts.a, image).description == "three");
  accounts.a.ask<op::ModifyImageAttribute>(
      {.image_id = image, .imds_support = ec2::api::AttributeValue{.value = "v2.0"}});
  CHECK(look(accounts.a, image).imds_support == "v2.0");
}

TEST_CASE("DescribeImageAttribute answers its owner, one attribute at a time", "[ec2]") {
  Accounts accounts;
  auto request = registration("golden", plain_snapshot(accounts.a));
  request.boot_mode = "uefi";
  const std::string image = *accounts.a.ask<op::RegisterImage>(request).image_id;
  share(accounts.a, image, id_b);
  const auto ask = [&](const std::string& attribute) {
    return accounts.a.ask<op::DescribeImageAttribute>({.attribute = attribute, .image_id = image});
  };
  const auto description = ask("description");
  CHECK(description.image_id == image);
  REQUIRE(description.description);
  CHECK(!description.description->value);
  CHECK(!description.launch_permissions);
  CHECK(!description.boot_mode);
  CHECK(ask("bootMode").boot_mode->value == "uefi");
  CHECK(ask("BootMode").boot_mode->value == "uefi");
  CHECK(ask("sriovNetSupport").sriov_net_support);
  CHECK(!ask("sriovNetSupport").sriov_net_support->value);
  CHECK(ask("deregistrationProtection").deregistration_protection->value == "disabled");
  CHECK(ask("launchPermission").launch_permissions->size() == 1);
  CHECK(ask("productCodes").product_codes->empty());
  CHECK(!ask("launchPermission").description);

  const auto refusal = [&](const Asker& who, const std::string& attribute) {
    return who.refused<op::DescribeImageAttribute>({.attribute = attribute, .image_id = image});
  };
  CHECK(text(refusal(accounts.a, "blockDeviceMapping")) ==
        "AuthFailure: Unauthorized attempt to access restricted resource");
  CHECK(refusal(accounts.a, "blockDeviceMapping").status == 400);
  for (const char* attribute : {"launchPermission", "description", "blockDeviceMapping"}) {
    CHECK(text(refusal(accounts.b, attribute)) == "AuthFailure: Not authorized for image:" + image);
    CHECK(refusal(accounts.b, attribute).status == 400);
  }
  CHECK(text(refusal(accounts.a, "colour")) == "InvalidParameterValue: Unrecognized attribute.");
}

TEST_CASE("an empty launch permission is told to who asks for it, and to nobody else", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const auto told = [&](const std::string& attribute) {
    auto answer =
        accounts.a.ask<op::DescribeImageAttribute>({.attribute = attribute, .image_id = image});
    const auto* operation = wire::find_operation("ec2", "DescribeImageAttribute");
    return wire::tell(*operation->output, &answer);
  };
  const wire::Tree permission = told("launchPermission"), description = told("description");
  REQUIRE(permission.find("LaunchPermissions") != nullptr);
  CHECK(permission.find("LaunchPermissions")->as<wire::Tree::List>()->empty());
  CHECK(permission.find("Description") == nullptr);
  CHECK(description.find("LaunchPermissions") == nullptr);
  CHECK(description.find("ProductCodes") == nullptr);
  CHECK(description.find("Description") != nullptr);
}

TEST_CASE("only launch permission can be reset", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  share(accounts.a, image, id_b);
  CHECK(text(accounts.a.refused<op::ResetImageAttribute>(
            {.attribute = "description", .image_id = image})) ==
        "InvalidRequest: The request received was invalid.");
  CHECK(accounts.b
            .refused<op::ResetImageAttribute>({.attribute = "launchPermission", .image_id = image})
            .code == "AuthFailure");
  CHECK(users(accounts.a, image).size() == 1);
}

TEST_CASE("an account gives up what was shared with it", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  CHECK(accounts.b.refused<op::CancelImageLaunchPermission>({.image_id = image}).code ==
        "AuthFailure");
  share(accounts.a, image, id_b);
  share(accounts.a, image, "333333333333");
  CHECK(accounts.b.ask<op::CancelImageLaunchPermission>({.image_id = image}).return_ == true);
  CHECK(users(accounts.a, image) == Items{"333333333333"});
  CHECK(accounts.b.ask<op::DescribeImages>({.image_ids = {image}}).images.empty());
  accounts.a.ask<op::ModifyImageAttribute>(
      {.image_id = image, .operation_type = "add", .user_groups = {"all"}});
  CHECK(accounts.b.refused<op::CancelImageLaunchPermission>({.image_id = image}).code ==
        "AuthFailure");
}

TEST_CASE("policies may limit which attribute is changed", "[ec2]") {
  Accounts accounts;
  const std::string image = make_image(accounts.a, "golden");
  const Asker user = accounts.a.user("describer", R"({"Version": "2012-10-17", "Statement": {
      "Effect": "Allow", "Action": "ec2:ModifyImageAttribute", "Resource": "*",
      "Condition": {"StringEquals": {"ec2:Attribute": "Description", "ec2:Public": "false"}}}})");
  user.ask<op::ModifyImageAttribute>(
      {.description = ec2::api::AttributeValue{.value = "x"}, .image_id = image});
  CHECK(user.refused<op::ModifyImageAttribute>(adding(image, {.user_id = id_b})).code ==
        "UnauthorizedOperation");
  CHECK(accounts.a
            .refused<op::ModifyImageAttribute>(
                {.image_id = image, .operation_type = "add", .user_ids = {id_b}, .dry_run = true})
            .code == "DryRunOperation");
  CHECK(users(accounts.a, image).empty());
}
