// errors_instance.cpp - what EC2 says of instances and of launches, as recorded.
#include "ec2/errors.h"

#include <fmt/format.h>

namespace amishare::ec2 {

// Instances.
Error instance_not_found(std::string_view id) {
  return {"InvalidInstanceID.NotFound", fmt::format("The instance ID '{}' does not exist", id)};
}
Error instance_id_malformed(std::string_view id) {
  return malformed_id("InvalidInstanceID.Malformed", id);
}

Error instances_not_found(const std::vector<std::string>& ids) {
  if (ids.size() == 1) return instance_not_found(ids.front());
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ", ") + id;
  return {"InvalidInstanceID.NotFound", "The instance IDs '" + list + "' do not exist"};
}
Error instance_not_startable(std::string_view id) {
  return {"IncorrectInstanceState",
          "The instance '" + std::string(id) + "' is not in a state from which it can be started."};
}
Error instance_not_stoppable(std::string_view id) {
  return {"IncorrectInstanceState", "This instance '" + std::string(id) +
                                        "' is not in a state from which it can be stopped."};
}
Error instance_not_rebootable(std::string_view id, std::string_view state) {
  return {"IncorrectState", "Cannot reboot instance " + std::string(id) + " that is currently in " +
                                std::string(state) + " state."};
}
// As quoted in public issues (aws-nuke 279, cloud-custodian 8007). That disableApiStop also keeps
// from terminating is told there (cloud-custodian 7597), in which words is inferred.
Error termination_protected(std::string_view id, std::string_view attribute) {
  return {"OperationNotPermitted",
          fmt::format("The instance '{}' may not be terminated. Modify its '{}' instance attribute "
                      "and try again.",
                      id, attribute)};
}
Error stop_protected(std::string_view id) {
  return {"OperationNotPermitted",
          fmt::format("The instance '{}' may not be stopped. Modify its 'disableApiStop' instance "
                      "attribute and try again.",
                      id)};
}
// The code is documented, the sentence inferred.
Error instance_attribute_unknown(std::string_view attribute) {
  return {"InvalidParameterValue", "Value (" + std::string(attribute) +
                                       ") for parameter attribute is invalid. Unknown attribute."};
}
// The code is documented, the sentence inferred.
Error instance_attribute_value_invalid(std::string_view attribute, std::string_view value) {
  return {"InvalidInstanceAttributeValue",
          fmt::format("Value ({}) for parameter {} is invalid.", value, attribute)};
}
// As quoted in public threads.
Error instance_not_stopped(std::string_view id) {
  return {"IncorrectInstanceState",
          fmt::format("The instance '{}' is not in the 'stopped' state.", id)};
}
Error device_not_attached(std::string_view device) {
  return {"InvalidInstanceAttributeValue",
          fmt::format("No device is currently mapped at {}", device)};
}
Error too_many_instance_ids(std::size_t count) {  // recorded, its spelling included
  return {
      "InvalidRequest",
      fmt::format("{} exceeds the maximum number of instance IDs that can be specificied (100). "
                  "Please specify fewer than 100 instance IDs.",
                  count)};
}
Error not_authorized_for_images(std::string_view image_id) {
  return {"AuthFailure", "Not authorized for images: [" + std::string(image_id) + "]"};
}
// The codes are recorded, the sentences inferred.
Error count_invalid(std::string_view parameter, std::int64_t count) {
  return {"InvalidParameterValue", "Value (" + std::to_string(count) + ") for parameter " +
                                       std::string(parameter) +
                                       " is invalid. Minimum value of 1 is required."};
}
Error counts_crossed(std::int64_t least, std::int64_t most) {
  return {"InvalidParameterValue", "Value (" + std::to_string(least) +
                                       ") for parameter minCount is invalid. It is greater than "
                                       "maxCount (" +
                                       std::to_string(most) + ")."};
}
Error instance_limit_exceeded(std::int64_t count) {
  return {"InstanceLimitExceeded", "You have requested more instances (" + std::to_string(count) +
                                       ") than your current instance limit allows."};
}
Error client_token_too_long() {  // recorded of CreateVolume
  return {"InvalidParameterValue", "Client token must be less than or equal to 64 characters."};
}
Error subnet_with_network_interfaces() {
  return {"InvalidParameterCombination",
          "Network interfaces and an instance-level subnet ID may not be specified on the same "
          "request"};
}
// These three as quoted in public issues (aws-cli 809, aws-sdk-ruby 662).
Error groups_with_network_interfaces() {
  return {"InvalidParameterCombination",
          "Network interfaces and an instance-level security groups may not be specified on the "
          "same request"};
}
Error address_with_network_interfaces() {
  return {"InvalidParameterCombination",
          "Network interfaces and an instance-level private IP address may not be specified on the "
          "same request"};
}
Error device_index_missing() {
  return {"InvalidParameterValue", "Each network interface requires a device index."};
}
// Not one of AWS's sentences: AWS would do it.
Error value_not_emulated(std::string_view parameter, std::string_view value) {
  return {"UnsupportedOperation",
          fmt::format("amishare does not emulate {}={}.", parameter, value)};
}
// The two of user data as quoted in public threads.
Error user_data_malformed() {
  return {"InvalidUserData.Malformed", "Invalid BASE64 encoding of user data."};
}
Error user_data_too_long() {
  return {"InvalidParameterValue", "User data is limited to 16384 bytes"};
}
Error address_malformed(std::string_view address) {
  return {"InvalidParameterValue", fmt::format("invalid value for parameter address: {}", address)};
}
Error address_outside_subnet(std::string_view address) {
  return {"InvalidParameterValue",
          fmt::format("Address {} does not fall within the subnet's address range", address)};
}
Error address_reserved() {
  return {"InvalidParameterValue", "Address is in subnet's reserved address range"};
}
// The code is documented, the sentence as quoted in public threads.
Error address_in_use(std::string_view address) {
  return {"InvalidIPAddress.InUse", fmt::format("Address {} is in use.", address)};
}
Error too_few_addresses(std::string_view subnet_id) {
  return {"InsufficientFreeAddressesInSubnet",
          fmt::format("There are not enough free addresses in subnet '{}' to satisfy the requested "
                      "number of instances.",
                      subnet_id)};
}
Error group_names_with_ids() {
  return {"InvalidParameterCombination",
          "The parameter groupName cannot be used with the parameter groupId"};
}
Error address_for_several() {
  return {"InvalidParameterCombination",
          "The parameter privateIpAddress cannot be used when launching more than one instance"};
}
Error instance_type_invalid(std::string_view type) {
  return {"InvalidParameterValue", "Invalid value '" + std::string(type) + "' for InstanceType."};
}
Error architecture_mismatch(std::string_view of_type, std::string_view of_image) {
  return {"InvalidParameterValue",
          "The architecture '" + std::string(of_type) +
              "' of the specified instance type does not match the architecture '" +
              std::string(of_image) +
              "' of the specified AMI. Specify an instance type and an AMI that have matching "
              "architectures, and try again."};
}
Error launch_zone_invalid(std::string_view zone) {
  return {"InvalidParameterValue", "Invalid availability zone: [" + std::string(zone) + "]"};
}
Error block_device_mapping_empty(std::string_view device) {
  return {"InvalidBlockDeviceMapping", "Device " + std::string(device) +
                                           " has neither an EBS volume, nor a virtual name, nor "
                                           "NoDevice."};
}
Error profile_arn_with_name() {
  return {"InvalidParameterCombination",
          "The parameter 'iamInstanceProfile.name' may not be used in combination with "
          "'iamInstanceProfile.arn'"};
}
Error profile_not_found(std::string_view parameter, std::string_view value) {
  return {"InvalidParameterValue", "Value (" + std::string(value) + ") for parameter " +
                                       std::string(parameter) +
                                       " is invalid. Invalid IAM Instance Profile name"};
}
Error profile_without_role(std::string_view value) {
  return {"InvalidParameterValue",
          "IAM Instance Profile \"" + std::string(value) + "\" has no associated IAM Roles"};
}
Error association_exists(std::string_view instance_id) {
  return {"IncorrectState",
          "There is an existing association for instance " + std::string(instance_id)};
}
Error association_not_found(std::string_view id) {
  return {"InvalidAssociationID.NotFound",
          "An invalid association-id of '" + std::string(id) + "' was given"};
}
Error profile_needs_live_instance(std::string_view instance_id) {
  return {"IncorrectInstanceState", "The instance '" + std::string(instance_id) +
                                        "' is not in the 'running' or 'stopped' states."};
}

}  // namespace amishare::ec2
