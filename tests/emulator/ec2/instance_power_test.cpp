// instance_power_test.cpp - starting, stopping, rebooting and terminating, as recorded.
#include "launch_fixture.h"

namespace amishare::test {
namespace {

using namespace std::chrono_literals;
namespace op = ec2::op;
using Change = std::vector<ec2::api::InstanceStateChange>;

// A world in which an instance runs, at AWS's pace.
struct Running {
  Running() {
    sharing.world.pace = Pace::aws();
    id = launch(sharing.world, caller, sharing.image_id);
    sharing.world.advance(10s);
  }

  // "running -> stopping"
  std::string change_of(const Change& changes) {
    const auto& one = changes.at(0);
    CHECK(one.instance_id == id);
    return *one.previous_state->name + " -> " + *one.current_state->name;
  }
  std::string start() {
    return change_of(
        ask<op::StartInstances>(sharing.world, caller, {.instance_ids = {id}}).starting_instances);
  }
  std::string stop() {
    return change_of(
        ask<op::StopInstances>(sharing.world, caller, {.instance_ids = {id}}).stopping_instances);
  }
  std::string terminate() {
    return change_of(ask<op::TerminateInstances>(sharing.world, caller, {.instance_ids = {id}})
                         .terminating_instances);
  }
  std::string state() { return state_of(sharing.world, account_b, id); }

  Sharing sharing;
  Caller caller = sharing.launcher();
  std::string id;
};

}  // namespace

TEST_CASE("An instance stops, starts and ends through the recorded states", "[ec2][instance]") {
  Running one;
  World& world = one.sharing.world;
  CHECK(one.state() == "running");
  CHECK(one.start() == "running -> running");

  CHECK(one.stop() == "running -> stopping");
  const auto stopping = look(world, account_b, one.id);
  CHECK(stopping.state_reason->code == "Client.UserInitiatedShutdown");
  CHECK(stopping.state_reason->message == "Client.UserInitiatedShutdown: User initiated shutdown");
  CHECK(stopping.state_transition_reason->starts_with("User initiated (20"));
  CHECK(stopping.state_transition_reason->ends_with(" GMT)"));
  CHECK(refusal_of<op::StartInstances>(world, one.caller, {.instance_ids = {one.id}}).code ==
        "IncorrectInstanceState");
  world.advance(30s);
  CHECK(one.state() == "stopped");
  CHECK(one.stop() == "stopped -> stopped");
  CHECK(refusal_of<op::RebootInstances>(world, one.caller, {.instance_ids = {one.id}}) ==
        Error{"IncorrectState",
              "Cannot reboot instance " + one.id + " that is currently in stopped state."});

  CHECK(one.start() == "stopped -> pending");
  world.advance(10s);
  CHECK(one.state() == "running");
  CHECK_FALSE(look(world, account_b, one.id).state_reason);
  ask<op::RebootInstances>(world, one.caller, {.instance_ids = {one.id}});
  CHECK(one.state() == "running");

  CHECK(one.terminate() == "running -> shutting-down");
  CHECK(one.terminate() == "shutting-down -> shutting-down");
  world.advance(60s);
  CHECK(one.terminate() == "terminated -> terminated");
  CHECK(refusal_of<op::StartInstances>(world, one.caller, {.instance_ids = {one.id}}) ==
        Error{"IncorrectInstanceState",
              "The instance '" + one.id + "' is not in a state from which it can be started."});
  CHECK(refusal_of<op::StopInstances>(world, one.caller, {.instance_ids = {one.id}}) ==
        Error{"IncorrectInstanceState",
              "This instance '" + one.id + "' is not in a state from which it can be stopped."});
  ask<op::RebootInstances>(world, one.caller, {.instance_ids = {one.id}});
  // Its record stays for an hour.
  world.advance(std::chrono::hours(2));
  CHECK(refusal_of<op::DescribeInstances>(world, one.caller, {.instance_ids = {one.id}}) ==
        Error{"InvalidInstanceID.NotFound", "The instance ID '" + one.id + "' does not exist"});
}

TEST_CASE("A stopped instance terminates at once", "[ec2][instance]") {
  Running one;
  one.stop();
  one.sharing.world.advance(30s);
  CHECK(one.terminate() == "stopped -> terminated");
  const auto shown = look(one.sharing.world, account_b, one.id);
  CHECK(shown.network_interfaces.empty());
  CHECK(shown.security_groups.empty());
  CHECK(shown.block_device_mappings.empty());
  CHECK_FALSE(shown.subnet_id);
}

TEST_CASE("The instance's grant goes when it stops, the service's when the volume goes",
          "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string id = launch(world, caller, sharing.image_id, under(sharing.key_of_b));
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 2);
  ask<op::RebootInstances>(world, caller, {.instance_ids = {id}});
  CHECK(implied_calls(world, "RebootInstances").empty());
  ask<op::StopInstances>(world, caller, {.instance_ids = {id}});
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 1);
  ask<op::StartInstances>(world, caller, {.instance_ids = {id}});
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 2);
  CHECK(implied_calls(world, "StartInstances") ==
        std::vector<std::string>{"CreateGrant", "Decrypt"});
  ask<op::TerminateInstances>(world, caller, {.instance_ids = {id}});
  CHECK(grants_on(world, account_b, sharing.key_of_b) == 0);
}

TEST_CASE("A key that was taken away stops an instance from starting, not from running",
          "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string id = launch(world, caller, sharing.image_id, under(sharing.key_of_a));
  ask<kms::op::DisableKey>(world, root(account_a), {.key_id = sharing.key_of_a});
  CHECK(state_of(world, account_b, id) == "running");
  ask<op::StopInstances>(world, caller, {.instance_ids = {id}});
  ask<op::StartInstances>(world, caller, {.instance_ids = {id}});
  const auto refused = look(world, account_b, id);
  CHECK(refused.state->name == "stopped");
  CHECK(refused.state_reason->code == "Client.InvalidKMSKey.InvalidState");
  CHECK(refused.state_transition_reason == "Client.InternalError");
  // Nothing is lost: with the key back it starts, and reads what it read before.
  ask<kms::op::EnableKey>(world, root(account_a), {.key_id = sharing.key_of_a});
  ask<op::StartInstances>(world, caller, {.instance_ids = {id}});
  CHECK(state_of(world, account_b, id) == "running");
  CHECK(console_of(world, account_b, id).find(sharing.text) != std::string::npos);
}

TEST_CASE("One unknown instance refuses the request for all", "[ec2][instance]") {
  Running one;
  World& world = one.sharing.world;
  const std::string absent = "i-0123456789abcdef0", other = "i-0fedcba9876543210";
  CHECK(refusal_of<op::TerminateInstances>(world, one.caller, {.instance_ids = {one.id, absent}}) ==
        Error{"InvalidInstanceID.NotFound", "The instance ID '" + absent + "' does not exist"});
  CHECK(refusal_of<op::StopInstances>(world, one.caller, {.instance_ids = {absent, other}}) ==
        Error{"InvalidInstanceID.NotFound",
              "The instance IDs '" + absent + ", " + other + "' do not exist"});
  CHECK(refusal_of<op::StopInstances>(world, one.caller, {.instance_ids = {"i-x"}}) ==
        Error{"InvalidInstanceID.Malformed", "Invalid id: \"i-x\""});
  // Another account's is not there.
  CHECK(refusal_of<op::StopInstances>(world, root(account_a), {.instance_ids = {one.id}}).code ==
        "InvalidInstanceID.NotFound");
  CHECK(one.state() == "running");
  const Error dry =
      refusal_of<op::StopInstances>(world, one.caller, {.instance_ids = {one.id}, .dry_run = true});
  CHECK(dry.status == 412);
}

TEST_CASE("Termination protection is set at launch and taken off afterwards", "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  auto request = launch_request(sharing.image_id);
  request.disable_api_termination = true;
  const std::string id = *ask<op::RunInstances>(world, caller, request).instances[0].instance_id;
  CHECK(refusal_of<op::TerminateInstances>(world, caller, {.instance_ids = {id}}) ==
        Error{"OperationNotPermitted",
              "The instance '" + id +
                  "' may not be terminated. Modify its 'disableApiTermination' instance attribute "
                  "and try again."});
  ask<op::ModifyInstanceAttribute>(
      world, caller,
      {.instance_id = id,
       .disable_api_termination = ec2::api::AttributeBooleanValue{.value = false}});
  ask<op::TerminateInstances>(world, caller, {.instance_ids = {id}});
  CHECK(state_of(world, account_b, id) == "terminated");
}

TEST_CASE("Stop protection keeps from stopping and from terminating", "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  auto request = launch_request(sharing.image_id);
  request.disable_api_stop = true;
  const std::string id = *ask<op::RunInstances>(world, caller, request).instances[0].instance_id;
  CHECK(ask<op::DescribeInstanceAttribute>(world, caller,
                                           {.instance_id = id, .attribute = "disableApiStop"})
            .disable_api_stop->value == true);
  CHECK(refusal_of<op::StopInstances>(world, caller, {.instance_ids = {id}}) ==
        Error{"OperationNotPermitted",
              "The instance '" + id +
                  "' may not be stopped. Modify its 'disableApiStop' instance attribute and try "
                  "again."});
  CHECK(refusal_of<op::TerminateInstances>(world, caller, {.instance_ids = {id}}).code ==
        "OperationNotPermitted");
  ask<op::ModifyInstanceAttribute>(
      world, caller,
      {.disable_api_stop = ec2::api::AttributeBooleanValue{.value = false}, .instance_id = id});
  ask<op::StopInstances>(world, caller, {.instance_ids = {id}});
  ask<op::TerminateInstances>(world, caller, {.instance_ids = {id}});
}

TEST_CASE("ModifyInstanceAttribute changes one attribute at a time", "[ec2][instance]") {
  Sharing sharing;
  World& world = sharing.world;
  const Caller caller = sharing.launcher();
  const std::string id = launch(world, caller, sharing.image_id);
  const auto modify = [&](op::ModifyInstanceAttribute::Request request) {
    request.instance_id = id;
    ask<op::ModifyInstanceAttribute>(world, caller, request);
  };
  const auto refusal = [&](op::ModifyInstanceAttribute::Request request) {
    request.instance_id = id;
    return refusal_of<op::ModifyInstanceAttribute>(world, caller, request);
  };
  const auto text = [](const std::string& value) {
    return ec2::api::AttributeValue{.value = value};
  };
  CHECK(refusal({}) == Error{"InvalidParameterCombination", "No attributes specified."});
  CHECK(refusal({.disable_api_termination = ec2::api::AttributeBooleanValue{.value = true},
                 .instance_type = text("t3.small")}) ==
        Error{"InvalidParameterCombination",
              "Fields for multiple attribute types specified: disableApiTermination, "
              "instanceType"});
  CHECK(refusal({.attribute = "kernel", .value = "aki-1"}).code == "UnsupportedOperation");
  CHECK(
      refusal({.instance_type = text("t3.small")}) ==
      Error{"IncorrectInstanceState", "The instance '" + id + "' is not in the 'stopped' state."});
  CHECK(refusal({.attribute = "disableApiTermination", .value = "perhaps"}).code ==
        "InvalidInstanceAttributeValue");

  modify({.attribute = "instanceInitiatedShutdownBehavior", .value = "terminate"});
  CHECK(ask<op::DescribeInstanceAttribute>(
            world, caller, {.instance_id = id, .attribute = "instanceInitiatedShutdownBehavior"})
            .instance_initiated_shutdown_behavior->value == "terminate");
  op::ModifyInstanceAttribute::Request keep;
  keep.block_device_mappings = {
      {.device_name = "/dev/xvda",
       .ebs = ec2::api::EbsInstanceBlockDeviceSpecification{.delete_on_termination = false}}};
  modify(keep);
  CHECK_FALSE(root_volume(world, id).attachment->delete_on_termination);
  keep.block_device_mappings[0].device_name = "/dev/sdx";
  CHECK(refusal(keep).code == "InvalidInstanceAttributeValue");

  ask<op::StopInstances>(world, caller, {.instance_ids = {id}});
  modify({.instance_type = text("t3.small")});
  CHECK(look(world, account_b, id).instance_type == "t3.small");
  CHECK(refusal({.instance_type = text("t4g.small")}).message.find("architecture") !=
        std::string::npos);
  modify({.user_data = ec2::api::BlobAttributeValue{.value = Blob{"#!/bin/sh"}}});
  CHECK(ask<op::DescribeInstanceAttribute>(world, caller,
                                           {.instance_id = id, .attribute = "userData"})
            .user_data->value == crypto::to_base64("#!/bin/sh"));

  // Policies may speak of the attribute.
  const Caller limited = user(world, account_b, "limited", R"({"Version":"2012-10-17","Statement":[
      {"Effect":"Allow","Action":"ec2:ModifyInstanceAttribute","Resource":"*","Condition":
       {"StringEquals":{"ec2:Attribute":"DisableApiTermination"}}}]})");
  ask<op::ModifyInstanceAttribute>(
      world, limited,
      {.instance_id = id,
       .disable_api_termination = ec2::api::AttributeBooleanValue{.value = true}});
  CHECK(refusal_of<op::ModifyInstanceAttribute>(
            world, limited, {.instance_id = id, .instance_type = text("t3.nano")})
            .code == "UnauthorizedOperation");
}

}  // namespace amishare::test
