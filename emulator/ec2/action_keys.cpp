// action_keys.cpp - the rows of the Service Authorization Reference, and what recordings add.
#include "ec2/action_keys.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace amishare::ec2 {
namespace {

// What many rows have in common. InstanceProfiles is not documented, but shown by decoded denials,
// as are AvailabilityZoneId of network interfaces, Encrypted of the snapshots of RegisterImage and
// SnapshotID of those of CreateVolume [recorded].
constexpr std::string_view none;
constexpr std::string_view image_keys = "ImageID ImageType Owner Public RootDeviceType";
constexpr std::string_view instance_keys =
    "AvailabilityZone AvailabilityZoneId EbsOptimized InstanceBandwidthWeighting InstanceID "
    "InstanceMarketType InstanceMetadataTags InstanceProfile InstanceProfiles InstanceType "
    "MetadataHttpEndpoint MetadataHttpPutResponseHopLimit MetadataHttpTokens RootDeviceType "
    "Tenancy";
constexpr std::string_view volume_keys =
    "AvailabilityZone AvailabilityZoneId Encrypted ParentSnapshot ParentVolume VolumeID "
    "VolumeIops VolumeSize VolumeThroughput VolumeType";
constexpr std::string_view snapshot_keys = "Owner ParentVolume SnapshotID SnapshotTime VolumeSize";
constexpr std::string_view group_keys = "SecurityGroupID Vpc";

// In order of action.
constexpr ActionKeys rows[] = {
    {"AssociateIamInstanceProfile", "instance", true, instance_keys,
     "NewInstanceProfile ResourceTag"},
    {"AttachVolume", "instance", true, instance_keys, "ResourceTag"},
    {"AttachVolume", "volume", true, volume_keys, "ResourceTag"},
    {"AuthorizeSecurityGroupIngress", "security-group", true, group_keys, "ResourceTag"},
    {"CancelImageLaunchPermission", "image", true, image_keys, "ResourceTag"},
    {"CopyImage", "image", true, none, "ImageID Owner RequestTag"},
    {"CopyImage", "snapshot", true, none, "RequestTag"},
    {"CopySnapshot", "snapshot", true, snapshot_keys, "Encrypted ParentSnapshot RequestTag"},
    {"CreateImage", "image", true, none, "ImageID Owner RequestTag"},
    {"CreateImage", "instance", true, instance_keys, "ResourceTag"},
    {"CreateImage", "snapshot", true, none,
     "ParentVolume SnapshotID SnapshotTime VolumeSize RequestTag"},
    {"CreateKeyPair", "key-pair", true, none, "KeyPairType RequestTag"},
    {"CreateSecurityGroup", "security-group", true, none, "SecurityGroupID RequestTag"},
    {"CreateSecurityGroup", "vpc", false, none, "Tenancy VpcID ResourceTag"},
    {"CreateSnapshot", "snapshot", true, none, "ParentVolume SnapshotID VolumeSize RequestTag"},
    {"CreateSnapshot", "volume", true, none,
     "AvailabilityZoneId Encrypted ParentVolume VolumeID VolumeIops VolumeSize VolumeThroughput "
     "VolumeType ResourceTag"},
    {"CreateTags", "image", false, image_keys, "CreateAction ResourceTag RequestTag"},
    {"CreateTags", "instance", false, instance_keys, "CreateAction ResourceTag RequestTag"},
    {"CreateTags", "key-pair", false, none,
     "CreateAction KeyPairName KeyPairType ResourceTag RequestTag"},
    {"CreateTags", "network-interface", false, none,
     "CreateAction AvailabilityZone NetworkInterfaceID Subnet Vpc ResourceTag RequestTag"},
    {"CreateTags", "security-group", false, group_keys, "CreateAction ResourceTag RequestTag"},
    {"CreateTags", "snapshot", false, snapshot_keys,
     "CreateAction Encrypted ResourceTag RequestTag"},
    {"CreateTags", "subnet", false, none,
     "CreateAction AvailabilityZone AvailabilityZoneId SubnetID Vpc ResourceTag RequestTag"},
    {"CreateTags", "volume", false, volume_keys, "CreateAction ResourceTag RequestTag"},
    {"CreateTags", "vpc", false, none, "CreateAction Tenancy VpcID ResourceTag RequestTag"},
    {"CreateVolume", "snapshot", false, snapshot_keys, "Encrypted ResourceTag"},
    {"CreateVolume", "volume", true, volume_keys, "KmsKeyId RequestTag"},
    {"DeleteKeyPair", "key-pair", false, none, "KeyPairName KeyPairType ResourceTag"},
    {"DeleteSecurityGroup", "security-group", true, group_keys, "ResourceTag"},
    {"DeleteSnapshot", "snapshot", true, snapshot_keys, "ResourceTag"},
    {"DeleteTags", "image", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "instance", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "key-pair", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "network-interface", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "security-group", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "snapshot", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "subnet", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "volume", false, none, "ResourceTag RequestTag"},
    {"DeleteTags", "vpc", false, none, "ResourceTag RequestTag"},
    {"DeleteVolume", "volume", true, volume_keys, "ResourceTag"},
    {"DeregisterImage", "image", true, image_keys, "ResourceTag"},
    {"DescribeImageAttribute", "image", true, image_keys, "ResourceTag"},
    {"DescribeInstanceAttribute", "instance", true, instance_keys, "ResourceTag"},
    {"DescribeSnapshotAttribute", "snapshot", true, snapshot_keys, "Encrypted ResourceTag"},
    {"DetachVolume", "instance", false, instance_keys, "ResourceTag"},
    {"DetachVolume", "volume", true, volume_keys, "ResourceTag"},
    {"DisassociateIamInstanceProfile", "instance", true, instance_keys, "ResourceTag"},
    {"GetConsoleOutput", "instance", true, instance_keys, "ResourceTag"},
    {"ImportKeyPair", "key-pair", true, none, "RequestTag"},
    {"ModifyImageAttribute", "image", true, image_keys, "Attribute Attribute/ ResourceTag"},
    {"ModifyInstanceAttribute", "instance", true, instance_keys,
     "Attribute Attribute/ ResourceTag"},
    {"ModifyInstanceAttribute", "volume", false, volume_keys, "ResourceTag"},
    {"ModifySnapshotAttribute", "snapshot", true, snapshot_keys,
     "Add/ Attribute Attribute/ Remove/ ResourceTag"},
    {"RebootInstances", "instance", true, instance_keys, "ResourceTag"},
    {"RegisterImage", "image", true, none, "ImageID Owner RequestTag"},
    {"RegisterImage", "snapshot", false, snapshot_keys, "Encrypted ResourceTag"},
    {"ReplaceIamInstanceProfileAssociation", "instance", true, instance_keys,
     "NewInstanceProfile ResourceTag"},
    {"ResetImageAttribute", "image", true, image_keys, "Attribute Attribute/ ResourceTag"},
    {"ResetSnapshotAttribute", "snapshot", true, snapshot_keys, "Attribute Attribute/ ResourceTag"},
    {"RunInstances", "image", true, image_keys, "IsLaunchTemplateResource ResourceTag"},
    {"RunInstances", "instance", true, instance_keys, "IsLaunchTemplateResource RequestTag"},
    {"RunInstances", "key-pair", false, none,
     "IsLaunchTemplateResource KeyPairName KeyPairType ResourceTag"},
    {"RunInstances", "network-interface", true, none,
     "AssociatePublicIpAddress AvailabilityZone AvailabilityZoneId IsLaunchTemplateResource "
     "NetworkInterfaceID Subnet Vpc RequestTag"},
    {"RunInstances", "security-group", true, group_keys, "IsLaunchTemplateResource ResourceTag"},
    {"RunInstances", "snapshot", false, snapshot_keys, "IsLaunchTemplateResource ResourceTag"},
    {"RunInstances", "subnet", true, none,
     "AvailabilityZone AvailabilityZoneId IsLaunchTemplateResource SubnetID Vpc ResourceTag"},
    {"RunInstances", "volume", false, volume_keys, "IsLaunchTemplateResource RequestTag"},
    {"StartInstances", "instance", true, none,
     "AvailabilityZone AvailabilityZoneId EbsOptimized InstanceBandwidthWeighting InstanceID "
     "InstanceMarketType InstanceProfile InstanceProfiles InstanceType MetadataHttpEndpoint "
     "MetadataHttpPutResponseHopLimit MetadataHttpTokens RootDeviceType Tenancy ResourceTag"},
    {"StopInstances", "instance", true, instance_keys, "ResourceTag"},
    {"TerminateInstances", "instance", true, instance_keys, "ResourceTag"},
};

bool equal(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) ==
           std::tolower(static_cast<unsigned char>(b));
  });
}

// The name of the row that admits a context's key.
std::string_view name_in_row(std::string_view key) {
  if (key.starts_with("aws:RequestTag/") || key == "aws:TagKeys") return "RequestTag";
  if (key.starts_with("aws:ResourceTag/") || key.starts_with("ec2:ResourceTag/")) {
    return "ResourceTag";
  }
  if (key.starts_with("ec2:")) key.remove_prefix(4);
  return key;
}

// Whether `name` is one of the names in `list`.
bool is_among(std::string_view name, std::string_view list) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    const std::string_view one = list.substr(0, end);
    if (one.ends_with('/') ? equal(name.substr(0, one.size()), one) : equal(name, one)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

bool admits(const ActionKeys& row, std::string_view key) {
  const std::string_view name = name_in_row(key);
  return is_among(name, row.own_keys) || is_among(name, row.shared_keys);
}

}  // namespace

std::span<const ActionKeys> action_keys() { return rows; }

const ActionKeys* find_action_keys(std::string_view action, std::string_view arn) {
  action.remove_prefix(std::min(action.find(':') + 1, action.size()));
  const std::string_view path = arn.substr(arn.rfind(':') + 1);
  const std::string_view type = path.substr(0, path.find('/'));
  const auto place = std::lower_bound(
      std::begin(rows), std::end(rows), action,
      [](const ActionKeys& row, std::string_view wanted) { return row.action < wanted; });
  for (auto row = place; row != std::end(rows) && row->action == action; ++row) {
    if (row->type == type) return row;
  }
  return nullptr;
}

policy::Context admitted_keys(const ActionKeys& row, const policy::Context& context) {
  policy::Context admitted;
  for (const policy::Context::Entry& entry : context.entries()) {
    if (admits(row, entry.key)) admitted.set(entry);
  }
  return admitted;
}

}  // namespace amishare::ec2
