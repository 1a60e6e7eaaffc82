// scenario_trace.h - what an amishare endpoint tells of itself: its trace, clock and options.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "client/scenario_value.h"
#include "client/transport.h"
#include "world/timeline.h"

namespace amishare::client {

// Asks the control paths of an endpoint (emulator/wire/control.h). Another emulator, and AWS, have
// none: then there is no trace, and time passes by itself.
class TraceReader {
 public:
  TraceReader(Transport& transport, std::string host);

  bool available() const { return available_; }
  // The entry of a request, nullopt if it is not there.
  std::optional<Json> find(const std::string& request_id);
  // The endpoint's time. Requires available().
  Instant now();
  // Moves the endpoint's time. Throws ScenarioError if it can't be moved.
  void advance(Delay delay);
  // Moves time where it can be moved, and sleeps where not.
  void pass(Delay delay);
  // The credentials that an instance finds for its role, as its metadata service gives them out.
  // Throws ScenarioError if it has none, or the endpoint is not amishare.
  Json instance_credentials(const std::string& instance_id);
  // Every option of the endpoint's world, as set_options() takes them; nullopt if it has none.
  std::optional<Json> options();
  // Changes those that are named. Throws ScenarioError for what is no option.
  void set_options(const Json& options);

 private:
  // The answer of an instance's metadata service; throws ScenarioError unless its status is 200.
  std::string ask_instance(const std::string& instance_id, const std::string& method,
                           const std::string& path, const wire::Headers& headers);
  // The JSON of an answer, whatever its status; nullopt if it is none.
  std::optional<Json> ask_any(const std::string& method, const std::string& target,
                              const std::string& body, int& status);
  std::optional<Json> ask(const std::string& method, const std::string& target,
                          const std::string& body = "");

  Transport& transport_;
  std::string host_;
  bool available_ = false;
};

using Labels = std::map<std::string, std::string, std::less<>>;  // ARN -> what it is called

struct TraceSentence {
  // "kms:CreateGrant by B.launcher was refused: no identity-based policy allows it"
  std::string text{};
  // "kms:CreateGrant on ${key} by B.launcher was ...": with what was asked for, by its label
  std::string full{};
  std::string with_arn{};  // "kms:CreateGrant on arn:aws:kms:... by B.launcher was ..."
  std::string fix{};       // what would have let it pass; empty if it passed
  bool refused = false;
  bool starts_with(std::string_view wanted) const {
    return text.starts_with(wanted) || full.starts_with(wanted) || with_arn.starts_with(wanted);
  }
};

// One sentence for each decision made for the request, those of implied calls included, in order.
// Principals and resources are called by their label where they have one.
std::vector<TraceSentence> trace_sentences(const Json& entry, const Labels& labels);

}  // namespace amishare::client
