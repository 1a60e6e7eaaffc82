// lint_test.cpp - each thing that is surely not meant, found where it stands, and nothing else.
#include "policy/lint.h"

#include <algorithm>
#include <string>
#include <vector>

#include "policy/action_table.h"
#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

// The rules that are broken, each with the text that it is about: "unknown-action 'kms:Decrpyt'".
std::vector<std::string> rules(const std::string& text, const LintTarget& target = {}) {
  std::vector<std::string> found;
  for (const Finding& finding : lint(text, target)) {
    std::string about = text.substr(finding.begin, finding.end - finding.begin);
    std::replace(about.begin(), about.end(), '"', '\'');
    if (about.size() > 60) about = "...";
    found.push_back(finding.rule + " " + about);
  }
  return found;
}

std::vector<std::string> of_parts(const std::string& parts, const LintTarget& target = {}) {
  return rules(document("{'Effect':'Allow'," + parts + "}"), target);
}

using Rules = std::vector<std::string>;

const LintTarget key_policy{DocumentKind::resource, true};

}  // namespace

TEST_CASE("what AWS refuses is told alone, with its sentence and its place", "[policy]") {
  const std::string text =
      "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{\"Effect\": \"Allow\",\n"
      "    \"Principal\": \"*\", \"Action\": \"kms:Decrpyt\", \"Resource\": \"*\"}]\n}";
  const auto findings = lint(text, {DocumentKind::identity});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Finding::Severity::error);
  CHECK(findings[0].rule == "refused");
  CHECK(findings[0].message == "Policy document should not specify a principal.");
  CHECK(findings[0].line == 4);
  CHECK(findings[0].column == 18);
  CHECK(refusal_code({DocumentKind::identity}) == "MalformedPolicyDocument");
  CHECK(refusal_code(key_policy) == "MalformedPolicyDocumentException");
  const auto broken = lint("{\"Version\": }", {DocumentKind::trust});
  REQUIRE(broken.size() == 1);
  CHECK(broken[0].message == "This policy contains invalid Json");
  CHECK(broken[0].column == 13);
}

TEST_CASE("documents as AWS's pages have them draw no warning", "[policy]") {
  CHECK(of_parts("'Action':['ec2:RunInstances','ec2:Describe*'],'Resource':'*'") == Rules{});
  CHECK(of_parts("'Action':'ec2:RunInstances','Resource':['arn:aws:ec2:*::image/ami-*',"
                 "'arn:aws:ec2:us-east-1:111122223333:instance/*'],'Condition':{'StringEquals':"
                 "{'ec2:Owner':'amazon'}}") == Rules{});
  CHECK(of_parts("'Action':'s3:*','Resource':'arn:aws:s3:::bucket/${aws:username}/*'") == Rules{});
  CHECK(of_parts("'Action':'iam:PassRole','Resource':'arn:aws:iam::111122223333:role/r',"
                 "'Condition':{'StringEquals':{'iam:PassedToService':'ec2.amazonaws.com'}}") ==
        Rules{});
  CHECK(of_parts("'Principal':{'AWS':'arn:aws:iam::111122223333:root'},'Action':'kms:*',"
                 "'Resource':'*'},{'Effect':'Allow','Principal':{'AWS':'444455556666'},'Action':"
                 "'kms:CreateGrant','Resource':'*','Condition':{'Bool':"
                 "{'kms:GrantIsForAWSResource':'true'},'StringEquals':{'kms:ViaService':"
                 "'ec2.us-east-1.amazonaws.com'}}",
                 key_policy) == Rules{});
  CHECK(of_parts("'Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole','Condition':"
                 "{'StringEquals':{'sts:ExternalId':'x'}}",
                 {DocumentKind::trust}) == Rules{});
}

TEST_CASE("actions that there are not", "[policy]") {
  CHECK(of_parts("'Action':['kms:Decrpyt','kms:Decr*','nosuch:Thing'],'Resource':'*'") ==
        Rules{"unknown-action 'kms:Decrpyt'"});
  CHECK(of_parts("'Action':['ec2:RunInstance*','ec2:LaunchImage'],'Resource':'*'") ==
        Rules{"unknown-action 'ec2:LaunchImage'"});
  CHECK(of_parts("'Action':'kms:Encrypt, kms:Decrypt','Resource':'*'") ==
        Rules{"refused 'kms:Encrypt, kms:Decrypt'"});
  CHECK(of_parts("'Action':'s3:Get*,Put*','Resource':'*'") ==
        Rules{"action-never-matches 's3:Get*,Put*'"});
  CHECK(nearest_action("kms:Decrpyt") == "kms:Decrypt");
  CHECK(nearest_action("kms:Frobnicate").empty());
  CHECK(of_parts("'NotAction':'iam:*','Resource':'*'") == Rules{"not-action-allow 'NotAction'"});
}

TEST_CASE("ARNs that match nothing", "[policy]") {
  const auto why = [](const std::string& arn) {
    const std::string text = document("{'Effect':'Allow','Action':'*','Resource':'" + arn + "'}");
    const auto findings = lint(text, {DocumentKind::identity});
    return findings.empty() ? "none" : findings[0].rule + ": " + findings[0].message;
  };
  const std::string never = "arn-never-matches: this matches no resource: ";
  CHECK(why("arn:aws:ec2:us-east-1::image/ami-1") == "none");
  CHECK(why("arn:aws:ec2:us-east-1:*:image/ami-1") == "none");
  CHECK(why("arn:aws:ec2:us-east-1:111122223333:image/ami-1") ==
        never + "ARNs of images and snapshots have no account: arn:aws:ec2:REGION::image/ami-1");
  CHECK(why("arn:aws:ec2:*:111122223333:snapshot/*").starts_with(never + "ARNs of images"));
  CHECK(why("arn:aws:ec2:us-east-1:111122223333:instances/*") ==
        never + "EC2 has no resources of the type in \"instances/*\"");
  CHECK(why("arn:aws:ec2:us-east-1::instance/*") ==
        never + "only ARNs of images and snapshots have no account");
  CHECK(why("arn:aws:ec2::111122223333:instance/*") == never + "ARNs of EC2 have a Region");
  CHECK(why("arn:aws:kms:us-east-1:111122223333:1234abcd") ==
        never + "KMS has keys and aliases: key/ID or alias/NAME");
  CHECK(why("arn:aws:kms:us-east-1:111122223333:k*") == "none");
  CHECK(why("arn:aws:kms:us-east-1::key/1") == never + "ARNs of KMS have a Region and an account");
  CHECK(why("arn:aws:kms:us-east-1:1111:key/1") == never + "an account has twelve digits");
  CHECK(why("arn:aws:iam:::user/ana") == never + "ARNs of IAM have an account of twelve digits");
  CHECK(why("arn:aws:iam::aws:policy/ReadOnlyAccess") == "none");
  CHECK(why("arn:aws:s3:::${aws:username}") == "none");
  CHECK(why("arn:aws:s3:${aws:RequestedRegion}::b") ==
        never + "variables stand only after the fifth colon");
  CHECK(why("arn:aws:sts::111122223333:assumed-role/r/s").starts_with(never + "a session is no"));
  CHECK(of_parts("'Action':'kms:Decrypt','Resource':'arn:aws:s3:::bucket'") ==
        Rules{"arn-never-matches 'arn:aws:s3:::bucket'"});
  CHECK(of_parts("'Action':'ec2:DescribeImages','Resource':'arn:aws:ec2:*::image/*'") ==
        Rules{"action-without-resources 'arn:aws:ec2:*::image/*'"});
  CHECK(of_parts("'Principal':{'AWS':'111122223333'},'Action':'s3:*','Resource':'arn:aws:s3'",
                 {DocumentKind::resource}) == Rules{"arn-never-matches 'arn:aws:s3'"});
  CHECK(of_parts("'Action':'s3:*','NotResource':'arn:aws:s3:::x'") ==
        Rules{"not-resource-allow 'NotResource'"});
}

TEST_CASE("principals: too many, and those whom nobody meant", "[policy]") {
  const LintTarget target{DocumentKind::resource};
  CHECK(of_parts("'Principal':{'AWS':'*'},'Action':'s3:*','Resource':'*'", target) ==
        Rules{"public {'AWS':'*'}"});
  CHECK(of_parts("'Principal':'*','Action':'s3:*','Resource':'*','Condition':{'StringEquals':"
                 "{'aws:PrincipalOrgID':'o-1'}}",
                 target) == Rules{});
  CHECK(of_parts("'NotPrincipal':{'AWS':'111122223333'},'Action':'s3:*','Resource':'*'", target) ==
        Rules{"not-principal-allow 'NotPrincipal'"});
  CHECK(rules(document("{'Effect':'Deny','NotPrincipal':{'AWS':'111122223333'},'Action':'s3:*',"
                       "'Resource':'*'}"),
              target) == Rules{"not-principal-deny 'NotPrincipal'"});
}

TEST_CASE("condition keys that are never there", "[policy]") {
  const auto of_condition = [](const std::string& action, const std::string& condition) {
    return of_parts("'Action':'" + action + "','Resource':'*','Condition':" + condition);
  };
  CHECK(of_condition("kms:Decrypt", "{'StringEquals':{'ec2:Owner':'x'}}") ==
        Rules{"key-never-present 'ec2:Owner'"});
  CHECK(of_condition("kms:Decrypt", "{'Bool':{'kms:GrantIsForAWSResource':'true'}}") ==
        Rules{"key-never-present 'kms:GrantIsForAWSResource'"});
  CHECK(of_condition("kms:*", "{'Bool':{'kms:GrantIsForAWSResource':'true'}}") == Rules{});
  CHECK(of_condition("kms:Decrypt", "{'StringEquals':{'KMS:encryptioncontext:a':'b'}}") == Rules{});
  CHECK(of_condition("kms:DescribeKey", "{'StringEquals':{'kms:EncryptionContext:a':'b'}}") ==
        Rules{"key-never-present 'kms:EncryptionContext:a'"});
  CHECK(of_condition("kms:DescribeKey", "{'StringEquals':{'kms:KeySpec':'x'}}") == Rules{});
  CHECK(of_condition("s3:GetObject", "{'StringEquals':{'s3:Anything':'x'}}") == Rules{});
  CHECK(of_condition("*", "{'StringEquals':{'ec2:Owner':'x'}}") == Rules{});
  CHECK(of_condition("kms:Decrypt", "{'StringEquals':{'aws:RequestTag/a':'x'}}") ==
        Rules{"key-never-present 'aws:RequestTag/a'"});
  CHECK(of_condition("s3:*", "{'Bool':{'aws:SecureTransprt':'true'}}") ==
        Rules{"unknown-key 'aws:SecureTransprt'"});
  LintTarget target{DocumentKind::identity};
  target.ec2_key = [](std::string_view, std::string_view key) { return key != "ec2:Owner"; };
  CHECK(of_parts("'Action':'ec2:RunInstances','Resource':'*','Condition':{'StringEquals':"
                 "{'ec2:Owner':'x','ec2:ImageID':'y'}}",
                 target) == Rules{"key-never-present 'ec2:Owner'"});
}

TEST_CASE("conditions that hold too often or never", "[policy]") {
  const auto of_condition = [](const std::string& condition) {
    return of_parts("'Action':'s3:*','Resource':'*','Condition':" + condition);
  };
  CHECK(of_condition("{'ForAllValues:StringEquals':{'aws:TagKeys':['a']}}") ==
        Rules{"for-all-values-allow 'aws:TagKeys'"});
  CHECK(of_condition("{'ForAllValues:StringEquals':{'aws:TagKeys':['a']},'Null':"
                     "{'aws:tagkeys':'false'}}") == Rules{});
  CHECK(rules(document("{'Effect':'Deny','Action':'s3:*','Resource':'*','Condition':"
                       "{'ForAllValues:StringEquals':{'aws:TagKeys':['a']}}}")) == Rules{});
  CHECK(of_condition("{'StringEquals':{'aws:TagKeys':'a'}}") ==
        Rules{"several-values 'aws:TagKeys'"});
  CHECK(of_condition("{'ForAnyValue:StringEquals':{'aws:SourceVpc':'vpc-1'}}") ==
        Rules{"single-value 'aws:SourceVpc'"});
  CHECK(of_condition("{'Null':{'aws:TagKeys':['true','false']}}") ==
        Rules{"always-holds 'aws:TagKeys'"});
  CHECK(of_condition("{'Null':{'aws:SourceVpc':'true'},'StringLike':{'aws:SourceVpc':'v*'}}") ==
        Rules{"never-holds 'aws:SourceVpc'"});
  CHECK(of_condition("{'StringEquals':{'aws:SourceVpc':[]}}") == Rules{"never-holds []"});
  CHECK(of_condition("{'StringEquals':{'aws:username':'a*'}}") == Rules{"wildcard-as-text 'a*'"});
  CHECK(of_condition("{'StringEquals':{'aws:username':'a${*}'}}") == Rules{});
}

TEST_CASE("values that are equal to nothing", "[policy]") {
  const auto of_value = [](const std::string& operator_name, const std::string& key,
                           const std::string& value) {
    return of_parts("'Action':'x:*','Resource':'*','Condition':{'" + operator_name + "':{'" + key +
                    "':'" + value + "'}}");
  };
  CHECK(of_value("Bool", "x:k", "yes") == Rules{"value-never-equal 'yes'"});
  CHECK(of_value("Null", "x:k", "1") == Rules{"value-never-equal '1'"});
  CHECK(of_value("NumericLessThan", "x:k", "ten") == Rules{"value-never-equal 'ten'"});
  CHECK(of_value("DateLessThan", "x:k", "01T") == Rules{"value-never-equal '01T'"});
  CHECK(of_value("IpAddress", "aws:SourceIp", "10.0.0.0/33") ==
        Rules{"value-never-equal '10.0.0.0/33'"});
  CHECK(of_value("StringEquals", "aws:SourceIp", "10.0.0.0/8") ==
        Rules{"value-never-equal '10.0.0.0/8'"});
  CHECK(of_value("ArnLike", "x:k", "user/*") == Rules{"value-never-equal 'user/*'"});
  CHECK(of_value("BinaryEquals", "x:k", "a") == Rules{"value-never-equal 'a'"});
  const auto via = [](const std::string& value) {
    return of_parts(
        "'Action':'kms:Decrypt','Resource':'*','Condition':{'StringEquals':"
        "{'kms:ViaService':'" +
        value + "'}}");
  };
  CHECK(via("ec2.us-east-1.amazonaws.com") == Rules{});
  CHECK(via("ec2.us-est-1.amazonaws.com") == Rules{"via-service 'ec2.us-est-1.amazonaws.com'"});
  CHECK(via("ec2.amazonaws.com") == Rules{"via-service 'ec2.amazonaws.com'"});
  CHECK(via("ec2") == Rules{"via-service 'ec2'"});
}

TEST_CASE("what old versions, key policies and control policies make of a document", "[policy]") {
  const std::string old =
      R"({"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*",)"
      R"("Resource":"arn:aws:s3:::b/${aws:username}","Condition":{"StringLike":)"
      R"({"aws:username":"${aws:PrincipalTag/a}"}}}})";
  CHECK(rules(old, {DocumentKind::resource}) ==
        Rules{"variable-as-text 'arn:aws:s3:::b/${aws:username}'",
              "variable-as-text '${aws:PrincipalTag/a}'"});
  const std::string to = "'Principal':{'AWS':'111122223333'},";
  CHECK(of_parts(to + "'Action':'kms:Decrypt','Resource':'*'", key_policy) == Rules{"lockout ..."});
  CHECK(of_parts(to + "'Action':'kms:*','Resource':'arn:aws:kms:us-east-1:111122223333:key/1'",
                 key_policy) == Rules{"key-resource 'arn:aws:kms:us-east-1:111122223333:key/1'"});
  CHECK(of_parts(to + "'Action':'kms:*'", key_policy).size() == 1);
  CHECK(of_parts("'Sid':'a','Principal':'*','Action':'s3:*','Resource':'*','Condition':{'Bool':"
                 "{'aws:SecureTransport':'true'}}},{'Sid':'a','Effect':'Deny','Principal':'*',"
                 "'Action':'s3:*','Resource':'*'",
                 {DocumentKind::resource}) == Rules{"duplicate-sid 'a'"});
  CHECK(rules(document("{'Effect':'Deny','Principal':'*','Action':'ec2:*','Resource':'*'}"),
              {DocumentKind::resource_control}) == Rules{"no-effect 'ec2:*'"});
  CHECK(rules(document("{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*'}"),
              {DocumentKind::resource_control}) == Rules{});
}

TEST_CASE("documents that are too long", "[policy]") {
  const auto longer = [](std::size_t size, DocumentKind kind) {
    const std::string filler = "'" + std::string(size, 'a') + "'";
    const std::string text = document(
        kind == DocumentKind::trust
            ? "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'sts:AssumeRole',"
              "'Condition':{'StringEquals':{'sts:ExternalId':" +
                  filler + "}}}"
            : "{'Effect':'Allow','Action':'x:*','Resource':'*','Condition':{'StringEquals':"
              "{'x:k':" +
                  filler + "}}}");
    const auto findings = lint(text, {kind});
    if (findings.empty()) return std::string("none");
    return std::string(findings[0].severity == Finding::Severity::error ? "error" : "warning");
  };
  CHECK(longer(5000, DocumentKind::identity) == "none");
  CHECK(longer(7000, DocumentKind::identity) == "warning");
  CHECK(longer(11000, DocumentKind::identity) == "error");
  CHECK(longer(1500, DocumentKind::trust) == "none");
  CHECK(longer(3000, DocumentKind::trust) == "warning");
  CHECK(longer(5000, DocumentKind::trust) == "error");
  CHECK(longer(3000, DocumentKind::session) == "error");
  CHECK(longer(6000, DocumentKind::service_control) == "error");
}
