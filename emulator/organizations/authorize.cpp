// authorize.cpp - asks the policy engine in Organizations' way, then looks at the caller's place.
#include "organizations/authorize.h"

#include <algorithm>
#include <utility>

#include "organizations/errors.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// What a policy sees of one thing that a request names.
struct Named {
  std::string arn;
  policy::Context keys{};
};

void add_resource_tags(policy::Context& keys, const Tags& tags) {
  for (const Tag& tag : tags) keys.set("aws:ResourceTag/" + tag.key, tag.value);
}

// The ARN that a thing of this id would have (inferred: what it is of, AWS can only know from the
// id).
std::string likely_arn(const Call& call, const Organization* organization, std::string_view id) {
  const std::string organization_id = organization == nullptr ? "*" : organization->id;
  const AccountId management = organization == nullptr ? call.account() : organization->management;
  std::string_view type = "account/";
  std::string_view rest;
  if (id.starts_with("r-")) type = "root/";
  if (id.starts_with("ou-")) type = "ou/";
  if (id.starts_with("p-")) {
    type = "policy/";
    rest = "service_control_policy/";
  }
  return arn_text("organizations", Region{}, management,
                  std::string(type).append(organization_id).append("/").append(rest).append(id));
}

Named named(const Call& call, const Organization* organization, std::string_view id) {
  if (organization != nullptr) {
    if (const Node* node = organization->nodes.find(id)) {
      Named found{arn(*organization, *node)};
      add_resource_tags(found.keys, node->tags);
      return found;
    }
    if (const ControlPolicy* policy = organization->policies.find(id)) {
      Named found{arn(*organization, *policy), policy_type_key(name_of(policy->type))};
      add_resource_tags(found.keys, policy->tags);
      return found;
    }
  }
  return {likely_arn(call, organization, id)};
}

bool may_sit(const Organization& organization, const AccountId& account, Seat seat) {
  if (seat == Seat::member || account == organization.management) return true;
  return seat == Seat::administrator && !organization.nodes.at(account.value).delegations.empty();
}

}  // namespace

void allow(Call& call, std::string_view action, std::string_view resource,
           const policy::Context& keys) {
  // Whose resources these are makes no second side: a member's own policies are enough to ask for
  // the organization that it is in.
  const policy::Decision& decision = call.decide(
      {.action = std::string(action), .resource = std::string(resource), .context = keys});
  if (decision.allowed()) return;
  throw access_denied(policy::denial_sentence(call.caller.principal, action, resource, decision));
}

Organization& organization_for(Call& call, Seat seat, std::string_view action,
                               std::initializer_list<std::string_view> ids,
                               const policy::Context& keys) {
  const Organization* organization = find_organization(call.world, call.account());
  bool asked = false;
  for (const std::string_view id : ids) {
    if (id.empty()) continue;
    Named resource = named(call, organization, id);
    resource.keys.add(keys);
    allow(call, action, resource.arn, resource.keys);
    asked = true;
  }
  if (!asked) allow(call, action, "*", keys);
  return seated_organization(call, seat);
}

Organization& seated_organization(Call& call, Seat seat) {
  Organization* organization = find_organization(call.world, call.account());
  if (organization == nullptr) throw not_in_use();
  if (!may_sit(*organization, call.account(), seat)) throw only_for_management();
  return *organization;
}

void check_tag_key(std::string_view key) {
  std::string start(key.substr(0, 4));
  std::transform(start.begin(), start.end(), start.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (start == "aws:") throw system_tag_key();
}

Tags read_tags(const std::vector<api::Tag>& tags) {
  Tags read;
  for (const api::Tag& tag : tags) {
    check_tag_key(tag.key);
    read.push_back({tag.key, tag.value});
  }
  std::stable_sort(read.begin(), read.end(),
                   [](const Tag& left, const Tag& right) { return left.key < right.key; });
  const auto same = [](const Tag& left, const Tag& right) { return left.key == right.key; };
  if (std::adjacent_find(read.begin(), read.end(), same) != read.end()) throw duplicate_tag_key();
  if (read.size() > tags_per_resource) throw too_many_tags();
  return read;
}

policy::Context request_tag_keys(const Tags& tags) {
  policy::Context keys;
  if (tags.empty()) return keys;
  std::vector<std::string> names;
  for (const Tag& tag : tags) {
    keys.set("aws:RequestTag/" + tag.key, tag.value);
    names.push_back(tag.key);
  }
  keys.set_many("aws:TagKeys", std::move(names));
  return keys;
}

void allow_tags(Call& call, std::string_view type, const Tags& tags) {
  if (tags.empty()) return;
  const Organization* organization = find_organization(call.world, call.account());
  const std::string rest = (organization == nullptr ? "*" : organization->id) + "/*";
  const AccountId management = organization == nullptr ? call.account() : organization->management;
  allow(call, "organizations:TagResource",
        arn_text("organizations", Region{}, management, std::string(type).append("/").append(rest)),
        request_tag_keys(tags));
}

policy::Context policy_type_key(std::string_view type) {
  policy::Context keys;
  keys.set("organizations:PolicyType", std::string(type));
  return keys;
}

policy::Context service_principal_key(std::string_view service_principal) {
  policy::Context keys;
  keys.set("organizations:ServicePrincipal", std::string(service_principal));
  return keys;
}

void allow_service_linked_role(Call& call) {
  policy::Context keys;
  keys.set("iam:AWSServiceName", "organizations.amazonaws.com");
  const policy::Decision& decision =
      call.decide({.action = "iam:CreateServiceLinkedRole",
                   .resource = iam_arn_text(call.account(),
                                            "role/aws-service-role/organizations.amazonaws.com/"
                                            "AWSServiceRoleForOrganizations"),
                   .context = keys});
  if (!decision.allowed()) throw access_denied_for_dependency();
}

}  // namespace amishare::organizations
