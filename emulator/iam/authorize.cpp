// authorize.cpp - asks the policy engine, and words AccessDenied as IAM does.
#include "iam/authorize.h"

#include <utility>

#include "iam/errors.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

// Users and roles show their tags under two names, policies and instance profiles under one.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
enum class TagNames { one, two };

void add_resource_tags(policy::Context& context, const Tags& tags, TagNames names) {
  for (const Tag& tag : tags) {
    context.set("aws:ResourceTag/" + tag.key, tag.value);
    if (names == TagNames::two) context.set("iam:ResourceTag/" + tag.key, tag.value);
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
                     std::string_view word, std::string_view name, TagNames names) {
  Target target = named_target(call, found, type, word, name);
  if (found != nullptr) add_resource_tags(target.context, found->tags, names);
  return target;
}

}  // namespace

void allow(Call& call, std::string_view action, const Target& target) {
  const policy::Decision& decision = call.decide({.action = std::string(action),
                                                  .resource = target.arn,
                                                  .resource_account = target.resource_account,
                                                  .context = target.context});
  if (decision.allowed()) return;
  // Recorded: of another account's resources no reason is given.
  const policy::Principal& caller = call.caller.principal;
  throw access_denied(decision.cross_account
                          ? policy::denial_without_reason(caller, action, target.shown)
                          : policy::denial_sentence(caller, action, target.shown, decision));
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

void allow_new(Call& call, std::string_view create, std::string_view tag, const Target& target,
               const policy::Context& keys) {
  Target made = target;
  made.context.add(keys);
  allow(call, create, made);
  if (target.context.contains("aws:TagKeys")) allow(call, tag, target);
}

Target target(const Call& call, const User* found, std::string_view name) {
  return tagged_target(call, found, "user", "user", name, TagNames::two);
}
Target target(const Call& call, const Group* found, std::string_view name) {
  return named_target(call, found, "group", "group", name);
}
Target target(const Call& call, const Role* found, std::string_view name) {
  return tagged_target(call, found, "role", "role", name, TagNames::two);
}
Target target(const Call& call, const InstanceProfile* found, std::string_view name) {
  return tagged_target(call, found, "instance-profile", "instance profile", name, TagNames::one);
}

Target policy_target(const Call& call, std::string_view policy_arn) {
  Target target{.arn = std::string(policy_arn), .shown = "policy " + std::string(policy_arn)};
  const ManagedPolicy* found = find_policy_by_arn(call.world, policy_arn);
  if (found != nullptr) add_resource_tags(target.context, found->tags, TagNames::one);
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

Ask pass_role(const Role& role, std::string_view service, std::string_view associated_arn) {
  Ask ask{.action = "iam:PassRole", .resource = arn(role), .resource_account = role.account};
  ask.context.set("iam:PassedToService", std::string(service));
  if (!associated_arn.empty()) {
    ask.context.set("iam:AssociatedResourceArn", std::string(associated_arn));
  }
  add_resource_tags(ask.context, role.tags, TagNames::two);
  return ask;
}

}  // namespace amishare::iam
