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

// The global keys, present and absent as AWS has them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
void add_global_keys(policy::Context& context, const Call& call, const Ask& ask) {
  const Caller& caller = call.caller;
  const policy::Principal& who = caller.principal;
  const bool is_service = who.kind == policy::PrincipalKind::service;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(call.now());
  const auto set = [&context](std::string_view key, std::string value) {
    if (context.find(key) == nullptr) context.set(key, std::move(value));  // the service knows best
  };
  set("aws:CurrentTime", iso8601_seconds(call.now()));
  set("aws:EpochTime", std::to_string(seconds.time_since_epoch().count()));
  set("aws:SecureTransport", caller.secure_transport ? "true" : "false");
  if (!caller.user_agent.empty()) set("aws:UserAgent", caller.user_agent);
  set("aws:RequestedRegion", call.region.value);
  set("aws:ViaAWSService", caller.called_via.empty() ? "false" : "true");
  if (!is_service) {
    set("aws:PrincipalAccount", who.account.value);
    set("aws:PrincipalArn", who.principal_arn);
    set("aws:PrincipalType", std::string(principal_type(who.kind)));
    set("aws:userid", who.user_id);
  }
  set("aws:PrincipalIsAWSService", is_service ? "true" : "false");
  if (is_service) set("aws:PrincipalServiceName", who.service);
  if (!who.user_name.empty()) set("aws:username", who.user_name);
  if (caller.token_issued) {
    set("aws:TokenIssueTime", iso8601_seconds(*caller.token_issued));
    set("aws:MultiFactorAuthPresent", "false");
  }
  if (!caller.source_ip.empty()) set("aws:SourceIp", caller.source_ip);
  if (!caller.called_via.empty()) {
    context.set_many("aws:CalledVia", caller.called_via);
    set("aws:CalledViaFirst", caller.called_via.front());
    set("aws:CalledViaLast", caller.called_via.back());
  }
  for (const auto& [key, value] : iam::principal_tags(call.world, who)) {
    set("aws:PrincipalTag/" + key, value);
  }
  add_organization_keys(context, call.world, "aws:Principal", who.account);
  if (tells_resource_account(ask.action)) {
    const AccountId& owner =
        ask.resource_account.value.empty() ? call.account() : ask.resource_account;
    set("aws:ResourceAccount", owner.value);
    add_organization_keys(context, call.world, "aws:Resource", owner);
  }
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
  Caller caller;
  caller.principal.kind = policy::PrincipalKind::service;
  caller.principal.service = std::string(service) + "." + region.value + ".amazonaws.com";
  caller.principal.arn = caller.principal.service;
  caller.principal.principal_arn = caller.principal.service;
  caller.secure_transport = true;
  return caller;
}

Instant Call::now() const { return world.timeline.now(); }

const policy::Decision& Call::decide(const Ask& ask) {
  policy::Request request{
      .principal = caller.principal,
      .action = ask.action,
      .resource = ask.resource,
      .resource_account = ask.resource_account.value.empty() ? account() : ask.resource_account,
      .context = ask.context,
      .rule = ask.rule};
  add_global_keys(request.context, *this, ask);
  policy::Policies policies{
      .identity = iam::identity_policies(world, caller.principal),
      .resource = ask.resource_policy,
      .resource_is_fixed = ask.resource_policy_is_fixed,
      .service_control = organizations::service_control_levels(world, account())};
  if (organizations::resource_control_reaches(ask.action) && !ask.resource_policy_is_fixed) {
    policies.resource_control =
        organizations::resource_control_levels(world, request.resource_account);
  }
  policy::Decision decision = policy::evaluate(request, policies, ask.grants);
  std::shared_ptr<const Evidence> evidence;
  if (!decision.allowed()) {
    evidence = std::make_shared<const Evidence>(
        Evidence{std::move(policies), {ask.grants.begin(), ask.grants.end()}});
  }
  return entry.decisions
      .emplace_back(TraceDecision{std::move(request), std::move(decision), std::move(evidence)})
      .decision;
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
