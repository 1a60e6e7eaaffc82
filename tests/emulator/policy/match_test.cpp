// match_test.cpp - actions, resources and principals of statements.
#include "policy/match.h"

#include <string>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

bool resource_like(const std::string& pattern, const std::string& arn,
                   DocumentKind kind = DocumentKind::identity, const Context& context = {}) {
  Request request = ask(user(account_a, "ana"), "kms:Decrypt", arn);
  request.context = context;
  const Subject subject(request);
  Statement statement;
  statement.has_resources = true;
  statement.resources.push_back(read_resource(pattern, kind, true));
  return resource_matches(statement, subject);
}

bool action_like(const std::string& pattern, const std::string& action) {
  const auto policy = identity("{'Effect':'Allow','Action':'" + pattern + "','Resource':'*'}");
  const Request request = ask(user(account_a, "ana"), action);
  return action_matches(policy->statements()[0], Subject(request));
}

Admission admits(const std::string& principal, const Principal& who) {
  const auto policy =
      resource("{'Effect':'Allow','Principal':" + principal + ",'Action':'*','Resource':'*'}");
  const Request request = decrypt_by(who);
  return principal_matches(policy->statements()[0], Subject(request));
}

bool applies_but_to(const std::string& effect, const std::string& listed, const Principal& who,
                    bool boundary = false) {
  const auto policy = resource("{'Effect':'" + effect + "','NotPrincipal':" + listed +
                               ",'Action':'*','Resource':'*'}");
  const Request request = decrypt_by(who);
  Subject subject(request);
  subject.has_boundary = boundary;
  return principal_matches(policy->statements()[0], subject) != Admission::none;
}

}  // namespace

TEST_CASE("actions match without case, wildcards anywhere", "[policy]") {
  CHECK(action_like("kms:Decrypt", "kms:Decrypt"));
  CHECK(action_like("KMS:decrypt", "kms:Decrypt"));
  CHECK(action_like("kms:*", "kms:Decrypt"));
  CHECK(action_like("kms:ReEncrypt*", "kms:ReEncryptFrom"));
  CHECK(action_like("kms:?ecrypt", "kms:Decrypt"));
  CHECK(action_like("*", "kms:Decrypt"));
  CHECK_FALSE(action_like("kms:Decrypt ", "kms:Decrypt"));
  CHECK_FALSE(action_like("kms:Decrypt,Encrypt", "kms:Decrypt"));
  CHECK_FALSE(action_like("ec2:*", "kms:Decrypt"));
  CHECK_FALSE(action_like("kms:Dec", "kms:Decrypt"));
}

TEST_CASE("NotAction and NotResource are the complement", "[policy]") {
  const auto policy = identity(
      "{'Effect':'Allow','NotAction':['iam:*','kms:Decrypt'],'NotResource':"
      "'arn:aws:s3:::secret'}");
  const Statement& statement = policy->statements()[0];
  const Request decrypt = ask(user(account_a, "ana"), "KMS:decrypt", key_arn);
  CHECK_FALSE(action_matches(statement, Subject(decrypt)));
  const Request encrypt = ask(user(account_a, "ana"), "kms:Encrypt", key_arn);
  CHECK(action_matches(statement, Subject(encrypt)));
  CHECK(resource_matches(statement, Subject(encrypt)));
  const Request secret = ask(user(account_a, "ana"), "s3:GetObject", "arn:aws:s3:::secret");
  CHECK_FALSE(resource_matches(statement, Subject(secret)));
  // An action without resources is about "*", which no ARN names.
  const Request list = ask(user(account_a, "ana"), "kms:ListKeys");
  CHECK(resource_matches(statement, Subject(list)));
}

TEST_CASE("resources match part by part, with case", "[policy]") {
  CHECK(resource_like("*", key_arn));
  CHECK(resource_like("**", key_arn));
  CHECK(resource_like(key_arn, key_arn));
  CHECK(resource_like("arn:aws:kms:*:111122223333:key/*", key_arn));
  CHECK(resource_like("arn:*:kms:us-east-?:*:key/1234abcd*", key_arn));
  CHECK_FALSE(resource_like("arn:aws:kms:us-west-2:111122223333:key/*", key_arn));
  CHECK_FALSE(resource_like("arn:aws:kms:*:111122223333:alias/*", key_arn));
  CHECK_FALSE(resource_like("arn:aws:KMS:*:111122223333:key/*", key_arn));
  CHECK_FALSE(resource_like("arn:aws:kms:*:111122223333:Key/*", key_arn));
  CHECK_FALSE(resource_like("key/*", key_arn));
  CHECK(resource_like("arn:aws:ec2:us-east-1::image/*", "arn:aws:ec2:us-east-1::image/ami-1"));
  CHECK_FALSE(
      resource_like("arn:aws:ec2:us-east-1:1:image/*", "arn:aws:ec2:us-east-1::image/ami-1"));
}

TEST_CASE("AWS's own example of a star within a path", "[policy]") {
  const std::string pattern = "arn:aws:s3:::amzn-s3-demo-bucket/*/test/*";
  for (const std::string key : {"1/test/object.jpg", "1/2/test/object.jpg", "1/2/test/3/object.jpg",
                                "1/2/3/test/4/object.jpg", "1///test///object.jpg", "1/test/.jpg",
                                "/test/object.jpg", "1/test/"}) {
    INFO(key);
    CHECK(resource_like(pattern, "arn:aws:s3:::amzn-s3-demo-bucket/" + key));
  }
  for (const std::string key : {"1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"}) {
    INFO(key);
    CHECK_FALSE(resource_like(pattern, "arn:aws:s3:::amzn-s3-demo-bucket/" + key));
  }
}

TEST_CASE("only a star at a segment's end crosses colons", "[policy]") {
  const std::string group = "arn:aws:logs:us-east-1:111122223333:log-group:a:log-stream:b";
  CHECK(resource_like("arn:aws:logs:us-east-1:111122223333:log-group:*", group));
  CHECK(resource_like("arn:aws:logs:us-east-1:111122223333:*:log-stream:b", group));
  CHECK(resource_like("arn:aws:logs:*:a:log-stream:b", group));
  CHECK(resource_like("arn:aws:logs:us-*:log-group:a:*", group));
  CHECK_FALSE(resource_like("arn:aws:logs:*1:a:log-stream:b", group));
  CHECK_FALSE(resource_like("arn:aws:logs:us?east-1:111122223333:log-group:a", group));
  CHECK_FALSE(resource_like("arn:aws:logs:*x:*:*", group));
  // No longer resource than an ARN needs: nothing to cross.
  CHECK_FALSE(resource_like("arn:aws:kms:*:key/*:x", key_arn));
}

TEST_CASE("the service is never a wildcard", "[policy]") {
  CHECK_FALSE(resource_like("arn:aws:*:us-east-1:111122223333:key/*", key_arn));
  CHECK_FALSE(resource_like("arn:aws:k*:us-east-1:111122223333:key/*", key_arn));
}

TEST_CASE("short ARNs", "[policy]") {
  CHECK(resource_like("arn:aws:kms", key_arn, DocumentKind::identity));
  CHECK(resource_like("arn:aws:kms:us-east-1", key_arn, DocumentKind::session));
  CHECK_FALSE(resource_like("arn:aws:kms:us-west-2", key_arn, DocumentKind::identity));
  CHECK_FALSE(resource_like("arn:aws:kms:us-east-1", key_arn, DocumentKind::resource));
  CHECK(resource_like("arn:aws:kms:*", key_arn, DocumentKind::resource));
  CHECK(resource_like("arn:aws:kms:*", key_arn, DocumentKind::service_control));
  CHECK_FALSE(resource_like("arn:aws:kms:*", key_arn, DocumentKind::resource_control));
}

TEST_CASE("actions without resources need a resource of stars", "[policy]") {
  CHECK(resource_like("*", "*"));
  CHECK_FALSE(resource_like("arn:aws:kms:*:*:*", "*"));
  CHECK_FALSE(resource_like("arn:aws:kms:*:*:key/*", "*"));
}

TEST_CASE("variables stand only after the fifth colon", "[policy]") {
  Context context;
  context.set("aws:username", "ana");
  context.set("aws:RequestedRegion", "us-east-1");
  const std::string home = "arn:aws:s3:::home/ana/x";
  CHECK(
      resource_like("arn:aws:s3:::home/${aws:username}/*", home, DocumentKind::identity, context));
  CHECK_FALSE(resource_like("arn:aws:s3:::home/${aws:username}/*", home));
  CHECK(resource_like("arn:aws:s3:::home/${aws:username, 'ana'}/*", home));
  CHECK_FALSE(resource_like("arn:aws:kms:${aws:RequestedRegion}:111122223333:key/*", key_arn,
                            DocumentKind::identity, context));
  CHECK(resource_like("arn:aws:s3:::a${*}", "arn:aws:s3:::a*"));
  CHECK_FALSE(resource_like("arn:aws:s3:::a${*}", "arn:aws:s3:::ab"));
}

TEST_CASE("who a principal element names", "[policy]") {
  const Principal in_team = session(account_a, "builder", "s1", "/team/");
  CHECK(admits("'*'", ana) == Admission::direct);
  CHECK(admits("{'AWS':'*'}", Principal{}) == Admission::direct);
  CHECK(admits("{'AWS':'111122223333'}", ana) == Admission::account);
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:root'}", in_team) == Admission::account);
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:root'}", root(account_a)) == Admission::account);
  CHECK(admits("{'AWS':'444455556666'}", ana) == Admission::none);
  CHECK(admits("{'AWS':'111122223333'}", Principal{}) == Admission::none);
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:user/ana'}", ana) == Admission::direct);
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:user/Ana'}", ana) == Admission::none);
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:user/bob'}", ana) == Admission::none);
  // By partition, account and name: a path is not looked at.
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:role/team/builder'}", in_team) ==
        Admission::role);
  CHECK(admits("{'AWS':'arn:aws:iam::111122223333:role/builder'}", in_team) == Admission::role);
  CHECK(admits("{'AWS':'arn:aws-cn:iam::111122223333:role/builder'}", in_team) == Admission::none);
  CHECK(admits("{'AWS':'arn:aws:iam::444455556666:role/builder'}", in_team) == Admission::none);
  CHECK(admits("{'AWS':'arn:aws:sts::111122223333:assumed-role/builder/s1'}", in_team) ==
        Admission::direct);
  CHECK(admits("{'AWS':'arn:aws:sts::111122223333:assumed-role/builder/s2'}", in_team) ==
        Admission::none);
  CHECK(admits("{'AWS':['444455556666','111122223333','arn:aws:iam::111122223333:role/builder']}",
               in_team) == Admission::role);
  CHECK(admits("{'AWS':'arn:aws:sts::111122223333:federated-user/fred'}",
               federated(account_a, "fred")) == Admission::direct);
  CHECK(admits("{'AWS':'arn:aws:sts::111122223333:federated-user/fred'}", ana) == Admission::none);
  CHECK(admits("{'AWS':'arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-1'}",
               session(account_a, "aws:ec2-infrastructure", "i-1")) == Admission::direct);
}

TEST_CASE("unique ids as written", "[policy]") {
  const Principal unnamed = session(account_a, "builder");
  CHECK(admits("{'AWS':'" + ana.unique_id + "'}", ana) == Admission::direct);
  CHECK(admits("{'AWS':'" + unnamed.unique_id + "'}", unnamed) == Admission::role);
  CHECK(admits("{'AWS':'" + unnamed.user_id + "'}", unnamed) == Admission::direct);
  CHECK(admits("{'AWS':'AROAOTHEROTHEROTHER1'}", unnamed) == Admission::none);
}

TEST_CASE("services and identity providers", "[policy]") {
  const Principal ec2 = service("ec2.us-east-1.amazonaws.com");
  CHECK(admits("{'Service':'ec2.amazonaws.com'}", ec2) == Admission::direct);
  CHECK(admits("{'Service':'ec2.us-east-1.amazonaws.com'}", ec2) == Admission::direct);
  CHECK(admits("{'Service':'ec2.us-west-2.amazonaws.com'}", ec2) == Admission::none);
  CHECK(admits("{'Service':'kms.amazonaws.com'}", ec2) == Admission::none);
  CHECK(admits("{'Service':'ec2.amazonaws.com'}", user(account_a, "ana")) == Admission::none);
  CHECK(admits("{'Service':'spot.amazonaws.com'}", service("spot.ec2.amazonaws.com")) ==
        Admission::none);
  CHECK(service_matches("ec2.amazonaws.com.cn", "ec2.cn-north-1.amazonaws.com.cn"));
  CHECK_FALSE(service_matches("ec2.us-east-1.amazonaws.com", "ec2.amazonaws.com"));
  CHECK_FALSE(service_matches("", ""));

  Principal web;
  web.provider = "accounts.google.com";
  CHECK(admits("{'Federated':'accounts.google.com'}", web) == Admission::direct);
  CHECK(admits("{'Federated':'accounts.example.com'}", web) == Admission::none);
  CHECK(admits("{'CanonicalUser':'abc'}", user(account_a, "ana")) == Admission::none);
}

TEST_CASE("a Deny with NotPrincipal spares who is listed at every level", "[policy]") {
  const Principal capital_bob = user(account_b, "Bob");
  const std::string root_b = "'arn:aws:iam::444455556666:root'";
  const std::string both = "{'AWS':['arn:aws:iam::444455556666:user/Bob'," + root_b + "]}";
  CHECK_FALSE(applies_but_to("Deny", both, capital_bob));
  CHECK_FALSE(applies_but_to("Deny", both, root(account_b)));
  CHECK(applies_but_to("Deny", both, user(account_b, "Eve")));
  CHECK(applies_but_to("Deny", both, user(account_a, "Bob")));
  CHECK(applies_but_to("Deny", "{'AWS':'arn:aws:iam::444455556666:user/Bob'}", capital_bob));
  CHECK(applies_but_to("Deny", "{'AWS':" + root_b + "}", capital_bob));

  const Principal audit = session(account_b, "audit", "app");
  const std::string role = "'arn:aws:iam::444455556666:role/audit'";
  const std::string app = "'arn:aws:sts::444455556666:assumed-role/audit/app'";
  CHECK_FALSE(applies_but_to("Deny", "{'AWS':[" + app + "," + role + "," + root_b + "]}", audit));
  CHECK(applies_but_to("Deny", "{'AWS':[" + role + "," + root_b + "]}", audit));
  CHECK(applies_but_to("Deny", "{'AWS':[" + app + "," + root_b + "]}", audit));

  SECTION("but never one with a permissions boundary") {
    CHECK(applies_but_to("Deny", both, capital_bob, true));
    CHECK(applies_but_to("Deny", "'*'", audit, true));
  }
  SECTION("services by their names, and the anonymous never") {
    CHECK_FALSE(applies_but_to("Deny", "{'Service':'ec2.amazonaws.com'}",
                               service("ec2.us-east-1.amazonaws.com")));
    CHECK(applies_but_to("Deny", both, Principal{}));
  }
}

TEST_CASE("an Allow with NotPrincipal reaches everyone not listed at any level", "[policy]") {
  const std::string root_b = "{'AWS':'444455556666'}";
  CHECK(applies_but_to("Allow", root_b, user(account_a, "ana")));
  CHECK(applies_but_to("Allow", root_b, Principal{}));
  CHECK_FALSE(applies_but_to("Allow", root_b, user(account_b, "bob")));
  CHECK_FALSE(applies_but_to("Allow", "{'AWS':'arn:aws:iam::444455556666:role/r'}",
                             session(account_b, "r")));
}
