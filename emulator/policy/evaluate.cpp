// evaluate.cpp - every layer looks at the request; then one formula.
#include "policy/evaluate.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "policy/grant.h"
#include "policy/match.h"
#include "policy/policy.h"

namespace amishare::policy {
namespace {

// What a layer said.
struct Voice {
  bool denies = false;
  bool allows = false;
  Admission admission = Admission::none;  // of its strongest Allow
};

constexpr std::string_view service_linked_path = ":role/aws-service-role/";

// Only these have policies or an organization of their own.
bool has_account(const Principal& principal) {
  return principal.kind != PrincipalKind::service && principal.kind != PrincipalKind::anonymous;
}

// Neither SCPs nor RCPs restrict service-linked roles, nor (inferred) the roles under which AWS's
// own infrastructure works for an instance.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
bool is_service_linked(const Principal& principal) {
  return principal.kind == PrincipalKind::role_session &&
         (principal.principal_arn.find(service_linked_path) != std::string::npos ||
          principal.arn.find(":assumed-role/aws:") != std::string::npos);
}

class Evaluation {
 public:
  Evaluation(const Request& request, const Policies& policies, std::span<const Grant> grants)
      : request_(request), policies_(policies), grants_(grants), subject_(request) {
    subject_.has_boundary = policies.permissions_boundary.has_value();
  }

  Decision decide() {
    listen();
    decision_.cross_account = cross_account();
    decision_.same_organization = request_.same_organization;
    decision_.resource_allows = resource_.admission != Admission::none;
    if (const auto layer = denying_layer()) {
      decision_.effect = Effect::explicit_deny;
      decision_.decided_by = *layer;
    } else {
      weigh();
    }
    // Denials first, each kind in the order in which it was found.
    std::stable_partition(decision_.matches.begin(), decision_.matches.end(),
                          [](const Match& match) { return !match.allows; });
    return std::move(decision_);
  }

 private:
  bool cross_account() const {
    return has_account(request_.principal) &&
           (request_.principal->account.value.empty() ||
            request_.principal->account != request_.resource_account);
  }

  void listen() {
    const Principal& who = request_.principal;
    const bool exempt = is_service_linked(who);
    if (has_account(who) && !exempt) {
      service_control_ = listen_to_levels(Layer::service_control, policies_.service_control);
    }
    // Nor do RCPs reach the trust policies of service-linked roles, or kms:RetireGrant.
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
    const bool beyond = request_.resource.find(service_linked_path) != std::string::npos ||
                        equal_ignoring_case(request_.action, "kms:RetireGrant");
    if (!exempt && !beyond) {
      resource_control_ = listen_to_levels(Layer::resource_control, policies_.resource_control);
    }
    if (policies_.vpc_endpoint) {
      vpc_endpoint_ = listen_to(Layer::vpc_endpoint, *policies_.vpc_endpoint);
    }
    if (policies_.resource) hear(resource_, Layer::resource, *policies_.resource, nullptr);
    if (!has_account(who)) return;
    identity_ = listen_to(Layer::identity, policies_.identity);
    // The root user needs no identity policy.
    if (who.kind == PrincipalKind::root) identity_.allows = true;
    if (policies_.permissions_boundary) {
      boundary_ = listen_to(Layer::permissions_boundary, *policies_.permissions_boundary);
    }
    if (policies_.session) {
      session_ = listen_to(Layer::session, *policies_.session);
    } else if (who.kind == PrincipalKind::federated_user) {
      // GetFederationToken without a session policy gives no permissions.
      session_.allows = false;
    }
  }

  Voice listen_to(Layer layer, const std::vector<NamedPolicy>& policies) {
    Voice voice;
    for (const NamedPolicy& named : policies) {
      if (named.policy) {
        hear(voice, layer, *named.policy, &named);
      } else {
        voice.denies = true;  // nobody knows what it says
      }
    }
    return voice;
  }

  // At every level some policy has to allow; no level at all is no restriction.
  Voice listen_to_levels(Layer layer, const std::vector<std::vector<NamedPolicy>>& levels) {
    Voice all{.denies = false, .allows = true};
    for (const auto& level : levels) {
      const Voice voice = listen_to(layer, level);
      all.denies = all.denies || voice.denies;
      all.allows = all.allows && voice.allows;
    }
    return all;
  }

  void hear(Voice& voice, Layer layer, const Policy& policy, const NamedPolicy* named) {
    // Elsewhere a policy speaks of whoever it is attached to.
    const bool needs_principal = layer == Layer::resource || layer == Layer::vpc_endpoint ||
                                 layer == Layer::resource_control;
    policy.actions().each(subject_.action, [&](std::size_t index) {
      const Statement& statement = policy.statements()[index];
      if (!action_matches(statement, subject_) || !resource_matches(statement, subject_)) return;
      if (needs_principal && !statement.has_principals) return;
      const Admission admission = principal_matches(statement, subject_);
      if (admission == Admission::none || !conditions_match(statement, subject_)) return;
      if (statement.allows) {
        voice.allows = true;
        voice.admission = std::max(voice.admission, admission);
      } else {
        voice.denies = true;
      }
      Match& match = decision_.matches.emplace_back();
      match.layer = layer;
      if (named != nullptr) {
        match.policy_name = named->name;
        match.policy_arn = named->arn;
      }
      match.statement = index;
      match.sid = statement.sid;
      match.allows = statement.allows;
    });
  }

  // AWS names one layer; which of several is not documented (inferred).
  std::optional<Layer> denying_layer() const {
    if (service_control_.denies) return Layer::service_control;
    if (resource_control_.denies) return Layer::resource_control;
    if (vpc_endpoint_.denies) return Layer::vpc_endpoint;
    if (resource_.denies) return Layer::resource;
    if (identity_.denies) return Layer::identity;
    if (boundary_.denies) return Layer::permissions_boundary;
    if (session_.denies) return Layer::session;
    return std::nullopt;
  }

  bool ceilings_allow() const { return boundary_.allows && session_.allows; }

  // The first grant that permits the request. A grant to the account's root delegates, as a key
  // policy does, so then identity policies must allow too.
  const Grant* permitting_grant() const {
    for (const Grant& grant : grants_) {
      if (!grant_permits_action(grant, subject_) || !grant_constraint_holds(grant, subject_)) {
        continue;
      }
      const Grantee grantee = grantee_of(grant, subject_);
      if (grantee == Grantee::itself) return &grant;
      if (grantee == Grantee::account && identity_.allows) return &grant;
    }
    return nullptr;
  }

  void allow(Layer layer) {
    decision_.effect = Effect::allowed;
    decision_.decided_by = layer;
  }

  void lack(Layer layer) {
    decision_.effect = Effect::implicit_deny;
    decision_.decided_by = layer;
  }

  // No Deny struck. In the order in which AWS looks, the first missing Allow is what is blamed.
  void weigh() {
    if (!resource_control_.allows) return lack(Layer::resource_control);
    if (!service_control_.allows) return lack(Layer::service_control);
    if (!vpc_endpoint_.allows) return lack(Layer::vpc_endpoint);
    weigh_policies();
    if (!decision_.allowed()) weigh_grants();
  }

  void weigh_policies() {
    const Admission admission = resource_.admission;
    const bool same_account = has_account(request_.principal) && !decision_.cross_account;
    const bool named_role = same_account && admission == Admission::role;
    // A user, session or "*" named in its own account needs nothing else, not even its ceilings; a
    // role named there leaves its sessions under theirs; an account named only delegates. Services
    // and the anonymous have no other policies.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
    if (!has_account(request_.principal)) {
      return admission == Admission::none ? lack(Layer::resource) : allow(Layer::resource);
    }
    if (same_account && admission == Admission::direct) return allow(Layer::resource);
    const bool needs_resource = decision_.cross_account || request_.rule == ResourceRule::mandatory;
    if (needs_resource && admission == Admission::none) return lack(Layer::resource);
    if (!identity_.allows && !named_role) return lack(Layer::identity);
    if (!ceilings_allow()) return lack(missing_ceiling());
    allow(named_role ? Layer::resource : Layer::identity);
  }

  Layer missing_ceiling() const {
    return boundary_.allows ? Layer::session : Layer::permissions_boundary;
  }

  // A grant stands in for the policies of both accounts, never for a ceiling.
  // https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
  void weigh_grants() {
    const Grant* grant = permitting_grant();
    if (grant == nullptr) return;
    if (!ceilings_allow()) return lack(missing_ceiling());
    allow(Layer::grant);
    decision_.grant_id = grant->id;
  }

  const Request& request_;
  const Policies& policies_;
  std::span<const Grant> grants_;
  Subject subject_;
  Decision decision_;
  // Layers that do not exist for a request do not restrict it.
  Voice service_control_{.denies = false, .allows = true};
  Voice resource_control_{.denies = false, .allows = true};
  Voice vpc_endpoint_{.denies = false, .allows = true};
  Voice boundary_{.denies = false, .allows = true};
  Voice session_{.denies = false, .allows = true};
  Voice identity_;
  Voice resource_;
};

}  // namespace

Decision evaluate(const Request& request, const Policies& policies, std::span<const Grant> grants) {
  // What names no action or no resource is no question that a policy could answer.
  if (request.action.empty() || request.resource.empty()) return {};
  return Evaluation(request, policies, grants).decide();
}

}  // namespace amishare::policy
