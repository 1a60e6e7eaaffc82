// invariant_test.cpp - whatever is asked in whatever order, the tree and what is handed out agree.
#include <algorithm>
#include <set>

#include "emulator/organizations/fixture.h"
#include "support/dice.h"

namespace amishare::organizations::test {

namespace {

const std::vector<AccountId> wanderers = {account_a, account_b, AccountId{"333322221111"},
                                          AccountId{"666655554444"}};

// Ids of the organization's nodes of a kind, or of all.
std::vector<std::string> nodes(const Organization& organization, std::string_view prefix = "") {
  std::vector<std::string> ids;
  for (const auto& [number, node] : organization.nodes) {
    if (node.id.starts_with(prefix)) ids.push_back(node.id);
  }
  return ids;
}

// One random request. Refusals are as good as answers.
class Walker {
 public:
  Walker(Organized& organized, std::uint64_t seed) : organized_(organized), dice_(seed) {}

  void step() {
    try {
      choose();
    } catch (const Error& error) {
      CHECK(error.code != "InternalFailure");
      ++refused;
    }
  }
  std::size_t refused = 0;

 private:
  const Organization& organization() const {
    return organized_.world.organizations.organizations.at(organized_.id);
  }
  std::string node(std::string_view prefix = "") {
    const auto ids = nodes(organization(), prefix);
    return ids.empty() ? "ou-none-12345678" : dice_.pick(ids);
  }
  std::string parent() { return dice_.one_in(3) ? organized_.root : node("ou-"); }
  std::string policy() {
    std::vector<std::string> ids;
    for (const auto& [number, one] : organization().policies) ids.push_back(one.id);
    return dice_.pick(ids);
  }
  std::string type() {
    return dice_.one_in(2) ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY";
  }

  void choose() {
    const AccountId account = dice_.pick(wanderers);
    switch (dice_.below(12)) {
      case 0:
        organized_.unit("unit " + std::to_string(dice_.below(6)), parent());
        return;
      case 1:
        organized_.asks<op::DeleteOrganizationalUnit>({.organizational_unit_id = node("ou-")});
        return;
      case 2:
      case 3:
        move(account);
        return;
      case 4:
        organized_.invite(account);
        return;
      case 5:
        ask<op::LeaveOrganization>(organized_.world, root(account), {});
        return;
      case 6:
        organized_.enable(type());
        return;
      case 7:
        if (dice_.one_in(4)) {
          organized_.asks<op::DisablePolicyType>(
              {.root_id = organized_.root, .policy_type = type()});
        }
        return;
      case 8:
        create_policy();
        return;
      case 9:
        organized_.asks<op::DeletePolicy>({.policy_id = policy()});
        return;
      case 10:
        organized_.asks<op::DetachPolicy>({.policy_id = policy(), .target_id = node()});
        return;
      default:
        organized_.asks<op::AttachPolicy>({.policy_id = policy(), .target_id = node()});
    }
  }

  void move(const AccountId& account) {
    const Node* place = organization().nodes.find(account.value);
    if (place != nullptr) organized_.move(account, place->parent, parent());
  }

  void create_policy() {
    const bool scp = dice_.one_in(2);
    organized_.policy("policy " + std::to_string(dice_.below(8)),
                      scp ? deny_launch : rcp_deny_decrypt,
                      scp ? "SERVICE_CONTROL_POLICY" : "RESOURCE_CONTROL_POLICY");
  }

  Organized& organized_;
  Dice dice_;
};

// The levels above an account, found anew from the tree.
Levels expected_levels(const Organization& organization, const std::string& account,
                       std::size_t type) {
  Levels levels;
  if (!organization.enabled[type] || account == organization.management.value) return levels;
  for (const Node* node = organization.nodes.find(account); node != nullptr;
       node = organization.nodes.find(node->parent)) {
    std::vector<policy::NamedPolicy> level;
    for (const std::string& id : node->attached[type]) {
      const ControlPolicy& policy = organization.policies.at(id);
      level.push_back({.policy = policy.document.pointer(), .name = policy.name});
    }
    levels.insert(levels.begin(), level);
  }
  return levels;
}

bool same(const Levels& left, const Levels& right) {
  return std::equal(
      left.begin(), left.end(), right.begin(), right.end(), [](const auto& one, const auto& other) {
        return std::equal(
            one.begin(), one.end(), other.begin(), other.end(),
            [](const auto& a, const auto& b) { return a.policy == b.policy && a.name == b.name; });
      });
}

void check_tree(const Organization& organization) {
  for (const auto& [number, node] : organization.nodes) {
    CAPTURE(node.id);
    CHECK(depth(organization, node) <= 6);  // an account in the fifth unit
    CHECK((node.kind == NodeKind::root) == node.parent.empty());
    const Node* parent = organization.nodes.find(node.parent);
    CHECK((parent != nullptr || node.kind == NodeKind::root));
    if (parent != nullptr) CHECK(parent->kind != NodeKind::account);
    for (std::size_t type = 0; type < policy_types; ++type) {
      const auto& ids = node.attached[type];
      CHECK(ids.empty() != organization.enabled[type]);
      CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
      for (const std::string& id : ids) {
        const ControlPolicy* policy = organization.policies.find(id);
        REQUIRE(policy != nullptr);
        CHECK(static_cast<std::size_t>(policy->type) == type);
      }
    }
    const auto& rcps = node.attached[1];
    const bool has_full = std::find(rcps.begin(), rcps.end(), "p-RCPFullAWSAccess") != rcps.end();
    CHECK(has_full == organization.enabled[1]);
  }
}

void check_standings(const World& world, const Organization& organization) {
  for (const AccountId& account : wanderers) {
    CAPTURE(account.value);
    const bool member = organization.nodes.find(account.value) != nullptr;
    CHECK((organization_id(world, account) == organization.id) == member);
    const Levels none;
    CHECK(same(service_control_levels(world, account),
               member ? expected_levels(organization, account.value, 0) : none));
    CHECK(same(resource_control_levels(world, account),
               member ? expected_levels(organization, account.value, 1) : none));
    for (const auto& [number, node] : organization.nodes) {
      if (node.kind != NodeKind::unit) continue;
      const bool below =
          organization_path(world, account).find("/" + node.id + "/") != std::string::npos;
      CHECK(is_within(world, account, arn(organization, node)) == below);
    }
  }
  CHECK(service_control_levels(world, organization.management).empty());
}

}  // namespace

TEST_CASE("random requests leave the tree whole and the standings true", "[organizations]") {
  std::size_t refused = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Organized organized(WorldOptions{.seed = seed});
    Walker walker(organized, seed);
    for (int step = 0; step < 150; ++step) {
      walker.step();
      // Twenty invitations a day, and fifteen days for one to expire.
      organized.world.advance(std::chrono::hours(2));
      const Organization& organization =
          organized.world.organizations.organizations.at(organized.id);
      check_tree(organization);
      check_standings(organized.world, organization);
    }
    refused += walker.refused;
  }
  // Neither all nor nothing was refused.
  CHECK(refused > 12 * 150 / 10);
  CHECK(refused < 12 * 150 * 9 / 10);
}

}  // namespace amishare::organizations::test
