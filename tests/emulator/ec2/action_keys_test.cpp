// action_keys_test.cpp - actions ask about the resources and with the keys that AWS documents.
#include "ec2/action_keys.h"

#include <algorithm>
#include <map>
#include <set>

#include "launch_fixture.h"

namespace amishare::test {
namespace {

namespace op = ec2::op;
using ec2::api::TagSpecification;

std::vector<TagSpecification> tagged(const std::vector<std::string>& types) {
  std::vector<TagSpecification> specifications;
  for (const std::string& type : types) {
    specifications.push_back({.resource_type = type, .tags = {{.key = "team", .value = "blue"}}});
  }
  return specifications;
}

// One account that does everything there is to do with EC2, in the name of a user.
class Everything {
 public:
  Everything() {
    caller_ = user(world(), account_a, "everyone",
                   R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                      "Action":["ec2:*","ebs:*","kms:*","iam:PassRole"],"Resource":"*"}]})");
    network();
    storage();
    images();
    instances();
  }

  World& world() { return sharing_.world; }

 private:
  template <class Op>
  typename Op::Response ask(const typename Op::Request& request) {
    return test::ask<Op>(world(), caller_, request);
  }

  void retag(const std::string& id) {
    ask<op::CreateTags>({.resources = {id}, .tags = {{.key = "k", .value = "v"}}});
    ask<op::DeleteTags>({.resources = {id}, .tags = {{.key = "k"}}});
  }

  void network() {
    key_name_ = *ask<op::CreateKeyPair>({.key_name = "made",
                                         .key_type = "ed25519",
                                         .tag_specifications = tagged({"key-pair"})})
                     .key_name;
    const auto pairs = ask<op::DescribeKeyPairs>({.include_public_key = true}).key_pairs;
    ask<op::ImportKeyPair>(
        {.key_name = "imported", .public_key_material = Blob{*pairs.at(0).public_key}});
    retag(*pairs.at(0).key_pair_id);
    ask<op::DeleteKeyPair>({.key_name = "imported"});
    const std::string vpc = *ask<op::DescribeVpcs>({}).vpcs.at(0).vpc_id;
    retag(vpc);
    retag(*ask<op::DescribeSubnets>({}).subnets.at(0).subnet_id);
    const std::string group =
        *ask<op::CreateSecurityGroup>({.description = "d",
                                       .group_name = "g",
                                       .vpc_id = vpc,
                                       .tag_specifications = tagged({"security-group"})})
             .group_id;
    ask<op::AuthorizeSecurityGroupIngress>({.cidr_ip = "10.0.0.0/8",
                                            .from_port = 22,
                                            .group_id = group,
                                            .ip_protocol = "tcp",
                                            .to_port = 22});
    retag(group);
    ask<op::DeleteSecurityGroup>({.group_id = group});
  }

  void storage() {
    const std::string source = sharing_.snapshot_id;
    const std::string volume = *ask<op::CreateVolume>({.availability_zone = "us-east-1a",
                                                       .snapshot_id = source,
                                                       .tag_specifications = tagged({"volume"})})
                                    .volume_id;
    retag(volume);
    snapshot_ =
        *ask<op::CreateSnapshot>({.volume_id = volume, .tag_specifications = tagged({"snapshot"})})
             .snapshot_id;
    retag(snapshot_);
    const std::string copy = *ask<op::CopySnapshot>({.source_region = us_east_1.value,
                                                     .source_snapshot_id = snapshot_,
                                                     .tag_specifications = tagged({"snapshot"})})
                                  .snapshot_id;
    ask<op::ModifySnapshotAttribute>({.attribute = "createVolumePermission",
                                      .operation_type = "add",
                                      .snapshot_id = snapshot_,
                                      .user_ids = {account_b.value}});
    ask<op::DescribeSnapshotAttribute>(
        {.attribute = "createVolumePermission", .snapshot_id = snapshot_});
    ask<op::ResetSnapshotAttribute>(
        {.attribute = "createVolumePermission", .snapshot_id = snapshot_});
    ask<op::DeleteSnapshot>({.snapshot_id = copy});
    ask<op::DeleteVolume>({.volume_id = volume});
  }

  void images() {
    ec2::api::BlockDeviceMapping root;
    root.device_name = "/dev/xvda";
    root.ebs = ec2::api::EbsBlockDevice{.snapshot_id = snapshot_};
    image_ = *ask<op::RegisterImage>({.tag_specifications = tagged({"image"}),
                                      .name = "registered",
                                      .architecture = "x86_64",
                                      .root_device_name = "/dev/xvda",
                                      .block_device_mappings = {root},
                                      .virtualization_type = "hvm"})
                  .image_id;
    retag(image_);
    const std::string copy =
        *ask<op::CopyImage>({.name = "copied",
                             .source_image_id = image_,
                             .source_region = us_east_1.value,
                             .tag_specifications = tagged({"image", "snapshot"})})
             .image_id;
    ask<op::ModifyImageAttribute>({.attribute = "launchPermission",
                                   .image_id = image_,
                                   .operation_type = "add",
                                   .user_ids = {account_a.value}});
    ask<op::DescribeImageAttribute>({.attribute = "launchPermission", .image_id = image_});
    ask<op::CancelImageLaunchPermission>({.image_id = image_});
    ask<op::ResetImageAttribute>({.attribute = "launchPermission", .image_id = image_});
    ask<op::DeregisterImage>({.image_id = copy, .delete_associated_snapshots = true});
  }

  void instances() {
    auto request = launch_request(image_);
    ec2::api::BlockDeviceMapping data;
    data.device_name = "/dev/sdf";
    data.ebs = ec2::api::EbsBlockDevice{.snapshot_id = sharing_.snapshot_id};
    request.block_device_mappings = {data};
    request.key_name = key_name_;
    request.tag_specifications = tagged({"instance", "volume", "network-interface"});
    const auto launched = ask<op::RunInstances>(request).instances.at(0);
    const std::string id = *launched.instance_id;
    retag(id);
    retag(*launched.network_interfaces.at(0).network_interface_id);
    ask<op::DescribeInstanceAttribute>({.instance_id = id, .attribute = "instanceType"});
    ask<op::GetConsoleOutput>({.instance_id = id});
    ask<op::ModifyInstanceAttribute>(
        {.instance_id = id,
         .disable_api_termination = ec2::api::AttributeBooleanValue{.value = false}});
    ask<op::CreateImage>({.tag_specifications = tagged({"image", "snapshot"}),
                          .instance_id = id,
                          .name = "created"});
    const std::string volume =
        *ask<op::CreateVolume>(
             {.availability_zone = *launched.placement->availability_zone, .size = 1})
             .volume_id;
    ask<op::AttachVolume>({.device = "/dev/sdg", .instance_id = id, .volume_id = volume});
    ask<op::DetachVolume>({.instance_id = id, .volume_id = volume});
    profiles(id);
    ask<op::RebootInstances>({.instance_ids = {id}});
    ask<op::StopInstances>({.instance_ids = {id}});
    ask<op::StartInstances>({.instance_ids = {id}});
    ask<op::TerminateInstances>({.instance_ids = {id}});
  }

  void profiles(const std::string& instance) {
    const Caller admin = root(account_a);
    for (const char* name : {"guest", "host"}) {
      test::ask<iam::op::CreateRole>(
          world(), admin,
          {.role_name = name,
           .assume_role_policy_document =
               R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":)"
               R"({"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]})"});
      test::ask<iam::op::CreateInstanceProfile>(world(), admin, {.instance_profile_name = name});
      test::ask<iam::op::AddRoleToInstanceProfile>(
          world(), admin, {.instance_profile_name = name, .role_name = name});
    }
    auto made = ask<op::AssociateIamInstanceProfile>(
        {.iam_instance_profile = {.name = "guest"}, .instance_id = instance});
    const std::string replaced =
        *ask<op::ReplaceIamInstanceProfileAssociation>(
             {.iam_instance_profile = {.name = "host"},
              .association_id = *made.iam_instance_profile_association->association_id})
             .iam_instance_profile_association->association_id;
    ask<op::DisassociateIamInstanceProfile>({.association_id = replaced});
  }

  Sharing sharing_;
  Caller caller_;
  std::string key_name_, snapshot_, image_;
};

std::string type_of(const std::string& arn) {
  const std::string path = arn.substr(arn.rfind(':') + 1);
  return path.substr(0, path.find('/'));
}

}  // namespace

TEST_CASE("the table of condition keys is in order and has each pair once", "[ec2][action_keys]") {
  const auto rows = ec2::action_keys();
  for (std::size_t i = 1; i < rows.size(); ++i) {
    CHECK(std::pair(rows[i - 1].action, rows[i - 1].type) <
          std::pair(rows[i].action, rows[i].type));
  }
  CHECK(ec2::find_action_keys("ec2:CopyImage", "arn:aws:ec2:us-east-1::image/*") != nullptr);
  CHECK(ec2::find_action_keys("ec2:CopyImage", "arn:aws:ec2:us-east-1:1:volume/*") == nullptr);
  CHECK(ec2::find_action_keys("ec2:DescribeImages", "*") == nullptr);
}

TEST_CASE("B27: every action asks about real resources of the documented types",
          "[ec2][action_keys]") {
  Everything everything;
  std::set<std::pair<std::string, std::string>> seen;
  for (const TraceEntry& entry : everything.world().trace.entries()) {
    if (entry.service != "ec2") continue;
    std::map<std::string, std::set<std::string>> asked;
    for (const TraceDecision& one : entry.decisions) {
      const policy::Request& request = one.request;
      if (!request.action.starts_with("ec2:") || request.resource == "*") continue;
      INFO(request.action << " on " << request.resource);
      CHECK(ec2::find_action_keys(request.action, request.resource) != nullptr);
      const bool has_account = request.resource.find(account_a.value) != std::string::npos;
      const std::string type = type_of(request.resource);
      CHECK(has_account == (type != "image" && type != "snapshot"));
      // The region and account are never a wildcard; the id is one only for what is to be made.
      CHECK(request.resource.find('*') >= request.resource.size() - 1);
      CHECK(request.context.contains("ec2:Region"));
      CHECK(request.context.contains("aws:ResourceAccount"));
      asked[request.action.substr(4)].insert(type);
      seen.insert({request.action.substr(4), type});
    }
    for (const auto& row : ec2::action_keys()) {
      const auto action = asked.find(std::string(row.action));
      if (!row.required || action == asked.end()) continue;
      INFO(row.action << " needs " << row.type);
      CHECK(action->second.count(std::string(row.type)) == 1);
    }
  }
  for (const auto& row : ec2::action_keys()) {
    INFO(row.action << " on " << row.type);
    const bool volume_of_instance = row.action == "ModifyInstanceAttribute" && row.type == "volume";
    const auto pair = std::pair(std::string(row.action), std::string(row.type));
    CHECK((volume_of_instance || seen.count(pair) == 1));
  }
}

TEST_CASE("a key that an action does not have is absent", "[ec2][action_keys]") {
  policy::Context all;
  all.set("ec2:ImageID", "ami-1");
  all.set("ec2:Public", "false");
  all.set("ec2:ResourceTag/team", "blue");
  all.set("aws:RequestTag/team", "blue");
  all.set_many("aws:TagKeys", {"team"});
  const auto keys = [&](std::string_view action) {
    std::string names;
    const auto* row = ec2::find_action_keys(action, "arn:aws:ec2:us-east-1::image/ami-1");
    const policy::Context admitted = ec2::admitted_keys(*row, all);
    for (const auto& entry : admitted.entries()) names.append(entry.key).append(" ");
    return names;
  };
  CHECK(keys("ec2:DeregisterImage") == "ec2:ImageID ec2:Public ec2:ResourceTag/team ");
  CHECK(keys("ec2:CopyImage") == "ec2:ImageID aws:RequestTag/team aws:TagKeys ");
  CHECK(keys("ec2:DeleteTags") == "ec2:ResourceTag/team aws:RequestTag/team aws:TagKeys ");
}

TEST_CASE("the parts of a launch show the keys of decoded denials", "[ec2][action_keys]") {
  Everything everything;
  std::map<std::string, policy::Context> parts;
  for (const TraceEntry& entry : everything.world().trace.entries()) {
    for (const TraceDecision& one : entry.decisions) {
      if (one.request.action == "ec2:RunInstances") {
        parts[type_of(one.request.resource)] = one.request.context;
      }
    }
  }
  const auto value = [&](const std::string& type, std::string_view key) {
    const auto entry = parts[type].find(key);
    return entry ? std::string(entry->values.front()) : std::string("absent");
  };
  for (const char* type : {"image", "instance", "volume", "network-interface", "subnet",
                           "security-group", "key-pair", "snapshot"}) {
    INFO(type);
    CHECK(value(type, "ec2:IsLaunchTemplateResource") == "false");
  }
  CHECK(value("network-interface", "ec2:AssociatePublicIpAddress") == "false");
  CHECK(value("network-interface", "aws:RequestTag/team") == "blue");
  CHECK(value("snapshot", "ec2:Encrypted") == "absent");
  CHECK(value("volume", "ec2:KmsKeyId") == "absent");
  CHECK(value("volume", "ec2:Encrypted") == "true");
  CHECK(value("instance", "ec2:InstanceMarketType") == "on-demand");
  CHECK(value("image", "ec2:Owner") == account_a.value);
}

}  // namespace amishare::test
