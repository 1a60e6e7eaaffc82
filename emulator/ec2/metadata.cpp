// metadata.cpp - the tree of instance metadata, and credentials for the instance's role.
#include "ec2/metadata.h"

#include <fmt/format.h>

#include <functional>
#include <map>
#include <utility>

#include "crypto/hash.h"
#include "ec2/region.h"
#include "ec2/tag.h"
#include "iam/iam.h"
#include "iam/propagation.h"
#include "iam/session.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

// AWS's last some six hours and are renewed well before: "We make new credentials available at
// least five minutes before the expiration of the old credentials."
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-security-credentials.html
constexpr std::chrono::hours credentials_last{6};
constexpr std::chrono::hours credentials_stay{1};

struct InstanceRole {
  const iam::InstanceProfile* profile = nullptr;
  const iam::Role* role = nullptr;
};

InstanceRole role_of(const World& world, const Instance& instance) {
  InstanceRole found;
  if (instance.profile_arn.empty()) return found;
  found.profile = iam::seen_profile(world, instance.owner, instance.profile_arn);
  if (found.profile == nullptr || found.profile->id != instance.profile_id) return {};
  found.role = iam::seen_role_of_id(world, instance.owner, found.profile->role_id);
  return found;
}

// Whether the role's trust policy lets EC2 assume it for the instance.
bool ec2_may_assume(World& world, const Instance& instance, const iam::Role& role) {
  TraceEntry nowhere;
  Call call(world, Caller::service("ec2", instance.region), instance.region, nowhere);
  return call
      .decide({.action = "sts:AssumeRole",
               .resource = iam::arn(role),
               .resource_account = role.account,
               .resource_policy = role.trust.pointer(),
               .rule = policy::ResourceRule::mandatory})
      .allowed();
}

std::string instance_arn(const Instance& instance) {
  return arn_text("ec2", instance.region, instance.owner, "instance/" + instance.id);
}

// The session that the instance was given last, or a new one.
const iam::Session& role_session(World& world, Instance& instance, const iam::Role& role,
                                 MetadataVersion version) {
  std::string& key = instance.role_keys[version == MetadataVersion::one ? 0 : 1];
  const auto held = world.iam.sessions.find(key);
  if (held != world.iam.sessions.end() && held->second.owner_id == role.id &&
      world.timeline.now() < held->second.issued + credentials_stay) {
    return held->second;
  }
  iam::Session session;
  session.account = role.account;
  session.owner_id = role.id;
  session.name = instance.id;
  session.keys = {{"aws:Ec2InstanceSourceVpc", instance.network.vpc_id},
                  {"aws:Ec2InstanceSourcePrivateIPv4", instance.network.private_address},
                  {"ec2:SourceInstanceARN", instance_arn(instance)},
                  {"ec2:RoleDelivery", version == MetadataVersion::one ? "1.0" : "2.0"}};
  const iam::Session& given = iam::give_session(world, std::move(session), credentials_last);
  key = given.access_key_id;
  return given;
}

// The documents are as AWS prints them; every value is plain text that needs no escape.
std::string credentials_document(World& world, Instance& instance, const iam::Role& role,
                                 MetadataVersion version) {
  if (!ec2_may_assume(world, instance, role)) {
    return fmt::format(
        "{{\n  \"Code\" : \"AssumeRoleUnauthorizedAccess\",\n  \"Message\" : \"EC2 cannot assume "
        "the role {}. Please see documentation at "
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/"
        "troubleshoot_iam-ec2.html#troubleshoot_iam-ec2_errors-info-doc.\",\n"
        "  \"LastUpdated\" : \"{}\"\n}}",
        role.name, iso8601_seconds(world.timeline.now()));
  }
  const iam::Session& session = role_session(world, instance, role, version);
  return fmt::format(
      "{{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"{}\",\n  \"Type\" : \"AWS-HMAC\",\n"
      "  \"AccessKeyId\" : \"{}\",\n  \"SecretAccessKey\" : \"{}\",\n  \"Token\" : \"{}\",\n"
      "  \"Expiration\" : \"{}\"\n}}",
      iso8601_seconds(session.issued), session.access_key_id, session.secret, session.token,
      iso8601_seconds(session.expires));
}

std::string profile_document(const Instance& instance) {
  return fmt::format(
      "{{\n  \"Code\" : \"Success\",\n  \"LastUpdated\" : \"{}\",\n"
      "  \"InstanceProfileArn\" : \"{}\",\n  \"InstanceProfileId\" : \"{}\"\n}}",
      iso8601_seconds(instance.profile_associated), instance.profile_arn, instance.profile_id);
}

// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-identity-documents.html
std::string identity_document(const Instance& instance) {
  return fmt::format(
      "{{\n  \"accountId\" : \"{}\",\n  \"architecture\" : \"{}\",\n  \"availabilityZone\" : "
      "\"{}\",\n  \"billingProducts\" : null,\n  \"devpayProductCodes\" : null,\n"
      "  \"marketplaceProductCodes\" : null,\n  \"imageId\" : \"{}\",\n  \"instanceId\" : \"{}\",\n"
      "  \"instanceType\" : \"{}\",\n  \"kernelId\" : null,\n  \"pendingTime\" : \"{}\",\n"
      "  \"privateIp\" : \"{}\",\n  \"ramdiskId\" : null,\n  \"region\" : \"{}\",\n"
      "  \"version\" : \"2017-09-30\"\n}}",
      instance.owner.value, instance.architecture, instance.availability_zone, instance.image_id,
      instance.id, instance.type, iso8601_seconds(instance.launched),
      instance.network.private_address, instance.region.value);
}

using Leaf = std::function<std::string()>;
using Leaves = std::map<std::string, Leaf, std::less<>>;  // by path below /latest/

void add_role(World& world, Instance& instance, MetadataVersion version, Leaves& leaves) {
  const InstanceRole found = role_of(world, instance);
  if (found.profile == nullptr) return;
  leaves["meta-data/iam/info"] = [&instance] { return profile_document(instance); };
  if (found.role == nullptr) return;
  leaves["meta-data/iam/security-credentials/" + found.role->name] = [&world, &instance, version,
                                                                      role = found.role] {
    return credentials_document(world, instance, *role, version);
  };
}

Leaves leaves_of(World& world, Instance& instance, MetadataVersion version) {
  Leaves leaves;
  const auto add = [&leaves](const char* path, std::string text) {
    leaves[path] = [text = std::move(text)] { return text; };
  };
  const std::string& zone = instance.availability_zone;
  add("meta-data/ami-id", instance.image_id);
  add("meta-data/ami-launch-index", std::to_string(instance.launch_index));
  add("meta-data/instance-id", instance.id);
  add("meta-data/instance-life-cycle", "on-demand");
  add("meta-data/instance-type", instance.type);
  add("meta-data/local-ipv4", instance.network.private_address);
  add("meta-data/placement/availability-zone", zone);
  add("meta-data/placement/availability-zone-id",
      zone_id_of(instance.owner, instance.region, zone));
  add("meta-data/placement/region", instance.region.value);
  add("meta-data/reservation-id", instance.reservation_id);
  add("meta-data/services/domain", "amazonaws.com");
  add("meta-data/services/partition", "aws");
  add("dynamic/instance-identity/document", identity_document(instance));
  if (instance.metadata.instance_metadata_tags == "enabled") {
    for (const auto& [key, value] : tags_of(world, instance.owner, instance.region, instance.id)) {
      leaves["meta-data/tags/instance/" + key] = [text = value] { return text; };
    }
  }
  add_role(world, instance, version, leaves);
  return leaves;
}

// What stands directly below `folder` ("meta-data/placement/"), a line each; what has more below it
// ends with a slash.
std::optional<std::string> listing(const Leaves& leaves, std::string_view folder) {
  std::string lines;
  std::string before;
  for (auto leaf = leaves.lower_bound(folder);
       leaf != leaves.end() && leaf->first.starts_with(folder); ++leaf) {
    std::string_view rest = std::string_view(leaf->first).substr(folder.size());
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos) rest = rest.substr(0, slash + 1);
    if (rest == before) continue;
    before = rest;
    if (!lines.empty()) lines += '\n';
    lines += rest;
  }
  return lines.empty() ? std::nullopt : std::optional(std::move(lines));
}

}  // namespace

bool answers_metadata(const World& world, std::string_view instance_id) {
  const Instance* instance = world.ec2.instances.find(instance_id);
  return instance != nullptr &&
         (instance->state == InstanceState::pending || instance->state == InstanceState::running);
}

std::optional<std::string> read_metadata(World& world, const std::string& instance_id,
                                         std::string_view path, MetadataVersion version) {
  constexpr std::string_view root = "/latest/";
  Instance* instance = world.ec2.instances.find(instance_id);
  if (instance == nullptr || !path.starts_with(root)) return std::nullopt;
  path.remove_prefix(root.size());
  if (path == "user-data") {
    if (instance->user_data.empty()) return std::nullopt;
    return crypto::from_base64(instance->user_data);
  }
  const Leaves leaves = leaves_of(world, *instance, version);
  const auto leaf = leaves.find(path);
  if (leaf != leaves.end()) return leaf->second();
  std::string folder(path);
  if (!folder.empty() && !folder.ends_with('/')) folder += '/';
  return listing(leaves, folder);
}

}  // namespace amishare::ec2
