// instance_modify.cpp - ModifyInstanceAttribute: protection, type, user data and what volumes do.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/ec2.h"
#include "crypto/hash.h"
#include "ec2/errors.h"
#include "ec2/instance.h"
#include "ec2/launch_access.h"
#include "ec2/parameter.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// The one attribute that a request changes, whichever of its two forms it came in.
struct Change {
  std::string_view attribute;
  std::string value;
};

Change read_change(const api::ModifyInstanceAttributeRequest& in) {
  std::vector<Change> changes;
  const auto flag = [&](std::string_view name,
                        const std::optional<api::AttributeBooleanValue>& given_flag) {
    if (given_flag && given_flag->value)
      changes.push_back({name, true_or_false(*given_flag->value)});
  };
  const auto text = [&](std::string_view name, const std::optional<api::AttributeValue>& value) {
    if (value) changes.push_back({name, given(value->value)});
  };
  flag("disableApiTermination", in.disable_api_termination);
  flag("disableApiStop", in.disable_api_stop);
  flag("ebsOptimized", in.ebs_optimized);
  flag("enaSupport", in.ena_support);
  text("instanceType", in.instance_type);
  text("instanceInitiatedShutdownBehavior", in.instance_initiated_shutdown_behavior);
  if (in.user_data) {
    // The walker has taken base64 off it.
    changes.push_back({"userData", crypto::to_base64(in.user_data->value.value_or(Blob{}).bytes)});
  }
  if (!in.block_device_mappings.empty()) changes.push_back({"blockDeviceMapping", ""});
  if (!given(in.attribute).empty()) changes.push_back({*in.attribute, given(in.value)});
  if (changes.empty()) throw no_attributes_specified();
  if (changes.size() > 1) {
    std::string names;
    for (const Change& one : changes) {
      names.append(names.empty() ? "" : ", ").append(one.attribute);
    }
    throw several_attributes_specified(names);
  }
  return std::move(changes.front());
}

bool read_bool(const Change& change) {
  if (same_name(change.value, "true")) return true;
  if (same_name(change.value, "false")) return false;
  throw instance_attribute_value_invalid(change.attribute, change.value);
}

// The volumes that mappings speak of. Throws for a device that has none.
std::vector<std::string> mapped_volumes(const Call& call, const Instance& instance,
                                        const api::ModifyInstanceAttributeRequest& in) {
  std::vector<std::string> found;
  const auto attached = call.world.ec2.volumes_of_instance.find(instance.id);
  for (const auto& mapping : in.block_device_mappings) {
    const std::string& device = needed(given(mapping.device_name), "deviceName");
    std::string id;
    if (attached != call.world.ec2.volumes_of_instance.end()) {
      for (const std::string& one : attached->second) {
        if (call.world.ec2.volumes.at(one).attachment.value().device == device) id = one;
      }
    }
    if (id.empty()) throw device_not_attached(device);
    found.push_back(std::move(id));
  }
  return found;
}

// What AWS refuses after policies and a dry run.
void check_change(const Instance& instance, const Change& change) {
  const std::string_view name = change.attribute;
  if (name == "disableApiTermination" || name == "disableApiStop") read_bool(change);
  if (name == "instanceInitiatedShutdownBehavior" && change.value != "stop" &&
      change.value != "terminate") {
    throw instance_attribute_value_invalid(name, change.value);
  }
  if (name == "ebsOptimized" || name == "enaSupport" || name == "instanceType" ||
      name == "userData") {
    if (name == "ebsOptimized" || name == "enaSupport") read_bool(change);
    if (instance.state != InstanceState::stopped) throw instance_not_stopped(instance.id);
  }
  if (name == "instanceType") check_instance_type(change.value, instance.architecture);
  if (name == "userData") check_user_data(change.value);
}

void apply(Instance& instance, const Change& change) {
  const std::string_view name = change.attribute;
  if (name == "disableApiTermination") instance.termination_protected = read_bool(change);
  if (name == "disableApiStop") instance.stop_protected = read_bool(change);
  if (name == "ebsOptimized") instance.ebs_optimized = read_bool(change);
  if (name == "enaSupport") instance.ena_support = read_bool(change);
  if (name == "instanceType") instance.type = change.value;
  if (name == "userData") instance.user_data = change.value;
  if (name == "instanceInitiatedShutdownBehavior") {
    instance.terminates_on_shutdown = change.value == "terminate";
  }
}

bool is_emulated(std::string_view attribute) {
  constexpr std::string_view names[] = {"disableApiStop",
                                        "disableApiTermination",
                                        "ebsOptimized",
                                        "enaSupport",
                                        "instanceType",
                                        "userData",
                                        "blockDeviceMapping",
                                        "instanceInitiatedShutdownBehavior"};
  return std::find(std::begin(names), std::end(names), attribute) != std::end(names);
}

}  // namespace

api::ModifyInstanceAttributeResponse modify_instance_attribute(
    Call& call, const api::ModifyInstanceAttributeRequest& in) {
  const Change change = read_change(in);
  if (!is_emulated(change.attribute)) throw value_not_emulated("Attribute", change.attribute);
  Instance& instance = find_instance(call, in.instance_id);
  Resource resource = resource_of(call, instance);
  // Attributes begin with a capital in the key, as they do in the documentation's examples.
  std::string name(change.attribute);
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  resource.context.set("ec2:Attribute", name);
  resource.context.set("ec2:Attribute/" + name, change.value);
  allow(call, "ec2:ModifyInstanceAttribute", resource);
  end_dry_run(in.dry_run);
  const std::vector<std::string> volumes = mapped_volumes(call, instance, in);
  check_change(instance, change);

  apply(instance, change);
  for (std::size_t i = 0; i < volumes.size(); ++i) {
    const auto& ebs = in.block_device_mappings[i].ebs;
    Attachment& attachment = call.world.ec2.volumes.at(volumes[i]).attachment.value();
    if (ebs && ebs->delete_on_termination) {
      attachment.delete_on_termination = *ebs->delete_on_termination;
    }
  }
  return {};
}

}  // namespace amishare::ec2
