// organizations.cpp - the tree, its policies, and where every account of it stands.
#include "organizations/organizations.h"

#include <algorithm>
#include <array>

#include "world/require.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

const Standing* find_standing(const World& world, const AccountId& account) {
  const auto& standings = world.organizations.standings;
  if (standings.empty()) return nullptr;  // as in most worlds
  const auto place = standings.find(account);
  return place == standings.end() ? nullptr : place->second.get();
}

constexpr std::size_t index_of(PolicyType type) { return static_cast<std::size_t>(type); }

constexpr std::array<PolicyType, policy_types> all_policy_types = {PolicyType::service_control,
                                                                   PolicyType::resource_control};

// AWS's own policy of a type. The documents are AWS's.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
ControlPolicy aws_policy(PolicyType type) {
  const bool of_resources = type == PolicyType::resource_control;
  // A Principal, which AWS's own RCP has and which lets it allow, is nothing that SCPs know.
  const std::string_view text =
      of_resources ? R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",)"
                     R"("Action":"*","Resource":"*"}]})"
                   : R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",)"
                     R"("Action":"*","Resource":"*"}]})";
  policy::Parsed parsed = policy::parse(
      text, of_resources ? policy::DocumentKind::resource : policy::DocumentKind::service_control);
  require(parsed.policy != nullptr, "AWS's own policies are well formed");
  ControlPolicy policy{.id = std::string(aws_policy_id(type)),
                       .type = type,
                       .aws_managed = true,
                       .name = of_resources ? "RCPFullAWSAccess" : "FullAWSAccess"};
  policy.description =
      of_resources ? "Allows access to every resource" : "Allows access to every operation";
  policy.document = std::move(parsed.policy);
  return policy;
}

std::vector<policy::NamedPolicy> attached_policies(const Organization& organization,
                                                   const Node& node, PolicyType type) {
  std::vector<policy::NamedPolicy> level;
  for (const std::string& id : node.attached[index_of(type)]) {
    const ControlPolicy& policy = organization.policies.at(id);
    level.push_back({.policy = policy.document.pointer(),
                     .name = policy.name,
                     .arn = arn(organization, policy)});
  }
  return level;
}

// The node and all above it, the root first.
std::vector<const Node*> line_to(const Organization& organization, const Node& node) {
  std::vector<const Node*> line{&node};
  while (!line.back()->parent.empty()) {
    line.push_back(&organization.nodes.at(line.back()->parent));
  }
  std::reverse(line.begin(), line.end());
  return line;
}

Levels levels(const Organization& organization, const std::vector<const Node*>& line,
              PolicyType type) {
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
  const bool spared = line.back()->id == organization.management.value;
  Levels found;
  if (spared || !organization.enabled[index_of(type)]) return found;
  for (const Node* node : line) found.push_back(attached_policies(organization, *node, type));
  return found;
}

Standing standing(const Organization& organization, const Node& account) {
  const std::vector<const Node*> line = line_to(organization, account);
  Standing standing{.organization_id = organization.id,
                    .path = path(organization, *line[line.size() - 2]),
                    .containers = {arn(organization)},
                    .service_control = levels(organization, line, PolicyType::service_control),
                    .resource_control = levels(organization, line, PolicyType::resource_control)};
  for (const Node* node : line) {
    if (node->kind == NodeKind::unit) standing.containers.push_back(arn(organization, *node));
  }
  return standing;
}

std::string organizations_arn(const AccountId& management, std::string_view type,
                              std::string_view rest) {
  return arn_text("organizations", Region{}, management,
                  std::string(type).append("/").append(rest));
}

}  // namespace

const Levels& service_control_levels(const World& world, const AccountId& account) {
  static const Levels none;
  const Standing* found = find_standing(world, account);
  return found == nullptr ? none : found->service_control;
}

const Levels& resource_control_levels(const World& world, const AccountId& account) {
  static const Levels none;
  const Standing* found = find_standing(world, account);
  return found == nullptr ? none : found->resource_control;
}

bool resource_control_reaches(std::string_view action) {
  const std::string_view service = action.substr(0, action.find(':'));
  return service == "kms" || service == "sts" || service == "autoscaling";
}

const std::string& organization_id(const World& world, const AccountId& account) {
  static const std::string none;
  const Standing* found = find_standing(world, account);
  return found == nullptr ? none : found->organization_id;
}

const std::string& organization_path(const World& world, const AccountId& account) {
  static const std::string none;
  const Standing* found = find_standing(world, account);
  return found == nullptr ? none : found->path;
}

bool is_within(const World& world, const AccountId& account, std::string_view arn) {
  const Standing* found = find_standing(world, account);
  return found != nullptr && std::find(found->containers.begin(), found->containers.end(), arn) !=
                                 found->containers.end();
}

bool is_closed(const World& world, const AccountId& account) {
  const auto& accounts = world.organizations.accounts;
  const auto place = accounts.find(account);
  return place != accounts.end() && place->second.state == AccountState::closed;
}

Organization* find_organization(World& world, const AccountId& account) {
  const std::string& id = organization_id(world, account);
  return id.empty() ? nullptr : &world.organizations.organizations.find(id)->second;
}

const Organization* find_organization(const World& world, const AccountId& account) {
  return find_organization(const_cast<World&>(world), account);
}

Organization new_organization(std::string id, std::string root_id, const AccountId& management,
                              FeatureSet feature_set, Instant now) {
  Organization organization{.id = std::move(id),
                            .management = management,
                            .feature_set = feature_set,
                            .root = std::move(root_id)};
  for (const PolicyType type : all_policy_types) organization.policies.add(aws_policy(type));
  add_node(organization, {.id = organization.root, .kind = NodeKind::root, .name = "Root"});
  add_node(organization, {.id = management.value,
                          .kind = NodeKind::account,
                          .parent = organization.root,
                          .joined = now});
  return organization;
}

Node& add_node(Organization& organization, Node node) {
  for (const PolicyType type : all_policy_types) {
    if (!organization.enabled[index_of(type)]) continue;
    node.attached[index_of(type)].emplace_back(aws_policy_id(type));
  }
  return organization.nodes.add(std::move(node));
}

void enable(Organization& organization, PolicyType type) {
  organization.enabled[index_of(type)] = true;
  for (auto& [number, node] : organization.nodes) {
    node.attached[index_of(type)] = {std::string(aws_policy_id(type))};
  }
}

void disable(Organization& organization, PolicyType type) {
  organization.enabled[index_of(type)] = false;
  for (auto& [number, node] : organization.nodes) node.attached[index_of(type)].clear();
}

void remove_account(World& world, const AccountId& account) {
  Organization* organization = find_organization(world, account);
  require(organization != nullptr, "the account is in an organization");
  organization->nodes.erase(account.value);
  world.organizations.standings.erase(account);
}

void renew(State& state, const Organization& organization) {
  for (const auto& [number, node] : organization.nodes) {
    if (node.kind != NodeKind::account) continue;
    state.standings[AccountId{node.id}] =
        std::make_shared<const Standing>(standing(organization, node));
  }
}

std::size_t depth(const Organization& organization, const Node& node) {
  return line_to(organization, node).size() - 1;
}

AccountDetails details(const World& world, const AccountId& account) {
  const auto& accounts = world.organizations.accounts;
  const auto place = accounts.find(account);
  if (place != accounts.end()) return place->second;
  return {.email = account.value + "@example.com", .name = "Account " + account.value};
}

std::string_view name_of(PolicyType type) {
  return type == PolicyType::service_control ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY";
}

std::optional<PolicyType> policy_type(std::string_view name) {
  for (const PolicyType type : all_policy_types) {
    if (name == name_of(type)) return type;
  }
  return std::nullopt;
}

std::string_view aws_policy_id(PolicyType type) {
  return type == PolicyType::service_control ? "p-FullAWSAccess" : "p-RCPFullAWSAccess";
}

std::string arn(const Organization& organization) {
  return organizations_arn(organization.management, "organization", organization.id);
}

std::string arn(const Organization& organization, const Node& node) {
  constexpr std::array<std::string_view, 3> types = {"root", "ou", "account"};
  return organizations_arn(organization.management, types[static_cast<std::size_t>(node.kind)],
                           organization.id + "/" + node.id);
}

std::string arn(const Organization& organization, const ControlPolicy& policy) {
  const std::string rest = policy.type == PolicyType::service_control
                               ? "service_control_policy/" + policy.id
                               : "resource_control_policy/" + policy.id;
  if (policy.aws_managed) return organizations_arn(AccountId{"aws"}, "policy", rest);
  return organizations_arn(organization.management, "policy", organization.id + "/" + rest);
}

std::string arn(const Handshake& handshake) {
  return organizations_arn(handshake.management, "handshake",
                           handshake.organization_id + "/invite/" + handshake.id);
}

std::string path(const Organization& organization, const Node& node) {
  std::string text = organization.id + "/";
  for (const Node* one : line_to(organization, node)) text += one->id + "/";
  return text;
}

}  // namespace amishare::organizations
