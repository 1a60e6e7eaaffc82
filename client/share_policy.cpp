// share_policy.cpp - statements for a key policy, recognised again by their Sid.
#include "client/share_policy.h"

#include <algorithm>

#include "client/json.h"
#include "policy/evaluate.h"

namespace amishare::client {
namespace {

// A Sid of a key policy is "an arbitrary string"; these say whose they are, so that --undo finds
// them. https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
std::string sid_start(const ShareRequest& request) { return "amishare: " + request.account + " "; }
std::string sid(const ShareRequest& request, const std::string& may) {
  const Arn arn = Arn::parse(request.principal);
  const bool whole = request.principal.empty() || arn.resource == "root";
  return sid_start(request) + (whole ? "" : arn.resource + " ") + may;
}
std::string use_sid(const ShareRequest& request) { return sid(request, "may use the key"); }
std::string grant_sid(const ShareRequest& request) {
  return sid(request, "may let EC2 attach volumes");
}

// As a policy writes them; CreateGrant has a statement of its own.
Json key_actions(const ShareRequest& request) {
  Json actions = Json::array({"kms:DescribeKey", "kms:ReEncrypt*", "kms:Decrypt"});
  if (request.keep_key) actions.push_back("kms:GenerateDataKey*");
  return actions;
}

// Only EC2 may make grants in the principal's name.
// https://docs.aws.amazon.com/ebs/latest/userguide/share-kms-key.html
Json for_aws_resources() { return {{"Bool", {{"kms:GrantIsForAWSResource", "true"}}}}; }

Json statements_for(const ShareRequest& request) {
  const Json principal{{"AWS", principal_of(request)}};
  return Json::array({{{"Sid", use_sid(request)},
                       {"Effect", "Allow"},
                       {"Principal", principal},
                       {"Action", key_actions(request)},
                       {"Resource", "*"}},
                      {{"Sid", grant_sid(request)},
                       {"Effect", "Allow"},
                       {"Principal", principal},
                       {"Action", "kms:CreateGrant"},
                       {"Resource", "*"},
                       {"Condition", for_aws_resources()}}});
}

Json parsed(const std::string& policy) {
  Json json = Json::parse(policy, nullptr, /*allow_exceptions=*/false);
  const bool has_statements = json.is_object() && json.contains("Statement") &&
                              (json["Statement"].is_array() || json["Statement"].is_object());
  if (!has_statements) {
    throw CantShare("The key policy is not a JSON policy document",
                    "Put a valid key policy on the key first.");
  }
  if (json["Statement"].is_object()) json["Statement"] = Json::array({json["Statement"]});
  return json;
}

std::string sid_of(const Json& statement) {
  if (!statement.is_object()) return {};
  const auto found = statement.find("Sid");
  return found != statement.end() && found->is_string() ? found->get<std::string>() : "";
}

// Keeps of `statements` those whose Sid is none of `gone`.
Json without(const Json& statements, const std::function<bool(const std::string&)>& gone) {
  Json kept = Json::array();
  for (const Json& statement : statements) {
    if (!gone(sid_of(statement))) kept.push_back(statement);
  }
  return kept;
}

bool has_all(const Json& statements, const Json& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const Json& statement) {
    return std::find(statements.begin(), statements.end(), statement) != statements.end();
  });
}

// B's principal, or some role of B's account.
policy::Principal asker(const ShareRequest& request) {
  policy::Principal who;
  who.account.value = request.account;
  const Arn arn = Arn::parse(request.principal);
  const bool some = request.principal.empty() || arn.resource == "root";
  const std::string name = some ? "role/amishare-some-role" : arn.resource;
  who.principal_arn = "arn:" + request.partition + ":iam::" + request.account + ":" + name;
  if (name.starts_with("user/")) {
    who.kind = policy::PrincipalKind::user;
    who.arn = who.principal_arn;
    who.user_name = name.substr(name.rfind('/') + 1);
  } else {
    who.kind = policy::PrincipalKind::role_session;
    who.arn = "arn:" + request.partition + ":sts::" + request.account + ":assumed-role/" +
              name.substr(name.rfind('/') + 1) + "/session";
  }
  return who;
}

// What EC2's calls for B carry.
// https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
policy::Request question(const ShareRequest& request, const Arn& key, const std::string& action) {
  policy::Request asked{.principal = asker(request),
                        .action = action,
                        .resource = key.text(),
                        .resource_account = {key.account},
                        .context = {},
                        .rule = policy::ResourceRule::mandatory};
  asked.context.set("aws:PrincipalArn", asked.principal->principal_arn);
  asked.context.set("aws:PrincipalAccount", request.account);
  asked.context.set("aws:RequestedRegion", key.region);
  asked.context.set("aws:SecureTransport", "true");
  asked.context.set("aws:ViaAWSService", "true");
  asked.context.set("aws:PrincipalIsAWSService", "false");
  asked.context.set("kms:CallerAccount", request.account);
  asked.context.set("kms:ViaService", "ec2." + key.region + ".amazonaws.com");
  if (action == "kms:CreateGrant") asked.context.set("kms:GrantIsForAWSResource", "true");
  if (action != "kms:DescribeKey") {
    asked.context.set_many("kms:EncryptionContextKeys", {"aws:ebs:id"});
  }
  return asked;
}

std::string statement_name(const policy::Match& match) {
  return match.sid.empty() ? "statement " + std::to_string(match.statement + 1)
                           : "statement \"" + match.sid + "\"";
}

void note_denials(const policy::Decision& decision, const Json& statements, KeyPolicyView& view) {
  for (const policy::Match& match : decision.matches) {
    if (match.allows || match.layer != policy::Layer::resource) continue;
    const bool sure =
        match.statement < statements.size() && !statements[match.statement].contains("Condition");
    std::vector<std::string>& list = sure ? view.denied_by : view.may_deny;
    const std::string name = statement_name(match);
    if (std::find(list.begin(), list.end(), name) == list.end()) list.push_back(name);
  }
}

}  // namespace

std::vector<std::string> grant_operations(const ShareRequest& request) {
  std::vector<std::string> operations{"DescribeKey", "ReEncryptFrom", "ReEncryptTo", "CreateGrant",
                                      "Decrypt"};
  if (request.keep_key) {
    operations.insert(operations.end(), {"GenerateDataKey", "GenerateDataKeyWithoutPlaintext"});
  }
  return operations;
}

KeyPolicyView view_of(const std::string& policy, const ShareRequest& request,
                      const std::string& key_arn) {
  const Json statements = parsed(policy)["Statement"];
  const auto everything = policy::parse(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})",
      policy::DocumentKind::identity);
  const policy::Policies policies{
      .identity = {{everything.policy, "all"}},
      .resource = policy::parse(policy, policy::DocumentKind::resource).policy};
  KeyPolicyView view;
  // A policy in a newer language than this one speaks: only our own statements are known in it.
  const bool has_ours = has_all(statements, statements_for(request));
  for (const std::string& operation : grant_operations(request)) {
    const std::string action = "kms:" + operation;
    if (!policies.resource) {
      if (!has_ours) view.missing.push_back(action);
      continue;
    }
    const policy::Decision decision =
        evaluate(question(request, Arn::parse(key_arn), action), policies);
    note_denials(decision, statements, view);
    if (!decision.resource_allows) view.missing.push_back(action);
  }
  return view;
}

std::string with_statements(const std::string& policy, const ShareRequest& request) {
  Json json = parsed(policy);
  Json kept = without(json["Statement"], [&](const std::string& its_sid) {
    return its_sid == use_sid(request) || its_sid == grant_sid(request);
  });
  for (const Json& statement : statements_for(request)) kept.push_back(statement);
  json["Statement"] = kept;
  return json.dump(2);
}

std::string without_statements(const std::string& policy, const ShareRequest& request) {
  Json json = parsed(policy);
  const Json kept = without(json["Statement"], [&](const std::string& its_sid) {
    if (request.principal.empty()) return its_sid.starts_with(sid_start(request));
    return its_sid == use_sid(request) || its_sid == grant_sid(request);
  });
  if (kept.size() == json["Statement"].size()) return policy;
  json["Statement"] = kept;
  return json.dump(2);
}

std::string pretty(const std::string& policy) { return parsed(policy).dump(2) + "\n"; }

std::string principal_policy(const ShareRequest& request,
                             const std::vector<std::string>& key_arns) {
  Json statements = Json::array();
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
  if (!key_arns.empty()) {
    statements.push_back({{"Sid", "UseTheSharedKey"},
                          {"Effect", "Allow"},
                          {"Action", key_actions(request)},
                          {"Resource", key_arns}});
    statements.push_back({{"Sid", "LetEC2UseTheSharedKey"},
                          {"Effect", "Allow"},
                          {"Action", "kms:CreateGrant"},
                          {"Resource", key_arns},
                          {"Condition", for_aws_resources()}});
  }
  return Json{{"Version", "2012-10-17"}, {"Statement", statements}}.dump(2) + "\n";
}

std::string grant_name(const ShareRequest& request) {
  return "amishare-" + request.account + "-" + request.image_id;
}

std::string principal_of(const ShareRequest& request) {
  return request.principal.empty()
             ? "arn:" + request.partition + ":iam::" + request.account + ":root"
             : request.principal;
}

}  // namespace amishare::client
