// peers_test.cpp - mistakes known from other emulators' policy engines, each by its number.
#include <array>
#include <string>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

bool allowed(const std::string& statements, const std::string& key = "",
             const std::string& value = "") {
  Policies policies;
  policies.identity = named({identity(statements)});
  Request request = ask(ana, "ec2:RunInstances");
  if (!key.empty()) request.context.set(key, value);
  return evaluate(request, policies).allowed();
}

}  // namespace

TEST_CASE("B1: negated operators with several values are NOR", "[policy]") {
  const std::string statement =
      "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringNotEquals':"
      "{'aws:RequestedRegion':['us-east-1','eu-west-1']}}}";
  CHECK_FALSE(allowed(statement, "aws:RequestedRegion", "us-east-1"));
  CHECK_FALSE(allowed(statement, "aws:RequestedRegion", "eu-west-1"));
  CHECK(allowed(statement, "aws:RequestedRegion", "ap-northeast-2"));
}

TEST_CASE("B2: negated operators hold for an absent key", "[policy]") {
  for (const std::string name : {"StringNotEquals", "StringNotLike", "ArnNotLike", "NotIpAddress",
                                 "NumericNotEquals", "DateNotEquals"}) {
    INFO(name);
    CHECK(allowed("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'" + name +
                  "':{'aws:Absent':'2026-01-01'}}}"));
  }
}

TEST_CASE("B3: a Deny whose condition is not met does not deny", "[policy]") {
  const std::string statements =
      "{'Effect':'Allow','Action':'*','Resource':'*'},"
      "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'StringEquals':"
      "{'aws:RequestedRegion':'eu-west-1'}}}";
  CHECK(allowed(statements, "aws:RequestedRegion", "us-east-1"));
  CHECK_FALSE(allowed(statements, "aws:RequestedRegion", "eu-west-1"));
}

TEST_CASE("B4: an unknown operator is refused when the policy is made", "[policy]") {
  const std::string text = document(
      "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringMostlyEquals':"
      "{'aws:RequestedRegion':'eu-west-1'}}}");
  CHECK(parse(text, DocumentKind::identity).policy == nullptr);
  CHECK(parse(text, DocumentKind::session).policy == nullptr);
}

TEST_CASE("B5: a conditional Deny fires on the request's context", "[policy]") {
  const std::string statements =
      "{'Effect':'Allow','Action':'*','Resource':'*'},"
      "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'IpAddress':"
      "{'aws:SourceIp':'203.0.113.0/24'}}}";
  CHECK_FALSE(allowed(statements, "aws:SourceIp", "203.0.113.9"));
  CHECK(allowed(statements, "aws:SourceIp", "198.51.100.9"));
}

TEST_CASE("B6: time and user are the request's, not constants", "[policy]") {
  const std::string before =
      "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'DateLessThan':"
      "{'aws:CurrentTime':'2026-06-01T00:00:00Z'}}}";
  CHECK(allowed(before, "aws:CurrentTime", "2026-05-31T23:59:59Z"));
  CHECK_FALSE(allowed(before, "aws:CurrentTime", "2026-06-01T00:00:00Z"));
  const std::string own =
      "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':"
      "{'aws:username':'ana'}}}";
  CHECK(allowed(own, "aws:username", "ana"));
  CHECK_FALSE(allowed(own, "aws:username", "AKIAIOSFODNN7EXAMPLE"));
}

TEST_CASE("B8: for a key an identity policy alone is not enough", "[policy]") {
  Policies policies;
  policies.identity = named({allow_all()});
  CHECK_FALSE(evaluate(decrypt_by(ana), policies).allowed());
  policies.resource = allow_to(user(account_a, "other").arn);
  CHECK_FALSE(evaluate(decrypt_by(ana), policies).allowed());
  policies.resource = allow_to("111122223333");
  CHECK(evaluate(decrypt_by(ana), policies).allowed());
}

TEST_CASE("B9: a request without a resource is denied, not waved through", "[policy]") {
  Policies policies;
  policies.identity = named({allow_all()});
  policies.resource = allow_to("*");
  Request request = decrypt_by(ana);
  request.resource.clear();
  CHECK_FALSE(evaluate(request, policies).allowed());
  // The key behind a ciphertext may be another account's: its policy and this caller's both count.
  request = decrypt_by(bob);
  policies.identity =
      named({identity("{'Effect':'Allow','Action':'kms:Decrypt','Resource':'" + key_arn + "'}")});
  CHECK(evaluate(request, policies).allowed());
  policies.resource = allow_to("111122223333");
  CHECK_FALSE(evaluate(request, policies).allowed());
}

TEST_CASE("B10: SCPs are OR within a level and AND across levels", "[policy]") {
  Policies policies;
  policies.identity = named({allow_all()});
  const auto full = allow_all();
  const auto deny_region =
      read(DocumentKind::service_control,
           document("{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'StringEquals':"
                    "{'aws:RequestedRegion':'eu-west-1'}}}"));
  policies.service_control = {named({full, deny_region}), named({full}), named({full})};
  Request request = ask(ana, "ec2:RunInstances");
  request.context.set("aws:RequestedRegion", "us-east-1");
  CHECK(evaluate(request, policies).allowed());
  request.context.set("aws:RequestedRegion", "eu-west-1");
  CHECK_FALSE(evaluate(request, policies).allowed());
  request.context.set("aws:RequestedRegion", "us-east-1");
  // One level without an Allow is enough to deny.
  policies.service_control[1] = named({allow_only("s3:*"), deny_region});
  CHECK_FALSE(evaluate(request, policies).allowed());
  policies.service_control[1].push_back({allow_only("ec2:*"), "ec2"});
  CHECK(evaluate(request, policies).allowed());
}

TEST_CASE("B11: a grant does not lift SCPs, boundaries or session policies", "[policy]") {
  Grant grant;
  grant.id = "g";
  grant.grantee = ana.arn;
  grant.actions = {"kms:Decrypt"};
  const auto decide = [&](const Policies& policies) {
    return evaluate(decrypt_by(ana), policies, std::array{grant}).allowed();
  };
  const auto nothing = allow_only("nothing:*");
  Policies policies;
  REQUIRE(decide(policies));
  policies.service_control = {named({nothing})};
  CHECK_FALSE(decide(policies));
  policies.service_control.clear();
  policies.permissions_boundary = named({nothing});
  CHECK_FALSE(decide(policies));
  policies.permissions_boundary.reset();
  policies.session = named({nothing});
  CHECK_FALSE(decide(policies));
}

TEST_CASE("B12: a constrained grant matches the request's encryption context", "[policy]") {
  Grant grant;
  grant.id = "g";
  grant.grantee = ana.arn;
  grant.actions = {"kms:Decrypt"};
  grant.encryption_context_subset = std::map<std::string, std::string>{{"aws:ebs:id", "vol-1"}};
  Request request = decrypt_by(ana);
  CHECK_FALSE(evaluate(request, {}, std::array{grant}).allowed());
  request.context.set("kms:EncryptionContext:aws:ebs:id", "vol-1");
  CHECK(evaluate(request, {}, std::array{grant}).allowed());
}

TEST_CASE("B13: a grant on a key counts for grantees of other accounts", "[policy]") {
  Grant grant;
  grant.id = "g";
  grant.grantee = bob.arn;
  grant.actions = {"kms:Decrypt"};
  const Decision decision = evaluate(decrypt_by(bob), {}, std::array{grant});
  CHECK(decision.allowed());
  CHECK(decision.cross_account);
  CHECK(decision.grant_id == "g");
}

TEST_CASE("B14: only some forms of principal pass boundary and session policy", "[policy]") {
  const Principal builder = session(account_a, "builder", "s1");
  const auto decide = [&](const Principal& who, const std::string& principal, bool boundary) {
    Policies policies;
    policies.identity = named({allow_all()});
    policies.resource = allow_to(principal);
    (boundary ? policies.permissions_boundary : policies.session) =
        named({allow_only("nothing:*")});
    return evaluate(decrypt_by(who), policies).allowed();
  };
  for (const bool boundary : {true, false}) {
    INFO(boundary);
    CHECK_FALSE(decide(builder, builder.principal_arn, boundary));
    CHECK_FALSE(decide(builder, account_a.value, boundary));
    CHECK(decide(builder, builder.arn, boundary));
    CHECK(decide(ana, ana.arn, boundary));
    CHECK_FALSE(decide(ana, account_a.value, boundary));
  }
}

TEST_CASE("B15: an action that nobody knows is denied like any other", "[policy]") {
  Policies policies;
  CHECK_FALSE(evaluate(ask(ana, "nosuch:Thing"), policies).allowed());
  policies.identity = named({allow_only("kms:*")});
  CHECK_FALSE(evaluate(ask(ana, "nosuch:Thing"), policies).allowed());
  policies.identity = named({allow_only("nosuch:*")});
  CHECK(evaluate(ask(ana, "nosuch:Thing"), policies).allowed());
}

TEST_CASE("B25: the trust policy's ExternalId counts, and so does the caller's side", "[policy]") {
  const std::string role = "arn:aws:iam::111122223333:role/target";
  Request request = ask(bob, "sts:AssumeRole", role);
  request.resource_account = account_a;
  request.rule = ResourceRule::mandatory;
  Policies policies;
  policies.resource = read(
      DocumentKind::trust,
      document("{'Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'sts:AssumeRole',"
               "'Condition':{'StringEquals':{'sts:ExternalId':'secret'}}}"));
  policies.identity = named({allow_only("sts:AssumeRole")});
  CHECK_FALSE(evaluate(request, policies).allowed());
  request.context.set("sts:ExternalId", "guess");
  CHECK_FALSE(evaluate(request, policies).allowed());
  request.context.set("sts:ExternalId", "secret");
  CHECK(evaluate(request, policies).allowed());
  policies.identity.clear();
  CHECK_FALSE(evaluate(request, policies).allowed());
}

TEST_CASE("B27: resource-scoped statements match the request's real ARN only", "[policy]") {
  Policies policies;
  policies.identity =
      named({identity("{'Effect':'Allow','Action':'kms:*','Resource':'" + key_arn + "'}")});
  policies.resource = allow_to("111122223333");
  CHECK(evaluate(decrypt_by(ana), policies).allowed());
  Request request = decrypt_by(ana);
  request.resource = "arn:aws:kms:us-east-1:111122223333:*";
  CHECK_FALSE(evaluate(request, policies).allowed());
  request.resource = "arn:aws:kms:us-east-1:111122223333:key/another";
  CHECK_FALSE(evaluate(request, policies).allowed());
}
