// policy_principal.cpp - ARNs of users, roles, sessions and root, names of services.
#include "client/policy_principal.h"

#include <algorithm>
#include <array>

#include "world/name.h"

namespace amishare::client {
namespace {

using policy::Principal;
using policy::PrincipalKind;

constexpr std::string_view linked_path = "aws-service-role/";

std::string_view last_part(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::optional<std::string_view> rest_after(std::string_view text, std::string_view start) {
  if (!text.starts_with(start) || text.size() == start.size()) return std::nullopt;
  return text.substr(start.size());
}

// "ec2.amazonaws.com", with a Region's name in it or without.
bool names_service(std::string_view text) {
  const bool aws = text.ends_with(".amazonaws.com") || text.ends_with(".amazonaws.com.cn") ||
                   text.ends_with(".aws.internal");
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
  return aws && plain && !text.starts_with('.');
}

std::string role_arn(std::string_view partition, std::string_view account, std::string_view role) {
  std::string arn = "arn:";
  arn.append(partition).append(":iam::").append(account).append(":role/");
  if (looks_service_linked(role)) arn += linked_path;
  return arn.append(role);
}

std::optional<Principal> of_iam(Principal who, std::string_view partition,
                                std::string_view resource) {
  if (resource == "root") {
    who.kind = PrincipalKind::root;
    who.principal_arn = who.arn;
    who.unique_id = who.user_id = who.account.value;
    return who;
  }
  if (const auto path = rest_after(resource, "user/"); path && !path->ends_with('/')) {
    who.kind = PrincipalKind::user;
    who.principal_arn = who.arn;
    who.user_name = last_part(*path);
    return who;
  }
  if (const auto path = rest_after(resource, "role/"); path && !path->ends_with('/')) {
    who.kind = PrincipalKind::role_session;
    who.principal_arn = std::move(who.arn);
    who.arn = "arn:";
    who.arn.append(partition).append(":sts::").append(who.account.value);
    who.arn.append(":assumed-role/").append(last_part(*path)).append("/");
    return who;
  }
  const bool provider =
      rest_after(resource, "saml-provider/") || rest_after(resource, "oidc-provider/");
  if (!provider) return std::nullopt;
  Principal outsider;
  outsider.provider = std::move(who.arn);
  return outsider;
}

std::optional<Principal> of_sts(Principal who, std::string_view partition,
                                std::string_view resource) {
  if (rest_after(resource, "federated-user/")) {
    who.kind = PrincipalKind::federated_user;
    who.principal_arn = who.arn;
    return who;
  }
  const auto names = rest_after(resource, "assumed-role/");
  if (!names) return std::nullopt;
  const auto slash = names->find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == names->size()) {
    return std::nullopt;
  }
  who.kind = PrincipalKind::role_session;
  who.principal_arn = role_arn(partition, who.account.value, names->substr(0, slash));
  return who;
}

}  // namespace

bool looks_service_linked(std::string_view role_name) {
  return role_name.starts_with("AWSServiceRoleFor");
}

std::optional<Principal> principal_named(std::string_view text) {
  Principal who;
  if (text == "anonymous") return who;
  if (names_service(text)) {
    who.kind = PrincipalKind::service;
    who.arn = who.principal_arn = who.service = text;
    return who;
  }
  std::array<std::string_view, 6> parts{};
  std::string_view rest = text;
  for (std::size_t i = 0; i < 5; ++i) {
    const auto colon = rest.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    parts[i] = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  parts[5] = rest;
  const bool fits = parts[0] == "arn" && parts[1].starts_with("aws") && parts[3].empty() &&
                    is_account_id(parts[4]) && text.find_first_of("*?") == std::string_view::npos;
  if (!fits) return std::nullopt;
  who.arn = text;
  who.account.value = parts[4];
  if (parts[2] == "iam") return of_iam(std::move(who), parts[1], parts[5]);
  if (parts[2] == "sts") return of_sts(std::move(who), parts[1], parts[5]);
  return std::nullopt;
}

}  // namespace amishare::client
