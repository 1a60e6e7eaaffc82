// scenarios_test.cpp - every scenario, in process and over HTTP, with the same outcome.
#include <filesystem>
#include <string>
#include <vector>

#include "client/report.h"
#include "client/scenario.h"
#include "client/stage.h"
#include "support/catch.h"
#include "support/raw_connection.h"
#include "wire/gateway.h"

namespace amishare::client {
namespace {

std::vector<std::filesystem::path> all() {
  return find_scenarios({std::filesystem::path(AMISHARE_SOURCE_DIR) / "scenarios"});
}

// What an outcome says, without what differs from run to run: ids, accounts, times.
std::string essence(const ScenarioOutcome& outcome) {
  std::string text = outcome.broken;
  for (const StepOutcome& step : outcome.steps) {
    text += step_name(step.step) + ": " + std::to_string(step.status) + " " + step.error_code +
            " after " + std::to_string(step.story.size()) + " decisions\n";
    for (const std::string& problem : step.problems) text += "  " + problem + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("every scenario ends as it claims, in process", "[scenarios]") {
  REQUIRE(all().size() >= 24);
  const Stage stage = in_process_stage(1, {.check_refusals = true});
  for (const auto& path : all()) {
    const ScenarioOutcome outcome = run_scenario(read_scenario(path), stage);
    INFO(report_text_one(outcome, {}));
    CHECK(outcome.passed());
  }
}

TEST_CASE("every scenario ends the same over HTTP", "[scenarios]") {
  World world(WorldOptions{
      .seed = 1,
      .start = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())});
  wire::Gateway gateway(world);
  test::RunningServer server(
      {}, [&](const wire::HttpRequest& request) { return gateway.handle(request); });
  const Stage near = in_process_stage(1);
  const Stage far = http_stage(server.server().endpoint(), 1, "");
  for (const auto& path : all()) {
    const Scenario scenario = read_scenario(path);
    const ScenarioOutcome outcome = run_scenario(scenario, far);
    INFO(report_text_one(outcome, {}));
    CHECK(outcome.skipped.empty());
    CHECK(outcome.passed());
    CHECK(essence(outcome) == essence(run_scenario(scenario, near)));
  }
}

TEST_CASE("a scenario's options are set on the server, and what was set before comes back",
          "[scenarios]") {
  World world(WorldOptions{
      .seed = 1,
      .start = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())});
  world.switches.legacy_launch_failure = true;
  wire::Gateway gateway(world);
  test::RunningServer server(
      {}, [&](const wire::HttpRequest& request) { return gateway.handle(request); });
  const Stage stage = http_stage(server.server().endpoint(), 1, "");
  const auto launches = std::filesystem::path(AMISHARE_SOURCE_DIR) / "scenarios/launches";
  for (const char* name : {"older_tutorials.json", "time_passes.json"}) {
    CHECK(run_scenario(read_scenario(launches / name), stage).passed());
    CHECK(world.pace == Pace::instant());
    CHECK(world.switches == Switches{.legacy_launch_failure = true});
  }
  Scenario nonsense = read_scenario(launches / "time_passes.json");
  nonsense.options = Json{{"pace", "slow"}};
  CHECK(run_scenario(nonsense, stage).broken.find("options: pace is \"instant\"") == 0);
  CHECK(run_scenario(nonsense, in_process_stage(1)).broken.find("options: pace is") == 0);
  Scenario seeded = read_scenario(launches / "under_own_key.json");
  seeded.options = Json{{"seed", 7}};
  CHECK_FALSE(run_scenario(seeded, stage).skipped.empty());
  CHECK(run_scenario(seeded, in_process_stage(1)).passed());
}

TEST_CASE("at an emulator that is none of ours a scenario with options is skipped", "[scenarios]") {
  test::RunningServer other;  // it echoes
  const Stage stage = http_stage(other.server().endpoint(), 1, "");
  const auto path =
      std::filesystem::path(AMISHARE_SOURCE_DIR) / "scenarios/launches/older_tutorials.json";
  CHECK(run_scenario(read_scenario(path), stage).skipped ==
        "it sets options of its world, and this endpoint is no amishare");
}

TEST_CASE("the same seed gives the same transcript, byte for byte", "[scenarios]") {
  const auto path =
      std::filesystem::path(AMISHARE_SOURCE_DIR) / "scenarios/launches/by_account_permission.json";
  const Scenario scenario = read_scenario(path);
  const auto transcript = [&](std::uint64_t seed) {
    std::string text;
    Stage stage = in_process_stage(seed);
    const auto open = stage.open;
    stage.open = [&](const Scenario& one) -> std::unique_ptr<Transport> {
      std::shared_ptr<Transport> inner = open(one);
      return in_process_transport([inner, &text](const wire::HttpRequest& request) {
        wire::HttpResponse response = inner->send(request);
        text += request.target + "\n" + request.body + "\n" + response.body + "\n";
        for (const auto& [name, value] : response.headers) text += name + ": " + value + "\n";
        return response;
      });
    };
    CHECK(run_scenario(scenario, stage).passed());
    return text;
  };
  const std::string first = transcript(7);
  CHECK(first.size() > 1000);
  CHECK(first == transcript(7));
  CHECK(first != transcript(8));
}

}  // namespace amishare::client
