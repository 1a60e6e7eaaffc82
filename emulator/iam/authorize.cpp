// authorize.cpp - asks the policy engine, and words AccessDenied as IAM does.
#include "iam/authorize.h"

#include <algorithm>
#include <utility>

#include "iam/errors.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

std::string_view layer_name(policy::Layer layer) {
  switch (layer) {
    case policy::Layer::identity:
      return "an identity-based policy";
    case policy::Layer::resource:
    case policy::Layer::grant:
      return "a resource-based policy";
    case policy::Layer::permissions_boundary:
      return "a permissions boundary";
    case policy::Layer::session:
      return "a session policy";
    case policy::Layer::service_control:
      return "a service control policy";
    case policy::Layer::resource_control:
      return "a resource control policy";
    case policy::Layer::vpc_endpoint:
      return "a VPC endpoint policy";
  }
  return "a policy";
}

void add_resource_tags(policy::Context& context, const Tags& tags) {
  for (const Tag& tag : tags) {
    context.set("aws:ResourceTag/" + tag.key, tag.value);
    context.set("iam:ResourceTag/" + tag.key, tag.value);
  }
}

template <class Thing>
Target named_target(const Call& call, const Thing* found, std::string_view type,
                    std::string_view word, std::string_view name) {
  Target target;
  target.arn = found != nullptr
                   ? arn(*found)
                   : iam_arn_text(call.account(), std::string(type) + "/" + std::string(name));
  target.shown = std::string(word) + " " + std::string(name);
  return target;
}

template <class Thing>
Target tagged_target(const Call& call, const Thing* found, std::string_view type,
                     std::string_view word, std::string_view name) {
  Target target = named_target(call, found, type, word, name);
  if (found != nullptr) add_resource_tags(target.context, found->tags);
  return target;
}

}  // namespace

void allow(Call& call, std::string_view action, const Target& target) {
  const policy::Decision& decision = call.decide({.action = std::string(action),
                                                  .resource = target.arn,
                                                  .resource_account = target.resource_account,
                                                  .context = target.context});
  if (decision.allowed()) return;
  throw access_denied(denial_sentence(call.caller.principal, action, target.shown, decision));
}

Target new_target(const Call& call, std::string_view type, std::string_view path,
                  std::string_view name, const Tags& tags) {
  Target target;
  target.arn = iam_arn_text(call.account(), std::string(type).append(path).append(name));
  // Recorded: CreatePolicy alone shows no ARN.
  target.shown = type == "policy" ? "policy " + std::string(name) : target.arn;
  add_request_tags(target.context, tags);
  return target;
}

Target target(const Call& call, const User* found, std::string_view name) {
  return tagged_target(call, found, "user", "user", name);
}
Target target(const Call& call, const Group* found, std::string_view name) {
  return named_target(call, found, "group", "group", name);
}
Target target(const Call& call, const Role* found, std::string_view name) {
  return tagged_target(call, found, "role", "role", name);
}
Target target(const Call& call, const InstanceProfile* found, std::string_view name) {
  return tagged_target(call, found, "instance-profile", "instance profile", name);
}

Target policy_target(const Call& call, std::string_view policy_arn) {
  Target target{.arn = std::string(policy_arn), .shown = "policy " + std::string(policy_arn)};
  const ManagedPolicy* found = find_policy_by_arn(call.world, policy_arn);
  if (found != nullptr) add_resource_tags(target.context, found->tags);
  // Policies that AWS manages lie in no account, and everyone may be let read them.
  const std::string owner = Arn::parse(policy_arn).account;
  if (is_account_id(owner)) target.resource_account = AccountId{owner};
  return target;
}

Target list_target(const Call& call, std::string_view type, std::string_view path_prefix) {
  Target target;
  target.arn = iam_arn_text(call.account(), std::string(type).append(path_prefix));
  // Recorded: ListPolicies alone shows no ARN.
  target.shown = type == "policy" ? "policy path " + std::string(path_prefix) : target.arn;
  return target;
}

void add_request_tags(policy::Context& context, const Tags& tags) {
  if (tags.empty()) return;
  std::vector<std::string> keys;
  for (const Tag& tag : tags) {
    context.set("aws:RequestTag/" + tag.key, tag.value);
    keys.push_back(tag.key);
  }
  context.set_many("aws:TagKeys", std::move(keys));
}

Ask pass_role(const Role& role, std::string_view service) {
  Ask ask{.action = "iam:PassRole", .resource = arn(role), .resource_account = role.account};
  ask.context.set("iam:PassedToService", std::string(service));
  add_resource_tags(ask.context, role.tags);
  return ask;
}

std::string denial_sentence(const policy::Principal& principal, std::string_view action,
                            std::string_view resource, const policy::Decision& decision) {
  std::string text = "User: " + principal.arn + " is not authorized to perform: ";
  text.append(action).append(" on resource: ").append(resource);
  if (decision.cross_account) return text;
  const std::string_view layer = layer_name(decision.decided_by);
  if (decision.effect == policy::Effect::explicit_deny) {
    text.append(" with an explicit deny in ").append(layer);
    // Since January 2026 the managed policy that denies is named.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
    const auto denial = std::find_if(decision.matches.begin(), decision.matches.end(),
                                     [](const policy::Match& match) { return !match.allows; });
    if (denial != decision.matches.end() && !denial->policy_arn.empty()) {
      text.append(": ").append(denial->policy_arn);
    }
    return text;
  }
  text.append(" because no ").append(layer.substr(layer.find(' ') + 1));
  return text.append(" allows the ").append(action).append(" action");
}

}  // namespace amishare::iam
