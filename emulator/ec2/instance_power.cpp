// instance_power.cpp - StartInstances, StopInstances, RebootInstances, TerminateInstances.
#include <set>

#include "api/ec2.h"
#include "ec2/errors.h"
#include "ec2/instance_show.h"
#include "ec2/parameter.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// All of them, or the refusal that names those that are not there.
std::vector<Instance*> find_instances(Call& call, const std::vector<std::string>& ids) {
  if (ids.empty()) throw missing_parameter("InstanceId");
  std::vector<Instance*> found;
  std::vector<std::string> absent;
  std::set<std::string> seen;
  for (const std::string& id : ids) {
    needed(id, "InstanceId");
    if (!is_resource_id(id, "i-")) throw instance_id_malformed(id);
    if (!seen.insert(id).second) continue;
    Instance* instance = call.world.ec2.instances.find(id);
    if (instance == nullptr || instance->owner != call.account() ||
        instance->region != call.region) {
      absent.push_back(id);
    } else {
      found.push_back(instance);
    }
  }
  if (!absent.empty()) throw instances_not_found(absent);
  return found;
}

// Found and allowed. A dry run ends here.
std::vector<Instance*> allowed_instances(Call& call, std::string_view action,
                                         const std::vector<std::string>& ids,
                                         std::optional<bool> dry_run) {
  const auto instances = find_instances(call, ids);
  for (const Instance* instance : instances) allow(call, action, resource_of(call, *instance));
  end_dry_run(dry_run);
  return instances;
}

api::InstanceStateChange change(const Instance& instance, InstanceState before) {
  return {.instance_id = instance.id,
          .current_state = show(instance.state),
          .previous_state = show(before)};
}

// "User initiated (2026-01-01 00:00:00 GMT)" [recorded].
std::string user_initiated(Instant now) {
  std::string text = iso8601_seconds(now);
  text[10] = ' ';
  text.pop_back();
  return "User initiated (" + text + " GMT)";
}

void set_user_reason(Instance& instance, Instant now) {
  instance.state_reason_code = "Client.UserInitiatedShutdown";
  instance.state_reason_message = "Client.UserInitiatedShutdown: User initiated shutdown";
  instance.state_transition_reason = user_initiated(now);
}

bool is_over(const Instance& instance) {
  return instance.state == InstanceState::terminated ||
         instance.state == InstanceState::shutting_down;
}

}  // namespace

api::StartInstancesResponse start_instances(Call& call, const api::StartInstancesRequest& in) {
  const auto instances = allowed_instances(call, "ec2:StartInstances", in.instance_ids, in.dry_run);
  for (const Instance* instance : instances) {
    if (is_over(*instance)) throw instance_not_startable(instance->id);
    if (instance->state == InstanceState::stopping) throw instance_not_startable(instance->id);
  }
  api::StartInstancesResponse response;
  for (Instance* instance : instances) {
    const InstanceState before = instance->state;
    if (before == InstanceState::stopped) {
      enter(*instance, InstanceState::pending);
      instance->state_reason_code.clear();
      instance->state_reason_message.clear();
      instance->state_transition_reason.clear();
      instance->launched = call.now();
      // The starter makes a new grant for the infrastructure [recorded]; it shows later whether it
      // may.
      call.world.timeline.after(
          Delay{0}, Event{InstanceStarts{errand_of(call), instance->id, instance->turn}});
    }
    response.starting_instances.push_back(change(*instance, before));
  }
  return response;
}

api::StopInstancesResponse stop_instances(Call& call, const api::StopInstancesRequest& in) {
  const auto instances = allowed_instances(call, "ec2:StopInstances", in.instance_ids, in.dry_run);
  for (const Instance* instance : instances) {
    if (is_over(*instance)) throw instance_not_stoppable(instance->id);
    if (instance->stop_protected) throw stop_protected(instance->id);
  }
  api::StopInstancesResponse response;
  for (Instance* instance : instances) {
    const InstanceState before = instance->state;
    if (before == InstanceState::running || before == InstanceState::pending) {
      enter(*instance, InstanceState::stopping);
      set_user_reason(*instance, call.now());
      call.world.timeline.after(
          call.world.pace.instance_stop,
          Event{InstanceStopped{errand_of(call), instance->id, instance->turn}});
    }
    response.stopping_instances.push_back(change(*instance, before));
  }
  return response;
}

api::RebootInstancesResponse reboot_instances(Call& call, const api::RebootInstancesRequest& in) {
  const auto instances =
      allowed_instances(call, "ec2:RebootInstances", in.instance_ids, in.dry_run);
  for (const Instance* instance : instances) {
    // A reboot asks KMS for nothing, and one of a terminated instance is answered as done
    // [recorded].
    if (instance->state == InstanceState::stopped || instance->state == InstanceState::stopping) {
      throw instance_not_rebootable(instance->id, name_of(instance->state));
    }
  }
  return {};
}

api::TerminateInstancesResponse terminate_instances(Call& call,
                                                    const api::TerminateInstancesRequest& in) {
  const auto instances =
      allowed_instances(call, "ec2:TerminateInstances", in.instance_ids, in.dry_run);
  for (const Instance* instance : instances) {
    if (is_over(*instance)) continue;
    if (instance->termination_protected) {
      throw termination_protected(instance->id, "disableApiTermination");
    }
    if (instance->stop_protected) throw termination_protected(instance->id, "disableApiStop");
  }
  api::TerminateInstancesResponse response;
  for (Instance* instance : instances) {
    const InstanceState before = instance->state;
    if (!is_over(*instance)) {
      set_user_reason(*instance, call.now());
      enter(*instance, InstanceState::shutting_down);
      const bool at_once = before == InstanceState::stopped;  // [recorded]
      const InstanceTerminated end{errand_of(call), instance->id, instance->turn};
      if (at_once) {
        on(call.world, end);
      } else {
        call.world.timeline.after(call.world.pace.instance_terminate, Event{end});
      }
    }
    response.terminating_instances.push_back(change(*instance, before));
  }
  return response;
}

}  // namespace amishare::ec2
