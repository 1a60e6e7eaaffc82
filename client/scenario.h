// scenario.h - runs a scenario against an endpoint and judges what comes back.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "client/aws.h"
#include "client/scenario_file.h"
#include "client/scenario_trace.h"

namespace amishare::client {

struct StepOutcome {
  Step step{};
  bool made = false;                    // false: an earlier failure left nothing to go on with
  std::vector<std::string> problems{};  // empty: as claimed
  int status = 0;                       // HTTP; 0 if no call was made
  std::string error_code{}, error_message{};
  std::string principal_arn{};         // who made the call, if known
  std::vector<TraceSentence> story{};  // what was decided about it (amishare only)
  std::vector<std::string> seen{};     // "State.Name is terminated": what it was waited for
};

struct ScenarioOutcome {
  Scenario scenario;
  std::vector<StepOutcome> steps{};
  std::string broken{};     // the scenario itself can't be run: why
  bool unreadable = false;  // broken: its file is no scenario
  bool defect = false;      // broken: by a defect of amishare
  std::string skipped{};    // it can't be run against this endpoint: why
  double seconds = 0;
  bool passed() const;
};

// Where scenarios run.
struct Stage {
  // A fresh transport for one scenario; in process each gets a world of its own.
  std::function<std::unique_ptr<Transport>(const Scenario&)> open;
  bool in_process = true;
  std::string endpoint = "http://localhost:4566";  // in process only a Host header
  // Account ids to use for the names in a scenario; empty: those that it says. Against a server
  // that others use too, every run has accounts of its own, so that nothing collides.
  std::function<std::string(const Scenario&, const std::string& name)> account_id{};
  // Credentials per account name, for endpoints that do not know amishare's own.
  std::map<std::string, Session, std::less<>> sessions{};
  // How long wait_for waits for something to become so.
  Delay patience = std::chrono::minutes(5);
  // The real time, for signatures over HTTP; in process the world's own.
  std::function<Instant()> clock{};
};

// Runs all steps in order. What fails does not stop the scenarios that follow, but a failed step
// ends its own, since later steps build on it.
ScenarioOutcome run_scenario(const Scenario& scenario, const Stage& stage);

}  // namespace amishare::client
