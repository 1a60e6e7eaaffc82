// account_create.cpp - handlers about making accounts, which takes its time.
#include <algorithm>

#include "api/organizations.h"
#include "organizations/authorize.h"
#include "organizations/errors.h"
#include "organizations/id.h"
#include "organizations/page.h"
#include "organizations/show.h"
#include "world/world.h"

namespace amishare::organizations {
namespace {

// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
constexpr std::size_t creations_at_once = 5;
// AWS tracks them for ninety days, which may hold any number.
constexpr std::size_t creations_kept = 1000;
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateAccount.html
constexpr std::string_view usual_role = "OrganizationAccountAccessRole";

// Drops the oldest that came to their end, so that there is room for one more.
void forget_old_creations(Organization& organization) {
  auto& creations = organization.creations;
  while (creations.size() >= creations_kept) {
    const auto place = std::find_if(creations.begin(), creations.end(), [](const auto& entry) {
      return entry.second.state != CreationState::in_progress;
    });
    if (place == creations.end()) return;
    const std::string id = place->second.id;
    creations.erase(id);
  }
}

}  // namespace

api::CreateAccountResponse create_account(Call& call, const api::CreateAccountRequest& in) {
  const Tags tags = read_tags(in.tags);
  Organization& organization = organization_for(
      call, Seat::management, "organizations:CreateAccount", {}, request_tag_keys(tags));
  allow_tags(call, "account", tags);
  const std::string role_name = in.role_name.value_or("");
  if (role_name.starts_with("AWSServiceRoleFor")) throw invalid_role_name();
  const auto& creations = organization.creations;
  const auto waiting = std::count_if(creations.begin(), creations.end(), [](const auto& entry) {
    return entry.second.state == CreationState::in_progress;
  });
  if (static_cast<std::size_t>(waiting) >= creations_at_once) throw too_many_accounts_at_once();

  forget_old_creations(organization);
  // Whether the address is free and the organization has room shows later, as on AWS.
  const AccountCreation& creation = organization.creations.add(
      {.id = new_creation_id(call, organization),
       .email = in.email,
       .name = in.account_name,
       .role_name = role_name.empty() ? std::string(usual_role) : role_name,
       .tags = tags,
       .region = call.region,
       .requested = call.now()});
  call.world.timeline.after(call.world.pace.account_create,
                            organizations::Event(AccountReady{organization.id, creation.id}));
  return {.create_account_status = show(creation)};
}

api::DescribeCreateAccountStatusResponse describe_create_account_status(
    Call& call, const api::DescribeCreateAccountStatusRequest& in) {
  const Organization& organization =
      organization_for(call, Seat::administrator, "organizations:DescribeCreateAccountStatus");
  const AccountCreation* creation = organization.creations.find(in.create_account_request_id);
  if (creation == nullptr) throw creation_not_found();
  return {.create_account_status = show(*creation)};
}

api::ListCreateAccountStatusResponse list_create_account_status(
    Call& call, const api::ListCreateAccountStatusRequest& in) {
  const Organization& organization =
      organization_for(call, Seat::administrator, "organizations:ListCreateAccountStatus");
  api::ListCreateAccountStatusResponse out;
  out.next_token = show_page(
      organization.creations, "creations " + organization.id, {in.next_token, in.max_results},
      [&](const AccountCreation& creation) {
        return in.states.empty() || std::find(in.states.begin(), in.states.end(),
                                              *show(creation).state) != in.states.end();
      },
      [&](const AccountCreation& creation) {
        out.create_account_statuses.push_back(show(creation));
      });
  return out;
}

}  // namespace amishare::organizations
