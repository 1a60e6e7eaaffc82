// organizations.h - organizations, their control policies, and what follows for their accounts.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "policy/document.h"
#include "policy/evaluate.h"
#include "world/name.h"
#include "world/table.h"
#include "world/timeline.h"

namespace amishare {
class World;
}

namespace amishare::organizations {

// ---- what the policy engine and other services ask ----------------------------------------------

// Control policies by level: the root's, then each organizational unit's on the path, then the
// account's own.
using Levels = std::vector<std::vector<policy::NamedPolicy>>;

// The SCPs above a principal of the account. Empty where none restrict it: in no organization, with
// SCPs not enabled, and in the management account.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
// These references and the ones below stay valid until an organization changes.
const Levels& service_control_levels(const World& world, const AccountId& account);
// The RCPs above a resource of the account, empty in the same cases. Which actions they reach is
// the next function's.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
const Levels& resource_control_levels(const World& world, const AccountId& account);
// Whether RCPs have a say on the action ("kms:Decrypt"): of the services here on those of AWS KMS,
// AWS STS and EC2 Auto Scaling, not on those of Amazon EC2, IAM and Organizations. On AWS managed
// keys they have none either, which is for the caller of this to see.
bool resource_control_reaches(std::string_view action);

// aws:PrincipalOrgID and aws:ResourceOrgID of an account, "o-exampleorgid"; empty if it is in no
// organization.
const std::string& organization_id(const World& world, const AccountId& account);
// The one value of aws:PrincipalOrgPaths and aws:ResourceOrgPaths, from the organization to the
// account's parent: "o-exampleorgid/r-ab12/ou-ab12-11111111/". Empty if it is in no organization.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html#access_policies_access-advisor-viewing-orgs-entity-path
const std::string& organization_path(const World& world, const AccountId& account);

// Whether the account belongs to the organization or is in the organizational unit of that ARN, at
// any depth below it.
bool is_within(const World& world, const AccountId& account, std::string_view arn);

// Whether the account was closed: nobody can sign in as anyone of it, and nobody can assume its
// roles.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_account_state.html
bool is_closed(const World& world, const AccountId& account);

// ---- state --------------------------------------------------------------------------------------

// AWS has more types of policies; these two are the ones that decide about access.
enum class PolicyType : std::uint8_t { service_control, resource_control };
inline constexpr std::size_t policy_types = 2;
template <class T>
using PerType = std::array<T, policy_types>;

enum class FeatureSet : std::uint8_t { all, consolidated_billing };
enum class JoinedMethod : std::uint8_t { invited, created };
enum class NodeKind : std::uint8_t { root, unit, account };

struct Tag {
  std::string key;
  std::string value;
  bool operator==(const Tag&) const = default;
};
using Tags = std::vector<Tag>;  // in order of key, in which case matters

// A root, an organizational unit or an account in an organization's tree: what control policies are
// attached to.
struct Node {
  std::string id;  // "r-ab12", "ou-ab12-11111111", twelve digits
  NodeKind kind = NodeKind::unit;
  std::string parent{};                          // of a root: empty
  std::string name{};                            // of a root or unit
  PerType<std::vector<std::string>> attached{};  // ids of policies, in order of attachment
  Tags tags{};
  JoinedMethod joined_method = JoinedMethod::invited;  // accounts, as what follows
  Instant joined{};
  std::map<std::string, Instant> delegations{};  // service principal -> since when
  bool operator==(const Node&) const = default;
};

struct ControlPolicy {
  std::string id;  // "p-11111111", "p-FullAWSAccess"
  PolicyType type = PolicyType::service_control;
  bool aws_managed = false;
  std::string name;
  std::string description{};
  policy::StoredPolicy document{};
  Tags tags{};
  bool operator==(const ControlPolicy&) const = default;
};

enum class CreationState : std::uint8_t { in_progress, succeeded, failed };

// What CreateAccount was asked for, and what became of it.
struct AccountCreation {
  std::string id;  // "car-..."
  std::string email;
  std::string name;
  std::string role_name;
  Tags tags{};
  Region region{};
  CreationState state = CreationState::in_progress;
  std::string failure{};  // CreateAccountFailureReason
  AccountId account{};    // once it is there
  Instant requested{};
  Instant completed{};
  bool operator==(const AccountCreation&) const = default;
};

struct Organization {
  std::string id;  // "o-..."
  AccountId management;
  FeatureSet feature_set = FeatureSet::all;
  std::string root;                 // its node's id
  PerType<bool> enabled{};          // in the root
  Table<Node> nodes{};              // the root first
  Table<ControlPolicy> policies{};  // those that AWS manages first
  Table<AccountCreation> creations{};
  std::map<std::string, Instant> trusted{};  // services with access, since when
  std::vector<Instant> closures{};           // by CloseAccount, of the last thirty days
  std::vector<Instant> invitations{};        // of the last day, but those that were accepted
  bool operator==(const Organization&) const = default;
};

enum class HandshakeState : std::uint8_t { open, canceled, accepted, declined };

// An invitation of an account to an organization.
struct Handshake {
  std::string id;  // "h-..."
  std::string organization_id;
  AccountId management;
  AccountId account;      // who is invited
  bool by_email = false;  // was named by its e-mail address
  std::string notes{};
  Tags tags{};  // that the account will have
  HandshakeState state = HandshakeState::open;
  Instant requested{};
  Instant expires{};
  Instant ended{};
  bool operator==(const Handshake&) const = default;
};

enum class AccountState : std::uint8_t { active, pending_closure, closed };

// What is known of an account, wherever it belongs.
struct AccountDetails {
  std::string email;
  std::string name;
  AccountState state = AccountState::active;
  bool operator==(const AccountDetails&) const = default;
};

// What follows from an account's place in its organization; made anew when that changes.
struct Standing {
  std::string organization_id;
  std::string path;                     // to its parent, ends with '/'
  std::vector<std::string> containers;  // ARNs of the organization and of the units on the path
  Levels service_control;
  Levels resource_control;
};

struct State {
  std::map<std::string, Organization, std::less<>> organizations;  // by id
  std::map<AccountId, AccountDetails> accounts;  // those of which more than the id is known
  Table<Handshake> handshakes;
  // Follows from the organizations. A copied world shares it until either changes.
  std::map<AccountId, std::shared_ptr<const Standing>> standings;

  bool operator==(const State& other) const {
    return organizations == other.organizations && accounts == other.accounts &&
           handshakes == other.handshakes;
  }
};

// ---- events -------------------------------------------------------------------------------------

struct AccountReady {  // CreateAccount comes to its end
  std::string organization_id;
  std::string creation_id;
  bool operator==(const AccountReady&) const = default;
};
struct AccountClosed {
  AccountId account;
  bool operator==(const AccountClosed&) const = default;
};
struct AccountGone {  // ninety days after that
  AccountId account;
  bool operator==(const AccountGone&) const = default;
};
using Event = std::variant<AccountReady, AccountClosed, AccountGone>;
void on(World& world, const Event& event);

// ---- for the handlers ---------------------------------------------------------------------------

// The account's organization; null if it is in none.
Organization* find_organization(World& world, const AccountId& account);
const Organization* find_organization(const World& world, const AccountId& account);

// A new organization of its management account, with a root and AWS's own policies.
Organization new_organization(std::string id, std::string root_id, const AccountId& management,
                              FeatureSet feature_set, Instant now);
// Puts a node into the tree, with AWS's policy of each type that is enabled attached to it.
Node& add_node(Organization& organization, Node node);
// Attaches AWS's own policy of the type to every node; or detaches all of the type from all.
void enable(Organization& organization, PolicyType type);
void disable(Organization& organization, PolicyType type);
// Takes an account out of its organization.
void remove_account(World& world, const AccountId& account);
// Makes the standings of the organization's accounts anew. To be called after every change of its
// tree, its policies or their attachments.
void renew(State& state, const Organization& organization);

// How many units deep the node is: 0 for the root.
std::size_t depth(const Organization& organization, const Node& node);

// E-mail address, name and state of any account; one of which nothing is known has an address of
// its digits.
AccountDetails details(const World& world, const AccountId& account);

std::string_view name_of(PolicyType type);                     // "SERVICE_CONTROL_POLICY"
std::optional<PolicyType> policy_type(std::string_view name);  // nullopt for AWS's other types
std::string_view aws_policy_id(PolicyType type);               // "p-FullAWSAccess"

std::string arn(const Organization& organization);
std::string arn(const Organization& organization, const Node& node);
std::string arn(const Organization& organization, const ControlPolicy& policy);
std::string arn(const Handshake& handshake);
// From the organization to the node itself: "o-exampleorgid/r-ab12/ou-ab12-11111111/".
std::string path(const Organization& organization, const Node& node);

}  // namespace amishare::organizations
