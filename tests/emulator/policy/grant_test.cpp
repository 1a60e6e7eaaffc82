// grant_test.cpp - what KMS grants add to policies, and what they do not.
#include "policy/grant.h"

#include <array>
#include <map>
#include <string>
#include <vector>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

const Principal builder_of_b = session(account_b, "builder", "s1");

Grant grant_to(const std::string& grantee) {
  Grant grant;
  grant.id = "grant-1";
  grant.grantee = grantee;
  grant.actions = {"kms:Decrypt", "kms:DescribeKey"};
  return grant;
}

Decision decide(const Request& request, const Grant& grant, const Policies& policies = {}) {
  return evaluate(request, policies, std::array{grant});
}

bool allowed(const Request& request, const Grant& grant, const Policies& policies = {}) {
  return decide(request, grant, policies).allowed();
}

}  // namespace

TEST_CASE("a grant is enough for its grantee, in any account", "[policy]") {
  const Decision own = decide(decrypt_by(ana), grant_to(ana.arn));
  CHECK(own.allowed());
  CHECK(own.decided_by == Layer::grant);
  CHECK(own.grant_id == "grant-1");
  CHECK_FALSE(own.resource_allows);
  const Decision other = decide(decrypt_by(bob), grant_to(bob.arn));
  CHECK(other.allowed());
  CHECK(other.cross_account);
}

TEST_CASE("whom a grant reaches", "[policy]") {
  CHECK_FALSE(allowed(decrypt_by(bob), grant_to(ana.arn)));
  CHECK(allowed(decrypt_by(builder_of_b), grant_to(builder_of_b.principal_arn)));
  CHECK(allowed(decrypt_by(builder_of_b), grant_to(builder_of_b.arn)));
  CHECK_FALSE(allowed(decrypt_by(builder_of_b),
                      grant_to("arn:aws:sts::444455556666:assumed-role/builder_of_b/s2")));
  CHECK(allowed(decrypt_by(federated(account_a, "f")),
                grant_to("arn:aws:sts::111122223333:federated-user/f"),
                Policies{.identity = {}, .resource = {}, .session = named({allow_all()})}));
  CHECK(allowed(decrypt_by(service("ec2.us-east-1.amazonaws.com")),
                grant_to("ec2.us-east-1.amazonaws.com")));
  CHECK_FALSE(allowed(decrypt_by(service("s3.us-east-1.amazonaws.com")),
                      grant_to("ec2.us-east-1.amazonaws.com")));
  CHECK_FALSE(allowed(decrypt_by(Principal{}), grant_to("*")));
  CHECK_FALSE(allowed(decrypt_by(ana), grant_to("*")));
  CHECK_FALSE(allowed(decrypt_by(ana), grant_to("")));
}

TEST_CASE("the role under which AWS works for an instance", "[policy]") {
  const Principal infrastructure = session(account_b, "aws:ec2-infrastructure", "i-0abc");
  Grant grant = grant_to("arn:aws:sts::444455556666:assumed-role/aws:ec2-infrastructure/i-0abc");
  grant.encryption_context_subset = std::map<std::string, std::string>{{"aws:ebs:id", "vol-1"}};
  Request request = decrypt_by(infrastructure);
  CHECK_FALSE(allowed(request, grant));
  request.context.set("kms:EncryptionContext:aws:ebs:id", "vol-1");
  CHECK(allowed(request, grant));
  request.principal = session(account_b, "aws:ec2-infrastructure", "i-0other");
  CHECK_FALSE(allowed(request, grant));
}

TEST_CASE("a grant follows the principal, not its name", "[policy]") {
  Grant grant = grant_to(builder_of_b.principal_arn);
  grant.grantee_unique_id = builder_of_b.unique_id;
  CHECK(allowed(decrypt_by(builder_of_b), grant));
  Principal remade = builder_of_b;
  remade.unique_id = "AROAREMADEREMADEREMAD";
  CHECK_FALSE(allowed(decrypt_by(remade), grant));
  // A session's grant: the role of this id, and this session.
  Grant session_grant = grant_to(builder_of_b.arn);
  session_grant.grantee_unique_id = builder_of_b.unique_id;
  CHECK(allowed(decrypt_by(builder_of_b), session_grant));
  CHECK_FALSE(allowed(decrypt_by(session(account_b, "builder", "s2")), session_grant));
  remade.arn = builder_of_b.arn;
  CHECK_FALSE(allowed(decrypt_by(remade), session_grant));
}

TEST_CASE("a grant to an account's root delegates to the account", "[policy]") {
  const Grant grant = grant_to("arn:aws:iam::444455556666:root");
  CHECK(allowed(decrypt_by(root(account_b)), grant));
  CHECK_FALSE(allowed(decrypt_by(bob), grant));
  Policies policies;
  policies.identity = named({allow_only("kms:Decrypt")});
  CHECK(allowed(decrypt_by(bob), grant, policies));
  CHECK_FALSE(allowed(decrypt_by(ana), grant, policies));
}

TEST_CASE("a grant permits its operations only", "[policy]") {
  Request request = decrypt_by(ana);
  request.action = "kms:DescribeKey";
  CHECK(allowed(request, grant_to(ana.arn)));
  request.action = "kms:CreateGrant";
  CHECK_FALSE(allowed(request, grant_to(ana.arn)));
}

TEST_CASE("encryption context constraints", "[policy]") {
  Grant grant = grant_to(ana.arn);
  Request plain = decrypt_by(ana);
  Request one = plain;
  one.context.set("kms:EncryptionContext:stage", "test");
  Request two = one;
  two.context.set("kms:EncryptionContext:team", "red");
  Request wrong = plain;
  wrong.context.set("kms:EncryptionContext:stage", "live");
  Request other_case = plain;  // of the key, which does not matter; and of the value, which does
  other_case.context.set("kms:EncryptionContext:Stage", "test");
  Request other_value_case = plain;
  other_value_case.context.set("kms:EncryptionContext:stage", "Test");
  const std::map<std::string, std::string> stage{{"stage", "test"}};
  SECTION("equals is the whole map") {
    grant.encryption_context_equals = stage;
    CHECK(allowed(one, grant));
    CHECK(allowed(other_case, grant));
    for (const Request& request : {plain, two, wrong, other_value_case}) {
      CHECK_FALSE(allowed(request, grant));
    }
  }
  SECTION("subset is these pairs at least") {
    grant.encryption_context_subset = stage;
    CHECK(allowed(one, grant));
    CHECK(allowed(two, grant));
    CHECK(allowed(other_case, grant));
    for (const Request& request : {plain, wrong, other_value_case}) {
      CHECK_FALSE(allowed(request, grant));
    }
  }
  SECTION("operations without a context are not constrained") {
    grant.encryption_context_equals = stage;
    plain.action = "kms:DescribeKey";
    CHECK(allowed(plain, grant));
  }
}

TEST_CASE("denials and ceilings hold against grants", "[policy]") {
  const auto nothing = allow_only("nothing:*");
  const Grant grant = grant_to(ana.arn);
  const auto layer_against = [&](const Policies& policies) {
    const Decision decision = decide(decrypt_by(ana), grant, policies);
    CHECK_FALSE(decision.allowed());
    CHECK(decision.grant_id.empty());
    return decision.decided_by;
  };
  Policies policies;
  policies.identity = named({deny_all()});
  CHECK(layer_against(policies) == Layer::identity);
  policies = {};
  policies.resource = resource("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}");
  CHECK(layer_against(policies) == Layer::resource);
  policies = {};
  policies.permissions_boundary = named({nothing});
  CHECK(layer_against(policies) == Layer::permissions_boundary);
  policies = {};
  policies.session = named({nothing});
  CHECK(layer_against(policies) == Layer::session);
  policies = {};
  policies.service_control = {named({nothing})};
  CHECK(layer_against(policies) == Layer::service_control);
  policies = {};
  policies.vpc_endpoint = named({allow_to(bob.arn)});
  CHECK(layer_against(policies) == Layer::vpc_endpoint);
}

TEST_CASE("where policies suffice, no grant is named", "[policy]") {
  Policies policies;
  policies.resource = allow_to(ana.arn);
  const Decision decision = decide(decrypt_by(ana), grant_to(ana.arn), policies);
  CHECK(decision.allowed());
  CHECK(decision.decided_by == Layer::resource);
  CHECK(decision.grant_id.empty());
}

TEST_CASE("the first grant that permits is named", "[policy]") {
  std::vector<Grant> grants = {grant_to(bob.arn), grant_to(ana.arn), grant_to(ana.arn)};
  grants[1].id = "second";
  grants[2].id = "third";
  CHECK(evaluate(decrypt_by(ana), {}, grants).grant_id == "second");
}
