// authorize.cpp - asks the policy engine, and words UnauthorizedOperation as EC2 does.
#include "ec2/authorize.h"

#include "ec2/encoded_message.h"
#include "ec2/errors.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

std::string_view layer_name(policy::Layer layer) {
  switch (layer) {
    case policy::Layer::identity:
      return "identity-based";
    case policy::Layer::resource:
      return "resource-based";
    case policy::Layer::permissions_boundary:
      return "permissions boundary";
    case policy::Layer::session:
      return "session";
    case policy::Layer::service_control:
      return "service control";
    case policy::Layer::resource_control:
      return "resource control";
    case policy::Layer::vpc_endpoint:
      return "VPC endpoint";
    case policy::Layer::grant:
      return "identity-based";
  }
  return "identity-based";
}

// "User: ... is not authorized to perform: ... on resource: ... because ..."
std::string sentence(const policy::Principal& principal, std::string_view action,
                     std::string_view resource, const policy::Decision& decision) {
  std::string text = "User: " + principal.arn + " is not authorized to perform: ";
  text.append(action);
  if (resource != "*") text.append(" on resource: ").append(resource);
  const std::string layer(layer_name(decision.decided_by));
  const bool boundary = decision.decided_by == policy::Layer::permissions_boundary;
  const std::string policy = boundary ? layer : layer + " policy";
  if (decision.effect == policy::Effect::explicit_deny) {
    const bool vowel = decision.decided_by == policy::Layer::identity;
    text.append(" with an explicit deny in ").append(vowel ? "an " : "a ").append(policy);
    if (!decision.matches.empty() && !decision.matches.front().policy_arn.empty()) {
      text.append(": ").append(decision.matches.front().policy_arn);
    }
  } else {
    text.append(" because no ").append(policy).append(" allows the ").append(action);
    text.append(" action");
  }
  return text;
}

// Lists and other reading of the whole account: recorded refusals of these end without a period and
// carry no encoded message. https://docs.aws.amazon.com/service-authorization/latest/reference/
bool reads_the_account(std::string_view action, std::string_view resource) {
  const std::string_view name = action.substr(action.find(':') + 1);
  return resource == "*" &&
         (name.starts_with("Describe") || name.starts_with("Get") || name.starts_with("List"));
}

std::string decoded_action(const Resource& resource, std::string_view action) {
  if (!resource.decoded_action.empty()) return resource.decoded_action;
  return std::string(action.substr(action.find(':') + 1));
}

}  // namespace

void allow(Call& call, std::string_view action, const Resource& resource) {
  const AccountId& owner = resource.owner.value.empty() ? call.account() : resource.owner;
  Ask ask{.action = std::string(action), .resource = resource.arn, .context = resource.context};
  ask.context.set("ec2:Region", call.region.value);
  // EC2's resources have no policies of their own: another account's image is no cross-account
  // question to the engine, whoever owns it. The owner shows in this key alone.
  ask.context.set("aws:ResourceAccount", owner.value);
  const policy::Decision& decision = call.decide(ask);
  if (decision.allowed()) return;

  std::string text = "You are not authorized to perform this operation. " +
                     sentence(call.caller.principal, action, resource.arn, decision);
  if (!reads_the_account(action, resource.arn)) {
    policy::Context context = resource.context;
    context.set("ec2:Region", call.region.value);
    const Refusal refusal{.principal = call.caller.principal,
                          .action = decoded_action(resource, action),
                          .resource = resource.arn,
                          .resource_owner = owner,
                          .region = call.region,
                          .context = context,
                          .decision = decision};
    text += ". Encoded authorization failure message: " +
            encode_message(call.world.random.seed(), call.account(), call.entry.number,
                           refusal_document(refusal));
  }
  throw unauthorized_operation(text);
}

void end_dry_run(std::optional<bool> dry_run) {
  if (dry_run.value_or(false)) throw dry_run_operation();
}

std::string image_arn(const Region& region, std::string_view id) {
  return arn_text("ec2", region, AccountId{}, "image/" + std::string(id));
}

std::string snapshot_arn(const Region& region, std::string_view id) {
  return arn_text("ec2", region, AccountId{}, "snapshot/" + std::string(id));
}

std::string arn(const Call& call, std::string_view type, std::string_view id) {
  return arn_text("ec2", call.region, call.account(), std::string(type) + "/" + std::string(id));
}

}  // namespace amishare::ec2
