// instance_list_test.cpp - DescribeInstances and DescribeInstanceStatus: filters, pages, states.
#include "launch_fixture.h"

namespace amishare::test {
namespace {

using namespace std::chrono_literals;
namespace op = ec2::op;

std::vector<std::string> ids(const op::DescribeInstances::Response& response) {
  std::vector<std::string> out;
  for (const auto& reservation : response.reservations) {
    for (const auto& instance : reservation.instances) out.push_back(*instance.instance_id);
  }
  return out;
}

}  // namespace

TEST_CASE("Instances are found by what they show", "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller b = sharing.launcher();
  const std::string first = launch(world, b, sharing.image_id);
  auto request = launch_request(sharing.image_id);
  request.instance_type = "t3.large";
  request.client_token = "token";
  const auto other = ask<op::RunInstances>(world, b, request).instances.at(0);
  const std::string second = *other.instance_id;
  const auto found = [&](const std::string& name, const std::string& value) {
    return ids(
        ask<op::DescribeInstances>(world, b, {.filters = {{.name = name, .values = {value}}}}));
  };
  using Ids = std::vector<std::string>;
  const auto shown = look(world, account_b, second);
  const auto& interface = shown.network_interfaces.at(0);
  const std::pair<const char*, std::string> only_second[] = {
      {"instance-type", "t3.large"},
      {"client-token", "token"},
      {"reservation-id", world.ec2.instances.at(second).reservation_id},
      {"private-ip-address", *shown.private_ip_address},
      {"private-dns-name", *shown.private_dns_name},
      {"block-device-mapping.volume-id", root_volume(world, second).id},
      {"network-interface.network-interface-id", *interface.network_interface_id},
      {"network-interface.attachment.attachment-id", *interface.attachment->attachment_id},
      {"network-interface.addresses.private-ip-address", *interface.private_ip_address},
  };
  for (const auto& [name, value] : only_second) {
    INFO(name);
    CHECK(found(name, value) == Ids{second});
  }
  const std::pair<const char*, const char*> both[] = {
      {"instance-state-name", "running"},
      {"instance-state-code", "16"},
      {"root-device-type", "ebs"},
      {"tenancy", "default"},
      {"hypervisor", "xen"},
      {"monitoring-state", "disabled"},
      {"metadata-options.http-tokens", "optional"},
      {"block-device-mapping.status", "attached"},
      {"block-device-mapping.delete-on-termination", "true"},
      {"network-interface.status", "in-use"},
      {"instance.group-name", "default"},
      {"network-interface.group-name", "default"},
      {"availability-zone", "us-east-1*"},
      {"launch-index", "0"},
  };
  for (const auto& [name, value] : both) {
    INFO(name);
    CHECK(found(name, value) == Ids{first, second});
  }
  // Known to AWS, and nothing here has it.
  for (const char* name : {"spot-instance-request-id", "host-id", "ip-address", "outpost-arn",
                           "network-interface.ipv6-addresses.ipv6-address", "kernel-id"}) {
    INFO(name);
    CHECK(found(name, "*").empty());
  }
  CHECK(refusal_of<op::DescribeInstances>(world, b,
                                          {.filters = {{.name = "no-such", .values = {"x"}}}}) ==
        Error{"InvalidParameterValue", "The filter 'no-such' is invalid"});
  CHECK(refusal_of<op::DescribeInstances>(world, b, {.instance_ids = {first}, .max_results = 5}) ==
        Error{"InvalidParameterCombination",
              "The parameter instancesSet cannot be used with the parameter maxResults"});
  CHECK(refusal_of<op::DescribeInstances>(world, b, {.next_token = "invalid"}) ==
        Error{"InvalidParameterValue", "Unable to parse pagination token"});
  // Another account has none.
  CHECK(ask<op::DescribeInstances>(world, root(account_a), {}).reservations.empty());
}

TEST_CASE("The status of instances is that of those that run, or of all", "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller b = sharing.launcher();
  std::vector<std::string> all;
  for (int i = 0; i < 7; ++i) all.push_back(launch(world, b, sharing.image_id));
  ask<op::StopInstances>(world, b, {.instance_ids = {all[0]}});

  const auto running = ask<op::DescribeInstanceStatus>(world, b, {});
  REQUIRE(running.instance_statuses.size() == 6);
  const auto& one = running.instance_statuses.front();
  CHECK(one.instance_id == all[1]);
  for (const auto* summary : {&*one.instance_status, &*one.system_status}) {
    CHECK(summary->status == "ok");
    CHECK(summary->details.at(0).status == "passed");
  }
  CHECK(one.attached_ebs_status->status == "ok");
  CHECK(one.attached_ebs_status->details.at(0).name == "reachability");
  const auto stopped = ask<op::DescribeInstanceStatus>(
      world, b, {.instance_ids = {all[0]}, .include_all_instances = true});
  CHECK(stopped.instance_statuses.at(0).instance_status->status == "not-applicable");
  CHECK(ask<op::DescribeInstanceStatus>(world, b, {.instance_ids = {all[0]}})
            .instance_statuses.empty());

  // A page is full of what is shown.
  const auto page = ask<op::DescribeInstanceStatus>(world, b, {.max_results = 5});
  CHECK(page.instance_statuses.size() == 5);
  REQUIRE(page.next_token);
  const auto rest =
      ask<op::DescribeInstanceStatus>(world, b, {.max_results = 5, .next_token = page.next_token});
  CHECK(rest.instance_statuses.size() == 1);
  CHECK_FALSE(rest.next_token);

  const auto filtered = [&](const std::string& name, const std::string& value) {
    return ask<op::DescribeInstanceStatus>(
               world, b,
               {.filters = {{.name = name, .values = {value}}}, .include_all_instances = true})
        .instance_statuses.size();
  };
  CHECK(filtered("instance-status.status", "ok") == 6);
  CHECK(filtered("attached-ebs-status.status", "not-applicable") == 1);
  CHECK(filtered("system-status.reachability", "passed") == 6);
  CHECK(filtered("event.code", "*") == 0);
}

TEST_CASE("DescribeInstanceStatus is refused as recorded", "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller b = sharing.launcher();
  const auto refusal = [&](const op::DescribeInstanceStatus::Request& request) {
    return refusal_of<op::DescribeInstanceStatus>(world, b, request);
  };
  CHECK(refusal({.filters = {{.name = "tag:any", .values = {"x"}}}}) ==
        Error{"InvalidParameterValue", "The filter 'tag:any' is invalid"});
  CHECK(refusal({.instance_ids = {"i-123456789"}}) ==
        Error{"InvalidInstanceID.Malformed", "Invalid id: \"i-123456789\""});
  CHECK(refusal({.instance_ids = {"i-00000001"}}) ==
        Error{"InvalidInstanceID.NotFound", "The instance ID 'i-00000001' does not exist"});
  const std::vector<std::string> many(101, "i-00000001");
  CHECK(refusal({.instance_ids = many}) ==
        Error{"InvalidRequest",
              "101 exceeds the maximum number of instance IDs that can be specificied (100). "
              "Please specify fewer than 100 instance IDs."});
  // A dry run looks at nothing.
  CHECK(refusal({.instance_ids = many, .dry_run = true}).code == "DryRunOperation");
  CHECK(refusal({.instance_ids = {"invalid"}, .dry_run = true}).code == "DryRunOperation");
  CHECK(refusal({.dry_run = true, .filters = {{.name = "unknown-filter", .values = {"x"}}}}).code ==
        "DryRunOperation");
}

}  // namespace amishare::test
