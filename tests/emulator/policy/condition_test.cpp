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
bool test(std::string_view name, const Values& wanted, const Context& context) {
  return holds(condition(name, wanted), context, true);
}

bool test(std::string_view name, const std::string& wanted, const std::string& have) {
  return test(name, Values{wanted}, one(have));
}

}  // namespace

TEST_CASE("string operators", "[policy]") {
  CHECK(test("StringEquals", "a", "a"));
  CHECK_FALSE(test("StringEquals", "a", "A"));
  CHECK_FALSE(test("StringEquals", "a*", "ab"));
  CHECK(test("StringEquals", "a*", "a*"));
  CHECK(test("StringNotEquals", "a", "b"));
  CHECK_FALSE(test("StringNotEquals", "a", "a"));
  CHECK(test("StringEqualsIgnoreCase", "aB", "Ab"));
  CHECK_FALSE(test("StringEqualsIgnoreCase", "ab", "a"));
  CHECK(test("StringNotEqualsIgnoreCase", "a", "b"));
  CHECK_FALSE(test("StringNotEqualsIgnoreCase", "a", "A"));
  CHECK(test("StringLike", "a*c?", "abbcd"));
  CHECK_FALSE(test("StringLike", "a*c?", "ABBCD"));
  CHECK(test("StringNotLike", "a*", "b"));
  CHECK_FALSE(test("StringNotLike", "a*", "ab"));
}

TEST_CASE("numeric operators", "[policy]") {
  CHECK(test("NumericEquals", "10", "10.0"));
  CHECK_FALSE(test("NumericEquals", "10", "11"));
  CHECK(test("NumericNotEquals", "10", "11"));
  CHECK_FALSE(test("NumericNotEquals", "10", "1e1"));
  CHECK(test("NumericLessThan", "10", "9.5"));
  CHECK_FALSE(test("NumericLessThan", "10", "10"));
  CHECK(test("NumericLessThanEquals", "10", "10"));
  CHECK_FALSE(test("NumericLessThanEquals", "10", "10.01"));
  CHECK(test("NumericGreaterThan", "-3", "-2"));
  CHECK_FALSE(test("NumericGreaterThan", "10", "10"));
  CHECK(test("NumericGreaterThanEquals", "10", "10"));
  CHECK_FALSE(test("NumericGreaterThanEquals", "10", "9"));
}

TEST_CASE("date operators take ISO 8601 and seconds alike", "[policy]") {
  CHECK(test("DateEquals", "2026-01-01T00:00:00Z", "2026-01-01T09:00:00+09:00"));
  CHECK(test("DateEquals", "2026-01-01", "1767225600"));
  CHECK(test("DateEquals", "2026", "2026-01-01T00:00Z"));
  CHECK(test("DateEquals", "2026-01", "2026-01-01T00:00:00.000Z"));
  CHECK_FALSE(test("DateEquals", "2026-01-01", "2026-01-02"));
  CHECK(test("DateNotEquals", "2026-01-01", "2026-01-02"));
  CHECK_FALSE(test("DateNotEquals", "2026-01-01", "2026-01-01T00:00:00Z"));
  CHECK(test("DateLessThan", "2026-01-02T00:00:00Z", "2026-01-01T23:59:59.9Z"));
  CHECK_FALSE(test("DateLessThan", "2026-01-02", "2026-01-02"));
  CHECK(test("DateLessThanEquals", "2026-01-02", "2026-01-02"));
  CHECK_FALSE(test("DateLessThanEquals", "2026-01-02", "2026-01-02T00:00:01Z"));
  CHECK(test("DateGreaterThan", "1767225600", "2026-01-01T00:00:01Z"));
  CHECK_FALSE(test("DateGreaterThan", "2026-01-01", "2026-01-01"));
  CHECK(test("DateGreaterThanEquals", "2026-01-01", "2026-01-01"));
  CHECK_FALSE(test("DateGreaterThanEquals", "2026-01-01", "2025-12-31T23:59:59Z"));
}

TEST_CASE("dates with an hour of one digit, and before 1970", "[policy]") {
  CHECK(test("DateEquals", "2026-01-01t2:00:00+02", "2026-01-01T00:00:00Z"));
  CHECK(test("DateEquals", "-86400", "1969-12-31"));
  CHECK(test("DateGreaterThan", "-5", "1970-01-01"));
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
  CHECK(test("Bool", "true", "true"));
  CHECK(test("Bool", "True", "true"));
  CHECK(test("Bool", "false", "FALSE"));
  CHECK_FALSE(test("Bool", "true", "false"));
  CHECK_FALSE(test("Bool", "true", "yes"));
}

TEST_CASE("BinaryEquals compares bytes", "[policy]") {
  CHECK(test("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA=="));
  CHECK_FALSE(test("BinaryEquals", "QQ==", "Qg=="));
  CHECK_FALSE(test("BinaryEquals", "not base64", "not base64"));
  CHECK(decode_base64("aGVsbG8=") == "hello");
}

TEST_CASE("IP operators know ranges of both families", "[policy]") {
  CHECK(test("IpAddress", "203.0.113.0/24", "203.0.113.200"));
  CHECK_FALSE(test("IpAddress", "203.0.113.0/24", "203.0.114.1"));
  CHECK(test("IpAddress", "203.0.113.7", "203.0.113.7"));
  CHECK_FALSE(test("IpAddress", "203.0.113.7", "203.0.113.8"));
  CHECK(test("IpAddress", "0.0.0.0/0", "8.8.8.8"));
  CHECK(test("IpAddress", "203.0.113.128/25", "203.0.113.129"));
  CHECK_FALSE(test("IpAddress", "203.0.113.128/25", "203.0.113.127"));
  CHECK(test("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678::1"));
  CHECK_FALSE(test("IpAddress", "2001:db8::/33", "2001:db8:8000::1"));
  CHECK_FALSE(test("IpAddress", "0.0.0.0/0", "::1"));
  CHECK_FALSE(test("IpAddress", "::/0", "1.2.3.4"));
  CHECK_FALSE(test("IpAddress", "1.2.3.4/33", "1.2.3.4"));
  CHECK_FALSE(test("IpAddress", "1.2.3", "1.2.3"));
  CHECK(test("NotIpAddress", "203.0.113.0/24", "198.51.100.1"));
  CHECK_FALSE(test("NotIpAddress", "203.0.113.0/24", "203.0.113.1"));
}

TEST_CASE("ARN operators compare part by part", "[policy]") {
  // AWS's own example.
  const std::string pattern = "arn:aws:someservice:*:111122223333:finance/*";
  const std::string trap =
      "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
  for (const std::string name : {"ArnEquals", "ArnLike"}) {
    CHECK_FALSE(test(name, pattern, trap));
    CHECK(test(name, pattern, "arn:aws:someservice:us-east-2:111122223333:finance/a:b"));
    CHECK_FALSE(test(name, pattern, "arn:aws:someservice:us-east-2:111122223333:Finance/a"));
    CHECK_FALSE(test(name, pattern, "not an arn"));
    CHECK_FALSE(test(name, "arn:aws:iam::*", "arn:aws:iam::111122223333:user/x"));
    CHECK_FALSE(test(name, "", "arn:aws:iam::111122223333:user/x"));
  }
  CHECK(test("StringLike", pattern, trap));
  for (const std::string name : {"ArnNotEquals", "ArnNotLike"}) {
    CHECK(test(name, pattern, trap));
    CHECK_FALSE(test(name, pattern, "arn:aws:someservice:eu-west-1:111122223333:finance/a"));
  }
}

TEST_CASE("Null asks whether the key is there", "[policy]") {
  CHECK(test("Null", {"true"}, Context()));
  CHECK_FALSE(test("Null", {"false"}, Context()));
  CHECK(test("Null", "false", "x"));
  CHECK(test("Null", "FALSE", "x"));
  CHECK_FALSE(test("Null", "true", "x"));
  CHECK_FALSE(test("Null", "maybe", "x"));
  CHECK(test("Null", {"true"}, many({})));
  CHECK(test("Null", {"false"}, many({"x", "y"})));
}

TEST_CASE("an absent key", "[policy]") {
  const Context none;
  for (const std::string name :
       {"StringEquals", "StringEqualsIgnoreCase", "StringLike", "NumericEquals", "NumericLessThan",
        "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals",
        "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Bool",
        "BinaryEquals", "IpAddress", "ArnEquals", "ArnLike"}) {
    INFO(name);
    CHECK_FALSE(test(name, {"1"}, none));
    CHECK(test(name + "IfExists", {"1"}, none));
    CHECK(test("ForAllValues:" + name, {"1"}, none));
    CHECK_FALSE(test("ForAnyValue:" + name, {"1"}, none));
    CHECK(test("ForAnyValue:" + name + "IfExists", {"1"}, none));
  }
  for (const std::string name :
       {"StringNotEquals", "StringNotEqualsIgnoreCase", "StringNotLike", "NumericNotEquals",
        "DateNotEquals", "NotIpAddress", "ArnNotEquals", "ArnNotLike"}) {
    INFO(name);
    CHECK(test(name, {"1"}, none));
    CHECK(test(name + "IfExists", {"1"}, none));
    CHECK(test("ForAllValues:" + name, {"1"}, none));
    CHECK_FALSE(test("ForAnyValue:" + name, {"1"}, none));
  }
}

TEST_CASE("IfExists still tests a key that is there", "[policy]") {
  CHECK(test("StringEqualsIfExists", "a", "a"));
  CHECK_FALSE(test("StringEqualsIfExists", "a", "b"));
  CHECK_FALSE(test("StringNotEqualsIfExists", "a", "a"));
}

TEST_CASE("several values are OR, negated ones NOR", "[policy]") {
  CHECK(test("StringEquals", {"a", "b"}, one("b")));
  CHECK_FALSE(test("StringEquals", {"a", "b"}, one("c")));
  CHECK(test("StringNotEquals", {"a", "b"}, one("c")));
  CHECK_FALSE(test("StringNotEquals", {"a", "b"}, one("b")));
  CHECK_FALSE(test("ArnNotLike", {"arn:aws:iam::1:user/*", "arn:aws:iam::1:role/*"},
                   one("arn:aws:iam::1:role/x")));
  CHECK_FALSE(test("NotIpAddress", {"10.0.0.0/8", "192.168.0.0/16"}, one("192.168.1.1")));
  CHECK_FALSE(test("StringEquals", Values{}, one("a")));
}

TEST_CASE("keys with several values", "[policy]") {
  SECTION("need a quantifier") {
    CHECK_FALSE(test("StringEquals", {"a"}, many({"a"})));
    CHECK_FALSE(test("StringNotEquals", {"b"}, many({"a"})));
    CHECK_FALSE(test("StringEqualsIfExists", {"a"}, many({"a"})));
  }
  SECTION("ForAllValues") {
    CHECK(test("ForAllValues:StringEquals", {"a", "b"}, many({"a", "b", "a"})));
    CHECK_FALSE(test("ForAllValues:StringEquals", {"a", "b"}, many({"a", "c"})));
    CHECK(test("ForAllValues:StringEquals", {"a"}, many({})));
    CHECK(test("ForAllValues:StringLike", {"a*"}, many({"a1", "a2"})));
    CHECK(test("ForAllValues:StringNotEquals", {"a", "b"}, many({"c", "d"})));
    CHECK_FALSE(test("ForAllValues:StringNotEquals", {"a", "b"}, many({"c", "b"})));
  }
  SECTION("ForAnyValue") {
    CHECK(test("ForAnyValue:StringEquals", {"a", "b"}, many({"c", "b"})));
    CHECK_FALSE(test("ForAnyValue:StringEquals", {"a", "b"}, many({"c", "d"})));
    CHECK_FALSE(test("ForAnyValue:StringEquals", {"a"}, many({})));
    CHECK(test("ForAnyValue:StringNotEquals", {"a", "b"}, many({"a", "c"})));
    CHECK_FALSE(test("ForAnyValue:StringNotEquals", {"a", "b"}, many({"a", "b"})));
  }
  SECTION("a single value is a set of one") {
    CHECK(test("ForAllValues:StringEquals", {"a"}, one("a")));
    CHECK_FALSE(test("ForAllValues:StringEquals", {"a"}, one("b")));
    CHECK(test("ForAnyValue:StringEquals", {"a"}, one("a")));
  }
}

TEST_CASE("what is not of the operator's type never helps an Allow", "[policy]") {
  const Context odd = one("not a number");
  CHECK_FALSE(test("NumericEquals", {"1"}, odd));
  CHECK_FALSE(test("NumericNotEquals", {"1"}, odd));
  CHECK_FALSE(test("NumericNotEquals", {"x"}, one("1")));
  CHECK_FALSE(test("NotIpAddress", {"10.0.0.0/8"}, one("somewhere")));
  CHECK_FALSE(test("DateNotEquals", {"2026-01-01"}, one("someday")));
  CHECK_FALSE(test("StringNotEquals", Values{}, one("a")));
  // A Deny strikes all the same.
  CHECK(holds(condition("NumericNotEquals", {"1"}), odd, false));
  CHECK(holds(condition("NotIpAddress", {"10.0.0.0/8"}), one("somewhere"), false));
  CHECK(holds(condition("StringNotEquals", {}), one("a"), false));
}

TEST_CASE("variables in conditions", "[policy]") {
  Context context = one("team-red");
  context.set("aws:PrincipalTag/team", "red");
  CHECK(test("StringEquals", {"team-${aws:PrincipalTag/team}"}, context));
  CHECK(test("StringLike", {"*-${aws:PrincipalTag/team}"}, context));
  CHECK_FALSE(test("StringEquals", {"${aws:PrincipalTag/none}"}, context));
  CHECK(test("StringNotEquals", {"${aws:PrincipalTag/none}"}, context));
  CHECK(test("StringEquals", {"${aws:PrincipalTag/none, 'team-red'}"}, context));
  // Version 2008-10-17 takes the text as it is.
  CHECK_FALSE(
      holds(condition("StringEquals", {"team-${aws:PrincipalTag/team}"}, false), context, true));

  Context arn = one("arn:aws:iam::111122223333:role/red");
  arn.set("aws:PrincipalTag/team", "red");
  arn.set("aws:PrincipalArn", "arn:aws:iam::111122223333:role/red");
  CHECK(test("ArnLike", {"arn:aws:iam::*:role/${aws:PrincipalTag/team}"}, arn));
  CHECK(test("ArnEquals", {"${aws:PrincipalArn}"}, arn));
  CHECK_FALSE(test("ArnLike", {"arn:aws:iam::*:role/${aws:PrincipalTag/none}"}, arn));
  CHECK(test("ArnNotLike", {"arn:aws:iam::*:role/${aws:PrincipalTag/none}"}, arn));

  Context flag = one("true");
  flag.set("aws:SecureTransport", "true");
  CHECK(test("Bool", {"${aws:SecureTransport}"}, flag));
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
  CHECK(test("ForAnyValue:StringEquals", wanted, many({"environment"})));
  CHECK(test("ForAnyValue:StringEquals", wanted, many({"cost-center"})));
  CHECK(test("ForAnyValue:StringEquals", wanted, many({"environment", "cost-center"})));
  CHECK(test("ForAnyValue:StringEquals", wanted, many({"environment", "dept"})));
  CHECK_FALSE(test("ForAnyValue:StringEquals", wanted, many({"dept"})));
  CHECK_FALSE(test("ForAnyValue:StringEquals", wanted, Context()));
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
