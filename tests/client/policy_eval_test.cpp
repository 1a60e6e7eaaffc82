// policy_eval_test.cpp - cases in, answers out: the format, the layers, the principals.
#include "client/policy_eval.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/policy_principal.h"
#include "support/catch.h"

namespace amishare::client {
namespace {

using Json = nlohmann::json;

// With ' for ".
Json case_of(std::string text) {
  for (char& c : text) {
    if (c == '\'') c = '"';
  }
  return Json::parse(text);
}

Json answer_to(const Json& one) {
  PolicyEval eval;
  return Json::parse(eval.answer(one.dump()));
}

// "allowed by identity", "error: ..."
std::string outcome_of(const Json& answer) {
  if (answer.contains("error")) return "error: " + answer["error"].get<std::string>();
  return answer["decision"].get<std::string>() + " by " + answer["decidedBy"].get<std::string>();
}

std::string decide(const Json& one) { return outcome_of(answer_to(one)); }

Json policy(const Json& statement) {
  return {{"Version", "2012-10-17"}, {"Statement", Json::array({statement})}};
}
Json allow(const std::string& action, const std::string& resource = "*") {
  return policy({{"Effect", "Allow"}, {"Action", action}, {"Resource", resource}});
}
Json deny(const std::string& action) {
  return policy({{"Effect", "Deny"}, {"Action", action}, {"Resource", "*"}});
}
Json grants_to(const Json& principal, const std::string& action = "*") {
  return policy(
      {{"Effect", "Allow"}, {"Principal", principal}, {"Action", action}, {"Resource", "*"}});
}
Json trusts(const Json& principal) {
  return policy({{"Effect", "Allow"}, {"Principal", principal}, {"Action", "sts:AssumeRole"}});
}

const std::string user = "arn:aws:iam::111122223333:user/team/ana";
const std::string session = "arn:aws:sts::111122223333:assumed-role/builder/s1";
const std::string bucket = "arn:aws:s3:::bucket/object";
const std::string key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd";
const std::string role = "arn:aws:iam::111122223333:role/target";

Json asks(const std::string& principal, const std::string& action, const std::string& resource,
          const std::string& account = "111122223333") {
  return {{"id", 1},
          {"request",
           {{"principal", principal},
            {"action", action},
            {"resource", resource},
            {"resourceAccount", account},
            {"context", Json::object()}}},
          {"policies", Json::object()}};
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
  const auto answer = [&](const std::string& line) { return Json::parse(eval.answer(line)); };
  CHECK(answer("") == Json({{"id", nullptr}, {"error", "this is not JSON [column 1]"}}));
  CHECK(answer("{\"id\":1,")["id"] == nullptr);
  CHECK(answer("[]")["error"] == "the case is no object");
  CHECK(answer("{\"id\":7}") == Json({{"id", 7}, {"error", "request is missing"}}));
  CHECK(answer("{\"id\":{}}")["error"] == "id is neither a string nor a number");
  CHECK(answer("{\"id\":1,\"id\":1}")["error"] == "this key is there already [column 9]");

  Json one = asks(user, "s3:GetObject", bucket);
  one["more"] = 1;
  CHECK(decide(one) == "error: the case has an unknown member \"more\"");
  one = asks(user, "s3:GetObject", bucket);
  one["request"]["region"] = "us-east-1";
  CHECK(decide(one) == "error: request has an unknown member \"region\"");
  one = asks(user, "s3:GetObject", bucket);
  one["policies"]["boundary"] = Json::array();
  CHECK(decide(one) == "error: policies has an unknown member \"boundary\"");
  one = asks(user, "s3:GetObject", bucket);
  one["policies"]["identity"] = Json::array({{{"name", "x"}, {"policy", allow("*")}, {"arn", ""}}});
  CHECK(decide(one) == "error: identity has an unknown member \"arn\"");
  one["policies"]["identity"] = allow("*");
  CHECK(decide(one) == "error: policies.identity is no list");
  one = asks("ana", "s3:GetObject", bucket);
  CHECK(decide(one) ==
        "error: request.principal is neither the ARN of a principal nor a service's "
        "name nor \"anonymous\": \"ana\"");
  one = asks(user, "", bucket);
  CHECK(decide(one) == "error: request.action is empty");
  one = asks(user, "s3:GetObject", bucket, "1");
  CHECK(decide(one) == "error: request.resourceAccount is not of twelve digits: \"1\"");
}

TEST_CASE("a document that AWS would not store is an error, in AWS's words", "[client]") {
  const auto with = [](const std::string& layer, const Json& value) {
    Json one = asks(user, "s3:GetObject", bucket);
    one["policies"][layer] = value;
    return decide(one);
  };
  const Json nobody = allow("s3:*");
  const Json everybody = grants_to("*");
  CHECK(with("identity", Json::array({allow("*"), {{"policy", everybody}}})) ==
        "error: policies.identity[1]: Policy document should not specify a principal. [line 1, "
        "column 58]");
  CHECK(with("permissionsBoundary", Json::array({everybody}))
            .starts_with("error: policies.permissionsBoundary[0]: Policy document should not "
                         "specify a principal."));
  CHECK(with("session", Json::array({Json{{"Statment", 1}}})) ==
        "error: policies.session[0]: Syntax errors in policy. (a policy has no element "
        "\"Statment\") [line 1, column 13]");
  CHECK(with("resource", nobody)
            .starts_with("error: policies.resource: a statement names no principal"));
  CHECK(
      with("scp", Json::array({Json::array(), Json::array({everybody})}))
          .starts_with("error: policies.scp[1][0]: The provided policy document does not meet the "
                       "requirements of "
                       "the specified policy type. (a service control policy names no principal)"));
  CHECK(with("rcp", Json::array({Json::array({grants_to("*", "s3:*")})}))
            .starts_with("error: policies.rcp[0][0]: The provided policy document"));
  CHECK(with("vpcEndpoint", Json::array({nobody}))
            .starts_with("error: policies.vpcEndpoint[0]: a statement names no principal"));
  Json one = asks(user, "sts:AssumeRole", role);
  one["policies"]["resource"] = everybody;
  CHECK(decide(one).starts_with("error: policies.resource: Has prohibited field Resource"));
  // IAM takes no characters beyond U+00FF.
  CHECK(with("identity", Json::array({allow("s3:\xE2\x82\xAC")})).find("regular expression") !=
        std::string::npos);
}

TEST_CASE("a document may also be the text of one", "[client]") {
  Json one = asks(user, "s3:GetObject", bucket);
  one["policies"]["identity"] = Json::array({allow("s3:*").dump()});
  CHECK(decide(one) == "allowed by identity");
  one["policies"]["identity"] = Json::array({"{"});
  CHECK(decide(one).starts_with("error: policies.identity[0]: Syntax errors in policy."));
}

TEST_CASE("a layer that is absent does not exist, one that is empty allows nothing", "[client]") {
  Json one = asks(user, "s3:GetObject", bucket);
  CHECK(decide(one) == "implicitDeny by identity");
  one["policies"]["identity"] = Json::array({allow("s3:*")});
  CHECK(decide(one) == "allowed by identity");
  for (const std::string layer : {"permissionsBoundary", "session", "vpcEndpoint"}) {
    Json ceiling = one;
    ceiling["policies"][layer] = nullptr;
    CHECK(decide(ceiling) == "allowed by identity");
    ceiling["policies"][layer] = Json::array();
    CHECK(decide(ceiling) == "implicitDeny by " + layer);
    ceiling["policies"][layer] =
        Json::array({layer == "vpcEndpoint" ? grants_to("*") : allow("*")});
    CHECK(decide(ceiling) == "allowed by identity");
    ceiling["policies"][layer].push_back(
        layer == "vpcEndpoint"
            ? policy(
                  {{"Effect", "Deny"}, {"Principal", "*"}, {"Action", "s3:*"}, {"Resource", "*"}})
            : deny("s3:*"));
    CHECK(decide(ceiling) == "explicitDeny by " + layer);
  }
  one["policies"]["scp"] = Json::array({Json::array({allow("*")}), Json::array()});
  CHECK(decide(one) == "implicitDeny by scp");
  one["policies"]["scp"][1].push_back(allow("s3:*"));
  CHECK(decide(one) == "allowed by identity");
  one["policies"]["scp"][0].push_back(deny("s3:*"));
  const Json denied = answer_to(one);
  CHECK(outcome_of(denied) == "explicitDeny by scp");
  CHECK(denied["statements"] == case_of("[{'layer':'scp','level':0,'policy':1,'index':0}]"));
}

TEST_CASE("RCPFullAWSAccess is always there, and may be given", "[client]") {
  Json one = asks(user, "s3:GetObject", bucket);
  one["policies"]["identity"] = Json::array({allow("s3:*")});
  one["policies"]["rcp"] = Json::array({Json::array(), Json::array()});
  CHECK(decide(one) == "allowed by identity");
  one["policies"]["rcp"][0].push_back(grants_to("*"));
  CHECK(decide(one) == "allowed by identity");
  one["policies"]["rcp"][1].push_back(
      policy({{"Effect", "Deny"}, {"Principal", "*"}, {"Action", "s3:Get*"}, {"Resource", "*"}}));
  CHECK(decide(one) == "explicitDeny by rcp");
  // They know nothing of EC2 and IAM.
  Json launch = asks(user, "ec2:RunInstances", "arn:aws:ec2:us-east-1:111122223333:instance/*");
  launch["policies"]["identity"] = Json::array({allow("ec2:*")});
  launch["policies"]["rcp"] = Json::array({Json::array(
      {policy({{"Effect", "Deny"}, {"Principal", "*"}, {"Action", "ec2:*"}, {"Resource", "*"}})})});
  CHECK(decide(launch) == "allowed by identity");
}

TEST_CASE("values of the context: strings, numbers, booleans, and lists of these", "[client]") {
  const auto with = [](const std::string& condition, const std::string& context) {
    Json one = asks(user, "s3:GetObject", bucket);
    Json statement = allow("s3:*")["Statement"][0];
    statement["Condition"] = case_of(condition);
    one["policies"]["identity"] = Json::array({policy(statement)});
    one["request"]["context"] = case_of(context);
    return decide(one);
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
  CHECK(kind(user) == static_cast<int>(PrincipalKind::user));
  CHECK(kind(session) == static_cast<int>(PrincipalKind::role_session));
  CHECK(kind(role) == static_cast<int>(PrincipalKind::role_session));
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
  const auto who = principal_named(user);
  REQUIRE(who.has_value());
  CHECK(who->user_name == "ana");
  CHECK(who->principal_arn == user);
  CHECK(principal_named(session)->principal_arn == "arn:aws:iam::111122223333:role/builder");
}

TEST_CASE("what a resource policy gives to whom in its own account", "[client]") {
  const auto given = [](const std::string& who, const Json& principal, const std::string& ceiling) {
    Json one = asks(who, "s3:GetObject", bucket);
    one["policies"]["resource"] = grants_to(principal);
    if (!ceiling.empty()) one["policies"][ceiling] = Json::array();
    return decide(one);
  };
  for (const std::string ceiling : {"", "permissionsBoundary", "session"}) {
    INFO(ceiling);
    CHECK(given(user, {{"AWS", user}}, ceiling) == "allowed by resource");
    CHECK(given(session, {{"AWS", session}}, ceiling) == "allowed by resource");
    CHECK(given(session, "*", ceiling) == "allowed by resource");
    CHECK(given(session, {{"AWS", "111122223333"}}, ceiling) == "implicitDeny by identity");
    const std::string by_role =
        given(session, {{"AWS", "arn:aws:iam::111122223333:role/path/builder"}}, ceiling);
    CHECK(by_role == (ceiling.empty() ? "allowed by resource" : "implicitDeny by " + ceiling));
  }
  CHECK(given("anonymous", "*", "") == "allowed by resource");
  CHECK(given("anonymous", {{"AWS", "111122223333"}}, "") == "implicitDeny by resource");
  CHECK(given("ec2.amazonaws.com", {{"Service", "ec2.amazonaws.com"}}, "") ==
        "allowed by resource");
}

TEST_CASE("across accounts both sides must allow", "[client]") {
  Json one = asks("arn:aws:iam::444455556666:user/bob", "s3:GetObject", bucket);
  one["policies"]["identity"] = Json::array({allow("s3:*")});
  CHECK(decide(one) == "implicitDeny by resource");
  one["policies"]["resource"] = grants_to("*");
  CHECK(decide(one) == "allowed by identity");
  one["policies"].erase("identity");
  CHECK(decide(one) == "implicitDeny by identity");
  // The account in the ARN is the owner's, where none is named.
  Json named = asks(user, "sqs:SendMessage", "arn:aws:sqs:us-east-1:444455556666:queue");
  named["policies"]["identity"] = Json::array({allow("sqs:*")});
  named["request"].erase("resourceAccount");
  CHECK(decide(named) == "implicitDeny by resource");
  // EC2's images have no policies; whoever owns them, the caller's account decides.
  Json image = asks(user, "ec2:RunInstances", "arn:aws:ec2:us-east-1::image/ami-1", "444455556666");
  image["policies"]["identity"] = Json::array({allow("ec2:*")});
  CHECK(decide(image) == "allowed by identity");
}

TEST_CASE("key policies and trust policies must allow or delegate", "[client]") {
  Json one = asks(user, "kms:Decrypt", key);
  one["policies"]["identity"] = Json::array({allow("kms:*")});
  CHECK(decide(one) == "implicitDeny by resource");
  one["policies"]["resource"] = grants_to({{"AWS", "arn:aws:iam::111122223333:root"}}, "kms:*");
  CHECK(decide(one) == "allowed by identity");
  // Not for what KMS does without a key, nor for aliases.
  for (const auto& [action, arn] : std::vector<std::pair<std::string, std::string>>{
           {"kms:ListKeys", "*"},
           {"kms:CreateAlias", "arn:aws:kms:us-east-1:111122223333:alias/a"}}) {
    Json without = asks(user, action, arn);
    without["policies"]["identity"] = Json::array({allow("kms:*")});
    CHECK(decide(without) == "allowed by identity");
  }
  Json assume = asks(user, "sts:AssumeRole", role);
  assume["policies"]["identity"] = Json::array({allow("sts:*")});
  CHECK(decide(assume) == "implicitDeny by resource");
  assume["policies"]["resource"] = trusts({{"AWS", "111122223333"}});
  CHECK(decide(assume) == "allowed by identity");
  assume["policies"].erase("identity");
  CHECK(decide(assume) == "implicitDeny by identity");
  assume["policies"]["resource"] = trusts({{"AWS", user}});
  CHECK(decide(assume) == "allowed by resource");
  // A role's policy says nothing of passing it.
  Json pass = asks(user, "iam:PassRole", role);
  pass["policies"]["resource"] = policy({{"Effect", "Allow"}, {"Principal", "*"}, {"Action", "*"}});
  CHECK(decide(pass) == "implicitDeny by identity");
}

TEST_CASE("what services say whatever policies say", "[client]") {
  Json one = asks(user, "sts:GetCallerIdentity", "*");
  one["policies"]["identity"] = Json::array({deny("*")});
  one["policies"]["scp"] = Json::array({Json::array()});
  CHECK(decide(one) == "allowed by service");
  Json root = asks("arn:aws:iam::111122223333:root", "sts:AssumeRole", role);
  root["policies"]["resource"] = trusts({{"AWS", "111122223333"}});
  CHECK(decide(root) == "implicitDeny by service");
  Json foreign = asks("arn:aws:iam::444455556666:user/bob", "kms:DisableKey", key);
  foreign["policies"]["identity"] = Json::array({allow("kms:*")});
  foreign["policies"]["resource"] = grants_to({{"AWS", "444455556666"}}, "kms:*");
  CHECK(decide(foreign) == "implicitDeny by service");
  foreign["request"]["action"] = "kms:Decrypt";
  CHECK(decide(foreign) == "allowed by identity");
  Json federated = asks("arn:aws:sts::111122223333:federated-user/f", "iam:ListUsers", "*");
  federated["policies"]["identity"] = Json::array({allow("*")});
  federated["policies"]["session"] = Json::array({allow("*")});
  CHECK(decide(federated) == "implicitDeny by service");
  federated["request"]["action"] = "s3:ListAllMyBuckets";
  CHECK(decide(federated) == "allowed by identity");
  federated["policies"].erase("session");
  CHECK(decide(federated) == "implicitDeny by session");
  Json chained = asks(session, "sts:GetFederationToken", "*");
  chained["policies"]["identity"] = Json::array({allow("*")});
  CHECK(decide(chained) == "implicitDeny by service");
}

TEST_CASE("service-linked roles are beyond SCPs and RCPs", "[client]") {
  Json one = asks("arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForAutoScaling/s",
                  "kms:Decrypt", key);
  one["policies"]["identity"] = Json::array({allow("*")});
  one["policies"]["resource"] = grants_to({{"AWS", "111122223333"}}, "kms:*");
  one["policies"]["scp"] = Json::array({Json::array({deny("*")})});
  CHECK(decide(one) == "allowed by identity");
  // By its path, too: in the ARN of the role, or in the context.
  one["request"]["principal"] = "arn:aws:iam::111122223333:role/aws-service-role/x/linked";
  CHECK(decide(one) == "allowed by identity");
  one["request"]["principal"] = "arn:aws:sts::111122223333:assumed-role/linked/s";
  CHECK(decide(one) == "explicitDeny by scp");
  one["request"]["context"]["aws:PrincipalArn"] =
      "arn:aws:iam::111122223333:role/aws-service-role/x/linked";
  CHECK(decide(one) == "allowed by identity");
}

TEST_CASE("grants stand in for policies", "[client]") {
  Json one = asks(session, "kms:Decrypt", key);
  one["policies"]["grants"] = case_of(
      "[{'grantId':'g','granteePrincipal':'arn:aws:iam::111122223333:role/builder','operations':"
      "['Decrypt'],'constraints':{'encryptionContextSubset':{'stage':'test'}}}]");
  CHECK(decide(one) == "implicitDeny by resource");
  one["request"]["context"]["kms:EncryptionContext:stage"] = "test";
  const Json answer = answer_to(one);
  CHECK(outcome_of(answer) == "allowed by grant");
  CHECK(answer["grantId"] == "g");
}

TEST_CASE("principals by unique id, as the context tells it", "[client]") {
  Json one = asks(session, "kms:Decrypt", key);
  one["policies"]["resource"] = grants_to({{"AWS", "AROAEXAMPLEEXAMPLE123"}}, "kms:*");
  CHECK(decide(one) == "implicitDeny by resource");
  one["request"]["context"]["aws:userid"] = "AROAEXAMPLEEXAMPLE123:s1";
  CHECK(decide(one) == "allowed by resource");
}

TEST_CASE("many documents, each its own and some again, change no answer", "[client]") {
  PolicyEval eval;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 3000; ++i) {
      Json one = asks(user, "s3:GetObject", bucket);
      one["id"] = i;
      one["policies"]["identity"] =
          Json::array({allow(i % 2 == 0 ? "s3:*" : "sqs:*", "arn:aws:s3:::bucket/*"),
                       allow("x:" + std::to_string(i))});
      const Json answer = Json::parse(eval.answer(one.dump()));
      REQUIRE(answer["id"] == i);
      REQUIRE(answer["decision"] == (i % 2 == 0 ? "allowed" : "implicitDeny"));
    }
  }
}

}  // namespace amishare::client
