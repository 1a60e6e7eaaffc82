// instance_attribute.cpp - DescribeInstanceAttribute and GetConsoleOutput.
#include "api/ec2.h"
#include "crypto/hash.h"
#include "ec2/errors.h"
#include "ec2/instance_show.h"
#include "ec2/parameter.h"

namespace amishare::ec2 {
namespace {

void show_attribute(const Call& call, const Instance& instance, const std::string& attribute,
                    api::DescribeInstanceAttributeResponse& out) {
  const api::Instance shown = show(call, instance);
  if (attribute == "instanceType") {
    out.instance_type = api::AttributeValue{.value = instance.type};
  } else if (attribute == "userData") {
    out.user_data = api::AttributeValue{};
    if (!instance.user_data.empty()) out.user_data->value = instance.user_data;
  } else if (attribute == "disableApiTermination") {
    out.disable_api_termination =
        api::AttributeBooleanValue{.value = instance.termination_protected};
  } else if (attribute == "disableApiStop") {
    out.disable_api_stop = api::AttributeBooleanValue{.value = instance.stop_protected};
  } else if (attribute == "instanceInitiatedShutdownBehavior") {
    out.instance_initiated_shutdown_behavior =
        api::AttributeValue{.value = instance.terminates_on_shutdown ? "terminate" : "stop"};
  } else if (attribute == "rootDeviceName") {
    out.root_device_name = api::AttributeValue{.value = instance.root_device_name};
  } else if (attribute == "blockDeviceMapping") {
    out.block_device_mappings = shown.block_device_mappings;
  } else if (attribute == "sourceDestCheck") {
    out.source_dest_check = api::AttributeBooleanValue{.value = true};
  } else if (attribute == "groupSet") {
    out.groups = shown.security_groups;
  } else if (attribute == "ebsOptimized") {
    out.ebs_optimized = api::AttributeBooleanValue{.value = instance.ebs_optimized};
  } else if (attribute == "enaSupport") {
    out.ena_support = api::AttributeBooleanValue{.value = instance.ena_support};
  } else if (attribute == "kernel") {
    out.kernel_id = api::AttributeValue{};
  } else if (attribute == "ramdisk") {
    out.ramdisk_id = api::AttributeValue{};
  } else if (attribute == "sriovNetSupport") {
    out.sriov_net_support = api::AttributeValue{};
  } else if (attribute == "productCodes") {
    // None: images of the Marketplace are not emulated.
  } else {
    throw instance_attribute_unknown(attribute);
  }
}

}  // namespace

api::DescribeInstanceAttributeResponse describe_instance_attribute(
    Call& call, const api::DescribeInstanceAttributeRequest& in) {
  const Instance& instance = find_instance(call, in.instance_id);
  allow(call, "ec2:DescribeInstanceAttribute", resource_of(call, instance));
  end_dry_run(in.dry_run);
  api::DescribeInstanceAttributeResponse response;
  response.instance_id = instance.id;
  show_attribute(call, instance, in.attribute, response);
  return response;
}

// The console says what the hypervisor read of the root volume: bytes that were written in the
// account that made the image, if the key could be used.
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html
api::GetConsoleOutputResponse get_console_output(Call& call,
                                                 const api::GetConsoleOutputRequest& in) {
  const Instance& instance = find_instance(call, in.instance_id);
  allow(call, "ec2:GetConsoleOutput", resource_of(call, instance));
  end_dry_run(in.dry_run);
  api::GetConsoleOutputResponse response{.instance_id = instance.id};
  if (!instance.console.empty()) {
    response.timestamp = instance.console_written;
    response.output = crypto::to_base64(instance.console);
  }
  return response;
}

}  // namespace amishare::ec2
