// language_test.cpp - corners of the language: actions, short ARNs, variables, operators.
#include <string>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

bool allows(const std::string& statement, const std::string& action,
            const std::string& resource_arn = "*", const Context& context = {}) {
  Policies policies;
  policies.identity = named({identity(statement)});
  Request request = ask(ana, action, resource_arn);
  request.context = context;
  return evaluate(request, policies).allowed();
}

bool of_resource(const std::string& pattern, const std::string& arn, DocumentKind kind) {
  const bool resource_like = kind == DocumentKind::resource || kind == DocumentKind::vpc_endpoint;
  const std::string statement = std::string("{'Effect':'Allow',") +
                                (resource_like ? "'Principal':'*'," : "") +
                                "'Action':'s3:*','Resource':'" + pattern + "'}";
  const auto policy = read(kind, document(statement));
  Policies policies;
  Request request = ask(ana, "s3:GetObject", arn);
  if (kind == DocumentKind::resource) {
    policies.resource = policy;
    return evaluate(request, policies).allowed();
  }
  policies.identity = named({allow_all()});
  if (kind == DocumentKind::service_control) policies.service_control = {named({policy})};
  if (kind == DocumentKind::session) policies.session = named({policy});
  if (kind == DocumentKind::vpc_endpoint) policies.vpc_endpoint = named({policy});
  if (kind == DocumentKind::identity) policies.identity = named({policy});
  return evaluate(request, policies).allowed();
}

// One condition against one value of aws:x, given singly.
bool holds_for(const std::string& operator_name, const std::string& wanted,
               const std::string& have) {
  Context context;
  context.set("aws:x", std::string(have));
  return allows("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{'" + operator_name +
                    "':{'aws:x':" + wanted + "}}}",
                "s3:GetObject", "*", context);
}

}  // namespace

TEST_CASE("a blank or a comma in an action never matches", "[policy]") {
  for (const std::string action : {"s3:", "s3:      ", "s3:GetBucket   ", "s3:   GetBucket",
                                   "s3:GetBucket,PutBucket", "s3:Get*,Put*", "s3:GetBucket,"}) {
    INFO(action);
    CHECK_FALSE(
        allows("{'Effect':'Allow','Action':'" + action + "','Resource':'*'}", "s3:GetBucket"));
    CHECK(allows("{'Effect':'Allow','NotAction':'" + action + "','Resource':'*'}", "s3:GetBucket"));
  }
  CHECK(allows("{'Effect':'Allow','Action':['s3:Get*,Put*','s3:GetBucket'],'Resource':'*'}",
               "s3:GetBucket"));
}

TEST_CASE("actions match without case and with wildcards anywhere in the name", "[policy]") {
  for (const std::string action :
       {"*", "S3:getobject", "s3:*", "s3:G?tO*", "s3:*Object", "s3:*t*t*", "s3:G*O*t"}) {
    INFO(action);
    CHECK(allows("{'Effect':'Allow','Action':'" + action + "','Resource':'*'}", "s3:GetObject"));
  }
  for (const std::string action : {"s3:GetObject?", "s3:Get", "s3:*Objects", "sqs:*"}) {
    INFO(action);
    CHECK_FALSE(
        allows("{'Effect':'Allow','Action':'" + action + "','Resource':'*'}", "s3:GetObject"));
  }
  // The complement covers other services too.
  CHECK(allows("{'Effect':'Allow','NotAction':'s3:*','Resource':'*'}", "kms:Decrypt"));
}

TEST_CASE("an action without resources is allowed by \"*\" only", "[policy]") {
  const auto listing = [](const std::string& element, const std::string& pattern) {
    return allows(
        "{'Effect':'Allow','Action':'s3:ListAllMyBuckets','" + element + "':'" + pattern + "'}",
        "s3:ListAllMyBuckets");
  };
  CHECK(listing("Resource", "*"));
  CHECK_FALSE(listing("Resource", "arn:aws:s3:::b"));
  CHECK_FALSE(listing("Resource", "arn:aws:s3:::*"));
  CHECK(listing("NotResource", "arn:aws:s3:::b"));
  CHECK_FALSE(listing("NotResource", "*"));
}

TEST_CASE("an ARN that is cut short means another thing in each type of policy", "[policy]") {
  const std::string arn = "arn:aws:s3:::bucket/object";
  for (const DocumentKind kind : {DocumentKind::identity, DocumentKind::session}) {
    INFO(static_cast<int>(kind));
    CHECK(of_resource("arn:aws:s3", arn, kind));
    CHECK(of_resource("arn:aws:s3:*", arn, kind));
  }
  for (const DocumentKind kind :
       {DocumentKind::resource, DocumentKind::vpc_endpoint, DocumentKind::service_control}) {
    INFO(static_cast<int>(kind));
    CHECK_FALSE(of_resource("arn:aws:s3", arn, kind));
    CHECK(of_resource("arn:aws:s3:*", arn, kind));
  }
}

TEST_CASE("a star at the end of a segment reaches beyond the colon", "[policy]") {
  const std::string arn = "arn:aws:logs:us-east-1:111122223333:log-group:a:log-stream:b";
  const auto matches = [&](const std::string& pattern) {
    return allows("{'Effect':'Allow','Action':'logs:*','Resource':'" + pattern + "'}",
                  "logs:PutLogEvents", arn);
  };
  CHECK(matches("arn:aws:logs:us-east-1:111122223333:*"));
  CHECK(matches("arn:aws:logs:*:log-stream:b"));
  CHECK(matches("arn:aws:logs:us*:log-stream:b"));
  CHECK_FALSE(matches("arn:aws:logs:*t-1:log-stream:b"));
  CHECK_FALSE(matches("arn:aws:logs:us-east-1:1*3:a:log-stream:b"));
  // No wildcard stands for the service.
  CHECK(parse(document("{'Effect':'Allow','Action':'*','Resource':'arn:aws:lo*:*:*:*'}"),
              DocumentKind::identity)
            .policy == nullptr);
}

TEST_CASE("policy variables: values, defaults and literals", "[policy]") {
  Context context;
  context.set("aws:username", "ana");
  context.set("aws:PrincipalTag/star", "a*");
  context.set_many("aws:TagKeys", {"ana"});
  const auto matches = [&](const std::string& tail, const std::string& name) {
    return allows("{'Effect':'Allow','Action':'s3:*','Resource':'arn:aws:s3:::b/" + tail + "'}",
                  "s3:GetObject", "arn:aws:s3:::b/" + name, context);
  };
  CHECK(matches("${aws:username}/*", "ana/x"));
  CHECK(matches("${AWS:UserName}/*", "ana/x"));
  CHECK_FALSE(matches("${aws:username}/*", "bob/x"));
  CHECK(matches("${aws:PrincipalTag/team, \\u0027none\\u0027}/*", "none/x"));
  CHECK(matches("${aws:username, \\u0027none\\u0027}/*", "ana/x"));
  // What has no value matches nothing, not even as NotResource's text.
  CHECK_FALSE(matches("${aws:PrincipalTag/team}*", "x"));
  CHECK(allows("{'Effect':'Allow','Action':'s3:*','NotResource':'arn:aws:s3:::b/${aws:None}*'}",
               "s3:GetObject", "arn:aws:s3:::b/x", context));
  CHECK(matches("${*}${?}${$}", "*?$"));
  CHECK_FALSE(matches("${*}", "x"));
  // A value's own wildcards are plain text, and a key of several values is no variable.
  CHECK(matches("${aws:PrincipalTag/star}", "a*"));
  CHECK_FALSE(matches("${aws:PrincipalTag/star}", "ab"));
  CHECK_FALSE(matches("${aws:TagKeys}", "ana"));
}

TEST_CASE("a variable without a value fails what asks for equality and passes what forbids it",
          "[policy]") {
  CHECK_FALSE(holds_for("StringEquals", "'${aws:None}'", "x"));
  CHECK(holds_for("StringNotEquals", "'${aws:None}'", "x"));
  CHECK(holds_for("StringEquals", "'${aws:None, \\u0027x\\u0027}'", "x"));
}

TEST_CASE("dates: seconds and ISO 8601 compare with each other", "[policy]") {
  CHECK(holds_for("DateEquals", "'1767225600'", "2026-01-01T00:00:00Z"));
  CHECK(holds_for("DateEquals", "'2026-01-01'", "1767225600"));
  CHECK(holds_for("DateEquals", "1767225600", "2026-01-01T09:00:00+09:00"));
  CHECK(holds_for("DateLessThan", "'2026-01-01T00:00:00.5Z'", "1767225600"));
  CHECK_FALSE(holds_for("DateGreaterThan", "'2026-01-01T00:00:00Z'", "1767225600"));
  CHECK(holds_for("DateNotEquals", "'2026'", "1767225601"));
}

TEST_CASE("addresses: version 6, and never version 4 against 6", "[policy]") {
  CHECK(holds_for("IpAddress", "'2001:DB8:1234:5678::/64'", "2001:db8:1234:5678::1"));
  CHECK_FALSE(holds_for("IpAddress", "'2001:DB8:1234:5678::/64'", "2001:db8:1234:5679::1"));
  CHECK(holds_for("IpAddress", "'2001:db8::1'", "2001:0db8:0:0:0:0:0:1"));
  CHECK_FALSE(holds_for("IpAddress", "'0.0.0.0/0'", "::1"));
  CHECK_FALSE(holds_for("IpAddress", "'::/0'", "10.0.0.1"));
  CHECK(holds_for("NotIpAddress", "'::/0'", "10.0.0.1"));
  CHECK(holds_for("IpAddress", "'10.0.0.7'", "10.0.0.7"));
  CHECK_FALSE(holds_for("IpAddress", "'10.0.0.7'", "10.0.0.8"));
}

TEST_CASE("bytes, booleans and numbers", "[policy]") {
  CHECK(
      holds_for("BinaryEquals", "'QmluYXJ5VmFsdWVJbkJhc2U2NA=='", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="));
  CHECK_FALSE(holds_for("BinaryEquals", "'AAAA'", "AAAB"));
  CHECK(holds_for("Bool", "true", "TRUE"));
  CHECK(holds_for("Bool", "'False'", "false"));
  CHECK(holds_for("NumericEquals", "'10'", "10.0"));
  CHECK(holds_for("NumericLessThanEquals", "10.5", "10.5"));
  CHECK_FALSE(holds_for("NumericGreaterThan", "[10, 20]", "5"));
  CHECK(holds_for("NumericGreaterThan", "[10, 20]", "15"));
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
TEST_CASE("ARNs compare segment by segment, texts as a whole", "[policy]") {
  const std::string pattern = "'arn:aws:someservice:*:111122223333:finance/*'";
  const std::string arn =
      "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
  CHECK_FALSE(holds_for("ArnLike", pattern, arn));
  CHECK_FALSE(holds_for("ArnEquals", pattern, arn));
  CHECK(holds_for("ArnNotLike", pattern, arn));
  CHECK(holds_for("StringLike", pattern, arn));
  CHECK(holds_for("ArnEquals", pattern, "arn:aws:someservice:eu-west-1:111122223333:finance/x"));
}

TEST_CASE("Null asks for presence, and other operators for one value or a quantifier", "[policy]") {
  const auto of_keys = [](const std::string& condition, const Context& context) {
    return allows("{'Effect':'Allow','Action':'*','Resource':'*','Condition':{" + condition + "}}",
                  "s3:GetObject", "*", context);
  };
  Context none, empty, one, several;
  empty.set_many("aws:TagKeys", {});
  one.set("aws:TagKeys", "a");
  several.set_many("aws:TagKeys", {"a", "b"});
  const std::string absent = "'Null':{'aws:TagKeys':'true'}";
  const std::string present = "'Null':{'aws:TagKeys':false}";
  for (const Context* context : {&none, &empty}) {
    CHECK(of_keys(absent, *context));
    CHECK_FALSE(of_keys(present, *context));
  }
  for (const Context* context : {&one, &several}) {
    CHECK_FALSE(of_keys(absent, *context));
    CHECK(of_keys(present, *context));
  }
  // Without a quantifier a key with several values never matches; with one, a single value is a
  // set of one.
  const std::string equals = "'StringEquals':{'aws:TagKeys':['a','b']}";
  CHECK(of_keys(equals, one));
  CHECK_FALSE(of_keys(equals, several));
  CHECK_FALSE(of_keys("'StringNotEquals':{'aws:TagKeys':'z'}", several));
  CHECK(of_keys("'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}", one));
  CHECK(of_keys("'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}", empty));
  CHECK_FALSE(of_keys("'ForAnyValue:StringEquals':{'aws:TagKeys':['a','b']}", empty));
  CHECK(of_keys("'ForAnyValue:StringNotEquals':{'aws:TagKeys':['a']}", several));
  CHECK_FALSE(of_keys("'ForAllValues:StringNotEquals':{'aws:TagKeys':['a']}", several));
  // IfExists goes with them all.
  CHECK(of_keys("'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':'z'}", none));
  CHECK(of_keys("'BoolIfExists':{'aws:MultiFactorAuthPresent':'true'}", none));
}

TEST_CASE("AWS's own policies that allow everything", "[policy]") {
  for (const DocumentKind kind : {DocumentKind::service_control, DocumentKind::resource_control}) {
    const auto policy = full_access(kind);
    REQUIRE(policy != nullptr);
    CHECK(policy->kind() == kind);
    CHECK(policy->text() == full_access_text(kind));
    REQUIRE(policy->statements().size() == 1);
    CHECK(policy->statements()[0].allows);
  }
  // One's own can't be like it.
  CHECK(parse(full_access_text(DocumentKind::resource_control), DocumentKind::resource_control)
            .policy == nullptr);
}

TEST_CASE("complaints about VPC endpoint policies, and their reasons in our words", "[policy]") {
  const auto complaint = [](const std::string& statement) {
    const Parsed parsed = parse(document(statement), DocumentKind::vpc_endpoint);
    return parsed.complaint ? parsed.complaint->message + "|" + parsed.complaint->detail : "none";
  };
  CHECK(complaint("{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}") == "none");
  CHECK(complaint("{'Effect':'Allow','Action':'*','Resource':'*'}") ==
        "|a statement names no principal");
  CHECK(complaint("{'Effect':'Allow','Principal':'*','Action':'*'}") ==
        "|Policy statement must contain resources.");
  CHECK(complaint("{'Effect':'Allow','Principal':'*','Action':'x','Resource':'*'}") ==
        "|Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
  const auto reason = [](const std::string& text, DocumentKind kind) {
    const Parsed parsed = parse(text, kind);
    return parsed.complaint ? parsed.complaint->detail : "none";
  };
  CHECK(reason("{\"Statment\":[]}", DocumentKind::identity) ==
        "a policy has no element \"Statment\"");
  CHECK(reason(document("{'Effect':'Deny','Principal':'*','NotAction':'s3:*','Resource':'*'}"),
               DocumentKind::resource_control) == "a resource control policy has no NotAction");
  CHECK(reason(document("{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}"),
               DocumentKind::service_control) == "a service control policy names no principal");
}
