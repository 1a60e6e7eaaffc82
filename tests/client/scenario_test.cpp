// scenario_test.cpp - scenarios that do not end as claimed say so, with file and line.
#include "client/scenario.h"

#include <filesystem>
#include <fstream>
#include <pugixml.hpp>
#include <string>

#include "client/report.h"
#include "client/stage.h"
#include "support/catch.h"

namespace amishare::client {
namespace {

namespace fs = std::filesystem;

// A folder of its own, gone at the end.
class Folder {
 public:
  explicit Folder(const std::string& name)
      : path_(fs::temp_directory_path() / ("amishare-test-" + name)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return path_ / name;
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const std::string wrong_claim = R"({
  // one step that is not as it claims
  "title": "wrong & <odd>",
  "accounts": {"A": "111111111111"},
  "steps": [
    {"as": "A.admin", "call": "sts:GetCallerIdentity",
     "expect": {"Account": "222222222222"}},
    {"as": "A.admin", "call": "sts:GetCallerIdentity"}
  ]
})";

ScenarioOutcome outcome_of(const std::string& name, const std::string& text) {
  const Folder folder(name);
  return run_scenario(read_scenario(folder.write("it.json", text)), in_process_stage(1));
}

std::string complaint_about(const std::string& text) {
  const Folder folder("complaint");
  try {
    read_scenario(folder.write("it.json", text));
  } catch (const ScenarioError& problem) {
    return problem.what();
  }
  return {};
}

}  // namespace

TEST_CASE("a step that is not as claimed fails its scenario, with file and line", "[client]") {
  const ScenarioOutcome outcome = outcome_of("wrong", wrong_claim);
  CHECK_FALSE(outcome.passed());
  const auto found = failures(outcome);
  REQUIRE(found.size() == 1);
  CHECK(found[0].line == 6);
  CHECK(found[0].problem == R"(Account: expected "222222222222", received "111111111111")");
  CHECK_FALSE(outcome.steps.at(1).made);
}

TEST_CASE("every format of the report tells of a failure", "[client]") {
  const std::vector<ScenarioOutcome> outcomes{outcome_of("formats", wrong_claim)};
  CHECK(report(outcomes, {.format = ReportFormat::text}).ends_with("0 passed, 1 failed\n"));
  CHECK(report(outcomes, {.format = ReportFormat::junit}).find("wrong &amp; &lt;odd&gt;") !=
        std::string::npos);
  CHECK(report(outcomes, {.format = ReportFormat::tap}).find("not ok 1 - wrong") !=
        std::string::npos);
  CHECK(report(outcomes, {.format = ReportFormat::github}).find("::error file=") == 0);
  const Json json = Json::parse(report(outcomes, {.format = ReportFormat::json}));
  CHECK(json.at("failed") == 1);
  CHECK(json.at("scenarios").at(0).at("steps").at(0).at("line") == 6);
}

TEST_CASE("waiting ends when it is so, or when patience ends", "[client]") {
  const auto calls = [&](const std::string& account, std::chrono::seconds patience) {
    Stage stage = in_process_stage(1);
    stage.patience = patience;
    int count = 0;
    stage.open = [&, open = stage.open](const Scenario& scenario) -> std::unique_ptr<Transport> {
      std::shared_ptr<Transport> inner = open(scenario);
      return in_process_transport([inner, &count](const wire::HttpRequest& request) {
        if (request.body.find("GetCallerIdentity") != std::string::npos) ++count;
        return inner->send(request);
      });
    };
    const std::string text = R"({"title": "x", "accounts": {"A": "111111111111"}, "steps": [
      {"as": "A.admin", "call": "sts:GetCallerIdentity", "wait_for": {"Account": ")" +
                             account + R"("}}]})";
    const ScenarioOutcome outcome = run_scenario(parse_scenario(text, "it.json"), stage);
    CHECK(outcome.passed() == (account == "111111111111"));
    return count;
  };
  using std::chrono::seconds;
  CHECK(calls("111111111111", seconds(300)) == 1);
  CHECK(calls("222222222222", seconds(0)) == 1);
  CHECK(calls("222222222222", seconds(10)) == 3);
  CHECK(calls("222222222222", seconds(300)) == 61);
}

TEST_CASE("JUnit tells what could not be run from what failed, and is XML whatever is said",
          "[client]") {
  ScenarioOutcome broken;
  broken.scenario.path = "it.json";
  broken.scenario.title = "x\x01 & \"y\"";
  broken.broken = "other.json:12: there is no member";
  const std::vector<ScenarioOutcome> outcomes{outcome_of("junit", wrong_claim), broken};
  const std::string text = report(outcomes, {.format = ReportFormat::junit});
  pugi::xml_document document;
  REQUIRE(document.load_string(text.c_str()));
  const auto suite = document.child("testsuites").child("testsuite");
  CHECK(suite.attribute("tests").as_int() == 2);
  CHECK(suite.attribute("failures").as_int() == 1);
  CHECK(suite.attribute("errors").as_int() == 1);
  const auto error = suite.last_child().child("error");
  CHECK(std::string(error.attribute("message").value()) == "there is no member");
  CHECK(std::string(error.text().get()) == "other.json:12: there is no member");
}

TEST_CASE("what a server says is printed without what a terminal would obey", "[client]") {
  CHECK(printable("a\tb\nc") == "a\tb\nc");
  CHECK(printable("\x1b[31mred\x7f") == "?[31mred?");
  CHECK(printable("caf\xc3\xa9 \xc3") == "caf\xc3\xa9 \xef\xbf\xbd");
}

TEST_CASE("a file that is no scenario is refused with its place", "[client]") {
  CHECK(complaint_about("{\n\"title\": \"x\",\n oops}").find("it.json:3: not JSON") !=
        std::string::npos);
  CHECK(complaint_about(R"({"title": "x", "stepz": []})").find("no member \"stepz\"") !=
        std::string::npos);
  CHECK(complaint_about(R"({"title": "x", "steps": [{"call": "RunInstances", "as": "A.admin"}]})")
            .find("SERVICE:OPERATION") != std::string::npos);
  CHECK(complaint_about(R"({"title": "x", "include": "it.json"})").find("in a circle") !=
        std::string::npos);
  CHECK(complaint_about(R"({"steps": []})").find("\"title\" is missing") != std::string::npos);
}

TEST_CASE("a difference from a world that has no such thing is refused with its place",
          "[client]") {
  const Folder folder("differs");
  folder.write("world.json", R"({"title": "w", "documents": {"key_policy": {"Statement": [
    {"Effect": "Allow", "Action": ["kms:Decrypt"]}]}}, "steps": [
    {"name": "share_key", "as": "A.admin", "call": "sts:GetCallerIdentity"}]})");
  const auto complaint = [&](const std::string& differs) {
    try {
      read_scenario(folder.write("it.json",
                                 "{\"title\": \"x\", \"include\": \"world.json\",\n"
                                 "\"differs\": {\n" +
                                     differs + "}}"));
    } catch (const ScenarioError& problem) {
      return std::string(problem.what());
    }
    return std::string();
  };
  const auto said = [&](const std::string& differs, const std::string& end) {
    CAPTURE(complaint(differs));
    CHECK(complaint(differs).ends_with(end));
  };
  const std::string no = "it.json:3: the included world has no ";
  said(R"("without_steps": ["share_kye"])", no + "step \"share_kye\"; did you mean share_key?");
  said(R"("documents": {"keypolicy": {}})",
       no + "document \"keypolicy\"; did you mean key_policy?");
  said(R"("remove_actions": {"key_policy": ["kms:Encrypt"]})",
       R"(it.json:3: no statement has any of ["kms:Encrypt"])");
  said(R"("remove_action": {})",
       "it.json:2: there is no member \"remove_action\" here; did you mean remove_actions?");
  CHECK(complaint(R"("remove_actions": {"key_policy": ["kms:Decrypt"]})").empty());
}

TEST_CASE("a scenario that can't be made sense of fails and says why", "[client]") {
  const auto outcome = outcome_of("unknown", R"({"title": "x", "accounts": {"A": "111111111111"},
    "steps": [{"as": "C.admin", "call": "sts:GetCallerIdentity"}]})");
  CHECK(failures(outcome).at(0).problem ==
        "nothing describes the principal \"C.admin\"; did you mean A.admin?");
  const auto operation =
      outcome_of("operation", R"({"title": "x", "accounts": {"A": "111111111111"},
    "steps": [{"as": "A.admin", "call": "sts:Nonsense"}]})");
  CHECK(failures(operation).at(0).problem == "there is no operation sts:Nonsense");
}

}  // namespace amishare::client
