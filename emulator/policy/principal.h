// principal.h - who asks.
#pragma once
#include <memory>
#include <string>
#include <utility>

#include "world/name.h"

namespace amishare::policy {

enum class PrincipalKind { root, user, role_session, federated_user, service, anonymous };

// One that makes a request, as policies and denials name it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
struct Principal {
  PrincipalKind kind = PrincipalKind::anonymous;
  AccountId account;          // the principal's own; empty for a service and for anonymous
  std::string arn;            // as denials print it: user ARN, session ARN, ...:root
  std::string principal_arn;  // aws:PrincipalArn: for a role session the role's ARN with its path
  std::string unique_id;      // AIDA... or AROA...; the account's digits for root
  std::string user_id;        // aws:userid, e.g. AROA...:session
  std::string user_name;      // aws:username; users only
  std::string service;        // "ec2.us-east-1.amazonaws.com"; services only
  std::string provider{};     // the identity provider that vouches for one who did not sign
  bool operator==(const Principal&) const = default;
};

// One principal, made once for a request and shared by everything that is kept about it.
class SharedPrincipal {
 public:
  SharedPrincipal() : SharedPrincipal(Principal{}) {}
  SharedPrincipal(Principal principal)
      : principal_(std::make_shared<const Principal>(std::move(principal))) {}

  const Principal& operator*() const { return *principal_; }
  const Principal* operator->() const { return principal_.get(); }
  operator const Principal&() const { return *principal_; }
  // Whether both are the same object, which says more than that they are equal.
  bool is(const SharedPrincipal& other) const { return principal_ == other.principal_; }
  bool operator==(const SharedPrincipal& other) const {
    return principal_ == other.principal_ || *principal_ == *other.principal_;
  }

 private:
  std::shared_ptr<const Principal> principal_;
};

}  // namespace amishare::policy
