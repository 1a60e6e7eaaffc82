// action_index_test.cpp - the statements left out are those that cannot match, in a policy of many.
#include "policy/action_index.h"

#include <string>
#include <vector>

#include "policy/match.h"
#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

std::vector<std::size_t> visited(const Policy& policy, const std::string& action) {
  std::vector<std::size_t> places;
  policy.actions().each(lower(action), [&](std::size_t place) { places.push_back(place); });
  return places;
}

// Statements enough for the index to be used, with those of `extra` in their midst.
std::shared_ptr<const Policy> among_others(const std::vector<std::string>& extra) {
  std::string statements;
  for (int i = 0; i < 5; ++i) {
    statements += "{'Effect':'Allow','Action':'s3:Get" + std::to_string(i) + "','Resource':'*'},";
  }
  for (const std::string& one : extra) statements += one + ",";
  for (int i = 0; i < 5; ++i) {
    statements +=
        "{'Effect':'Allow','Action':['sqs:*','s3:Put" + std::to_string(i) + "'],'Resource':'*'},";
  }
  statements.pop_back();
  return identity(statements);
}

using Places = std::vector<std::size_t>;

}  // namespace

TEST_CASE("only statements that may be about an action are asked", "[policy]") {
  const auto policy = among_others({
      "{'Effect':'Allow','Action':'KMS:Decrypt','Resource':'*'}",                 // 5
      "{'Effect':'Deny','Action':['kms:Describe*','ec2:*'],'Resource':'*'}",      // 6
      "{'Effect':'Deny','NotAction':'kms:Decrypt','Resource':'*'}",               // 7
      "{'Effect':'Allow','Action':'*','Resource':'*'}",                           // 8
      "{'Effect':'Allow','Action':['*:Decrypt','kms:Decrypt'],'Resource':'*'}",  // 9
  });
  CHECK(visited(*policy, "kms:Decrypt") == Places{5, 6, 7, 8, 9});
  CHECK(visited(*policy, "ec2:RunInstances") == Places{6, 7, 8, 9});
  CHECK(visited(*policy, "s3:GET3") == Places{3, 7, 8, 9});
  CHECK(visited(*policy, "sqs:SendMessage") == Places{7, 8, 9, 10, 11, 12, 13, 14});
  CHECK(visited(*policy, "s3:Put2") == Places{7, 8, 9, 12});
}

TEST_CASE("the index never leaves out a statement that matches", "[policy]") {
  const auto policy = among_others({
      "{'Effect':'Allow','Action':'kms:?ecrypt','Resource':'*'}",
      "{'Effect':'Allow','Action':'kms:D*','Resource':'*'}",
      "{'Effect':'Allow','Action':['s3:Get1','kms:decrypt'],'Resource':'*'}",
      "{'Effect':'Allow','NotAction':['s3:*','kms:E*'],'Resource':'*'}",
  });
  for (const std::string action : {"kms:Decrypt", "KMS:DECRYPT", "kms:Encrypt", "s3:Get1",
                                   "s3:Get9", "sqs:X", "iam:ListUsers", "kms", ":", "nothing"}) {
    const Request request = ask(user(account_a, "ana"), action);
    const Subject subject(request);
    Places matching;
    Places asked;
    for (std::size_t i = 0; i < policy->statements().size(); ++i) {
      if (action_matches(policy->statements()[i], subject)) matching.push_back(i);
    }
    for (const std::size_t place : visited(*policy, action)) {
      if (action_matches(policy->statements()[place], subject)) asked.push_back(place);
    }
    INFO(action);
    CHECK(asked == matching);
  }
}
