// principal.cpp - who a principal is, and which policies and tags it brings along.
#include "iam/iam.h"
#include "iam/propagation.h"
#include "iam/unique_id.h"
#include "world/world.h"

namespace amishare::iam {
namespace {

constexpr std::string_view first_user_name = "admin";

// Whether the ARN is of the user that an account has before it is ever used.
bool is_first_user_arn(const World& world, const Arn& arn) {
  return arn.service == "iam" && arn.resource == "user/" + std::string(first_user_name) &&
         is_account_id(arn.account) && !world.iam.accounts.contains(AccountId{arn.account});
}

// The role's name in "assumed-role/NAME/SESSION"; empty if it is none.
std::string_view role_of_session(std::string_view resource) {
  constexpr std::string_view type = "assumed-role/";
  if (!resource.starts_with(type)) return {};
  resource.remove_prefix(type.size());
  const auto slash = resource.find('/');
  return slash == std::string_view::npos ? std::string_view() : resource.substr(0, slash);
}

const Role* find_named_role(const Account& account, std::string_view name) {
  const auto place = account.roles.find(name_key(name));
  return place == account.roles.end() ? nullptr : &place->second;
}

std::string administrator_access() {
  return iam_arn_text(AccountId{"aws"}, "policy/AdministratorAccess");
}

// A managed policy, in the version that is in force.
policy::NamedPolicy managed_policy(const World& world, const std::string& arn) {
  const ManagedPolicy* managed = seen_policy(world, arn);
  require(managed != nullptr, "a policy in use exists");
  const policy::StoredPolicy& document = managed->versions.at(managed->default_version).document;
  return {.policy = document.pointer(), .name = managed->name, .arn = arn};
}

void add_policies(const World& world, const Identity& identity,
                  std::vector<policy::NamedPolicy>& policies) {
  for (const auto& [name, document] : identity.inline_policies) {
    policies.push_back({.policy = document.pointer(), .name = name});
  }
  for (const std::string& arn : identity.attached_policies) {
    policies.push_back(managed_policy(world, arn));
  }
}

}  // namespace

policy::Principal root_principal(const AccountId& account) {
  const std::string arn = iam_arn_text(account, "root");
  return {.kind = policy::PrincipalKind::root,
          .account = account,
          .arn = arn,
          .principal_arn = arn,
          .unique_id = account.value,
          .user_id = account.value,
          .user_name = {},
          .service = {}};
}

policy::Principal principal(const User& user) {
  return {.kind = policy::PrincipalKind::user,
          .account = user.account,
          .arn = arn(user),
          .principal_arn = arn(user),
          .unique_id = user.id,
          .user_id = user.id,
          .user_name = user.name,
          .service = {}};
}

policy::Principal principal(const Role& role, std::string_view session_name) {
  const std::string session(session_name);
  // The session's ARN leaves the role's path out.
  return {
      .kind = policy::PrincipalKind::role_session,
      .account = role.account,
      .arn = arn_text("sts", Region{}, role.account, "assumed-role/" + role.name + "/" + session),
      .principal_arn = arn(role),
      .unique_id = role.id,
      .user_id = role.id + ":" + session,
      .user_name = {},
      .service = {}};
}

policy::Principal federated_principal(const policy::Principal& federator, std::string_view name) {
  const std::string arn =
      arn_text("sts", Region{}, federator.account, std::string("federated-user/").append(name));
  return {.kind = policy::PrincipalKind::federated_user,
          .account = federator.account,
          .arn = arn,
          .principal_arn = arn,
          .unique_id = federator.unique_id,
          .user_id = std::string(federator.account.value).append(":").append(name),
          .user_name = {},
          .service = {}};
}

std::vector<policy::NamedPolicy> identity_policies(const World& world,
                                                   const policy::Principal& principal) {
  std::vector<policy::NamedPolicy> policies;
  const bool federated = principal.kind == policy::PrincipalKind::federated_user;
  if (federated && principal.unique_id == principal.account.value) {
    policies.push_back(managed_policy(world, administrator_access()));
  } else if (federated || principal.kind == policy::PrincipalKind::user) {
    const User* user = seen_user(world, principal.account, principal.unique_id);
    if (user == nullptr) return policies;
    add_policies(world, *user, policies);
    for (const std::string& group_id : user->groups) {
      const Group* group = seen_group(world, principal.account, group_id);
      require(group != nullptr, "a user's group exists");
      add_policies(world, *group, policies);
    }
  } else if (principal.kind == policy::PrincipalKind::role_session) {
    const Role* role = seen_role_of_id(world, principal.account, principal.unique_id);
    if (role != nullptr) add_policies(world, *role, policies);
  }
  return policies;
}

std::optional<std::vector<policy::NamedPolicy>> permissions_boundary(
    const World& world, const policy::Principal& principal) {
  std::string_view boundary;
  if (principal.kind == policy::PrincipalKind::role_session) {
    const Role* role = seen_role_of_id(world, principal.account, principal.unique_id);
    if (role != nullptr) boundary = role->boundary;
  } else {
    // Root users and services have ids of no user.
    const User* user = seen_user(world, principal.account, principal.unique_id);
    if (user != nullptr) boundary = user->boundary;
  }
  if (boundary.empty()) return std::nullopt;
  return std::vector{managed_policy(world, std::string(boundary))};
}

std::vector<std::pair<std::string, std::string>> principal_tags(
    const World& world, const policy::Principal& principal) {
  const Tags* tags = nullptr;
  if (principal.kind == policy::PrincipalKind::user ||
      principal.kind == policy::PrincipalKind::federated_user) {
    const User* user = seen_user(world, principal.account, principal.unique_id);
    if (user != nullptr) tags = &user->tags;
  } else if (principal.kind == policy::PrincipalKind::role_session) {
    const Role* role = seen_role_of_id(world, principal.account, principal.unique_id);
    if (role != nullptr) tags = &role->tags;
  }
  std::vector<std::pair<std::string, std::string>> pairs;
  if (tags == nullptr) return pairs;
  for (const Tag& tag : *tags) pairs.emplace_back(tag.key, tag.value);
  return pairs;
}

std::optional<std::string> unique_id_of(const World& world, std::string_view principal_arn) {
  if (is_account_id(principal_arn)) return std::string(principal_arn);
  const Arn parsed = Arn::parse(principal_arn);
  if (!is_account_id(parsed.account) || !parsed.region.empty()) return std::nullopt;
  const AccountId account{parsed.account};
  if (parsed.service == "sts") {
    const std::string_view name = role_of_session(parsed.resource);
    const Account* seen = seen_account(world, account);
    const Role* role = name.empty() || seen == nullptr ? nullptr : find_named_role(*seen, name);
    return role != nullptr && role->name == name ? std::optional(role->id) : std::nullopt;
  }
  if (parsed.service != "iam") return std::nullopt;
  if (parsed.resource == "root") return parsed.account;
  if (is_first_user_arn(world, parsed)) return first_user_id(world.random.seed(), account);
  if (const User* user = seen_user_of_arn(world, principal_arn)) return user->id;
  if (const Role* role = seen_role(world, principal_arn)) return role->id;
  return std::nullopt;
}

std::optional<std::string> arn_of(const World& world, std::string_view unique_id) {
  if (is_account_id(unique_id)) {
    return iam_arn_text(AccountId{std::string(unique_id)}, "root");
  }
  if (const User* user = find_user_by_id(world, unique_id)) return arn(*user);
  if (const Role* role = find_role_by_id(world, unique_id)) return arn(*role);
  const std::optional<AccountId> account = account_of(unique_id);
  if (account && !world.iam.accounts.contains(*account) &&
      first_user_id(world.random.seed(), *account) == unique_id) {
    return iam_arn_text(*account, "user/" + std::string(first_user_name));
  }
  return std::nullopt;
}

void open_account(World& world, const AccountId& account) {
  const auto [place, fresh] = world.iam.accounts.try_emplace(account);
  require(fresh, "an account is opened once");
  Account& opened = place->second;
  opened.created = world.timeline.now();
  opened.first_user_id = first_user_id(world.random.seed(), account);
  User admin;
  admin.id = opened.first_user_id;
  admin.account = account;
  admin.name = std::string(first_user_name);
  admin.created = world.timeline.now();
  admin.attached_policies.push_back(administrator_access());
  const std::string key = name_key(admin.name);
  world.iam.places[admin.id] = {EntityKind::user, account, key};
  opened.users.emplace(key, std::move(admin));
}

}  // namespace amishare::iam
