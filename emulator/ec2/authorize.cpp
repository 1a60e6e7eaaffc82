// authorize.cpp - asks the policy engine, and words UnauthorizedOperation as EC2 does.
#include "ec2/authorize.h"

#include "ec2/action_keys.h"
#include "ec2/encoded_message.h"
#include "ec2/errors.h"
#include "policy/explain.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

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
  Resource asked = resource;
  if (asked.owner.value.empty()) asked.owner = call.account();
  if (const ActionKeys* row = find_action_keys(action, asked.arn)) {
    asked.context = admitted_keys(*row, asked.context);
  }
  asked.context.set("ec2:Region", call.region.value);
  Ask ask{.action = std::string(action), .resource = asked.arn, .context = asked.context};
  // EC2's resources have no policies of their own: another account's image is no cross-account
  // question to the engine, whoever owns it. The owner shows in this key alone.
  ask.context.set("aws:ResourceAccount", asked.owner.value);
  const policy::Decision& decision = call.decide(ask);
  if (!decision.allowed()) refuse(call, action, asked, decision);
}

void refuse(Call& call, std::string_view action, const Resource& resource,
            const policy::Decision& decision) {
  std::string text = "You are not authorized to perform this operation. " +
                     policy::denial_sentence(call.caller.principal, action,
                                             resource.arn == "*" ? "" : resource.arn, decision);
  if (!reads_the_account(action, resource.arn)) {
    const Refusal refusal{.principal = call.caller.principal,
                          .action = decoded_action(resource, action),
                          .resource = resource.arn,
                          .resource_owner = resource.owner,
                          .region = call.region,
                          .context = resource.context,
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
