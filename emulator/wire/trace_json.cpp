// trace_json.cpp - requests, their decisions and how each came about, as JSON.
#include "wire/trace_json.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "policy/explain.h"
#include "policy/fix.h"

namespace amishare::wire {
namespace {

using Json = nlohmann::ordered_json;

// As denials call it; explain.h's names say more of what a resource-based policy is.
std::string_view layer_name(policy::Layer layer) {
  switch (layer) {
    case policy::Layer::identity:
      return "identity-based policy";
    case policy::Layer::resource:
      return "resource-based policy";
    case policy::Layer::permissions_boundary:
      return "permissions boundary";
    case policy::Layer::session:
      return "session policy";
    case policy::Layer::service_control:
      return "service control policy";
    case policy::Layer::resource_control:
      return "resource control policy";
    case policy::Layer::vpc_endpoint:
      return "VPC endpoint policy";
    case policy::Layer::grant:
      return "grant";
  }
  return "policy";
}

// The statement of `layer` that decided, as "statement \"Sid\" of policy name".
std::string statement_name(const policy::Decision& decision, bool allows) {
  for (const policy::Match& match : decision.matches) {
    if (match.allows != allows || match.layer != decision.decided_by) continue;
    std::string name = match.sid.empty() ? fmt::format("statement {}", match.statement + 1)
                                         : fmt::format("statement \"{}\"", match.sid);
    if (!match.policy_name.empty()) name += fmt::format(" of {}", match.policy_name);
    return name;
  }
  return {};
}

std::string reason(const policy::Request& request, const policy::Decision& decision) {
  const std::string_view layer = layer_name(decision.decided_by);
  if (decision.allowed()) {
    if (!decision.grant_id.empty()) return fmt::format("grant {} allows it", decision.grant_id);
    const std::string statement = statement_name(decision, true);
    const bool root = request.principal->kind == policy::PrincipalKind::root;
    if (statement.empty() && root) return "the root user needs no identity-based policy";
    return statement.empty() ? fmt::format("{} allows it", layer)
                             : fmt::format("{} ({}) allows it", layer, statement);
  }
  if (decision.effect == policy::Effect::implicit_deny) {
    return fmt::format("no {} allows the {} action", layer, request.action);
  }
  const std::string statement = statement_name(decision, false);
  const std::string_view article = layer.starts_with('i') ? "an" : "a";
  return statement.empty()
             ? fmt::format("an explicit deny in {} {}", article, layer)
             : fmt::format("an explicit deny in {} {} ({})", article, layer, statement);
}

// What a condition wanted and what the request had; null if it had no such key.
Json conditions_json(const std::vector<policy::ConditionTrial>& trials) {
  Json list = Json::array();
  for (const policy::ConditionTrial& trial : trials) {
    list.push_back({{"operator", trial.operator_name},
                    {"key", trial.key},
                    {"wanted", trial.wanted},
                    {"actual", trial.actual ? Json(*trial.actual) : Json(nullptr)}});
  }
  return list;
}

// What keeps a statement from matching, in the order in which it is looked at.
Json shortfalls(const policy::StatementTrial& trial) {
  Json list = Json::array();
  if (!trial.action) list.push_back("action");
  if (!trial.resource) list.push_back("resource");
  if (!trial.principal) list.push_back("principal");
  if (!trial.failed.empty()) list.push_back("conditions");
  return list;
}

Json layer_json(policy::Layer layer, const policy::Trial& trial) {
  Json statements = Json::array();
  for (const policy::StatementTrial& statement : trial.statements) {
    if (statement.layer != layer) continue;
    statements.push_back({{"level", statement.level},
                          {"policy", statement.policy_name},
                          {"policy_arn", statement.policy_arn},
                          {"statement", statement.statement + 1},
                          {"sid", statement.sid},
                          {"line", statement.line},
                          {"effect", statement.allows ? "Allow" : "Deny"},
                          {"matches", statement.matches()},
                          {"differs_in", shortfalls(statement)},
                          {"failed_conditions", conditions_json(statement.failed)},
                          {"met_conditions", conditions_json(statement.met)}});
  }
  return {{"policy_type", layer_name(layer)}, {"statements", std::move(statements)}};
}

// Layer by layer, in the order in which AWS looks; those without statements are left out.
Json layers_json(const policy::Trial& trial) {
  Json layers = Json::array();
  for (const policy::Layer layer : policy::layers_in_order) {
    Json json = layer_json(layer, trial);
    if (!json["statements"].empty()) layers.push_back(std::move(json));
  }
  return layers;
}

Json grants_json(const policy::Trial& trial) {
  Json grants = Json::array();
  for (const policy::GrantTrial& grant : trial.grants) {
    grants.push_back({{"grant_id", grant.id},
                      {"permits", grant.permits()},
                      {"grantee", grant.grantee},
                      {"operation", grant.action},
                      {"encryption_context", grant.constraint}});
  }
  return grants;
}

Json context_json(const policy::Context& context) {
  Json json = Json::object();
  for (const auto& entry : context.entries()) {
    json[std::string(entry.key)] = entry.multivalued || entry.values.size() != 1
                                       ? Json(entry.values.list())
                                       : Json(entry.values.front());
  }
  return json;
}

Json decision_json(const TraceDecision& made) {
  const policy::Decision& decision = made.decision;
  const policy::Policies policies = made.evidence.policies();
  const auto& grants = made.evidence.grants;
  const policy::Trial trial = policy::examine(made.request, policies, grants);
  Json statements = Json::array();
  for (const policy::Match& match : decision.matches) {
    statements.push_back({{"policy_type", layer_name(match.layer)},
                          {"policy", match.policy_name},
                          {"policy_arn", match.policy_arn},
                          {"statement", match.statement + 1},
                          {"sid", match.sid},
                          {"effect", match.allows ? "Allow" : "Deny"}});
  }
  Json json{{"action", made.request.action},
            {"resource", made.request.resource},
            {"principal", made.request.principal->arn},
            {"allowed", decision.allowed()},
            {"reason", reason(made.request, decision)},
            {"statements", std::move(statements)},
            {"layers", layers_json(trial)},
            {"grants", grants_json(trial)},
            {"context", context_json(made.request.context)},
            {"story", policy::story(made.request, trial)}};
  if (decision.allowed()) return json;
  const policy::Mending mending = policy::mend(made.request, policies, grants);
  if (!mending.fixes.empty()) {
    json["fix"] = policy::words(mending, made.request);
    // Of this decision; the request may have to pass others after it.
    json["fix_proved"] = mending.proved;
  }
  return json;
}

Json entry_json(const TraceEntry& entry) {
  Json json{{"number", entry.number},
            {"request_id", entry.request_id},
            {"at_ms", entry.at.time_since_epoch().count()},
            {"service", entry.service},
            {"operation", entry.operation},
            {"region", entry.region.value},
            {"principal", entry.principal->arn}};
  if (!entry.via_service.empty()) json["via"] = entry.via_service;
  if (entry.error) {
    json["error"] = {{"code", entry.error->code},
                     {"message", entry.error->message},
                     {"status", entry.error->status}};
  }
  json["decisions"] = Json::array();
  for (const TraceDecision& decision : entry.decisions) {
    json["decisions"].push_back(decision_json(decision));
  }
  json["implied"] = Json::array();
  for (const TraceEntry& implied : entry.implied) json["implied"].push_back(entry_json(implied));
  return json;
}

}  // namespace

std::string trace_json(const TraceEntry& entry) {
  return entry_json(entry).dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace amishare::wire
