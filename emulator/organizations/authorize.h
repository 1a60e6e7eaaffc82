// authorize.h - may the caller do this to that, by its policies and by its place.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/organizations.h"
#include "organizations/organizations.h"
#include "policy/context.h"
#include "world/call.h"

namespace amishare::organizations {

// Which accounts of an organization an operation is for.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html says it of each
enum class Seat {
  management,     // the management account
  administrator,  // and delegated administrators
  member,         // and all others
};

// Throws AccessDeniedException unless the caller's policies let it do `action`
// ("organizations:ListRoots") on the resource.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
void allow(Call& call, std::string_view action, std::string_view resource = "*",
           const policy::Context& keys = {});

// The caller's organization, once the caller was found to be allowed `action` on each of the things
// with these ids (roots, units, accounts, policies; those that are empty do not count; "*" if there
// are none), whether they exist or not. Throws AccessDeniedException (of policies), then
// AWSOrganizationsNotInUseException, then AccessDeniedException (of the account's place).
Organization& organization_for(Call& call, Seat seat, std::string_view action,
                               std::initializer_list<std::string_view> ids = {},
                               const policy::Context& keys = {});
// The last two of these steps alone.
Organization& seated_organization(Call& call, Seat seat);

// What tags a request gives, in order of key. Throws InvalidInputException if a key comes twice or
// is AWS's own, and ConstraintViolationException if there are too many.
Tags read_tags(const std::vector<api::Tag>& tags);
void check_tag_key(std::string_view key);
inline constexpr std::size_t tags_per_resource = 50;
// aws:RequestTag/... and aws:TagKeys.
policy::Context request_tag_keys(const Tags& tags);
// Tags at creation need the right to tag, too, on what is to be made ("ou": any unit of the
// organization; that it is asked for so is inferred).
// https://docs.aws.amazon.com/organizations/latest/userguide/add-tag.html
void allow_tags(Call& call, std::string_view type, const Tags& tags);

// organizations:PolicyType and organizations:ServicePrincipal.
policy::Context policy_type_key(std::string_view type);
policy::Context service_principal_key(std::string_view service_principal);

// iam:CreateServiceLinkedRole for the role that Organizations has in each account of an
// organization with all features. Throws AccessDeniedForDependencyException. The role itself is not
// made, since nothing here acts through it.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services-using_slrs.html
void allow_service_linked_role(Call& call);

}  // namespace amishare::organizations
