// aws_managed_policies.cpp - the policies that AWS manages, as AWS publishes them.
#include "iam/aws_managed_policies.h"

#include <chrono>

#include "iam/managed_policy.h"
#include "policy/document.h"
#include "world/random.h"
#include "world/require.h"

namespace amishare::iam {
namespace {

// The same in every world. As a real one in shape alone.
std::string made_up_id(const Published& from) {
  constexpr std::string_view base32_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return "ANPA" +
         Random(0).letters("aws-managed-policy/" + std::string(from.name), 17, base32_letters);
}

ManagedPolicy compiled(const Published& from) {
  const policy::Parsed parsed = policy::parse(from.document, policy::DocumentKind::identity);
  require(parsed.policy != nullptr, "a policy that AWS publishes is sound");
  const Instant updated{std::chrono::seconds(from.version_created)};
  ManagedPolicy policy{.id = *from.id == 0 ? made_up_id(from) : from.id,
                       .account = AccountId{"aws"},
                       .path = from.path,
                       .name = from.name,
                       .description = from.description,
                       .created = Instant(std::chrono::seconds(from.created)),
                       .updated = updated,
                       .default_version = from.default_version,
                       .next_version = from.default_version + 1};
  policy.versions.emplace(from.default_version, PolicyVersion{parsed.policy, updated});
  return policy;
}

}  // namespace

const std::vector<ManagedPolicy>& aws_managed_policies() {
  static const std::vector<ManagedPolicy> policies = [] {
    std::vector<ManagedPolicy> all;
    for (const auto& list : {published_for_accounts(), published_for_users(),
                             published_for_services(), published_for_instances()}) {
      for (const Published& from : list) all.push_back(compiled(from));
    }
    return all;
  }();
  return policies;
}

}  // namespace amishare::iam
