// options.cpp - which delays and switches there are, by name.
#include "wire/options.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "wire/web_token.h"

namespace amishare::wire {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t year_ms = 366LL * 86'400'000;

constexpr std::array<std::pair<std::string_view, Delay Pace::*>, 21> delays = {{
    {"snapshot_create_ms", &Pace::snapshot_create},
    {"snapshot_copy_ms", &Pace::snapshot_copy},
    {"snapshot_seal_ms", &Pace::snapshot_seal},
    {"snapshot_interval_ms", &Pace::snapshot_interval},
    {"image_create_ms", &Pace::image_create},
    {"image_copy_ms", &Pace::image_copy},
    {"volume_create_ms", &Pace::volume_create},
    {"volume_vanish_ms", &Pace::volume_vanish},
    {"volume_attach_ms", &Pace::volume_attach},
    {"volume_detach_ms", &Pace::volume_detach},
    {"volume_delete_ms", &Pace::volume_delete},
    {"instance_start_ms", &Pace::instance_start},
    {"instance_stop_ms", &Pace::instance_stop},
    {"instance_terminate_ms", &Pace::instance_terminate},
    {"instance_fail_ms", &Pace::instance_fail},
    {"instance_fail_end_ms", &Pace::instance_fail_end},
    {"instance_forget_ms", &Pace::instance_forget},
    {"iam_propagation_ms", &Pace::iam_propagation},
    {"grant_propagation_ms", &Pace::grant_propagation},
    {"account_create_ms", &Pace::account_create},
    {"account_close_ms", &Pace::account_close},
}};
static_assert(sizeof(Pace) == delays.size() * sizeof(Delay), "every delay has a name");

constexpr std::array<std::pair<std::string_view, bool Switches::*>, 3> switches = {{
    {"launch_keeps_source_key", &Switches::launch_keeps_source_key},
    {"legacy_launch_failure", &Switches::legacy_launch_failure},
    {"raised_scp_quotas", &Switches::raised_scp_quotas},
}};
static_assert(sizeof(Switches) == switches.size() * sizeof(bool), "every switch has a name");

// The place of `name` in a table of them; null if it is not there.
template <class Table>
auto find_named(const Table& table, std::string_view name) -> decltype(&table[0]) {
  for (const auto& entry : table) {
    if (entry.first == name) return &entry;
  }
  return nullptr;
}

// A value as it can be said back, however long it is.
std::string shown(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace).substr(0, 80);
}

Pace changed(Pace pace, const Json& wanted) {
  if (wanted == "instant") return Pace::instant();
  if (wanted == "aws") return Pace::aws();
  if (!wanted.is_object()) {
    throw OptionError("pace is \"instant\", \"aws\" or an object of delays, not " + shown(wanted));
  }
  for (const auto& [name, value] : wanted.items()) {
    const auto* known = find_named(delays, name);
    if (known == nullptr) throw OptionError("there is no delay " + shown(name));
    const bool fits = value.is_number_integer() && value >= 0 && value <= year_ms;
    if (!fits) {
      throw OptionError(fmt::format("{} is a number of milliseconds up to a year, not {}",
                                    known->first, shown(value)));
    }
    pace.*known->second = Delay(value.template get<std::int64_t>());
  }
  return pace;
}

Switches changed(Switches now, const Json& wanted) {
  if (!wanted.is_object()) {
    throw OptionError("switches is an object of booleans, not " + shown(wanted));
  }
  for (const auto& [name, value] : wanted.items()) {
    const auto* known = find_named(switches, name);
    if (known == nullptr) throw OptionError("there is no switch " + shown(name));
    if (!value.is_boolean()) {
      throw OptionError(fmt::format("{} is true or false, not {}", known->first, shown(value)));
    }
    now.*known->second = value.template get<bool>();
  }
  return now;
}

using Issuers = std::map<std::string, std::vector<iam::IssuerKey>, std::less<>>;

// The name of an issuer as ARNs have it: its URL without the scheme.
std::string issuer_name(const std::string& url) {
  constexpr std::string_view scheme = "https://";
  constexpr std::size_t longest = 255;
  if (!url.starts_with(scheme) || url.size() == scheme.size() || url.size() > longest) {
    throw OptionError("an issuer is an https:// URL, not " + shown(url));
  }
  return url.substr(scheme.size());
}

Issuers read_issuers(const Json& wanted) {
  constexpr std::size_t most_issuers = 100;
  Issuers issuers;
  if (!wanted.is_object()) {
    throw OptionError("issuers is an object of key sets by URL, not " + shown(wanted));
  }
  for (const auto& [url, keys] : wanted.items()) {
    const std::string name = issuer_name(url);
    try {
      issuers[name] = read_issuer_keys(keys.dump(-1, ' ', false, Json::error_handler_t::replace));
    } catch (const OptionError&) {
      throw;
    } catch (const std::invalid_argument& problem) {
      throw OptionError(fmt::format("the keys of {}: {}", shown(url), problem.what()));
    }
  }
  if (issuers.size() > most_issuers) throw OptionError("there can be 100 issuers");
  return issuers;
}

Json issuers_json(const Issuers& issuers) {
  Json json = Json::object();
  for (const auto& [name, keys] : issuers) {
    Json set = Json::array();
    for (const iam::IssuerKey& key : keys) set.push_back(Json::parse(key.jwk));
    json["https://" + name] = {{"keys", std::move(set)}};
  }
  return json;
}

// A duration as people write it: "500ms", "5s", "2m", "1h", "7d", or a number of milliseconds.
Delay duration(std::string_view name, const Json& value) {
  if (value.is_number_integer() && value >= 0 && value <= year_ms) {
    return Delay(value.get<std::int64_t>());
  }
  const auto delay = value.is_string() ? read_duration(value.get<std::string>()) : std::nullopt;
  if (!delay || delay->count() > year_ms) {
    throw OptionError(
        fmt::format("{} is a duration such as \"5s\" up to a year, not {}", name, shown(value)));
  }
  return *delay;
}

}  // namespace

std::optional<Delay> read_duration(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 5> units = {
      {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [rest, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc{} || number < 0 || number > year_ms) return std::nullopt;
  for (const auto& [unit, ms] : units) {
    if (unit == std::string_view(rest, static_cast<std::size_t>(end - rest))) {
      return Delay(number * ms);
    }
  }
  return std::nullopt;
}

std::string options_json(const World& world) {
  Json json{{"pace", Json::object()},
            {"switches", Json::object()},
            {"issuers", issuers_json(world.iam.issuers)}};
  for (const auto& [name, delay] : delays) {
    json["pace"][std::string(name)] = (world.pace.*delay).count();
  }
  for (const auto& [name, flag] : switches) {
    json["switches"][std::string(name)] = world.switches.*flag;
  }
  return json.dump(2) + "\n";
}

void set_options(World& world, std::string_view json_text) {
  const Json wanted = Json::parse(json_text, nullptr, /*allow_exceptions=*/false);
  if (!wanted.is_object()) throw OptionError("this is not a JSON object");
  Pace pace = world.pace;
  Switches flags = world.switches;
  Issuers issuers = world.iam.issuers;
  for (const auto& [name, value] : wanted.items()) {
    if (name == "pace") {
      pace = changed(pace, value);
    } else if (name == "switches") {
      flags = changed(flags, value);
    } else if (name == "issuers") {
      issuers = read_issuers(value);
    } else if (name == "iam_propagation" || name == "grant_propagation") {
      duration(name, value);  // set below, since a pace sets all delays
    } else {
      throw OptionError("there is no option " + shown(name));
    }
  }
  const auto set = [&](const char* name, Delay Pace::*delay) {
    if (wanted.contains(name)) pace.*delay = duration(name, wanted[name]);
  };
  set("iam_propagation", &Pace::iam_propagation);
  set("grant_propagation", &Pace::grant_propagation);
  world.pace = pace;
  world.switches = flags;
  world.iam.issuers = std::move(issuers);
}

}  // namespace amishare::wire
