// case_line.h - a generated case as a line for `amishare policy eval --jsonl`.
#pragma once
#include <string>

#include "client/policy_principal.h"
#include "client/policy_service.h"
#include "twin/policy_generator.h"

namespace amishare::policy::twin {

inline Json context_json(const Context& context) {
  Json json = Json::object();
  for (const auto& entry : context.entries()) {
    Json values = Json::array();
    for (const auto& value : entry.values) values.push_back(std::string(value));
    json[std::string(entry.key)] = entry.multivalued ? values : values.front();
  }
  return json;
}

inline Json documents_json(const std::vector<Document>& documents) {
  Json json = Json::array();
  for (const Document& document : documents) json.push_back(as_written(*document));
  return json;
}

inline Json grant_json(const Grant& grant) {
  Json json{{"grantId", grant.id}, {"granteePrincipal", grant.grantee}};
  for (const std::string& action : grant.actions) json["operations"].push_back(action.substr(4));
  if (grant.encryption_context_equals) {
    json["constraints"]["encryptionContextEquals"] = *grant.encryption_context_equals;
  }
  if (grant.encryption_context_subset) {
    json["constraints"]["encryptionContextSubset"] = *grant.encryption_context_subset;
  }
  return json;
}

inline Json case_json(const Case& one) {
  const Request& request = one.request;
  const Principal& who = request.principal;
  Json policies = Json::object();
  const Documents& documents = one.documents;
  if (!documents.identity.empty()) policies["identity"] = documents_json(documents.identity);
  if (documents.resource) policies["resource"] = **documents.resource;
  const auto add = [&](const char* name, const auto& layer) {
    if (layer) policies[name] = documents_json(*layer);
  };
  add("permissionsBoundary", documents.permissions_boundary);
  add("session", documents.session);
  add("vpcEndpoint", documents.vpc_endpoint);
  for (const auto& level : documents.service_control) {
    policies["scp"].push_back(documents_json(level));
  }
  for (const auto& level : documents.resource_control) {
    policies["rcp"].push_back(documents_json(level));
  }
  for (const Grant& grant : one.grants) policies["grants"].push_back(grant_json(grant));
  return {{"id", 1},
          {"request",
           {{"principal", who.arn.empty() ? "anonymous" : who.arn},
            {"action", request.action},
            {"resource", request.resource},
            {"resourceAccount", request.resource_account.value},
            {"context", context_json(request.context)}}},
          {"policies", policies}};
}

// Whether the line asks exactly what the case does: `policy eval` makes out for itself what kind of
// resource it is, knows the path of no session's role, and adds RCPFullAWSAccess.
inline bool line_says_all(const Case& one) {
  const Request& request = one.request;
  const Principal& who = request.principal;
  const auto named = client::principal_named(who.arn.empty() ? "anonymous" : who.arn);
  const bool linked = who.principal_arn.find("/aws-service-role/") != std::string::npos;
  const std::string owner = client::owner_of(request.resource, request.resource_account.value, who);
  bool full_rcps = client::reached_by_rcps(request.action) || one.policies.resource_control.empty();
  for (const auto& level : one.documents.resource_control) {
    bool full = false;
    for (const Document& document : level)
      full = full || (*document)["Statement"][0]["Effect"] == "Allow";
    full_rcps = full_rcps && full;
  }
  return named && !linked && full_rcps && owner == request.resource_account.value &&
         client::rule_of(request.action, request.resource) == request.rule &&
         (!one.policies.resource || client::has_resource_policy(request.action, request.resource));
}

}  // namespace amishare::policy::twin
