// condition_test.cpp - every condition operator, absent keys, lists, and AWS's own truth tables.
#include "policy/condition.h"

#include <algorithm>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace amishare::policy;

namespace {

using Values = std::vector<std::string>;

Condition condition(std::string_view name, const Values& values, bool variables = true) {
  const auto read = read_operator(name);
  REQUIRE(read.has_value());
  Condition result = *read;
  result.key = "k";
  for (const std::string& value : values) add_value(result, value, variables);
  return result;
}

Context one(const std::string& value) {
  Context context;
  context.set("K", value);
  return context;
}

Context many(const Values& values) {
  Context context;
  context.set_many("K", values);
  return context;
}

// For an Allow.
bool meets(std::string_view name, const Values& wanted, const Context& context) {
  return holds(condition(name, wanted), context, true);
}

bool meets(std::string_view name, const std::string& wanted, const std::string& have) {
  return meets(name, Values{wanted}, one(have));
}

}  // namespace

TEST_CASE("string operators", "[policy]") {
  CHECK(meets("StringEquals", "a", "a"));
  CHECK_FALSE(meets("StringEquals", "a", "A"));
  CHECK_FALSE(meets("StringEquals", "a*", "ab"));
  CHECK(meets("StringEquals", "a*", "a*"));
  CHECK(meets("StringNotEquals", "a", "b"));
  CHECK_FALSE(meets("StringNotEquals", "a", "a"));
  CHECK(meets("StringEqualsIgnoreCase", "aB", "Ab"));
  CHECK_FALSE(meets("StringEqualsIgnoreCase", "ab", "a"));
  CHECK(meets("StringNotEqualsIgnoreCase", "a", "b"));
  CHECK_FALSE(meets("StringNotEqualsIgnoreCase", "a", "A"));
  CHECK(meets("StringLike", "a*c?", "abbcd"));
  CHECK_FALSE(meets("StringLike", "a*c?", "ABBCD"));
  CHECK(meets("StringNotLike", "a*", "b"));
  CHECK_FALSE(meets("StringNotLike", "a*", "ab"));
}

TEST_CASE("numeric operators", "[policy]") {
  CHECK(meets("NumericEquals", "10", "10.0"));
  CHECK_FALSE(meets("NumericEquals", "10", "11"));
  CHECK(meets("NumericNotEquals", "10", "11"));
  CHECK_FALSE(meets("NumericNotEquals", "10", "1e1"));
  CHECK(meets("NumericLessThan", "10", "9.5"));
  CHECK_FALSE(meets("NumericLessThan", "10", "10"));
  CHECK(meets("NumericLessThanEquals", "10", "10"));
  CHECK_FALSE(meets("NumericLessThanEquals", "10", "10.01"));
  CHECK(meets("NumericGreaterThan", "-3", "-2"));
  CHECK_FALSE(meets("NumericGreaterThan", "10", "10"));
  CHECK(meets("NumericGreaterThanEquals", "10", "10"));
  CHECK_FALSE(meets("NumericGreaterThanEquals", "10", "9"));
}

TEST_CASE("date operators take ISO 8601 and seconds alike", "[policy]") {
  CHECK(meets("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T09:00:00+09:00"));
  CHECK(meets("DateEquals", "2026-01-01", "1767225600"));
  CHECK(meets("DateEquals", "2026", "2026-01-01T00:00Z"));
  CHECK(meets("DateEquals", "2026-01", "2026-01-01T00:00:00.000Z"));
  CHECK_FALSE(meets("DateEquals", "2026-01-01", "2026-01-02"));
  CHECK(meets("DateNotEquals", "2026-01-01", "2026-01-02"));
  CHECK_FALSE(meets("DateNotEquals", "2026-01-01", "2026-01-01T00:00:00Z"));
  CHECK(meets("DateLessThan", "2026-01-02T00:00:00Z", "2026-01-01T23:59:59.9Z"));
  CHECK_FALSE(meets("DateLessThan", "2026-01-02", "2026-01-02"));
  CHECK(meets("DateLessThanEquals", "2026-01-02", "2026-01-02"));
  CHECK_FALSE(meets("DateLessThanEquals", "2026-01-02", "2026-01-02T00:00:01Z"));
  CHECK(meets("DateGreaterThan", "1767225600", "2026-01-01T00:00:01Z"));
  CHECK_FALSE(meets("DateGreaterThan", "2026-01-01", "2026-01-01"));
  CHECK(meets("DateGreaterThanEquals", "2026-01-01", "2026-01-01"));
  CHECK_FALSE(meets("DateGreaterThanEquals", "2026-01-01", "2025-12-31T23:59:59Z"));
}

TEST_CASE("dates with an hour of one digit, and before 1970", "[policy]") {
  CHECK(meets("DateEquals", "2026-01-01t2:00:00+02", "2026-01-01T00:00:00Z"));
  CHECK(meets("DateEquals", "-86400", "1969-12-31"));
  CHECK(meets("DateGreaterThan", "-5", "1970-01-01"));
}

TEST_CASE("dates that are none", "[policy]") {
  for (const std::string text :
       {"", "yesterday", "2026-13-01", "2026-02-30", "2026-01-01T25:00:00Z", "2026-01-01T10",
        "2026-01-01T10:00:00Q", "20260101T000000Z", "99999999999999999999", "--5", "01T"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text).has_value());
  }
}

TEST_CASE("Bool compares without case", "[policy]") {
  CHECK(meets("Bool", "true", "true"));
  CHECK(meets("Bool", "True", "true"));
  CHECK(meets("Bool", "false", "FALSE"));
  CHECK_FALSE(meets("Bool", "true", "false"));
  CHECK_FALSE(meets("Bool", "true", "yes"));
}

TEST_CASE("BinaryEquals compares bytes", "[policy]") {
  CHECK(meets("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="));
  CHECK_FALSE(meets("BinaryEquals", "QQ==", "Qg=="));
  CHECK_FALSE(meets("BinaryEquals", "not base64", "not base64"));
  CHECK(decode_base64("aGVsbG8=") == "hello");
}

TEST_CASE("IP operators know ranges of both families", "[policy]") {
  CHECK(meets("IpAddress", "203.0.113.0/24", "203.0.113.200"));
  CHECK_FALSE(meets("IpAddress", "203.0.113.0/24", "203.0.114.1"));
  CHECK(meets("IpAddress", "203.0.113.7", "203.0.113.7"));
  CHECK_FALSE(meets("IpAddress", "203.0.113.7", "203.0.113.8"));
  CHECK(meets("IpAddress", "0.0.0.0/0", "8.8.8.8"));
  CHECK(meets("IpAddress", "203.0.113.128/25", "203.0.113.129"));
  CHECK_FALSE(meets("IpAddress", "203.0.113.128/25", "203.0.113.127"));
  CHECK(meets("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1"));
  CHECK_FALSE(meets("IpAddress", "2001:db8::/33", "2001:db8:8000::1"));
  CHECK_FALSE(meets("IpAddress", "0.0.0.0/0", "::1"));
  CHECK_FALSE(meets("IpAddress", "::/0", "1.2.3.4"));
  CHECK_FALSE(meets("IpAddress", "1.2.3.4/33", "1.2.3.4"));
  CHECK_FALSE(meets("IpAddress", "1.2.3", "1.2.3"));
  CHECK(meets("NotIpAddress", "203.0.113.0/24", "198.51.100.1"));
  CHECK_FALSE(meets("NotIpAddress", "203.0.113.0/24", "203.0.113.1"));
}

TEST_CASE("ARN operators compare part by part", "[policy]") {
  // AWS's own example.
  const std::string pattern = "arn:aws:someservice:*:111122223333:finance/*";
  const std::string trap =
      "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
  for (const std::string name : {"ArnEquals", "ArnLike"}) {
    CHECK_FALSE(meets(name, pattern, trap));
    CHECK(meets(name, pattern, "arn:aws:someservice:us-east-2:111122223333:finance/a:b"));
    CHECK_FALSE(meets(name, pattern, "arn:aws:someservice:us-east-2:111122223333:Finance/a"));
    CHECK_FALSE(meets(name, pattern, "not an arn"));
    CHECK_FALSE(meets(name, "arn:aws:iam::*", "arn:aws:iam::111122223333:user/x"));
    CHECK_FALSE(meets(name, "", "arn:aws:iam::111122223333:user/x"));
  }
  CHECK(meets("StringLike", pattern, trap));
  for (const std::string name : {"ArnNotEquals", "ArnNotLike"}) {
    CHECK(meets(name, pattern, trap));
    CHECK_FALSE(meets(name, pattern, "arn:aws:someservice:eu-west-1:111122223333:finance/a"));
  }
}

TEST_CASE("Null asks whether the key is there", "[policy]") {
  CHECK(meets("Null", {"true"}, Context()));
  CHECK_FALSE(meets("Null", {"false"}, Context()));
  CHECK(meets("Null", "false", "x"));
  CHECK(meets("Null", "FALSE", "x"));
  CHECK_FALSE(meets("Null", "true", "x"));
  CHECK_FALSE(meets("Null", "maybe", "x"));
  CHECK(meets("Null", {"true"}, many({})));
  CHECK(meets("Null", {"false"}, many({"x", "y"})));
}

TEST_CASE("an absent key", "[policy]") {
  const Context none;
  for (const std::string name :
       {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "NumericEquals", "NumericLessThan",
        "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals",
        "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Bool",
        "BinaryEquals", "IpAddress", "ArnEquals", "ArnLike"}) {
    INFO(name);
    CHECK_FALSE(meets(name, {"1"}, none));
    CHECK(meets(name + "IfExists", {"1"}, none));
    CHECK(meets("ForAllValues:" + name, {"1"}, none));
    CHECK_FALSE(meets("ForAnyValue:" + name, {"1"}, none));
    CHECK(meets("ForAnyValue:" + name + "IfExists", {"1"}, none));
  }
  for (const std::string name :
       {"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "NumericNotEquals",
        "DateNotEquals", "NotIpAddress", "ArnNotEquals", "ArnNotLike"}) {
    INFO(name);
    CHECK(meets(name, {"1"}, none));
    CHECK(meets(name + "IfExists", {"1"}, none));
    CHECK(meets("ForAllValues:" + name, {"1"}, none));
    CHECK_FALSE(meets("ForAnyValue:" + name, {"1"}, none));
  }
}

TEST_CASE("IfExists still tests a key that is there", "[policy]") {
  CHECK(meets("StringEqualsIfExists", "a", "a"));
  CHECK_FALSE(meets("StringEqualsIfExists", "a", "b"));
  CHECK_FALSE(meets("StringNotEqualsIfExists", "a", "a"));
}

TEST_CASE("several values are OR, negated ones NOR", "[policy]") {
  CHECK(meets("StringEquals", {"a", "b"}, one("b")));
  CHECK_FALSE(meets("StringEquals", {"a", "b"}, one("c")));
  CHECK(meets("StringNotEquals", {"a", "b"}, one("c")));
  CHECK_FALSE(meets("StringNotEquals", {"a", "b"}, one("b")));
  CHECK_FALSE(meets("ArnNotLike", {"arn:aws:iam::1:user/*", "arn:aws:iam::1:role/*"},
                    one("arn:aws:iam::1:role/x")));
  CHECK_FALSE(meets("NotIpAddress", {"10.0.0.0/8", "192.168.0.0/16"}, one("192.168.1.1")));
  CHECK_FALSE(meets("StringEquals", Values{}, one("a")));
}

TEST_CASE("keys with several values", "[policy]") {
  SECTION("need a quantifier") {
    CHECK_FALSE(meets("StringEquals", {"a"}, many({"a"})));
    CHECK_FALSE(meets("StringNotEquals", {"b"}, many({"a"})));
    CHECK_FALSE(meets("StringEqualsIfExists", {"a"}, many({"a"})));
  }
  SECTION("ForAllValues") {
    CHECK(meets("ForAllValues:StringEquals", {"a", "b"}, many({"a", "b", "a"})));
    CHECK_FALSE(meets("ForAllValues:StringEquals", {"a", "b"}, many({"a", "c"})));
    CHECK(meets("ForAllValues:StringEquals", {"a"}, many({})));
    CHECK(meets("ForAllValues:StringLike", {"a*"}, many({"a1", "a2"})));
    CHECK(meets("ForAllValues:StringNotEquals", {"a", "b"}, many({"c", "d"})));
    CHECK_FALSE(meets("ForAllValues:StringNotEquals", {"a", "b"}, many({"c", "b"})));
  }
  SECTION("ForAnyValue") {
    CHECK(meets("ForAnyValue:StringEquals", {"a", "b"}, many({"c", "b"})));
    CHECK_FALSE(meets("ForAnyValue:StringEquals", {"a", "b"}, many({"c", "d"})));
    CHECK_FALSE(meets("ForAnyValue:StringEquals", {"a"}, many({})));
    CHECK(meets("ForAnyValue:StringNotEquals", {"a", "b"}, many({"a", "c"})));
    CHECK_FALSE(meets("ForAnyValue:StringNotEquals", {"a", "b"}, many({"a", "b"})));
  }
  SECTION("a single value is a set of one") {
    CHECK(meets("ForAllValues:StringEquals", {"a"}, one("a")));
    CHECK_FALSE(meets("ForAllValues:StringEquals", {"a"}, one("b")));
    CHECK(meets("ForAnyValue:StringEquals", {"a"}, one("a")));
  }
}

TEST_CASE("what is not of the operator's type never helps an Allow", "[policy]") {
  const Context odd = one("not a number");
  CHECK_FALSE(meets("NumericEquals", {"1"}, odd));
  CHECK_FALSE(meets("NumericNotEquals", {"1"}, odd));
  CHECK_FALSE(meets("NumericNotEquals", {"x"}, one("1")));
  CHECK_FALSE(meets("NotIpAddress", {"10.0.0.0/8"}, one("somewhere")));
  CHECK_FALSE(meets("DateNotEquals", {"2026-01-01"}, one("someday")));
  CHECK_FALSE(meets("StringNotEquals", Values{}, one("a")));
  // A Deny strikes all the same.
  CHECK(holds(condition("NumericNotEquals", {"1"}), odd, false));
  CHECK(holds(condition("NotIpAddress", {"10.0.0.0/8"}), one("somewhere"), false));
  CHECK(holds(condition("StringNotEquals", {}), one("a"), false));
}

TEST_CASE("variables in conditions", "[policy]") {
  Context context = one("team-red");
  context.set("aws:PrincipalTag/team", "red");
  CHECK(meets("StringEquals", {"team-${aws:PrincipalTag/team}"}, context));
  CHECK(meets("StringLike", {"*-${aws:PrincipalTag/team}"}, context));
  CHECK_FALSE(meets("StringEquals", {"${aws:PrincipalTag/none}"}, context));
  CHECK(meets("StringNotEquals", {"${aws:PrincipalTag/none}"}, context));
  CHECK(meets("StringEquals", {"${aws:PrincipalTag/none, 'team-red'}"}, context));
  // Version 2008-10-17 takes the text as it is.
  CHECK_FALSE(
      holds(condition("StringEquals", {"team-${aws:PrincipalTag/team}"}, false), context, true));

  Context arn = one("arn:aws:iam::111122223333:role/red");
  arn.set("aws:PrincipalTag/team", "red");
  arn.set("aws:PrincipalArn", "arn:aws:iam::111122223333:role/red");
  CHECK(meets("ArnLike", {"arn:aws:iam::*:role/${aws:PrincipalTag/team}"}, arn));
  CHECK(meets("ArnEquals", {"${aws:PrincipalArn}"}, arn));
  CHECK_FALSE(meets("ArnLike", {"arn:aws:iam::*:role/${aws:PrincipalTag/none}"}, arn));
  CHECK(meets("ArnNotLike", {"arn:aws:iam::*:role/${aws:PrincipalTag/none}"}, arn));

  Context flag = one("true");
  flag.set("aws:SecureTransport", "true");
  CHECK(meets("Bool", {"${aws:SecureTransport}"}, flag));
}

TEST_CASE("operator names are AWS's, exactly", "[policy]") {
  for (const std::string name : {"stringequals", "StringEqual", "NullIfExists", "ForAnyValue:Null",
                                 "ForAllValues:", "IfExists", "", "ForSomeValues:StringEquals",
                                 "StringEqualsIfExistsIfExists", "BoolNotEquals"}) {
    INFO(name);
    CHECK_FALSE(read_operator(name).has_value());
  }
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
TEST_CASE("AWS's tables for keys with several values", "[policy]") {
  const Condition all = condition("ForAllValues:StringEquals", {"environment", "cost-center"});
  const Condition present = condition("Null", {"false"});
  const auto both = [&](const Context& context) {
    return holds(all, context, true) && holds(present, context, true);
  };
  CHECK(both(many({"environment"})));
  CHECK(both(many({"cost-center"})));
  CHECK(both(many({"environment", "cost-center"})));
  CHECK_FALSE(both(many({"environment", "dept"})));
  CHECK_FALSE(both({}));

  const Values wanted = {"environment", "cost-center"};
  CHECK(meets("ForAnyValue:StringEquals", wanted, many({"environment"})));
  CHECK(meets("ForAnyValue:StringEquals", wanted, many({"cost-center"})));
  CHECK(meets("ForAnyValue:StringEquals", wanted, many({"environment", "cost-center"})));
  CHECK(meets("ForAnyValue:StringEquals", wanted, many({"environment", "dept"})));
  CHECK_FALSE(meets("ForAnyValue:StringEquals", wanted, many({"dept"})));
  CHECK_FALSE(meets("ForAnyValue:StringEquals", wanted, Context()));
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
TEST_CASE("AWS's tables for several keys and several values", "[policy]") {
  struct Row {
    std::string department, role, user;  // empty: no such key
    bool matches;
  };
  const auto check = [](const std::string& arn_operator, const std::vector<Row>& rows) {
    const auto wants = [](std::string_view name, const std::string& key, const Values& values) {
      Condition result = condition(name, values);
      result.key = key;
      return result;
    };
    const std::string arn = "arn:aws:iam::222222222222:user/";
    const std::vector<Condition> conditions = {
        wants("StringEquals", "aws:PrincipalTag/department", {"finance", "hr", "legal"}),
        wants("StringEquals", "aws:PrincipalTag/role", {"audit", "security"}),
        wants(arn_operator, "aws:PrincipalArn", {arn + "Ana", arn + "Mary"})};
    for (const Row& row : rows) {
      INFO(arn_operator << " " << row.department << " " << row.role << " " << row.user);
      Context context;
      if (!row.department.empty()) context.set("aws:PrincipalTag/department", row.department);
      if (!row.role.empty()) context.set("aws:PrincipalTag/role", row.role);
      context.set("aws:PrincipalArn", arn + row.user);
      const bool all = std::all_of(conditions.begin(), conditions.end(),
                                   [&](const Condition& one) { return holds(one, context, true); });
      CHECK(all == row.matches);
    }
  };
  check("ArnLike", {{"legal", "audit", "Mary", true},
                    {"hr", "audit", "Nikki", false},
                    {"hr", "payroll", "Mary", false},
                    {"hr", "", "Mary", false},
                    {"", "", "Mary", false}});
  check("ArnNotLike", {{"legal", "audit", "Nikki", true},
                       {"hr", "audit", "Mary", false},
                       {"hr", "payroll", "Nikki", false},
                       {"hr", "", "Nikki", false},
                       {"", "", "Nikki", false}});
}
