// document_test.cpp - what is a policy, and what AWS says of what is none.
#include "policy/document.h"

#include <string>

#include "policy/policy.h"
#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

std::string complaint(const std::string& text, DocumentKind kind = DocumentKind::identity) {
  const Parsed parsed = parse(text, kind);
  CHECK((parsed.policy == nullptr) == parsed.complaint.has_value());
  return parsed.complaint ? parsed.complaint->message : "none";
}

// With ' for ".
std::string quoted(std::string text) {
  for (char& c : text) {
    if (c == '\'') c = '"';
  }
  return text;
}

std::string of_statement(const std::string& statement, DocumentKind kind = DocumentKind::identity) {
  return complaint(document(statement), kind);
}

const std::string syntax = "Syntax errors in policy.";
const std::string legacy = "The policy failed legacy parsing";
const std::string organizations =
    "The provided policy document does not meet the requirements of the specified policy type.";

}  // namespace

TEST_CASE("text that is no policy at all", "[policy]") {
  for (const std::string text :
       {"", "not json", "{", "[]", "null", "{}", "\"x\"", "{\"Version\":1}", "{\"a\":\"\\ud800\"}",
        "\xff\xfe", "{}{}", "// x\n{}"}) {
    INFO(text);
    CHECK(complaint(text) == syntax);
    CHECK(complaint(text, DocumentKind::session) == syntax);
    // KMS says nothing beyond its code.
    CHECK(complaint(text, DocumentKind::resource).empty());
    CHECK(complaint(text, DocumentKind::service_control) == organizations);
    CHECK(complaint(text, DocumentKind::resource_control) == organizations);
  }
  CHECK(complaint("not json", DocumentKind::trust) == "This policy contains invalid Json");
  CHECK(complaint("[]", DocumentKind::trust) == "Syntax error at position (1,1)");
  CHECK(complaint("\xEF\xBB\xBF" + document("{'Effect':'Allow','Action':'*','Resource':'*'}")) ==
        syntax);
}

TEST_CASE("a complaint says where", "[policy]") {
  const Parsed parsed =
      parse("{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\n    \"Effect\": \"Maybe\"}]}",
            DocumentKind::trust);
  REQUIRE(parsed.complaint.has_value());
  CHECK(parsed.complaint->message == "Syntax error at position (4,15)");
  CHECK(parsed.complaint->line == 4);
  CHECK(parsed.complaint->column == 15);
}

TEST_CASE("a key may stand only once in an object", "[policy]") {
  CHECK(complaint(quoted("{'Version':'2012-10-17','Version':'2012-10-17','Statement':[]}")) ==
        syntax);
  CHECK(of_statement("{'Effect':'Deny','Effect':'Allow','Action':'*','Resource':'*'}") == syntax);
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringEquals':"
                     "{'a':'1','a':'2'}}}") == syntax);
}

TEST_CASE("nesting is bounded", "[policy]") {
  const std::string open(100000, '[');
  CHECK(complaint(open) == syntax);
  CHECK(complaint("{\"Statement\":" + open + std::string(100000, ']') + "}") == syntax);
}

TEST_CASE("a document of very many keys or statements is read in time", "[policy]") {
  std::string keys = "{";
  for (int i = 0; i < 20000; ++i) keys += "\"k" + std::to_string(i) + "\":1,";
  CHECK(complaint(keys + "\"k0\":1}") == syntax);
  std::string statements;
  for (int i = 0; i < 3000; ++i) {
    statements +=
        std::string(i == 0 ? "" : ",\n") + "{'Effect':'Deny','Action':'*','Resource':'*'}";
  }
  const auto policy = identity(statements);
  REQUIRE(policy->statements().size() == 3000);
  CHECK(policy->statements()[2999].line == 3000);
  CHECK(policy->statements()[2999].column == 1);
}

TEST_CASE("elements hold what they may hold", "[policy]") {
  const std::string rest = ",'Action':'*','Resource':'*'}";
  CHECK(complaint(quoted("{'Version':'2012-10-17'}")) == syntax);
  CHECK(complaint(quoted("{'Version':'2012-10-17','Statement':[]}")) == syntax);
  CHECK(complaint(quoted("{'Version':'2012-10-17','Statement':['x']}")) == syntax);
  CHECK(complaint(quoted("{'Version':'2013-10-17','Statement':{'Effect':'Allow'" + rest + "}")) ==
        syntax);
  CHECK(complaint(quoted("{'Extra':'x','Version':'2012-10-17','Statement':{'Effect':'Allow'" +
                         rest + "}")) == syntax);
  CHECK(of_statement("{'Effect':'Perhaps'" + rest) == syntax);
  CHECK(of_statement("{'Action':'*','Resource':'*'}") == syntax);
  CHECK(of_statement("{'Effect':'Allow','Other':1" + rest) == syntax);
  CHECK(of_statement("{'effect':'Allow'" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','Action':1,'Resource':'*'}") == syntax);
  CHECK(of_statement("{'Effect':'Allow','Action':['*',1],'Resource':'*'}") == syntax);
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':{'a':'b'}}") == syntax);
  CHECK(of_statement("{'Effect':'Allow','NotAction':'*'" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','NotResource':'*'" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','Sid':1" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','Condition':[]" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','Condition':{'StringEquals':'x'}" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','Condition':{'StringEquals':{'a':{}}}" + rest) == syntax);
  CHECK(of_statement("{'Effect':'Allow','Condition':{'StringEquals':{'a':null}}" + rest) == syntax);
}

TEST_CASE("an unknown operator is refused, not overlooked", "[policy]") {
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringSounds':"
                     "{'a':'b'}}}") == syntax);
  // With nothing in it, it asks nothing.
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'StringSounds':{}}"
                     "}") == "none");
}

TEST_CASE("complaints about identity policies", "[policy]") {
  const std::string allow = "{'Effect':'Allow','Action':'*','Resource':'*'}";
  CHECK(of_statement(allow) == "none");
  CHECK(complaint(quoted("{'Version':'2012-10-17','Id':'x','Statement':" + allow + "}")) == "none");
  const std::string version = "Policy document must be version 2012-10-17 or greater.";
  CHECK(complaint(quoted("{'Statement':" + allow + "}")) == version);
  CHECK(complaint(quoted("{'Version':'2008-10-17','Statement':" + allow + "}")) == version);
  CHECK(of_statement("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}") ==
        "Policy document should not specify a principal.");
  CHECK(of_statement("{'Effect':'allow','Action':'*','Resource':'*'}") == legacy);
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'DateLessThan':"
                     "{'aws:CurrentTime':'soon'}}}") == legacy);
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':'arn:aws:s3::x'}") == legacy);
  CHECK(of_statement("{'Effect':'Allow','Action':'*','Resource':'arn:aws::us-east-1:1:x'}") ==
        legacy);
}

TEST_CASE("complaints about statement ids", "[policy]") {
  const std::string rest = "'Effect':'Allow','Action':'*','Resource':'*'}";
  CHECK(of_statement("{'Sid':'One'," + rest + ",{'Sid':'Two'," + rest) == "none");
  CHECK(of_statement("{'Sid':''," + rest + ",{'Sid':''," + rest) == "none");
  CHECK(of_statement("{'Sid':'One'," + rest + ",{'Sid':'One'," + rest) ==
        "Statement IDs (SID) in a single policy must be unique.");
  CHECK(of_statement("{'Sid':'One one'," + rest) ==
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
        "expression [0-9A-Za-z]*");
  // Key policies take spaces.
  CHECK(of_statement("{'Sid':'One one','Principal':'*'," + rest, DocumentKind::resource) == "none");
}

TEST_CASE("actions and resources of identity policies", "[policy]") {
  const auto action = [](const std::string& text) {
    return of_statement("{'Effect':'Allow','Action':" + text + ",'Resource':'*'}");
  };
  CHECK(action("[]") == "Policy statement must contain actions.");
  CHECK(of_statement("{'Effect':'Allow','Resource':'*'}") ==
        "Policy statement must contain actions.");
  CHECK(action("'Decrypt'") ==
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  CHECK(action("'kms:a:b'") == "Actions/Condition can contain only one colon.");
  CHECK(action("'a a:b'") == "Vendor a a is not valid");
  CHECK(action("['kms:Decr*','*','EC2:run?nstances']") == "none");

  const auto resource_is = [](const std::string& text) {
    return of_statement("{'Effect':'Allow','Action':'*','Resource':" + text + "}");
  };
  CHECK(resource_is("[]") == "Policy statement must contain resources.");
  CHECK(of_statement("{'Effect':'Allow','Action':'*'}") ==
        "Policy statement must contain resources.");
  CHECK(resource_is("'thing'") == "Resource thing must be in ARN format or \"*\".");
  CHECK(resource_is("'arn:b:c:d:e:f:g:h'") ==
        "Partition \"b\" is not valid for resource \"arn:b:c:d:e:f:g:h\".");
  CHECK(resource_is("'a:b'") == "Partition \"b\" is not valid for resource \"arn:b:*:*:*:*\".");
  CHECK(resource_is("'arn:aws:*:us-east-1:1:x'") ==
        "Resource vendor must be fully qualified and cannot contain regexes.");
  CHECK(resource_is("'arn:aws'") ==
        "Resource vendor must be fully qualified and cannot contain regexes.");
  CHECK(resource_is("'arn:aws:iam:us-east-1::user/x'") ==
        "IAM resource arn:aws:iam:us-east-1::user/x cannot contain region information.");
  CHECK(resource_is("'arn:aws:s3:us-east-1::bucket'") ==
        "Resource arn:aws:s3:us-east-1::bucket can not contain region information.");
  CHECK(
      resource_is("'arn:aws:iam::1:people/x'") ==
      "IAM resource path must either be \"*\", root, or start with user/, federated-user/, role/, "
      "group/, "
      "instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, "
      "oidc-provider/, report/, access-report/.");
  CHECK(resource_is("['arn:aws:iam::1:*','arn:aws-cn:s3:::b/*','arn:aws:kms:*:1:key/*']") ==
        "none");
}

// https://github.com/localstack/localstack has answers of CreatePolicy, recorded in February 2026.
TEST_CASE("what IAM says first of several faults, as recorded", "[policy]") {
  const auto s3 = [](const std::string& members) {
    return of_statement("{'Effect':'Allow'," + members + "}");
  };
  const std::string bucket = "'Resource':'arn:aws:s3:::example_bucket'";
  CHECK(s3("'Action':'invalid'") == "Policy statement must contain resources.");
  CHECK(s3("'Action':'s:3:List','Resource':'thing'") ==
        "Resource thing must be in ARN format or \"*\".");
  CHECK(s3("'Action':'s3:List','Resource':''") == "Resource  must be in ARN format or \"*\".");
  CHECK(s3("'NotAction':''," + bucket) ==
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  CHECK(s3("'Resource':'arn:aws:s3::example_bucket'") == legacy);
  CHECK(s3("'Action':'s3:List','NotResource':'arn:aws:s3::example_bucket'") == legacy);
  CHECK(s3("'Action':'s3:List','Resource':'arn:aws::fdsasf'") == legacy);
  CHECK(s3("'Action':'s3:List','Resource':['arn:error:s3:::b','arn:error:s3::b']") ==
        "Partition \"error\" is not valid for resource \"arn:error:s3:::b\".");
  CHECK(s3("'Action':'s3:List','Resource':'aws:s3:::example_bucket'") ==
        "Partition \"s3\" is not valid for resource \"arn:s3:::example_bucket:*\".");
  CHECK(s3("'Action':'s3:List','Resource':'arn:error:s3:::b','Condition':{'DateGreaterThan':"
           "{'a':'soon'}}") == legacy);
  CHECK(of_statement("{'Sid':'a','Effect':'Allow','Action':'s3:List'," + bucket +
                     "},{'Sid':'a','Effect':'Allow'}") ==
        "Statement IDs (SID) in a single policy must be unique.");
  CHECK(of_statement("{'Sid':'a','Effect':'aLLow','Action':'s3:List'," + bucket +
                     "},{'Sid':'a','Effect':'Allow'}") == legacy);
  for (const std::string good :
       {"arn:aws:s3:us-west-2:123456789012:accesspoint/my-access-point", "arn:aws:fdsasf",
        "arn:aws:iam:::user/u", "arn:aws:iam::123456789012:root", "arn:aws:s33:::b",
        "arn:aws:invalid-service:us-east-1::b", "arn:aws:iam::*:user/${aws:username}"}) {
    INFO(good);
    CHECK(s3("'Action':'iam: asdf safdsf af ','Resource':'" + good + "'") == "none");
  }
}

TEST_CASE("dates that IAM takes and does not take, as recorded", "[policy]") {
  const auto date = [](const std::string& text) {
    return of_statement(
        "{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'DateLessThanEquals':"
        "{'aws:CurrentTime':'" +
        text + "'}}}");
  };
  for (const std::string text :
       {"2019-07-01T13:20:15Z", "2016-12-13T21:20:37.593194+00:00", "2016-12-13t2:00:00.593194+23",
        "-292275054", "01T", "2026", "1767225600", "2026-01-01T00:00:00-05:00"}) {
    INFO(text);
    CHECK(date(text) == "none");
  }
  for (const std::string text :
       {"sdfdsf", "234-13", "2016-12-13t2:00:00.593194+1", "2016-12-13t2:00:00.1999999999+10:59",
        "9223372036854775808", "", "T", "2026-01-32", "2026-01-01T24:00:00Z", "2026-1-1-1"}) {
    INFO(text);
    CHECK(date(text) == legacy);
  }
}

TEST_CASE("complaints about trust policies", "[policy]") {
  const auto trust = [](const std::string& statement) {
    return of_statement(statement, DocumentKind::trust);
  };
  CHECK(trust("{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'}") ==
        "none");
  CHECK(trust("{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.com'},'Action':"
              "['sts:AssumeRole','sts:TagSession']}") == "none");
  CHECK(complaint(quoted("{'Statement':{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole'}"
                         "}"),
                  DocumentKind::trust) == "none");
  CHECK(trust("{'Effect':'Allow','Principal':'*','Action':'sts:AssumeRole','Resource':'*'}") ==
        "Has prohibited field Resource");
  CHECK(
      trust("{'Effect':'Allow','NotPrincipal':{'AWS':'111122223333'},'Action':'sts:AssumeRole'}") ==
      "Has prohibited field NotPrincipal");
  CHECK(trust("{'Effect':'Allow','Principal':{'AWS':[]},'Action':'sts:AssumeRole'}") ==
        trust("{'Effect':'Allow','Action':'sts:AssumeRole'}"));
  CHECK(trust("{'Effect':'Allow','Action':'sts:AssumeRole'}") ==
        "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in "
        "policy has a statement with no principals!");
  CHECK(trust("{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::1:user/x'},'Action':"
              "'sts:AssumeRole'}") ==
        "Invalid principal in policy: \"AWS\":\"arn:aws:iam::1:user/x\"");
  CHECK(trust("{'Effect':'Allow','Principal':{'Service':'x'},'Action':'sts:AssumeRole'}") ==
        "Invalid principal in policy: \"SERVICE\":\"x\"");
  CHECK(trust("{'Effect':'Allow','Principal':{'Service':'ec2.amazonaws.example'},'Action':"
              "'sts:AssumeRole'}") ==
        "Invalid principal in policy: \"SERVICE\":\"ec2.amazonaws.example\"");
  CHECK(trust("{'Effect':'Allow','Principal':'*'}") == "Policy statement must contain actions.");
  CHECK(trust("{'Effect':'Allow','Principal':'*','Action':'kms:Decrypt'}") ==
        "AssumeRole policy may only specify STS AssumeRole actions.");
}

TEST_CASE("complaints about key policies", "[policy]") {
  const auto key = [](const std::string& statement) {
    return of_statement(statement, DocumentKind::resource);
  };
  const std::string invalid = "Policy contains a statement with one or more invalid principals.";
  CHECK(key("{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*'}") == "none");
  CHECK(key("{'Effect':'Allow','NotPrincipal':{'AWS':'111122223333'},'NotAction':'kms:Decrypt',"
            "'Resource':'*'}") == "none");
  // Taken, and without effect.
  CHECK(key("{'Effect':'Allow','Principal':'*','Action':'kms:*'}") == "none");
  CHECK(key("{'Effect':'Allow','Principal':'*','Resource':'*'}") == "none");
  CHECK(key("{'Effect':'Allow','Action':'kms:*','Resource':'*'}").empty());
  CHECK(key("{'Effect':'Allow','Principal':{'AWS':[]},'Action':'kms:*','Resource':'*'}").empty());
  CHECK(key("{'Effect':'allow','Principal':'*','Action':'kms:*','Resource':'*'}").empty());
  for (const std::string text :
       {"arn:aws:iam::111122223333:role/*", "arn:aws:iam::111122223333:group/g", "someone",
        "arn:aws:iam::1:role/x", "11112222333", "arn:aws:iam::111122223333:user/", "AIDA",
        "arn:aws:iam::111122223333:role/a?", "arn:aws:sts::111122223333:assumed-role/r",
        "arn:aws:iam:us-east-1:111122223333:role/x", "ROOT", ""}) {
    INFO(text);
    CHECK(key("{'Effect':'Allow','Principal':{'AWS':'" + text +
              "'},'Action':'kms:*','Resource':'*'}") == invalid);
  }
  CHECK(key("{'Effect':'Allow','Principal':'111122223333','Action':'kms:*','Resource':'*'}") ==
        invalid);
}

TEST_CASE("complaints about organization policies", "[policy]") {
  const auto scp = [](const std::string& statement) {
    return of_statement(statement, DocumentKind::service_control);
  };
  const auto rcp = [](const std::string& statement) {
    return of_statement(statement, DocumentKind::resource_control);
  };
  CHECK(scp("{'Effect':'Allow','Action':'*','Resource':'*'}") == "none");
  CHECK(scp("{'Effect':'Deny','NotAction':'iam:*','NotResource':'arn:aws:s3:::x'}") == "none");
  CHECK(scp("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}") == organizations);
  CHECK(scp("{'Effect':'Allow','Action':'*'}") == organizations);
  CHECK(rcp("{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*'}") == "none");
  CHECK(rcp("{'Effect':'Allow','Principal':'*','Action':'kms:*','Resource':'*'}") == organizations);
  CHECK(rcp("{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*'}") == organizations);
  CHECK(rcp("{'Effect':'Deny','Principal':'*','Action':['kms:*','k*:*'],'Resource':'*'}") ==
        organizations);
  CHECK(rcp("{'Effect':'Deny','Principal':{'AWS':'*'},'Action':'kms:*','Resource':'*'}") ==
        organizations);
  CHECK(rcp("{'Effect':'Deny','Principal':'*','NotAction':'kms:*','Resource':'*'}") ==
        organizations);
}

TEST_CASE("a policy keeps what was written", "[policy]") {
  const std::string text =
      "{\"Version\":\"2012-10-17\",\n \"Statement\": [\n  {\"Sid\":\"A\",\"Effect\":\"Allow\","
      "\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"a\":true},"
      "\"NumericEquals\":{\"b\":[1, 2.50, -3]}}},\n  {\"Effect\":\"Deny\",\"Action\":\"*\","
      "\"Resource\":\"*\"}]}";
  const auto policy = read(DocumentKind::identity, text);
  CHECK(policy->text() == text);
  CHECK(policy->version() == "2012-10-17");
  REQUIRE(policy->statements().size() == 2);
  const Statement& first = policy->statements()[0];
  CHECK(first.sid == "A");
  CHECK(first.allows);
  CHECK(first.line == 3);
  CHECK(first.column == 3);
  CHECK(text.substr(first.begin, 10) == "{\"Sid\":\"A\"");
  CHECK(text[first.end - 1] == '}');
  REQUIRE(first.conditions.size() == 2);
  CHECK(first.conditions[0].texts == std::vector<std::string>{"true"});
  CHECK(first.conditions[1].texts == std::vector<std::string>{"1", "2.50", "-3"});
  const Statement& second = policy->statements()[1];
  CHECK_FALSE(second.allows);
  CHECK(text.substr(second.begin, second.end - second.begin) ==
        "{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}");
}

TEST_CASE("quotas count a document without the blanks between its tokens", "[policy]") {
  CHECK(counted_size("{ \"a b\" :\n\t\"c\\\" d\" }") == 15);
  CHECK(counted_size("") == 0);
  CHECK(counted_size("\"open \\") == 7);
}

TEST_CASE("stored policies are equal when they say the same", "[policy]") {
  const std::string text =
      "{'Effect':'Allow','Principal':{'AWS':'arn:aws:iam::111122223333:role/r'}"
      ",'Action':'kms:*','Resource':'*'}";
  const StoredPolicy one = resource(text);
  const StoredPolicy same = resource(text);
  CHECK(one.pointer() != same.pointer());
  CHECK(one == same);
  CHECK_FALSE(one == StoredPolicy());
  CHECK(StoredPolicy() == StoredPolicy());
  const StoredPolicy bound = bind_principals(*one, [](std::string_view) { return "AROA1"; });
  CHECK_FALSE(one == bound);
  CHECK(bound == StoredPolicy(bind_principals(*same, [](std::string_view) { return "AROA1"; })));
}
