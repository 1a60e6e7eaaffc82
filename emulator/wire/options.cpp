// options.cpp - which delays and switches there are, by name.
#include "wire/options.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

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
    {"legacy_scp_quotas", &Switches::legacy_scp_quotas},
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

}  // namespace

std::string options_json(const World& world) {
  Json json{{"pace", Json::object()}, {"switches", Json::object()}};
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
  for (const auto& [name, value] : wanted.items()) {
    if (name == "pace") {
      pace = changed(pace, value);
    } else if (name == "switches") {
      flags = changed(flags, value);
    } else {
      throw OptionError("there is no option " + shown(name));
    }
  }
  world.pace = pace;
  world.switches = flags;
}

}  // namespace amishare::wire
