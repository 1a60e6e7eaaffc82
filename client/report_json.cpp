// report_json.cpp - the report as one JSON object.
#include "client/report.h"

namespace amishare::client {

std::string report_json(const std::vector<ScenarioOutcome>& outcomes) {
  Json scenarios = Json::array();
  for (const ScenarioOutcome& outcome : outcomes) {
    Json steps = Json::array();
    for (const StepOutcome& step : outcome.steps) {
      Json decisions = Json::array(), fixes = Json::array();
      for (const TraceSentence& sentence : step.story) {
        decisions.push_back(sentence.full);
        if (!sentence.fix.empty()) fixes.push_back(sentence.fix);
      }
      Json one{{"title", step_name(step.step)},
               {"file", step.step.file},
               {"line", step.step.line},
               {"call", step.step.call},
               {"as", step.step.as},
               {"set_up", step.step.set_up},
               {"made", step.made},
               {"passed", step.made && step.problems.empty()},
               {"status", step.status},
               {"decisions", std::move(decisions)}};
      if (!step.error_code.empty()) {
        one["error"] = {{"code", step.error_code}, {"message", step.error_message}};
      }
      if (!step.problems.empty()) one["problems"] = step.problems;
      if (!fixes.empty()) one["fixes"] = std::move(fixes);
      steps.push_back(std::move(one));
    }
    Json one{{"title", outcome.scenario.title},
             {"file", outcome.scenario.path},
             {"outcome", !outcome.skipped.empty() ? "skipped"
                         : outcome.passed()       ? "passed"
                                                  : "failed"},
             {"seconds", outcome.seconds},
             {"steps", std::move(steps)}};
    if (!outcome.skipped.empty()) one["skipped"] = outcome.skipped;
    if (!outcome.broken.empty()) one["broken"] = outcome.broken;
    scenarios.push_back(std::move(one));
  }
  const Totals totals = count(outcomes);
  const Json all{{"passed", totals.passed},
                 {"failed", totals.failed},
                 {"skipped", totals.skipped},
                 {"scenarios", std::move(scenarios)}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace amishare::client
