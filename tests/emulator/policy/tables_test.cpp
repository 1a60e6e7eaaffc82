// tables_test.cpp - AWS's own tables of what a condition makes of a request, row by row.
#include <optional>
#include <string>
#include <vector>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

bool matches(const std::string& condition, const Context& context) {
  Policies policies;
  policies.identity =
      named({identity("{'Effect':'Allow','Action':'ec2:DeleteTags','Resource':'*','Condition':{" +
                      condition + "}}")});
  Request request = ask(ana, "ec2:DeleteTags");
  request.context = context;
  return evaluate(request, policies).allowed();
}

Context tag_keys(const std::optional<std::vector<std::string>>& keys) {
  Context context;
  if (keys) context.set_many("aws:TagKeys", *keys);
  return context;
}

Context tags_and_arn(const std::string& department, const std::string& role,
                     const std::string& user) {
  Context context;
  if (!department.empty()) context.set("aws:PrincipalTag/department", std::string(department));
  if (!role.empty()) context.set("aws:PrincipalTag/role", std::string(role));
  context.set("aws:PrincipalArn", "arn:aws:iam::222222222222:user/" + user);
  return context;
}

}  // namespace

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
TEST_CASE("the table of ForAllValues with a null check", "[policy]") {
  const std::string condition =
      "'ForAllValues:StringEquals':{'aws:TagKeys':['environment','cost-center']},"
      "'Null':{'aws:TagKeys':'false'}";
  CHECK(matches(condition, tag_keys({{"environment"}})));
  CHECK(matches(condition, tag_keys({{"cost-center"}})));
  CHECK(matches(condition, tag_keys({{"environment", "cost-center"}})));
  CHECK_FALSE(matches(condition, tag_keys({{"environment", "dept"}})));
  CHECK_FALSE(matches(condition, tag_keys(std::nullopt)));
  // "It also returns true if there are no context keys in the request."
  CHECK(matches("'ForAllValues:StringEquals':{'aws:TagKeys':['environment','cost-center']}",
                tag_keys(std::nullopt)));
}

TEST_CASE("the table of ForAnyValue", "[policy]") {
  const std::string condition =
      "'ForAnyValue:StringEquals':{'aws:TagKeys':['environment','cost-center']}";
  CHECK(matches(condition, tag_keys({{"environment"}})));
  CHECK(matches(condition, tag_keys({{"cost-center"}})));
  CHECK(matches(condition, tag_keys({{"environment", "cost-center"}})));
  CHECK(matches(condition, tag_keys({{"environment", "dept"}})));
  CHECK_FALSE(matches(condition, tag_keys({{"dept"}})));
  CHECK_FALSE(matches(condition, tag_keys(std::nullopt)));
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
TEST_CASE("the table of several keys and values", "[policy]") {
  const std::string condition =
      "'StringEquals':{'aws:PrincipalTag/department':['finance','hr','legal'],"
      "'aws:PrincipalTag/role':['audit','security']},'ArnLike':{'aws:PrincipalArn':"
      "['arn:aws:iam::222222222222:user/Ana','arn:aws:iam::222222222222:user/Mary']}";
  CHECK(matches(condition, tags_and_arn("legal", "audit", "Mary")));
  CHECK_FALSE(matches(condition, tags_and_arn("hr", "audit", "Nikki")));
  CHECK_FALSE(matches(condition, tags_and_arn("hr", "payroll", "Mary")));
  CHECK_FALSE(matches(condition, tags_and_arn("hr", "", "Mary")));
  CHECK_FALSE(matches(condition, tags_and_arn("", "", "Mary")));
}

TEST_CASE("the table of several keys and values with a negated operator", "[policy]") {
  const std::string condition =
      "'StringEquals':{'aws:PrincipalTag/department':['finance','hr','legal'],"
      "'aws:PrincipalTag/role':['audit','security']},'ArnNotLike':{'aws:PrincipalArn':"
      "['arn:aws:iam::222222222222:user/Ana','arn:aws:iam::222222222222:user/Mary']}";
  CHECK(matches(condition, tags_and_arn("legal", "audit", "Nikki")));
  CHECK_FALSE(matches(condition, tags_and_arn("hr", "audit", "Mary")));
  CHECK_FALSE(matches(condition, tags_and_arn("hr", "payroll", "Nikki")));
  CHECK_FALSE(matches(condition, tags_and_arn("hr", "", "Nikki")));
  CHECK_FALSE(matches(condition, tags_and_arn("", "", "Nikki")));
}
