// scenario_trace.cpp - the trace as sentences.
#include "client/scenario_trace.h"

#include <fmt/format.h>

#include <thread>

namespace amishare::client {
namespace {

std::string labelled(const std::string& arn, const Labels& labels) {
  const auto label = labels.find(arn);
  if (label != labels.end()) return label->second;
  if (arn.find(":assumed-role/aws:ec2-infrastructure/") != std::string::npos) {
    return "the instance's infrastructure";
  }
  return arn;
}

// `text` with every labelled ARN called by its label. An ARN that goes on is another one.
std::string with_labels(std::string text, const Labels& labels) {
  const auto goes_on = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '/';
  };
  for (const auto& [arn, label] : labels) {
    for (auto at = text.find(arn); at != std::string::npos; at = text.find(arn, at)) {
      const auto end = at + arn.size();
      if (end < text.size() && goes_on(text[end])) {
        at = end;
        continue;
      }
      text.replace(at, arn.size(), label);
      at += label.size();
    }
  }
  return text;
}

TraceSentence sentence_of(const Json& decision, const Labels& labels) {
  const bool allowed = decision.value("allowed", false);
  const std::string action = decision.value("action", ""),
                    resource = decision.value("resource", "");
  const std::string rest =
      fmt::format(" by {} was {}: {}", labelled(decision.value("principal", ""), labels),
                  allowed ? "allowed" : "refused", decision.value("reason", ""));
  const std::string on = resource.empty() || resource == "*" ? "" : " on ";
  const auto label = labels.find(resource);
  return {.text = action + rest,
          .full = action +
                  (on.empty() ? "" : on + (label == labels.end() ? resource : label->second)) +
                  rest,
          .with_arn = action + " on " + resource + rest,
          .fix = with_labels(decision.value("fix", ""), labels),
          .refused = !allowed};
}

// For what was allowed and failed all the same.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
std::string fix_of_failure(const std::string& code) {
  if (code == "DisabledException") return "enable the key: kms:EnableKey";
  if (code == "KMSInvalidStateException") {
    return "bring the key back: kms:CancelKeyDeletion, then kms:EnableKey";
  }
  return {};
}

void tell(const Json& entry, const Labels& labels, std::vector<TraceSentence>& sentences,
          bool implied) {
  bool refused = false;
  const Json decisions = entry.value("decisions", Json::array());
  for (const Json& decision : decisions) {
    sentences.push_back(sentence_of(decision, labels));
    refused = refused || sentences.back().refused;
  }
  const Json children = entry.value("implied", Json::array());
  for (const Json& child : children) {
    tell(child, labels, sentences, true);
  }
  if (implied && !refused && entry.contains("error")) {
    const std::string code = entry["error"].value("code", "");
    const std::string text = fmt::format(
        "{}:{} by {} failed: {}: {}", entry.value("service", ""), entry.value("operation", ""),
        labelled(entry.value("principal", ""), labels), code, entry["error"].value("message", ""));
    sentences.push_back({.text = text,
                         .full = with_labels(text, labels),
                         .fix = fix_of_failure(code),
                         .refused = true});
  }
}

}  // namespace

TraceReader::TraceReader(Transport& transport, std::string host)
    : transport_(transport), host_(std::move(host)) {
  const auto health = ask("GET", "/health");
  available_ = health && health->value("edition", "") == "amishare";
}

std::optional<Json> TraceReader::ask_any(const std::string& method, const std::string& target,
                                         const std::string& body, int& status) {
  wire::HttpRequest request{.method = method, .target = target, .body = body};
  request.headers = {{"Host", host_}, {"Content-Type", "application/json"}};
  const wire::HttpResponse response = transport_.send(request);
  status = response.status;
  Json json = Json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

std::optional<Json> TraceReader::ask(const std::string& method, const std::string& target,
                                     const std::string& body) {
  int status = 0;
  auto json = ask_any(method, target, body, status);
  return status == 200 ? json : std::nullopt;
}

std::optional<Json> TraceReader::find(const std::string& request_id) {
  if (!available_ || request_id.empty()) return std::nullopt;
  const auto answer = ask("GET", "/_amishare/trace?request_id=" + request_id);
  if (!answer || answer->at("requests").empty()) return std::nullopt;
  return answer->at("requests").at(0);
}

Instant TraceReader::now() {
  const auto answer = ask("GET", "/_amishare/clock");
  if (!answer) throw ScenarioError("the endpoint does not tell its time");
  return Instant(std::chrono::milliseconds(answer->at("now_ms").get<std::int64_t>()));
}

void TraceReader::advance(Delay delay) {
  if (!available_) throw ScenarioError("time can't be moved at this endpoint");
  const Json body{{"advance_ms", delay.count()}};
  if (!ask("POST", "/_amishare/clock", body.dump())) {
    throw ScenarioError("the endpoint refused to move its time");
  }
}

void TraceReader::pass(Delay delay) {
  if (available_) return advance(delay);
  std::this_thread::sleep_for(delay);
}

std::string TraceReader::ask_instance(const std::string& instance_id, const std::string& method,
                                      const std::string& path, const wire::Headers& headers) {
  if (!available_) throw ScenarioError("the endpoint has no metadata service for its instances");
  wire::HttpRequest request{.method = method,
                            .target = "/_amishare/imds/" + instance_id + "/latest/" + path,
                            .headers = {{"Host", host_}}};
  request.headers.insert(request.headers.end(), headers.begin(), headers.end());
  wire::HttpResponse response = transport_.send(request);
  if (response.status == 200) return std::move(response.body);
  throw ScenarioError(fmt::format("the metadata service of {} answers {} with status {}",
                                  instance_id, path, response.status));
}

Json TraceReader::instance_credentials(const std::string& instance_id) {
  const std::string folder = "meta-data/iam/security-credentials/";
  const std::string token = ask_instance(instance_id, "PUT", "api/token",
                                         {{"X-aws-ec2-metadata-token-ttl-seconds", "60"}});
  const wire::Headers headers = {{"X-aws-ec2-metadata-token", token}};
  const std::string role = ask_instance(instance_id, "GET", folder, headers);
  const Json found = Json::parse(ask_instance(instance_id, "GET", folder + role, headers));
  if (found.value("Code", "") != "Success") {
    throw ScenarioError(fmt::format("{} has no credentials: {}", instance_id,
                                    found.value("Message", found.value("Code", ""))));
  }
  return found;
}

std::optional<Json> TraceReader::options() {
  return available_ ? ask("GET", "/_amishare/options") : std::nullopt;
}

void TraceReader::set_options(const Json& options) {
  int status = 0;
  const auto answer = ask_any("POST", "/_amishare/options", options.dump(), status);
  if (status == 200) return;
  throw ScenarioError(fmt::format("options: {}", answer && answer->is_object()
                                                     ? answer->value("error", "they are refused")
                                                     : "they are refused"));
}

std::vector<TraceSentence> trace_sentences(const Json& entry, const Labels& labels) {
  std::vector<TraceSentence> sentences;
  tell(entry, labels, sentences, false);
  return sentences;
}

}  // namespace amishare::client
