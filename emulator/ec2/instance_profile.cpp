// instance_profile.cpp - giving a running instance a role, another one, or none.
//
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/attach-iam-role.html
#include "ec2/instance_profile.h"

#include <algorithm>

#include "ec2/errors.h"
#include "ec2/filter.h"
#include "ec2/instance.h"
#include "ec2/page.h"
#include "ec2/parameter.h"
#include "iam/authorize.h"
#include "iam/propagation.h"
#include "world/world.h"

namespace amishare::ec2 {
namespace {

bool has_association(const Instance& instance) {
  return !instance.profile_association_id.empty() && instance.state != InstanceState::terminated;
}

Instance& instance_with(Call& call, const std::string& association_id) {
  needed(association_id, "AssociationId");
  for (const auto& [number, row] : call.world.ec2.instances) {
    if (row.profile_association_id == association_id && row.owner == call.account() &&
        row.region == call.region && has_association(row)) {
      return call.world.ec2.instances.at(row.id);
    }
  }
  throw association_not_found(association_id);
}

api::IamInstanceProfileAssociation shown_association(const Instance& instance,
                                                     std::string_view state) {
  return {.association_id = instance.profile_association_id,
          .instance_id = instance.id,
          .iam_instance_profile =
              api::IamInstanceProfile{.arn = instance.profile_arn, .id = instance.profile_id},
          .state = std::string(state)};
}

// Asks for the instance and for the role.
void allow_profile(Call& call, std::string_view action, const Instance& instance,
                   const FoundProfile& found) {
  Resource resource = resource_of(call, instance);
  resource.context.set("ec2:NewInstanceProfile", iam::arn(*found.profile));
  allow(call, std::string("ec2:").append(action), resource);
  allow_pass_role(call, *found.role, action, resource.arn);
}

void associate(Call& call, Instance& instance, const iam::InstanceProfile& profile) {
  instance.profile_arn = iam::arn(profile);
  instance.profile_id = profile.id;
  instance.profile_association_id = new_association_id(call.world);
  instance.profile_associated = call.now();
}

constexpr FilterField<Instance> association_filters[] = {
    {"instance-id", [](const Call&, const Instance& one) { return filter_text(one.id); }},
    {"state", [](const Call&, const Instance&) { return filter_text("associated"); }},
};

}  // namespace

FoundProfile find_profile(const Call& call, const api::IamInstanceProfileSpecification& asked) {
  const std::string& arn = given(asked.arn);
  const std::string& name = given(asked.name);
  if (arn.empty() && name.empty()) return {};
  if (!arn.empty() && !name.empty()) throw profile_arn_with_name();
  const std::string& wanted = arn.empty() ? name : arn;
  FoundProfile found{.profile = iam::seen_profile(call.world, call.account(), wanted)};
  if (found.profile == nullptr) {
    throw profile_not_found(arn.empty() ? "iamInstanceProfile.name" : "iamInstanceProfile.arn",
                            wanted);
  }
  found.role = iam::seen_role_of_id(call.world, call.account(), found.profile->role_id);
  if (found.role == nullptr) throw profile_without_role(wanted);
  return found;
}

void allow_pass_role(Call& call, const iam::Role& role, std::string_view action,
                     std::string_view associated_arn) {
  const Ask ask = iam::pass_role(role, "ec2.amazonaws.com", associated_arn);
  const policy::Decision& decision = call.decide(ask);
  if (decision.allowed()) return;
  Resource resource{.arn = ask.resource,
                    .owner = role.account,
                    .context = {},
                    .decoded_action = std::string(action)};
  resource.context.set("iam:RoleName", role.name);
  refuse(call, ask.action, resource, decision);
}

std::string new_association_id(World& world) {
  return "iip-assoc-0" + world.random.hex("iam-instance-profile-association", 16);
}

api::AssociateIamInstanceProfileResponse associate_iam_instance_profile(
    Call& call, const api::AssociateIamInstanceProfileRequest& in) {
  Instance& instance = find_instance(call, in.instance_id);
  const FoundProfile found = find_profile(call, in.iam_instance_profile);
  if (found.profile == nullptr) throw missing_parameter("IamInstanceProfile");
  allow_profile(call, "AssociateIamInstanceProfile", instance, found);
  if (has_association(instance)) throw association_exists(instance.id);
  if (instance.state != InstanceState::running && instance.state != InstanceState::stopped) {
    throw profile_needs_live_instance(instance.id);
  }

  associate(call, instance, *found.profile);
  return {.iam_instance_profile_association = shown_association(instance, "associating")};
}

api::ReplaceIamInstanceProfileAssociationResponse replace_iam_instance_profile_association(
    Call& call, const api::ReplaceIamInstanceProfileAssociationRequest& in) {
  Instance& instance = instance_with(call, in.association_id);
  const FoundProfile found = find_profile(call, in.iam_instance_profile);
  if (found.profile == nullptr) throw missing_parameter("IamInstanceProfile");
  allow_profile(call, "ReplaceIamInstanceProfileAssociation", instance, found);

  associate(call, instance, *found.profile);
  return {.iam_instance_profile_association = shown_association(instance, "associating")};
}

api::DisassociateIamInstanceProfileResponse disassociate_iam_instance_profile(
    Call& call, const api::DisassociateIamInstanceProfileRequest& in) {
  Instance& instance = instance_with(call, in.association_id);
  allow(call, "ec2:DisassociateIamInstanceProfile", resource_of(call, instance));

  api::DisassociateIamInstanceProfileResponse response{
      .iam_instance_profile_association = shown_association(instance, "disassociating")};
  instance.profile_arn.clear();
  instance.profile_id.clear();
  instance.profile_association_id.clear();
  instance.profile_associated = {};
  return response;
}

api::DescribeIamInstanceProfileAssociationsResponse describe_iam_instance_profile_associations(
    Call& call, const api::DescribeIamInstanceProfileAssociationsRequest& in) {
  allow(call, "ec2:DescribeIamInstanceProfileAssociations");
  const Filters<Instance> filters(association_filters, in.filters, TagFilters::unknown);
  const Page page = read_page(call, in.next_token, in.max_results);
  for (const std::string& id : in.association_ids) instance_with(call, id);
  api::DescribeIamInstanceProfileAssociationsResponse response;
  const auto admit = [&](const Instance& one) {
    const auto& ids = in.association_ids;
    const bool named =
        ids.empty() || std::find(ids.begin(), ids.end(), one.profile_association_id) != ids.end();
    return named && has_association(one) && one.owner == call.account() &&
           one.region == call.region && filters.admit(call, one);
  };
  response.next_token =
      show_page(call, call.world.ec2.instances, page, admit, [&](const Instance& one) {
        response.iam_instance_profile_associations.push_back(shown_association(one, "associated"));
      });
  return response;
}

}  // namespace amishare::ec2
