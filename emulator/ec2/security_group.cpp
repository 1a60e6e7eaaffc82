// security_group.cpp - security groups: create, delete, let in, list.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "api/ec2.h"
#include "ec2/authorize.h"
#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/ingress.h"
#include "ec2/network.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "ec2/tag_request.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

constexpr std::string_view default_name = "default";

std::string group_arn(const SecurityGroup& group) {
  return arn_text("ec2", group.region, group.owner, "security-group/" + group.id);
}

Resource group_resource(const Call& call, const SecurityGroup& group) {
  Resource resource{.arn = group_arn(group)};
  resource.context.set("ec2:SecurityGroupID", group.id);
  resource.context.set("ec2:Vpc", arn(call, "vpc", group.vpc_id));
  add_resource_tags(resource.context, call, group.id);
  return resource;
}

Resource vpc_resource(const Call& call, const Vpc& vpc) {
  Resource resource{.arn = arn(call, "vpc", vpc.id)};
  resource.context.set("ec2:VpcID", vpc.id);
  resource.context.set("ec2:Tenancy", "default");
  add_resource_tags(resource.context, call, vpc.id);
  return resource;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
void check_text(const std::string& text, std::string_view parameter) {
  constexpr std::string_view others = " ._-:/()#,@[]+=&;{}!$*";
  const bool good = std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           others.find(c) != std::string_view::npos;
  });
  if (!good || text.empty() || text.size() > 255) throw security_group_text_invalid(parameter);
}

const Vpc& vpc_of(const Call& call, const std::string& id) {
  if (!id.empty() && !is_resource_id(id, "vpc-")) throw vpc_id_malformed(id);
  const Vpc* vpc = id.empty() ? default_vpc(call) : find_vpc(call, id);
  if (vpc != nullptr) return *vpc;
  throw id.empty() ? no_default_vpc() : vpc_not_found(id);
}

// The group that a request names by its id, or by its name in the default VPC.
SecurityGroup& find_group(Call& call, const std::string& id, const std::string& name) {
  if (id.empty()) needed(name, "GroupId");
  if (!id.empty() && !is_resource_id(id, "sg-")) throw security_group_id_malformed(id);
  const SecurityGroup* group = id.empty() ? security_group_named(call, vpc_of(call, "").id, name)
                                          : find_security_group(call, id);
  if (group == nullptr) throw security_group_not_found(id.empty() ? name : id);
  return call.world.ec2.security_groups.at(group->id);
}

// Whether an instance has the group, or another group lets it in.
bool in_use(const World& world, const std::string& group_id) {
  const auto& instances = world.ec2.instances;
  const auto& groups = world.ec2.security_groups;
  return std::any_of(instances.begin(), instances.end(),
                     [&](const auto& row) {
                       const auto& ids = row.second.network.security_group_ids;
                       return std::find(ids.begin(), ids.end(), group_id) != ids.end();
                     }) ||
         std::any_of(groups.begin(), groups.end(), [&](const auto& row) {
           const auto& rules = row.second.ingress;
           return row.second.id != group_id &&
                  std::any_of(rules.begin(), rules.end(),
                              [&](const IngressRule& rule) { return rule.group_id == group_id; });
         });
}

// What the rules of a group show under a filter's name.
template <class Show>
FilterTexts of_rules(const SecurityGroup& group, Show&& show) {
  FilterTexts texts;
  for (const IngressRule& rule : group.ingress) {
    const std::string text = show(rule);
    if (!text.empty()) texts.push_back(text);
  }
  return texts;
}

// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html
constexpr FilterField<SecurityGroup> security_group_fields[] = {
    {"description",
     [](const Call&, const SecurityGroup& group) { return filter_text(group.description); }},
    {"egress.ip-permission.cidr",
     [](const Call&, const SecurityGroup&) { return filter_text("0.0.0.0/0"); }},
    {"egress.ip-permission.protocol",
     [](const Call&, const SecurityGroup&) { return filter_text("-1"); }},
    {"group-id", [](const Call&, const SecurityGroup& group) { return filter_text(group.id); }},
    {"group-name", [](const Call&, const SecurityGroup& group) { return filter_text(group.name); }},
    {"ip-permission.cidr",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) { return rule.cidr_v4; });
     }},
    {"ip-permission.from-port",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) {
         return rule.from_port ? std::to_string(*rule.from_port) : "";
       });
     }},
    {"ip-permission.group-id",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) { return rule.group_id; });
     }},
    {"ip-permission.ipv6-cidr",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) { return rule.cidr_v6; });
     }},
    {"ip-permission.protocol",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) { return rule.protocol; });
     }},
    {"ip-permission.to-port",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) {
         return rule.to_port ? std::to_string(*rule.to_port) : "";
       });
     }},
    {"ip-permission.user-id",
     [](const Call&, const SecurityGroup& group) {
       return of_rules(group, [](const IngressRule& rule) { return rule.group_owner; });
     }},
    {"owner-id",
     [](const Call&, const SecurityGroup& group) { return filter_text(group.owner.value); }},
    {"vpc-id", [](const Call&, const SecurityGroup& group) { return filter_text(group.vpc_id); }},
};

// Everything may go out, which nothing here can change.
std::vector<api::IpPermission> shown_egress() {
  return {{.ip_protocol = "-1", .ip_ranges = {{.cidr_ip = "0.0.0.0/0"}}}};
}

// The default group lets in what has the group, without that being one of its rules in the state.
std::vector<IngressRule> all_ingress(const SecurityGroup& group) {
  std::vector<IngressRule> rules = group.ingress;
  if (group.name == default_name) {
    rules.insert(
        rules.begin(),
        {.id = {}, .protocol = "-1", .group_id = group.id, .group_owner = group.owner.value});
  }
  return rules;
}

api::SecurityGroup shown(const Call& call, const SecurityGroup& group) {
  return {.group_id = group.id,
          .ip_permissions_egress = shown_egress(),
          .tags = shown_tags(call, group.id),
          .vpc_id = group.vpc_id,
          .security_group_arn = group_arn(group),
          .owner_id = group.owner.value,
          .group_name = group.name,
          .description = group.description,
          .ip_permissions = shown_ingress(all_ingress(group))};
}

api::SecurityGroupRule shown(const SecurityGroup& group, const IngressRule& rule) {
  api::SecurityGroupRule out{.security_group_rule_id = rule.id,
                             .group_id = group.id,
                             .group_owner_id = group.owner.value,
                             .is_egress = false,
                             .ip_protocol = rule.protocol,
                             .from_port = rule.from_port.value_or(-1),
                             .to_port = rule.to_port.value_or(-1)};
  if (!rule.cidr_v4.empty()) out.cidr_ipv4 = rule.cidr_v4;
  if (!rule.cidr_v6.empty()) out.cidr_ipv6 = rule.cidr_v6;
  if (!rule.group_id.empty()) {
    out.referenced_group_info =
        api::ReferencedSecurityGroup{.group_id = rule.group_id, .user_id = rule.group_owner};
  }
  if (!rule.description.empty()) out.description = rule.description;
  out.security_group_rule_arn =
      arn_text("ec2", group.region, group.owner, "security-group-rule/" + rule.id);
  return out;
}

bool named(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

api::CreateSecurityGroupResponse create_security_group(Call& call,
                                                       const api::CreateSecurityGroupRequest& in) {
  World& world = call.world;
  const TagMap tags = tags_on_create(in.tag_specifications, "security-group", {"security-group"});
  check_text(in.group_name, "name");
  check_text(in.description, "description");
  if (in.group_name.starts_with("sg-")) throw security_group_text_invalid("name");
  const Vpc& vpc = vpc_of(call, given(in.vpc_id));
  Resource made{.arn = arn(call, "security-group", "*")};
  made.context.set("ec2:SecurityGroupID", "*");
  add_request_tags(made.context, tags);
  allow(call, "ec2:CreateSecurityGroup", made);
  allow(call, "ec2:CreateSecurityGroup", vpc_resource(call, vpc));
  allow_tags_on_create(call, "CreateSecurityGroup", made, tags);
  end_dry_run(in.dry_run);
  if (in.group_name == default_name) throw security_group_name_reserved();
  if (security_group_named(call, vpc.id, in.group_name) != nullptr) {
    throw security_group_name_in_use(in.group_name, vpc.id);
  }

  const SecurityGroup& group =
      world.ec2.security_groups.add({.id = "sg-0" + world.random.hex("security-group", 16),
                                     .owner = call.account(),
                                     .region = call.region,
                                     .vpc_id = vpc.id,
                                     .name = in.group_name,
                                     .description = in.description});
  put_tags(world, call.account(), call.region, group.id, tags);
  return {.group_id = group.id,
          .tags = shown_tags(call, group.id),
          .security_group_arn = group_arn(group)};
}

api::DeleteSecurityGroupResponse delete_security_group(Call& call,
                                                       const api::DeleteSecurityGroupRequest& in) {
  const SecurityGroup& group = find_group(call, given(in.group_id), given(in.group_name));
  allow(call, "ec2:DeleteSecurityGroup", group_resource(call, group));
  end_dry_run(in.dry_run);
  if (group.name == default_name) throw default_security_group_deleted(group.id);
  if (in_use(call.world, group.id)) throw security_group_in_use(group.id);

  const std::string id = group.id;
  erase_tags(call.world, call.region, id);
  call.world.ec2.security_groups.erase(id);
  return {.return_ = true, .group_id = id};
}

api::AuthorizeSecurityGroupIngressResponse authorize_security_group_ingress(
    Call& call, const api::AuthorizeSecurityGroupIngressRequest& in) {
  SecurityGroup& group = find_group(call, given(in.group_id), given(in.group_name));
  std::vector<IngressRule> rules = read_ingress(call, in);
  allow(call, "ec2:AuthorizeSecurityGroupIngress", group_resource(call, group));
  end_dry_run(in.dry_run);
  for (const IngressRule& rule : rules) {
    const std::vector<IngressRule> known = all_ingress(group);
    const bool again = std::any_of(known.begin(), known.end(),
                                   [&](const IngressRule& one) { return same_ingress(one, rule); });
    if (again) throw ingress_rule_known(ingress_text(rule));
  }

  api::AuthorizeSecurityGroupIngressResponse out{.return_ = true};
  for (IngressRule& rule : rules) {
    rule.id = "sgr-0" + call.world.random.hex("security-group-rule", 16);
    out.security_group_rules.push_back(shown(group, rule));
    group.ingress.push_back(std::move(rule));
  }
  return out;
}

api::DescribeSecurityGroupsResponse describe_security_groups(
    Call& call, const api::DescribeSecurityGroupsRequest& in) {
  const Filters<SecurityGroup> filters(security_group_fields, in.filters);
  if (!in.group_ids.empty() && in.max_results) throw ids_with_max_results("groupIds");
  const Page page = read_page(call, in.next_token, in.max_results);
  for (const std::string& id : in.group_ids) find_group(call, id, "");
  for (const std::string& name : in.group_names) find_group(call, "", name);
  allow(call, "ec2:DescribeSecurityGroups");
  end_dry_run(in.dry_run);
  api::DescribeSecurityGroupsResponse out;
  out.next_token = show_page(
      call, call.world.ec2.security_groups, page,
      [&](const SecurityGroup& group) {
        return belongs_to_caller(call, group) && named(in.group_ids, group.id) &&
               named(in.group_names, group.name) && filters.admit(call, group);
      },
      [&](const SecurityGroup& group) { out.security_groups.push_back(shown(call, group)); });
  return out;
}

}  // namespace amishare::ec2
