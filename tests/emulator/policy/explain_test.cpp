// explain_test.cpp - AWS's sentences of denial, and the story.
#include "policy/explain.h"

#include <algorithm>
#include <string>
#include <vector>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

std::string reason(const Request& request, const Policies& policies) {
  return denial_reason(request, evaluate(request, policies));
}

bool tells(const std::vector<std::string>& lines, const std::string& line) {
  return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

TEST_CASE("reasons of implicit denials", "[policy]") {
  const auto nothing = allow_only("nothing:*");
  CHECK(reason(decrypt_by(ana), {}) ==
        "because no resource-based policy allows the kms:Decrypt action");
  CHECK(reason(ask(ana, "ec2:DescribeInstances"), {}) ==
        "because no identity-based policy allows the ec2:DescribeInstances action");
  Policies policies;
  policies.identity = named({allow_all()});
  policies.permissions_boundary = named({nothing});
  CHECK(reason(ask(ana, "ec2:DescribeInstances"), policies) ==
        "because no permissions boundary allows the ec2:DescribeInstances action");
  policies.permissions_boundary.reset();
  policies.session = named({nothing});
  CHECK(reason(ask(ana, "kms:GenerateDataKey"), policies) ==
        "because no session policy allows the kms:GenerateDataKey action");
  policies.session.reset();
  policies.service_control = {named({nothing})};
  CHECK(reason(ask(ana, "ssm:X"), policies) ==
        "because no service control policy allows the ssm:X action");
  policies.service_control.clear();
  policies.vpc_endpoint = named({allow_to(bob.arn)});
  CHECK(reason(ask(ana, "ssm:X"), policies) ==
        "because no VPC endpoint policy allows the ssm:X action");
  Request assume = ask(ana, "sts:AssumeRole", "arn:aws:iam::111122223333:role/r");
  assume.rule = ResourceRule::mandatory;
  CHECK(reason(assume, {}) == "because no role trust policy allows the sts:AssumeRole action");
}

TEST_CASE("reasons of explicit denials", "[policy]") {
  const Request request = ask(ana, "ec2:RunInstances");
  Policies policies;
  policies.identity = named({deny_all()});
  CHECK(reason(request, policies) == "with an explicit deny in an identity-based policy");
  policies.identity[0].arn = "arn:aws:iam::111122223333:policy/guard";
  CHECK(reason(request, policies) ==
        "with an explicit deny in an identity-based policy: "
        "arn:aws:iam::111122223333:policy/guard");
  // Not across accounts.
  Request foreign = decrypt_by(bob);
  CHECK(reason(foreign, policies) == "with an explicit deny in an identity-based policy");
  // But within an organization.
  foreign.same_organization = true;
  CHECK(reason(foreign, policies) ==
        "with an explicit deny in an identity-based policy: "
        "arn:aws:iam::111122223333:policy/guard");
  policies.identity.clear();
  policies.permissions_boundary = named({deny_all()});
  CHECK(reason(request, policies) == "with an explicit deny in a permissions boundary");
  policies.permissions_boundary.reset();
  policies.session = named({deny_all()});
  CHECK(reason(request, policies) == "with an explicit deny in a session policy");
  policies.session.reset();
  policies.service_control = {named({deny_all()})};
  CHECK(reason(request, policies) == "with an explicit deny in a service control policy");
  policies.service_control.clear();
  const auto everyone = resource("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}");
  policies.resource_control = {named({everyone})};
  CHECK(reason(request, policies) == "with an explicit deny in a resource control policy");
  policies.resource_control.clear();
  policies.vpc_endpoint = named({everyone});
  CHECK(reason(request, policies) == "with an explicit deny in a VPC endpoint policy");
  policies.vpc_endpoint.reset();
  policies.resource = everyone;
  CHECK(reason(request, policies) == "with an explicit deny in a resource-based policy");
  Request assume = request;
  assume.action = "sts:AssumeRole";
  CHECK(reason(assume, policies) == "with an explicit deny in the role trust policy");
}

TEST_CASE("sentences of denial", "[policy]") {
  const Request request = decrypt_by(ana);
  const Decision decision = evaluate(request, {});
  CHECK(denial_sentence(request, decision) ==
        "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: kms:Decrypt on "
        "resource: " +
            key_arn + " because no resource-based policy allows the kms:Decrypt action");
  CHECK(
      denial_sentence(request, decision, ResourceShown::omitted) ==
      "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: kms:Decrypt because "
      "no resource-based policy allows the kms:Decrypt action");
  CHECK(denial_sentence(ana, "iam:ListRoles", "arn:aws:iam::111122223333:role/",
                        evaluate(ask(ana, "iam:ListRoles"), {})) ==
        "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: iam:ListRoles on "
        "resource: arn:aws:iam::111122223333:role/ because no identity-based policy allows the "
        "iam:ListRoles action");
  CHECK(denial_without_reason(ana, "sts:AssumeRole", "arn:aws:iam::444455556666:role/r") ==
        "User: arn:aws:iam::111122223333:user/ana is not authorized to perform: sts:AssumeRole on "
        "resource: arn:aws:iam::444455556666:role/r");
}

TEST_CASE("a key of another account is not named, and its owner's reasons are not told",
          "[policy]") {
  const std::string hidden =
      "because the resource does not exist in this Region, no resource-based policies allow "
      "access, "
      "or a resource-based policy explicitly denies access";
  const std::string bob_may_not =
      "User: arn:aws:iam::444455556666:user/bob is not authorized to perform: kms:Decrypt on ";
  const Request request = decrypt_by(bob);
  Policies policies;
  CHECK(denial_sentence(request, evaluate(request, policies), ResourceShown::this_resource) ==
        bob_may_not + "this resource " + hidden);
  CHECK(denial_sentence(request, evaluate(request, policies), ResourceShown::behind_ciphertext) ==
        bob_may_not + "the resource associated with this ciphertext " + hidden);
  CHECK(hidden_denial(bob, "kms:Decrypt") == bob_may_not + "this resource " + hidden);

  policies.resource = allow_to("444455556666");
  CHECK(denial_sentence(request, evaluate(request, policies), ResourceShown::this_resource) ==
        bob_may_not +
            "this resource because no identity-based policy allows the kms:Decrypt action");
  policies.identity = named({deny_all()});
  CHECK(denial_sentence(request, evaluate(request, policies), ResourceShown::this_resource) ==
        bob_may_not + "this resource with an explicit deny in an identity-based policy");
  policies.resource = resource("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}");
  CHECK(denial_sentence(request, evaluate(request, policies), ResourceShown::this_resource) ==
        bob_may_not + "this resource " + hidden);
}

TEST_CASE("the story tells what nearly matched and why it did not", "[policy]") {
  Policies policies;
  policies.resource = resource(
      "{'Sid':'Use','Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'kms:Decrypt',"
      "'Resource':'*'},"
      "{'Sid':'Attach','Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':"
      "'kms:CreateGrant','Resource':'*','Condition':{'Bool':{'kms:GrantIsForAWSResource':'true'}}},"
      "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}");
  policies.identity = {{allow_only("kms:*"), "keys"}};
  Request request = decrypt_by(bob);
  request.action = "kms:CreateGrant";
  request.context.set("kms:GrantIsForAWSResource", "false");
  Grant grant;
  grant.id = "g1";
  grant.grantee = ana.arn;
  const Trial trial = examine(request, policies, std::vector{grant});
  const auto lines = story(request, trial);
  CHECK(lines.front() ==
        "arn:aws:iam::444455556666:user/bob asks for kms:CreateGrant on " + key_arn);
  CHECK(tells(lines,
              "key policy: statement 2 \"Attach\" (Allow) does not apply: Bool "
              "kms:GrantIsForAWSResource wants \"true\", the request has \"false\""));
  CHECK(tells(lines, "key policy: statement 3 (Allow) is for other principals"));
  CHECK(tells(lines, "key policy: 1 of 3 statements are about other actions"));
  CHECK(tells(lines, "identity-based policy: statement 1 of keys (Allow) matches"));
  CHECK(tells(lines, "grant g1: is for another grantee"));
  CHECK(lines.back() ==
        "denied because no resource-based policy allows the kms:CreateGrant action");

  request.context.set("kms:GrantIsForAWSResource", "true");
  const Trial better = examine(request, policies);
  CHECK(story(request, better).back() == "allowed by the identity-based policy");
}
