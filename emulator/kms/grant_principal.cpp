// grant_principal.cpp - the principals of grants must exist.
#include "kms/grant_principal.h"

#include "iam/iam.h"
#include "kms/errors.h"
#include "world/world.h"

namespace amishare::kms {
namespace {

// arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-..., the hypervisor of an
// instance, recorded as the grantee of the grants behind attached volumes.
bool is_ec2_infrastructure(const Arn& arn) {
  return arn.service == "sts" && arn.region.empty() && is_account_id(arn.account) &&
         arn.resource.starts_with("assumed-role/aws:ec2-infrastructure/i-");
}

bool is_account_root(const Arn& arn) {
  return arn.partition == "aws" && arn.service == "iam" && arn.region.empty() &&
         is_account_id(arn.account) && arn.resource == "root";
}

}  // namespace

std::string account_root_of(std::string_view principal) {
  if (!is_account_id(principal)) return std::string(principal);
  return iam_arn_text(AccountId{std::string(principal)}, "root");
}

GrantPrincipal find_grant_principal(const Call& call, std::string_view principal) {
  const Arn arn = Arn::parse(principal);
  if (is_account_root(arn)) return {std::string(principal)};
  if (!call.caller.via_service.empty()) {
    const bool is_service = !arn && principal.ends_with(".amazonaws.com");
    if (is_service || is_ec2_infrastructure(arn)) return {std::string(principal)};
  }
  const auto unique_id = iam::unique_id_of(call.world, principal);
  if (!unique_id) throw invalid_principal(principal);
  return {std::string(principal), *unique_id};
}

std::string shown_principal(const World& world, const GrantPrincipal& principal) {
  const bool gone = !principal.unique_id.empty() && !iam::arn_of(world, principal.unique_id);
  return gone ? principal.unique_id : principal.name;
}

}  // namespace amishare::kms
