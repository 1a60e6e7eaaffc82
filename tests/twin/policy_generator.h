// policy_generator.h - policies, requests and grants at random, of few words so that many match.
#pragma once
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "policy/document.h"
#include "policy/evaluate.h"
#include "policy/policy.h"
#include "support/catch.h"
#include "support/dice.h"
#include "twin/policy_twin.h"

namespace amishare::policy::twin {

using test::Dice;

// A document both ways.
struct Pair {
  Document json;
  std::shared_ptr<const Policy> policy;
};

// The document with everyone as resource control policies must name them, not in a list.
inline Json as_written(Json document) {
  const Json everyone{{"AWS", Json::array({"*"})}};
  Json& statements = document["Statement"];
  if (!statements.is_array()) return document;
  for (Json& statement : statements) {
    if (statement.value("Principal", Json()) == everyone) statement["Principal"] = "*";
  }
  return document;
}

// Everything of one question.
struct Case {
  Request request;
  Policies policies;
  Documents documents;
  std::vector<Grant> grants;
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : dice(seed) {
    for (int i = 0; i < 150; ++i) {
      identity_.push_back(make(DocumentKind::identity));
      resource_.push_back(make(DocumentKind::resource));
      organization_.push_back(make(DocumentKind::service_control));
      control_.push_back(make(DocumentKind::resource_control));
    }
    const Json everything{{"Version", "2012-10-17"},
                          {"Statement", {{"Effect", "Allow"}, {"Action", "*"}, {"Resource", "*"}}}};
    full_ = pair(everything, DocumentKind::identity);
    Json for_everyone = everything;
    for_everyone["Statement"]["Principal"] = "*";
    full_resource_ = pair(for_everyone, DocumentKind::resource);
  }

  Dice dice;

  Case make_case() {
    Case result;
    result.request = make_request();
    if (!dice.one_in(8)) add(identity_, result.policies.identity, result.documents.identity);
    if (!dice.one_in(3)) {
      const Pair& chosen = dice.pick(resource_);
      result.policies.resource = chosen.policy;
      result.documents.resource = chosen.json;
    }
    const auto maybe = [&](auto& named, auto& documents, const std::vector<Pair>& pool,
                           const Pair& full) {
      if (!dice.one_in(4)) return;
      named.emplace();
      documents.emplace();
      if (dice.one_in(2)) add_one(full, *named, *documents);
      add(pool, *named, *documents);
    };
    maybe(result.policies.permissions_boundary, result.documents.permissions_boundary, identity_,
          full_);
    maybe(result.policies.session, result.documents.session, identity_, full_);
    maybe(result.policies.vpc_endpoint, result.documents.vpc_endpoint, resource_, full_resource_);
    if (dice.one_in(3)) {
      add_levels(full_, organization_, result.policies.service_control,
                 result.documents.service_control);
    }
    if (dice.one_in(4)) {
      add_levels(full_resource_, control_, result.policies.resource_control,
                 result.documents.resource_control);
    }
    for (std::size_t i = dice.below(3); i > 0; --i) result.grants.push_back(make_grant());
    return result;
  }

  // A Deny, or an Allow of something that nobody asks for, for any identity-like layer.
  Pair make_denial() {
    Json document = document_of(DocumentKind::identity);
    for (Json& statement : document["Statement"]) statement["Effect"] = "Deny";
    return pair(document, DocumentKind::identity);
  }
  Pair make_unrelated() const {
    return pair(
        Json{{"Version", "2012-10-17"},
             {"Statement", {{"Effect", "Allow"}, {"Action", "unrelated:*"}, {"Resource", "*"}}}},
        DocumentKind::identity);
  }
  static Pair pair(const Json& document, DocumentKind kind) {
    const std::string text = as_written(document).dump();
    const Parsed parsed = parse(text, kind);
    INFO(text);
    REQUIRE(parsed.policy != nullptr);
    return {std::make_shared<const Json>(normalized(document)), parsed.policy};
  }
  // The same document with its statements in another order.
  Pair shuffled(const Pair& from) {
    Json document = *from.json;
    Json& statements = document["Statement"];
    for (std::size_t i = statements.size(); i > 1; --i) {
      std::swap(statements[i - 1], statements[dice.below(i)]);
    }
    return pair(document, from.policy->kind());
  }

 private:
  static void add_one(const Pair& from, std::vector<NamedPolicy>& named,
                      std::vector<Document>& documents) {
    named.push_back({from.policy, std::to_string(documents.size())});
    documents.push_back(from.json);
  }
  void add(const std::vector<Pair>& pool, std::vector<NamedPolicy>& named,
           std::vector<Document>& documents) {
    for (std::size_t i = 1 + dice.below(2); i > 0; --i) add_one(dice.pick(pool), named, documents);
  }
  void add_levels(const Pair& full, const std::vector<Pair>& pool,
                  std::vector<std::vector<NamedPolicy>>& named,
                  std::vector<std::vector<Document>>& documents) {
    for (std::size_t i = 1 + dice.below(2); i > 0; --i) {
      named.emplace_back();
      documents.emplace_back();
      if (!dice.one_in(4)) add_one(full, named.back(), documents.back());
      if (dice.one_in(2)) add_one(dice.pick(pool), named.back(), documents.back());
    }
  }

  Pair make(DocumentKind kind) { return pair(document_of(kind), kind); }

  Json document_of(DocumentKind kind) {
    Json statements = Json::array();
    for (std::size_t i = 1 + dice.below(3); i > 0; --i) statements.push_back(statement(kind));
    Json document{{"Version", "2012-10-17"}, {"Statement", statements}};
    if (kind == DocumentKind::resource && dice.one_in(6)) document["Version"] = "2008-10-17";
    return document;
  }

  Json one_or_more(const std::vector<std::string>& from) {
    if (dice.one_in(2)) return dice.pick(from);
    Json list = Json::array();
    for (std::size_t i = 1 + dice.below(3); i > 0; --i) list.push_back(dice.pick(from));
    return list;
  }

  Json statement(DocumentKind kind) {
    const bool control = kind == DocumentKind::resource_control;
    Json result;
    result["Effect"] = control || dice.one_in(4) ? "Deny" : "Allow";
    const bool no_action = !control && dice.one_in(8);
    result[no_action ? "NotAction" : "Action"] = one_or_more(control ? vendor_actions_ : actions_);
    result[dice.one_in(10) ? "NotResource" : "Resource"] =
        dice.one_in(2) ? Json("*") : one_or_more(resources_);
    if (control) result["Principal"] = "*";
    if (kind == DocumentKind::resource) {
      if (dice.one_in(6)) {
        result["Principal"] = "*";
      } else {
        Json element{{"AWS", one_or_more(principals_)}};
        if (dice.one_in(4)) element["Service"] = one_or_more(services_);
        result[dice.one_in(8) ? "NotPrincipal" : "Principal"] = element;
      }
    }
    if (dice.one_in(2)) result["Condition"] = condition();
    return result;
  }

  Json condition() {
    Json result = Json::object();
    for (std::size_t i = 1 + dice.below(2); i > 0; --i) {
      const auto& [name, key, values] = dice.pick(tests_);
      std::string full_name = name;
      if (name != "Null") {
        if (dice.one_in(4))
          full_name = "ForAllValues:" + full_name;
        else if (dice.one_in(4))
          full_name = "ForAnyValue:" + full_name;
        if (dice.one_in(4)) full_name += "IfExists";
      }
      result[full_name][dice.one_in(4) ? lower_case(key) : key] = one_or_more(values);
    }
    return result;
  }

  Request make_request() {
    Request request;
    request.principal = dice.pick(askers_);
    request.action = dice.pick(asked_actions_);
    request.resource = dice.pick(asked_resources_);
    request.resource_account.value = dice.one_in(3) ? "444455556666" : "111122223333";
    request.rule = dice.one_in(2) ? ResourceRule::mandatory : ResourceRule::ordinary;
    const auto maybe = [&](const std::string& key, const std::vector<std::string>& values) {
      if (!dice.one_in(3)) request.context.set(key, dice.pick(values));
    };
    maybe("aws:RequestedRegion", {"us-east-1", "eu-west-1"});
    maybe("aws:SourceIp", {"203.0.113.7", "198.51.100.1", "not an address"});
    maybe("aws:CurrentTime", {"2026-01-01T00:00:00Z", "2026-06-15T12:30:00Z"});
    maybe("aws:PrincipalArn", {"arn:aws:iam::111122223333:user/ana", "arn:aws:iam::1:role/r:x"});
    maybe("kms:GrantIsForAWSResource", {"true", "false"});
    maybe("aws:PrincipalTag/Team", {"red", "blue", "r*"});
    maybe("ec2:Count", {"1", "10", "ten"});
    maybe(dice.one_in(4) ? "kms:EncryptionContext:Stage" : "kms:EncryptionContext:stage",
          {"test", "live"});
    maybe("kms:EncryptionContext:team", {"red"});
    if (!dice.one_in(3)) {
      std::vector<std::string> keys;
      for (std::size_t i = dice.below(3); i > 0; --i) keys.push_back(dice.pick(tag_keys_));
      request.context.set_many("aws:TagKeys", keys);
    }
    return request;
  }

  Grant make_grant() {
    Grant grant;
    grant.id = "grant-" + std::to_string(dice.below(1000));
    grant.grantee = dice.one_in(6) ? "ec2.us-east-1.amazonaws.com" : dice.pick(principals_);
    if (grant.grantee == "*" || grant.grantee.size() == 12) {
      grant.grantee = "arn:aws:iam::111122223333:root";
    }
    grant.actions = {"kms:Decrypt", "kms:CreateGrant"};
    if (dice.one_in(3)) grant.encryption_context_equals = {{{"stage", "test"}}};
    if (dice.one_in(3)) grant.encryption_context_subset = {{{"team", "red"}}};
    return grant;
  }

  static Principal principal(PrincipalKind kind, const std::string& account, const std::string& arn,
                             const std::string& principal_arn) {
    Principal result;
    result.kind = kind;
    result.account.value = account;
    result.arn = arn;
    result.principal_arn = principal_arn;
    result.unique_id = arn.empty() ? "" : "ID-" + principal_arn;
    return result;
  }

  static std::vector<Principal> askers() {
    std::vector<Principal> all;
    for (const std::string account : {"111122223333", "444455556666"}) {
      const std::string iam = "arn:aws:iam::" + account + ":";
      const std::string sts = "arn:aws:sts::" + account + ":";
      all.push_back(principal(PrincipalKind::user, account, iam + "user/ana", iam + "user/ana"));
      all.push_back(principal(PrincipalKind::user, account, iam + "user/bob", iam + "user/bob"));
      all.push_back(principal(PrincipalKind::role_session, account, sts + "assumed-role/builder/s1",
                              iam + "role/team/builder"));
      all.push_back(principal(PrincipalKind::role_session, account, sts + "assumed-role/builder/s2",
                              iam + "role/team/builder"));
      all.push_back(principal(PrincipalKind::root, account, iam + "root", iam + "root"));
      all.push_back(principal(PrincipalKind::federated_user, account, sts + "federated-user/fred",
                              sts + "federated-user/fred"));
      all.push_back(principal(PrincipalKind::role_session, account, sts + "assumed-role/linked/s",
                              iam + "role/aws-service-role/x.amazonaws.com/linked"));
    }
    all.push_back(principal(PrincipalKind::anonymous, "", "", ""));
    Principal service = principal(PrincipalKind::service, "", "ec2.us-east-1.amazonaws.com", "");
    service.service = service.arn;
    all.push_back(service);
    return all;
  }

  struct Test {
    std::string name, key;
    std::vector<std::string> values;
  };

  const std::vector<Principal> askers_ = askers();
  const std::vector<std::string> asked_actions_ = {"kms:Decrypt", "kms:CreateGrant",
                                                   "kms:DescribeKey", "ec2:RunInstances"};
  const std::vector<std::string> asked_resources_ = {
      "*", "arn:aws:kms:us-east-1:111122223333:key/1", "arn:aws:kms:us-east-1:444455556666:key/red",
      "arn:aws:ec2:us-east-1::image/ami-1", "arn:aws:logs:us-east-1:111122223333:group:a:b"};
  const std::vector<std::string> actions_ = {"kms:Decrypt", "kms:*", "*",
                                             "KMS:Create*", "ec2:*", "kms:D?c*t"};
  const std::vector<std::string> vendor_actions_ = {"kms:Decrypt", "kms:*", "ec2:Run*"};
  const std::vector<std::string> resources_ = {
      "*",
      "arn:aws:kms:*:111122223333:key/*",
      "arn:aws:kms:us-east-?:*:key/1",
      "arn:aws:kms:us-east-1:444455556666:key/${aws:PrincipalTag/Team}",
      "arn:aws:kms:*:*:key/${aws:PrincipalTag/Team, 'red'}",
      "arn:aws:ec2:*::image/*",
      "arn:aws:logs:*:b",
      "arn:aws:logs:us*:*:group:*:b",
      "arn:aws:kms:us-east-1",
      "arn:aws:logs:*t-1:*:group:a:b",
      "arn:aws:logs:us-east-1:*:a:b",
      "arn:aws:kms:*",
      "arn:aws:kms:us-east-1:111122223333:key/${*}"};
  const std::vector<std::string> principals_ = {"*",
                                                "111122223333",
                                                "444455556666",
                                                "arn:aws:iam::111122223333:root",
                                                "arn:aws:iam::111122223333:user/ana",
                                                "arn:aws:iam::444455556666:user/bob",
                                                "arn:aws:iam::111122223333:role/team/builder",
                                                "arn:aws:iam::444455556666:role/builder",
                                                "arn:aws:sts::111122223333:assumed-role/builder/s1",
                                                "arn:aws:sts::444455556666:assumed-role/builder/s2",
                                                "arn:aws:sts::111122223333:federated-user/fred"};
  const std::vector<std::string> services_ = {"ec2.amazonaws.com", "ec2.us-east-1.amazonaws.com",
                                              "kms.amazonaws.com"};
  const std::vector<std::string> tag_keys_ = {"environment", "cost-center", "dept"};
  const std::vector<Test> tests_ = {
      {"StringEquals", "aws:RequestedRegion", {"us-east-1", "eu-west-1"}},
      {"StringNotEquals", "aws:RequestedRegion", {"us-east-1", "eu-west-1"}},
      {"StringEqualsIgnoreCase", "aws:RequestedRegion", {"US-EAST-1"}},
      {"StringNotEqualsIgnoreCase", "aws:PrincipalTag/Team", {"RED"}},
      {"StringLike", "aws:PrincipalTag/Team", {"r*", "?lue", "${*}*", "r${*}"}},
      {"StringNotLike", "aws:PrincipalTag/Team", {"r*", "blue"}},
      {"StringEquals", "kms:EncryptionContext:team", {"${aws:PrincipalTag/Team}", "${aws:None}"}},
      {"StringNotEquals", "kms:EncryptionContext:team", {"${aws:PrincipalTag/Team, 'red'}"}},
      {"StringEquals", "aws:TagKeys", {"environment", "cost-center"}},
      {"StringNotEquals", "aws:TagKeys", {"environment", "dept"}},
      {"StringLike", "aws:TagKeys", {"*e*", "${aws:TagKeys}"}},
      {"NumericEquals", "ec2:Count", {"1", "10.0", "x"}},
      {"NumericNotEquals", "ec2:Count", {"1", "x"}},
      {"NumericLessThan", "ec2:Count", {"10"}},
      {"NumericLessThanEquals", "ec2:Count", {"10"}},
      {"NumericGreaterThan", "ec2:Count", {"1"}},
      {"NumericGreaterThanEquals", "ec2:Count", {"10"}},
      {"DateEquals", "aws:CurrentTime", {"2026-01-01T00:00:00Z", "1767225600"}},
      {"DateNotEquals", "aws:CurrentTime", {"2026-01-01T00:00:00Z"}},
      {"DateLessThan", "aws:CurrentTime", {"2026-03-01T00:00:00Z"}},
      {"DateGreaterThanEquals", "aws:CurrentTime", {"2026-03-01T00:00:00Z"}},
      {"Bool", "kms:GrantIsForAWSResource", {"true", "FALSE"}},
      {"IpAddress", "aws:SourceIp", {"203.0.113.0/24", "198.51.100.1"}},
      {"NotIpAddress", "aws:SourceIp", {"203.0.113.0/24", "0.0.0.0/0"}},
      {"ArnLike", "aws:PrincipalArn", {"arn:aws:iam::*:user/*", "arn:aws:iam::1:role/*"}},
      {"ArnNotEquals", "aws:PrincipalArn", {"arn:aws:iam::111122223333:user/ana"}},
      {"Null", "aws:TagKeys", {"true", "false"}},
      {"Null", "kms:EncryptionContext:stage", {"true", "false"}},
  };

  std::vector<Pair> identity_, resource_, organization_, control_;
  Pair full_, full_resource_;
};

}  // namespace amishare::policy::twin
