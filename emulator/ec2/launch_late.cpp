// launch_late.cpp - what happens to an instance after RunInstances or StartInstances has answered.
#include <fmt/format.h>

#include "crypto/hash.h"
#include "ebs/ebs.h"
#include "ec2/instance.h"
#include "ec2/network.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// The instance, if it is still in the state that the event was planned for.
template <class Happening>
Instance* current(World& world, const Happening& event) {
  Instance* instance = world.ec2.instances.find(event.instance_id);
  return instance != nullptr && instance->turn == event.turn ? instance : nullptr;
}

std::vector<std::string> volumes_of(const World& world, const std::string& instance_id) {
  const auto attached = world.ec2.volumes_of_instance.find(instance_id);
  return attached == world.ec2.volumes_of_instance.end() ? std::vector<std::string>{}
                                                         : attached->second;
}

// [recorded 2026]; with the switch, as documented and seen until 2023.
void set_key_failure(const World& world, Instance& instance) {
  instance.state_reason_code = world.switches.legacy_launch_failure
                                   ? "Client.InternalError"
                                   : "Client.InvalidKMSKey.InvalidState";
  instance.state_reason_message =
      world.switches.legacy_launch_failure
          ? "Client.InternalError: Client error on launch"
          : "Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state";
  instance.state_transition_reason = "Client.InternalError";
}

// The text at the beginning of a block, up to the first byte that is none.
std::string_view text_at_start(std::string_view block) {
  std::size_t length = 0;
  while (length < block.size() && length < 256 &&
         (block[length] == '\n' || (block[length] >= ' ' && block[length] < 127))) {
    ++length;
  }
  return block.substr(0, length);
}

// What the hypervisor sees when it opens the root volume with the key that KMS gave it.
void boot_from(World& world, Instance& instance, const std::string& volume_id,
               const std::string& device, const crypto::Secret& data_key) {
  // A page: where a boot loader begins.
  const std::string page = ebs::read_start(world.ebs.disks.at(volume_id), 4096, data_key);
  instance.console += fmt::format("[amishare] {} {}: first {} bytes sha256 {}\n", device, volume_id,
                                  page.size(), crypto::to_hex(crypto::sha256(page)));
  const std::string_view text = text_at_start(page);
  if (!text.empty()) instance.console += fmt::format("[amishare] {}: {}\n", device, text);
  instance.console_written = world.timeline.now();
}

void open_volume(Call& call, Instance& instance, const std::string& volume_id) {
  const crypto::Secret data_key = open_for_instance(call, volume_id);
  const std::string device = call.world.ec2.volumes.at(volume_id).attachment.value().device;
  if (device == instance.root_device_name) {
    boot_from(call.world, instance, volume_id, device, data_key);
  }
}

void give_disk(Call& call, Instance& instance, const LaunchDisk& disk) {
  const std::string volume_id = add_volume(call, disk.plan).id;
  attach(call.world, volume_id, instance.id, disk.device_name, disk.delete_on_termination);
  fill_volume(call, volume_id, disk.plan.target);
  put_tags(call.world, call.account(), call.region, volume_id, disk.tags);
  open_volume(call, instance, volume_id);
}

// Detaches or deletes its volumes, and leaves the network.
void take_apart(Call& call, Instance& instance) {
  for (const std::string& volume_id : volumes_of(call.world, instance.id)) {
    const bool erase =
        call.world.ec2.volumes.at(volume_id).attachment.value().delete_on_termination;
    detach(call, volume_id);
    if (erase) erase_volume(call, volume_id);
  }
  InstanceNetwork& network = instance.network;
  if (network.interface_id.empty()) return;
  erase_tags(call.world, instance.region, network.interface_id);
  release_address(call.world.ec2.subnets.at(network.subnet_id), network.private_address);
  network = {};
}

}  // namespace

void on(World& world, const InstanceLaunches& event) {
  Instance* instance = current(world, event);
  if (instance == nullptr) return;
  ErrandCall call(world, event.errand);
  try {
    for (const LaunchDisk& disk : event.disks) give_disk(call, *instance, disk);
  } catch (const Error&) {
    // Nothing of the launch stays: no volume, no grant, and the reason is told to nobody but the
    // trace.
    for (const std::string& id : volumes_of(world, instance->id)) {
      detach(call, id);
      erase_volume(call, id);
    }
    world.timeline.after(world.pace.instance_fail,
                         Event{InstanceGivesUp{event.errand, instance->id, instance->turn}});
    return;
  }
  world.timeline.after(world.pace.instance_start,
                       Event{InstanceRuns{instance->id, instance->turn}});
}

void on(World& world, const InstanceGivesUp& event) {
  Instance* instance = current(world, event);
  if (instance == nullptr) return;
  enter(*instance, InstanceState::shutting_down);
  set_key_failure(world, *instance);
  world.timeline.after(world.pace.instance_fail_end,
                       Event{InstanceTerminated{event.errand, instance->id, instance->turn}});
}

void on(World& world, const InstanceStarts& event) {
  Instance* instance = current(world, event);
  if (instance == nullptr) return;
  ErrandCall call(world, event.errand);
  instance->console.clear();
  try {
    for (const std::string& id : volumes_of(world, instance->id)) open_volume(call, *instance, id);
  } catch (const Error&) {
    for (const std::string& id : volumes_of(world, instance->id)) close_for_instance(call, id);
    enter(*instance, InstanceState::stopped);
    set_key_failure(world, *instance);
    return;
  }
  world.timeline.after(world.pace.instance_start,
                       Event{InstanceRuns{instance->id, instance->turn}});
}

void on(World& world, const InstanceRuns& event) {
  if (Instance* instance = current(world, event)) enter(*instance, InstanceState::running);
}

void on(World& world, const InstanceStopped& event) {
  Instance* instance = current(world, event);
  if (instance == nullptr) return;
  ErrandCall call(world, event.errand);
  for (const std::string& id : volumes_of(world, instance->id)) close_for_instance(call, id);
  enter(*instance, InstanceState::stopped);
}

void on(World& world, const InstanceTerminated& event) {
  Instance* instance = current(world, event);
  if (instance == nullptr) return;
  ErrandCall call(world, event.errand);
  take_apart(call, *instance);
  enter(*instance, InstanceState::terminated);
  world.timeline.after(world.pace.instance_forget, Event{InstanceForgotten{instance->id}});
}

void on(World& world, const InstanceForgotten& event) {
  const Instance* instance = world.ec2.instances.find(event.instance_id);
  if (instance == nullptr) return;
  erase_tags(world, instance->region, instance->id);
  world.ec2.instances.erase(event.instance_id);
}

}  // namespace amishare::ec2
