// evaluate_test.cpp - the layers and how they combine, principal form by principal form.
#include "policy/evaluate.h"

#include <optional>
#include <string>
#include <string_view>

#include "policy/policy.h"
#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

// Everything but the one boundary or session policy under test allows.
Policies with_boundary(std::shared_ptr<const Policy> boundary,
                       std::shared_ptr<const Policy> resource_policy = nullptr) {
  Policies policies;
  policies.permissions_boundary = named({std::move(boundary)});
  policies.resource = std::move(resource_policy);
  return policies;
}

Policies with_session(std::shared_ptr<const Policy> session_policy,
                      std::shared_ptr<const Policy> resource_policy = nullptr) {
  Policies policies;
  policies.session = named({std::move(session_policy)});
  policies.resource = std::move(resource_policy);
  return policies;
}

Policies with_identity(std::shared_ptr<const Policy> policy,
                       std::shared_ptr<const Policy> resource_policy = nullptr) {
  Policies policies;
  policies.identity = named({std::move(policy)});
  policies.resource = std::move(resource_policy);
  return policies;
}

void check_denied_by(const Decision& decision, Effect effect, Layer layer) {
  CHECK(decision.effect == effect);
  CHECK(decision.decided_by == layer);
  CHECK_FALSE(decision.allowed());
}

}  // namespace

TEST_CASE("nothing says yes", "[policy]") {
  check_denied_by(evaluate(ask(ana, "ec2:RunInstances"), {}), Effect::implicit_deny,
                  Layer::identity);
  check_denied_by(evaluate(decrypt_by(ana), {}), Effect::implicit_deny, Layer::resource);
  check_denied_by(evaluate(decrypt_by(bob), {}), Effect::implicit_deny, Layer::resource);
  check_denied_by(evaluate(decrypt_by(Principal{}), {}), Effect::implicit_deny, Layer::resource);
}

TEST_CASE("in one account an ordinary service needs either policy", "[policy]") {
  const Request request = decrypt_by(ana, ResourceRule::ordinary);
  const Decision by_identity = evaluate(request, with_identity(allow_all()));
  CHECK(by_identity.allowed());
  CHECK(by_identity.decided_by == Layer::identity);
  CHECK_FALSE(by_identity.cross_account);
  Policies only_resource;
  only_resource.resource = allow_to(ana.arn);
  const Decision by_resource = evaluate(request, only_resource);
  CHECK(by_resource.allowed());
  CHECK(by_resource.decided_by == Layer::resource);
  // Naming the account only delegates.
  Policies delegated;
  delegated.resource = allow_to(account_a.value);
  check_denied_by(evaluate(request, delegated), Effect::implicit_deny, Layer::identity);
}

TEST_CASE("under a mandatory policy identity counts only by delegation", "[policy]") {
  const Request request = decrypt_by(ana);
  check_denied_by(evaluate(request, with_identity(allow_all())), Effect::implicit_deny,
                  Layer::resource);
  const Decision delegated =
      evaluate(request, with_identity(allow_all(), allow_to("111122223333")));
  CHECK(delegated.allowed());
  CHECK(delegated.resource_allows);
  CHECK(delegated.decided_by == Layer::identity);
  check_denied_by(evaluate(request, with_identity(allow_only("ec2:*"), allow_to("111122223333"))),
                  Effect::implicit_deny, Layer::identity);
  // Naming the user needs no identity policy.
  CHECK(evaluate(request, with_identity(allow_only("ec2:*"), allow_to(ana.arn))).allowed());
}

TEST_CASE("an explicit Deny anywhere ends it", "[policy]") {
  const Request request = decrypt_by(ana);
  const auto denied = [&](Policies policies, Layer layer) {
    check_denied_by(evaluate(request, policies), Effect::explicit_deny, layer);
  };
  Policies good = with_identity(allow_all(), allow_to(ana.arn));
  good.permissions_boundary = named({allow_all()});
  good.session = named({allow_all()});
  good.vpc_endpoint = named({allow_to("*")});
  good.service_control = {named({allow_all()})};
  REQUIRE(evaluate(request, good).allowed());

  Policies policies = good;
  policies.identity.push_back({deny_all(), "no"});
  denied(policies, Layer::identity);
  policies = good;
  policies.permissions_boundary->push_back({deny_all(), "no"});
  denied(policies, Layer::permissions_boundary);
  policies = good;
  policies.session->push_back({deny_all(), "no"});
  denied(policies, Layer::session);
  policies = good;
  policies.service_control.push_back(named({allow_all(), deny_all()}));
  denied(policies, Layer::service_control);
  policies = good;
  policies.resource_control.push_back(
      named({read(DocumentKind::resource_control,
                  document("{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*'}"))}));
  denied(policies, Layer::resource_control);
  policies = good;
  policies.vpc_endpoint->push_back(
      {resource("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}"), "no"});
  denied(policies, Layer::vpc_endpoint);
  policies = good;
  policies.resource = resource(
      "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'},"
      "{'Effect':'Deny','Principal':{'AWS':'111122223333'},'Action':'*','Resource':'*'}");
  denied(policies, Layer::resource);
}

TEST_CASE("several denials: the outermost is blamed", "[policy]") {
  Policies policies = with_identity(deny_all());
  policies.service_control = {named({deny_all()})};
  check_denied_by(evaluate(decrypt_by(ana), policies), Effect::explicit_deny,
                  Layer::service_control);
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
TEST_CASE("which form of principal passes which implicit deny, in one account", "[policy]") {
  const auto nothing = allow_only("nothing:*");
  const auto rule = GENERATE(ResourceRule::ordinary, ResourceRule::mandatory);
  SECTION("a user's ARN: no identity policy and no boundary needed") {
    CHECK(evaluate(decrypt_by(ana, rule), with_boundary(nothing, allow_to(ana.arn))).allowed());
  }
  SECTION("a role's ARN: no identity policy needed, but boundary and session policy") {
    const auto policy = allow_to(builder.principal_arn);
    CHECK(evaluate(decrypt_by(builder, rule), with_identity(nothing, policy)).allowed());
    check_denied_by(evaluate(decrypt_by(builder, rule), with_boundary(nothing, policy)),
                    Effect::implicit_deny, Layer::permissions_boundary);
    check_denied_by(evaluate(decrypt_by(builder, rule), with_session(nothing, policy)),
                    Effect::implicit_deny, Layer::session);
    CHECK(evaluate(decrypt_by(builder, rule), with_boundary(allow_all(), policy)).allowed());
  }
  SECTION("a session's ARN: nothing else needed") {
    const auto policy = allow_to(builder.arn);
    CHECK(evaluate(decrypt_by(builder, rule), with_boundary(nothing, policy)).allowed());
    CHECK(evaluate(decrypt_by(builder, rule), with_session(nothing, policy)).allowed());
  }
  SECTION("a federated user's ARN: nothing else needed, not even a session policy") {
    const Principal fred = federated(account_a, "fred");
    Policies policies;
    policies.resource = allow_to(fred.arn);
    CHECK(evaluate(decrypt_by(fred, rule), policies).allowed());
    CHECK(evaluate(decrypt_by(fred, rule), with_session(nothing, allow_to(fred.arn))).allowed());
  }
  SECTION("the ARN of the user who federated: boundary and session policy needed") {
    Principal fred = federated(account_a, "fred");
    fred.unique_id = ana.unique_id;
    const auto policy = bind_principals(*allow_to(ana.arn), [](std::string_view) {
      return std::optional(ana.unique_id);
    });
    CHECK(evaluate(decrypt_by(fred, rule), with_session(allow_all(), policy)).allowed());
    check_denied_by(evaluate(decrypt_by(fred, rule), with_session(nothing, policy)),
                    Effect::implicit_deny, Layer::session);
    Policies capped = with_session(allow_all(), policy);
    capped.permissions_boundary = named({nothing});
    check_denied_by(evaluate(decrypt_by(fred, rule), capped), Effect::implicit_deny,
                    Layer::permissions_boundary);
    fred.unique_id = "AIDAOFANOTHER";
    CHECK_FALSE(evaluate(decrypt_by(fred, rule), with_session(allow_all(), policy)).allowed());
  }
  SECTION("everyone: nothing else needed") {
    CHECK(evaluate(decrypt_by(ana, rule), with_boundary(nothing, allow_to("*"))).allowed());
    CHECK(evaluate(decrypt_by(builder, rule), with_session(nothing, allow_to("*"))).allowed());
  }
  SECTION("the account: identity policy, boundary and session policy needed") {
    Policies policies = with_identity(allow_all(), allow_to("111122223333"));
    CHECK(evaluate(decrypt_by(ana, rule), policies).allowed());
    policies.permissions_boundary = named({nothing});
    check_denied_by(evaluate(decrypt_by(ana, rule), policies), Effect::implicit_deny,
                    Layer::permissions_boundary);
    policies.permissions_boundary.reset();
    policies.session = named({nothing});
    check_denied_by(evaluate(decrypt_by(builder, rule), policies), Effect::implicit_deny,
                    Layer::session);
  }
}

TEST_CASE("across accounts both sides must allow, whoever is named", "[policy]") {
  for (const std::string& principal : {bob.arn, account_b.value, std::string("*")}) {
    INFO(principal);
    const Request request = decrypt_by(bob);
    Policies policies;
    policies.resource = allow_to(principal);
    const Decision one_side = evaluate(request, policies);
    CHECK(one_side.cross_account);
    CHECK(one_side.resource_allows);
    check_denied_by(one_side, Effect::implicit_deny, Layer::identity);
    CHECK(evaluate(request, with_identity(allow_all(), policies.resource)).allowed());
    Policies bounded = with_identity(allow_all(), policies.resource);
    bounded.permissions_boundary = named({allow_only("nothing:*")});
    check_denied_by(evaluate(request, bounded), Effect::implicit_deny, Layer::permissions_boundary);
  }
  const Decision other_side = evaluate(decrypt_by(bob), with_identity(allow_all()));
  check_denied_by(other_side, Effect::implicit_deny, Layer::resource);
  CHECK_FALSE(other_side.resource_allows);
  // The same without a mandatory policy.
  check_denied_by(evaluate(decrypt_by(bob, ResourceRule::ordinary), with_identity(allow_all())),
                  Effect::implicit_deny, Layer::resource);
}

TEST_CASE("whose the resource is when nobody says", "[policy]") {
  Request request = ask(ana, "ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1");
  request.resource_account = amishare::AccountId{};
  CHECK_FALSE(evaluate(request, with_identity(allow_all())).allowed());
}

TEST_CASE("the root user needs no identity policy", "[policy]") {
  const Principal boss = root(account_a);
  CHECK(evaluate(ask(boss, "iam:CreateUser"), {}).allowed());
  check_denied_by(evaluate(decrypt_by(boss), {}), Effect::implicit_deny, Layer::resource);
  Policies policies;
  policies.resource = allow_to("arn:aws:iam::111122223333:root");
  CHECK(evaluate(decrypt_by(boss), policies).allowed());
  policies.service_control = {named({allow_only("s3:*")})};
  check_denied_by(evaluate(decrypt_by(boss), policies), Effect::implicit_deny,
                  Layer::service_control);
}

TEST_CASE("an unsigned request has only resource policies", "[policy]") {
  const Principal nobody;
  Policies policies;
  policies.resource = allow_to("*");
  CHECK(evaluate(decrypt_by(nobody), policies).allowed());
  policies.resource = allow_to("111122223333");
  CHECK_FALSE(evaluate(decrypt_by(nobody), policies).allowed());
  // Identity policies are nobody's.
  CHECK_FALSE(evaluate(ask(nobody, "ec2:DescribeImages"), with_identity(allow_all())).allowed());
}

TEST_CASE("service principals have only resource policies", "[policy]") {
  const Principal ec2 = service("ec2.us-east-1.amazonaws.com");
  Policies policies;
  policies.resource = resource(
      "{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':'*','Resource':'*'}");
  CHECK(evaluate(decrypt_by(ec2), policies).allowed());
  CHECK_FALSE(evaluate(decrypt_by(ec2), with_identity(allow_all())).allowed());
  // SCPs are for accounts' principals; RCPs are for everyone.
  policies.service_control = {named({deny_all()})};
  CHECK(evaluate(decrypt_by(ec2), policies).allowed());
  policies.resource_control = {
      named({resource("{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*'}")})};
  CHECK_FALSE(evaluate(decrypt_by(ec2), policies).allowed());
}

TEST_CASE("service-linked roles are beyond the organization's policies", "[policy]") {
  const Principal linked = session(account_a, "AWSServiceRoleForAutoScaling", "s",
                                   "/aws-service-role/autoscaling.amazonaws.com/");
  Policies policies = with_identity(allow_all(), allow_to("111122223333"));
  policies.service_control = {named({deny_all()})};
  policies.resource_control = {
      named({resource("{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*'}")})};
  CHECK(evaluate(decrypt_by(linked), policies).allowed());
  CHECK_FALSE(evaluate(decrypt_by(builder), policies).allowed());
}

TEST_CASE("RCPs do not reach the trust policy of a service-linked role", "[policy]") {
  const std::string linked_path = "aws-service-role/autoscaling.amazonaws.com/";
  Policies policies;
  policies.resource = allow_to("*");
  policies.resource_control = {
      named({resource("{'Effect':'Deny','Principal':'*','Action':'sts:*','Resource':'*'}")})};
  CHECK_FALSE(
      evaluate(ask(ana, "sts:AssumeRole", "arn:aws:iam::111122223333:role/x"), policies).allowed());
  CHECK(evaluate(ask(ana, "sts:AssumeRole", "arn:aws:iam::111122223333:role/" + linked_path + "x"),
                 policies)
            .allowed());
}

TEST_CASE("a federated user without a session policy has no permissions", "[policy]") {
  const Principal fred = federated(account_a, "fred");
  check_denied_by(evaluate(ask(fred, "ec2:RunInstances"), with_identity(allow_all())),
                  Effect::implicit_deny, Layer::session);
  Policies policies = with_session(allow_all());
  policies.identity = named({allow_all()});
  CHECK(evaluate(ask(fred, "ec2:RunInstances"), policies).allowed());
}

TEST_CASE("endpoint policies are one more gate", "[policy]") {
  Policies policies = with_identity(allow_all());
  policies.vpc_endpoint =
      named({resource("{'Effect':'Allow','Principal':'*','Action':'ec2:*','Resource':'*'}")});
  CHECK(evaluate(ask(ana, "ec2:RunInstances"), policies).allowed());
  check_denied_by(evaluate(ask(ana, "s3:ListAllMyBuckets"), policies), Effect::implicit_deny,
                  Layer::vpc_endpoint);
}

TEST_CASE("RCPs do not reach kms:RetireGrant", "[policy]") {
  Policies policies = with_identity(allow_all(), allow_to("111122223333"));
  policies.resource_control = {
      named({resource("{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*'}")})};
  Request request = decrypt_by(ana);
  request.action = "kms:RetireGrant";
  CHECK(evaluate(request, policies).allowed());
}

TEST_CASE("assuming a role asks its trust policy", "[policy]") {
  const std::string target_arn = "arn:aws:iam::111122223333:role/target";
  Request request = ask(ana, "sts:AssumeRole", target_arn);
  request.rule = ResourceRule::mandatory;
  const auto trusting = [](const std::string& principal) {
    return read(DocumentKind::trust, document("{'Effect':'Allow','Principal':{'AWS':'" + principal +
                                              "'},'Action':'sts:AssumeRole'}"));
  };
  Policies policies;
  policies.resource = trusting(ana.arn);
  CHECK(evaluate(request, policies).allowed());
  policies.resource = trusting("111122223333");
  CHECK_FALSE(evaluate(request, policies).allowed());
  policies.identity = named(
      {identity("{'Effect':'Allow','Action':'sts:AssumeRole','Resource':'" + target_arn + "'}")});
  CHECK(evaluate(request, policies).allowed());
  policies.resource = nullptr;
  CHECK_FALSE(evaluate(request, policies).allowed());
  // A role does not trust itself.
  policies.resource = trusting(ana.arn);
  Request itself = request;
  itself.principal = session(account_a, "target");
  CHECK_FALSE(evaluate(itself, policies).allowed());
}

TEST_CASE("key policy statements without Action or Resource do nothing", "[policy]") {
  for (const std::string statement : {"{'Effect':'Allow','Principal':'*','Action':'kms:*'}",
                                      "{'Effect':'Allow','Principal':'*','Resource':'*'}",
                                      "{'Effect':'Deny','Principal':'*','Action':'kms:*'}"}) {
    Policies policies;
    policies.resource = resource(statement);
    check_denied_by(evaluate(decrypt_by(ana), policies), Effect::implicit_deny, Layer::resource);
  }
}

TEST_CASE("a key policy's Resource is this key", "[policy]") {
  Policies policies;
  policies.resource =
      resource("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'" + key_arn + "'}");
  CHECK(evaluate(decrypt_by(ana), policies).allowed());
  policies.resource = resource(
      "{'Effect':'Allow','Principal':'*','Action':'*','Resource':"
      "'arn:aws:kms:us-east-1:111122223333:key/another'}");
  CHECK_FALSE(evaluate(decrypt_by(ana), policies).allowed());
}

TEST_CASE("the policy that everyone writes for sharing an encrypted image", "[policy]") {
  Policies policies = with_identity(
      identity("{'Effect':'Allow','Action':['kms:DescribeKey','kms:CreateGrant','kms:Decrypt',"
               "'kms:ReEncrypt*','kms:GenerateDataKey*'],'Resource':'" +
               key_arn + "'}"),
      resource("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::444455556666:root'},'Action':"
               "['kms:DescribeKey','kms:Encrypt','kms:Decrypt','kms:ReEncrypt*',"
               "'kms:GenerateDataKey*'],'Resource':'*'},"
               "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::444455556666:root'},'Action':"
               "['kms:CreateGrant','kms:ListGrants','kms:RevokeGrant'],'Resource':'*','Condition':"
               "{'Bool':{'kms:GrantIsForAWSResource':'true'}}}"));
  Request request = decrypt_by(bob);
  CHECK(evaluate(request, policies).allowed());
  request.action = "kms:ReEncryptFrom";
  CHECK(evaluate(request, policies).allowed());
  request.action = "kms:CreateGrant";
  check_denied_by(evaluate(request, policies), Effect::implicit_deny, Layer::resource);
  request.context.set("kms:GrantIsForAWSResource", "true");
  CHECK(evaluate(request, policies).allowed());
  request.action = "kms:Encrypt";
  check_denied_by(evaluate(request, policies), Effect::implicit_deny, Layer::identity);
  request.action = "kms:PutKeyPolicy";
  check_denied_by(evaluate(request, policies), Effect::implicit_deny, Layer::resource);
}

TEST_CASE("a decision names the statements that matched, denials first", "[policy]") {
  Policies policies;
  policies.identity = {
      {identity("{'Sid':'Other','Effect':'Allow','Action':'s3:*','Resource':'*'},"
                "{'Sid':'Yes','Effect':'Allow','Action':'kms:*','Resource':'*'}"),
       "mine", "arn:aws:iam::111122223333:policy/mine"},
      {identity("{'Sid':'No','Effect':'Deny','Action':'kms:*','Resource':'*'}"), "inline"}};
  policies.resource = allow_to("111122223333");
  const Decision decision = evaluate(decrypt_by(ana), policies);
  REQUIRE(decision.matches.size() == 3);
  CHECK(decision.matches[0] == Match{Layer::identity, "inline", "", 0, "No", false});
  CHECK(decision.matches[1].layer == Layer::resource);
  CHECK(decision.matches[2] ==
        Match{Layer::identity, "mine", "arn:aws:iam::111122223333:policy/mine", 1, "Yes", true});
}

TEST_CASE("an odd question is denied", "[policy]") {
  CHECK_FALSE(evaluate(ask(ana, "", "*"), with_identity(allow_all())).allowed());
  CHECK_FALSE(evaluate(ask(ana, "ec2:RunInstances", ""), with_identity(allow_all())).allowed());
  CHECK_FALSE(evaluate(ask(root(account_a), ""), {}).allowed());
  Policies lost = with_identity(allow_all());
  lost.identity.push_back({nullptr, "lost"});
  CHECK_FALSE(evaluate(ask(ana, "ec2:RunInstances"), lost).allowed());
  Policies empty_level = with_identity(allow_all());
  empty_level.service_control = {{}};
  CHECK_FALSE(evaluate(ask(ana, "ec2:RunInstances"), empty_level).allowed());
}
