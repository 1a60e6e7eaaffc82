// call.cpp - the global condition keys, and one door to the policy engine.
#include "world/call.h"

#include <algorithm>
#include <array>
#include <utility>

#include "iam/iam.h"
#include "organizations/organizations.h"
#include "world/iso8601.h"
#include "world/world.h"

namespace amishare {
namespace {

std::string_view principal_type(policy::PrincipalKind kind) {
  switch (kind) {
    case policy::PrincipalKind::root:
      return "Account";
    case policy::PrincipalKind::user:
      return "User";
    case policy::PrincipalKind::role_session:
      return "AssumedRole";
    case policy::PrincipalKind::federated_user:
      return "FederatedUser";
    case policy::PrincipalKind::service:
      return "Service";
    case policy::PrincipalKind::anonymous:
      return "Anonymous";
  }
  return "Anonymous";
}

// "This key is always included in the request context for most service actions", and not for these
// of those that are emulated.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
bool tells_resource_account(std::string_view action) {
  constexpr std::array<std::string_view, 3> silent = {"ec2:CopyImage", "ec2:CopySnapshot",
                                                      "ec2:CreateVolume"};
  return !action.starts_with("ebs:") &&
         std::find(silent.begin(), silent.end(), action) == silent.end();
}

// aws:PrincipalOrgID and its like; of accounts in no organization there are none.
void add_organization_keys(policy::Context& context, const World& world, const std::string& prefix,
                           const AccountId& account) {
  const std::string& id = organizations::organization_id(world, account);
  if (id.empty()) return;
  context.set(prefix + "OrgID", id);
  context.set_many(prefix + "OrgPaths", {organizations::organization_path(world, account)});
}

bool same_organization(const World& world, const AccountId& one, const AccountId& other) {
  const std::string& id = organizations::organization_id(world, one);
  return !id.empty() && id == organizations::organization_id(world, other);
}

// What the caller is and brings along from its session.
void add_principal_keys(policy::Context& context, const Call& call) {
  const Caller& caller = call.caller;
  const policy::Principal& who = caller.principal;
  const bool is_service = who.kind == policy::PrincipalKind::service;
  context.set("aws:PrincipalType", principal_type(who.kind));
  if (who.kind == policy::PrincipalKind::anonymous) {
    context.set("aws:PrincipalAccount", "anonymous");
    context.set("aws:userid", "anonymous");
    return;
  }
  context.set("aws:PrincipalIsAWSService", is_service ? "true" : "false");
  if (is_service) {
    context.set("aws:PrincipalServiceName", who.service);
    return;
  }
  context.set("aws:PrincipalAccount", who.account.value);
  context.set("aws:PrincipalArn", who.principal_arn);
  context.set("aws:userid", who.user_id);
  if (!who.user_name.empty()) context.set("aws:username", who.user_name);
  add_organization_keys(context, call.world, "aws:Principal", who.account);
  if (caller.token_issued) {
    context.set("aws:TokenIssueTime", iso8601_seconds(*caller.token_issued));
    context.set("aws:MultiFactorAuthPresent", "false");
  }
  if (!caller.source_identity.empty()) context.set("aws:SourceIdentity", caller.source_identity);
  for (const auto& [key, value] : caller.session_keys) context.set(key, value);
  for (const auto& [key, value] : iam::principal_tags(call.world, who)) {
    context.set("aws:PrincipalTag/" + key, value);
  }
  // A tag of the session takes the place of the role's own.
  for (const SessionTag& tag : caller.session_tags) {
    context.set("aws:PrincipalTag/" + tag.key, tag.value);
  }
}

// The global keys that tell of the caller and the moment, present and absent as AWS has them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
policy::Context caller_keys(const Call& call) {
  policy::Context context;
  const Caller& caller = call.caller;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(call.now());
  context.set("aws:CurrentTime", iso8601_seconds(call.now()));
  context.set("aws:EpochTime", std::to_string(seconds.time_since_epoch().count()));
  context.set("aws:SecureTransport", caller.secure_transport ? "true" : "false");
  if (!caller.user_agent.empty()) context.set("aws:UserAgent", caller.user_agent);
  context.set("aws:RequestedRegion", call.region.value);
  context.set("aws:ViaAWSService", caller.called_via.empty() ? "false" : "true");
  add_principal_keys(context, call);
  if (!caller.source_ip.empty()) context.set("aws:SourceIp", caller.source_ip);
  if (!caller.called_via.empty()) {
    context.set_many("aws:CalledVia", caller.called_via);
    context.set("aws:CalledViaFirst", caller.called_via.front());
    context.set("aws:CalledViaLast", caller.called_via.back());
  }
  return context;
}

}  // namespace

Caller Caller::through(std::string_view service, const Region& region) const {
  Caller caller = *this;
  caller.called_via.push_back(std::string(service) + ".amazonaws.com");
  caller.via_service = std::string(service) + "." + region.value + ".amazonaws.com";
  // The service's own address takes the place of the user's.
  caller.source_ip.clear();
  caller.user_agent = std::string(service) + "-frontend-api.amazonaws.com";
  return caller;
}

Caller Caller::service(std::string_view service, const Region& region) {
  policy::Principal principal;
  principal.kind = policy::PrincipalKind::service;
  principal.service = std::string(service) + "." + region.value + ".amazonaws.com";
  principal.arn = principal.service;
  principal.principal_arn = principal.service;
  Caller caller;
  caller.principal = std::move(principal);
  caller.secure_transport = true;
  return caller;
}

Instant Call::now() const { return world.timeline.now(); }

void Call::look_up_policies() {
  if (policies_ != nullptr) return;
  policies_ = std::make_shared<policy::Policies>();
  policies_->identity = iam::identity_policies(world, caller.principal);
  policies_->permissions_boundary = iam::permissions_boundary(world, caller.principal);
  if (caller.session_policies) policies_->session = *caller.session_policies;
  policies_->service_control = organizations::service_control_levels(world, account());
}

void Call::share_policies_of(Call& parent) {
  const bool same = caller.principal.is(parent.caller.principal) &&
                    caller.session_policies.get() == parent.caller.session_policies.get();
  if (!same) return;
  parent.look_up_policies();
  policies_ = parent.policies_;
}

const policy::Decision& Call::decide(Ask ask) {
  look_up_policies();
  if (caller_keys_ == nullptr) {
    caller_keys_ = std::make_shared<const policy::Context>(caller_keys(*this));
  }
  const AccountId& owner = ask.resource_account.value.empty() ? account() : ask.resource_account;
  // Where the service sets a key, it knows best.
  if (tells_resource_account(ask.action)) {
    if (!ask.context.contains("aws:ResourceAccount")) {
      ask.context.set("aws:ResourceAccount", owner.value);
    }
    const AccountId told{std::string(ask.context.find("aws:ResourceAccount")->values.front())};
    add_organization_keys(ask.context, world, "aws:Resource", told);
  }
  ask.context.rest_on(caller_keys_);
  Evidence evidence{.of_caller = policies_,
                    .resource = std::move(ask.resource_policy),
                    .resource_is_fixed = ask.resource_policy_is_fixed,
                    .grants = std::move(ask.grants)};
  // RCPs do not reach the keys that AWS manages.
  // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
  if (!ask.resource_policy_is_fixed && organizations::resource_control_reaches(ask.action)) {
    evidence.resource_control = organizations::resource_control_levels(world, owner);
  }
  policies_->resource = evidence.resource;
  policies_->resource_is_fixed = evidence.resource_is_fixed;
  policies_->resource_control = evidence.resource_control;
  TraceDecision& made = entry.decisions.emplace_back(
      TraceDecision{.request = {.principal = caller.principal,
                                .action = std::move(ask.action),
                                .resource = std::move(ask.resource),
                                .resource_account = owner,
                                .context = std::move(ask.context),
                                .rule = ask.rule,
                                .same_organization = same_organization(world, account(), owner)},
                    .decision = {},
                    .evidence = std::move(evidence)});
  made.decision = policy::evaluate(made.request, *policies_, made.evidence.grants);
  return made.decision;
}

TraceEntry& implied_entry(Call& parent, const Caller& caller, std::string_view service,
                          std::string_view operation) {
  return parent.entry.implied.emplace_back(TraceEntry{.number = parent.entry.number,
                                                      .request_id = parent.entry.request_id,
                                                      .at = parent.now(),
                                                      .service = std::string(service),
                                                      .operation = std::string(operation),
                                                      .region = parent.region,
                                                      .principal = caller.principal,
                                                      .via_service = caller.via_service});
}

}  // namespace amishare
