// aws_managed_policies.h - what AWS publishes of the policies that it manages.
//
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
#pragma once
#include <cstdint>
#include <span>

namespace amishare::iam {

// Documents, paths, versions and dates are AWS's of autumn 2026. White space is AWS's where it was
// recorded, as in AdministratorAccess. ReadOnlyAccess, SecurityAudit and ViewOnlyAccess, each a
// list of thousands of actions that changes every month, are left out.
struct Published {
  const char* name;
  const char* path;
  const char* id;                // empty where none was found published: it is then made up
  const char* description;       // likewise, and then left out
  std::int64_t created;          // seconds since 1970
  std::int64_t version_created;  // of the default version
  int default_version;
  const char* document;
};

std::span<const Published> published_for_accounts();
std::span<const Published> published_for_users();
std::span<const Published> published_for_services();
std::span<const Published> published_for_instances();

}  // namespace amishare::iam
