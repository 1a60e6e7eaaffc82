// scenario_file.h - a scenario as it is written: read, joined with the world it includes, checked.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "client/scenario_value.h"

namespace amishare::client {

// One step. scenarios/README.md describes every member.
struct Step {
  std::string file{};    // where it is written, for messages
  std::size_t line = 0;  // from 1
  std::string name{};    // by which scenarios that include it can change it or leave it out
  std::string title{};
  std::string as{};      // a principal's name
  std::string call{};    // "ec2:RunInstances"; empty for a step that only moves time or looks back
  std::string region{};  // empty: the scenario's
  std::string sign{};    // "", "none", "wrong_secret", "presigned"
  std::string signed_ago{};  // "16m": the signature is that old
  Json with = Json::object();
  Json headers = Json::object();         // sent besides, or instead of, what the client sends
  Json capture = Json::object();         // name -> path in the result
  std::optional<Json> expect{};          // path -> value
  std::optional<Json> error{};           // code, message, status
  std::optional<Json> wait_for{};        // path -> value; the call is repeated until it is so
  std::vector<std::string> trace{};      // sentences that the trace of this step must have
  std::vector<std::string> not_trace{};  // beginnings of sentences that it must not have
  std::string trace_of{};                // look at the trace of that earlier step instead
  std::string advance{};                 // "5m": moves time before anything else
  bool set_up = false;                   // came from the included world
};

struct Scenario {
  std::string path{};
  std::string title{};
  std::string claim{};        // one or two sentences on why AWS behaves so, with the source
  std::string world_title{};  // of the included world; empty if there is none
  std::string region = "us-east-1";
  Json accounts = Json::object();    // name -> twelve digits
  Json principals = Json::object();  // name -> how to get its credentials
  Json documents = Json::object();   // name -> JSON
  Json options = Json::object();     // pace, switches, seed
  std::vector<Step> steps{};
};

// Throws ScenarioError, "file:line: what is wrong", if the file can't be read or is no scenario.
Scenario read_scenario(const std::filesystem::path& path);
// The same for the text of a file, which need not be there.
Scenario parse_scenario(const std::string& text, const std::filesystem::path& path);

// Every *.json below the paths (files or folders) that is a scenario and not a world to include, in
// order of name. Throws ScenarioError for a path that does not exist.
std::vector<std::filesystem::path> find_scenarios(const std::vector<std::filesystem::path>& paths);

}  // namespace amishare::client
