// scenario_file.cpp - JSON with comments to a Scenario, joined with the world that it includes.
#include "client/scenario_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "client/nearest.h"

namespace amishare::client {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ScenarioError(fmt::format("{}: can't be read", path.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The lines on which the elements of the top-level list "steps" begin, in order. The text is known
// to be valid JSON with comments.
std::vector<std::size_t> lines_of_steps(std::string_view text) {
  std::vector<std::size_t> lines;
  std::size_t line = 1, depth = 0;
  bool in_steps = false;
  std::string last_string;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (c == '/' && i + 1 < text.size() && text[i + 1] == '/') {
      while (i < text.size() && text[i] != '\n') ++i;
      ++line;
    } else if (c == '/' && i + 1 < text.size() && text[i + 1] == '*') {
      for (i += 2; i + 1 < text.size() && !(text[i] == '*' && text[i + 1] == '/'); ++i) {
        if (text[i] == '\n') ++line;
      }
      ++i;
    } else if (c == '"') {
      const std::size_t start = i + 1;
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
      }
      last_string = text.substr(start, i - start);
    } else if (c == '{' || c == '[') {
      if (c == '[' && depth == 1 && last_string == "steps") in_steps = true;
      if (c == '{' && depth == 2 && in_steps) lines.push_back(line);
      ++depth;
    } else if (c == '}' || c == ']') {
      --depth;
      if (depth == 1) in_steps = false;
    }
  }
  return lines;
}

[[noreturn]] void wrong(const std::string& file, std::size_t line, const std::string& what) {
  throw ScenarioError(fmt::format("{}:{}: {}", file, line, what));
}

void check_members(const Json& object, std::initializer_list<std::string_view> known,
                   const std::string& file, std::size_t line) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      wrong(file, line,
            fmt::format("there is no member \"{}\" here{}", key,
                        did_you_mean(key, {known.begin(), known.end()})));
    }
  }
}

std::vector<std::string> texts(const Json& step, const char* member) {
  const auto found = step.find(member);
  if (found == step.end()) return {};
  if (found->is_string()) return {found->get<std::string>()};
  return found->get<std::vector<std::string>>();
}

std::optional<Json> optional_member(const Json& step, const char* member) {
  const auto found = step.find(member);
  return found == step.end() ? std::nullopt : std::optional<Json>(*found);
}

Step read_step(const Json& json, const std::string& file, std::size_t line) {
  if (!json.is_object()) wrong(file, line, "a step is an object");
  check_members(
      json,
      {"name", "title", "as", "call", "region", "sign", "signed_ago", "with", "headers", "capture",
       "expect", "error", "wait_for", "trace", "not_trace", "trace_of", "advance"},
      file, line);
  Step step{.file = file, .line = line};
  try {
    step.name = json.value("name", "");
    step.title = json.value("title", "");
    step.as = json.value("as", "");
    step.call = json.value("call", "");
    step.region = json.value("region", "");
    step.sign = json.value("sign", "");
    step.signed_ago = json.value("signed_ago", "");
    step.with = json.value("with", Json::object());
    step.headers = json.value("headers", Json::object());
    step.capture = json.value("capture", Json::object());
    step.expect = optional_member(json, "expect");
    step.error = optional_member(json, "error");
    step.wait_for = optional_member(json, "wait_for");
    step.trace = texts(json, "trace");
    step.not_trace = texts(json, "not_trace");
    step.trace_of = json.value("trace_of", "");
    step.advance = json.value("advance", "");
  } catch (const Json::exception&) {
    wrong(file, line, "a member has the wrong type");
  }
  if (step.call.empty() && step.advance.empty() && step.trace_of.empty()) {
    wrong(file, line, "a step needs \"call\", \"advance\" or \"trace_of\"");
  }
  if (!step.call.empty() && step.call.find(':') == std::string::npos) {
    wrong(file, line, "\"call\" is SERVICE:OPERATION, such as ec2:RunInstances");
  }
  if (!step.call.empty() && step.as.empty() && step.sign != "none") {
    wrong(file, line, "\"as\" names the principal that makes the call");
  }
  return step;
}

// Takes `actions` out of every Allow statement of a policy document; a statement that is left
// without any goes.
void remove_actions(Json& document, const Json& actions, const std::string& file,
                    std::size_t line) {
  bool removed = false;
  Json kept = Json::array();
  for (Json statement : document.at("Statement")) {
    Json left = Json::array();
    const Json& list = statement.at("Action");
    for (const Json& action : list.is_array() ? list : Json::array({list})) {
      if (statement.value("Effect", "") == "Allow" &&
          std::find(actions.begin(), actions.end(), action) != actions.end()) {
        removed = true;
      } else {
        left.push_back(action);
      }
    }
    if (left.empty()) continue;
    statement["Action"] = left;
    kept.push_back(statement);
  }
  if (!removed) wrong(file, line, fmt::format("no statement has any of {}", actions.dump()));
  document["Statement"] = kept;
}

// Where a scenario says how it differs, for complaints about it.
struct Place {
  std::string file;
  std::string_view text;
  // The line on which `name` is first written; 1 if nowhere.
  std::size_t line_of(const std::string& name) const {
    const auto at = text.find('"' + name + '"');
    if (at == text.npos) return 1;
    return 1 + static_cast<std::size_t>(
                   std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
  }
  [[noreturn]] void has_no(const char* what, const std::string& name,
                           const std::vector<std::string>& known) const {
    wrong(file, line_of(name),
          fmt::format("the included world has no {} \"{}\"{}", what, name,
                      did_you_mean(name, known)));
  }
};

Json& document_named(Scenario& scenario, const std::string& name, const Place& place) {
  const auto found = scenario.documents.find(name);
  if (found != scenario.documents.end()) return *found;
  std::vector<std::string> known;
  for (const auto& [document, json] : scenario.documents.items()) known.push_back(document);
  place.has_no("document", name, known);
}

Step& step_named(Scenario& scenario, const std::string& name, const Place& place) {
  const auto found = std::find_if(scenario.steps.begin(), scenario.steps.end(),
                                  [&](const Step& step) { return step.name == name; });
  if (found != scenario.steps.end()) return *found;
  std::vector<std::string> known;
  for (const Step& step : scenario.steps) known.push_back(step.name);
  place.has_no("step", name, known);
}

// Applies what the scenario says of how it differs from the world that it includes.
void apply_differences(Scenario& scenario, const Json& differs, const Place& place) {
  check_members(differs, {"documents", "remove_actions", "add_statements", "without_steps", "with"},
                place.file, place.line_of("differs"));
  const auto part = [&](const char* name) { return differs.value(name, Json::object()); };
  const Json documents = part("documents"), removed = part("remove_actions"),
             added = part("add_statements"), with = part("with");
  for (const auto& [name, document] : documents.items()) {
    document_named(scenario, name, place) = document;
  }
  for (const auto& [name, actions] : removed.items()) {
    remove_actions(document_named(scenario, name, place), actions, place.file,
                   place.line_of("remove_actions"));
  }
  for (const auto& [name, statements] : added.items()) {
    Json& document = document_named(scenario, name, place);
    for (const Json& statement : statements) document.at("Statement").push_back(statement);
  }
  for (const auto& [name, changes] : with.items()) {
    step_named(scenario, name, place).with.merge_patch(changes);
  }
  const Json without_steps = differs.value("without_steps", Json::array());
  for (const Json& name : without_steps) {
    const Step& step = step_named(scenario, name.get<std::string>(), place);
    scenario.steps.erase(scenario.steps.begin() + (&step - scenario.steps.data()));
  }
}

Scenario read_at_depth(const std::string& text, const fs::path& path, int depth);

void include_world(Scenario& scenario, const fs::path& path, const std::string& text,
                   const Json& json, int depth) {
  if (depth > 8) wrong(path.string(), 1, "includes are nested too deeply, or in a circle");
  const fs::path included =
      (path.parent_path() / json.at("include").get<std::string>()).lexically_normal();
  const Scenario world = read_at_depth(read_file(included), included, depth + 1);
  scenario.world_title = world.title;
  scenario.region = world.region;
  scenario.accounts = world.accounts;
  scenario.principals = world.principals;
  scenario.documents = world.documents;
  scenario.options = world.options;
  scenario.steps = world.steps;
  for (Step& step : scenario.steps) step.set_up = true;
  apply_differences(scenario, json.value("differs", Json::object()), {path.string(), text});
}

Json parse_file(const fs::path& path, const std::string& text) {
  try {
    return Json::parse(text, nullptr, true, /*ignore_comments=*/true);
  } catch (const Json::parse_error& problem) {
    const auto upto = std::min<std::size_t>(problem.byte, text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(upto), '\n');
    wrong(path.string(), static_cast<std::size_t>(line),
          fmt::format("not JSON: {}", problem.what()));
  }
}

Scenario read_at_depth(const std::string& text, const fs::path& path, int depth) {
  const std::string file = path.string();
  const Json json = parse_file(path, text);
  if (!json.is_object()) wrong(file, 1, "a scenario is a JSON object");
  check_members(json,
                {"$schema", "title", "claim", "include", "differs", "region", "accounts",
                 "principals", "documents", "options", "steps"},
                file, 1);
  Scenario scenario{.path = file};
  try {
    if (json.contains("include")) include_world(scenario, path, text, json, depth);
    scenario.title = json.value("title", "");
    scenario.claim = json.value("claim", "");
    scenario.region = json.value("region", scenario.region);
    scenario.accounts.update(json.value("accounts", Json::object()));
    scenario.principals.update(json.value("principals", Json::object()));
    scenario.documents.update(json.value("documents", Json::object()));
    scenario.options.update(json.value("options", Json::object()));
    if (scenario.title.empty()) wrong(file, 1, "\"title\" is missing");
    const Json steps = json.value("steps", Json::array());
    const std::vector<std::size_t> lines = lines_of_steps(text);
    for (std::size_t i = 0; i < steps.size(); ++i) {
      scenario.steps.push_back(read_step(steps[i], file, i < lines.size() ? lines[i] : 1));
    }
  } catch (const Json::exception& problem) {
    wrong(file, 1, problem.what());
  }
  return scenario;
}

}  // namespace

Scenario read_scenario(const fs::path& path) { return read_at_depth(read_file(path), path, 0); }

Scenario parse_scenario(const std::string& text, const fs::path& path) {
  return read_at_depth(text, path, 0);
}

std::vector<fs::path> find_scenarios(const std::vector<fs::path>& paths) {
  std::set<fs::path> found;
  for (const fs::path& path : paths) {
    if (fs::is_directory(path)) {
      for (const auto& entry : fs::recursive_directory_iterator(path)) {
        const fs::path& file = entry.path();
        const bool is_world = file.parent_path().filename() == "worlds";
        if (file.extension() == ".json" && !is_world && file.filename() != "schema.json") {
          found.insert(file);
        }
      }
    } else if (fs::exists(path)) {
      found.insert(path);
    } else {
      throw ScenarioError(fmt::format("{}: there is no such file or folder", path.string()));
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace amishare::client
