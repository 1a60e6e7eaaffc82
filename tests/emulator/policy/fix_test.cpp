// fix_test.cpp - the smallest fix of a denial: right, no wider than asked, and tried out.
#include "policy/fix.h"

#include <string>
#include <vector>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

// The fix in words, which must be proved.
std::string fix(const Request& request, const Policies& policies,
                const std::vector<Grant>& grants = {}) {
  const Mending mending = mend(request, policies, grants);
  INFO(words(mending, request));
  CHECK(mending.proved);
  return words(mending, request);
}

Policies held(const std::string& name, std::shared_ptr<const Policy> identity_policy,
              std::shared_ptr<const Policy> resource_policy = nullptr) {
  Policies policies;
  policies.identity = {{std::move(identity_policy), name}};
  policies.resource = std::move(resource_policy);
  return policies;
}

const std::string bob_needs =
    "add kms:Decrypt on " + key_arn + " to an identity-based policy of " + bob.arn;
const std::string of_bob = "an identity-based policy of " + bob.arn;
const std::string key_needs_bob =
    "add principal " + bob.arn + " with action kms:Decrypt to the key policy of " + key_arn;

}  // namespace

TEST_CASE("what is allowed needs no fix", "[policy]") {
  const Mending mending = mend(decrypt_by(ana), held("all", allow_all(), allow_to("111122223333")));
  CHECK(mending.fixes.empty());
  CHECK_FALSE(mending.proved);
}

TEST_CASE("across accounts a fix may need both sides", "[policy]") {
  CHECK(fix(decrypt_by(bob), {}) == key_needs_bob + "; then " + bob_needs);
  CHECK(fix(decrypt_by(bob), held("all", allow_all())) == key_needs_bob);
  Policies policies;
  policies.resource = allow_to("444455556666");
  CHECK(fix(decrypt_by(bob), policies) == bob_needs);
}

TEST_CASE("in one account naming the principal in the key policy is enough", "[policy]") {
  CHECK(fix(decrypt_by(builder), {}) ==
        "add principal arn:aws:iam::111122223333:role/builder with action kms:Decrypt to the key "
        "policy of " +
            key_arn);
  Policies delegated;
  delegated.resource = allow_to("111122223333");
  CHECK(fix(decrypt_by(ana), delegated) ==
        "add kms:Decrypt on " + key_arn + " to an identity-based policy of " + ana.arn);
}

TEST_CASE("a statement that lacks one part is mended", "[policy]") {
  const auto share = allow_to("444455556666");
  CHECK(fix(decrypt_by(bob), held("keys", allow_only("kms:Encrypt"), share)) ==
        "add kms:Decrypt to the actions of statement 1 of keys, " + of_bob);
  CHECK(fix(decrypt_by(bob), held("keys",
                                  identity("{'Effect':'Allow','Action':'kms:*','Resource':"
                                           "'arn:aws:kms:us-east-1:444455556666:key/*'}"),
                                  share)) ==
        "add " + key_arn + " to the resources of statement 1 of keys, " + of_bob);
  Policies policies = held("all", allow_all());
  policies.resource = resource(
      "{'Sid':'Use','Effect':'Allow','Principal':{'AWS':'arn:aws:iam::444455556666:user/eve'},"
      "'Action':['kms:Decrypt','kms:DescribeKey'],'Resource':'*'}");
  CHECK(fix(decrypt_by(bob), policies) ==
        "add " + bob.arn + " to the principals of statement 1 \"Use\" of the key policy of " +
            key_arn);
  policies.resource = resource(
      "{'Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'kms:DescribeKey',"
      "'Resource':'*'}");
  CHECK(fix(decrypt_by(bob), policies) ==
        "add kms:Decrypt to the actions of statement 1 of the key policy of " + key_arn);
}

TEST_CASE("of several statements the one is mended that opens least", "[policy]") {
  const auto two = identity(
      "{'Effect':'Allow','Action':['kms:Decrypt','kms:Encrypt'],"
      "'Resource':'arn:aws:kms:us-east-1:444455556666:key/other'},"
      "{'Effect':'Allow','Action':'kms:DescribeKey','Resource':'" +
      key_arn + "'}");
  CHECK(fix(decrypt_by(bob), held("keys", two, allow_to("444455556666"))) ==
        "add kms:Decrypt to the actions of statement 2 of keys, " + of_bob);
}

TEST_CASE("a condition that is not met says what it wants", "[policy]") {
  Policies policies = held("all", allow_all());
  policies.resource = resource(
      "{'Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'kms:DescribeKey',"
      "'Resource':'*'},"
      "{'Sid':'Attach','Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'kms:Decrypt',"
      "'Resource':'*','Condition':{'Bool':{'kms:GrantIsForAWSResource':'true'},"
      "'StringEquals':{'kms:ViaService':'ec2.us-east-1.amazonaws.com'}}}");
  Request request = decrypt_by(bob);
  request.context.set("kms:GrantIsForAWSResource", "false");
  request.context.set("kms:ViaService", "ec2.us-east-1.amazonaws.com");
  CHECK(fix(request, policies) ==
        "meet or change the condition of statement 2 \"Attach\" of the key policy of " + key_arn +
            ": Bool "
            "kms:GrantIsForAWSResource wants \"true\", the request has \"false\"");
  request.context.set("kms:ViaService", "rds.us-east-1.amazonaws.com");
  CHECK(fix(request, policies) ==
        "meet or change the condition of statement 2 \"Attach\" of the key policy of " + key_arn +
            ": Bool "
            "kms:GrantIsForAWSResource wants \"true\", the request has \"false\", and StringEquals "
            "kms:ViaService wants \"ec2.us-east-1.amazonaws.com\", the request has "
            "\"rds.us-east-1.amazonaws.com\"");
}

TEST_CASE("a fix gives no one else anything, and nothing away", "[policy]") {
  Policies policies = held("all", allow_all());
  SECTION("not the administration of the key") {
    policies.resource = allow_to("111122223333");
    CHECK(fix(decrypt_by(bob), policies) == key_needs_bob);
  }
  SECTION("not what only one of several principals asked for") {
    policies.resource = resource(
        "{'Effect':'Allow','Principal':{'AWS':['444455556666','777788889999']},"
        "'Action':'kms:DescribeKey','Resource':'*'}");
    CHECK(fix(decrypt_by(bob), policies) == key_needs_bob);
  }
  SECTION("not to everyone") {
    policies.resource =
        resource("{'Effect':'Allow','Principal':'*','Action':'kms:DescribeKey','Resource':'*'}");
    CHECK(fix(decrypt_by(bob), policies) == key_needs_bob);
  }
  SECTION("not by a list of what is left out") {
    policies.resource = resource(
        "{'Effect':'Allow','Principal':{'AWS':'444455556666'},'NotAction':'kms:Decrypt',"
        "'Resource':'*'},"
        "{'Effect':'Allow','NotPrincipal':{'AWS':'444455556666'},'Action':'kms:Decrypt',"
        "'Resource':'*'},"
        "{'Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':'kms:Decrypt',"
        "'NotResource':'*'}");
    CHECK(fix(decrypt_by(bob), policies) == key_needs_bob);
  }
  SECTION("not in a statement about another service") {
    policies = held("launch", allow_only("ec2:*"), allow_to("444455556666"));
    CHECK(fix(decrypt_by(bob), policies) == bob_needs);
  }
  SECTION("not in a policy that AWS manages") {
    policies = held("ReadOnlyAccess", allow_only("kms:List*"), allow_to("444455556666"));
    policies.identity[0].arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    CHECK(fix(decrypt_by(bob), policies) == bob_needs);
  }
}

TEST_CASE("every Deny has to go, then whatever is missing", "[policy]") {
  Policies policies = held("guard", deny_all());
  policies.identity.push_back(
      {identity("{'Effect':'Deny','Action':'kms:*','Resource':'*','Condition':{'StringNotEquals':"
                "{'aws:RequestedRegion':['us-east-1','us-west-2']}}}"),
       "region"});
  policies.identity.push_back({deny_all(), "AWSDenyAll", "arn:aws:iam::aws:policy/AWSDenyAll"});
  policies.resource = allow_to("111122223333");
  Request request = decrypt_by(ana);
  request.context.set("aws:RequestedRegion", "eu-west-1");
  CHECK(
      fix(request, policies) ==
      "remove or narrow the Deny: statement 1 of guard, an identity-based policy of " + ana.arn +
          "; then remove or narrow the Deny: statement 1 of region, an identity-based policy of " +
          ana.arn +
          ", which applies because StringNotEquals aws:RequestedRegion wants \"us-east-1\", "
          "\"us-west-2\", the request has \"eu-west-1\"; then detach "
          "arn:aws:iam::aws:policy/AWSDenyAll, which denies this by statement 1; then add "
          "kms:Decrypt on " +
          key_arn + " to an identity-based policy of " + ana.arn);
}

TEST_CASE("ceilings are mended one after the other", "[policy]") {
  Policies policies = held("all", allow_all(), allow_to("444455556666"));
  policies.service_control = {named({allow_only("kms:Encrypt")}), named({allow_all()}),
                              named({allow_only("kms:List*")})};
  policies.permissions_boundary = named({allow_only("kms:Encrypt")});
  policies.session = {std::vector<NamedPolicy>{}};
  CHECK(fix(decrypt_by(bob), policies) ==
        "add kms:Decrypt to the actions of statement 1 of the service control policy policy1; "
        "then add kms:Decrypt to the actions of statement 1 of the service control policy policy1; "
        "then add kms:Decrypt to the actions of statement 1 of the permissions boundary policy1; "
        "then allow kms:Decrypt on " +
            key_arn + " in the session policy that applies to " + bob.arn);
}

TEST_CASE("what no policy can mend", "[policy]") {
  SECTION("an AWS managed key is not for others") {
    Policies policies = held("all", allow_all(), allow_to("111122223333"));
    policies.resource_is_fixed = true;
    const Mending mending = mend(decrypt_by(bob), policies);
    CHECK_FALSE(mending.proved);
    CHECK(words(mending, decrypt_by(bob)) == "use a customer managed key: AWS manages " + key_arn +
                                                 ", and nobody can change its key policy");
  }
  SECTION("a service without resource-based policies gives nothing to other accounts") {
    Request request = ask(bob, "iam:GetRole", "arn:aws:iam::111122223333:role/r");
    request.resource_account = account_a;
    const Mending mending = mend(request, held("all", allow_all()));
    CHECK_FALSE(mending.proved);
    CHECK(mending.fixes.empty());
  }
}

TEST_CASE("the infrastructure of an instance acts by grants", "[policy]") {
  const Principal infrastructure = session(account_a, "aws:ec2-infrastructure", "i-1");
  Policies policies;
  policies.resource = allow_to("111122223333");
  CHECK(fix(decrypt_by(infrastructure), policies) ==
        "make a grant of kms:Decrypt on " + key_arn + " for " + infrastructure.arn);
}
