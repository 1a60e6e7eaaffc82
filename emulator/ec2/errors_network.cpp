// errors_network.cpp - what EC2 says of networks, key pairs and Regions, as documented.
#include "ec2/errors.h"

#include <fmt/format.h>

namespace amishare::ec2 {

// Network, key pairs, Regions. Codes as documented
// (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html); sentences as
// quoted in public threads, unless something else is said.
Error vpc_id_malformed(std::string_view id) { return malformed_id("InvalidVpcID.Malformed", id); }
Error vpc_not_found(std::string_view id) {
  return {"InvalidVpcID.NotFound", fmt::format("The vpc ID '{}' does not exist", id)};
}
Error subnet_id_malformed(std::string_view id) {
  return malformed_id("InvalidSubnetID.Malformed", id);
}
Error subnet_not_found(std::string_view id) {
  return {"InvalidSubnetID.NotFound", fmt::format("The subnet ID '{}' does not exist", id)};
}
Error no_default_vpc() {
  return {"VPCIdNotSpecified",
          "No default VPC for this user. GroupName is only supported for EC2-Classic and default "
          "VPC."};
}
Error security_group_id_malformed(std::string_view id) {
  return malformed_id("InvalidGroupId.Malformed", id);
}
Error security_group_not_found(std::string_view id_or_name) {
  return {"InvalidGroup.NotFound",
          fmt::format("The security group '{}' does not exist", id_or_name)};
}
Error security_group_name_in_use(std::string_view name, std::string_view vpc_id) {
  return {"InvalidGroup.Duplicate",
          fmt::format("The security group '{}' already exists for VPC '{}'", name, vpc_id)};
}
// The sentence is inferred.
Error security_group_name_reserved() {
  return {"InvalidParameterValue", "Cannot use reserved security group name: default"};
}
// The sentence is quoted for descriptions; that names get its like is inferred.
Error security_group_text_invalid(std::string_view parameter) {
  return {"InvalidParameterValue",
          fmt::format("Invalid security group {}. Valid {}s are strings less than 256 characters "
                      "from the following set:  a-zA-Z0-9. _-:/()#,@[]+=&;{{}}!$*",
                      parameter, parameter)};
}
Error security_group_in_use(std::string_view id) {
  return {"DependencyViolation", fmt::format("resource {} has a dependent object", id)};
}
Error default_security_group_deleted(std::string_view id) {
  return {"CannotDelete", fmt::format("the specified group: \"{}\" name: \"default\" cannot be "
                                      "deleted by a user",
                                      id)};
}
Error ingress_rule_known(std::string_view rule) {
  return {"InvalidPermission.Duplicate",
          fmt::format("the specified rule \"{}\" already exists", rule)};
}
Error ingress_rule_repeated() {
  return {"InvalidParameterValue", "The same permission must not appear multiple times"};
}
Error prefix_list_not_found(std::string_view id) {
  return {"InvalidPrefixListID.NotFound",
          fmt::format("The prefix list ID '{}' does not exist", id)};
}
Error ingress_protocol_invalid(std::string_view protocol) {
  return {"InvalidParameterValue",
          fmt::format("Invalid value '{}' for IP protocol. Unknown protocol.", protocol)};
}
Error ingress_ports_invalid(std::int64_t from, std::int64_t to) {
  return {"InvalidParameterValue", fmt::format("Invalid TCP/UDP port range ({}:{})", from, to)};
}
Error cidr_malformed(std::string_view cidr) {
  return {"InvalidParameterValue", fmt::format("CIDR block {} is malformed", cidr)};
}
// The sentence is inferred.
Error no_ingress_source() { return missing_parameter("source group or CIDR information"); }
Error key_pair_not_found(std::string_view name) {
  return {"InvalidKeyPair.NotFound", fmt::format("The key pair '{}' does not exist", name)};
}
// The sentence is inferred from that for names.
Error key_pair_id_not_found(std::string_view id) {
  return {"InvalidKeyPair.NotFound", fmt::format("The key pair ID '{}' does not exist", id)};
}
Error key_pair_name_in_use() {  // recorded
  return {"InvalidKeyPair.Duplicate", "The keypair already exists"};
}
// The sentence is inferred.
Error key_pair_name_invalid() {
  return {"InvalidParameterValue",
          "Invalid value for parameter KeyName. It must have up to 255 ASCII characters, and no "
          "leading or trailing spaces."};
}
Error key_pair_named_twice() {  // recorded
  return {"InvalidParameterCombination",
          "The parameter 'keyPairId' may not be used in combination with 'keyName'"};
}
// Not one of AWS's sentences: AWS makes PuTTY's files, too.
Error key_format_not_emulated(std::string_view format) {
  return {"UnsupportedOperation",
          fmt::format("amishare does not emulate KeyFormat={} of CreateKeyPair.", format)};
}
Error public_key_unreadable() {
  return {"InvalidKey.Format", "Key is not in valid OpenSSH public key format"};
}
Error region_unknown(std::string_view name) {
  return {"InvalidParameterValue", fmt::format("Invalid region: [{}]", name)};
}
Error zone_unknown(std::string_view zone) {
  return {"InvalidParameterValue", fmt::format("Invalid availability zone: [{}]", zone)};
}

}  // namespace amishare::ec2
