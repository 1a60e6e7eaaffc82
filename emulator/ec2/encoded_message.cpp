// encoded_message.cpp - writes down who was refused what, under which circumstances.
#include "ec2/encoded_message.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "ec2/sealed_text.h"

namespace amishare::ec2 {
namespace {

using Json = nlohmann::ordered_json;

// AWS wraps every list of this document in an object.
Json items(Json list) { return Json{{"items", std::move(list)}}; }
Json value(std::string_view text) { return Json{{"value", text}}; }

Json condition(std::string_view key, const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back(value(text));
  return Json{{"key", key}, {"values", items(std::move(list))}};
}

// The keys that begin with aws: are for the reader; policies do not see them.
Json conditions(const Refusal& refusal) {
  const Arn arn = Arn::parse(refusal.resource);
  const std::string& resource = arn ? arn.resource : refusal.resource;
  Json list = Json::array();
  list.push_back(condition("aws:Resource", {resource}));
  list.push_back(condition("aws:Account", {refusal.resource_owner.value}));
  list.push_back(condition("aws:Region", {refusal.region.value}));
  list.push_back(condition("aws:Service", {"ec2"}));
  list.push_back(condition("aws:Type", {resource.substr(0, resource.find('/'))}));
  list.push_back(condition("aws:ARN", {refusal.resource}));
  if (resource.ends_with("/*")) list.push_back(condition("aws:ResourceBeingCreated", {"true"}));
  for (const auto& entry : refusal.context.entries()) {
    list.push_back(condition(entry.key, entry.values.list()));
  }
  return list;
}

// A recorded statement names the caller's id and the action and resource that were asked for.
Json matched_statements(const Refusal& refusal) {
  Json list = Json::array();
  for (const policy::Match& match : refusal.decision.matches) {
    if (match.allows) continue;
    list.push_back(Json{{"statementId", match.sid},
                        {"effect", "DENY"},
                        {"principals", items(Json::array({value(refusal.principal.user_id)}))},
                        {"principalGroups", items(Json::array())},
                        {"actions", items(Json::array({value("ec2:" + refusal.action)}))},
                        {"resources", items(Json::array({value(refusal.resource)}))},
                        {"conditions", items(Json::array())}});
  }
  return list;
}

Seal seal_of(std::uint64_t seed, const AccountId& account) {
  return {.seed = seed, .account = account, .purpose = "authorization failure"};
}

}  // namespace

std::string refusal_document(const Refusal& refusal) {
  const bool explicit_deny = refusal.decision.effect == policy::Effect::explicit_deny;
  const Json document{
      {"allowed", false},
      {"explicitDeny", explicit_deny},
      {"matchedStatements", items(explicit_deny ? matched_statements(refusal) : Json::array())},
      {"failures", items(Json::array())},
      {"context",
       Json{{"principal", Json{{"id", refusal.principal.user_id}, {"arn", refusal.principal.arn}}},
            {"action", refusal.action},
            {"resource", refusal.resource},
            {"conditions", items(conditions(refusal))}}}};
  // Names that are not UTF-8 were refused long before; nothing here may throw.
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string encode_message(std::uint64_t seed, const AccountId& account, std::uint64_t request,
                           std::string_view document) {
  return seal_text(seal_of(seed, account), std::to_string(request), document);
}

std::optional<std::string> decode_message(std::uint64_t seed, const AccountId& account,
                                          std::string_view text) {
  return open_text(seal_of(seed, account), text);
}

}  // namespace amishare::ec2
