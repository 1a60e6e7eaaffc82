// cloud.cpp - a world, a way into it, and a client.
#include "client/cloud.h"

#include <algorithm>
#include <utility>

#include "api/sts.h"

namespace amishare::client {
namespace {

bool decided(const TraceEntry& entry, std::string_view action, bool allowed) {
  const auto is_it = [&](const TraceDecision& made) {
    return made.request.action == action && made.decision.allowed() == allowed;
  };
  return std::any_of(entry.decisions.begin(), entry.decisions.end(), is_it) ||
         std::any_of(entry.implied.begin(), entry.implied.end(),
                     [&](const TraceEntry& implied) { return decided(implied, action, allowed); });
}

}  // namespace

Cloud::Cloud(const WorldOptions& options)
    : world_(options),
      gateway_(world_),
      transport_(in_process_transport(
          [this](const wire::HttpRequest& request) { return gateway_.handle(request); })),
      aws_(*transport_, "http://localhost:4566", [this] { return world_.timeline.now(); }) {}

Session Cloud::admin(std::string account, std::string region) {
  return {.access_key_id = std::move(account),
          .secret_access_key = "test",
          .region = std::move(region)};
}

Session Cloud::root(std::string account, std::string region) {
  return {.access_key_id = std::move(account),
          .secret_access_key = "root",
          .region = std::move(region)};
}

Session Cloud::assume(const Session& session, const std::string& role_arn,
                      const std::string& session_name) {
  const auto answer =
      call<sts::op::AssumeRole>(session, {.role_arn = role_arn, .role_session_name = session_name});
  const auto& keys = answer.credentials.value();
  return {.access_key_id = keys.access_key_id,
          .secret_access_key = keys.secret_access_key,
          .session_token = keys.session_token,
          .region = session.region};
}

bool was_allowed(const TraceEntry& entry, std::string_view action) {
  return decided(entry, action, true);
}

bool was_refused(const TraceEntry& entry, std::string_view action) {
  return decided(entry, action, false);
}

}  // namespace amishare::client
