// launch_request_test.cpp - what RunInstances takes, refuses at once, and answers a second time.
#include "api/iam.h"
#include "ec2/encoded_message.h"
#include "launch_fixture.h"

namespace amishare::test {
namespace {

namespace op = ec2::op;
using Request = op::RunInstances::Request;

struct Launching {
  Error refusal(const Request& request) { return refusal_of<op::RunInstances>(world, b, request); }
  ec2::api::Instance run(const Request& request) {
    return ask<op::RunInstances>(world, b, request).instances.at(0);
  }
  Request request() const { return launch_request(sharing.image_id); }
  Request with_interface(const ec2::api::InstanceNetworkInterfaceSpecification& interface) const {
    Request out = request();
    out.network_interfaces = {interface};
    return out;
  }

  Sharing sharing;
  World& world = sharing.world;
  Caller b = sharing.launcher();
};

std::string words_of(const Error& error) { return error.code + ": " + error.message; }

}  // namespace

TEST_CASE("What a launch is refused for, before policies and a dry run", "[ec2][launch]") {
  Launching launching;
  Request request = launching.request();
  request.dry_run = true;
  const auto refusal = [&] { return words_of(launching.refusal(request)); };
  CHECK(refusal() == "DryRunOperation: Request would have succeeded, but DryRun flag is set.");
  SECTION("images") {
    request.image_id = "";
    CHECK(refusal() == "MissingParameter: The request must contain the parameter ImageId");
    request.image_id = "ami-x";
    CHECK(refusal() == "InvalidAMIID.Malformed: Invalid id: \"ami-x\"");
    request.image_id = "ami-0123456789abcdef0";
    CHECK(refusal() ==
          "InvalidAMIID.NotFound: The image id '[ami-0123456789abcdef0]' does not exist");
    const std::string other = make_image(launching.world, account_a, "other",
                                         make_snapshot(launching.world, account_a, "x"));
    request.image_id = other;
    CHECK(refusal() == "AuthFailure: Not authorized for images: [" + other + "]");
    ask<op::DeregisterImage>(launching.world, root(account_a), {.image_id = other});
    CHECK(refusal() ==
          "InvalidAMIID.Unavailable: The image ID '" + other + "' is no longer available");
  }
  SECTION("counts and tokens") {
    request.min_count = 0;
    CHECK(launching.refusal(request).code == "InvalidParameterValue");
    request.min_count = 2;
    CHECK(launching.refusal(request).code == "InvalidParameterValue");
    request.min_count = 1;
    request.client_token = std::string(65, 't');
    CHECK(refusal() ==
          "InvalidParameterValue: Client token must be less than or equal to 64 characters.");
  }
  SECTION("user data") {
    request.user_data = "#!/bin/sh";
    CHECK(refusal() == "InvalidUserData.Malformed: Invalid BASE64 encoding of user data.");
    request.user_data = crypto::to_base64(std::string(16385, 'x'));
    CHECK(refusal() == "InvalidParameterValue: User data is limited to 16384 bytes");
  }
  SECTION("networks") {
    const std::string subnet =
        *ask<op::DescribeSubnets>(launching.world, launching.b, {}).subnets.at(0).subnet_id;
    request.network_interfaces = {{.device_index = 0}};
    request.subnet_id = subnet;
    CHECK(refusal() ==
          "InvalidParameterCombination: Network interfaces and an instance-level subnet ID may not "
          "be specified on the same request");
    request.subnet_id = "";
    request.security_group_ids = {"sg-0123456789abcdef0"};
    CHECK(refusal() ==
          "InvalidParameterCombination: Network interfaces and an instance-level security groups "
          "may not be specified on the same request");
    request.security_group_ids.clear();
    request.private_ip_address = "172.31.0.9";
    CHECK(refusal() ==
          "InvalidParameterCombination: Network interfaces and an instance-level private IP "
          "address may not be specified on the same request");
    request.private_ip_address = "";
    request.network_interfaces = {{.subnet_id = subnet}};
    CHECK(refusal() == "InvalidParameterValue: Each network interface requires a device index.");
    request.network_interfaces = {{.device_index = 0}, {.device_index = 1}};
    CHECK(launching.refusal(request).code == "UnsupportedOperation");
    request.network_interfaces = {{.device_index = 0, .private_ip_address = "10.9.9.9"}};
    CHECK(refusal() ==
          "InvalidParameterValue: Address 10.9.9.9 does not fall within the subnet's address "
          "range");
    request.network_interfaces.clear();
    request.subnet_id = "subnet-0123456789abcdef0";
    CHECK(refusal() ==
          "InvalidSubnetID.NotFound: The subnet ID 'subnet-0123456789abcdef0' does not exist");
    request.subnet_id = "";
    request.security_groups = {"none"};
    CHECK(launching.refusal(request).code == "InvalidGroup.NotFound");
    request.security_groups.clear();
    request.key_name = "none";
    CHECK(refusal() == "InvalidKeyPair.NotFound: The key pair 'none' does not exist");
  }
  SECTION("what is not emulated") {
    request.placement = ec2::api::PlacementRequest{.tenancy = "dedicated"};
    CHECK(refusal() ==
          "UnsupportedOperation: amishare does not emulate Placement.Tenancy=dedicated.");
  }
  SECTION("keys without Encrypted") {
    request.block_device_mappings = under(launching.sharing.key_of_b);
    request.block_device_mappings[0].ebs->encrypted.reset();
    CHECK(refusal() ==
          "InvalidParameterDependency: The parameter [KmsKeyId] requires the parameter Encrypted "
          "to be set.");
  }
}

TEST_CASE("A launch has the address, the zone and the interface that it asks for",
          "[ec2][launch]") {
  Launching launching;
  Request request = launching.with_interface(
      {.description = "eth0", .device_index = 0, .private_ip_address = "172.31.0.77"});
  const auto first = launching.run(request);
  CHECK(first.private_ip_address == "172.31.0.77");
  CHECK(first.network_interfaces.at(0).description == "eth0");
  CHECK(launching.refusal(request).code == "InvalidIPAddress.InUse");
  ask<op::TerminateInstances>(launching.world, launching.b, {.instance_ids = {*first.instance_id}});
  CHECK(launching.run(request).private_ip_address == "172.31.0.77");

  Request zoned = launching.request();
  const auto zones = ask<op::DescribeAvailabilityZones>(launching.world, launching.b, {});
  zoned.placement =
      ec2::api::PlacementRequest{.availability_zone_id = zones.availability_zones.at(2).zone_id};
  CHECK(launching.run(zoned).placement->availability_zone ==
        zones.availability_zones.at(2).zone_name);
  zoned.placement->availability_zone_id = "use1-az99";
  CHECK(launching.refusal(zoned).code == "InvalidParameterValue");
}

TEST_CASE("A subnet has only so many addresses", "[ec2][launch]") {
  Launching launching;
  ec2::Subnet* small = nullptr;
  for (const auto& [number, subnet] : launching.world.ec2.subnets) {
    if (subnet.owner == account_b && small == nullptr) {
      small = launching.world.ec2.subnets.find(subnet.id);
    }
  }
  REQUIRE(small != nullptr);
  small->cidr = "172.31.0.0/28";
  Request request = launching.request();
  request.max_count = 12;
  request.min_count = 12;
  CHECK(words_of(launching.refusal(request)) ==
        "InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet '" +
            small->id + "' to satisfy the requested number of instances.");
  request.max_count = request.min_count = 11;
  CHECK(ask<op::RunInstances>(launching.world, launching.b, request).instances.size() == 11);
}

TEST_CASE("An instance of an image with IMDS v2.0 requires it", "[ec2][launch]") {
  Launching launching;
  CHECK(launching.run(launching.request()).metadata_options->http_tokens == "optional");
  ask<op::ModifyImageAttribute>(launching.world, root(account_a),
                                {.image_id = launching.sharing.image_id,
                                 .imds_support = ec2::api::AttributeValue{.value = "v2.0"}});
  Request request = launching.request();
  const auto options = launching.run(request).metadata_options;
  CHECK(options->http_tokens == "required");
  CHECK(options->http_put_response_hop_limit == 2);
  request.metadata_options = ec2::api::InstanceMetadataOptionsRequest{
      .http_tokens = "optional", .http_protocol_ipv6 = "enabled"};
  CHECK(launching.run(request).metadata_options->http_tokens == "optional");
  CHECK(launching.run(request).metadata_options->http_protocol_ipv6 == "enabled");
}

TEST_CASE("A client token launches once, and answers with what is now", "[ec2][launch]") {
  Launching launching;
  World& world = launching.world;
  Request request = launching.request();
  request.client_token = "once";
  const auto first = ask<op::RunInstances>(world, launching.b, request);
  CHECK(first.instances.at(0).state->name == "pending");
  CHECK(first.instances.at(0).block_device_mappings.empty());
  const auto again = ask<op::RunInstances>(world, launching.b, request);
  CHECK(again.reservation_id == first.reservation_id);
  CHECK(again.instances.at(0).instance_id == first.instances.at(0).instance_id);
  CHECK(again.instances.at(0).state->name == "running");
  CHECK(again.instances.at(0).block_device_mappings.size() == 1);
  CHECK(world.ec2.instances.size() == 1);

  // A dry run is a dry run, whatever its token stands for.
  request.dry_run = true;
  CHECK(launching.refusal(request).code == "DryRunOperation");
  request.dry_run = false;
  ask<op::RunInstances>(world, launching.b, request);
  // The token is nobody's pass: who may not launch is not told what it launched.
  const Caller poor = user(world, account_b, "poor");
  CHECK(refusal_of<op::RunInstances>(world, poor, request).code == "UnauthorizedOperation");
  request.instance_type = "t3.small";
  CHECK(words_of(launching.refusal(request)) ==
        "IdempotentParameterMismatch: Arguments on this idempotent request are inconsistent with "
        "arguments used in previous request(s).");
  // The image may be gone by then.
  request.instance_type = "t3.micro";
  ask<op::DeregisterImage>(world, root(account_a), {.image_id = launching.sharing.image_id});
  CHECK(ask<op::RunInstances>(world, launching.b, request).reservation_id == first.reservation_id);
  CHECK(world.ec2.instances.size() == 1);
}

TEST_CASE("Tags of a launch go to instances, volumes and network interfaces", "[ec2][launch]") {
  Launching launching;
  World& world = launching.world;
  Request request = launching.request();
  for (const char* type : {"instance", "volume", "network-interface"}) {
    request.tag_specifications.push_back(
        {.resource_type = type, .tags = {{.key = "of", .value = type}}});
  }
  const auto instance = launching.run(request);
  const auto tags = [&](const std::string& id) {
    std::string found;
    const auto listed = ask<op::DescribeTags>(
        world, launching.b, {.filters = {{.name = "resource-id", .values = {id}}}});
    for (const auto& tag : listed.tags) found += *tag.resource_type + "/" + *tag.value + ";";
    return found;
  };
  const std::string interface = *instance.network_interfaces.at(0).network_interface_id;
  CHECK(tags(*instance.instance_id) == "instance/instance;");
  CHECK(tags(root_volume(world, *instance.instance_id).id) == "volume/volume;");
  CHECK(tags(interface) == "network-interface/network-interface;");
  ask<op::CreateTags>(world, launching.b,
                      {.resources = {interface}, .tags = {{.key = "of", .value = "b"}}});
  CHECK(tags(interface) == "network-interface/b;");

  // Each asks for ec2:CreateTags on what is made.
  for (const char* type : {"instance", "volume", "network-interface"}) {
    const Caller caller = launching.sharing.launcher(
        {{.action = "ec2:CreateTags", .resource = std::string("arn:aws:ec2:*:*:") + type + "/*"}});
    const Error error = refusal_of<op::RunInstances>(world, caller, request);
    CHECK(error.message.find("ec2:CreateTags on resource: arn:aws:ec2:us-east-1:" +
                             account_b.value + ":" + type + "/*") != std::string::npos);
  }
  ask<op::TerminateInstances>(world, launching.b, {.instance_ids = {*instance.instance_id}});
  CHECK(tags(interface).empty());
}

TEST_CASE("A role that may not be passed is refused as part of the launch", "[ec2][launch]") {
  Launching launching;
  World& world = launching.world;
  const Caller admin = root(account_b);
  ask<iam::op::CreateRole>(
      world, admin,
      {.role_name = "guest",
       .assume_role_policy_document =
           R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":
              {"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})"});
  ask<iam::op::CreateInstanceProfile>(world, admin, {.instance_profile_name = "guest"});
  ask<iam::op::AddRoleToInstanceProfile>(world, admin,
                                         {.instance_profile_name = "guest", .role_name = "guest"});
  Request request = launching.request();
  request.iam_instance_profile = ec2::api::IamInstanceProfileSpecification{.name = "guest"};
  for (const bool dry : {true, false}) {
    request.dry_run = dry;
    const Error error = launching.refusal(request);
    CHECK(error.code == "UnauthorizedOperation");
    CHECK(error.status == 403);
    const std::string role = "arn:aws:iam::" + account_b.value + ":role/guest";
    CHECK(error.message.find("iam:PassRole on resource: " + role + " because no identity-based") !=
          std::string::npos);
    const std::string mark = "Encoded authorization failure message: ";
    const auto document =
        ec2::decode_message(world.random.seed(), account_b,
                            error.message.substr(error.message.find(mark) + mark.size()));
    REQUIRE(document);
    CHECK(document->find(R"("action":"RunInstances","resource":")" + role) != std::string::npos);
    CHECK(document->find(R"({"key":"iam:RoleName","values":{"items":[{"value":"guest"}]}})") !=
          std::string::npos);
  }
}

}  // namespace amishare::test
