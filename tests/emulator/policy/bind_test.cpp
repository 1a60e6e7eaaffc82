// bind_test.cpp - stored policies follow principals, not names.
#include <map>
#include <optional>
#include <string>

#include "policy_case.h"

using namespace amishare::policy;
using namespace amishare::policy::test;

namespace {

const std::string role_arn = "arn:aws:iam::111122223333:role/team/builder";
const std::string user_arn = "arn:aws:iam::111122223333:user/ana";
const std::string session_arn = "arn:aws:sts::111122223333:assumed-role/builder/s1";

const std::map<std::string, std::string> ids = {
    {role_arn, "AROA111122223333builder"},
    {session_arn, "AROA111122223333builder"},
    {user_arn, "AIDA111122223333ana"},
};

std::optional<std::string> id_of(std::string_view arn) {
  const auto found = ids.find(std::string(arn));
  return found == ids.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> still_there(std::string_view id) {
  if (id == "AROA111122223333builder") return role_arn;
  if (id == "AIDA111122223333ana") return user_arn;
  return std::nullopt;
}

std::optional<std::string> gone(std::string_view) { return std::nullopt; }

bool admits(const Policy& policy, const Principal& who) {
  Policies policies;
  policies.resource = std::make_shared<const Policy>(policy);
  return evaluate(decrypt_by(who), policies).allowed();
}

}  // namespace

TEST_CASE("the principals that a policy names", "[policy]") {
  const auto policy = resource("{'Effect':'Allow','Principal':{'AWS':['111122223333','" + role_arn +
                               "'],'Service':'ec2.amazonaws.com'},'Action':'*','Resource':'*'},"
                               "{'Effect':'Deny','NotPrincipal':{'AWS':'" +
                               user_arn +
                               "'},'Action':'*','Resource':'*'},"
                               "{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*'}");
  const auto principals = principals_of(*policy);
  REQUIRE(principals.size() == 5);
  CHECK(principals[0].form == PrincipalForm::account);
  CHECK(principals[1].form == PrincipalForm::role);
  CHECK(principals[1].text == role_arn);
  CHECK(principals[1].phrase == "\"AWS\":\"" + role_arn + "\"");
  CHECK(principals[2].form == PrincipalForm::service);
  CHECK(principals[2].key == "Service");
  CHECK(principals[2].phrase == "\"SERVICE\":\"ec2.amazonaws.com\"");
  CHECK(principals[3].form == PrincipalForm::user);
  CHECK(principals[3].statement == 1);
  CHECK(principals[4].form == PrincipalForm::everyone);
  CHECK(principals[4].statement == 2);
}

TEST_CASE("a role made again is another role", "[policy]") {
  const Principal in_team = session(account_a, "builder", "s1", "/team/");
  Principal remade = in_team;
  remade.unique_id = "AROAREMADE";
  for (const std::string& arn : {role_arn, session_arn}) {
    INFO(arn);
    const auto policy = allow_to(arn);
    CHECK(admits(*policy, remade));
    const auto bound = bind_principals(*policy, id_of);
    CHECK(admits(*bound, in_team));
    CHECK_FALSE(admits(*bound, remade));
  }
  const auto session_policy = bind_principals(*allow_to(session_arn), id_of);
  CHECK_FALSE(admits(*session_policy, session(account_a, "builder", "s2")));
}

TEST_CASE("a user made again is another user, and one renamed the same", "[policy]") {
  const auto bound = bind_principals(*allow_to(user_arn), id_of);
  Principal renamed = user(account_a, "ana");
  CHECK(admits(*bound, renamed));
  renamed.arn = "arn:aws:iam::111122223333:user/people/ann";
  CHECK(admits(*bound, renamed));
  renamed.unique_id = "AIDAREMADE";
  CHECK_FALSE(admits(*bound, renamed));
}

TEST_CASE("what has no id stays as it is", "[policy]") {
  const auto policy = allow_to("arn:aws:iam::111122223333:role/unknown");
  CHECK(*bind_principals(*policy, id_of) == *policy);
  CHECK(*bind_principals(*allow_to("*"), id_of) == *allow_to("*"));
}

TEST_CASE("a stored policy is shown with the principals there are now", "[policy]") {
  const auto text = [](const std::string& one, const std::string& two, const std::string& three,
                       const std::string& four) {
    return document("{'Sid' : 'A b', 'Effect':'Allow','Principal' : {'AWS':[ '" + one + "','" +
                    two + "' , '" + three +
                    "'], 'Service':'ec2.amazonaws.com'},'Action':'*',\n"
                    "'Resource':'*'},{'Principal':{'AWS':'" +
                    four +
                    "'},'Effect':'Deny','Action':'kms:X','Resource':'*','Condition':"
                    "{'NumericEquals':{'a':[1,2 ],'b': 3 },'Bool':{'c':true}}}");
  };
  const auto stored = bind_principals(
      *read(DocumentKind::resource, text(role_arn, user_arn, session_arn, "111122223333")), id_of);
  const std::string root_arn = "arn:aws:iam::111122223333:root";
  CHECK(document_text(*stored, still_there) == text(role_arn, user_arn, session_arn, root_arn));
  CHECK(document_text(*stored, gone) == text("AROA111122223333builder", "AIDA111122223333ana",
                                             "AROA111122223333builder:s1", root_arn));
  // Put back as shown, it still means what it meant.
  const auto again = read(DocumentKind::resource, document_text(*stored, gone));
  CHECK(document_text(*again, still_there) ==
        text(role_arn, user_arn, "AROA111122223333builder:s1", root_arn));
}

TEST_CASE("principals written after numbers are found in the text", "[policy]") {
  const std::string text =
      "{\"Statement\":{\"Condition\":{\"NumericEquals\":{\"a\":1},\"Bool\":{\"b\":false}},"
      "\"Principal\":{\"AWS\":\"111122223333\"},\"Effect\":\"Allow\",\"Action\":\"kms:*\","
      "\"Resource\":\"*\"}}";
  const auto policy = read(DocumentKind::resource, text);
  const PrincipalElement& element = policy->statements()[0].principals[0];
  CHECK(text.substr(element.begin, element.end - element.begin) == "\"111122223333\"");
  CHECK(policy->version() == "2008-10-17");
}
