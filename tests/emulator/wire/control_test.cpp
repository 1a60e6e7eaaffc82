// control_test.cpp - what the emulator tells of itself and lets itself be told.
#include "wire/control.h"

#include <nlohmann/json.hpp>
#include <string>

#include "api/kms.h"
#include "support/catch.h"
#include "support/web_tokens.h"
#include "support/world_builder.h"
#include "wire/gateway.h"
#include "wire/options.h"

using namespace amishare;
using namespace amishare::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

struct Controlled {
  World world;
  wire::Gateway gateway{world};

  wire::HttpResponse ask(const std::string& method, const std::string& target,
                         const std::string& body = "") {
    return gateway.handle({.method = method, .target = target, .body = body});
  }
  // The status, and the error if there is one.
  std::string post(const std::string& target, const std::string& body) {
    const auto response = ask("POST", target, body);
    return std::to_string(response.status) + " " + json::parse(response.body).value("error", "");
  }
};

}  // namespace

TEST_CASE("options are told, and changed while the world runs", "[wire][control]") {
  Controlled emulator;
  const json before = json::parse(emulator.ask("GET", "/_amishare/options").body);
  CHECK(before["pace"]["instance_start_ms"] == 0);
  CHECK(before["pace"]["instance_forget_ms"] == 3'600'000);
  CHECK(before["switches"] ==
        json{{"launch_keeps_source_key", false},
             {"legacy_launch_failure", false},
             {"raised_scp_quotas", false}});

  const auto changed =
      emulator.ask("POST", "/_amishare/options",
                   R"({"pace": "aws", "switches": {"legacy_launch_failure": true}})");
  CHECK(changed.status == 200);
  CHECK(changed.body == emulator.ask("GET", "/_amishare/options").body);
  CHECK(emulator.world.pace == Pace::aws());
  CHECK(emulator.world.switches.legacy_launch_failure);
  CHECK_FALSE(emulator.world.switches.launch_keeps_source_key);

  // What is not named stays; one delay alone may be set.
  CHECK(emulator.post("/_amishare/options", R"({"pace": {"snapshot_copy_ms": 1}})") == "200 ");
  Pace one = Pace::aws();
  one.snapshot_copy = 1ms;
  CHECK(emulator.world.pace == one);
  CHECK(emulator.world.switches.legacy_launch_failure);

  // What was told can be given back.
  CHECK(emulator.post("/_amishare/options", before.dump()) == "200 ");
  CHECK(emulator.world.pace == Pace::instant());
  CHECK(emulator.world.switches == Switches{});
  CHECK(wire::options_json(emulator.world) == emulator.ask("GET", "/_amishare/options").body);
}

TEST_CASE("options that are none are refused, and change nothing", "[wire][control]") {
  Controlled emulator;
  const World before = emulator.world;
  const std::string path = "/_amishare/options";
  CHECK(emulator.post(path, "") == "400 this is not a JSON object");
  CHECK(emulator.post(path, "[1]") == "400 this is not a JSON object");
  CHECK(emulator.post(path, R"({"pace": "aws", "speed": 1})") ==
        "400 there is no option \"speed\"");
  CHECK(emulator.post(path, R"({"switches": {"legacy_launch_failure": true}, "pace": "slow"})") ==
        "400 pace is \"instant\", \"aws\" or an object of delays, not \"slow\"");
  CHECK(emulator.post(path, R"({"pace": {"volume_create_ms": 5, "launch_ms": 5}})") ==
        "400 there is no delay \"launch_ms\"");
  for (const char* wrong : {"-1", "1.5", "\"1s\"", "99999999999999999999", "31622400001", "null"}) {
    CHECK(emulator.post(path, std::string(R"({"pace": {"volume_create_ms": )") + wrong + "}}") ==
          std::string("400 volume_create_ms is a number of milliseconds up to a year, not ") +
              (wrong == std::string("99999999999999999999") ? "1e+20" : wrong));
  }
  CHECK(emulator.post(path, R"({"switches": true})") ==
        "400 switches is an object of booleans, not true");
  CHECK(emulator.post(path, R"({"switches": {"legacy": true}})") ==
        "400 there is no switch \"legacy\"");
  CHECK(emulator.post(path, R"({"switches": {"legacy_launch_failure": 1}})") ==
        "400 legacy_launch_failure is true or false, not 1");
  CHECK(emulator.world == before);
}

TEST_CASE("the clock is told, and moved forward", "[wire][control]") {
  Controlled emulator;
  const Instant start = emulator.world.timeline.now();
  CHECK(json::parse(emulator.ask("GET", "/_amishare/clock").body)["now_ms"] ==
        start.time_since_epoch().count());
  CHECK(emulator.post("/_amishare/clock", R"({"advance_ms": 90000})") == "200 ");
  CHECK(emulator.world.timeline.now() == start + 90s);
  for (const char* wrong :
       {"", "{}", "[]", "{\"advance_ms\": -1}", "{\"advance_ms\": 1.5}", "{\"advance_ms\": \"1s\"}",
        "{\"advance_ms\": 99999999999999999999}", "{\"advance_ms\": 9000000000000000000}"}) {
    CAPTURE(wrong);
    CHECK(emulator.post("/_amishare/clock", wrong) ==
          "400 the body is {\"advance_ms\": N}, N from 0 to a century");
  }
  CHECK(emulator.world.timeline.now() == start + 90s);
  for (int century = 0; century < 100; ++century) {
    emulator.ask("POST", "/_amishare/clock", "{\"advance_ms\": 3155760000000}");
  }
  CHECK(emulator.world.timeline.now() < std::chrono::sys_days(std::chrono::year(9999) / 1 / 1));
  CHECK(emulator.post("/_amishare/clock", "{\"advance_ms\": 3155760000000}") ==
        "400 the world's time ends with the year 9998");
}

TEST_CASE("the emulator's own paths take their methods alone", "[wire][control]") {
  Controlled emulator;
  CHECK(emulator.ask("HEAD", "/health").status == 200);
  CHECK(emulator.ask("GET", "/health?reload").status == 200);
  const auto posted = emulator.ask("POST", "/health");
  CHECK(posted.status == 405);
  CHECK(wire::header(posted.headers, "Allow") == "GET, HEAD");
  CHECK(emulator.ask("DELETE", "/_amishare/trace").status == 405);
  CHECK(emulator.ask("PUT", "/_amishare/options").status == 405);
  CHECK(emulator.ask("PUT", "/_amishare/clock").status == 405);
  CHECK(emulator.ask("GET", "/_amishare/").status == 404);
  CHECK(emulator.ask("POST", "/_localstack/state/reset").status == 404);
  // Of EBS direct, and not of the emulator.
  CHECK(emulator.ask("GET", "/snapshots/snap-0123456789abcdef0/blocks").status == 403);
  CHECK(emulator.world.trace.last() == 1);
}

TEST_CASE("propagation is set as spans of time, before a pace that would take it back",
          "[wire][control]") {
  Controlled emulator;
  CHECK(emulator.post("/_amishare/options",
                      R"({"iam_propagation": "5s", "grant_propagation": "2m", "pace": "aws"})") ==
        "200 ");
  CHECK(emulator.world.pace.iam_propagation == 5s);
  CHECK(emulator.world.pace.grant_propagation == 2min);
  CHECK(emulator.world.pace.instance_start == Pace::aws().instance_start);
  CHECK(emulator.post("/_amishare/options", R"({"iam_propagation": 7})") == "200 ");
  CHECK(emulator.world.pace.iam_propagation == 7ms);
  for (const char* wrong : {R"("5")", R"("5 s")", R"("-5s")", R"("9999d")", "-1", "true"}) {
    CHECK(emulator.post("/_amishare/options", std::string(R"({"iam_propagation": )") + wrong + "}")
              .starts_with("400 iam_propagation is a duration"));
  }
  CHECK(emulator.world.pace.iam_propagation == 7ms);
}

TEST_CASE("issuers are key sets by URL, told as they were given", "[wire][control]") {
  Controlled emulator;
  const json issuers{{"https://idp.example.com", key_set()}};
  CHECK(emulator.post("/_amishare/options", json{{"issuers", issuers}}.dump()) == "200 ");
  CHECK(json::parse(emulator.ask("GET", "/_amishare/options").body)["issuers"] == issuers);
  CHECK(emulator.world.iam.issuers.at("idp.example.com").size() == 2);
  json broken = key_set();
  broken["keys"][1]["x"] = "AAAA";
  for (const json& wrong : {json::array(), json{{"http://idp.example.com", key_set()}},
                            json{{"https://idp.example.com", json::array()}},
                            json{{"https://idp.example.com", {{"keys", {1}}}}},
                            json{{"https://idp.example.com", broken}}}) {
    CHECK(emulator.post("/_amishare/options", json{{"issuers", wrong}}.dump()).starts_with("400 "));
  }
  CHECK(emulator.world.iam.issuers.size() == 1);
  CHECK(emulator.post("/_amishare/options", R"({"issuers": {}})") == "200 ");
  CHECK(emulator.world.iam.issuers.empty());
}
