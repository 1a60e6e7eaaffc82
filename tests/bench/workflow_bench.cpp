// workflow_bench.cpp - the whole sharing workflow in process, from a key to a running instance.
#include <benchmark/benchmark.h>

#include <stdexcept>
#include <string>

#include "api/ec2.h"
#include "api/kms.h"
#include "client/cloud.h"

namespace {

using namespace amishare;

const char* const account_b = "222222222222";

std::string key_policy() {
  return R"({"Version":"2012-10-17","Statement":[)"
         R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},)"
         R"("Action":"kms:*","Resource":"*"},)"
         R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},)"
         R"("Action":["kms:DescribeKey","kms:ReEncrypt*","kms:CreateGrant","kms:Decrypt"],)"
         R"("Resource":"*"}]})";
}

// Asks a handler as the gateway does once a request is read, without the wire.
template <class Op>
typename Op::Response ask(World& world, const Caller& caller, const typename Op::Request& request) {
  const Region region{"us-east-1"};
  world.open(caller.principal->account, region);
  Call call(world, caller, region, world.trace.add({.at = world.timeline.now()}));
  typename Op::Response response = Op::handler(call, request);
  world.settle();
  return response;
}

template <class Ask>
void workflow(Ask&& a, Ask&& b, int number) {
  const auto key = a(kms::op::CreateKey{}, kms::api::CreateKeyRequest{.policy = key_policy()});
  const auto volume =
      a(ec2::op::CreateVolume{}, ec2::api::CreateVolumeRequest{.availability_zone = "us-east-1a",
                                                               .encrypted = true,
                                                               .kms_key_id = key.key_metadata->arn,
                                                               .size = 1});
  const auto snapshot =
      a(ec2::op::CreateSnapshot{}, ec2::api::CreateSnapshotRequest{.volume_id = *volume.volume_id});
  const auto image =
      a(ec2::op::RegisterImage{},
        ec2::api::RegisterImageRequest{
            .name = "image-" + std::to_string(number),
            .root_device_name = "/dev/xvda",
            .block_device_mappings = {
                {.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot.snapshot_id},
                 .device_name = "/dev/xvda"}}});
  a(ec2::op::ModifyImageAttribute{},
    ec2::api::ModifyImageAttributeRequest{
        .image_id = *image.image_id,
        .launch_permission =
            ec2::api::LaunchPermissionModifications{.add = {{.user_id = account_b}}}});
  const auto launched = b(
      ec2::op::RunInstances{},
      ec2::api::RunInstancesRequest{
          .image_id = image.image_id, .instance_type = "t3.micro", .max_count = 1, .min_count = 1});
  const std::string instance = *launched.instances.at(0).instance_id;
  const auto found = b(ec2::op::DescribeInstances{},
                       ec2::api::DescribeInstancesRequest{.instance_ids = {instance}});
  if (found.reservations.at(0).instances.at(0).state->name != "running") {
    throw std::runtime_error("the workflow does not end in a running instance");
  }
  b(ec2::op::TerminateInstances{}, ec2::api::TerminateInstancesRequest{.instance_ids = {instance}});
}

Caller admin_of(World& world, const char* account) {
  world.open(AccountId{account}, Region{"us-east-1"});
  return {.principal = iam::find_credentials(world, account).at(0).principal};
}

struct Direct {
  World& world;
  const Caller& caller;
  template <class Op>
  typename Op::Response operator()(Op, const typename Op::Request& request) {
    return ask<Op>(world, caller, request);
  }
};

struct Wired {
  client::Cloud& cloud;
  client::Session session;
  template <class Op>
  typename Op::Response operator()(Op, const typename Op::Request& request) {
    return cloud.call<Op>(session, request);
  }
};

void workflow_through_handlers(benchmark::State& state) {
  int number = 0;
  World world;
  Caller a = admin_of(world, "111111111111"), b = admin_of(world, account_b);
  for (auto _ : state) workflow(Direct{world, a}, Direct{world, b}, ++number);
  state.SetItemsProcessed(state.iterations());
  state.SetLabel("handlers, policies, KMS; no wire");
}
BENCHMARK(workflow_through_handlers)->Unit(benchmark::kMicrosecond);

void workflow_through_the_wire(benchmark::State& state) {
  int number = 0;
  client::Cloud cloud;
  for (auto _ : state) {
    workflow(Wired{cloud, cloud.admin("111111111111")}, Wired{cloud, cloud.admin(account_b)},
             ++number);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetLabel("the same, signed, encoded and decoded on both sides");
}
BENCHMARK(workflow_through_the_wire)->Unit(benchmark::kMicrosecond);

}  // namespace
