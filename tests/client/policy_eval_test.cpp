// policy_eval_test.cpp - cases in, answers out: the format, the layers, the principals.
#include "client/policy_eval.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/policy_principal.h"
#include "support/catch.h"

namespace amishare::client {
namespace {

using PlainJson = nlohmann::json;

// With ' for ".
PlainJson case_of(std::string text) {
  for (char& c : text) {
    if (c == '\'') c = '"';
  }
  return PlainJson::parse(text);
}

PlainJson answer_to(const PlainJson& one) {
  PolicyEval eval;
  return PlainJson::parse(eval.answer(one.dump()));
}

// "allowed by identity", "error: ..."
std::string outcome_of(const PlainJson& answer) {
  if (answer.contains("error")) return "error: " + answer["error"].get<std::string>();
  return answer["decision"].get<std::string>() + " by " + answer["decidedBy"].get<std::string>();
}

std::string decided(const PlainJson& one) { return outcome_of(answer_to(one)); }

PlainJson policy_of(const PlainJson& statement) {
  return {{"Version", "2012-10-17"}, {"Statement", PlainJson::array({statement})}};
}
PlainJson allowing(const std::string& action, const std::string& resource = "*") {
  return policy_of({{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}});
}
PlainJson denying(const std::string& action) {
  return policy_of({{"Effect", "Deny"}, {"Action", action}, {"Resource", "*"}});
}
PlainJson granting(const PlainJson& principal, const std::string& action = "*") {
  return policy_of(
      {{"Effect", "Allow"}, {"Principal", principal}, {"Action", action}, {"Resource", "*"}});
}
PlainJson trusting(const PlainJson& principal) {
  return policy_of({{"Effect", "Allow"}, {"Principal", principal}, {"Action", "sts:AssumeRole"}});
}

const std::string the_user = "arn:aws:iam::111122223333:user/team/ana";
const std::string the_session = "arn:aws:sts::111122223333:assumed-role/builder/s1";
const std::string the_bucket = "arn:aws:s3:::bucket/object";
const std::string the_key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
const std::string the_role = "arn:aws:iam::111122223333:role/target";

PlainJson asking(const std::string& principal, const std::string& action,
                 const std::string& resource, const std::string& account = "111122223333") {
  return {{"id", 1},
          {"request",
           {{"principal", principal},
            {"action", action},
            {"resource", resource},
            {"resourceAccount", account},
            {"context", PlainJson::object()}}},
          {"policies", PlainJson::object()}};
}

}  // namespace

TEST_CASE("a case and its answer", "[client]") {
  PolicyEval eval;
  const std::string line =
      R"({"id":"a\u0041","request":{"principal":"arn:aws:iam::111122223333:user/ana",)"
      R"("action":"s3:GetObject","resource":"arn:aws:s3:::b/x","resourceAccount":"111122223333",)"
      R"("context":{"aws:SecureTransport":true}},"policies":{"identity":[{"name":"read","policy":)"
      R"({"Version":"2012-10-17","Statement":[{"Sid":"No","Effect":"Deny","Action":"s3:*",)"
      R"("Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},{"Sid":"Read",)"
      R"("Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}}],"scp":[[{"Version":"2012-10-17",)"
      R"("Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}]]}})";
  CHECK(eval.answer(line) ==
        R"({"id":"a\u0041","decision":"allowed","decidedBy":"identity","statements":[)"
        R"({"layer":"scp","level":0,"policy":0,"index":0},)"
        R"({"layer":"identity","policy":0,"name":"read","index":1,"sid":"Read"}]})");
  // The same again, from what is remembered.
  const std::string first(eval.answer(line));
  CHECK(eval.answer(line) == first);
  CHECK(eval.answer(line) == first);
}

TEST_CASE("what is no case is answered too", "[client]") {
  PolicyEval eval;
  const auto answer = [&](const std::string& line) { return PlainJson::parse(eval.answer(line)); };
  CHECK(answer("") == PlainJson({{"id", nullptr}, {"error", "this is not JSON [column 1]"}}));
  CHECK(answer("{\"id\":1,")["id"] == nullptr);
  CHECK(answer("[]")["error"] == "the case is no object");
  CHECK(answer("{\"id\":7}") == PlainJson({{"id", 7}, {"error", "request is missing"}}));
  CHECK(answer("{\"id\":{}}")["error"] == "id is neither a string nor a number");
  CHECK(answer("{\"id\":1,\"id\":1}")["error"] == "this key is there already [column 9]");

  PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
  one["more"] = 1;
  CHECK(decided(one) == "error: the case has an unknown member \"more\"");
  one = asking(the_user, "s3:GetObject", the_bucket);
  one["request"]["region"] = "us-east-1";
  CHECK(decided(one) == "error: request has an unknown member \"region\"");
  one = asking(the_user, "s3:GetObject", the_bucket);
  one["policies"]["boundary"] = PlainJson::array();
  CHECK(decided(one) == "error: policies has an unknown member \"boundary\"");
  one = asking(the_user, "s3:GetObject", the_bucket);
  one["policies"]["identity"] =
      PlainJson::array({{{"name", "x"}, {"policy", allowing("*")}, {"arn", ""}}});
  CHECK(decided(one) == "error: identity has an unknown member \"arn\"");
  one["policies"]["identity"] = allowing("*");
  CHECK(decided(one) == "error: policies.identity is no list");
  one = asking("ana", "s3:GetObject", the_bucket);
  CHECK(decided(one) ==
        "error: request.principal is neither the ARN of a principal nor a service's "
        "name nor \"anonymous\": \"ana\"");
  one = asking(the_user, "", the_bucket);
  CHECK(decided(one) == "error: request.action is empty");
  one = asking(the_user, "s3:GetObject", the_bucket, "1");
  CHECK(decided(one) == "error: request.resourceAccount is not of twelve digits: \"1\"");
}

TEST_CASE("a document that AWS would not store is an error, in AWS's words", "[client]") {
  const auto with = [](const std::string& layer, const PlainJson& value) {
    PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
    one["policies"][layer] = value;
    return decided(one);
  };
  const PlainJson nobody = allowing("s3:*");
  const PlainJson everybody = granting("*");
  CHECK(with("identity", PlainJson::array({allowing("*"), {{"policy", everybody}}})) ==
        "error: policies.identity[1]: Policy document should not specify a principal. [line 1, "
        "column 58]");
  CHECK(with("permissionsBoundary", PlainJson::array({everybody}))
            .starts_with("error: policies.permissionsBoundary[0]: Policy document should not "
                         "specify a principal."));
  CHECK(with("session", PlainJson::array({PlainJson{{"Statment", 1}}})) ==
        "error: policies.session[0]: Syntax errors in policy. (a policy has no element "
        "\"Statment\") [line 1, column 13]");
  CHECK(with("resource", nobody)
            .starts_with("error: policies.resource: a statement names no principal"));
  CHECK(
      with("scp", PlainJson::array({PlainJson::array(), PlainJson::array({everybody})}))
          .starts_with("error: policies.scp[1][0]: The provided policy document does not meet the "
                       "requirements of "
                       "the specified policy type. (a service control policy names no principal)"));
  CHECK(with("rcp", PlainJson::array({PlainJson::array({granting("*", "s3:*")})}))
            .starts_with("error: policies.rcp[0][0]: The provided policy document"));
  CHECK(with("vpcEndpoint", PlainJson::array({nobody}))
            .starts_with("error: policies.vpcEndpoint[0]: a statement names no principal"));
  PlainJson one = asking(the_user, "sts:AssumeRole", the_role);
  one["policies"]["resource"] = everybody;
  CHECK(decided(one).starts_with("error: policies.resource: Has prohibited field Resource"));
  // IAM takes no characters beyond U+00FF.
  CHECK(with("identity", PlainJson::array({allowing("s3:\xE2\x82\xAC")}))
            .find("regular expression") != std::string::npos);
}

TEST_CASE("a document may also be the text of one", "[client]") {
  PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
  one["policies"]["identity"] = PlainJson::array({allowing("s3:*").dump()});
  CHECK(decided(one) == "allowed by identity");
  one["policies"]["identity"] = PlainJson::array({"{"});
  CHECK(decided(one).starts_with("error: policies.identity[0]: Syntax errors in policy."));
}

TEST_CASE("a layer that is absent does not exist, one that is empty allows nothing", "[client]") {
  PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
  CHECK(decided(one) == "implicitDeny by identity");
  one["policies"]["identity"] = PlainJson::array({allowing("s3:*")});
  CHECK(decided(one) == "allowed by identity");
  for (const std::string layer : {"permissionsBoundary", "session", "vpcEndpoint"}) {
    PlainJson ceiling = one;
    ceiling["policies"][layer] = nullptr;
    CHECK(decided(ceiling) == "allowed by identity");
    ceiling["policies"][layer] = PlainJson::array();
    CHECK(decided(ceiling) == "implicitDeny by " + layer);
    ceiling["policies"][layer] =
        PlainJson::array({layer == "vpcEndpoint" ? granting("*") : allowing("*")});
    CHECK(decided(ceiling) == "allowed by identity");
    ceiling["policies"][layer].push_back(
        layer == "vpcEndpoint"
            ? policy_of(
                  {{"Effect", "Deny"}, {"Principal", "*"}, {"Action", "s3:*"}, {"Resource", "*"}})
            : denying("s3:*"));
    CHECK(decided(ceiling) == "explicitDeny by " + layer);
  }
  one["policies"]["scp"] =
      PlainJson::array({PlainJson::array({allowing("*")}), PlainJson::array()});
  CHECK(decided(one) == "implicitDeny by scp");
  one["policies"]["scp"][1].push_back(allowing("s3:*"));
  CHECK(decided(one) == "allowed by identity");
  one["policies"]["scp"][0].push_back(denying("s3:*"));
  const PlainJson denied = answer_to(one);
  CHECK(outcome_of(denied) == "explicitDeny by scp");
  CHECK(denied["statements"] == case_of("[{'layer':'scp','level':0,'policy':1,'index':0}]"));
}

TEST_CASE("RCPFullAWSAccess is always there, and may be given", "[client]") {
  PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
  one["policies"]["identity"] = PlainJson::array({allowing("s3:*")});
  one["policies"]["rcp"] = PlainJson::array({PlainJson::array(), PlainJson::array()});
  CHECK(decided(one) == "allowed by identity");
  one["policies"]["rcp"][0].push_back(granting("*"));
  CHECK(decided(one) == "allowed by identity");
  one["policies"]["rcp"][1].push_back(policy_of(
      {{"Effect", "Deny"}, {"Principal", "*"}, {"Action", "s3:Get*"}, {"Resource", "*"}}));
  CHECK(decided(one) == "explicitDeny by rcp");
  // They know nothing of EC2 and IAM.
  PlainJson launch =
      asking(the_user, "ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/*");
  launch["policies"]["identity"] = PlainJson::array({allowing("ec2:*")});
  launch["policies"]["rcp"] = PlainJson::array({PlainJson::array({policy_of(
      {{"Effect", "Deny"}, {"Principal", "*"}, {"Action", "ec2:*"}, {"Resource", "*"}})})});
  CHECK(decided(launch) == "allowed by identity");
}

TEST_CASE("values of the context: strings, numbers, booleans, and lists of these", "[client]") {
  const auto with = [](const std::string& condition, const std::string& context) {
    PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
    PlainJson statement = allowing("s3:*")["Statement"][0];
    statement["Condition"] = case_of(condition);
    one["policies"]["identity"] = PlainJson::array({policy_of(statement)});
    one["request"]["context"] = case_of(context);
    return decided(one);
  };
  CHECK(with("{'NumericEquals':{'x:n':7}}", "{'x:n':7}") == "allowed by identity");
  CHECK(with("{'Bool':{'x:b':'true'}}", "{'x:b':true}") == "allowed by identity");
  CHECK(with("{'StringEquals':{'X:S':'v'}}", "{'x:s':'v'}") == "allowed by identity");
  CHECK(with("{'ForAllValues:StringEquals':{'x:l':['a','1']}}", "{'x:l':['a',1]}") ==
        "allowed by identity");
  // A list is a key of several values, even with one.
  CHECK(with("{'StringEquals':{'x:l':'a'}}", "{'x:l':['a']}") == "implicitDeny by identity");
  CHECK(with("{'Null':{'x:l':'true'}}", "{'x:l':[]}") == "allowed by identity");
  CHECK(with("{}", "{'x:n':null}").starts_with("error: request.context: \"x:n\" is neither"));
  CHECK(with("{}", "{'x:n':[[]]}").starts_with("error: request.context: \"x:n\" is neither"));
  CHECK(
      with("{}", "{'x:n':'1','X:N':'2'}").starts_with("error: request.context has \"x:n\" twice"));
  // Nothing is added: no time, no account, no principal.
  for (const std::string name : {"aws:CurrentTime", "aws:PrincipalArn", "aws:PrincipalAccount"}) {
    CHECK(with("{'Null':{'" + name + "':'true'}}", "{}") == "allowed by identity");
  }
}

TEST_CASE("principals by ARN, by name, and nobody", "[client]") {
  using policy::PrincipalKind;
  const auto kind = [](const std::string& text) {
    const auto who = principal_named(text);
    return who ? static_cast<int>(who->kind) : -1;
  };
  CHECK(kind(the_user) == static_cast<int>(PrincipalKind::user));
  CHECK(kind(the_session) == static_cast<int>(PrincipalKind::role_session));
  CHECK(kind(the_role) == static_cast<int>(PrincipalKind::role_session));
  CHECK(kind("arn:aws:iam::111122223333:root") == static_cast<int>(PrincipalKind::root));
  CHECK(kind("arn:aws-cn:sts::111122223333:federated-user/f") ==
        static_cast<int>(PrincipalKind::federated_user));
  CHECK(kind("ec2.us-east-1.amazonaws.com") == static_cast<int>(PrincipalKind::service));
  CHECK(kind("anonymous") == static_cast<int>(PrincipalKind::anonymous));
  CHECK(kind("arn:aws:iam::111122223333:saml-provider/corp") ==
        static_cast<int>(PrincipalKind::anonymous));
  for (const std::string text :
       {"", "ana", "111122223333", "arn:aws:iam::1:user/ana", "arn:aws:iam::111122223333:user/",
        "arn:aws:iam::111122223333:group/g", "arn:aws:sts::111122223333:assumed-role/r",
        "arn:aws:iam:us-east-1:111122223333:user/a", "arn:aws:iam::111122223333:user/*",
        "arn:aws:s3:::bucket", "example.com"}) {
    INFO(text);
    CHECK(kind(text) == -1);
  }
  const auto who = principal_named(the_user);
  REQUIRE(who.has_value());
  CHECK(who->user_name == "ana");
  CHECK(who->principal_arn == the_user);
  CHECK(principal_named(the_session)->principal_arn == "arn:aws:iam::111122223333:role/builder");
}

TEST_CASE("what a resource policy gives to whom in its own account", "[client]") {
  const auto given = [](const std::string& who, const PlainJson& principal,
                        const std::string& ceiling) {
    PlainJson one = asking(who, "s3:GetObject", the_bucket);
    one["policies"]["resource"] = granting(principal);
    if (!ceiling.empty()) one["policies"][ceiling] = PlainJson::array();
    return decided(one);
  };
  for (const std::string ceiling : {"", "permissionsBoundary", "session"}) {
    INFO(ceiling);
    CHECK(given(the_user, {{"AWS", the_user}}, ceiling) == "allowed by resource");
    CHECK(given(the_session, {{"AWS", the_session}}, ceiling) == "allowed by resource");
    CHECK(given(the_session, "*", ceiling) == "allowed by resource");
    CHECK(given(the_session, {{"AWS", "111122223333"}}, ceiling) == "implicitDeny by identity");
    const std::string by_role =
        given(the_session, {{"AWS", "arn:aws:iam::111122223333:role/path/builder"}}, ceiling);
    CHECK(by_role == (ceiling.empty() ? "allowed by resource" : "implicitDeny by " + ceiling));
  }
  CHECK(given("anonymous", "*", "") == "allowed by resource");
  CHECK(given("anonymous", {{"AWS", "111122223333"}}, "") == "implicitDeny by resource");
  CHECK(given("ec2.amazonaws.com", {{"Service", "ec2.amazonaws.com"}}, "") ==
        "allowed by resource");
}

TEST_CASE("across accounts both sides must allow", "[client]") {
  PlainJson one = asking("arn:aws:iam::444455556666:user/bob", "s3:GetObject", the_bucket);
  one["policies"]["identity"] = PlainJson::array({allowing("s3:*")});
  CHECK(decided(one) == "implicitDeny by resource");
  one["policies"]["resource"] = granting("*");
  CHECK(decided(one) == "allowed by identity");
  one["policies"].erase("identity");
  CHECK(decided(one) == "implicitDeny by identity");
  // The account in the ARN is the owner's, where none is named.
  PlainJson named = asking(the_user, "sqs:SendMessage", "arn:aws:sqs:us-east-1:444455556666:queue");
  named["policies"]["identity"] = PlainJson::array({allowing("sqs:*")});
  named["request"].erase("resourceAccount");
  CHECK(decided(named) == "implicitDeny by resource");
  // EC2's images have no policies; whoever owns them, the caller's account decides.
  PlainJson image =
      asking(the_user, "ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1", "444455556666");
  image["policies"]["identity"] = PlainJson::array({allowing("ec2:*")});
  CHECK(decided(image) == "allowed by identity");
}

TEST_CASE("key policies and trust policies must allow or delegate", "[client]") {
  PlainJson one = asking(the_user, "kms:Decrypt", the_key);
  one["policies"]["identity"] = PlainJson::array({allowing("kms:*")});
  CHECK(decided(one) == "implicitDeny by resource");
  one["policies"]["resource"] = granting({{"AWS", "arn:aws:iam::111122223333:root"}}, "kms:*");
  CHECK(decided(one) == "allowed by identity");
  // Not for what KMS does without a key, nor for aliases.
  for (const auto& [action, arn] : std::vector<std::pair<std::string, std::string>>{
           {"kms:ListKeys", "*"},
           {"kms:CreateAlias", "arn:aws:kms:us-east-1:111122223333:alias/a"}}) {
    PlainJson without = asking(the_user, action, arn);
    without["policies"]["identity"] = PlainJson::array({allowing("kms:*")});
    CHECK(decided(without) == "allowed by identity");
  }
  PlainJson assume = asking(the_user, "sts:AssumeRole", the_role);
  assume["policies"]["identity"] = PlainJson::array({allowing("sts:*")});
  CHECK(decided(assume) == "implicitDeny by resource");
  assume["policies"]["resource"] = trusting({{"AWS", "111122223333"}});
  CHECK(decided(assume) == "allowed by identity");
  assume["policies"].erase("identity");
  CHECK(decided(assume) == "implicitDeny by identity");
  assume["policies"]["resource"] = trusting({{"AWS", the_user}});
  CHECK(decided(assume) == "allowed by resource");
  // A role's policy says nothing of passing it.
  PlainJson pass = asking(the_user, "iam:PassRole", the_role);
  pass["policies"]["resource"] =
      policy_of({{"Effect", "Allow"}, {"Principal", "*"}, {"Action", "*"}});
  CHECK(decided(pass) == "implicitDeny by identity");
}

TEST_CASE("what services say whatever policies say", "[client]") {
  PlainJson one = asking(the_user, "sts:GetCallerIdentity", "*");
  one["policies"]["identity"] = PlainJson::array({denying("*")});
  one["policies"]["scp"] = PlainJson::array({PlainJson::array()});
  CHECK(decided(one) == "allowed by service");
  PlainJson root = asking("arn:aws:iam::111122223333:root", "sts:AssumeRole", the_role);
  root["policies"]["resource"] = trusting({{"AWS", "111122223333"}});
  CHECK(decided(root) == "implicitDeny by service");
  PlainJson foreign = asking("arn:aws:iam::444455556666:user/bob", "kms:DisableKey", the_key);
  foreign["policies"]["identity"] = PlainJson::array({allowing("kms:*")});
  foreign["policies"]["resource"] = granting({{"AWS", "444455556666"}}, "kms:*");
  CHECK(decided(foreign) == "implicitDeny by service");
  foreign["request"]["action"] = "kms:Decrypt";
  CHECK(decided(foreign) == "allowed by identity");
  PlainJson federated = asking("arn:aws:sts::111122223333:federated-user/f", "iam:ListUsers", "*");
  federated["policies"]["identity"] = PlainJson::array({allowing("*")});
  federated["policies"]["session"] = PlainJson::array({allowing("*")});
  CHECK(decided(federated) == "implicitDeny by service");
  federated["request"]["action"] = "s3:ListAllMyBuckets";
  CHECK(decided(federated) == "allowed by identity");
  federated["policies"].erase("session");
  CHECK(decided(federated) == "implicitDeny by session");
  PlainJson chained = asking(the_session, "sts:GetFederationToken", "*");
  chained["policies"]["identity"] = PlainJson::array({allowing("*")});
  CHECK(decided(chained) == "implicitDeny by service");
}

TEST_CASE("service-linked roles are beyond SCPs and RCPs", "[client]") {
  PlainJson one = asking("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/s",
                         "kms:Decrypt", the_key);
  one["policies"]["identity"] = PlainJson::array({allowing("*")});
  one["policies"]["resource"] = granting({{"AWS", "111122223333"}}, "kms:*");
  one["policies"]["scp"] = PlainJson::array({PlainJson::array({denying("*")})});
  CHECK(decided(one) == "allowed by identity");
  // By its path, too: in the ARN of the the_role, or in the context.
  one["request"]["principal"] = "arn:aws:iam::111122223333:role/aws-service-role/x/linked";
  CHECK(decided(one) == "allowed by identity");
  one["request"]["principal"] = "arn:aws:sts::111122223333:assumed-role/linked/s";
  CHECK(decided(one) == "explicitDeny by scp");
  one["request"]["context"]["aws:PrincipalArn"] =
      "arn:aws:iam::111122223333:role/aws-service-role/x/linked";
  CHECK(decided(one) == "allowed by identity");
}

TEST_CASE("grants stand in for policies", "[client]") {
  PlainJson one = asking(the_session, "kms:Decrypt", the_key);
  one["policies"]["grants"] = case_of(
      "[{'grantId':'g','granteePrincipal':'arn:aws:iam::111122223333:role/builder','operations':"
      "['Decrypt'],'constraints':{'encryptionContextSubset':{'stage':'test'}}}]");
  CHECK(decided(one) == "implicitDeny by resource");
  one["request"]["context"]["kms:EncryptionContext:stage"] = "test";
  const PlainJson answer = answer_to(one);
  CHECK(outcome_of(answer) == "allowed by grant");
  CHECK(answer["grantId"] == "g");
}

TEST_CASE("principals by unique id, as the context tells it", "[client]") {
  PlainJson one = asking(the_session, "kms:Decrypt", the_key);
  one["policies"]["resource"] = granting({{"AWS", "AROAEXAMPLEEXAMPLE123"}}, "kms:*");
  CHECK(decided(one) == "implicitDeny by resource");
  one["request"]["context"]["aws:userid"] = "AROAEXAMPLEEXAMPLE123:s1";
  CHECK(decided(one) == "allowed by resource");
}

TEST_CASE("many documents, each its own and some again, change no answer", "[client]") {
  PolicyEval eval;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 3000; ++i) {
      PlainJson one = asking(the_user, "s3:GetObject", the_bucket);
      one["id"] = i;
      one["policies"]["identity"] =
          PlainJson::array({allowing(i % 2 == 0 ? "s3:*" : "sqs:*", "arn:aws:s3:::bucket/*"),
                            allowing("x:" + std::to_string(i))});
      const PlainJson answer = PlainJson::parse(eval.answer(one.dump()));
      REQUIRE(answer["id"] == i);
      REQUIRE(answer["decision"] == (i % 2 == 0 ? "allowed" : "implicitDeny"));
    }
  }
}

}  // namespace amishare::client
