// call.h - one request while it is served: who asks, when, in which Region, and what was decided.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/evaluate.h"
#include "world/name.h"
#include "world/session.h"
#include "world/timeline.h"
#include "world/trace.h"

namespace amishare {

class World;

// Who makes a call and how it came. Plain data: a transition that fails late keeps a copy and asks
// again in the same name (forward access session).
struct Caller {
  policy::SharedPrincipal principal;
  std::string access_key_id{};
  std::optional<Instant> token_issued{};  // temporary credentials only
  std::string source_ip{};
  std::string user_agent{};
  bool secure_transport = false;
  std::vector<std::string> called_via{};  // services that ask in the caller's name, first to last
  std::string via_service{};              // kms:ViaService, "ec2.us-east-1.amazonaws.com"
  // Of a session alone. The keys are condition keys that stay with it, such as
  // aws:FederatedProvider and ec2:SourceInstanceARN.
  SessionPolicies session_policies{};      // null: none were passed
  std::vector<SessionTag> session_tags{};  // in aws:PrincipalTag, before the principal's own
  std::string source_identity{};           // aws:SourceIdentity; empty: none
  std::vector<std::pair<std::string, std::string>> session_keys{};
  bool operator==(const Caller&) const = default;

  // The same principal, asking through `service` ("ec2"), as AWS's forward access sessions do.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
  Caller through(std::string_view service, const Region& region) const;
  // The service itself, by its regional name ("ec2.us-east-1.amazonaws.com").
  static Caller service(std::string_view service, const Region& region);
};

// One question to the policy engine.
struct Ask {
  std::string action;            // "kms:Decrypt"
  std::string resource = "*";    // an ARN, or "*"
  AccountId resource_account{};  // empty: the caller's
  policy::Context context{};     // service keys; the global keys are added by the call
  std::shared_ptr<const policy::Policy> resource_policy{};
  bool resource_policy_is_fixed = false;  // nobody but AWS can change it
  policy::ResourceRule rule = policy::ResourceRule::ordinary;
  std::vector<policy::Grant> grants{};
};

class Call {
 public:
  Call(World& the_world, Caller who, Region where, TraceEntry& record)
      : world(the_world), caller(std::move(who)), region(std::move(where)), entry(record) {}

  World& world;
  const Caller caller;
  const Region region;
  TraceEntry& entry;

  const AccountId& account() const { return caller.principal->account; }
  Instant now() const;

  // Asks the policy engine, with the caller's identity policies and the global condition keys, and
  // keeps question and answer in the trace. Each service wraps this in an allow() of its own that
  // throws the service's refusal. The reference is valid until the next decide() of this call.
  const policy::Decision& decide(Ask ask);

  // Lets this call, which `parent` implies, ask with the policies that the parent has looked up, if
  // the same principal asks in the same session.
  void share_policies_of(Call& parent);

 private:
  void look_up_policies();

  // What is the same for every question of this call, looked up at the first: a call asks before it
  // changes anything.
  std::shared_ptr<policy::Policies> policies_{};
  std::shared_ptr<const policy::Context> caller_keys_{};
};

// Serves operation `Op` (a tag of the generated api headers, e.g. kms::op::CreateGrant) for
// `caller` as a consequence of `parent`: the same handler and the same checks as a call from
// outside, recorded below the parent's entry. Throws the Error that the handler threw.
template <class Op>
typename Op::Response implied(Call& parent, Caller caller, const typename Op::Request& request);

// The entry for a call implied by `parent`.
TraceEntry& implied_entry(Call& parent, const Caller& caller, std::string_view service,
                          std::string_view operation);

template <class Op>
typename Op::Response implied(Call& parent, Caller caller, const typename Op::Request& request) {
  TraceEntry& entry = implied_entry(parent, caller, Op::service, Op::name);
  Call call(parent.world, std::move(caller), parent.region, entry);
  call.share_policies_of(parent);
  try {
    return Op::handler(call, request);
  } catch (const Error& error) {
    entry.error = error;
    throw;
  }
}

}  // namespace amishare
