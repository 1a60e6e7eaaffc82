// client_fuzz.cpp - any text as a scenario, as ~/.aws/config, and as the key policy of some key.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "client/aws_settings.h"
#include "client/scenario_file.h"
#include "client/share_policy.h"
#include "policy/document.h"

namespace {

using namespace amishare::client;

void require(bool holds) {
  if (!holds) std::abort();
}

bool has(const std::string& text, const char* part) { return text.find(part) != text.npos; }

// Every complaint names a place or says what is wrong; nothing else comes out.
void read_as_scenario(const std::string& text) {
  if (has(text, "include") || has(text, "\\u")) return;  // other files are not the fuzzer's
  try {
    const Scenario scenario = parse_scenario(text, "fuzzed.json");
    require(!scenario.title.empty());
    Names names;
    for (const auto& [name, document] : scenario.documents.items()) names[name] = document;
    for (const Step& step : scenario.steps) {
      require(step.line >= 1);
      const Json filled = fill_in(step.with, names);
      for (const auto& [path, expected] : filled.items()) {
        const auto found = look_up(scenario.documents, path);
        if (found) difference(expected, found);
      }
    }
  } catch (const ScenarioError& problem) {
    require(*problem.what() != 0);
  } catch (const Json::exception&) {  // a value of another type, which a run tells as well
  }
}

void read_as_settings(const std::string& text) {
  const Surroundings around{
      .environment = [](const std::string& name) { return name == "HOME" ? "/h" : ""; },
      .file = [&](const std::string&) { return std::optional(text); }};
  for (const char* profile : {"", "a"}) {
    try {
      require(!find_settings({.profile = profile}, around).session.access_key_id.empty());
    } catch (const SettingsError& problem) {
      require(*problem.what() != 0);
    }
  }
}

// What is put in can be taken out again, and is then all that was there.
void read_as_key_policy(const std::string& text) {
  const std::string key = "arn:aws:kms:us-east-1:111111111111:key/k";
  const ShareRequest request{.image_id = "ami-1", .account = "222222222222"};
  if (has(text, "amishare")) return;
  try {
    const std::string with = with_statements(text, request);
    const KeyPolicyView view = view_of(with, request, key);
    const bool understood =
        amishare::policy::parse(with, amishare::policy::DocumentKind::resource).policy != nullptr;
    if (understood) require(view.missing.empty());
    require(without_statements(text, request) == text);
    require(pretty(without_statements(with, request)) == pretty(text));
  } catch (const CantShare&) {
  } catch (const nlohmann::json::exception&) {  // bytes that are no UTF-8, which AWS never sends
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] % 3 == 0) read_as_scenario(text);
  if (data[0] % 3 == 1) read_as_settings(text);
  if (data[0] % 3 == 2) read_as_key_policy(text);
  return 0;
}
