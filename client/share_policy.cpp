// share_policy.cpp - statements for a key policy, recognised again by their Sid.
#include "client/share_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace amishare::client {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view sid_start = "amishare: ";

// Sids of key policies may hold blanks; these say whose they are, so that --undo finds them.
std::string use_sid(const ShareRequest& request) {
  return std::string(sid_start) + request.account + " may use the key";
}
std::string grant_sid(const ShareRequest& request) {
  return std::string(sid_start) + request.account + " may let EC2 attach volumes";
}

Json statements_for(const ShareRequest& request) {
  Json actions = Json::array();
  for (const std::string& action : key_actions(request)) {
    if (action != "kms:CreateGrant") actions.push_back(action);
  }
  const Json principal{{"AWS", principal_of(request)}};
  return Json::array({{{"Sid", use_sid(request)},
                       {"Effect", "Allow"},
                       {"Principal", principal},
                       {"Action", actions},
                       {"Resource", "*"}},
                      {{"Sid", grant_sid(request)},
                       {"Effect", "Allow"},
                       {"Principal", principal},
                       {"Action", "kms:CreateGrant"},
                       {"Resource", "*"},
                       {"Condition", {{"Bool", {{"kms:GrantIsForAWSResource", "true"}}}}}}});
}

Json parsed(const std::string& policy) {
  Json json = Json::parse(policy, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("Statement")) {
    throw CantShare("The key policy is not a JSON policy document",
                    "Put a valid key policy on the key first.");
  }
  if (json["Statement"].is_object()) json["Statement"] = Json::array({json["Statement"]});
  return json;
}

bool is_ours(const Json& statement, const ShareRequest& request) {
  const std::string sid = statement.value("Sid", "");
  return sid == use_sid(request) || sid == grant_sid(request);
}

}  // namespace

std::vector<std::string> key_actions(const ShareRequest& request) {
  std::vector<std::string> actions{"kms:DescribeKey", "kms:ReEncrypt*", "kms:CreateGrant",
                                   "kms:Decrypt"};
  if (request.keep_key) actions.push_back("kms:GenerateDataKey*");
  return actions;
}

std::vector<std::string> grant_operations(const ShareRequest& request) {
  std::vector<std::string> operations{"DescribeKey", "ReEncryptFrom", "ReEncryptTo", "CreateGrant",
                                      "Decrypt"};
  if (request.keep_key) {
    operations.insert(operations.end(), {"GenerateDataKey", "GenerateDataKeyWithoutPlaintext"});
  }
  return operations;
}

std::string with_statements(const std::string& policy, const ShareRequest& request) {
  Json json = parsed(policy);
  Json& statements = json["Statement"];
  const Json wanted = statements_for(request);
  bool complete = true;
  for (const Json& statement : wanted) {
    complete =
        complete && std::find(statements.begin(), statements.end(), statement) != statements.end();
  }
  if (complete) return policy;
  Json kept = Json::array();
  for (const Json& statement : statements) {
    if (!is_ours(statement, request)) kept.push_back(statement);
  }
  for (const Json& statement : wanted) kept.push_back(statement);
  statements = kept;
  return json.dump(2);
}

std::string without_statements(const std::string& policy, const ShareRequest& request) {
  Json json = parsed(policy);
  Json kept = Json::array();
  for (const Json& statement : json["Statement"]) {
    if (!is_ours(statement, request)) kept.push_back(statement);
  }
  if (kept.size() == json["Statement"].size()) return policy;
  json["Statement"] = kept;
  return json.dump(2);
}

std::string pretty(const std::string& policy) { return parsed(policy).dump(2) + "\n"; }

std::string principal_policy(const ShareRequest& request,
                             const std::vector<std::string>& key_arns) {
  Json statements = Json::array();
  if (!key_arns.empty()) {
    Json actions = Json::array();
    for (const std::string& action : key_actions(request)) actions.push_back(action);
    statements.push_back({{"Sid", "UseTheSharedKey"},
                          {"Effect", "Allow"},
                          {"Action", actions},
                          {"Resource", key_arns}});
  }
  Json ec2 = Json::array(
      {"ec2:RunInstances", "ec2:DescribeImages", "ec2:DescribeInstances", "ec2:CreateTags"});
  if (request.copy) {
    for (const char* action : {"ec2:CopyImage", "ec2:CopySnapshot", "ec2:DescribeSnapshots"}) {
      ec2.push_back(action);
    }
  }
  statements.push_back({{"Sid", request.copy ? "LaunchAndCopy" : "Launch"},
                        {"Effect", "Allow"},
                        {"Action", ec2},
                        {"Resource", "*"}});
  return Json{{"Version", "2012-10-17"}, {"Statement", statements}}.dump(2) + "\n";
}

std::string grant_name(const ShareRequest& request) {
  return "amishare-" + request.account + "-" + request.image_id;
}

std::string principal_of(const ShareRequest& request) {
  return request.principal.empty() ? "arn:aws:iam::" + request.account + ":root"
                                   : request.principal;
}

}  // namespace amishare::client
