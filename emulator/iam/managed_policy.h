// managed_policy.h - policies that stand alone, in versions, and are attached to identities.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "iam/identity.h"
#include "world/name.h"
#include "world/timeline.h"

namespace amishare::iam {

struct PolicyVersion {
  policy::StoredPolicy document;
  Instant created{};
  bool operator==(const PolicyVersion&) const = default;
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
struct ManagedPolicy {
  std::string id;     // ANPA...
  AccountId account;  // "aws" for those that AWS manages
  std::string path = "/";
  std::string name;
  std::string description{};
  Instant created{};
  Instant updated{};
  std::map<int, PolicyVersion> versions{};  // by number: 1 is "v1"; numbers are not given twice
  int default_version = 1;
  int next_version = 2;
  Tags tags{};
  bool operator==(const ManagedPolicy&) const = default;
};

std::string arn(const ManagedPolicy& policy);

// The policies that AWS manages and that the sharing of images meets, with AWS's own documents, ids
// and dates; only the default version of each. In the order in which ListPolicies shows them.
const std::vector<ManagedPolicy>& aws_managed_policies();

}  // namespace amishare::iam
