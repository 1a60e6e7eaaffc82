// policy_lint_test.cpp - types of policies, and findings as people and programs read them.
#include "client/policy_lint.h"

#include <nlohmann/json.hpp>
#include <string>

#include "support/catch.h"

namespace amishare::client {
namespace {

using PlainJson = nlohmann::json;

const PolicyType* type_called(const std::string& name) {
  for (const PolicyType& type : policy_types()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

const std::string for_everyone =
    "{\n"
    "  \"Version\": \"2012-10-17\",\n"
    "  \"Statement\": [{\n"
    "\t\"Effect\": \"Allow\", \"Principal\": \"*\",\n"
    "    \"Action\": \"kms:Decrpyt\", \"Resource\": \"*\"\n"
    "  }]\n"
    "}\n";

}  // namespace

TEST_CASE("findings in text: the place, the line, a mark below it", "[client]") {
  CHECK(lint_text(lint_document("p.json", for_everyone, type_called("identity"))) ==
        "p.json:4:34: error: MalformedPolicyDocument: Policy document should not specify a "
        "principal. [refused]\n"
        "    4 | \t\"Effect\": \"Allow\", \"Principal\": \"*\",\n"
        "      | \t                                ^~~\n"
        "p.json: as an identity-based policy: 1 error, 0 warnings\n");
  const LintReport report = lint_document("p.json", for_everyone, type_called("resource"));
  CHECK_FALSE(report.has_error());
  CHECK(lint_text(report) ==
        "p.json:4:34: warning: this allows everyone, in every account, without a condition "
        "[public]\n"
        "    4 | \t\"Effect\": \"Allow\", \"Principal\": \"*\",\n"
        "      | \t                                ^~~\n"
        "p.json:5:15: warning: kms has no action \"kms:Decrpyt\"; kms:Decrypt is near "
        "[unknown-action]\n"
        "    5 |     \"Action\": \"kms:Decrpyt\", \"Resource\": \"*\"\n"
        "      |               ^~~~~~~~~~~~~\n"
        "p.json: as a resource-based policy: 0 errors, 2 warnings\n");
}

TEST_CASE("where AWS's sentence does not tell, a note does", "[client]") {
  const std::string text = R"({"Version":"2012-10-17","Statment":[]})";
  CHECK(lint_text(lint_document("p", text, type_called("identity"))) ==
        "p:1:36: error: MalformedPolicyDocument: Syntax errors in policy. [refused]\n"
        "    1 | {\"Version\":\"2012-10-17\",\"Statment\":[]}\n"
        "      |                         ^~~~~~~~~~\n"
        "p:1:36: note: a policy has no element \"Statment\"\n"
        "p: as an identity-based policy: 1 error, 0 warnings\n");
  const std::string endpoint = lint_text(lint_document("p", text, type_called("vpc-endpoint")));
  CHECK(endpoint.starts_with(
      "p:1:36: error: AWS would refuse this: a policy has no element \"Statment\" [refused]\n"));
}

TEST_CASE("long lines are cut around the place", "[client]") {
  const std::string text = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\"," +
                           std::string(300, ' ') +
                           "\"Action\":\"kms:Decrpyt\",\"Resource\":\"*\"}]}";
  const std::string told = lint_text(lint_document("p", text, type_called("identity")));
  CHECK(told.find("    1 | ...") != std::string::npos);
  CHECK(told.size() < 400);
}

TEST_CASE("without a type it is what it looks like, and in short each", "[client]") {
  CHECK(likely_type(R"({"Statement":{"Effect":"Allow"}})").name == "identity");
  CHECK(likely_type(for_everyone).name == "key");
  CHECK(likely_type(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":)"
                    R"({"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}})")
            .name == "trust");
  CHECK(likely_type(R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*",)"
                    R"("Action":"s3:*","Resource":"*"}})")
            .name == "resource");
  const std::string told = lint_text(lint_document("p.json", for_everyone, nullptr));
  for (const std::string line :
       {"As each type of policy:\n",
        "  identity      4:34: MalformedPolicyDocument: Policy document should not specify a "
        "principal.\n",
        "  trust         5:42: MalformedPolicyDocument: Has prohibited field Resource\n",
        "  key           AWS would store it\n",
        "  scp           3:17: MalformedPolicyDocumentException: The provided policy document does "
        "not meet the requirements of the specified policy type. (a service control policy names "
        "no principal)\n",
        "  vpc-endpoint  AWS would store it\n"}) {
    INFO(told);
    CHECK(told.find(line) != std::string::npos);
  }
}

TEST_CASE("a refusal without a sentence says what is wrong all the same", "[client]") {
  const std::string text =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:*",)"
      R"("Resource":"*"}]})";
  const std::string told = lint_text(lint_document("p.json", text, nullptr));
  INFO(told);
  CHECK(told.find("key           1:38: MalformedPolicyDocumentException, without a sentence (a "
                  "statement names no principal)\n") != std::string::npos);
}

TEST_CASE("findings in JSON", "[client]") {
  const PlainJson refused =
      PlainJson::parse(lint_json(lint_document("p.json", for_everyone, type_called("boundary"))));
  CHECK(refused == PlainJson({{"file", "p.json"},
                              {"as", "boundary"},
                              {"stored", false},
                              {"findings",
                               {{{"severity", "error"},
                                 {"rule", "refused"},
                                 {"line", 4},
                                 {"column", 34},
                                 {"message", "Policy document should not specify a principal."},
                                 {"code", "MalformedPolicyDocument"}}}}}));
  const PlainJson all = PlainJson::parse(lint_json(lint_document("p.json", for_everyone, nullptr)));
  CHECK(all["as"] == "key");
  CHECK(all["stored"] == true);
  CHECK(all["types"].size() == policy_types().size());
  CHECK(all["types"]["rcp"]["stored"] == false);
  // Bytes that are no text do not keep it from being told.
  CHECK(PlainJson::parse(lint_json(lint_document("p", "\xff", nullptr)))["stored"] == false);
}

TEST_CASE("EC2's keys are those of the emulated actions", "[client]") {
  const auto rules_of = [](const std::string& action, const std::string& key) {
    const std::string text = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":")" +
                             action + R"(","Resource":"*","Condition":{"StringEquals":{")" + key +
                             R"(":"x"}}}})";
    const auto report = lint_document("p", text, type_called("identity"));
    return report.findings.empty() ? "" : report.findings[0].rule;
  };
  CHECK(rules_of("ec2:DeregisterImage", "ec2:Owner").empty());
  CHECK(rules_of("ec2:DeregisterImage", "ec2:Region").empty());
  CHECK(rules_of("ec2:DeregisterImage", "ec2:ResourceTag/team").empty());
  CHECK(rules_of("ec2:DeregisterImage", "ec2:VolumeSize") == "key-never-present");
  CHECK(rules_of("ec2:DeregisterImage", "aws:RequestTag/team") == "key-never-present");
  CHECK(rules_of("ec2:CreateImage", "aws:RequestTag/team").empty());
  CHECK(rules_of("ec2:AcceptAddressTransfer", "ec2:VolumeSize").empty());
}

}  // namespace amishare::client
