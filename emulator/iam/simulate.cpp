// simulate.cpp - handlers that try policies out.
#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "api/iam.h"
#include "iam/authorize.h"
#include "iam/entity.h"
#include "iam/errors.h"
#include "iam/page.h"
#include "iam/simulation.h"
#include "organizations/organizations.h"
#include "policy/document.h"
#include "policy/value.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

using policy::NamedPolicy;

constexpr std::size_t most_questions = 100'000;  // actions times resources; ours

// A user, group or role as the ARN of one names it.
struct SimulatedIdentity {
  EntityKind kind = EntityKind::user;
  AccountId account;
  std::string arn;
  std::string name{};  // without its path
};

std::optional<SimulatedIdentity> parse_identity(std::string_view text) {
  const Arn parsed = Arn::parse(text);
  if (parsed.service != "iam" || !is_account_id(parsed.account)) return std::nullopt;
  const auto slash = parsed.resource.find('/');
  if (slash == std::string::npos || parsed.resource.back() == '/') return std::nullopt;
  const std::string type = parsed.resource.substr(0, slash);
  SimulatedIdentity identity;
  identity.account = AccountId{parsed.account};
  identity.arn = text;
  if (type == "user") {
    identity.kind = EntityKind::user;
  } else if (type == "group") {
    identity.kind = EntityKind::group;
  } else if (type == "role") {
    identity.kind = EntityKind::role;
  } else {
    return std::nullopt;
  }
  identity.name = parsed.resource.substr(parsed.resource.rfind('/') + 1);
  return identity;
}

NamedPolicy read_input(const std::string& text, std::string name, policy::DocumentKind kind) {
  policy::Parsed parsed = policy::parse(text, kind);
  if (parsed.complaint) throw simulated_policy_malformed(parsed.complaint->message);
  return {.policy = std::move(parsed.policy), .name = std::move(name)};
}

std::vector<NamedPolicy> read_inputs(const std::vector<std::string>& texts,
                                     std::string_view list_name) {
  std::vector<NamedPolicy> policies;
  for (const std::string& text : texts) {
    policies.push_back(
        read_input(text, std::string(list_name) + "." + std::to_string(policies.size() + 1),
                   policy::DocumentKind::identity));
  }
  return policies;
}

// The policies of a user, group or role, under the names that results show: managed ones under
// their own (recorded), inline ones as user_NAME_POLICY, role_NAME_POLICY (recorded).
void add_attached(const World& world, const Identity& identity, std::string_view word,
                  std::vector<NamedPolicy>& policies) {
  for (const auto& [name, document] : identity.inline_policies) {
    policies.push_back({.policy = document.pointer(),
                        .name = std::string(word) + "_" + identity.name + "_" + name});
  }
  for (const std::string& policy_arn : identity.attached_policies) {
    const ManagedPolicy* managed = find_policy_by_arn(world, policy_arn);
    require(managed != nullptr, "a policy that is attached exists");
    policies.push_back({.policy = managed->versions.at(managed->default_version).document.pointer(),
                        .name = managed->name,
                        .arn = policy_arn});
  }
}

std::vector<NamedPolicy> policies_of(const World& world, const SimulatedIdentity& source) {
  std::vector<NamedPolicy> policies;
  if (source.kind == EntityKind::role) {
    add_attached(world, *find_role(world, source.account, source.name), "role", policies);
  } else if (source.kind == EntityKind::group) {
    add_attached(world, *find_group(world, source.account, source.name), "group", policies);
  } else {
    const User& user = *find_user(world, source.account, source.name);
    add_attached(world, user, "user", policies);
    for (const std::string& id : user.groups) {
      add_attached(world, *find_group_by_id(world, id), "group", policies);
    }
  }
  return policies;
}

// The principal that the ARN stands for, who need not exist.
policy::Principal caller_of(const World& world, const SimulatedIdentity& identity) {
  if (identity.kind == EntityKind::user) {
    if (const User* user = find_user_by_arn(world, identity.arn)) return principal(*user);
    return {.kind = policy::PrincipalKind::user,
            .account = identity.account,
            .arn = identity.arn,
            .principal_arn = identity.arn,
            .unique_id = {},
            .user_id = {},
            .user_name = identity.name,
            .service = {}};
  }
  if (identity.kind == EntityKind::role) {
    constexpr std::string_view session = "PolicySimulator";
    if (const Role* role = find_role_by_arn(world, identity.arn)) return principal(*role, session);
    Role imagined;
    imagined.account = identity.account;
    imagined.name = identity.name;
    policy::Principal who = principal(imagined, session);
    who.principal_arn = identity.arn;
    return who;
  }
  // A group is nobody's principal; its policies are tried as if a user had them.
  policy::Principal who;
  who.kind = policy::PrincipalKind::user;
  who.account = identity.account;
  who.arn = identity.arn;
  who.principal_arn = identity.arn;
  return who;
}

void set_unless_empty(policy::Context& context, std::string_view key, const std::string& value) {
  if (!value.empty()) context.set(key, value);
}

// What is known of the caller. That AWS's simulator fills these in is inferred.
void add_caller_keys(policy::Context& context, const World& world, const policy::Principal& who) {
  set_unless_empty(context, "aws:PrincipalArn", who.principal_arn);
  set_unless_empty(context, "aws:PrincipalAccount", who.account.value);
  set_unless_empty(context, "aws:username", who.user_name);
  set_unless_empty(context, "aws:userid", who.user_id);
  for (const auto& [key, value] : principal_tags(world, who)) {
    context.set("aws:PrincipalTag/" + key, value);
  }
}

// Whether a value is of the type that its entry claims.
bool is_of_type(std::string_view type, const std::string& value) {
  if (type.starts_with("numeric")) return policy::parse_number(value).has_value();
  if (type.starts_with("boolean")) return value == "true" || value == "false";
  if (type.starts_with("ip")) return policy::parse_address_range(value).has_value();
  if (type.starts_with("date")) return policy::parse_moment(value).has_value();
  if (type.starts_with("binary")) return policy::decode_base64(value).has_value();
  return true;
}

void add_entries(policy::Context& context, const std::vector<api::ContextEntry>& entries) {
  for (const api::ContextEntry& entry : entries) {
    if (!entry.context_key_name) throw context_key_name_missing();
    const std::string& name = *entry.context_key_name;
    const std::string type = entry.context_key_type.value_or("string");
    const bool many = type.ends_with("List");
    if (!many && entry.context_key_values.size() > 1) throw context_key_has_one_value(name);
    for (const std::string& value : entry.context_key_values) {
      if (!is_of_type(type, value)) throw context_value_not_of_type(name, type);
    }
    if (many) {
      context.set_many(name, entry.context_key_values);
    } else if (!entry.context_key_values.empty()) {
      context.set(name, entry.context_key_values.front());
    }
  }
}

// Twelve digits, or the ARN of an account's root.
AccountId read_owner(const std::string& text) {
  if (is_account_id(text)) return AccountId{text};
  const Arn parsed = Arn::parse(text);
  if (parsed.service != "iam" || !is_account_id(parsed.account)) throw resource_owner_invalid(text);
  return AccountId{parsed.account};
}

// What both operations take. `policies.identity` and the boundary of the source are there already.
template <class Request>
void read_request(Simulation& simulation, const World& world, const Request& in,
                  const std::optional<SimulatedIdentity>& source, const AccountId& account) {
  for (NamedPolicy& named : read_inputs(in.policy_input_list, "PolicyInputList")) {
    simulation.policies.identity.push_back(std::move(named));
  }
  if (in.permissions_boundary_policy_input_list.size() > 1) throw one_boundary_at_most();
  if (!in.permissions_boundary_policy_input_list.empty()) {
    simulation.policies.permissions_boundary = read_inputs(
        in.permissions_boundary_policy_input_list, "PermissionsBoundaryPolicyInputList");
  }
  std::optional<SimulatedIdentity> caller = source;
  if (in.caller_arn) {
    caller = parse_identity(*in.caller_arn);
    if (!caller) throw caller_arn_invalid(*in.caller_arn);
  }
  if (in.resource_policy) {
    if (!caller) throw caller_arn_missing();
    simulation.policies.resource =
        read_input(*in.resource_policy, "ResourcePolicy", policy::DocumentKind::resource).policy;
  }
  if (caller) {
    simulation.caller = caller_of(world, *caller);
  } else {
    simulation.caller.kind = policy::PrincipalKind::user;
    simulation.caller.account = account;
  }
  if (in.resource_owner) simulation.resource_owner = read_owner(*in.resource_owner);
  add_caller_keys(simulation.context, world, simulation.caller);
  add_entries(simulation.context, in.context_entries);
}

std::string question_key(std::size_t number) {
  char key[16];
  std::snprintf(key, sizeof key, "%010zu", number);
  return key;
}

// Every action with every resource, in the order of the request. Only the page's are evaluated.
template <class Response, class Request>
Response answer(const Simulation& simulation, const Request& in) {
  const std::vector<std::string> everything = {"*"};
  const auto& resources = in.resource_arns.empty() ? everything : in.resource_arns;
  for (const std::string& action : in.action_names) {
    if (action.find(':') == std::string::npos) throw simulated_action_invalid(action);
  }
  const std::size_t count = in.action_names.size() * resources.size();
  if (count > most_questions) throw too_many_simulations(most_questions);
  std::map<std::string, std::size_t> rows;
  for (std::size_t i = 0; i < count; ++i) rows.emplace(question_key(i), i);
  const auto page = page_of(std::move(rows), in.marker, in.max_items);
  Response response;
  for (const std::size_t i : page.items) {
    response.evaluation_results.push_back(simulate(
        simulation, in.action_names[i / resources.size()], resources[i % resources.size()]));
  }
  finish(response, page);
  return response;
}

bool is_there(const World& world, const SimulatedIdentity& identity) {
  if (identity.kind == EntityKind::user) return find_user_by_arn(world, identity.arn) != nullptr;
  if (identity.kind == EntityKind::role) return find_role_by_arn(world, identity.arn) != nullptr;
  const Group* group = find_group(world, identity.account, identity.name);
  return group != nullptr && arn(*group) == identity.arn;
}

// Whose policies are tried, once the caller was found to be allowed `action` on it. Throws
// InvalidInput, AccessDenied, NoSuchEntity.
SimulatedIdentity source_for(Call& call, std::string_view action, const std::string& source_arn) {
  const std::optional<SimulatedIdentity> source = parse_identity(source_arn);
  if (!source) throw policy_source_invalid(source_arn);
  allow(call, action,
        {.arn = source_arn, .shown = source_arn, .resource_account = source->account});
  if (!is_there(call.world, *source) || source->account != call.account()) {
    throw no_such_identity(source->kind, source->name);
  }
  return *source;
}

}  // namespace

api::SimulatePrincipalPolicyResponse simulate_principal_policy(
    Call& call, const api::SimulatePrincipalPolicyRequest& in) {
  const SimulatedIdentity source =
      source_for(call, "iam:SimulatePrincipalPolicy", in.policy_source_arn);
  Simulation simulation;
  simulation.policies.identity = policies_of(call.world, source);
  if (source.kind != EntityKind::group) {
    simulation.policies.permissions_boundary =
        permissions_boundary(call.world, caller_of(call.world, source));
  }
  read_request(simulation, call.world, in, source, call.account());
  const AccountId& account = simulation.caller.account;
  simulation.in_organization = !organizations::organization_id(call.world, account).empty();
  simulation.policies.service_control =
      simulated_levels(organizations::service_control_levels(call.world, account));
  return answer<api::SimulatePrincipalPolicyResponse>(simulation, in);
}

api::SimulateCustomPolicyResponse simulate_custom_policy(
    Call& call, const api::SimulateCustomPolicyRequest& in) {
  allow(call, "iam:SimulateCustomPolicy", {.arn = "*", .shown = "*"});
  Simulation simulation;
  read_request(simulation, call.world, in, std::nullopt, call.account());
  return answer<api::SimulateCustomPolicyResponse>(simulation, in);
}

api::GetContextKeysForCustomPolicyResponse get_context_keys_for_custom_policy(
    Call& call, const api::GetContextKeysForCustomPolicyRequest& in) {
  allow(call, "iam:GetContextKeysForCustomPolicy", {.arn = "*", .shown = "*"});
  return {.context_key_names = context_keys(read_inputs(in.policy_input_list, "PolicyInputList"))};
}

api::GetContextKeysForPrincipalPolicyResponse get_context_keys_for_principal_policy(
    Call& call, const api::GetContextKeysForPrincipalPolicyRequest& in) {
  const SimulatedIdentity source =
      source_for(call, "iam:GetContextKeysForPrincipalPolicy", in.policy_source_arn);
  std::vector<NamedPolicy> policies = policies_of(call.world, source);
  for (NamedPolicy& named : read_inputs(in.policy_input_list, "PolicyInputList")) {
    policies.push_back(std::move(named));
  }
  return {.context_key_names = context_keys(policies)};
}

}  // namespace amishare::iam
