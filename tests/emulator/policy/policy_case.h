// policy_case.h - short ways to write principals, policies and requests in tests.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/evaluate.h"
#include "policy/policy.h"
#include "support/catch.h"

namespace amishare::policy::test {

inline const AccountId account_a{"111122223333"};
inline const AccountId account_b{"444455556666"};
inline const std::string key_arn =
    "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

inline Principal user(const AccountId& account, const std::string& name) {
  Principal principal;
  principal.kind = PrincipalKind::user;
  principal.account = account;
  principal.arn = "arn:aws:iam::" + account.value + ":user/" + name;
  principal.principal_arn = principal.arn;
  principal.unique_id = "AIDA" + account.value + name;
  principal.user_id = principal.unique_id;
  principal.user_name = name;
  return principal;
}

// `path` with both slashes: "/a/".
inline Principal session(const AccountId& account, const std::string& role,
                         const std::string& session_name = "session",
                         const std::string& path = "/") {
  Principal principal;
  principal.kind = PrincipalKind::role_session;
  principal.account = account;
  principal.arn = "arn:aws:sts::" + account.value + ":assumed-role/" + role + "/" + session_name;
  principal.principal_arn = "arn:aws:iam::" + account.value + ":role" + path + role;
  principal.unique_id = "AROA" + account.value + role;
  principal.user_id = principal.unique_id + ":" + session_name;
  return principal;
}

// One of the account that owns what is asked for, one of another, and a role's session.
inline const Principal ana = user(account_a, "ana");
inline const Principal bob = user(account_b, "bob");
inline const Principal builder = session(account_a, "builder", "s1");

inline Principal root(const AccountId& account) {
  Principal principal;
  principal.kind = PrincipalKind::root;
  principal.account = account;
  principal.arn = "arn:aws:iam::" + account.value + ":root";
  principal.principal_arn = principal.arn;
  principal.unique_id = account.value;
  principal.user_id = account.value;
  return principal;
}

inline Principal federated(const AccountId& account, const std::string& name) {
  Principal principal;
  principal.kind = PrincipalKind::federated_user;
  principal.account = account;
  principal.arn = "arn:aws:sts::" + account.value + ":federated-user/" + name;
  principal.principal_arn = principal.arn;
  principal.user_id = account.value + ":" + name;
  return principal;
}

inline Principal service(const std::string& name) {
  Principal principal;
  principal.kind = PrincipalKind::service;
  principal.arn = name;
  principal.principal_arn = name;
  principal.service = name;
  return principal;
}

// A document of Version 2012-10-17 around its statements, written with ' for ".
inline std::string document(std::string statements) {
  for (char& c : statements) {
    if (c == '\'') c = '"';
  }
  return "{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}";
}

inline std::shared_ptr<const Policy> read(DocumentKind kind, const std::string& text) {
  const Parsed parsed = parse(text, kind);
  INFO(text);
  INFO((parsed.complaint ? parsed.complaint->message : std::string()));
  REQUIRE(parsed.policy != nullptr);
  return parsed.policy;
}

inline std::shared_ptr<const Policy> identity(const std::string& statements) {
  return read(DocumentKind::identity, document(statements));
}

inline std::shared_ptr<const Policy> resource(const std::string& statements) {
  return read(DocumentKind::resource, document(statements));
}

inline std::vector<NamedPolicy> named(std::vector<std::shared_ptr<const Policy>> policies) {
  std::vector<NamedPolicy> result;
  for (auto& policy : policies) {
    result.push_back({std::move(policy), "policy" + std::to_string(result.size() + 1)});
  }
  return result;
}

// "Allow everything", as an identity-like policy and as a resource policy for a principal.
inline std::shared_ptr<const Policy> allow_all() {
  return identity("{'Effect':'Allow','Action':'*','Resource':'*'}");
}
inline std::shared_ptr<const Policy> deny_all() {
  return identity("{'Effect':'Deny','Action':'*','Resource':'*'}");
}
inline std::shared_ptr<const Policy> allow_only(const std::string& action) {
  return identity("{'Effect':'Allow','Action':'" + action + "','Resource':'*'}");
}
inline std::shared_ptr<const Policy> allow_to(const std::string& arn) {
  return resource("{'Effect':'Allow','Principal':{'AWS':'" + arn +
                  "'},'Action':'*','Resource':'*'}");
}

// kms:Decrypt on account A's key, under a key policy.
inline Request decrypt_by(Principal principal, ResourceRule rule = ResourceRule::mandatory) {
  Request request;
  request.principal = std::move(principal);
  request.action = "kms:Decrypt";
  request.resource = key_arn;
  request.resource_account = account_a;
  request.rule = rule;
  return request;
}

inline Request ask(Principal principal, std::string action, std::string resource_arn = "*") {
  Request request;
  request.resource_account = principal.account;
  request.principal = std::move(principal);
  request.action = std::move(action);
  request.resource = std::move(resource_arn);
  return request;
}

}  // namespace amishare::policy::test
